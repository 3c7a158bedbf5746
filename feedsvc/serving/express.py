"""Answers to requests seen before, byte for byte, ready to write.

A feed reader repeats the same bytes at every poll.  What they mean was decided when a parser read them for the first
time as exactly one request; until something else is published the answer is the same, save for its date.  Nothing is
parsed here: bytes that are not known go the ordinary way.
"""

from __future__ import annotations

from http import HTTPStatus

from .headers import Fields
from .plain import Plain

Ready = tuple[bytes, bytes]
"""An answer as (status line, the rest from after the date on, body included)."""

MOST_REQUESTS = 1024
LONGEST_REQUEST = 2048
LARGEST_ANSWER = 64 * 1024
MOST_BYTES = 32 * 1024 * 1024


_BEGINNINGS = {status: f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ndate: ".encode() for status in (200, 304)}


def written(status: int, fields: Fields, body: bytes) -> Ready:
    """A good answer in writing; one that ends the connection is not for here."""
    return _BEGINNINGS[status], b"".join([b"\r\n", *[b"%b: %b\r\n" % field for field in fields], b"\r\n", body])


class Express:
    """Known requests and their answers; bounded in number and bytes, forgotten together when full."""

    def __init__(self) -> None:
        self._answers: dict[bytes | Plain, Ready] = {}
        self._held = 0
        self.recall = self._answers.get
        """The answer to these very bytes, or to any request that differs from this plain one in nothing an answer depends on."""

    def remember(self, asked: bytes | Plain, ready: Ready, size: int) -> None:
        """``asked`` are the ``size`` bytes of what was read as one request, or what a plain one comes down to."""
        if size > LONGEST_REQUEST or len(ready[1]) > LARGEST_ANSWER:
            return
        if len(self._answers) >= MOST_REQUESTS or self._held > MOST_BYTES:
            self.forget()
        self._answers[asked] = ready
        self._held += size + len(ready[1])

    def forget(self) -> None:
        self._answers.clear()
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
