"""Where links lead: absolute addresses from attributes and from the little scripts that stand in for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from ..urls import UrlError, host_name, route

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

# What a URL parser drops or trims (URL standard, 4.4), and the invisible signs that would disguise a scheme.
_DROPPED = re.compile("[\t\n\r\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_TRIMMED = "".join(map(chr, range(33))) + "\u00a0\u3000"
# An absolute address or a path from the root, with nothing in it to decode, shorten or complete.
_PATH = r"(?:/(?![./])[\w~-][\w.~-]*|/(?=[?]|$))+(?:\?[\w=&.~%/-]+)?"
_PLAIN = re.compile(rf"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+)?{_PATH}", re.ASCII)
PLAIN_ADDRESS = re.compile(rf"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+{_PATH}", re.ASCII)
"""An absolute address that is already as it should be."""
# An address below the page's own folder, likewise.
_BELOW = re.compile(r"(?:\./)?((?:[\w~-][\w.~-]*/)*[\w~-][\w.~-]*(?:\?[\w=&.~%/-]+)?)", re.ASCII)
_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::(?!80/|443/)\d{2,5})?(?=/|$)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SAFE = "%/:?#[]@!$&'()*+,;=~"
# An address in quotes in a script: a path with a slash or an extension, or an absolute URL.
_QUOTED_ADDRESS = re.compile(
    r"""["'](?P<address>(?:https?:)?//[^"'\s]+|(?:\.{0,2}/)?[\w%./~-]+\.(?:s?html?|jhtml|aspx?|jspx?|php|pdf|docx?|do|action)(?:[?#][^"'\s]*)?|"""
    r"""\.{0,2}/[^"'\s]+|\?[^"'\s]+)["']""",
    re.IGNORECASE,
)


def page_base(tree: LexborHTMLParser, url: str) -> str:
    """The address relative links start from: the first ``<base href>`` (HTML standard, 4.2.3) or the page's own."""
    head = tree.head
    found = head.css_first("base[href]") if head is not None else None
    href = found.attributes.get("href") if found is not None else None
    return (resolve(url, href) if href else None) or url


@lru_cache(maxsize=4096)
def resolve(base: str, href: str) -> str | None:
    """The absolute http(s) address a link leads to, without fragment, unless that is a route; None when it leads nowhere.

    Script links are read as far as they name their target.  Spaces and letters outside ASCII are percent-encoded.
    """
    if plain := _PLAIN.fullmatch(href):
        # The way nearly all links are written; what follows gives the same, at ten times the cost.
        if href[0] != "/":
            return href
        if (start := _ORIGIN.match(base)) is not None:
            return start[0] + plain[0]
    elif (below := _BELOW.fullmatch(href)) and (folder := _folder(base)):
        return folder + below[1]
    href = _DROPPED.sub("", href).strip(_TRIMMED)
    scheme = _SCHEME.match(href)
    if scheme and scheme[0].lower() == "javascript:":
        return script_target(base, unquote(href))
    if not href or href.startswith("#") or (scheme and scheme[0].lower() not in ("http:", "https:")):
        return None
    return _joined(base, href)


@lru_cache(maxsize=64)
def _folder(base: str) -> str | None:
    """The part of an address before what relative ones replace; None for an address that needs a closer look."""
    plain = _PLAIN.fullmatch(base) if base[:1] != "/" else None
    return plain[0].partition("?")[0].rpartition("/")[0] + "/" if plain else None


def script_target(base: str, script: str) -> str | None:
    """The one address a script names in quotes, such as ``window.open('/a.html')``; None if none or several."""
    addresses = {found["address"] for found in _QUOTED_ADDRESS.finditer(script[:2000])}
    return _joined(base, addresses.pop()) if len(addresses) == 1 else None


def _joined(base: str, href: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, href.replace("\\", "/")))
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    try:
        name = host if host.isascii() else host_name(host)
    except UrlError:
        return None
    netloc = (f"[{name}]" if ":" in name else name) + (f":{port}" if port and port != {"http": 80, "https": 443}[parts.scheme] else "")
    path = quote(parts.path, safe=_SAFE, errors="replace") or "/"
    address = urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe=_SAFE, errors="replace"), ""))
    return address + quote(route(parts.fragment), safe=_SAFE, errors="replace")


def target(base: str, attributes: Mapping[str, str | None]) -> str | None:
    """Where an element with these attributes leads: ``href``, else ``onclick``, else ``data-href`` or ``data-url``."""
    found = resolve(base, attributes.get("href") or "")
    if found is None and (script := attributes.get("onclick")):
        found = script_target(base, script)
    return found or resolve(base, attributes.get("data-href") or attributes.get("data-url") or "")


_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?)?(?!\d)|(?<!\d)((?:19|20)\d\d)[-/_](\d{1,2})[-/_](\d{1,2})(?!\d)")
_T_DATE = re.compile(r"[tT_/-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_\d")


@lru_cache(maxsize=1024)
def day_of(address: str) -> date | None:
    """The day that an address's path names: /2021/0325/, t20210325_1.html, 20210325141332.html."""
    path = urlsplit(address).path
    match = _T_DATE.search(path) or _DATE.search(path)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=2048)
def shape(href: str) -> str:
    """What addresses of one kind have in common: host and folders with numbers levelled, the kind of the last part."""
    address, _, query = href.partition("?")
    folder, slash, name = address.partition("#")[0].rpartition("/")
    stem, dot, extension = name.rpartition(".")
    keys = "&".join(sorted(part.partition("=")[0] for part in query.split("&"))) if query else ""
    kind = ("0" if _NUMBER.search(stem or extension) else "*") + (dot + extension.lower() if dot else "")
    return _NUMBER.sub("0", folder) + slash + kind + (f"?{keys}" if keys else "")
