"""The wire: one request, one answer, over a connection whose far end has been judged.

Imported on the first fetch only, because httpx2 is dear to import.  Foreign errors are translated here:
what leaves this module is a SourceError, or cancellation.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import httpcore2
import httpx2 as httpx

from ..errors import RefusedError, RetryError, SourceError
from ..urls import Target, address
from .classify import Fleeting
from .guard import why_not

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_HEADERS = 64 * 1024
CONNECT_SECONDS = 10.0
_ADDRESSES_TRIED = 4
_KEEP_ALIVE_SECONDS = 60.0
_LATER = "nothing to do: it is tried again later"
_END_OF_HEAD = re.compile(rb"\n\r?\n")


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name by the system's resolver, in its order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Reply:
    """An answer whose body has not been read.  Read ``chunks`` to the end, or ``aclose``: then the connection goes."""

    def __init__(self, url: str, response: httpx.Response) -> None:
        self.url = url
        self.status = response.status_code
        self.headers = _headers(response.headers.raw)
        self._response = response
        self._meter: Meter = response.extensions["network_stream"]

    @property
    def received(self) -> int:
        """Bytes received for this answer so far, head included."""
        return self._meter.received

    @property
    def framed(self) -> bool:
        """Whether the body's end is told by a length or by chunks, not by the end of the connection."""
        return "content-length" in self.headers or "transfer-encoding" in self.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it came, complete by its framing; raises RetryError when it is cut, or followed by more."""
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except httpx.TransportError as error:
            raise RetryError(f"the answer from {self.url} stops before its end", _LATER, url=self.url) from error
        if self._surplus():
            await self._meter.aclose()
            raise RetryError(f"the answer from {self.url} is longer than it says", _LATER, url=self.url)

    async def aclose(self) -> None:
        await self._response.aclose()

    def _surplus(self) -> bool:
        """Bytes after the body would be taken for the next answer on this connection."""
        if self.status == 304:
            return self._meter.body > 0
        if "transfer-encoding" in self.headers:
            return not self._meter.tail.endswith(b"\n\r\n")
        length = self.headers.get("content-length")
        return length is not None and self._meter.body != int(length)


class Wire:
    """Connections.  ``ca_file`` adds a certificate authority to the system's; ``proxy`` is an http(s) URL."""

    def __init__(self, *, resolver: Resolver | None, proxy: str | None, ca_file: str | None) -> None:
        self._resolver = resolver or resolve
        self._proxy = httpx.Proxy(proxy) if proxy else None
        self._ca_file = ca_file
        self._transports: dict[tuple[bool, bool], httpx.AsyncHTTPTransport] = {}
        self._urls: dict[str, httpx.URL] = {}

    async def ask(
        self, target: Target, headers: Sequence[tuple[bytes, bytes]], *, private: bool, method: str = "GET", content: bytes | None = None
    ) -> Reply:
        """Send one request; ``private`` lets it reach private addresses.

        Raises RefusedError for an address, certificate or answer head we do not accept, Fleeting when no answer came.
        """
        if self._proxy is not None:
            await self._judge_name(target, private)
        request = httpx.Request(
            method,
            self._url(target),
            headers=[(b"Host", target.authority.encode("ascii")), *headers],
            content=content,
            extensions={"timeout": {"connect": CONNECT_SECONDS}, "target": target.path.encode("ascii")},
        )
        try:
            response = await self._transport(target.scheme == "https", private).handle_async_request(request)
        except SourceError:
            raise
        except httpx.TransportError as error:
            raise _no_answer(target, error) from error
        return await _strict(Reply(target.url, response))

    async def aclose(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    def _url(self, target: Target) -> httpx.URL:
        url = self._urls.get(target.origin)
        if url is None:
            url = httpx.URL(target.origin + "/")
            if url.raw_host.decode("ascii") != target.host:  # the one place where a second parser has a say
                raise RefusedError(f"the host of {target.origin} can be read in two ways", "correct the address", url=target.url)
            self._urls[target.origin] = url
        return url

    def _transport(self, secure: bool, private: bool) -> httpx.AsyncHTTPTransport:
        """Apart by trust: a connection to a private address is never lent to a source that may not go there."""
        found = self._transports.get((secure, private))
        if found is None:
            found = self._transports[secure, private] = _Transport(self._pool(secure, private))
        return found

    def _pool(self, secure: bool, private: bool) -> httpcore2.AsyncConnectionPool:
        trust = _trust(self._ca_file) if secure else None
        shared: dict[str, Any] = {"ssl_context": trust, "max_connections": 100, "keepalive_expiry": _KEEP_ALIVE_SECONDS}
        backend = GuardedBackend(self._resolver, allow_private=private, proxy=self._proxy)
        if self._proxy is None:
            return httpcore2.AsyncConnectionPool(network_backend=backend, **shared)
        return httpcore2.AsyncHTTPProxy(
            proxy_url=str(self._proxy.url),
            proxy_auth=self._proxy.raw_auth,
            proxy_headers=self._proxy.headers.raw,
            network_backend=backend,
            **shared,
        )

    async def _judge_name(self, target: Target, private: bool) -> None:
        """With a proxy in between, the name is judged before it is handed over; what the proxy resolves is its own affair."""
        try:
            await judged(target.host, target.port, self._resolver, private)
        except Fleeting:
            return  # a network behind a proxy often resolves nothing itself


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of our own making, so that the guard's backend is the only way out."""

    def __init__(self, pool: httpcore2.AsyncConnectionPool) -> None:
        self._pool = pool


async def judged(host: str, port: int, resolver: Resolver, allow_private: bool) -> Sequence[str]:
    """The addresses of a host, looked up once; raises RefusedError when any of them is not for us, Fleeting when unknown."""
    if address(host) is not None:
        found: Sequence[str] = [host]
    else:
        try:
            found = await resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise Fleeting(f"the name {host} is not known to the name service", "check the host in the source's url") from error
    for entry in found:
        reason = why_not(entry, allow_private=allow_private)
        if reason is not None:
            raise RefusedError(f"{host} is not asked: {reason}", "if it is meant, set allow_private = true for this source")
    if not found:
        raise Fleeting(f"the name {host} has no address", "check the host in the source's url")
    return found


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to the numeric address that was judged, so that no second look-up can slip in another one."""

    def __init__(self, resolver: Resolver, *, allow_private: bool, proxy: httpx.Proxy | None = None) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._proxy = proxy.url.host if proxy else None
        self._backend = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        if host == self._proxy:  # named by the operator; wherever it is
            return Meter(await self._backend.connect_tcp(host, port, timeout))
        addresses = await judged(host, port, self._resolver, self._allow_private)
        for place, numeric in enumerate(addresses[:_ADDRESSES_TRIED], 1):
            try:
                stream = await self._backend.connect_tcp(numeric, port, timeout)
                break
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses[:_ADDRESSES_TRIED]):
                    raise
        await self._check_peer(stream, host, numeric)
        return Meter(stream)

    async def _check_peer(self, stream: httpcore2.AsyncNetworkStream, host: str, numeric: str) -> None:
        peer = str(stream.get_extra_info("server_addr")[0])
        if address(peer) != address(numeric) or why_not(peer, allow_private=self._allow_private):
            await stream.aclose()
            raise RefusedError(f"{host} was reached at {peer} instead of {numeric}", "look at this machine's network")


class Meter(httpcore2.AsyncNetworkStream):
    """Counts what an answer brings, bounds its head, and sees bytes beyond its end.  A write begins a new answer."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._head: bytearray | None = bytearray()
        self.received = 0
        self.body = 0
        self.tail = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore2's signature
        data = await self._stream.read(max_bytes, timeout)
        self.received += len(data)
        if self._head is None:
            self.body += len(data)
        else:
            self._read_head(data)
        self.tail = (self.tail + data[-4:])[-4:]
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore2's signature
        self._head, self.received, self.body, self.tail = bytearray(), 0, 0, b""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2's signature
    ) -> httpcore2.AsyncNetworkStream:
        return Meter(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _read_head(self, data: bytes) -> None:
        assert self._head is not None
        self._head += data
        while (end := _END_OF_HEAD.search(self._head)) and self._head[9:10] == b"1":
            del self._head[: end.end()]  # an interim answer (1xx); the real one follows
        if (end.end() if end else len(self._head)) > MAX_HEADERS:
            raise RefusedError(f"the answer's headers are larger than {MAX_HEADERS >> 10} KiB", "tell the site's operator")
        if end:
            self.body = len(self._head) - end.end()
            self._head = None


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
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def _no_answer(target: Target, error: httpx.TransportError) -> SourceError:
    certificate = _caused_by(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        words = f"{target.origin} does not prove who it is: {getattr(certificate, 'verify_message', certificate)}"
        return RefusedError(words, "the site must renew its certificate; for an authority of your own set ca_file", url=target.url)
    if _caused_by(error, ssl.SSLError) is not None:
        return RetryError(f"no safe connection to {target.origin} ({_words(error)})", _LATER, url=target.url)
    if isinstance(error, httpx.ConnectTimeout):
        return Fleeting(f"no connection to {target.origin} within {CONNECT_SECONDS:g} s", _LATER, url=target.url)
    if isinstance(error, httpx.ConnectError):
        return Fleeting(f"no connection to {target.origin} ({_words(error)})", _LATER, url=target.url)
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return RetryError(f"the answer from {target.url} is not proper HTTP ({_words(error)})", "tell the site's operator", url=target.url)
    return Fleeting(f"{target.url} ended the connection without an answer", _LATER, url=target.url)


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    for _ in range(10):
        if error is None or isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__ or (error.args[0] if error.args and isinstance(error.args[0], BaseException) else None)
    return None


def _words(error: BaseException) -> str:
    """A library's words, without the data it quotes."""
    text = str(error).split(": bytearray")[0].strip() or type(error).__name__
    return text if len(text) <= 120 else text[:119] + "…"
