"""The practice site with bad days: at any request it may fail, cut its answer short, show a notice or say nothing new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from random import Random
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

NOTICE = "<html><head><meta charset=utf-8><title>系统维护</title></head><body><h2>系统维护中</h2><p>系统维护中，请稍后再来访问。</p></body></html>".encode()
CHECK = b"<html><script>document.cookie='a=b';location.reload()</script></html>"


class Faulty:
    """``share`` of the requests go wrong while it is above 0; ``done`` counts by kind."""

    def __init__(self, app: Application, share: float, seed: int) -> None:
        self.app, self.share, self.done = app, share, Counter[str]()
        self._rng = Random(seed)
        self._faults: dict[str, Callable[[Message, Receive, Send], Awaitable[None]]] = {
            "500": self._status(500), "503": self._status(503, (b"retry-after", b"60")), "404": self._status(404), "403": self._status(403),
            "empty": self._page(b""), "notice": self._page(NOTICE), "check": self._page(CHECK), "cut": self._cut, "bad gzip": self._bad_gzip,
        }  # fmt: skip

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == "/robots.txt" or self._rng.random() >= self.share:
            await self.app(scope, receive, send)
            return
        kind = self._rng.choice(list(self._faults))
        self.done[kind] += 1
        await self._faults[kind](scope, receive, send)

    def _status(self, status: int, *headers: tuple[bytes, bytes]) -> Application:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

        return answer

    def _page(self, body: bytes) -> Application:
        async def answer(scope: Message, receive: Receive, send: Send) -> None:
            headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        return answer

    async def _cut(self, scope: Message, receive: Receive, send: Send) -> None:
        """The right page by its length, and only half of it; then nothing."""
        sent: list[Message] = []

        async def kept(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, kept)
        start, body = sent[0], sent[-1].get("body", b"")
        headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]  # by chunks, the last of which never comes
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})

    async def _bad_gzip(self, scope: Message, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-encoding", b"gzip"), (b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"\x1f\x8b\x08\x00"})
