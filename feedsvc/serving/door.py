"""uvicorn, set up to stand on the open internet: a listening socket, limits on time and size, constant refusals.

uvicorn bounds neither the size of a request's head nor the time it may take, nor how long a client may leave an
answer unread.  ``Guarded`` adds these three to whichever of its HTTP implementations is installed.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from errno import EACCES, EADDRINUSE
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from ..errors import BusyError, ConfigError
from . import headers
from .express import Ready, is_one_request

HEAD_SECONDS = 10.0
"""A request's head must be complete this long after its first byte, or after connecting."""
WRITE_SECONDS = 60.0
"""An answer must be taken this long after it was sent."""
KEEP_ALIVE_SECONDS = 15
"""A connection may be idle this long between two requests."""
HEAD_BYTES = 64 * 1024
WRITE_BYTES = 16 * 1024
"""Written to a client and not yet sent: beyond this, no more is written."""
CONNECTIONS = 2048
STOP_SECONDS = 4


class BoundServer(uvicorn.Server):
    """A uvicorn server with the socket it listens on; ``port`` is the real one."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, handle_signals: bool) -> None:
        super().__init__(config)
        self._listener = listener
        self._handle_signals = handle_signals
        self.port: int = listener.getsockname()[1]

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await super().serve([self._listener])

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        super().run([self._listener])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn gives clients time to take their answers and then forgets them; we hang up on those that did not."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        if not self._handle_signals:
            yield
            return
        with super().capture_signals():
            yield


def open_door(app: Any, host: str, port: int, handle_signals: bool) -> BoundServer:
    """See ``feedsvc.serve.create_server``."""
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=Guarded,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return BoundServer(config, listener, handle_signals)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ConfigError(f"cannot listen on {host} port {port}: there is no such port", "choose one from 1 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        cause = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        kind = BusyError if error.errno == EADDRINUSE else ConfigError
        raise kind(f"cannot listen on {host} port {port}: {cause}", _remedy(error)) from error
    # Connections inherit this; asyncio leaves it out for sockets it did not make, and each answer then waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _remedy(error: OSError) -> str:
    if error.errno == EADDRINUSE:
        return "stop the program that uses this port, or choose another port"
    if error.errno == EACCES:
        return "choose a port above 1023, or give this user the right to lower ones"
    return "choose an address of this machine, such as 127.0.0.1 or 0.0.0.0"


def _plain(status: str, code: int, body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {code} {status}".encode(), *(name + b": " + value for name, value in headers.refusal(code, body))]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


_MALFORMED = _plain("Bad Request", 400, b"This request is malformed.\n")
_TOO_LARGE = _plain("Request Header Fields Too Large", 431, b"The request has too many header fields.\n")


class Limits(asyncio.Protocol):
    """Limits of time and size, to be laid over one of uvicorn's HTTP protocols, whose attributes and methods it uses."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    app: Any
    cycle: Any
    flow: Any
    scope: Any
    url: bytes
    server_state: Any
    timeout_keep_alive: int
    timeout_keep_alive_task: asyncio.TimerHandle | None

    _recall: Callable[[bytes], Ready | None] | None = None
    _at_start = True
    _last_answer = 0.0
    _lost = False
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._recall = getattr(self.app, "recall", None)
        self.transport.set_write_buffer_limits(WRITE_BYTES)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        idle = before is None or before.response_complete
        if self._at_start and idle and self._answered(data):
            return
        super().data_received(data)
        if self.cycle is not before:
            self._disarm()
            self._learn(data)
        else:
            self._at_start = False
            if idle:
                self._wait_for_head(len(data))

    def _answered(self, data: bytes) -> bool:
        """Writes the answer if the application has it without the parser, nothing waits to be written, and not too many are here."""
        if self._recall is None or not (dated := self.server_state.default_headers) or self.flow.write_paused:
            return False
        ready = self._recall(data) if len(self.server_state.connections) < CONNECTIONS else None
        if ready is None:
            return False
        self._disarm()
        self.transport.write(b"".join((ready[0], dated[0][1], ready[1])))
        self._last_answer = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._be_patient(self.timeout_keep_alive)
        return True

    def _be_patient(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _learn(self, data: bytes) -> None:
        """Bytes that began where a request begins and were exactly one leave the parser where a request begins."""
        self._at_start = self._at_start and is_one_request(data)
        if self._at_start and self.cycle.keep_alive and hasattr(self.app, "remember"):
            self.app.remember(data, self.scope)

    def _wait_for_head(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _disarm(self) -> None:
        self._head_bytes = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def on_headers_complete(self) -> None:
        """httptools' way drops the host of an absolute target, which the application is to judge."""
        super().on_headers_complete()  # type: ignore[misc]
        if not self.url.startswith(b"/"):
            self.scope["raw_path"] = self.url.partition(b"?")[0]

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._disarm()
        self._written()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # type: ignore[attr-defined]  # uvicorn leaves it when the client broke off

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._written()

    def timeout_keep_alive_handler(self) -> None:
        """One timer for many answers: one that fires too early for the last of them is set again."""
        rest = self._last_answer + self.timeout_keep_alive - self.loop.time()
        if rest > 0 and not self.transport.is_closing():
            self._be_patient(rest)
            return
        super().timeout_keep_alive_handler()  # type: ignore[misc]
        self._wait_for_reader()

    def on_response_complete(self) -> None:
        super().on_response_complete()  # type: ignore[misc]
        if self.transport.is_closing():
            self._wait_for_reader()

    def _wait_for_reader(self) -> None:
        """A closed connection lives on until what was written is taken; not for ever."""
        if self._write_timer is None and not self._lost:
            self._write_timer = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def _written(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def send_400_response(self, msg: str) -> None:
        self.transport.write(_MALFORMED)
        self.transport.close()

    def _give_up(self) -> None:
        self._head_timer = None
        self.transport.abort()


class Guarded(Limits, AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # mypy cannot know which of the two it is
    """One connection: the HTTP protocol that is installed, httptools' or h11's, with limits."""
