"""Requests repeated byte for byte are answered without parsing, and nobody can tell, or make it tell the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from feedsvc.serve import StaticFeeds
from feedsvc.serving import door, express
from feedsvc.serving.express import Express, is_one_request

from .http_client import Connection, Response, exchange, get, request, serving
from .published_folder import ATOM, DOCUMENTS, write


class H11(door.Limits, H11Protocol):
    """The server without httptools."""


class Httptools(door.Limits, HttpToolsProtocol):
    """The server with httptools."""


class Watched(StaticFeeds):
    """Counts the answers given without parsing."""

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


ASKED: list[tuple[str, dict[str, str]]] = [
    ("/news.atom", {}),
    ("/news.atom", {"Accept-Encoding": "gzip"}),
    ("/news.atom", {"If-None-Match": "*"}),
    ("/news.atom?x=1", {"Connection": "keep-alive"}),
    ("/", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
]


def test_a_repeated_request_gets_the_same_answer(feeds: tuple[Watched, int]) -> None:
    """On the same connection and on others, the second answer is the first but for its date, and was recalled."""
    app, port = feeds
    for path, headers in ASKED:
        with Connection(port) as one, Connection(port) as other:
            before = app.recalled
            answers = [connection.get(path, headers) for connection in (one, one, other, one, other)]
            assert len({repr(undated(answer)) for answer in answers}) == 1
            assert app.recalled == before + 4


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
    assert app.recalled == 0


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
    import h11

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
    known = Express()
    for number in range(1000):
        known.remember(b"%d" % number, 200, [(b"a", b"b")], b"body")
        assert len(known._known) <= 10
    assert known.recall(b"999") == (b"HTTP/1.1 200 OK\r\ndate: ", b"\r\na: b\r\n\r\nbody")
    known.remember(b"x" * 5000, 200, [], b"")
    known.remember(b"large", 200, [], bytes(100_000))
    assert known.recall(b"x" * 5000) is known.recall(b"large") is None
