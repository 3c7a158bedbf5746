"""Requests so plain that every parser reads them alike, read here at a tenth of a parser's price.

A feed reader's request is one GET with a path and a few fields.  Whatever is not exactly that (another method or version, an odd
sign, a body, a field that rules the connection, a second request) is None and goes to the parser.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

Plain = tuple[bytes, ...]
"""What an answer depends on: the path, and each field that chooses among answers as it is spelled; other fields are empty."""

LONGEST = 2048
MOST_FIELDS = 64
MOST_LINES = 1024
"""Lines remembered: most of what clients send they have sent before."""
_START = re.compile(rb"GET (/[A-Za-z0-9/._~%&=+,;:@!$'()*-]*)(?:\?[A-Za-z0-9/._~%&=+,;:@!$'()*?-]*)? HTTP/1\.1")
_FIELD = re.compile(
    rb"(?!(?i:content-length|transfer-encoding|expect|upgrade|te|trailer|connection(?!: keep-alive\Z)):)"
    rb"(?:((?i:host|accept-encoding|if-[a-z-]+))|[A-Za-z0-9-]+): [!-~](?:[ -~]*[!-~])?"
)


def read_plain(data: bytes) -> Plain | None:
    """The request in bytes that begin where a request begins."""
    if len(data) > LONGEST or not data.endswith(b"\r\n\r\n"):
        return None
    start, *fields = data[:-4].split(b"\r\n")
    if not 0 < len(fields) <= MOST_FIELDS:
        return None
    plain = _path(start), *map(_choosing, fields)
    return None if None in plain else plain  # type: ignore[return-value]  # mypy does not see that none is left


@lru_cache(maxsize=MOST_LINES)
def _path(start: bytes) -> bytes | None:
    """The path that a first line asks for."""
    found = _START.fullmatch(start)
    return found and found[1]


@lru_cache(maxsize=MOST_LINES)
def _choosing(field: bytes) -> bytes | None:
    """The line of a field that chooses among answers, b"" for one that changes nothing, None for one that is not plain."""
    found = _FIELD.fullmatch(field)
    return found and (field if found[1] else b"")


def scope_of(plain: Plain) -> MutableMapping[str, Any]:
    """The ASGI scope of such a request, as far as answering needs it."""
    fields = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in plain[1:] if line)]
    return {"type": "http", "method": "GET", "http_version": "1.1", "raw_path": plain[0], "query_string": b"", "headers": fields}
