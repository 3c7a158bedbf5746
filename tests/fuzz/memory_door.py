"""The real door over a connection in memory: everything from the first byte of an answer to its class, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from feedsvc.errors import SourceError
from feedsvc.fetching import WebFetcher, line
from feedsvc.model import Request, Validators

URL = "http://news.example/list"


class MemoryTransport(asyncio.Transport):
    """Answers the first request by ``said`` and then hangs up."""

    def __init__(self, protocol: line.Line, said: bytes) -> None:
        super().__init__()
        self._protocol, self._said, self._closing = protocol, said, False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 80), "sockname": ("127.0.0.1", 9)}.get(name, default)

    def is_closing(self) -> bool:
        return self._closing

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._said:
            self._protocol.data_received(self._said)
            self._said = b""
        self._protocol.eof_received()

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def abort(self) -> None:
        self._closing = True

    close = abort


class MemoryDoor:
    """``says`` puts one answer before the door and sees what it makes of it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._said = b""

    def says(self, data: bytes) -> None:
        """Raises AssertionError when the answer ends in anything but an answer or an error of ours in words."""
        self._said = data
        try:
            with patch.object(line, "_connected", self._connect):
                self._loop.run_until_complete(self._once())
        except SourceError as error:
            assert error.message, "no words"
            assert error.next_step, f"no next step: {error.message}"
            assert error.url.startswith("http"), error.url

    async def _once(self) -> None:
        door = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=_at_once, resolver=_resolve)
        try:
            await door.fetch(Request(URL, Validators('"x"'), allow_private=True))
        finally:
            await door.aclose()

    async def _connect(self, host: str, port: int, seconds: float | None) -> line.Line:
        made = line.Line()
        made.connection_made(MemoryTransport(made, self._said))
        return made


async def _at_once(_: float) -> None:
    """Sleeps not at all."""


async def _resolve(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]
