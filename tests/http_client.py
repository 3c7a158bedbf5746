"""A client that sends exactly the bytes it is given, and a server to send them to."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

from feedsvc.serve import Application, create_server

TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Response:
    """One response; ``headers`` have lower-case names, repeated ones joined by commas.  Status 0: the server only hung up."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def serving(app: Application) -> Iterator[int]:
    """Serves ``app`` on a free port of 127.0.0.1, which is given."""
    server = create_server(app, "127.0.0.1", 0, handle_signals=False)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield server.port
    finally:
        server.should_exit = True
        thread.join()


class Connection:
    """A kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self._buffer = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Sends bytes; a server that hung up already is no error, its answer may still be read."""
        with suppress(OSError):
            self.socket.sendall(data)

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Response:
        self.send(request(path, headers, method))
        return self.read(method)

    def read(self, method: str = "GET") -> Response:
        """The next response to a request with ``method``."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return Response(0, {}, self._buffer)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        status, headers = _head(head.decode("latin-1"))
        if "content-length" not in headers and headers.get("connection") == "close":
            body = self.rest()
            return Response(status, headers, body)
        if headers.get("transfer-encoding") == "chunked" and method != "HEAD":
            return Response(status, headers, self._chunks())
        size = 0 if method == "HEAD" or status in (204, 304) or status < 200 else int(headers["content-length"])
        while len(self._buffer) < size and self._fill():
            pass
        body, self._buffer = self._buffer[:size], self._buffer[size:]
        assert len(body) == size, "the body is shorter than announced"
        return Response(status, headers, body)

    def _chunks(self) -> bytes:
        """A body in chunks, without trailers, as proxies and Caddy send it."""
        body = b""
        while True:
            while b"\r\n" not in self._buffer and self._fill():
                pass
            line, _, self._buffer = self._buffer.partition(b"\r\n")
            size = int(line, 16)
            while len(self._buffer) < size + 2 and self._fill():
                pass
            body, self._buffer = body + self._buffer[:size], self._buffer[size + 2 :]
            if size == 0:
                return body

    def rest(self) -> bytes:
        """Whatever else comes until the server closes."""
        while self._fill():
            pass
        return self._buffer

    def _fill(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)


def request(path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> bytes:
    """A request's bytes, with a Host field unless ``headers`` has one; a field whose value is "" is left out."""
    fields = {"Host": "127.0.0.1", **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode()


def get(port: int, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Response:
    """One request on a connection of its own."""
    with Connection(port) as connection:
        return connection.get(path, headers, method)


def exchange(port: int, data: bytes) -> Response:
    """The answer to exactly these bytes."""
    with Connection(port) as connection:
        connection.send(data)
        return connection.read()


def _head(text: str) -> tuple[int, dict[str, str]]:
    first, *lines = text.split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return int(first.split(" ")[1]), headers
