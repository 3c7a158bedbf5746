"""Lines: connections to addresses that were judged, with a meter on what comes in."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

from ..errors import RetryError
from ..urls import address
from .classify import Closed, Fleeting
from .guard import why_not

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

CONNECT_SECONDS = 10.0
READ_BYTES = 64 * 1024
_UNREAD = 256 * 1024  # bytes that may wait for the reader before the sender is held back
_ADDRESSES_TRIED = 4
_CHECK = "check the host in the source's url"


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
            raise Closed(f"{host} is not asked: {reason}", "if it is meant: allow_private = true for this source, or --allow-private")
    if not found:
        raise RetryError(f"the name {host} has no address", _CHECK)
    return found


class Dialler:
    """Connects to the numeric address that was judged, so that no second look-up can slip in another one."""

    def __init__(self, resolver: Resolver, *, allow_private: bool) -> None:
        self._resolver = resolver
        self._allow_private = allow_private

    async def connect(self, host: str, port: int) -> Line:
        """A line to one of the host's addresses.  Raises Closed, RetryError, or OSError when none of them answers."""
        addresses = (await judged(host, port, self._resolver, self._allow_private))[:_ADDRESSES_TRIED]
        for numeric in addresses[:-1]:
            try:
                return await self._checked(host, numeric, port)
            except OSError:  # TimeoutError among them
                continue
        return await self._checked(host, addresses[-1], port)

    async def _checked(self, host: str, numeric: str, port: int) -> Line:
        line = await connected(numeric, port)
        if line.peer is None:
            raise ConnectionAbortedError("the connection ended at once")
        if address(line.peer) != address(numeric) or why_not(line.peer, allow_private=self._allow_private):
            await line.aclose()
            raise Closed(f"{host} was reached at {line.peer} instead of {numeric}", "look at this machine's network")
        return line


async def connected(host: str, port: int) -> Line:
    """A line to wherever that is: the caller has judged it.  Raises OSError, TimeoutError among them."""
    async with asyncio.timeout(CONNECT_SECONDS):
        _, line = await asyncio.get_running_loop().create_connection(Line, host, port)
    return line


class Line(asyncio.Protocol):
    """One connection.  ``received`` counts the bytes read since it was last set to 0."""

    def __init__(self) -> None:
        self.received = 0
        self._buffer = bytearray()
        self._ended = False
        self._broken: Exception | None = None
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    @property
    def peer(self) -> str | None:
        """The numeric address at the far end."""
        name = self._transport.get_extra_info("peername")
        return None if name is None else str(name[0])

    @property
    def unread(self) -> bool:
        return bool(self._buffer)

    @property
    def quiet(self) -> bool:
        """Open, with nothing unread.  An idle line that is not has ended, or says something nobody asked for."""
        return not (self._ended or self._buffer or self._transport.is_closing())

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

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- what we call ---

    async def read(self) -> bytes:
        """What has come, at most READ_BYTES of it; nothing at the end.  Raises ConnectionError: a reset is not the end of a body."""
        while not self._buffer and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self._buffer and self._broken is not None:
            raise ConnectionResetError("the connection broke") from self._broken
        data = bytes(self._buffer[:READ_BYTES])
        del self._buffer[:READ_BYTES]
        if self._paused and len(self._buffer) <= _UNREAD:
            self._paused = False
            self._transport.resume_reading()
        self.received += len(data)
        return data

    def write(self, data: bytes) -> None:
        """Requests are small: no need to wait for room.  On a line that has ended, reading tells."""
        if not self._transport.is_closing():
            self._transport.write(data)

    async def secure(self, trust: ssl.SSLContext, host: str) -> None:
        """Go on under TLS with the server that proves to be ``host``.  Raises OSError, ssl.SSLError among them."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                secured = await asyncio.get_running_loop().start_tls(self._transport, self, trust, server_hostname=host)
            if secured is None:
                raise ConnectionAbortedError("the connection ended during the handshake")
        except BaseException:
            await self.aclose()
            raise
        self._transport = secured

    async def aclose(self) -> None:
        self._transport.abort()
        await asyncio.sleep(0)  # lets the loop close the socket
