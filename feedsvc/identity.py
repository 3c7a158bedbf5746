"""Which article is this?  Pure: an address, a title and a time → the aliases under which an entry is known.

An id is minted once and stored; it says nothing of title, text or address.  Aliases lead back to it.
A *strong* alias is the article's address with all that does not tell articles apart taken away.  A *weak* one
(its number in the CMS, its path without host, its title and day, its text) only proposes; ``matching`` judges it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from .model import Stamp
from .urls import route

Mint = Callable[[str], str]

_TRACKING = re.compile(
    r"utm_\w+|spm|fbclid|gclid|yclid|mc_[ce]id|isappinstalled|phpsessid|jsessionid|aspsessionid\w*|cftoken", re.IGNORECASE
)
_WORDY_NOISE = re.compile(r"from|source|ref|referer|share\w*", re.IGNORECASE)  # noise only with a word as value
_SESSION = re.compile(r"s|sid|sess(ion)?_?id|token", re.IGNORECASE)  # noise only with a session's long value
_STAMPED = re.compile(r"_|t|ts|v|r|rnd|rand(?:om)?|time(?:stamp)?|nocache|cb", re.IGNORECASE)  # noise if passing
_MOMENT = re.compile(r"1\d{9}(?:\d{3})?|0?\.\d+")  # seconds or milliseconds since 1970, or a number by chance
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp|shtml)$", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*|/\(S\([a-z0-9]+\)\)", re.IGNORECASE)
# The end of a path that names an article; that of a script ("detail", "show.asp") does not.
_TELLS = re.compile(r"\d[^/]*$|-[^/]*$|\.s?html?$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:/\d+|\d{3}[^/]*)\.s?html?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{3,}")


def minter(authority: str, year: int) -> Mint:
    """A function source key → new ``tag:`` id (RFC 4151).  Random, so that ids stay apart even if a store is lost."""

    def mint(source_key: str) -> str:
        return f"tag:{authority},{year}:{source_key}/{secrets.token_hex(6)}"

    return mint


def address_key(url: str) -> str:
    """The strong alias: no scheme, no "www.", no session or tracking parameters, parameters in order, one slash."""
    host, place = _address(url)
    return f"u:{host}{place}"


@lru_cache(maxsize=128)
def _address(url: str) -> tuple[str, str]:
    """Host and place (path, query and route), without what does not tell articles apart.  A pass asks for each several times."""
    parts = urlsplit(url)
    path, place = _path(parts.path), route(parts.fragment)
    return _host(parts.netloc), path + _query(parts.query, path + place) + place


def path_key(url: str) -> str:
    """What stays of an address on another host, or on a site that does not care for the case of its paths."""
    return f"p:{_address(url)[1]}".casefold()


def weak_keys(url: str, title: str, published: Stamp | None, text: str) -> tuple[str, ...]:
    """Aliases that propose an entry: the path on another host or in other case, the article's number, its title with
    its day and with its exact time, its text (``text`` is a digest)."""
    host, _ = _address(url)
    keys = [path_key(url)]
    if number := article_number(url):
        keys.append(f"n:{host}:{number}")
    if published is not None:
        keys.append(f"t:{title_key(title)}:{published.at.date().isoformat()}")
        if published.precision != "day":
            keys.append(f"m:{title_key(title)}:{published.at.timestamp():.0f}")
    if text:
        keys.append(f"x:{text}")
    return tuple(keys)


@lru_cache(maxsize=128)
def title_key(title: str) -> str:
    """A short digest of the title's letters and figures alone."""
    letters = re.sub(r"[\W_]+", "", title).casefold()
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


@lru_cache(maxsize=128)
def article_number(url: str) -> str | None:
    """The number the CMS gave the article: the last long run of figures of the address (dates apart)."""
    parts = urlsplit(url)
    place = route(parts.fragment)
    runs: list[str] = _NUMBER.findall(f"{parts.path}?{_query(parts.query, parts.path + place)}{place}")
    numbers = [run for run in runs if not re.fullmatch(r"(19|20)\d\d(0\d|1[0-2])?([0-3]\d)?", run)]
    return numbers[-1] if numbers else None


def text_digest(text: str) -> str:
    """A digest of a text that layout does not change: white space and punctuation width do not count."""
    letters = "".join(text.split())  # a fifth of what a pattern costs, and texts are long
    return hashlib.sha256(letters.encode()).hexdigest()[:24] if letters else ""


def _host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].lower().rstrip(".")
    host = re.sub(r":(80|443)$", "", host)
    return host.removeprefix("www.")


def _is_noise(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name):
        return True
    return bool(_WORDY_NOISE.fullmatch(name) and re.fullmatch(r"[a-z_]+", value, re.IGNORECASE))


def _is_session(name: str, value: str) -> bool:
    return bool(_SESSION.fullmatch(name) and re.fullmatch(r"[0-9a-z-]{16,}", value, re.IGNORECASE))


def _path(path: str) -> str:
    plain = re.sub(r"/{2,}", "/", _SESSION_IN_PATH.sub("", path)) or "/"
    plain = _INDEX.sub("/", plain)
    return quote(unquote(plain, errors="surrogateescape"), safe="/~!$&'()*+,;=:@", errors="surrogateescape").rstrip("/") or "/"


def _is_passing(name: str, value: str, place: str) -> bool:
    """A session, or what only keeps a page out of caches: a number that is another at every look."""
    if _STAMPED.fullmatch(name) and value[-1:].isdigit():
        return _MOMENT.fullmatch(value) is not None or value.isdigit() and _NUMBERED.search(place) is not None
    return _is_session(name, value)


def _query(query: str, place: str) -> str:
    """The parameters that tell articles apart.  What looks as if it passed is the article's own name where nothing else of
    the address, not even its ``place``, names one.  Bytes that are no UTF-8 (old sites write GBK) stay as they are."""
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if not _is_noise(*pair)]
    lasting = [pair for pair in pairs if not _is_passing(*pair, place)]
    kept = lasting if lasting or _TELLS.search(place.rstrip("/")) else pairs
    return "?" + urlencode(sorted(kept), errors="surrogateescape") if kept else ""
