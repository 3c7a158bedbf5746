"""Requests so plain that every parser reads them alike, read here at a tenth of a parser's price.

A feed reader's request is one GET with a path and a few fields.  Whatever is not exactly that (another method or version, an odd
sign, a body, a field that rules the connection, a second request) is None and goes to the parser.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

Plain = tuple[bytes, tuple[tuple[bytes, bytes], ...]]
"""What an answer depends on: the path, and the fields that choose among answers, as they are spelled."""

LONGEST = 4096
MOST_FIELDS = 64
_HEAD = re.compile(
    rb"GET (/[A-Za-z0-9/._~%&=+,;:@!$'()*-]*)(?:\?[A-Za-z0-9/._~%&=+,;:@!$'()*?-]*)? HTTP/1\.1\r\n"
    rb"(?:[A-Za-z0-9-]++: [!-~][ -~]*+(?<! )\r\n)++\r\n"
)
_RULING = re.compile(
    rb"\r\n(?:(?:content-length|transfer-encoding|expect|upgrade|te|trailer):|connection: (?!keep-alive\r))", re.IGNORECASE
)
_CHOOSING = re.compile(rb"\r\n(host|accept-encoding|if-[a-z-]+): ([^\r]+)", re.IGNORECASE)


def read_plain(data: bytes) -> Plain | None:
    """The request in bytes that begin where a request begins."""
    if len(data) > LONGEST or data.count(b"\n") > MOST_FIELDS or (head := _HEAD.fullmatch(data)) is None or _RULING.search(data):
        return None
    return head[1], tuple(_CHOOSING.findall(data))


def scope_of(plain: Plain) -> MutableMapping[str, Any]:
    """The ASGI scope of such a request, as far as answering needs it."""
    fields = [(name.lower(), value) for name, value in plain[1]]
    return {"type": "http", "method": "GET", "http_version": "1.1", "raw_path": plain[0], "query_string": b"", "headers": fields}
