"""The one module that knows feedgen: Atom 1.0 and RSS 2.0 from a prepared channel.

feedgen builds the tree; our extension, registered through feedgen's own interface, puts right what it gets wrong:

- entry links lose every attribute but href, and an enclosure would become a second alternate: we write all links;
- ``updated`` and ``lastBuildDate`` default to the clock: we set every date;
- RSS dates pass through the process-wide locale: we write them;
- RSS authors without an e-mail address vanish: dc:creator;
- the RSS channel's link is the last link added: feedgen gets one link only;
- it knows no tombstones, archives, hubs, thumbnails, licences, languages of entries, or text that looks like markup.

feedgen adds Atom elements without a namespace, under a root whose ``xmlns`` is an ordinary attribute; so does the
extension, or lxml would invent a prefix (``ns0:link``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from .checks import has_markup
from .content import Channel, Item

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
}
GENERATOR = "feedsvc"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Texts that cannot be declared as plain: validators take a named reference there for HTML, a numeric one for what it is.
_UNTYPED = re.compile(rb' (?:title|label)="[^"]*|<name>[^<]*')
_TEXT_CONSTRUCTS = frozenset({"title", "subtitle", "summary", "rights"})
_AT, _FH, _MEDIA, _DC, _CC = (f"{{{uri}}}" for uri in NAMESPACES.values())
_PLAIN_IN_RSS = ("title", "category", "copyright", f"{_DC}creator", f"{_DC}rights", f"{_DC}source")


def atom(channel: Channel) -> bytes:
    """An Atom feed document (RFC 4287)."""
    feed = _generator(channel, _atom_prefixes(channel))
    feed.id(channel.id)
    feed.author(name=channel.author)
    if channel.icon_url:
        feed.icon(channel.icon_url)
    for item in channel.items:
        _atom_entry(_entry(feed, item), item)
    return _noticed(channel, _UNTYPED.sub(lambda text: text[0].replace(b"&amp;", b"&#x26;"), bytes(feed.atom_str(pretty=True))))


def rss(channel: Channel) -> bytes:
    """An RSS 2.0 document after the RSS Advisory Board's profile."""
    feed = _generator(channel, _rss_prefixes(channel))
    feed.docs("https://www.rssboard.org/rss-specification")
    feed.ttl(channel.ttl)
    for item in channel.items:
        _rss_item(_entry(feed, item), item)
    return _noticed(channel, bytes(feed.rss_str(pretty=True)))


def _noticed(channel: Channel, body: bytes) -> bytes:
    """Browsers show a feed as its plain text: words to people stand at its top, in a comment.  Those with "--" cannot (XML, 2.5).

    It stands inside the root, as some programs look for that right behind the declaration.
    """
    if not channel.notice or "--" in channel.notice:
        return body
    declaration, root, rest = body.split(b"\n", 2)
    return b"\n".join((declaration, root, f"  <!-- {channel.notice} -->".encode(), rest))


def _atom_prefixes(channel: Channel) -> list[str]:
    """The namespaces the document uses, so that none is declared in vain."""
    origins = any(item.origin for item in channel.items)
    used = {"at": bool(channel.tombstones), "fh": channel.is_archive, "media": _pictured(channel), "dc": origins}
    return [prefix for prefix, is_used in used.items() if is_used]


def _rss_prefixes(channel: Channel) -> list[str]:
    licensed = bool(channel.license_url)
    used = {"fh": channel.is_archive, "media": _pictured(channel), "dc": bool(channel.items), "creativeCommons": licensed}
    return [prefix for prefix, is_used in used.items() if is_used]


def _pictured(channel: Channel) -> bool:
    return any(item.image for item in channel.items)


def rfc822(at: datetime) -> str:
    """"Sun, 22 Nov 2026 09:00:00 +0800": English names whatever the locale; UTC where the zone is odd.

    Old readers know zones of full and half hours only, and so does the W3C validator.
    """
    offset = at.utcoffset()
    if offset is None or offset.total_seconds() % 1800:
        at = at.astimezone(UTC)
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} {at:%H:%M:%S %z}"


# --- what feedgen can do ------------------------------------------------------------------------


def _generator(channel: Channel, prefixes: list[str]) -> Any:
    from feedgen.feed import FeedGenerator  # heavy; not needed when nothing changed

    feed = FeedGenerator()
    feed.register_extension("ours", _FeedExtension, _EntryExtension)
    feed.ours.channel, feed.ours.prefixes = channel, prefixes
    feed.title(channel.title)
    feed.subtitle(channel.subtitle)
    feed.link(href=channel.home_url, rel="alternate", type="text/html")
    feed.updated(channel.updated)
    feed.lastBuildDate(channel.updated)
    feed.generator(GENERATOR)
    if channel.language:
        feed.language(channel.language)
    if channel.rights:
        feed.rights(channel.rights)
    if channel.logo_url:
        feed.logo(channel.logo_url)
    return feed


def _entry(feed: Any, item: Item) -> Any:
    entry = feed.add_entry(order="append")
    entry.ours.item = item
    entry.guid(item.id, permalink=False)
    entry.title(item.title)
    entry.updated(item.updated)
    if item.url:
        entry.link(href=item.url, rel="alternate")
    if item.categories:
        entry.category([{"term": term, "label": label} for term, label in item.categories])
    return entry


def _atom_entry(entry: Any, item: Item) -> None:
    entry.author(name=item.author)
    entry.published(item.published)
    entry.summary(item.summary)
    if item.rights:
        entry.rights(item.rights)
    if item.full or not item.url:
        entry.content(item.full or item.teaser, type="html")


def _rss_item(entry: Any, item: Item) -> None:
    entry.description(item.teaser)
    if item.full:
        entry.content(item.full)


# --- what it cannot: the extension --------------------------------------------------------------


class _FeedExtension:
    """Completes the feed element before its entries are appended."""

    channel: Channel
    prefixes: list[str]

    def extend_ns(self) -> dict[str, str]:
        return {prefix: NAMESPACES[prefix] for prefix in self.prefixes}

    def extend_atom(self, feed: Any) -> None:
        links = [(rel, url, "application/atom+xml") for rel, url in self.channel.links]
        links += [("hub", url, "") for url in self.channel.hubs]
        links += [("license", self.channel.license_url, "")] if self.channel.license_url else []
        for rel, url, kind in links:
            _sub(feed, "link", _filled(href=url, rel=rel, type=kind))
        _text_constructs(feed)
        self._mark_archive(feed)
        for stone in self.channel.tombstones:
            _sub(feed, f"{_AT}deleted-entry", {"ref": stone.entry_id, "when": stone.when.isoformat()})

    def extend_rss(self, rss: Any) -> None:
        channel = rss[0]
        channel.find("lastBuildDate").text = rfc822(self.channel.updated)
        links = [(rel, url, "application/rss+xml") for rel, url in self.channel.links]
        links += [("hub", url, "") for url in self.channel.hubs]
        for rel, url, kind in links:
            _sub(channel, f"{{{ATOM}}}link", _filled(href=url, rel=rel, type=kind))
        if self.channel.license_url:
            _sub(channel, f"{_CC}license").text = self.channel.license_url
        self._mark_archive(channel)
        _character_data(channel, "description", *_PLAIN_IN_RSS)

    def _mark_archive(self, parent: Any) -> None:
        if self.channel.is_archive:
            _sub(parent, f"{_FH}archive")


class _EntryExtension:
    """Completes one entry after feedgen has written it."""

    item: Item

    def extend_atom(self, entry: Any) -> None:
        item = self.item
        if item.language:
            entry.set(XML_LANG, item.language)
        for alternate in entry.iterchildren("link"):
            alternate.attrib.update(_filled(rel="alternate", type=item.url_type, hreflang=item.language))
        for offered in item.attachments:
            length = str(offered.length) if offered.length else None
            known = _filled(href=offered.url, rel="enclosure", type=offered.media_type, title=offered.title, length=length)
            _sub(entry, "link", known)
        if any(map(has_markup, (item.title, item.summary, item.rights))):
            _text_constructs(entry)
        self._extend_both(entry)

    def extend_rss(self, entry: Any) -> None:
        item = self.item
        _sub(entry, f"{_DC}creator").text = item.author
        _sub(entry, "pubDate").text = rfc822(item.published)
        _sub(entry, f"{{{ATOM}}}updated").text = item.updated.isoformat()
        for offered in item.attachments[:1]:  # more than one confuses readers (profile, "enclosure")
            known = {"url": offered.url, "length": str(offered.length), "type": offered.media_type}
            _sub(entry, "enclosure", known)
        if item.rights:
            _sub(entry, f"{_DC}rights").text = item.rights
        self._extend_both(entry)
        plain = (item.title, item.author, item.origin, item.rights, *(label for _, label in item.categories))
        if any("&" in text or "<" in text for text in plain):
            _character_data(entry, *_PLAIN_IN_RSS)

    def _extend_both(self, entry: Any) -> None:
        if self.item.origin:
            _sub(entry, f"{_DC}source").text = self.item.origin
        if self.item.image:
            _sub(entry, f"{_MEDIA}thumbnail", {"url": self.item.image})


# --- small parts ---------------------------------------------------------------------------------


def _sub(parent: Any, tag: str, attributes: dict[str, str] | None = None) -> Any:
    from lxml.etree import SubElement  # type: ignore[import-untyped]  # comes with feedgen

    return SubElement(parent, tag, attributes)


def _filled(**attributes: str | None) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if value}


def _text_constructs(parent: Any) -> None:
    """Text that only looks like markup is declared as HTML and escaped as such, or it would be taken for markup
    by readers that ignore types (RFC 4287, 3.1.1)."""
    for child in parent:
        if child.tag in _TEXT_CONSTRUCTS and has_markup(child.text):
            child.text = escape(child.text, quote=False)
            child.set("type", "html")


def _character_data(parent: Any, *tags: str) -> None:
    """Plain text in RSS has & and < as hexadecimal references (RSS profile, "Character Data")."""
    for element in list(parent.iter(*tags)):
        if "&" in element.text or "<" in element.text:
            _set_references(element, element.text)


def _set_references(element: Any, text: str) -> None:
    from lxml.etree import Entity

    element.text, *rest = re.split("([&<])", text)
    for sign, tail in zip(rest[::2], rest[1::2], strict=True):
        reference = Entity(f"#x{ord(sign):X}")
        reference.tail = tail
        element.append(reference)
