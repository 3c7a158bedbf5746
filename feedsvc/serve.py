"""The static server: answers for the files the manifest names, and for nothing else.

A request is looked up in memory; the disk is touched only to see whether the manifest was replaced and to read a
file for the first time.  Repeats nothing a client sent, follows no link, lists no folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from .serving import headers
from .serving.coding import IDENTITY, choose
from .serving.conditional import decide
from .serving.express import Express, Ready, written
from .serving.plain import Plain, read_plain, scope_of
from .serving.shelf import Copy, Shelf

if TYPE_CHECKING:
    from .serving.door import BoundServer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Answer = tuple[int, headers.Fields, bytes]

LONGEST_TARGET = 4096
MOST_HEADERS = 100
LARGEST_HEADERS = 16 * 1024
PIECE = 64 * 1024
"""Bytes of a body written at a time: what a slow client has not taken costs no more memory than that."""
COPY_SECONDS = 2.0
"""Seconds to wait for a publication in progress when a file was never read before."""
KEPT = 16
"""Of this many plain requests the bytes of one are kept: those that are repeated soon are among them, and those that are not
must cost little."""

_REASONS = {
    400: b"This request is malformed.\n",
    404: b"There is no such document here.\n",
    405: b"Documents here can only be read: use GET, HEAD or OPTIONS.\n",
    412: b"The document is not the one asked for.\n",
    413: b"A request to this server has no body.\n",
    414: b"The address is too long.\n",
    421: b"This server does not answer for that host.\n",
    431: b"The request has too many header fields.\n",
    503: b"The document is being replaced. Please try again.\n",
}
_REFUSALS: dict[int, Answer] = {status: (status, headers.refusal(status, body), body) for status, body in _REASONS.items()}
_PREFLIGHT: Answer = (204, headers.preflight(), b"")


class StaticFeeds:
    """An ASGI application over the folder ``root`` that the file publisher fills.

    ``hosts`` are the names this server answers for ("feeds.example.org", with or without a port; None: any);
    ``max_age`` is how many seconds a cache may keep an answer; ``base_url`` and ``hubs`` as for ``Shelf``.
    """

    def __init__(
        self,
        root: Path,
        hosts: frozenset[str] | None = None,
        *,
        max_age: int = 300,
        base_url: str = "",
        hubs: tuple[str, ...] = (),
    ) -> None:
        self._hosts = None if hosts is None else frozenset(host.lower().encode() for host in hosts)
        self._shelf = Shelf(root, f"public, max-age={max_age}, stale-if-error=86400", base_url, hubs)
        self._express = Express()
        self._edition = 0
        self._count = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = self.answer(scope)
        if answer is None:
            answer = await self._wait_for_copy(scope)
        status, fields, body = answer
        await send({"type": "http.response.start", "status": status, "headers": fields})
        if scope["method"] == "HEAD":
            body = b""
        for start in range(0, len(body) - PIECE, PIECE):  # each waits until the client has taken enough of those before
            await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
            await asyncio.sleep(0)  # a client that hung up is noticed, others have their turn
        await send({"type": "http.response.body", "body": body[_last_piece(len(body)) :]})

    def recall(self, data: bytes) -> Ready | None:
        """The answer to a request whose very bytes were answered since the last publication, or that is plain to read."""
        self._shelf.refresh()
        if self._edition != self._shelf.edition:
            self._edition = self._shelf.edition
            self._express.forget()
        return self._express.recall(data) or self._read(data)

    def _read(self, data: bytes) -> Ready | None:
        """The good answer to a plain request; None for all that the parser shall see."""
        if (plain := read_plain(data)) is None:
            return None
        ready = self._express.recall(plain)
        if ready is None:
            return self._prepare(plain, scope_of(plain), len(data))
        self._count += 1
        if self._count % KEPT == 0 and not self._shelf.behind:
            self._express.remember(data, ready, len(data))
        return ready

    def remember(self, data: bytes, scope: Message) -> None:
        """Keeps the answer for bytes that were read as the one request ``scope``."""
        self._prepare(data, scope, len(data))

    def _prepare(self, asked: bytes | Plain, scope: Message, size: int) -> Ready | None:
        """The good answer, kept for the next time if it is of the present edition."""
        answer = self.answer(scope)
        if answer is None or answer[0] not in (200, 304) or len(answer[2]) > PIECE:
            return None
        ready = written(*answer)
        if not self._shelf.behind and self._edition == self._shelf.edition:
            self._express.remember(asked, ready, size)
        return ready

    def answer(self, scope: Message) -> Answer | None:
        """The answer to a request, as (status, fields, body); None while no complete copy of the file can be had."""
        fields: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            fields[name] = value if name not in fields else fields[name] + b", " + value
        authority, path = _target(scope["raw_path"])
        if fault := self._fault(scope, fields, authority):
            return _REFUSALS[fault]
        name = _name(path)
        codings = self._shelf.codings(name)
        if codings is None:
            return _REFUSALS[404]
        if scope["method"] == "OPTIONS":
            return _PREFLIGHT
        copy = self._shelf.copy(name, choose(fields.get(b"accept-encoding"), codings) if codings else IDENTITY)
        return None if copy is None else _judged(copy, fields)

    def _fault(self, scope: Message, fields: dict[bytes, bytes], authority: bytes | None) -> int | None:
        """The status of a request that is refused whatever it asks for."""
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_TARGET:
            return 414
        received = scope["headers"]
        if len(received) > MOST_HEADERS or sum(len(name) + len(value) for name, value in received) > LARGEST_HEADERS:
            return 431
        if b"transfer-encoding" in fields or fields.get(b"content-length", b"0") != b"0":
            return 413
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return 405
        host = fields.get(b"host")
        if (host is not None or scope["http_version"] != "1.0") and (not host or b"," in host):
            return 400  # missing or doubled (RFC 9112, 3.2)
        return self._host_fault(host if authority is None else authority)

    def _host_fault(self, host: bytes | None) -> int | None:
        """A foreign host is misdirected (RFC 9110, 7.4)."""
        if host is None or self._hosts is None or (lower := host.lower()) in self._hosts or _bare(lower) in self._hosts:
            return None
        return 421

    async def _wait_for_copy(self, scope: Message) -> Answer:
        """Tries again while a publication is under way: its files come first, its manifest last."""
        for _ in range(int(COPY_SECONDS / 0.02)):
            await asyncio.sleep(0.02)
            if (answer := self.answer(scope)) is not None:
                return answer
        return _REFUSALS[503]


def _last_piece(size: int) -> int:
    """Where the last piece of a body begins."""
    return max(0, (size - 1) // PIECE * PIECE)


def _judged(copy: Copy, fields: dict[bytes, bytes]) -> Answer:
    decision = decide(fields, copy.etag, copy.modified)
    if decision == 304:
        return 304, copy.brief, b""
    return _REFUSALS[412] if decision == 412 else (200, copy.full, copy.body)


def _target(raw_path: bytes) -> tuple[bytes | None, bytes]:
    """Host and path of the absolute form, whose host goes before the Host field (RFC 9112, 3.2.2); no host for any other."""
    if not raw_path.startswith((b"http://", b"https://")):
        return None, raw_path
    authority, _, path = raw_path.partition(b"://")[2].partition(b"/")
    return authority, b"/" + path


def _name(raw_path: bytes) -> str:
    """The name a path asks for; what is no path or no text asks for nothing."""
    if raw_path == b"/":
        return "index.html"
    path = unquote_to_bytes(raw_path) if b"%" in raw_path else raw_path
    try:
        return path[1:].decode() if path[:1] == b"/" else ""
    except UnicodeDecodeError:
        return ""


def _bare(host: bytes) -> bytes:
    """A host without its port."""
    name, colon, port = host.rpartition(b":")
    return name if colon and port.isdigit() else host


def create_server(app: Application, host: str, port: int, *, handle_signals: bool = True) -> BoundServer:
    """A server that already listens on ``host`` and ``port`` (0: any free one, see its ``port``); ``await server.serve()``
    runs it until ``should_exit`` or, with ``handle_signals``, SIGINT or SIGTERM; it stops within five seconds.

    Raises BusyError when another program has the port, ConfigError when the address cannot be had at all.
    """
    from .serving.door import open_door

    return open_door(app, host, port, handle_signals)
