"""The shape of config.toml: which settings a table may have, what each must be, and what it is when nothing is said.

Plain tables and a few checks: the service starts often (cron), and a validation library costs more than a whole pass.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo

from .urls import UrlError, host_name, parse

KEY_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Setting(NamedTuple):
    """``check`` takes the raw value and gives the right one, or raises ValueError with what it must be; a ``secret``
    value stands in no message."""

    check: Callable[[Any], Any]
    default: Any = None
    needed: bool = False
    secret: bool = False


def text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    return value


def some_text(value: object) -> str:
    if not text(value):
        raise ValueError("must not be empty")
    return text(value)


def texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('must be a list of texts, such as ["a", "b"]')
    return tuple(value)


def words(value: object) -> tuple[str, ...]:
    """Words to look for; an empty one stands in every text."""
    if not all(word.strip() for word in texts(value)):
        raise ValueError("must hold no empty word, which every article has")
    return texts(value)


def hosts(value: object) -> tuple[str, ...]:
    """Host names in the one form they are compared in."""
    try:
        return tuple(host_name(item) for item in texts(value))
    except UrlError:
        raise ValueError('must be host names such as "www.example.org", without http://, port, path or *') from None


def host(value: object) -> str:
    """A host to listen on, an IPv6 address without brackets."""
    try:
        host_name(f"[{text(value)}]" if ":" in text(value) else text(value))
    except UrlError:
        raise ValueError("must be a name or an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all") from None
    return text(value)


def encoding(value: object) -> str:
    from .reading.decoding import is_label

    if not is_label(text(value)):
        raise ValueError("is not an encoding; write one like gb18030 or utf-8")
    return text(value)


def codings(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_of("br", "zstd")(item) for item in texts(value)))


def some_texts(value: object) -> tuple[str, ...]:
    if not texts(value):
        raise ValueError("must name at least one")
    return texts(value)


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false (a boolean)")
    return value


def number(least: float, most: float, kind: type[int] | type[float] = int) -> Callable[[Any], Any]:
    """A number between two bounds, both included."""

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, kind)):
            raise ValueError("must be a whole number" if kind is int else "must be a number")
        if not least <= value <= most:
            raise ValueError(f"must lie between {least} and {most}")
        return kind(value)

    return check


def one_of(*words: str) -> Callable[[Any], str]:
    def check(value: object) -> str:
        if value not in words:
            raise ValueError("must be " + " or ".join(repr(word) for word in words))
        return str(value)

    return check


def zone(value: object) -> str:
    try:
        ZoneInfo(text(value))
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone; write one like Asia/Shanghai or Europe/Berlin") from None
    return text(value)


def language(value: object) -> str:
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text(value)):
        raise ValueError("is not a language tag; write one like zh-CN or en")
    return text(value)


def parts_of(url: str, must_be: str) -> SplitResult:
    """The parts of an address.  The words for a wrong one quote none of it: it may hold a key or a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(must_be) from None
    if not host:
        raise ValueError(must_be)
    return parts


def address(value: object) -> str:
    url, must_be = text(value), "is not a web address; it must begin with http:// or https:// and name a host"
    parts = parts_of(url, must_be)
    if parts.scheme not in ("http", "https"):
        raise ValueError(must_be)
    if parts.username or parts.password or re.search(r"[\s\\\x00-\x20]", url):
        raise ValueError("must not hold a user name, spaces or backslashes")
    try:
        parse(url)
    except UrlError:
        raise ValueError(f"{must_be}; a port, if any, lies between 1 and 65535") from None
    return url


def address_or_empty(value: object) -> str:
    return address(value) if text(value) else ""


def addresses(value: object) -> tuple[str, ...]:
    return tuple(address(item) for item in texts(value))


def letter_box(value: object) -> str:
    """Where a recipient listens: a web address, or a mail server with user and password."""
    url = revealed(value)
    return mail_server(url) if re.match(r"smtps?://", url) else address(url)


def mail_server(url: str) -> str:
    """``smtps://user:password@host:port``; user and password as RFC 4616 allows them, but ASCII, which is all smtplib can send."""
    must_be = "is not a mail server; write one like smtps://user:password@mail.example.org"
    parts = parts_of(url, must_be)
    if re.search(r"[\s\x00-\x20]", url):
        raise ValueError(must_be)
    if not unquote((parts.username or "") + (parts.password or "")).isascii():
        raise ValueError("has a user or password with letters beyond ASCII, which cannot be sent; choose another")
    return url


def mail_address(value: object) -> str:
    """An address, with a name before it or not: it becomes a line of a letter's head."""
    if not re.fullmatch(r"[^\s<>@,]+@[^\s<>@,]+|[^<>@\x00-\x1f]*<[^\s<>@,]+@[^\s<>@,]+>", text(value)):
        raise ValueError('must be a mail address, such as "feeds@example.org" or "Feeds <feeds@example.org>"')
    return text(value)


def mail_addresses(value: object) -> tuple[str, ...]:
    return tuple(mail_address(item) for item in texts(value))


def signing_secret(value: object) -> str:
    """A secret that begins with whsec_ is the base64 of the key (Standard Webhooks 1.0.0)."""
    secret = revealed(value)
    try:
        b64decode(secret.removeprefix("whsec_") if secret.startswith("whsec_") else "", validate=True)
    except ValueError:
        raise ValueError("must have base64 behind 'whsec_', as its maker shows it") from None
    return secret


def sign_post(value: object) -> str:
    """A web address that the environment may hold."""
    return address(revealed(value))


def revealed(value: object) -> str:
    """A text that the environment may hold: ``env:NAME`` was replaced before, if there was such a variable."""
    if text(value).startswith("env:"):
        raise ValueError(f"the environment has no variable {text(value).removeprefix('env:')!r}")
    return text(value)


def folder_address(value: object) -> str:
    if "?" in address(value) or "#" in address(value):
        raise ValueError("must be a folder's address, without ? and #: the files' names are put behind it")
    return address(value).rstrip("/") + "/"


def contact(value: object) -> str:
    if text(value) and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https?://\S+", text(value)):
        raise ValueError("must be mailto:someone@example.org or a web address that tells who you are")
    if not text(value).isascii() or not text(value).isprintable():
        raise ValueError("must be plain ASCII, as it is sent with each request; write another address, or xn--… for the host")
    return text(value)


def seconds(value: object) -> int:
    """``"30m"``, ``"2h"``, ``"1d"`` → seconds.  A number alone may be meant as minutes, and would be sixty times the requests."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", str(value).strip())
    if not match:
        raise ValueError('is not a length of time; write it with its unit: "30m", "2h" or "1d"')
    length = int(match[1]) * _UNITS[match[2]]
    if not 5 <= length <= timedelta(days=31).total_seconds():
        raise ValueError("must lie between 5s and 31d")
    return length


def pattern(regex: str, words: str) -> Callable[[Any], str]:
    def check(value: object) -> str:
        if not re.fullmatch(regex, text(value)):
            raise ValueError(words)
        return text(value)

    return check


key = pattern(KEY_PATTERN.pattern, "must be 1 to 41 small letters, figures and hyphens, such as news or notices-2")
authority = pattern(r"[a-z0-9.-]+(@[a-z0-9.-]+)?", "must be a domain name or a mail address that is yours")
store = pattern(r"sqlite:.+|postgresql://.+", 'must be "sqlite:PATH" or "postgresql://…"')
publisher = pattern(r"file:.+|s3://.+", 'must be "file:FOLDER" or "s3://bucket/prefix"')

SITE = {
    "title": Setting(some_text, needed=True), "home": Setting(address), "language": Setting(language, "zh-CN"),
    "zone": Setting(zone, "Asia/Shanghai"), "author": Setting(text), "contact": Setting(contact, needed=True),
    "base_url": Setting(folder_address), "authority": Setting(authority), "rights": Setting(text), "license": Setting(address),
    "icon": Setting(address), "logo": Setting(address),
    "interval": Setting(seconds, 1800), "window": Setting(number(5, 500), 50), "hubs": Setting(addresses, ()),
}  # fmt: skip
SELECTORS = {
    name: Setting(text) for name in "row link title time summary next article_title article_time article_body".split()
}  # fmt: skip
SOURCE = {
    "key": Setting(key, needed=True), "url": Setting(address_or_empty, needed=True), "home": Setting(address), "title": Setting(text),
    "language": Setting(language), "zone": Setting(zone), "encoding": Setting(encoding), "interval": Setting(seconds),
    "content": Setting(one_of("summary", "full"), "summary"),
    "pages": Setting(number(1, 100_000)), "hosts": Setting(hosts, ()), "allow_private": Setting(truth, False), "rights": Setting(text),
    "include": Setting(words, ()), "exclude": Setting(words, ()), "selectors": Setting(dict, {}),
}  # fmt: skip
BUNDLE = {
    "key": Setting(key, needed=True), "title": Setting(some_text, needed=True), "sources": Setting(some_texts, needed=True),
    "include": Setting(words, ()), "exclude": Setting(words, ()), "exclude_sources": Setting(texts, ()),
}  # fmt: skip
RECIPIENT = {
    "name": Setting(key, needed=True), "to": Setting(one_of("webhook", "wecom", "dingtalk", "feishu", "email"), needed=True),
    "url": Setting(letter_box, needed=True, secret=True), "secret": Setting(signing_secret, "", secret=True), "sources": Setting(texts, ()),
    "every": Setting(seconds), "sender": Setting(mail_address, ""), "addresses": Setting(mail_addresses, ()),
    "allow_private": Setting(truth, False),
}  # fmt: skip
SERVE = {"host": Setting(host, "127.0.0.1"), "port": Setting(number(1, 65535), 8080)}
WATCH = {
    "log": Setting(one_of("text", "json"), "text"), "host": Setting(host, "127.0.0.1"), "port": Setting(number(1, 65535)),
    "textfile": Setting(text), "ping": Setting(sign_post, secret=True),
}  # fmt: skip
FETCH = {
    "pace": Setting(number(0, 3600, float), 1.0), "requests": Setting(number(10, 10_000_000), 20_000),
    "megabytes": Setting(number(1, 10_000_000), 2_000), "proxy": Setting(address), "ca_file": Setting(text),
    "old_tls": Setting(hosts, ()),
}  # fmt: skip
TOP = {
    "store": Setting(store, "sqlite:state/feedsvc.db"), "publish": Setting(publisher, "file:feeds"),
    "codings": Setting(codings, ()),
    "site": Setting(dict, {}), "source": Setting(list, []),
    "bundle": Setting(list, []), "recipient": Setting(list, []), "serve": Setting(dict, {}),
    "fetch": Setting(dict, {}), "watch": Setting(dict, {}),
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, Setting]] = {
    "": TOP, "site": SITE, "source": SOURCE, "source.selectors": SELECTORS, "bundle": BUNDLE, "recipient": RECIPIENT,
    "serve": SERVE, "fetch": FETCH, "watch": WATCH,
}  # fmt: skip
