"""Answers to requests seen before, byte for byte, ready to write.

A feed reader repeats the same bytes at every poll.  What they mean was decided when a parser read them for the first
time as exactly one request; until something else is published the answer is the same, save for its date.  Nothing is
parsed here: bytes that are not known go the ordinary way.
"""

from __future__ import annotations

from http import HTTPStatus

from .headers import Fields

Ready = tuple[bytes, bytes]
"""An answer as (status line, the rest from after the date on, body included)."""

MOST_REQUESTS = 1024
LONGEST_REQUEST = 2048
LARGEST_BODY = 64 * 1024
MOST_BYTES = 32 * 1024 * 1024


class Express:
    """Known requests and their answers; bounded in number and bytes, forgotten together when full."""

    def __init__(self) -> None:
        self._known: dict[bytes, Ready] = {}
        self._held = 0

    def recall(self, data: bytes) -> Ready | None:
        return self._known.get(data)

    def remember(self, data: bytes, status: int, fields: Fields, body: bytes) -> None:
        """``data`` must have been read as one request; answers that end the connection are not for here."""
        if len(data) > LONGEST_REQUEST or len(body) > LARGEST_BODY:
            return
        if len(self._known) >= MOST_REQUESTS or self._held > MOST_BYTES:
            self.forget()
        rest = b"".join(b"%b: %b\r\n" % field for field in fields) + b"\r\n" + body
        self._known[data] = (f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ndate: ".encode(), b"\r\n" + rest)
        self._held += len(data) + len(rest)

    def forget(self) -> None:
        self._known.clear()
        self._held = 0


def is_one_request(data: bytes) -> bool:
    """Whether bytes that begin where a request begins can only be one whole GET that keeps its connection, in any parser's eyes."""
    folded = data.lower()
    return (
        data.startswith(b"GET /")
        and data.find(b"\r\n\r\n") == len(data) - 4
        and data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
        and data.partition(b"\r\n")[0].endswith(b" HTTP/1.1")
        and b"close" not in folded
        and b"upgrade" not in folded
    )
