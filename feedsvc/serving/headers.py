"""The header fields of every answer.  Nothing a client sent is ever repeated in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import quote

from ..record import Published, content_type

Fields = list[tuple[bytes, bytes]]

FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")
_SEALED = "default-src 'none'; sandbox"
_PAGE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
_OPEN: Fields = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link"),
]
_HARMLESS: Fields = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_ALLOWED = b"GET, HEAD, OPTIONS"


def full(name: str, file: Published, coding: str, size: int, *, caching: str, links: Mapping[str, tuple[str, ...]]) -> Fields:
    """The fields of a 200 for one coding of a file; ``size`` is that coding's, ``links`` as for ``brief``."""
    fields = brief(name, file, coding, caching=caching, links=links)
    fields += [(b"content-type", content_type(file.media_type).encode()), (b"content-length", str(size).encode())]
    if coding != "identity":
        fields.append((b"content-encoding", coding.encode()))
    fields += [(b"accept-ranges", b"none"), *_HARMLESS, (b"content-security-policy", policy(name, file.media_type).encode())]
    return fields


def brief(name: str, file: Published, coding: str, *, caching: str, links: Mapping[str, tuple[str, ...]]) -> Fields:
    """The fields a 304 repeats (RFC 9110, 15.4.5); ``links`` maps a relation to the addresses it points to."""
    fields: Fields = [
        (b"etag", etag(file, coding)),
        (b"last-modified", formatdate(file.modified, usegmt=True).encode()),
        (b"cache-control", caching.encode()),
    ]
    if file.codings:
        fields.append((b"vary", b"Accept-Encoding"))
    for relation, addresses in links.items():
        fields += [(b"link", f'<{quote(address, safe=_URL)}>; rel="{relation}"'.encode()) for address in addresses]
    return fields + _OPEN


_URL = ":/?#[]@!$&'()*+,;=%~-._"


def reservation(text: bytes | None) -> Fields:
    """The fields that say what a tdmrep.json of ours says of every document (TDMRep, "HTTP response header")."""
    try:
        rule = json.loads(text or b"")[0]
        pairs = [(name, str(rule[name])) for name in ("tdm-reservation", "tdm-policy") if name in rule]
    except (ValueError, LookupError, TypeError):
        return []
    return [(name.encode(), quote(value, safe=_URL).encode()) for name, value in pairs]


def etag(file: Published, coding: str) -> bytes:
    """The strong entity tag: half of the SHA-256 of the bytes sent, so each coding has its own (RFC 9110, 8.8.3)."""
    digest = file.sha256 if coding == "identity" else file.codings[coding]
    return f'"{digest[:32]}"'.encode()


def policy(name: str, declared: str) -> str:
    """The content security policy: a page may use its own style, script and pictures, anything else nothing at all.

    Only the news box may be framed by strangers: that is what it is for.
    """
    if not declared.startswith("text/html"):
        return _SEALED
    return _PAGE + ("*" if name.endswith((".frame.html", ".fragment.html")) else "'self'")


def preflight() -> Fields:
    """The fields of the answer to OPTIONS: what a page elsewhere may send (Fetch standard, CORS protocol)."""
    return [
        (b"allow", _ALLOWED),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", _ALLOWED),
        (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
        (b"access-control-max-age", b"86400"),
    ]


def refusal(status: int, body: bytes) -> Fields:
    """The fields of an error answer.  A client whose request we did not read to its end is disconnected."""
    fields: Fields = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", _SEALED.encode()),
        *_OPEN,
        *_HARMLESS,
    ]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        fields.append((b"allow", _ALLOWED))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        fields.append((b"retry-after", b"2"))
    if status in (400, 413, 414, 431):
        fields.append((b"connection", b"close"))
    return fields
