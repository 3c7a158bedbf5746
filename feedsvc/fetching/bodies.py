"""Bounded reading of a body: raw bytes, and what they inflate to, are counted before they are kept.

Only gzip (RFC 1952) and identity are asked for and understood; a stream that does not come to its own end
is a failure, never a shorter page.
"""

from __future__ import annotations

import zlib

MAX_RAW = 2 * 1024 * 1024
MAX_DECODED = 5 * 1024 * 1024


class TooLarge(Exception):
    """The body is larger than we take; the message says which limit."""


class Damaged(Exception):
    """The body is not what its coding promises, or stops before its end."""


class UnknownCoding(Exception):
    """The body has a coding we did not ask for."""


class Body:
    """Collects one body.  ``feed`` every chunk, then ``finish``.

    ``keep`` cuts the decoded body there instead of raising TooLarge (robots.txt, error pages).
    """

    def __init__(self, coding: str | None, *, keep: int | None = None) -> None:
        self.raw = 0
        self._limit = MAX_DECODED if keep is None else keep
        self._cut = keep is not None
        self._parts: list[bytes] = []
        self._size = 0
        self._inflater = _inflater(coding)

    @property
    def full(self) -> bool:
        """Whether everything we keep has been seen."""
        return self._cut and self._size >= self._limit

    def feed(self, chunk: bytes) -> None:
        self.raw += len(chunk)
        if self.raw > MAX_RAW:
            raise TooLarge(f"more than {MAX_RAW >> 20} MiB on the wire")
        if self._inflater is None:
            self._keep(chunk)
        else:
            self._inflate(chunk)

    def finish(self) -> bytes:
        if self._inflater is not None and not self._inflater.eof and not self.full:
            raise Damaged("the gzip stream stops before its end")
        return b"".join(self._parts)[: self._limit]

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit and not self._cut:
            raise TooLarge(f"more than {self._limit >> 20} MiB when unpacked")
        self._parts.append(data)

    def _inflate(self, data: bytes) -> None:
        while data and not self.full:
            assert self._inflater is not None
            if self._inflater.eof:  # a further member (RFC 1952, 2.2), or padding
                if not data.strip(b"\0"):
                    return
                self._inflater = _inflater("gzip")
                assert self._inflater is not None
            try:
                # One byte more than we take: enough to know that it is too much.
                self._keep(self._inflater.decompress(data, self._limit - self._size + 1))
            except zlib.error as error:
                raise Damaged("the gzip stream cannot be unpacked") from error
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail


def _inflater(coding: str | None) -> zlib._Decompress | None:
    name = (coding or "").strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise UnknownCoding(name[:40])
