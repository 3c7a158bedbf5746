"""A thousand clients that mean harm, with real sockets: who means well is served meanwhile, and memory stays bounded."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from .http_client import get
from .published_folder import ATOM, DOCUMENTS, write

CROWD = 1000
GOOD = 200
"""Requests of a well-meaning client among them."""
BIG = {"big.json": ("application/feed+json", os.urandom(250_000).hex().encode())}

SCRIPT = """
import ctypes, gc, signal, sys
from pathlib import Path
from feedsvc.serve import StaticFeeds, create_server
from feedsvc.serving import door
door.HEAD_SECONDS = door.WRITE_SECONDS = door.KEEP_ALIVE_SECONDS = float(sys.argv[2])
server = create_server(StaticFeeds(Path(sys.argv[1])), "127.0.0.1", 0)
def give_back(*_):
    gc.collect()
    getattr(ctypes.CDLL(None), "malloc_trim", int)(0)
    print("done", flush=True)
signal.signal(signal.SIGUSR1, give_back)
print(server.port, flush=True)
server.run()
"""


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """Room for a thousand sockets on our side."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Server:
    """In a process of its own, as an operator runs it; it gives up on a slow client after ``patience`` seconds."""

    def __init__(self, root: Path, patience: float = 60.0) -> None:
        command = [sys.executable, "-c", SCRIPT, str(root), str(patience)]
        environment = {**os.environ, "PYTHONMALLOC": "malloc", "MALLOC_ARENA_MAX": "1"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.port = int(self._line())

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def memory(self) -> int:
        """Bytes resident, once the allocator has given back to the system what nobody uses: when it does so by itself is chance."""
        self.process.send_signal(signal.SIGUSR1)
        assert self._line() == "done\n"
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * resource.getpagesize()

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("feeds")
    write(root, {**DOCUMENTS, **BIG})
    return root


def crowd(stack: ExitStack, port: int, first: bytes, window: int | None = None) -> list[socket.socket]:
    """A thousand connections that each say ``first``; with ``window``, they can take no more than so many bytes."""
    held = []
    for _ in range(CROWD):
        client = stack.enter_context(closing(socket.socket()))
        if window is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(first)
        held.append(client)
    return held


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def drip_heads(held: list[socket.socket]) -> None:
    for client in held:
        client.sendall(b"X")


def read_a_little(held: list[socket.socket]) -> None:
    for client in held:
        client.recv(1)


def nothing(held: list[socket.socket]) -> None:
    """Only sits there."""


CROWDS = {
    "silent": (b"", None, nothing),
    "slow heads": (b"GET /news.atom HTTP/1.1\r\nHost: a\r\nX-", None, drip_heads),
    "slow readers": (b"GET /big.json HTTP/1.1\r\nHost: a\r\n\r\n", 4096, read_a_little),
    "bodies that never come": (b"POST /news.atom HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", None, nothing),
}


@pytest.mark.parametrize("kind", CROWDS)
def test_good_clients_are_served_among_a_thousand_bad_ones(root: Path, kind: str) -> None:
    """Whether a thousand others say nothing, drip their heads, hardly read, or announce bodies: each good request is answered
    in full, and the server needs no more than 120 kB for each of them."""
    first, window, meanwhile = CROWDS[kind]
    with Server(root) as server, ExitStack() as stack:
        assert get(server.port, "/big.json").status == 200
        before = server.memory()
        held = crowd(stack, server.port, first, window)
        for number in range(GOOD):
            if number % 50 == 0:
                meanwhile(held)
            assert get(server.port, "/news.atom").body == ATOM
        assert server.memory() - before < CROWD * 120_000


@pytest.mark.parametrize("kind", ["slow heads", "slow readers", "silent"])
def test_the_crowd_is_sent_home(root: Path, kind: str) -> None:
    """After its patience the server hangs up on all of them, and no socket of theirs stays open."""
    first, window, _ = CROWDS[kind]
    with Server(root, patience=0.5) as server, ExitStack() as stack:
        assert get(server.port, "/news.atom").body == ATOM
        idle = server.open_files()
        crowd(stack, server.port, first, window)
        until(lambda: server.open_files() <= idle)
        assert get(server.port, "/news.atom").body == ATOM


def test_a_crowd_that_comes_again_and_again_leaves_nothing(root: Path) -> None:
    """Fourteen thousand connections that break off, in the middle of whatever they were at, leave neither sockets nor memory behind."""
    with Server(root) as server:
        assert get(server.port, "/big.json").status == 200
        idle, sizes = server.open_files(), []
        for _ in range(14):
            with ExitStack() as stack:
                crowd(stack, server.port, b"GET /big.json HTTP/1.1\r\nHost: a\r\n\r\nGET /ne")
            until(lambda: server.open_files() <= idle)
            sizes.append(server.memory())
        until(lambda: server.memory() - min(sizes[2:6]) < 5_000_000)  # on a busy machine the last of them are forgotten a moment later
