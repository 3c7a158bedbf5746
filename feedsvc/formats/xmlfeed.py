"""Atom 1.0 and RSS 2.0 from a prepared channel, written as text: each function reads like the element it writes.

Every text meets exactly one escape, that of its place: ``_text`` in elements, ``_attribute`` in attributes, ``_construct`` where Atom
declares what kind of text it is, ``_untyped`` where it cannot, ``_plain`` where RSS has plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import escape

from ..model import Attachment
from .checks import has_markup
from .content import Channel, Item

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
}
GENERATOR = "feedsvc"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def atom(channel: Channel) -> bytes:
    """An Atom feed document (RFC 4287)."""
    origins, pictured = any(item.origin for item in channel.items), any(item.image for item in channel.items)
    used = {"at": bool(channel.tombstones), "fh": channel.is_archive, "media": pictured, "dc": origins}
    root = f'feed{_namespaces(used)} xmlns="{ATOM}"{_attribute("xml:lang", channel.language)}'
    entries = (_nested(f"entry{_attribute('xml:lang', item.language)}", _atom_entry(item), 1) for item in channel.items)
    return _document(root, (*_notice(channel), *_atom_feed(channel), *entries))


def rss(channel: Channel) -> bytes:
    """An RSS 2.0 document after the RSS Advisory Board's profile."""
    items, pictured = channel.items, any(item.image for item in channel.items)
    used = {"fh": channel.is_archive, "media": pictured, "dc": bool(items), "creativeCommons": bool(channel.license_url)}
    root = f'rss{_namespaces({**used, "atom": True, "content": True})} version="2.0"'
    inner = _nested("channel", (*_rss_channel(channel), *(_nested("item", _rss_item(item), 2) for item in items)), 1)
    return _document(root, (*_notice(channel), inner))


def rfc822(at: datetime) -> str:
    """"Sun, 22 Nov 2026 09:00:00 +0800": English names whatever the locale; UTC where the zone is odd.

    Old readers know zones of full and half hours only, and so does the W3C validator.
    """
    offset = at.utcoffset()
    if offset is None or offset.total_seconds() % 1800:
        at = at.astimezone(UTC)
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} {at:%H:%M:%S %z}"


# --- Atom ---------------------------------------------------------------------------------------


def _atom_feed(channel: Channel) -> Iterator[str]:
    """All of a feed but its entries."""
    yield f"<id>{_text(channel.id)}</id>"
    yield _construct("title", channel.title)
    yield f"<updated>{channel.updated.isoformat()}</updated>"
    yield _nested("author", [f"<name>{_untyped(_text(channel.author))}</name>"], 1)
    yield _empty("link", href=channel.home_url, rel="alternate", type="text/html")
    yield f"<generator>{GENERATOR}</generator>"
    yield from _optional("icon", channel.icon_url)
    yield from _optional("logo", channel.logo_url)
    if channel.rights:
        yield _construct("rights", channel.rights)
    yield _construct("subtitle", channel.subtitle)
    yield from _links("link", channel, "application/atom+xml")
    if channel.license_url:
        yield _empty("link", href=channel.license_url, rel="license")
    yield from _archive_mark(channel)
    for stone in channel.tombstones:
        yield _empty("at:deleted-entry", ref=stone.entry_id, when=stone.when.isoformat())


def _atom_entry(item: Item) -> Iterator[str]:
    yield f"<id>{_text(item.id)}</id>"
    yield _construct("title", item.title)
    yield f"<updated>{item.updated.isoformat()}</updated>"
    yield _nested("author", [f"<name>{_untyped(_text(item.author))}</name>"], 2)
    if item.full or not item.url:
        yield f'<content type="html">{_text(item.full or item.teaser)}</content>'
    if item.url:
        yield _empty("link", href=item.url, rel="alternate", type=item.url_type, hreflang=item.language)
    yield _construct("summary", item.summary)
    for term, label in item.categories:
        yield f'<category term="{_quoted(term)}" label="{_untyped(_quoted(label))}"/>'
    yield f"<published>{item.published.isoformat()}</published>"
    if item.rights:
        yield _construct("rights", item.rights)
    yield from map(_atom_enclosure, item.attachments)
    yield from _origin_and_image(item, _text)


def _atom_enclosure(offered: Attachment) -> str:
    title = f' title="{_untyped(_quoted(offered.title))}"' if offered.title else ""
    place = f"link{_attribute('href', offered.url)} rel=\"enclosure\"{_attribute('type', offered.media_type)}"
    return f"<{place}{title}{_attribute('length', str(offered.length) if offered.length else None)}/>"


# --- RSS ----------------------------------------------------------------------------------------


def _rss_channel(channel: Channel) -> Iterator[str]:
    """All of a channel but its items."""
    title, home = f"<title>{_plain(channel.title)}</title>", f"<link>{_text(channel.home_url)}</link>"
    yield title
    yield home
    yield f"<description>{_plain(channel.subtitle)}</description>"
    if channel.rights:
        yield f"<copyright>{_plain(channel.rights)}</copyright>"
    yield "<docs>https://www.rssboard.org/rss-specification</docs>"
    yield f"<generator>{GENERATOR}</generator>"
    if channel.logo_url:
        yield _nested("image", (f"<url>{_text(channel.logo_url)}</url>", title, home), 2)
    yield from _optional("language", channel.language)
    yield f"<lastBuildDate>{rfc822(channel.updated)}</lastBuildDate>"
    yield f"<ttl>{channel.ttl}</ttl>"
    yield from _links("atom:link", channel, "application/rss+xml")
    yield from _optional("creativeCommons:license", channel.license_url)
    yield from _archive_mark(channel)


def _rss_item(item: Item) -> Iterator[str]:
    yield f"<title>{_plain(item.title)}</title>"
    yield from _optional("link", item.url)
    yield f"<description>{_text(item.teaser)}</description>"
    yield from _optional("content:encoded", item.full)
    yield f'<guid isPermaLink="false">{_text(item.id)}</guid>'
    for _, label in item.categories:
        yield f"<category>{_plain(label)}</category>"
    yield f"<dc:creator>{_plain(item.author)}</dc:creator>"
    yield f"<pubDate>{rfc822(item.published)}</pubDate>"
    yield f"<atom:updated>{item.updated.isoformat()}</atom:updated>"
    for offered in item.attachments[:1]:  # more than one confuses readers (profile, "enclosure")
        yield _empty("enclosure", url=offered.url, length=str(offered.length), type=offered.media_type)
    if item.rights:
        yield f"<dc:rights>{_plain(item.rights)}</dc:rights>"
    yield from _origin_and_image(item, _plain)


# --- both ---------------------------------------------------------------------------------------


def _notice(channel: Channel) -> Iterator[str]:
    """Browsers show a feed as its plain text: words to people stand at its top, in a comment.  Those with "--" cannot (XML, 2.5).

    It stands inside the root, as some programs look for that right behind the declaration.
    """
    if channel.notice and "--" not in channel.notice:
        yield f"<!-- {channel.notice} -->"


def _namespaces(used: dict[str, bool]) -> str:
    """Those the document uses, so that none is declared in vain."""
    return "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix, is_used in used.items() if is_used)


def _links(name: str, channel: Channel, media_type: str) -> Iterator[str]:
    for rel, url in channel.links:
        yield _empty(name, href=url, rel=rel, type=media_type)
    for url in channel.hubs:
        yield _empty(name, href=url, rel="hub")


def _origin_and_image(item: Item, escaped: Callable[[str], str]) -> Iterator[str]:
    if item.origin:
        yield f"<dc:source>{escaped(item.origin)}</dc:source>"
    if item.image:
        yield _empty("media:thumbnail", url=item.image)


def _archive_mark(channel: Channel) -> Iterator[str]:
    if channel.is_archive:
        yield "<fh:archive/>"


# --- elements -----------------------------------------------------------------------------------


def _document(root: str, children: Iterable[str]) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{_nested(root, children)}\n".encode()


def _nested(start: str, children: Iterable[str], depth: int = 0) -> str:
    """An element of elements, a line each, as it stands so deep in the document; ``start`` is its name with its attributes."""
    indent = "\n" + "  " * depth
    return f"<{start}>{''.join([f'{indent}  {child}' for child in children])}{indent}</{start.partition(' ')[0]}>"


def _empty(name: str, **attributes: str | None) -> str:
    return f"<{name}{''.join([_attribute(*known) for known in attributes.items()])}/>"


def _optional(name: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"<{name}>{_text(value)}</{name}>"


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{_quoted(value)}"' if value else ""


def _construct(name: str, value: str) -> str:
    """Text that only looks like markup is declared as HTML and escaped as such, or it would be taken for markup
    by readers that ignore types (RFC 4287, 3.1.1)."""
    if has_markup(value):
        return f'<{name} type="html">{_text(escape(value, quote=False))}</{name}>'
    return f"<{name}>{_text(value)}</{name}>"


# --- characters ---------------------------------------------------------------------------------


def _text(value: str) -> str:
    return escape(value, quote=False).replace("\r", "&#13;")


def _quoted(value: str) -> str:
    return _text(value).replace('"', "&quot;")


def _untyped(escaped: str) -> str:
    """A text that cannot be declared as plain: validators take a named reference there for HTML, a numeric one for what it is."""
    return escaped.replace("&amp;", "&#x26;")


def _plain(value: str) -> str:
    """Plain text in RSS has & and < as hexadecimal references (RSS profile, "Character Data")."""
    return value.replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")
