"""A server on 127.0.0.1 that says exactly the bytes a test wants said, however wrong they are.

    with ScriptedServer(lambda received: [http(200, b"<p>hello")]) as server:
        fetch(server.url("/page"))
    assert server.paths == ["/page"]

A script is called once per request and gives steps: bytes to send, ``Drip`` for bytes that come slowly,
``HOLD`` to say no more but stay, ``CLOSE`` to end the connection, ``RESET`` to break it.  After other
steps the connection waits for the next request.
"""

from __future__ import annotations

import contextlib
import gzip as gzip_module
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType


class _Deed(Enum):
    HOLD = "hold"
    CLOSE = "close"
    RESET = "reset"


HOLD, CLOSE, RESET = _Deed.HOLD, _Deed.CLOSE, _Deed.RESET


@dataclass(frozen=True)
class Drip:
    """``piece`` again and again, ``every`` so many seconds, for ever or ``times``."""

    piece: bytes
    every: float
    times: int | None = None


Step = bytes | Drip | _Deed


@dataclass(frozen=True)
class Received:
    """One request as it came.  ``headers`` have lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    raw: bytes = b""


Script = Callable[[Received], Iterable[Step]]


@dataclass
class ScriptedServer:
    """``context`` makes it speak TLS; ``host`` is another of 127.0.0.0/8.  ``requests`` and ``connections`` tell what came in."""

    script: Script
    context: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    requests: list[Received] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> ScriptedServer:
        self._stop = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((self.host, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._run(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    @property
    def paths(self) -> list[str]:
        return [received.path for received in self.requests]

    def url(self, path: str = "/", host: str = "") -> str:
        return f"{'https' if self.context else 'http'}://{host or self.host}:{self.port}{path}"

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # steps leave when they are made
            self._run(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        try:
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
                self._open.add(connection)
            for received in _requests(connection):
                self.requests.append(received)
                if not self._answer(connection, self.script(received)):
                    break
        except (OSError, ValueError):
            pass  # the client went away, which is its right
        finally:
            connection.close()

    def _answer(self, connection: socket.socket, steps: Iterable[Step]) -> bool:
        """Whether the connection stays open for another request."""
        for step in steps:
            if isinstance(step, Drip):
                self._drip(connection, step)
            elif step is HOLD:
                self._stop.wait()
            elif step is RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            elif step is CLOSE:
                return False
            elif isinstance(step, bytes):
                connection.sendall(step)
        return True

    def _drip(self, connection: socket.socket, step: Drip) -> None:
        sent = 0
        while (step.times is None or sent < step.times) and not self._stop.wait(step.every):
            connection.sendall(step.piece)
            sent += 1


def _requests(connection: socket.socket) -> Iterator[Received]:
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            data = connection.recv(65536)
            if not data:
                return
            buffer += data
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        while len(buffer) < length:
            buffer += connection.recv(65536)
        yield Received(method, path, headers, buffer[:length], head)
        buffer = buffer[length:]


def head(status: int = 200, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> bytes:
    """A status line and headers; nothing is added."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in pairs)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def http(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A well-framed answer with Content-Length."""
    given = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    if status not in (204, 304):
        given = {"Content-Length": str(len(body)), **given}
    return head(status, given) + body


def chunked(body: bytes, size: int = 1000) -> bytes:
    """A body in the chunked coding, with its last chunk."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def gzipped(body: bytes) -> bytes:
    return gzip_module.compress(body, mtime=0)


def with_robots(script: Script, robots: bytes | None = None) -> Script:
    """The script, and for /robots.txt the given text, or 404."""

    def answer(received: Received) -> Iterable[Step]:
        if received.path == "/robots.txt":
            return [http(404) if robots is None else http(200, robots, {"Content-Type": "text/plain"})]
        return script(received)

    return answer


def table(answers: Mapping[str, bytes | Iterable[Step]]) -> Script:
    """A script that answers by path; 404 for the rest."""

    def answer(received: Received) -> Iterable[Step]:
        found = answers.get(received.path)
        if found is None:
            return [http(404)]
        return [found] if isinstance(found, bytes) else list(found)

    return answer
