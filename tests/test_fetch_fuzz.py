"""Whatever a server says, the door gives a page or a SourceError: no crash, no hang, no foreign exception."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.errors import ConfigError, RefusedError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.wire import Wire
from feedsvc.model import NotModified, Page, Request, Validators
from feedsvc.urls import Target, UrlError, parse

from .scripted_server import CLOSE, Received, ScriptedServer, Step, http, with_robots

STATUSES = b"HTTP/1.1 200 OK|HTTP/1.0 200 OK|HTTP/1.1 304 x|HTTP/1.1 302 x|HTTP/1.1 503 x|HTTP/2 200|HTTP/1.1 ".split(b"|")
HEADERS = [
    b"Content-Length: 5", b"Content-Length: 99999999999999999999999", b"Transfer-Encoding: chunked", b"Content-Encoding: gzip",
    b"Location: /x", b"Location: http://[::1", b"Location: \xff\xfe", b"Retry-After: 99999999999999999999", b"Connection: close",
    b"Set-Cookie: a=b", b" folded", b": ", b"HTTP/1.1 100 x\r\n",
]  # fmt: skip
BODIES = [
    b"\r\n", b"\n", b"\r", b"5\r\nhello\r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"hello", b"<html>", b"</html>",
    b"\x1f\x8b\x08\x00", b"\x00", b"<script>location.reload()</script>",
]  # fmt: skip
PIECES = [*(line + b"\r\n" for line in STATUSES + HEADERS), *BODIES]
SAID = st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=14).map(b"".join)


class Said:
    """What the server says next."""

    def __init__(self) -> None:
        self.bytes = b""
        self.server = ScriptedServer(with_robots(self.answer, b""))

    def answer(self, received: Received) -> Iterable[Step]:
        return [self.bytes, CLOSE]


@pytest.fixture(scope="module")
def said() -> Iterator[Said]:
    what = Said()
    with what.server:
        yield what


async def at_once(_: float) -> None:
    """Sleeps not at all."""


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAID)
def test_any_answer(said: Said, answer: bytes) -> None:
    """Any bytes are a page, "not modified", or a failure with words and a next step."""
    said.bytes = answer

    async def once() -> Page | NotModified | SourceError:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, deadline=5, sleep=at_once)
        try:
            return await fetcher.fetch(Request(said.server.url("/"), Validators('"x"'), allow_private=True))
        except SourceError as error:
            return error
        finally:
            await fetcher.aclose()

    outcome = asyncio.run(once())
    if isinstance(outcome, SourceError):
        assert outcome.message
        assert outcome.next_step
        assert outcome.url.startswith("http")
        assert "bytearray" not in outcome.message


PUNYCODE = st.builds("xn--{}.org".format, st.text(alphabet="abc019-", max_size=12))
HOSTS = st.text(alphabet="abcxyz0189-._", min_size=1, max_size=24) | PUNYCODE


@given(HOSTS | st.text(min_size=1, max_size=12))
def test_no_second_reading(host: str) -> None:
    """The HTTP library reads the same host as we do, or nothing is asked."""
    try:
        target = parse(f"http://{host}/")
    except UrlError:
        return
    try:
        asyncio.run(asked(target))
    except RefusedError as error:
        assert "two ways" in error.message


async def asked(target: Target) -> None:
    """Opens the door as far as the look-up, which finds nothing."""

    async def resolve(host: str, port: int) -> list[str]:
        assert host == target.host
        raise OSError

    wire = Wire(resolver=resolve, proxy=None, ca_file=None)
    try:
        await wire.ask(target, [], private=True)
    except RefusedError:
        raise
    except SourceError:
        return
    finally:
        await wire.aclose()


@pytest.mark.parametrize("proxy", ["proxy", "ftp://proxy", "http://", "socks5://127.0.0.1", "http://[::1"])
def test_bad_proxy(proxy: str) -> None:
    """A proxy that is no address is a mistake in the configuration."""
    with pytest.raises(ConfigError, match="proxy"):
        Wire(resolver=None, proxy=proxy, ca_file=None)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_bad_ca_file(tmp_path_factory: pytest.TempPathFactory, content: bytes | None) -> None:
    """A ca_file that holds no certificate is a mistake in the configuration."""
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    if content is not None:
        file.write_bytes(content)

    async def once(url: str) -> None:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, ca_file=str(file))
        await fetcher.fetch(Request(url, allow_private=True))

    with ScriptedServer(lambda _: [http(200)]) as server, pytest.raises(ConfigError, match=r"ca\.pem"):
        asyncio.run(once(server.url("/").replace("http:", "https:")))
