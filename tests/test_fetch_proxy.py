"""The operator's proxy: http pages are asked of it by their whole address, https goes through it unread."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest

from feedsvc.errors import RefusedError, RetryError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.model import Page, Request

from .scripted_server import Received, ScriptedServer, Step, http, with_robots
from .test_fetch_tls import Authority

PAGE = b"<html><body><p>hello</p></body></html>"
HOST = "news.example"
CONNECTED = b"HTTP/1.1 200 Connected\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command is not installed")
    return Authority(tmp_path_factory.mktemp("ca")).found()


class Tunnel:
    """A proxy that knows CONNECT alone: says ``answer`` and, when that is a yes, passes bytes on to ``port``, whatever the name."""

    def __init__(self, port: int, answer: bytes) -> None:
        self.heads: list[bytes] = []
        self._port, self._answer = port, answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://user:se%20cret@127.0.0.1:{self._listener.getsockname()[1]}"
        self._ends = [self._listener]
        self._threads: list[threading.Thread] = []
        self._run(self._accept)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._ends.append(near)
                self._run(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        with suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += near.recv(65536)
            self.heads.append(head)
            near.sendall(self._answer)
            if b" 200 " not in self._answer:
                near.shutdown(socket.SHUT_RDWR)
                return
            far = socket.create_connection(("127.0.0.1", self._port))
            self._ends.append(far)
            self._run(_passed_on, near, far)
            _passed_on(far, near)

    def close(self) -> None:
        for act in (lambda end: end.shutdown(socket.SHUT_RDWR), socket.socket.close):
            for end in self._ends:
                with suppress(OSError):
                    act(end)
            for thread in self._threads:
                thread.join(5)


def _passed_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def tunnel(server: ScriptedServer, answer: bytes = CONNECTED) -> Iterator[Tunnel]:
    found = Tunnel(server.port, answer)
    try:
        yield found
    finally:
        found.close()


def ask(url: str, proxy: str, ca_file: str | None, resolved: Sequence[str] = ("93.184.216.34",)) -> list[bytes]:
    """The page, asked for twice in one process."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return resolved

    async def at_once(_: float) -> None:
        """Sleeps not at all."""

    async def twice() -> list[bytes]:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, proxy=proxy, ca_file=ca_file, resolver=resolve, sleep=at_once)
        try:
            pages = [await fetcher.fetch(Request(url)) for _ in range(2)]
            return [page.body for page in pages if isinstance(page, Page)]
        finally:
            await fetcher.aclose()

    return asyncio.run(twice())


def says(body: bytes = PAGE) -> Callable[[Received], Iterable[Step]]:
    return with_robots(lambda _: [http(200, body)], b"User-agent: *\nDisallow: /x\n")


def test_https_goes_through_unread(authority: Authority) -> None:
    """The proxy is told the name and gets its password; the site proves who it is to us, and one tunnel serves all requests."""
    with ScriptedServer(says(), authority.server("good", HOST)) as server, tunnel(server) as proxy:
        assert ask(f"https://{HOST}/", proxy.url, authority.file) == [PAGE, PAGE]
    assert server.requests[-1].headers["host"] == HOST
    assert "proxy-authorization" not in server.requests[-1].headers
    (head,) = proxy.heads
    assert head.startswith(f"CONNECT {HOST}:443 HTTP/1.1\r\n".encode())
    assert b"\r\nProxy-Authorization: Basic dXNlcjpzZSBjcmV0\r\n" in head


def test_certificate_counts_behind_a_proxy(authority: Authority) -> None:
    """A server behind the proxy that cannot prove its name is not listened to."""
    with ScriptedServer(says(), authority.server("other", "other.example")) as server, tunnel(server) as proxy, pytest.raises(RefusedError):
        ask(f"https://{HOST}/", proxy.url, authority.file)
    assert server.requests == []


@pytest.mark.parametrize(
    "answer", [http(403, b"no"), http(407), b"220 mail.example\r\n", b""], ids=range(4)
)
def test_proxy_that_does_not_let_us_through(authority: Authority, answer: bytes) -> None:
    """A proxy's refusal, or what is no proxy's answer, is never taken for the site's."""
    with ScriptedServer(says(), authority.server("good", HOST)) as server, tunnel(server, answer) as proxy, pytest.raises(RetryError):
        ask(f"https://{HOST}/", proxy.url, authority.file)
    assert server.requests == []


@pytest.mark.parametrize("filler", [0, 64 * 1024 - len(CONNECTED), 400 * 1024])
def test_what_is_said_before_the_handshake_is_not_the_sites(authority: Authority, filler: int) -> None:
    """A forged answer sent in the clear behind the proxy's own, whole or beyond what one read takes, ends that connection."""
    forged = CONNECTED + b"x" * filler + http(200, b"<html><body><p>forged</p></body></html>")
    refused = pytest.raises(RetryError, match=r"no (safe )?connection")
    with ScriptedServer(says(), authority.server("good", HOST)) as server, tunnel(server, forged) as proxy, refused:
        ask(f"https://{HOST}/", proxy.url, authority.file)
    assert server.requests == []


@pytest.mark.parametrize("resolved", [("127.0.0.1",), ("10.0.0.1", "93.184.216.34")])
def test_no_tunnel_to_the_inside(authority: Authority, resolved: Sequence[str]) -> None:
    """A name that means an inside address is not handed to the proxy."""
    with ScriptedServer(says(), authority.server("good", HOST)) as server, tunnel(server) as proxy:
        with pytest.raises(SourceError, match="is not asked"):
            ask(f"https://{HOST}/", proxy.url, authority.file, resolved)
        assert proxy.heads == []


def test_proxy_under_tls(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy may want TLS itself; it is believed when the system's authorities know it."""
    monkeypatch.setenv("SSL_CERT_FILE", authority.file)
    context = authority.server("proxy", "localhost")
    with ScriptedServer(lambda received: [http(404 if "robots" in received.path else 200, PAGE)], context) as proxy:
        assert ask(f"http://{HOST}/list", f"https://localhost:{proxy.port}", None) == [PAGE, PAGE]
    assert proxy.paths[-1] == f"http://{HOST}/list"


def test_dead_proxy() -> None:
    """A proxy that does not listen is a failure that passes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RetryError, match="no connection"):
        ask(f"http://{HOST}/", f"http://127.0.0.1:{port}", None)
