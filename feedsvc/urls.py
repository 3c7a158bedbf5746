"""One parser for every address feedsvc touches (RFC 3986; hosts by the WHATWG URL rules, but stricter).

Two parsers that disagree about the host are the classic way round an address check, so nothing else in
feedsvc decides what the host of a URL is: the guard, the connection and robots.txt all use ``Target``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 8192

_SHAPE = re.compile(r"(https?)://([^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_IN_HOST = re.compile(
    r"[\x20%\x80-\xa0\u00ad\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff0-\uffff]"
)
_PLAIN = "/?%:;=@!$&'()*+,~-._[]|"
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)


class UrlError(ValueError):
    """The text is not an address feedsvc will use; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed URL: lower-case ASCII ``host`` (an IPv6 address without brackets), effective ``port``,
    ``path`` with the query, percent-encoded; the fragment is gone."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What goes into the Host header: the port only when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.path


@lru_cache(maxsize=16)  # on its way through the door an address is asked for three times
def parse(url: str) -> Target:
    """The parts of an absolute http or https URL; raises UrlError for anything two parsers could read differently."""
    if len(url) > MAX_LENGTH:
        raise UrlError(f"the address is longer than {MAX_LENGTH} characters")
    if _FORBIDDEN.search(url):
        raise UrlError("the address contains a backslash or a control character")
    shape = _SHAPE.fullmatch(url)
    if shape is None:
        raise UrlError("the address is not of the form http://host/path or https://host/path")
    scheme = shape[1].lower()
    host, port = _split_authority(shape[2])
    return Target(scheme, host, port or DEFAULT_PORTS[scheme], _path(shape[3]) + _encoded(shape[4] or ""))


def route(fragment: str) -> str:
    """The end of an address that a script in the browser reads as the place of a page ("#/notice?id=7"), with its "#"; "" for
    a fragment that only names a place on one (RFC 3986, 3.5)."""
    return f"#{fragment}" if fragment[:1] in ("/", "!") and len(fragment) > 1 else ""


def written(url: str) -> str:
    """An absolute URL in ASCII, as every document and header field can hold it, the fragment kept; raises UrlError."""
    return parse(url).url + quote("".join(url.partition("#")[1:]), safe=f"{_PLAIN}#")


def join(base: Target, reference: str) -> Target:
    """The target a reference found at ``base`` (a Location header, a link) points to; raises UrlError."""
    if _FORBIDDEN.search(reference):  # urljoin would quietly drop some of them
        raise UrlError("the address contains a backslash or a control character")
    try:
        return parse(urljoin(base.url, reference))
    except UrlError:
        raise
    except ValueError as error:
        raise UrlError(f"the address cannot be read ({error})") from error


def address(host: str) -> IPv4Address | IPv6Address | None:
    """The address a host is written as, or None for a name."""
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None


def same_site(one: str, other: str) -> bool:
    """Whether two hosts differ at most by a leading "www."."""
    return one.removeprefix("www.") == other.removeprefix("www.")


@lru_cache(maxsize=64)
def _split_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise UrlError("the address carries a user name or password")
    if _IN_HOST.search(authority):
        raise UrlError("the host contains a space, a percent sign or an invisible character")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise UrlError("the host or port cannot be read")
    port = int(match[2]) if match[2] else None
    if port is not None and not 1 <= port <= 65535:
        raise UrlError(f"there is no port {port}")
    return host_name(match[1]), port


def host_name(host: str) -> str:
    """A host in its one form: lower case, IDNA (UTS 46), no trailing dot, canonical address; raises UrlError."""
    if host.startswith("["):
        try:
            return IPv6Address(host[1:-1]).compressed
        except AddressValueError as error:
            raise UrlError(f"{host} is not an IPv6 address") from error
    name = _ascii(host).removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _dotted(name)
    if len(name) > 253 or not all(_LABEL.fullmatch(label) and _speaks(label) for label in labels):
        raise UrlError(f"{host!r} is not a host name")
    return name


def _speaks(label: str) -> bool:
    """Whether a label that says it is international (RFC 5890, 2.3.2.1) is, and comes out as it went in."""
    if not label.startswith("xn--"):
        return True
    try:
        name = label[4:].encode("ascii").decode("punycode")
        return not name.isascii() and _ascii(name) == label
    except (UnicodeError, UrlError):
        return False


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise UrlError(f"{host!r} is not a host name") from error


def _dotted(name: str) -> str:
    """Only 1.2.3.4: the decimal, octal, hexadecimal and short spellings exist to slip past checks."""
    try:
        return IPv4Address(name).compressed
    except AddressValueError as error:
        raise UrlError(f"{name} is an address written in an unusual way") from error


def _path(path: str) -> str:
    """Dot segments removed (RFC 3986, 5.2.4; WHATWG also reads %2e as a dot), the rest percent-encoded."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for place, segment in enumerate(segments):
        plain = _DOT.sub(".", segment)
        if plain == ".." and kept:
            kept.pop()
        if plain not in (".", ".."):
            kept.append(segment)
        elif place == len(segments) - 1:
            kept.append("")
    return "/" + _encoded("/".join(kept))


def _encoded(text: str) -> str:
    return quote(text, safe=_PLAIN) if text else ""
