"""Bounds: no answer, however long, slow, compressed or cut, costs more than its share or passes for a page."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import RefusedError, RetryError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.bodies import MAX_DECODED, MAX_RAW, Body, Damaged, TooLarge, UnknownCoding
from feedsvc.model import Page, Request

from .scripted_server import CLOSE, HOLD, RESET, Drip, Received, ScriptedServer, Step, chunked, gzipped, head, http, table, with_robots

PAGE = b"<html><body>" + b"<p>The association met in the city and talked.</p>" * 40 + b"</body></html>"
MEBIBYTE = 1 << 20


async def at_once(_: float) -> None:
    """Sleeps not at all."""


def ask(server: ScriptedServer, path: str = "/", deadline: float = 30.0) -> bytes:
    async def once() -> bytes:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once, deadline=deadline)
        try:
            page = await fetcher.fetch(Request(server.url(path), allow_private=True))
            assert isinstance(page, Page)
            return page.body
        finally:
            await fetcher.aclose()

    return asyncio.run(once())


def answered(*steps: Step, deadline: float = 30.0) -> bytes:
    """What the door makes of an answer of these steps."""
    with ScriptedServer(with_robots(lambda _: steps)) as server:
        return ask(server, deadline=deadline)


def refused(kind: type[SourceError], *steps: Step, deadline: float = 30.0) -> SourceError:
    with pytest.raises(kind) as caught:
        answered(*steps, deadline=deadline)
    assert caught.value.url.startswith("http://127.0.0.1")
    return caught.value


# --- S3, S4: framing ----------------------------------------------------------------------------

ZIPPED = gzipped(PAGE)
FRAMINGS: Mapping[str, tuple[bytes, bytes]] = {
    "length": (head(200, {"Content-Length": str(len(PAGE))}), PAGE),
    "chunked": (head(200, {"Transfer-Encoding": "chunked"}), chunked(PAGE, 700)),
    "until close": (head(200, {"Connection": "close"}), PAGE),
    "gzip, length": (head(200, {"Content-Encoding": "gzip", "Content-Length": str(len(ZIPPED))}), ZIPPED),
    "gzip, chunked": (head(200, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}), chunked(ZIPPED, 50)),
    "gzip, until close": (head(200, {"Content-Encoding": "gzip", "Connection": "close"}), ZIPPED),
}


@pytest.mark.parametrize("framing", FRAMINGS)
def test_framing(framing: str) -> None:
    """Each framing brings the whole page."""
    assert answered(*FRAMINGS[framing], CLOSE) == PAGE


def offsets(body: bytes) -> Iterator[int]:
    """Cuts at the first and last bytes, and here and there between."""
    yield from range(min(12, len(body)))
    yield from range(12, len(body) - 12, max(1, len(body) // 25))
    yield from range(max(12, len(body) - 12), len(body))


@pytest.mark.parametrize("end", [CLOSE, RESET], ids=["closed", "reset"])
@pytest.mark.parametrize("framing", FRAMINGS)
def test_s3_cut(framing: str, end: Step) -> None:
    """Cut anywhere, it is a failure, never a shorter page."""
    start, body = FRAMINGS[framing]
    cuts = {f"/{offset}": [start, body[:offset], end] for offset in offsets(body)}
    passed = []
    with ScriptedServer(table(cuts)) as server:

        async def every() -> None:
            fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once)
            for path in cuts:
                try:
                    passed.append((path, await fetcher.fetch(Request(server.url(path), allow_private=True))))
                except RetryError:
                    continue
            await fetcher.aclose()

        asyncio.run(every())
    # A page that ends with the connection is known to be whole by its end tag; what may be missing is ">" at most.
    whole = {f"/{len(PAGE) - 1}"} if framing == "until close" and end is CLOSE else set()
    assert {path for path, _ in passed} == whole


def test_s3_no_end_tag() -> None:
    """A page that ends with the connection and without an end tag may have been cut."""
    assert "incomplete" in refused(RetryError, head(200), PAGE.removesuffix(b"</html>"), CLOSE).message


FRAMES: Mapping[str, tuple[Step, ...]] = {
    "length too small": (http(200, PAGE, {"Content-Length": "100"}),),
    "length and chunked": (head(200, {"Content-Length": "5", "Transfer-Encoding": "chunked"}), b"0\r\n\r\n"),
    "two lengths": (head(200, [("Content-Length", "5"), ("Content-Length", "6")]), b"hello!"),
    "two lengths in one": (head(200, {"Content-Length": "5, 6"}), b"hello!"),
    "negative length": (head(200, {"Content-Length": "-5"}), b"hello"),
    "signed length": (head(200, {"Content-Length": "+5"}), b"hello"),
    "length in words": (head(200, {"Content-Length": "five"}), b"hello"),
    "unknown framing": (head(200, {"Transfer-Encoding": "gzip, chunked"}), b"0\r\n\r\n"),
    "chunked twice": (head(200, {"Transfer-Encoding": "chunked, chunked"}), b"0\r\n\r\n"),
    "bad chunk size": (head(200, {"Transfer-Encoding": "chunked"}), b"xyz\r\nhello\r\n0\r\n\r\n"),
    "chunk longer than it says": (head(200, {"Transfer-Encoding": "chunked"}), b"3\r\nhello\r\n0\r\n\r\n"),
    "more after the last chunk": (head(200, {"Transfer-Encoding": "chunked"}), chunked(PAGE), b"more"),
    "header without colon": (b"HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nhello", CLOSE),
    "space before colon": (b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", CLOSE),
    "control in header": (b"HTTP/1.1 200 OK\r\nX: \x00\r\nContent-Length: 5\r\n\r\nhello",),
    "no HTTP at all": (b"<html>hello</html>", CLOSE),
    "HTTP/2 by surprise": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", CLOSE),
    "nothing": (CLOSE,),
    "reset": (RESET,),
}


@pytest.mark.parametrize("fault", FRAMES)
def test_s4_framing_fault(fault: str) -> None:
    """Framing that says two things, or nothing clear, is a failure."""
    steps = FRAMES[fault]
    if fault == "more after the last chunk":  # in one piece, or the rest would arrive when nobody listens any more
        steps = (b"".join(step for step in steps if isinstance(step, bytes)),)
    refused(RetryError, *steps)


def test_two_answers_to_one_request() -> None:
    """An answer nobody asked for is not taken for the answer to the next request."""
    second = http(200, b"<p>not asked for</p>" + PAGE)
    with ScriptedServer(table({"/a": [http(200, PAGE) + second], "/b": http(200, b"<p>b</p>" + PAGE)})) as server:

        async def both() -> list[bytes]:
            fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once)
            bodies = []
            for path in ("/a", "/b"):
                try:
                    page = await fetcher.fetch(Request(server.url(path), allow_private=True))
                    assert isinstance(page, Page)
                    bodies.append(page.body)
                except RetryError:
                    continue
            await fetcher.aclose()
            return bodies

        assert asyncio.run(both())[-1] == b"<p>b</p>" + PAGE


def test_an_answer_that_comes_unasked_later() -> None:
    """Bytes that arrive while nobody has asked make the connection unusable: the next answer comes on another one."""
    sent = threading.Event()

    def script(received: Received) -> Iterator[Step]:
        if received.path == "/b":
            yield http(200, b"<p>b</p>" + PAGE)
            return
        yield http(200, PAGE)
        yield http(200, b"<p>not asked for</p>" + PAGE)
        sent.set()

    async def both(server: ScriptedServer) -> bytes:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once)
        with contextlib.suppress(RetryError):  # when both came in one breath
            await fetcher.fetch(Request(server.url("/a"), allow_private=True))
        await asyncio.to_thread(sent.wait, 20)
        page = await fetcher.fetch(Request(server.url("/b"), allow_private=True))
        await fetcher.aclose()
        assert isinstance(page, Page)
        return page.body

    with ScriptedServer(with_robots(script, b"User-agent: *\nDisallow: /x\n")) as server:
        assert asyncio.run(both(server)) == b"<p>b</p>" + PAGE
        assert server.connections == 2


def test_interim_answers() -> None:
    """Interim answers (100, 103) are passed over."""
    assert answered(head(100), head(103, {"Link": "</x>"}), http(200, PAGE)) == PAGE


def test_switching_protocols() -> None:
    """An upgrade nobody asked for is not a page."""
    with pytest.raises(SourceError):
        answered(head(101, {"Upgrade": "websocket", "Connection": "Upgrade"}), CLOSE)


# --- S2, S18: slow and endless ------------------------------------------------------------------

SLOW: Mapping[str, tuple[Step, ...]] = {
    "no answer": (HOLD,),
    "head drips": (b"HTTP/1.1 200 OK\r\n", Drip(b"X: y\r\n", 0.02)),
    "head stops": (b"HTTP/1.1 200 OK\r\nX", HOLD),
    "interim answers for ever": (Drip(head(103), 0.02),),
    "body drips": (head(200, {"Content-Length": "1000000"}), Drip(b"x", 0.02)),
    "chunks drip": (head(200, {"Transfer-Encoding": "chunked"}), Drip(b"1\r\nx\r\n", 0.02)),
    "body drips until close": (head(200), Drip(b"<p>", 0.02)),
    "body stops": (head(200, {"Content-Length": "1000000"}), PAGE, HOLD),
    "gzip drips": (head(200, {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}), Drip(b"1\r\n\x1f\r\n", 10)),
}


@pytest.mark.parametrize("way", SLOW)
def test_s2_deadline(way: str) -> None:
    """The deadline is over the whole exchange: bytes that keep coming do not move it."""
    error = refused(RetryError, *SLOW[way], deadline=0.3)
    assert "within 0.3 s" in error.message


def test_s2_deadline_over_redirects_and_retries() -> None:
    """Redirects and further tries share one deadline."""
    steps = itertools.count()

    def script(_: object) -> Iterable[Step]:
        return [Drip(b"", 0.05, times=2), http(302, b"", {"Location": f"/{next(steps)}"})]

    with ScriptedServer(with_robots(script)) as server, pytest.raises(RetryError, match="within"):
        ask(server, deadline=0.25)


ENDLESS: Mapping[str, tuple[Step, ...]] = {
    "headers": (b"HTTP/1.1 200 OK\r\n", Drip(b"X: " + b"y" * 8000 + b"\r\n", 0, 100_000)),
    "one header": (b"HTTP/1.1 200 OK\r\nX: ", Drip(b"y" * 8000, 0, 100_000)),
    "status line": (Drip(b"HTTP" * 2000, 0, 100_000),),
    "many headers": (head(200, [(f"X-{number}", "y" * 100) for number in range(1000)]),),
    "body": (head(200), Drip(b"x" * 65536, 0, 100_000)),
    "long body": (head(200, {"Content-Length": str(1 << 30)}), Drip(b"x" * 65536, 0, 16384)),
    "chunks": (head(200, {"Transfer-Encoding": "chunked"}), Drip(b"10000\r\n" + b"x" * 65536 + b"\r\n", 0, 100_000)),
    "tiny chunks": (head(200, {"Transfer-Encoding": "chunked"}), Drip(b"1\r\nx\r\n" * 4000, 0, 100_000)),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_s18_endless(kind: str) -> None:
    """What does not end is left soon, and little of it is kept."""
    tracemalloc.start()
    try:
        with pytest.raises((RefusedError, RetryError)):
            answered(*ENDLESS[kind])
        assert tracemalloc.get_traced_memory()[1] < 24 * MEBIBYTE
    finally:
        tracemalloc.stop()


def test_s18_largest() -> None:
    """Two mebibytes on the wire are taken, one byte more is not."""
    largest = PAGE + b" " * (MAX_RAW - len(PAGE))
    assert answered(http(200, largest)) == largest
    assert "2 MiB" in refused(RefusedError, http(200, largest + b" ")).message


# --- S19: bombs ---------------------------------------------------------------------------------


def bomb(mebibytes: int) -> bytes:
    """A gzip stream that unpacks to so many mebibytes of zeros: one flushed block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzipped(b"")[:10] + block * mebibytes


GIBIBYTE_BOMB = bomb(1024)


def test_s19_gibibyte() -> None:
    """A gibibyte in a mebibyte is refused while a few mebibytes of it are unpacked."""
    assert len(GIBIBYTE_BOMB) < MAX_RAW
    tracemalloc.start()
    try:
        error = refused(RefusedError, http(200, GIBIBYTE_BOMB, {"Content-Encoding": "gzip"}))
        assert tracemalloc.get_traced_memory()[1] < 32 * MEBIBYTE
    finally:
        tracemalloc.stop()
    assert "5 MiB" in error.message


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "compress", "gzip, gzip", "gzip, br", "br, gzip", "x", "GZIP, identity"])
def test_s19_only_what_was_asked(coding: str) -> None:
    """Any coding but one gzip is refused without unpacking."""
    refused(RefusedError, http(200, GIBIBYTE_BOMB[:1000], {"Content-Encoding": coding}))


@pytest.mark.parametrize("status", [301, 302, 403, 404, 429, 500, 503])
def test_s19_bomb_beside_the_page(status: int) -> None:
    """The body of a redirect or an error is not unpacked further than it needs to be."""
    with ScriptedServer(
        table(
            {
                "/": http(status, GIBIBYTE_BOMB, {"Content-Encoding": "gzip", "Location": "/page"}),
                "/page": http(200, PAGE),
            }
        )
    ) as server:
        tracemalloc.start()
        try:
            with pytest.raises(SourceError) if status > 400 else _nothing():
                assert ask(server) == PAGE
            assert tracemalloc.get_traced_memory()[1] < 8 * MEBIBYTE
        finally:
            tracemalloc.stop()


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_only_gzip_is_asked_for() -> None:
    """The request says what we unpack, who we are, and carries nothing else."""
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE, {"Set-Cookie": "a=b"})])) as server:
        ask(server)
        ask(server)
    for received in server.requests:
        assert set(received.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert received.headers["accept-encoding"] == "gzip"
        assert received.headers["user-agent"] == "feedsvc/1.0 (+mailto:operator@example.org)"


# --- the inflater by itself ---------------------------------------------------------------------


def unpacked(coding: str | None, chunks: Iterable[bytes], keep: int | None = None) -> bytes:
    body = Body(coding, keep=keep)
    for chunk in chunks:
        body.feed(chunk)
    return body.finish()


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_unpack(data: bytes, size: int) -> None:
    """However it is sliced, a body comes out as it went in."""
    assert unpacked("gzip", pieces(gzipped(data), size)) == data
    assert unpacked(None, pieces(data, size)) == data


@given(st.binary(max_size=2000), st.integers(1, 300), st.integers(0, 30))
def test_members_and_padding(data: bytes, size: int, padding: int) -> None:
    """Several members are one body, zero bytes after the last are padding (RFC 1952, 2.2)."""
    packed = gzipped(data) + gzipped(data[::-1]) + bytes(padding)
    assert unpacked("gzip", pieces(packed, size)) == data + data[::-1]


@given(st.binary(min_size=1, max_size=300), st.data())
def test_cut_gzip(data: bytes, draw: st.DataObject) -> None:
    """A gzip stream cut anywhere is damaged; cut to nothing as well."""
    packed = gzipped(data)
    with pytest.raises(Damaged):
        unpacked("gzip", [packed[: draw.draw(st.integers(0, len(packed) - 1))]])


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Any bytes under the name of gzip unpack or are damaged."""
    try:
        unpacked("gzip", [data])
    except Damaged:
        return


@pytest.mark.parametrize("junk", [b"junk", gzipped(b"x")[:-1]], ids=["junk", "half a member"])
def test_junk_after_gzip(junk: bytes) -> None:
    """What follows a member must be a member."""
    with pytest.raises(Damaged):
        unpacked("gzip", [gzipped(b"hello") + junk])


@pytest.mark.parametrize("make", [lambda size: [bytes(size)], lambda size: pieces(gzipped(bytes(size)), 1000)], ids=["plain", "gzip"])
def test_limits(make: Callable[[int], list[bytes]]) -> None:
    """The limit holds to the byte, and ``keep`` cuts there instead."""
    coding = None if len(make(9)[0]) == 9 else "gzip"
    limit = MAX_RAW if coding is None else MAX_DECODED
    assert len(unpacked(coding, make(limit))) == limit
    with pytest.raises(TooLarge):
        unpacked(coding, make(limit + 1))
    assert unpacked(coding, make(10_000), keep=999) == bytes(999)


def test_unknown_coding() -> None:
    """An unknown coding is named."""
    with pytest.raises(UnknownCoding, match="br"):
        Body("br")
    for name in ("", "identity", "Identity", " gzip ", "x-gzip"):
        Body(name)
