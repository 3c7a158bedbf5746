"""Articles whose own pages are not read, so that the listing alone tells them: why, and what would let them be read.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from .model import Entry, Source
from .urls import route, same_site

NOT_READ = "not read"
"""Among an entry's reasons: why its row alone tells it."""
DOCUMENTS = tuple(f".{ending}" for ending in "pdf doc docx xls xlsx ppt pptx wps zip rar 7z mp3 mp4 jpg jpeg png gif".split())
_ELSEWHERE = "it stands on another host"


def not_a_page(source: Source, url: str) -> str | None:
    """Why a row's address is none of ours to read: a document, or a page on a host that was not allowed."""
    if (why := _no_page_at_all(url)) is not None:
        return why
    host = _foreign_host(source, url)
    return f"{_ELSEWHERE} ({host})" if host else None


def _no_page_at_all(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.path.lower().endswith(DOCUMENTS):
        return "it is a document, not a page"
    if route(parts.fragment):
        return "its address leads to a place that only a script in a browser can show"
    return None


def _foreign_host(source: Source, url: str) -> str:
    host, home = urlsplit(url).hostname or "", urlsplit(source.url).hostname or ""
    return "" if same_site(host, home) or host in source.hosts else host


def told_alone(source: Source, entries: Iterable[Entry], known: Iterable[Entry] = ()) -> tuple[str, ...]:
    """How many of the entries the listing alone tells, a sentence for each cause the operator may do something about, and which
    is not the cause for one of ``known`` as well."""
    causes, before = Counter(_cause(source, entry) for entry in entries), {_cause(source, entry) for entry in known}
    return tuple(f"{count} told by the listing alone: {cause}" for cause, count in causes.most_common() if cause and cause not in before)


def _cause(source: Source, entry: Entry) -> str:
    """Why, with what would help; "" when its page was read, never will be, or will be at its next look."""
    why = entry.reasons.get(NOT_READ, "")
    if _no_page_at_all(entry.url):
        return ""
    if not why.startswith(_ELSEWHERE):
        return why
    host = _foreign_host(source, entry.url)
    hosts = ", ".join(f'"{name}"' for name in (*source.hosts, host))
    return f"{why}; hosts = [{hosts}] for this source in config.toml lets it be read" if host else ""
