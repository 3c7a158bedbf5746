"""status.html: each source in words, the troubled ones first; nothing secret."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from ..published import Document, Feed, Site
from ..record import SourceStatus
from ..redaction import redacted
from .days import chart
from .markup import Html, clip, el, join, link
from .rhythm import every, rhythm, times
from .safe import legal
from .shell import document, fitting, head, page
from .status_json import failing, public
from .when import moment, site_zone
from .words import Words, words

_LINE = 400


def render(site: Site) -> Document:
    """Site → status.html in the site's language; without charts and details where very many sources would make it heavy."""
    return document("status.html", fitting(partial(_page, site), (2, 1, 0)), site.updated)


def health(site: Site, say: Words) -> Html:
    """One line on how all sources are: an icon and words, so that colour is never alone."""
    bad = sum(failing(status) for status in site.statuses)
    known = [status for status in site.statuses if status.verdict]
    if not known:
        return el("span", {"class": "health new"}, _icon("new"), say.not_yet)
    if not bad:
        return el("span", {"class": "health well"}, _icon("well"), say.all_well)
    words = say.some_ill if bad < len(site.statuses) else say.all_ill
    return el("span", {"class": "health ill"}, _icon("ill"), words.format(bad=bad, good=len(site.statuses) - bad))


def _icon(state: str) -> Html:
    paths = {"well": "M4.5 8.5l2.4 2.4 4.6-5.2", "ill": "M8 4.2v4.6M8 11.4v.4", "new": "M4.8 8h6.4"}
    return el(
        "svg",
        {"class": "icon", "viewBox": "0 0 16 16", "aria-hidden": "true"},
        el("circle", {"cx": 8, "cy": 8, "r": 8}),
        el("path", {"d": paths[state]}),
    )


def _page(site: Site, detail: int) -> Html:
    say = words(site.language)
    title = f"{say.status_title} · {site.title}"
    own = el("link", {"rel": "alternate", "type": "application/atom+xml", "title": title, "href": f"{site.base_url}status.atom"})
    top = head(site, title, say.status_lead, f"{site.base_url}status.html", (site.merged,), (), own)
    ordered = sorted(site.statuses, key=lambda status: not failing(status))
    heading = el(
        "section",
        {"class": "title"},
        el("p", {"class": "eyebrow"}, el("a", {"href": "index.html", "dir": "auto"}, site.title)),
        el("h1", None, say.status_title),
        el("p", {"class": "verdict"}, health(site, say)),
        el("p", {"class": "lead"}, say.status_lead),
    )
    feeds = {feed.key: feed for feed in site.feeds}
    listing = el("div", {"class": "sources"}, join(_source(status, site, feeds.get(status.key), say, detail) for status in ordered))
    nothing = el("p", {"class": "quiet"}, say.no_sources)
    files = (el("a", {"href": name}, name) for name in ("status.json", "status.atom"))
    machine = el("p", {"class": "hint"}, say.machine + say.colon, join(files, " · "))
    return page(site.language, site, say, "status.html", top, heading, listing if ordered else nothing, machine)


def _source(status: SourceStatus, site: Site, feed: Feed | None, say: Words, detail: int) -> Html:
    state = "ill" if failing(status) else "well" if status.verdict else "new"
    name = el("a", {"href": f"{feed.key}.html", "dir": "auto"}, status.title) if feed else el("bdi", None, status.title)
    verdict = say.quiet if status.quiet and state == "well" else say.verdicts[status.verdict] if status.verdict else say.not_looked
    return el(
        "article",
        {"class": f"source {state}", "id": status.key},
        el("div", {"class": "source-head"}, el("h2", None, name), chart(status.turns, site.updated, say) if detail == 2 else None),
        el("p", {"class": f"health {state}"}, _icon(state), verdict),
        _facts(status, site, feed, say),
        _notes(status, say) if detail else None,
    )


def _facts(status: SourceStatus, site: Site, feed: Feed | None, say: Words) -> Html:
    """A source that is well was read a moment ago: only of an ill one it is told when it was read last."""

    def spoken(at: datetime | None) -> Html:
        return moment(at, site_zone(site), say) if at else el("span", None, say.never)

    rows = []
    if failing(status):
        rows = [(say.since, spoken(status.since)), (say.last_success, spoken(status.last_success))]
    elif status.verdict and status.since:
        rows = [(say.well_since, spoken(status.since))]
    rows += [(say.newest, spoken(status.newest)), (say.entries, el("span", None, f"{status.entries}"))]
    if feed:
        pace = rhythm(times(feed), say)
        rows += [(say.rhythm, el("span", None, pace))] if pace else []
        rows += [(say.looks, el("span", None, every(feed, say)))]
    return el("dl", {"class": "numbers"}, *(el("div", None, el("dt", None, name), el("dd", None, value)) for name, value in rows))


def _notes(status: SourceStatus, say: Words) -> Html:
    notes = [(say.gap, status.gap or "")]
    if failing(status):
        notes = [(say.detail, status.line), (say.next_step, status.next_step), *notes]
    elif status.quiet:
        notes = [(say.detail, say.quiet_line), *notes]
    lines = (_note(name + say.colon, note, None if note == say.quiet_line else "en") for name, note in notes if note)
    url = redacted(legal(status.url))
    return el("div", {"class": "notes"}, *lines, el("p", {"class": "where"}, link(url, clip(url, 120), {"rel": "noopener nofollow"})))


def _note(name: str, note: str, language: str | None) -> Html:
    return el("p", None, el("b", None, name), el("bdi", {"lang": language}, clip(public(note), _LINE)))
