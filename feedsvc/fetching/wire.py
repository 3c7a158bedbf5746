"""The wire: one request, one answer, over a connection whose far end has been judged.

Foreign errors are translated here: what leaves this module is a SourceError, or cancellation.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache, partial

import h11

from ..errors import ConfigError, RefusedError, RetryError, SourceError
from ..urls import Target
from .classify import Fleeting
from .connection import Connection
from .line import CONNECT_SECONDS, Dialler, Line, Resolver, judged, resolve
from .pace import Ticks
from .proxy import Proxy, proxy_at

_CRUMBS = 80 * 1024  # more than one read brings ahead of delivery
_KEEP_SECONDS = 60.0
_KEPT = 100
_LATER = "nothing to do: it is tried again later"

Kin = tuple[str, bool]
"""Origin and trust: a connection to a private address is never lent to a source that may not go there."""


class Reply:
    """An answer whose body has not been read.  Read ``chunks`` to the end, or ``aclose``: then the connection goes."""

    def __init__(self, url: str, head: h11.Response, connection: Connection, done: Callable[[Connection], Awaitable[None]]) -> None:
        self.url = url
        self.status = head.status_code
        self.headers = _headers(head.headers)
        self._connection = connection
        self._done: Callable[[Connection], Awaitable[None]] | None = done

    @property
    def received(self) -> int:
        """Bytes received for this answer so far, head included."""
        return self._connection.line.received

    @property
    def framed(self) -> bool:
        """Whether the body's end is told by a length or by chunks, not by the end of the connection."""
        return "content-length" in self.headers or "transfer-encoding" in self.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it came, complete by its framing; raises RetryError when it is cut, or followed by more."""
        before, delivered = self.received, 0
        try:
            while (chunk := await self._connection.more()) is not None:
                delivered += len(chunk)
                if self.received - before > _CRUMBS + 2 * delivered:  # a chunk per byte would cost us seconds
                    raise RefusedError(f"the answer from {self.url} comes in crumbs", "tell the site's operator", url=self.url)
                yield chunk
        except (OSError, h11.ProtocolError) as error:
            raise RetryError(f"the answer from {self.url} stops before its end", _LATER, url=self.url) from error
        if self._connection.surplus:
            raise RetryError(f"the answer from {self.url} is longer than it says", _LATER, url=self.url)

    async def aclose(self) -> None:
        done, self._done = self._done, None
        if done is not None:
            await done(self._connection)


class Wire:
    """Connections.  ``ca_file`` adds a certificate authority to the system's; ``proxy`` is an http(s) URL."""

    def __init__(self, *, resolver: Resolver | None, proxy: str | None, ca_file: str | None, ticks: Ticks = time.monotonic) -> None:
        self._resolver = resolver or resolve
        self._proxy: Proxy | None = proxy_at(proxy) if proxy else None
        self._ca_file = ca_file
        self._ticks = ticks
        self._kept: list[tuple[float, Kin, Connection]] = []

    async def ask(
        self, target: Target, headers: Sequence[tuple[bytes, bytes]], *, private: bool, method: str = "GET", content: bytes | None = None
    ) -> Reply:
        """Send one request; ``private`` lets it reach private addresses.

        Raises RefusedError for an address, certificate or answer head we do not accept, Fleeting when no answer came.
        """
        if self._proxy is not None:
            await self._judge_name(target, private)
        kin = (target.origin, private)
        connection = await self._free(kin) or Connection(await self._line(target, private))
        path, extra = self._addressed(target)
        try:
            head = await connection.ask(method, path, [(b"Host", target.authority.encode("ascii")), *extra, *headers], content)
        except BaseException as error:
            await connection.line.aclose()
            if isinstance(error, OSError | h11.ProtocolError):
                raise _no_answer(target, error) from error
            raise
        return await _strict(Reply(target.url, head, connection, partial(self._put_aside, kin)))

    async def aclose(self) -> None:
        kept, self._kept = self._kept, []
        for _, _, connection in kept:
            await connection.line.aclose()

    # --- connections ----------------------------------------------------------------------------

    async def _line(self, target: Target, private: bool) -> Line:
        trust = _trust(self._ca_file) if target.scheme == "https" else None
        try:
            if self._proxy is None:
                line = await Dialler(self._resolver, allow_private=private).connect(target.host, target.port)
            elif trust is None:
                line = await self._proxy.reach()
            else:
                line = await self._proxy.tunnel(target)
            if trust is not None:
                await line.secure(trust, target.host)
        except (OSError, h11.ProtocolError) as error:
            raise _no_connection(target, error) from error
        return line

    def _addressed(self, target: Target) -> tuple[bytes, Sequence[tuple[bytes, bytes]]]:
        """What stands in the request line, and the headers for the proxy: it is told the whole address (RFC 9112, 3.2.2)."""
        if self._proxy is None or target.scheme == "https":
            return target.path.encode("ascii"), ()
        return target.url.encode("ascii"), self._proxy.headers

    async def _free(self, kin: Kin) -> Connection | None:
        """A kept connection, if there is one to the same origin and under the same trust."""
        oldest = self._ticks() - _KEEP_SECONDS
        late = [each for each in self._kept if each[0] < oldest or (each[1] == kin and not each[2].free)]
        self._kept = [each for each in self._kept if each not in late]
        found = next((each for each in reversed(self._kept) if each[1] == kin), None)
        if found is not None:
            self._kept.remove(found)
        for _, _, connection in late:
            await connection.line.aclose()
        return found[2] if found is not None else None

    async def _put_aside(self, kin: Kin, connection: Connection) -> None:
        if connection.free and len(self._kept) < _KEPT:
            self._kept.append((self._ticks(), kin, connection))
        else:
            await connection.line.aclose()

    async def _judge_name(self, target: Target, private: bool) -> None:
        """With a proxy in between, the name is judged before it is handed over; what the proxy resolves is its own affair."""
        try:
            await judged(target.host, target.port, self._resolver, private)
        except RetryError:
            return  # a network behind a proxy often resolves nothing itself


async def _strict(reply: Reply) -> Reply:
    """Refuse framing that two readers could take for different bodies (RFC 9112, 6.3)."""
    length = reply.headers.get("content-length")
    if length is not None and ("transfer-encoding" in reply.headers or not length.isdecimal()):
        await reply.aclose()
        raise RetryError(f"{reply.url} does not say clearly where its answer ends", "tell the site's operator", url=reply.url)
    return reply


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


@cache
def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:  # ssl.SSLError among them
            raise ConfigError(f"ca_file {ca_file} holds no certificates that can be read ({error})", "name a file in PEM form") from error
    return context


# --- what goes wrong, in words ------------------------------------------------------------------


def _no_connection(target: Target, error: Exception) -> SourceError:
    if isinstance(error, ssl.SSLCertVerificationError):
        words = f"{target.origin} does not prove who it is: {error.verify_message}"
        return RefusedError(words, "the site must renew its certificate; for an authority of your own set ca_file", url=target.url)
    if isinstance(error, ssl.SSLError):
        return RetryError(f"no safe connection to {target.origin} ({_words(error)})", _LATER, url=target.url)
    if isinstance(error, TimeoutError):
        return Fleeting(f"no connection to {target.origin} within {CONNECT_SECONDS:g} s", _LATER, url=target.url)
    return Fleeting(f"no connection to {target.origin} ({_words(error)})", _LATER, url=target.url)


def _no_answer(target: Target, error: Exception) -> SourceError:
    if isinstance(error, h11.ProtocolError):
        return RetryError(f"the answer from {target.url} is not proper HTTP ({_words(error)})", "tell the site's operator", url=target.url)
    return Fleeting(f"{target.url} ended the connection without an answer", _LATER, url=target.url)


def _words(error: Exception) -> str:
    """The system's or a library's words, without the data it quotes."""
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.errno is not None and error.errno > 0:
        return os.strerror(error.errno).lower()  # asyncio's own words hold addresses
    text = str(error).split(": bytearray")[0].strip() or type(error).__name__
    return text if len(text) <= 120 else text[:119] + "…"
