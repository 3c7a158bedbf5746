"""Nobody hangs on: what the server does about clients that are slow, idle, or too many."""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest

from feedsvc.serve import StaticFeeds, create_server
from feedsvc.serving import door

from .http_client import Connection, get, serving
from .published_folder import ATOM, DOCUMENTS, write


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("feeds")
    write(root, DOCUMENTS)
    return root


@pytest.mark.parametrize("start", [b"", b"G", b"GET /news.atom HTTP/1.1\r\nHo", b"GET /news.atom HTTP/1.1\r\nHost: a\r\n\r\nGET /x"])
def test_a_slow_head_is_hung_up_on(root: Path, monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    """Who connects and says nothing, or begins a request and does not finish it, is disconnected."""
    monkeypatch.setattr(door, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(door, "KEEP_ALIVE_SECONDS", 0.2)
    with serving(StaticFeeds(root)) as port, Connection(port) as connection:
        connection.send(start)
        connection.rest()  # comes back only when the server has closed


def test_dripping_does_not_buy_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time runs from the first byte of a head, however many more come."""
    monkeypatch.setattr(door, "HEAD_SECONDS", 0.3)
    with serving(StaticFeeds(root)) as port, Connection(port) as connection:
        connection.send(b"GET /news.atom HTTP/1.1\r\nX: ")
        while not select.select([connection.socket], [], [], 0.05)[0]:
            connection.send(b"y")
        assert connection.read().status == 0


def test_a_client_that_reads_nothing_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is not taken in time does not occupy the server for ever, whether the connection was to be kept or not."""
    monkeypatch.setattr(door, "WRITE_SECONDS", 0.2)
    write(tmp_path, {"big.atom": ("application/atom+xml", os.urandom(16_000_000))})

    async def scenario() -> None:
        server = create_server(StaticFeeds(tmp_path), "127.0.0.1", 0, handle_signals=False)
        running = asyncio.create_task(server.serve())
        for extra in (b"", b"Connection: close\r\n"):
            connection = Connection(server.port)
            connection.send(b"GET /big.atom HTTP/1.1\r\nHost: a\r\n" + extra + b"\r\n")
            await _until(lambda: bool(server.server_state.connections))
            await _until(lambda: not server.server_state.connections)
            connection.socket.close()
        server.should_exit = True
        await running

    asyncio.run(scenario())


async def _until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110  # uvicorn has no event to wait for
            await asyncio.sleep(0.01)


def test_a_thousand_idle_connections_do_no_harm(root: Path) -> None:
    """With a thousand connections held open, half of them in the middle of a request, others are served."""
    with serving(StaticFeeds(root)) as port:
        held = [Connection(port) for _ in range(1000)]
        for connection in held[::2]:
            connection.send(b"GET /news.atom HTTP/1.1\r\nHost")
        assert get(port, "/news.atom").body == ATOM
        for connection in held:
            connection.socket.close()


def test_beyond_the_limit_is_told_to_come_later(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When too many are connected, a new client gets 503 at once, and service again when the others are gone."""
    monkeypatch.setattr(door, "CONNECTIONS", 20)
    with serving(StaticFeeds(root)) as port:
        held = [Connection(port) for _ in range(20)]
        assert [connection.get("/news.rss").status for connection in held[-1:]] == [503]
        for connection in held:
            connection.socket.close()
        while (status := get(port, "/news.rss").status) == 503:
            pass
        assert status == 200
