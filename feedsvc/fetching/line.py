"""Lines: connections to addresses that were judged, with a meter on what comes in."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore2

from ..errors import RefusedError, RetryError
from ..guard import why_not
from ..urls import address
from .classify import Closed, Fleeting

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_HEADERS = 64 * 1024
_UNREAD = 256 * 1024  # bytes that may wait for the reader before the sender is held back
_ADDRESSES_TRIED = 4
_END_OF_HEAD = re.compile(rb"\n\r?\n")
_CHECK = "check the host in the source's 'url' in config.toml"


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name by the system's resolver, in its order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def judged(host: str, port: int, resolver: Resolver, allow_private: bool) -> Sequence[str]:
    """The addresses of a host, looked up once; raises Closed when any of them is not for us, RetryError when unknown."""
    if address(host) is not None:
        found: Sequence[str] = [host]
    else:
        try:
            found = await resolver(host, port)
        except (OSError, UnicodeError) as error:
            kind = Fleeting if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN else RetryError
            raise kind(f"the name {host} is not known to the name service", _CHECK) from error
    for entry in found:
        reason = why_not(entry, allow_private=allow_private)
        if reason is not None:
            remedy = "if it is meant: allow_private = true beside that address in config.toml, or --allow-private"
            raise Closed(f"{host} is not asked: {reason}", remedy)
    if not found:
        raise RetryError(f"the name {host} has no address", _CHECK)
    return found


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to the numeric address that was judged, so that no second look-up can slip in another one.

    ``proxy`` is the host of the operator's proxy, which may be anywhere.
    """

    def __init__(self, resolver: Resolver, *, allow_private: bool, proxy: str | None = None) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._proxy = proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        if host == self._proxy:
            return await _connected(host, port, timeout)
        addresses = (await judged(host, port, self._resolver, self._allow_private))[:_ADDRESSES_TRIED]
        for numeric in addresses[:-1]:
            try:
                return await self._checked(host, numeric, port, timeout)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._checked(host, addresses[-1], port, timeout)

    async def _checked(self, host: str, numeric: str, port: int, seconds: float | None) -> Line:
        line = await _connected(numeric, port, seconds)
        name = line.get_extra_info("server_addr")
        if name is None:
            raise httpcore2.ConnectError("the connection ended at once")
        peer = str(name[0])
        if address(peer) != address(numeric) or why_not(peer, allow_private=self._allow_private):
            await line.aclose()
            raise Closed(f"{host} was reached at {peer} instead of {numeric}", "look at this machine's network")
        return line


async def _connected(host: str, port: int, seconds: float | None) -> Line:
    try:
        async with asyncio.timeout(seconds):
            _, line = await asyncio.get_running_loop().create_connection(Line, host, port)
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpcore2.ConnectError(os.strerror(error.errno).lower() if error.errno else str(error)) from error
    return line


class Line(asyncio.Protocol, httpcore2.AsyncNetworkStream):
    """One connection.  Counts what an answer brings, bounds its head, and sees bytes beyond its end.

    ``received`` and ``body`` count bytes since the last write, which begins a new exchange; ``tail`` is the
    last four of them.
    """

    def __init__(self) -> None:
        self.received = 0
        self.body = 0
        self.tail = b""
        self._head: bytearray | None = bytearray()
        self._buffer = bytearray()
        self._ended = False
        self._broken: Exception | None = None
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    # --- what the loop calls ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _UNREAD and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._broken = True, exc
        self._wake()

    # --- what httpcore2 calls ---

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore2's signature
        while not self._buffer and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self._buffer and self._broken is not None:  # a reset is not the end of a body
            raise httpcore2.ReadError("the connection broke") from self._broken
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        if self._paused and len(self._buffer) <= _UNREAD:
            self._paused = False
            self._transport.resume_reading()
        self._meter(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore2's signature
        if self._transport.is_closing():
            raise httpcore2.WriteError("the connection is closed")
        self._head, self.received, self.body, self.tail = bytearray(), 0, 0, b""
        self._transport.write(buffer)  # requests are small: no need to wait for room

    async def aclose(self) -> None:
        self._transport.abort()
        await asyncio.sleep(0)  # lets the loop close the socket

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's signature
    ) -> Line:
        if self._buffer or self.body:  # it would be read later as if it had come under TLS
            await self.aclose()
            raise httpcore2.ConnectError("bytes came before the connection was safe")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                secured = await loop.start_tls(self._transport, self, ssl_context, server_hostname=server_hostname)
        except (OSError, TimeoutError) as error:  # ssl.SSLError is an OSError
            await self.aclose()
            raise httpcore2.ConnectError(str(error) or "the handshake did not finish") from error
        if secured is None:
            raise httpcore2.ConnectError("the connection ended during the handshake")
        self._transport = secured
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # on an idle connection: it ended, or says something nobody asked for
            return self._ended or bool(self._buffer) or self._transport.is_closing()
        return self._transport.get_extra_info({"server_addr": "peername", "client_addr": "sockname"}.get(info, info))

    # --- the meter ---

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _meter(self, data: bytes) -> None:
        self.received += len(data)
        if self._head is None:
            self.body += len(data)
        else:
            self._read_head(self._head, data)
        self.tail = (self.tail + data[-4:])[-4:]

    def _read_head(self, head: bytearray, data: bytes) -> None:
        head += data
        end = _END_OF_HEAD.search(head)
        while end and head[9:10] == b"1":  # an interim answer (1xx); the real one follows
            del head[: end.end()]
            end = _END_OF_HEAD.search(head)
        if (end.end() if end else len(head)) > MAX_HEADERS:
            raise RefusedError(f"the answer's headers are larger than {MAX_HEADERS >> 10} KiB", "tell the site's operator")
        if end:
            self.body = len(head) - end.end()
            self._head = None
