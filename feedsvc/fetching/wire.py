"""The wire: one request, one answer, over a connection whose far end has been judged.

Imported on the first fetch only, because httpx2 is dear to import.  Foreign errors are translated here:
what leaves this module is a SourceError, or cancellation.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import httpcore2
import httpx2 as httpx

from ..errors import ConfigError, RefusedError, RetryError, SourceError
from ..urls import Target
from .classify import Fleeting
from .line import GuardedBackend, Line, Resolver, judged, resolve

CONNECT_SECONDS = 10.0
_CRUMBS = 80 * 1024  # more than one read brings ahead of delivery
_KEEP_ALIVE_SECONDS = 60.0
_NOTHING = httpx.ByteStream(b"")
_REPORT = "this is a mistake of feedsvc: please report this line"


class Reply:
    """An answer whose body has not been read.  Read ``chunks`` to the end, or ``aclose``: then the connection goes."""

    def __init__(self, url: str, response: httpx.Response) -> None:
        self.url = url
        self.status = response.status_code
        self.headers = _headers(response.headers.raw)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        self._body = response.stream
        self._line: Line = response.extensions["network_stream"]

    @property
    def received(self) -> int:
        """Bytes received for this answer so far, head included."""
        return self._line.received

    @property
    def framed(self) -> bool:
        """Whether the body's end is told by a length or by chunks, not by the end of the connection."""
        return "content-length" in self.headers or "transfer-encoding" in self.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it came, complete by its framing; raises RetryError when it is cut, or followed by more."""
        delivered = 0
        try:
            async for chunk in self._body:
                delivered += len(chunk)
                if self._line.body > _CRUMBS + 2 * delivered:  # a chunk per byte would cost us seconds
                    raise RefusedError(f"the answer from {self.url} comes in crumbs", "tell the site's operator", url=self.url)
                yield chunk
        except httpx.TransportError as error:
            raise RetryError(f"the answer from {self.url} stops before its end", url=self.url) from error
        if self._surplus():
            await self._line.aclose()
            raise RetryError(f"the answer from {self.url} is longer than it says", url=self.url)

    async def aclose(self) -> None:
        await self._body.aclose()

    def _surplus(self) -> bool:
        """Bytes after the body would be taken for the next answer on this connection."""
        if self.status == 304:
            return self._line.body > 0
        if "transfer-encoding" in self.headers:
            return not self._line.tail.endswith(b"\n\r\n")
        length = self.headers.get("content-length")
        return length is not None and self._line.body != int(length)


class Wire:
    """Connections.  ``ca_file`` adds a certificate authority to the system's; ``proxy`` is an http(s) URL; ``old_tls`` are hosts
    spoken to in encryption that is refused elsewhere."""

    def __init__(self, *, resolver: Resolver | None, proxy: str | None, ca_file: str | None, old_tls: Collection[str] = ()) -> None:
        self._resolver = resolver or resolve
        self._proxy = _proxy(proxy) if proxy else None
        self._ca_file = ca_file
        self._old_tls = old_tls
        self._transports: dict[tuple[bool, bool, bool], httpx.AsyncHTTPTransport] = {}
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
            stream=_NOTHING if content is None else None,
            extensions={"timeout": {"connect": CONNECT_SECONDS}, "target": target.path.encode("ascii")},
        )
        try:
            response = await self._transport(target, private).handle_async_request(request)
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
            url = self._urls[target.origin] = _second_opinion(target)
        return url

    def _transport(self, target: Target, private: bool) -> httpx.AsyncHTTPTransport:
        """Apart by trust: a connection to a private address is never lent to a source that may not go there."""
        secure = target.scheme == "https"
        kind = secure, secure and target.host in self._old_tls, private
        found = self._transports.get(kind)
        if found is None:
            found = self._transports[kind] = _Transport(self._pool(*kind))
        return found

    def _pool(self, secure: bool, old: bool, private: bool) -> httpcore2.AsyncConnectionPool:
        trust = _trust(self._ca_file, old) if secure else None
        shared: dict[str, Any] = {"ssl_context": trust, "max_connections": 100, "keepalive_expiry": _KEEP_ALIVE_SECONDS}
        backend = GuardedBackend(self._resolver, allow_private=private, proxy=self._proxy.url.host if self._proxy else None)
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
        except RetryError:
            return  # a network behind a proxy often resolves nothing itself


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of our own making, so that the guard's backend is the only way out."""

    def __init__(self, pool: httpcore2.AsyncConnectionPool) -> None:
        self._pool = pool


def _second_opinion(target: Target) -> httpx.URL:
    """httpx has a parser of its own; where it reads another host, or none, nothing is asked."""
    try:
        url = httpx.URL(target.origin + "/")
        if url.raw_host.decode("ascii") == target.host:
            return url
    except (httpx.InvalidURL, ValueError):
        pass
    raise RefusedError(f"the host of {target.origin} can be read in two ways", "correct the address", url=target.url)


def _proxy(url: str) -> httpx.Proxy:
    try:
        proxy = httpx.Proxy(url)
        if proxy.url.scheme in ("http", "https") and proxy.url.host:
            return proxy
    except (httpx.InvalidURL, ValueError):
        pass
    raise ConfigError("the proxy is not an http or https address", 'write it as proxy = "http://proxy.example.org:3128"')


async def _strict(reply: Reply) -> Reply:
    """Refuse framing that two readers could take for different bodies (RFC 9112, 6.3)."""
    length = reply.headers.get("content-length")
    if length is not None and ("transfer-encoding" in reply.headers or not length.isdecimal()):
        await reply.aclose()
        raise RetryError(f"{reply.url} does not say clearly where its answer ends", "tell the site's operator", url=reply.url)
    return reply


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """Fields of one name joined in their order (RFC 9110, 5.3); an empty one adds nothing (5.6.1.2)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = ", ".join(filter(None, (headers.get(key), text)))
    return headers


@cache
def _trust(ca_file: str | None, old: bool) -> ssl.SSLContext:
    """Certificates are asked for and judged by name in any case; ``old`` takes TLS 1.0, short keys and weak signatures, too."""
    context = ssl.create_default_context()
    if old:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= _LEGACY_SERVER_CONNECT
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:  # ssl.SSLError among them
            raise ConfigError(f"ca_file {ca_file} holds no certificates that can be read ({error})", "name a file in PEM form") from error
    return context


_LEGACY_SERVER_CONNECT = 0x4
"""ssl.OP_LEGACY_SERVER_CONNECT of Python 3.12: a server without secure renegotiation (RFC 5746) is spoken to all the same."""
_OLD = (
    "if the site has an http:// address, use that; or add its host to 'old_tls' under [fetch]:"
    " what it sends can then be changed on the way, as with http://"
)
_NOT_TLS = "it does not speak TLS at that port: try the address with http://"
_SPEECH = {
    "UNSUPPORTED_PROTOCOL": _OLD,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD,
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": _OLD,
    "DH_KEY_TOO_SMALL": _OLD,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": _OLD,
    "WRONG_VERSION_NUMBER": _NOT_TLS,
    "HTTP_REQUEST": _NOT_TLS,
    "RECORD_LAYER_FAILURE": _NOT_TLS,
}
"""What to do where no TLS comes about, by OpenSSL's reason."""
_INCOMPLETE = (
    "if the site leaves out a certificate between its own and the authority's, as browsers forgive, or the authority is your own:"
    " put that certificate into a PEM file and name it as 'ca_file' under [fetch]"
)
_CERTIFICATE = {
    9: "the certificate begins to hold later: look whether the clock of this machine is right",
    10: "the site must renew its certificate",
    18: "if the site is your own, name its certificate as 'ca_file' under [fetch]; else tell the site's operator",
    19: _INCOMPLETE,
    20: _INCOMPLETE,
    21: _INCOMPLETE,
    62: "the certificate is for another name: look whether the address is right, with www. or without",
    66: _OLD,
    67: _OLD,
    68: _OLD,
}
"""What to do, by what OpenSSL finds (X509_V_ERR_)."""


def _no_answer(target: Target, error: httpx.TransportError) -> SourceError:
    certificate = _caused_by(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        words = f"{target.origin} does not prove who it is: {getattr(certificate, 'verify_message', certificate)}"
        step = _CERTIFICATE.get(getattr(certificate, "verify_code", 0), "tell the site's operator; its certificate is at fault")
        return RefusedError(words, step, url=target.url)
    unsafe = _caused_by(error, ssl.SSLError)
    if unsafe is not None:
        step = _SPEECH.get(getattr(unsafe, "reason", None) or "", "")
        return RetryError(f"no safe connection to {target.origin} ({_words(error)})", step, url=target.url)
    if isinstance(error, httpx.ConnectTimeout):
        return Fleeting(f"no connection to {target.origin} within {CONNECT_SECONDS:g} s", url=target.url)
    if isinstance(error, httpx.ConnectError):
        return Fleeting(f"no connection to {target.origin} ({_words(error)})", url=target.url)
    if isinstance(error, httpx.LocalProtocolError):
        return RetryError(f"the request for {target.url} cannot be formed ({_words(error)})", _REPORT, url=target.url)
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
        return RetryError(f"the answer from {target.url} is not proper HTTP ({_words(error)})", "tell the site's operator", url=target.url)
    return Fleeting(f"{target.url} ended the connection without an answer", url=target.url)


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
