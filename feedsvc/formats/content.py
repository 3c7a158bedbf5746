"""A Feed made fit for any format: text legal, URLs checked, times settled, its own voice in the feed's language.

The writers only arrange what they find here, so that all formats say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from ..model import Attachment, Entry, Precision
from ..published import Feed, Tombstone
from .checks import html_faults
from .safe import language, legal, line, media_type, moment, paragraphs, web_url
from .words import Words, words

RESERVED, TDM_POLICY = "tdm-reservation", "tdm-policy="
"""Signals of an entry as ``reading/signals.py`` writes them."""
# Documents a listing may link to directly: their media type is not ours to claim.
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".wps", ".ofd")


FULL_TEXT_BUDGET, ARCHIVE_BUDGET = 180_000, 1_000_000
"""Bytes of full text in a subscription document, which is asked for every hour, and in an archive document."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, ready to write.  ``teaser`` is the summary as HTML, ``full`` the whole text as HTML or None;
    both end with the origin and the link.  ``categories`` are (term, label).  ``assumed`` when the
    site gives no time and ``published`` is when we first saw it; ``final`` when our operator withdrew it."""

    id: str
    url: str | None
    url_type: str | None
    title: str
    summary: str
    teaser: str
    full: str | None
    author: str
    origin: str
    rights: str
    language: str | None
    image: str | None
    attachments: tuple[Attachment, ...]
    categories: tuple[tuple[str, str], ...]
    published: datetime
    updated: datetime
    precision: Precision
    assumed: bool
    withdrawn: bool
    final: bool
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed, ready to write in the format whose documents end in ``suffix``.

    ``links`` are (rel, URL) of the document itself, its archives and its hubs; ``notice`` is for people who open it in a browser.
    """

    id: str
    name: str
    title: str
    subtitle: str
    author: str
    language: str | None
    home_url: str
    about_url: str
    updated: datetime
    rights: str
    license_url: str | None
    icon_url: str | None
    logo_url: str | None
    ttl: int
    links: tuple[tuple[str, str], ...]
    hubs: tuple[str, ...]
    is_archive: bool
    notice: str
    tombstones: tuple[Tombstone, ...]
    items: tuple[Item, ...]

    def link(self, rel: str) -> str | None:
        """The URL of the link with this relation."""
        return next((url for known, url in self.links if known == rel), None)


def prepare(feed: Feed, suffix: str, ready: tuple[Item, ...] | None = None) -> Channel:
    """Everything a writer of ``<key>.<suffix>`` needs; ``ready`` are the feed's items, where they are prepared already."""
    base = _document_url(feed.base_url)
    title = line(feed.title) or feed.key
    return Channel(
        id=line(feed.id) or _permanent_url(feed),
        name=f"{feed.key}.{suffix}",
        title=title,
        subtitle=line(feed.subtitle) or title,
        author=line(feed.author) or title,
        language=language(feed.language),
        home_url=web_url(feed.home_url) or base,
        about_url=base,
        updated=moment(feed.updated),
        rights=_rights(feed.rights, words(feed.language)),
        license_url=web_url(feed.license_url),
        icon_url=web_url(feed.icon_url),
        logo_url=web_url(feed.logo_url),
        ttl=max(1, feed.interval // 60),
        links=_links(feed, suffix),
        hubs=_urls(feed.hubs),
        is_archive=feed.archive is not None and feed.archive.is_archive,
        notice=_notice(feed),
        tombstones=_tombstones(feed),
        items=items(feed) if ready is None else ready,
    )


def _notice(feed: Feed) -> str:
    """What the document is, how to subscribe, and where its page is; an archive is found by programs alone."""
    is_archive = feed.archive is not None and feed.archive.is_archive
    return "" if is_archive else line(words(feed.language).raw_feed.format(url=feed.url("html")))


def items(feed: Feed) -> tuple[Item, ...]:
    """The feed's entries, the same for every format."""
    return tuple(_within_budget((_item(entry, feed) for entry in feed.entries), _budget(feed)))


def _budget(feed: Feed) -> int:
    return ARCHIVE_BUDGET if feed.archive is not None and feed.archive.is_archive else FULL_TEXT_BUDGET


def _within_budget(items: Iterable[Item], left: int) -> Iterator[Item]:
    """The items, those whose full text no longer fits into the document with their summary only."""
    for item in items:
        size = len((item.full or "").encode())
        if size > left:
            yield replace(item, full=None)
        else:
            left -= size
            yield item


def _permanent_url(feed: Feed) -> str:
    """All documents of one history share one id (RFC 5005, section 4)."""
    return _document_url(f"{feed.base_url}{feed.archive.current if feed.archive else feed.key}.atom")


def _document_url(url: str) -> str:
    """One of our own addresses in normal form; a wrong one stays, for the lint to name."""
    return web_url(url) or url


def _links(feed: Feed, suffix: str) -> tuple[tuple[str, str], ...]:
    links = [("self", _document_url(feed.url(suffix)))]
    if feed.archive is not None:
        current = feed.archive.current if feed.archive.is_archive else None
        keys = (("current", current), ("prev-archive", feed.archive.prev), ("next-archive", feed.archive.next))
        links += [(rel, _document_url(f"{feed.base_url}{key}.{suffix}")) for rel, key in keys if key]
    return tuple(links)


def _urls(urls: tuple[str, ...]) -> tuple[str, ...]:
    """The usable ones, each once, in order."""
    return tuple(dict.fromkeys(safe for url in urls if (safe := web_url(url))))


def _tombstones(feed: Feed) -> tuple[Tombstone, ...]:
    """One per entry taken back, newest first.

    A withdrawn entry that is still shown has one too, dated no earlier than its last change: the later of the two
    counts (RFC 6721, section 3).  A live entry has none: it came back.
    """
    when = {stone.entry_id: moment(stone.when) for stone in sorted(feed.tombstones, key=lambda stone: stone.when)}
    for entry in feed.entries:
        if entry.state == "live":
            when.pop(entry.id, None)
        else:
            when[entry.id] = max(moment(entry.updated), when.get(entry.id, moment(entry.updated)))
    newest_first = sorted(when.items(), key=lambda stone: (stone[1], stone[0]), reverse=True)
    return tuple(Tombstone(line(entry_id), at) for entry_id, at in newest_first)


def _item(entry: Entry, feed: Feed) -> Item:
    say, withdrawn, by_hand = words(feed.language), entry.state == "withdrawn", "withdrawn" in entry.reasons
    if withdrawn:
        entry = _emptied(entry, say)
    url, origin = web_url(entry.url), line(entry.origin)
    title = line(entry.title) or line(entry.url) or line(entry.id)
    said = paragraphs(entry.summary) or [title]
    end = "" if withdrawn else _end(origin, url, say)
    return Item(
        id=line(entry.id),
        url=url,
        url_type=_page_type(url),
        title=title,
        summary="\n".join(said),
        teaser=_html(said) + end,
        full=_full(entry.html, end),
        author=line(entry.author) or line(feed.author) or line(feed.title) or feed.key,
        origin=origin,
        rights=_all_rights(entry, feed, say),
        language=_own_language(entry, feed),
        image=web_url(entry.image),
        attachments=_attachments(entry),
        categories=_categories(entry, feed),
        published=moment(entry.published.at),
        updated=moment(entry.updated),
        precision=entry.published.precision,
        assumed=entry.dated_by == "first-seen",
        withdrawn=withdrawn,
        final=withdrawn and by_hand,
        signals=tuple(map(line, entry.signals)),
    )


def _rights(text: str | None, say: Words) -> str:
    """The declaration for people; a bare address is introduced, or it would pass for a machine's (RFC 4287, 4.2.10)."""
    declared = line(text)
    return say.rights.format(declared) if re.match(r"https?://\S+$", declared) else declared


def _all_rights(entry: Entry, feed: Feed, say: Words) -> str:
    """The entry's own declaration; where its site reserves mining or training too, in words after it, or after the feed's."""
    said = [say.mining] if RESERVED in entry.signals else []
    said += [say.training] if {"noai", "noimageai"} & set(entry.signals) else []
    declared = _rights(entry.rights or (feed.rights if said else None), say)
    return " · ".join(filter(None, (declared, *said)))


def _full(html: str | None, end: str) -> str | None:
    """The whole text, or None where it holds what the lint refuses: one article must not hold back a feed."""
    fit = legal(html).strip() if html else ""
    return fit + end if fit and not any(html_faults(fit)) else None


def _emptied(entry: Entry, say: Words) -> Entry:
    """A withdrawn entry without what it said; of the title, as much as the store still holds, marked as withdrawn.

    The notice is full text too, so that it takes the place of full text that readers hold.
    """
    title = say.withdrawn_mark.format(entry.title) if line(entry.title) else say.withdrawn
    html = _html([say.withdrawn_text])
    gone = replace(entry, author=None, origin=None, image=None, rights=None, attachments=(), signals=())
    return replace(gone, title=title, summary=say.withdrawn_text, html=html, language=None)


def _html(said: list[str]) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in said)


def _end(origin: str, url: str | None, say: Words) -> str:
    """The visible end of a body: where the text came from and where to read it."""
    parts = [escape(say.cited.format(origin))] if origin else []
    if url:
        parts.append(f'<a href="{escape(url)}">{escape(say.read_more)}</a>')
    return f"<p>{' · '.join(parts)}</p>" if parts else ""


def _page_type(url: str | None) -> str | None:
    path = url.partition("?")[0].lower() if url else ""
    return None if not path or path.endswith(_FILES) else "text/html"


def _own_language(entry: Entry, feed: Feed) -> str | None:
    """The entry's language where it differs from the feed's."""
    own = language(entry.language)
    return own if own and own.lower() != feed.language.lower() else None


def _attachments(entry: Entry) -> tuple[Attachment, ...]:
    """The usable ones, each URL once."""
    usable: dict[str, Attachment] = {}
    for offered in entry.attachments:
        url = web_url(offered.url)
        if url and url not in usable:
            usable[url] = Attachment(url, line(offered.title), media_type(offered.media_type), max(offered.length, 0))
    return tuple(usable.values())


def _categories(entry: Entry, feed: Feed) -> tuple[tuple[str, str], ...]:
    known = (feed.categories[key] for key in entry.sources if key in feed.categories)
    return tuple(dict.fromkeys((line(one.term), line(one.label) or line(one.term)) for one in known))
