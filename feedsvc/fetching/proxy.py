"""The operator's proxy: it may be anywhere, and what it resolves is its own affair (RFC 9110, 3.7 and 9.3.6)."""

from __future__ import annotations

import ssl
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..errors import ConfigError, RetryError
from ..urls import Target, parse
from .connection import Connection, Headers
from .line import Line, connected


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it listens, and the headers it wants to see."""

    at: Target
    headers: Headers

    async def reach(self) -> Line:
        """A line to the proxy itself.  Raises OSError, ssl.SSLError among them."""
        line = await connected(self.at.host, self.at.port)
        if self.at.scheme == "https":
            await line.secure(ssl.create_default_context(), self.at.host)
        return line

    async def tunnel(self, target: Target) -> Line:
        """A line through the proxy to the target's server.  Raises OSError, h11.ProtocolError, and RetryError when it says no."""
        connection = Connection(await self.reach())
        place = f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
        name = place.encode("ascii")
        try:
            head = await connection.ask("CONNECT", name, [(b"Host", name), *self.headers])
            if not 200 <= head.status_code < 300 or connection.surplus:
                words = f"the proxy does not let us through to {place} (HTTP {head.status_code})"
                raise RetryError(words, "ask whoever runs the proxy; it is tried again later", url=target.url)
        except BaseException:
            await connection.line.aclose()
            raise
        return connection.line


def proxy_at(url: str) -> Proxy:
    """The proxy an http(s) URL names, with user name and password if it has them.  Raises ConfigError."""
    try:
        parts = urlsplit(url)
        account, _, place = parts.netloc.rpartition("@")
        at = parse(f"{parts.scheme}://{place}/")
    except ValueError as error:  # UrlError among them
        remedy = 'write it as proxy = "http://proxy.example.org:3128"'
        raise ConfigError("the proxy is not an http or https address", remedy) from error
    basic = b64encode(unquote(account).encode())
    return Proxy(at, [(b"Proxy-Authorization", b"Basic " + basic)] if account else [])
