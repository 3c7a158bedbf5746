"""The practice site as an ASGI application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ..ports import Clock
from .site import Answer, PracticeSite

Message = MutableMapping[str, Any]
Application = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


def practice_app(site: PracticeSite, clock: Clock) -> Application:
    """Serves ``site`` as it is at ``clock()``: GET and HEAD, anything else is answered 405."""

    async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] in ("GET", "HEAD"):
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            answer = site.respond(scope["path"], scope["query_string"].decode("latin-1"), clock(), headers)
        else:
            answer = Answer(405, [("allow", "GET, HEAD")], b"")
        await _send(answer, send, scope["method"] != "HEAD")

    return app


async def _send(answer: Answer, send: Callable[[Message], Awaitable[None]], with_body: bool) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status != 304:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
