"""What is to be said, in whatever language."""

from __future__ import annotations

from dataclasses import dataclass

from ...record import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """All that pages and feeds say in their own voice.  Braces are filled with ``str.format``."""

    tag: str
    # times
    date: str
    short_date: str
    colon: str
    date_weekday: str
    month: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    per_day: str
    per_week: str
    per_month: str
    per_year: str
    strip_label: str
    # frame of every page
    skip: str
    nav_label: str
    nav_feeds: str
    nav_subscribe: str
    nav_status: str
    footer_source: str
    footer_contact: str
    updated: str
    made_by: str
    # index
    eyebrow: str
    lead: str
    follow_all: str
    latest: str
    sections: str
    sections_count: str
    only_section: str
    no_entries: str
    no_entries_hint: str
    open_feed: str
    every_seconds: str
    every_minutes: str
    every_hours: str
    looked: str
    how: str
    steps: tuple[tuple[str, str], ...]
    readers_title: str
    readers: tuple[tuple[str, str], ...]
    formats_title: str
    formats: tuple[tuple[str, str], ...]
    opml: str
    # feed page
    subscribe: str
    subscribe_hint: str
    address: str
    copy: str
    copied: str
    origin: str
    from_source: str
    attachments: str
    older: str
    to_embed: str
    to_opml: str
    newer: str
    archive: str
    # embed
    embed: str
    embed_hint: str
    embed_preview: str
    embed_options: str
    embed_count: str
    embed_summary: str
    embed_images: str
    embed_dates: str
    embed_date_forms: tuple[tuple[str, str], ...]
    embed_script: str
    embed_script_hint: str
    embed_more: str
    embed_attributes: tuple[tuple[str, str], ...]
    embed_style: str
    embed_style_hint: str
    embed_frame: str
    embed_frame_hint: str
    embed_include: str
    embed_include_hint: str
    embed_ascii: str
    # status
    status_title: str
    status_lead: str
    all_well: str
    some_ill: str
    all_ill: str
    not_yet: str
    not_looked: str
    verdicts: dict[Verdict, str]
    since: str
    well_since: str
    looks: str
    rhythm: str
    last_success: str
    never: str
    entries: str
    newest: str
    detail: str
    next_step: str
    gap: str
    no_sources: str
    machine: str
    days_label: str
    quiet: str
    quiet_line: str
    # in feeds
    all_sections: str
    one_section: str
    cited: str
    read_more: str
    raw_feed: str
    withdrawn: str
    withdrawn_mark: str
    withdrawn_text: str
    rights: str
    mining: str
    training: str
