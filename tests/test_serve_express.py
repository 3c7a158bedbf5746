"""Plain requests are answered without the parser, repeated ones without reading; nobody can tell, or make it tell the wrong thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import h11
import httptools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from feedsvc.serve import KEPT, StaticFeeds
from feedsvc.serving import door, express
from feedsvc.serving.express import Express, is_one_request
from feedsvc.serving.plain import read_plain, scope_of

from .http_client import Connection, Response, exchange, get, request, serving
from .published_folder import ATOM, DOCUMENTS, write


class H11(door.Limits, H11Protocol):
    """The server without httptools."""


class Httptools(door.Limits, HttpToolsProtocol):
    """The server with httptools."""


class Watched(StaticFeeds):
    """Counts the answers given without the parser."""

    recalled = 0

    def recall(self, data: bytes) -> express.Ready | None:
        found = super().recall(data)
        self.recalled += found is not None
        return found


@pytest.fixture(params=[H11, Httptools])
def feeds(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watched, int]]:
    monkeypatch.setattr(door, "Guarded", request.param)
    write(tmp_path, DOCUMENTS)
    app = Watched(tmp_path)
    with serving(app) as port:
        while "date" not in get(port, "/", {"Connection": "close"}).headers:
            pass  # uvicorn begins to date its answers a moment after it begins to answer
        yield app, port


def undated(response: Response) -> tuple[int, dict[str, str], bytes]:
    assert "date" in response.headers
    return response.status, {**response.headers, "date": ""}, response.body


def parsed(port: int, path: str, headers: dict[str, str]) -> Response:
    """The answer by way of the parser: a second space is nothing to it, and something to us."""
    return exchange(port, request(path, headers).replace(b"Host: ", b"Host:  "))


ASKED: list[tuple[str, dict[str, str]]] = [
    ("/news.atom", {}),
    ("/news.atom", {"Accept-Encoding": "gzip"}),
    ("/news.atom", {"If-None-Match": "*"}),
    ("/news.atom?x=1", {"Connection": "keep-alive"}),
    ("/", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
]


def test_a_repeated_request_gets_the_same_answer(feeds: tuple[Watched, int]) -> None:
    """On the same connection and on others, each answer is the parser's but for its date, and was given without it."""
    app, port = feeds
    for path, headers in ASKED:
        with Connection(port) as one, Connection(port) as other:
            before = app.recalled
            answers = [connection.get(path, headers) for connection in (one, one, other, one, other)]
            assert len({repr(undated(answer)) for answer in answers}) == 1
            assert app.recalled == before + 5
            assert undated(answers[0]) == undated(parsed(port, path, headers))


@pytest.mark.parametrize(
    "path, headers, method",
    [
        ("/nothing", {}, "GET"),
        ("/news.atom", {}, "HEAD"),
        ("/news.atom", {}, "DELETE"),
        ("/news.atom", {"If-Match": '"x"'}, "GET"),
        ("/news.atom", {"X": "y" * 3000}, "GET"),
    ],
)
def test_other_answers_are_not_kept(feeds: tuple[Watched, int], path: str, headers: dict[str, str], method: str) -> None:
    """Only good answers to short GET requests are remembered; the rest goes the ordinary way each time."""
    app, port = feeds
    with Connection(port) as connection:
        assert len({repr(undated(connection.get(path, headers, method))) for _ in range(3)}) == 1
    assert app._express._answers == {}


def test_a_connection_that_shall_close_closes(feeds: tuple[Watched, int]) -> None:
    """``Connection: close`` and HTTP/1.0 end the connection every time."""
    app, port = feeds
    for data in (request("/news.atom", {"Connection": "close"}), b"GET /news.atom HTTP/1.0\r\n\r\n"):
        for _ in range(3):
            with Connection(port) as connection:
                connection.send(data)
                assert connection.read().body == ATOM and connection.rest() == b""
    assert app.recalled == 0


def test_a_publication_makes_all_be_forgotten(feeds: tuple[Watched, int], tmp_path: Path) -> None:
    """After the next publication the repeated request gets the new bytes."""
    _, port = feeds
    with Connection(port) as connection:
        assert [connection.get("/news.atom").body for _ in range(3)] == [ATOM] * 3
        write(tmp_path, {**DOCUMENTS, "news.atom": ("application/atom+xml", b"<feed>2</feed>")})
        assert [connection.get("/news.atom").body for _ in range(3)] == [b"<feed>2</feed>"] * 3


def test_an_older_copy_is_not_remembered(feeds: tuple[Watched, int], tmp_path: Path) -> None:
    """What is served only while a file is not yet as the manifest says is not kept beyond that."""
    _, port = feeds
    with Connection(port) as connection:
        assert connection.get("/news.atom").body == ATOM
        write(tmp_path, {**DOCUMENTS, "news.atom": ("application/atom+xml", b"<feed>2</feed>")})
        (tmp_path / "news.atom").write_bytes(b"torn")
        assert [connection.get("/news.atom").body for _ in range(3)] == [ATOM] * 3
        (tmp_path / "news.atom").write_bytes(b"<feed>2</feed>")
        assert connection.get("/news.atom").body == b"<feed>2</feed>"


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /news.json HTTP/1.1\r\nX: ",
        b"GET /news.json HTTP/1.1\r\nHost: a\r\nX:",
        b"GET /news.rss HTTP/1.1\r\nHost: a\r\n\r\nGET /news.json?",
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_the_end_of_another_request_is_not_mistaken(feeds: tuple[Watched, int], begun: bytes, known: bool) -> None:
    """Bytes that look like a whole request but end one begun before are neither recalled nor remembered as what they look like."""
    _, port = feeds
    looks = request("/news.atom")
    if known:
        assert [exchange(port, looks).body for _ in range(2)] == [ATOM] * 2
    with Connection(port) as connection:
        connection.send(begun)
        assert get(port, "/").status == 200  # what was begun has been read
        connection.send(looks)
        connection.socket.shutdown(1)
        assert ATOM not in connection.rest()
    assert exchange(port, looks).body == ATOM


def test_answers_stay_in_order(feeds: tuple[Watched, int]) -> None:
    """Known requests mixed with unknown ones, one by one or all at once, are answered in the order asked."""
    _, port = feeds
    paths = ["/news.atom", "/news.atom", "/nothing", "/news.rss", "/news.atom", "/news.rss", "/"] * 4
    expected = [get(port, path).body for path in paths]
    with Connection(port) as connection:
        assert [connection.get(path).body for path in paths] == expected
        connection.send(b"".join(map(request, paths)))
        assert [connection.read().body for _ in paths] == expected
    with Connection(port) as connection:
        for path in paths:
            connection.send(request(path))
        assert [connection.read().body for _ in paths] == expected


@pytest.mark.parametrize("protocol", [H11, Httptools])
def test_an_idle_connection_still_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protocol: type) -> None:
    """After an answer without parsing, too, a connection may not be idle for ever."""
    monkeypatch.setattr(door, "Guarded", protocol)
    monkeypatch.setattr(door, "KEEP_ALIVE_SECONDS", 0.2)
    write(tmp_path, DOCUMENTS)
    app = Watched(tmp_path)
    with serving(app) as port:
        while not app.recalled:
            with Connection(port) as connection:
                connection.get("/news.atom")
                connection.rest()  # comes back only when the server has closed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET /",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"POST / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\nG",
        b" GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\n\nGET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: CLOSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\n\r\n",
        b"GET / FTP\r\n\r\n",
    ],
)
def test_only_one_whole_request_counts(data: bytes) -> None:
    """Halves, pairs, other methods, odd line ends and what ends the connection are not taken for one plain request."""
    assert not is_one_request(data)


@given(st.binary(max_size=60))
@settings(deadline=None)
def test_no_bytes_look_like_one_request_to_us_and_two_to_a_parser(data: bytes) -> None:
    """Whatever follows the first line: if we take it for one request, h11 finds no second one in it."""
    whole = b"GET / HTTP/1.1\r\nHost: a\r\n" + data + b"\r\n\r\n"
    if is_one_request(whole):
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(whole)
        try:
            events = [type(connection.next_event()) for _ in range(2)]
        except h11.RemoteProtocolError:
            return
        if events == [h11.Request, h11.EndOfMessage]:
            assert connection.trailing_data[0] == b""


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many different requests come, no more than the limit are known, and large ones never."""
    monkeypatch.setattr(express, "MOST_REQUESTS", 10)
    known, short = Express(), express.written(200, [(b"a", b"b")], b"body")
    assert short == (b"HTTP/1.1 200 OK\r\ndate: ", b"\r\na: b\r\n\r\nbody")
    for number in range(1000):
        known.remember(b"%d" % number, short, 3)
        known.remember((b"/%d" % number,), short, 3)
        assert len(known._answers) <= 10
    assert known.recall(b"999") == known.recall((b"/999",)) == short
    known.remember(b"x" * 5000, short, 5000)
    known.remember(b"large", express.written(200, [], bytes(100_000)), 5)
    assert known.recall(b"x" * 5000) is known.recall(b"large") is None
    monkeypatch.setattr(express, "MOST_BYTES", 300)
    for number in range(1000):
        known.remember(b"%d" % number, short, 3)
        assert known._held <= 400


def test_requests_that_differ_leave_little_behind(feeds: tuple[Watched, int]) -> None:
    """Of requests that differ in what no answer depends on one answer is kept, and the bytes of few; a repeated one is soon known to the byte."""
    app, port = feeds
    with Connection(port) as connection:
        for number in range(64):
            assert connection.get("/news.atom", {"X-Count": str(number)}).body == ATOM
        kept = list(app._express._answers)
        assert len(kept) == 1 + 63 // KEPT and [type(one) for one in kept].count(tuple) == 1
        for _ in range(KEPT + 1):
            connection.get("/news.atom", {"X-Count": "again"})
        assert app._express.recall(request("/news.atom", {"X-Count": "again"})) is not None


# --- plain requests ---------------------------------------------------------------------------------

START = b"GET /news.atom HTTP/1.1\r\n"
NOT_PLAIN: list[bytes] = [
    b"", START, START + b"\r\n", b"GET /news.atom HTTP/1.1\n\n", b"get / HTTP/1.1\r\nHost: a\r\n\r\n", b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.0\r\nHost: a\r\n\r\n", b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    *(START + b"Host: a\r\n" + field + b"\r\n\r\n" for field in (
        b"Content-Length: 0", b"content-length: 5", b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"Connection: close",
        b"Connection: keep-alive, close", b"Connection: x", b"Upgrade: h2c", b"X : y", b" X: y", b"X:y", b"X:", b"X: ", b"X: y ", b"X: \ty", b"X_Y: z",
        b"X: a\x00b", b"X: a\x7f", b"X: \xe4", b"X: a\rb", b"X: a\nb", b"X: a\r\n b", b": y", b"TE: trailers", b"Trailer: x",
    )),
    START + b"X: y\r\n" * 99 + b"\r\n", START + b"Host: a\r\n\r\nG", START + b"Host: a\r\n\r\n" + START + b"Host: a\r\n\r\n", START + b"X: " + b"y" * 5000 + b"\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("data", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_parser(data: bytes) -> None:
    """Other methods and versions, odd signs, bodies, fields that rule the connection, spaces out of place, halves and pairs."""
    assert read_plain(data) is None


FIELD = st.tuples(
    st.sampled_from([b"Accept", b"X-A", b"user-agent", b"If-None-Match", b"Connection", b"Cookie", b"Host", b"Content-Length", b"x:", b""]),
    st.sampled_from([b": ", b": ", b": ", b":", b" : ", b"\t: "]),
    st.one_of(st.sampled_from([b"keep-alive", b"close", b"0", b'"a", W/"b"', b"gzip;q=0"]), st.text("ab:;, \t\x00\x7f\xe4\r\n", max_size=8).map(str.encode)),
    st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n "]),
)
REQUEST = st.tuples(
    st.sampled_from([b"GET ", b"GET ", b"HEAD ", b"GET  "]), st.text("/ab.%?#2&~ ", max_size=10).map(lambda text: b"/" + text.encode()),
    st.sampled_from([b" HTTP/1.1\r\n", b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", b" HTTP/1.1\n"]), st.lists(FIELD.map(b"".join), max_size=4).map(b"".join),
    st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r\nGET"]),
).map(b"".join)  # fmt: skip


class Heard:
    """What httptools hears in a request."""

    def __init__(self) -> None:
        self.target, self.fields, self.ended = b"", [], 0

    def on_url(self, target: bytes) -> None:
        self.target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name.lower(), value))

    def on_message_complete(self) -> None:
        self.ended += 1


def choosing(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The fields an answer depends on."""
    return [(name, value) for name, value in fields if name in (b"host", b"accept-encoding") or name.startswith(b"if-")]


@given(REQUEST)
@settings(deadline=None, max_examples=2000)
def test_what_is_plain_is_read_as_both_parsers_read_it(data: bytes) -> None:
    """Whatever bytes we read ourselves, h11 and httptools find the same one request in them, and nothing after it."""
    if (plain := read_plain(data)) is None:
        return
    scope, target = scope_of(plain), data.split(b" ", 2)[1]
    heard = Heard()
    parser = httptools.HttpRequestParser(heard)
    parser.feed_data(data)
    assert (heard.target, choosing(heard.fields), heard.ended) == (target, scope["headers"], 1)
    assert (parser.get_method(), parser.get_http_version(), parser.should_keep_alive(), parser.should_upgrade()) == (b"GET", "1.1", True, False)
    assert httptools.parse_url(heard.target).path == scope["raw_path"]
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    try:
        request = connection.next_event()
    except h11.RemoteProtocolError:  # it wants exactly one Host; so do we, when we answer
        assert [name for name, _ in scope["headers"]].count(b"host") != 1
        return
    assert (request.method, request.target, choosing(request.headers)) == (b"GET", target, scope["headers"])
    assert isinstance(connection.next_event(), h11.EndOfMessage) and connection.trailing_data[0] == b""


def test_something_is_plain() -> None:
    """What feed readers send is read here."""
    for extra in ({}, {"User-Agent": "newsboat/2.21 (Linux; de)", "If-None-Match": '"abc", W/"d"', "Accept-Encoding": "gzip, deflate"}, {"Connection": "Keep-Alive"}):
        assert read_plain(request("/news.atom?x=1", extra)) is not None


def test_too_many_connections_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of connections holds for plain requests too."""
    monkeypatch.setattr(door, "CONNECTIONS", 5)
    write(tmp_path, DOCUMENTS)
    with serving(StaticFeeds(tmp_path)) as port:
        held = [Connection(port) for _ in range(5)]
        assert held[-1].get("/news.atom").status == 503
        for connection in held:
            connection.socket.close()
