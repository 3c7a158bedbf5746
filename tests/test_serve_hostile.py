"""The static server against people who mean it harm: nothing unpublished leaves, nothing odd is believed."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from feedsvc import serve
from feedsvc.publishers.edition import to_text
from feedsvc.publishers.files import MANIFEST
from feedsvc.record import Manifest, Published
from feedsvc.serve import _REASONS, StaticFeeds
from feedsvc.serving import door

from .http_client import Connection, exchange, get, serving
from .published_folder import ATOM, DOCUMENTS, write

SECRET = b"the secret of the house"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of feeds with secrets around and inside it."""
    top = tmp_path_factory.mktemp("site")
    root = top / "feeds"
    write(root, DOCUMENTS)
    for name in ("secret.txt", "feeds/secret.txt", "feeds/.env", "feeds/.news.atom.tmp", "feeds/archive/.htaccess", "feeds/backup.db"):
        (top / name).write_bytes(SECRET)
    (root / "link.atom").symlink_to(top / "secret.txt")
    (root / "etc").symlink_to("/etc")
    return root


class H11(door.Limits, H11Protocol):
    """The server without httptools."""


class Httptools(door.Limits, HttpToolsProtocol):
    """The server with httptools."""


@pytest.fixture(scope="module", params=[H11, Httptools])
def port(root: Path, request: pytest.FixtureRequest) -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "Guarded", request.param)
        with serving(StaticFeeds(root)) as port:
            yield port


TARGETS = [
    (b"http://feeds.example.org/news.atom", b"Host: feeds.example.org\r\n", 200),
    (b"https://FEEDS.example.org:8000/news.atom?x=http://evil.example/", b"Host: evil.example\r\n", 200),
    (b"http://evil.example/news.atom", b"Host: feeds.example.org\r\n", 421),
    (b"http://feeds.example.org@evil.example/news.atom", b"Host: feeds.example.org\r\n", 421),
    (b"http://feeds.example.org/news.atom", b"", 400),
    (b"http://feeds.example.org/nothing", b"Host: feeds.example.org\r\n", 404),
]


@pytest.mark.parametrize(("target", "host", "status"), TARGETS)
@pytest.mark.parametrize("protocol", [H11, Httptools])
def test_the_host_of_an_absolute_target_counts(
    root: Path, monkeypatch: pytest.MonkeyPatch, protocol: type, target: bytes, host: bytes, status: int
) -> None:
    """It goes before the Host field (RFC 9112, 3.2.2), which must be there all the same; whichever parser reads it."""
    monkeypatch.setattr(door, "Guarded", protocol)
    with serving(StaticFeeds(root, frozenset({"feeds.example.org"}))) as port, Connection(port) as connection:
        connection.send(b"GET " + target + b" HTTP/1.1\r\n" + host + b"\r\n")
        assert connection.read().status == status


# --- nothing unpublished leaves ---------------------------------------------------------------------

_UP = [
    "..", "%2e%2e", "%2E%2e", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "%uff0e%uff0e", "..%00", "...", "..;", "%e0%80%ae%e0%80%ae",
    "....", "%%32%65%%32%65", "0x2e0x2e", ".%00.", ".%0a.", "%f0%80%80%ae%f0%80%80%ae", "%fc%80%80%80%80%ae%fc%80%80%80%80%ae", "%u002e%u002e",
    "%2e", "..%20", "..%09", "\\..", "..%3f", "%25%32%65%25%32%65", "%u2024%u2024",
]  # fmt: skip
_SLASH = [
    "/", "%2f", "%5c", "\\", "%252f", "//", "%c0%af", "%u2215", "/./",
    "\\/", "%%35%63", "%%32%66", "%c1%9c", "%c1%1c", "%c0%9v", "%25c0%25af", "0x2f", "0x5c", "/%5c", "%u2216", "%ef%bc%8f", "%255c", "%e0%80%af", "%252f", "/;/",
]  # fmt: skip
CLIMBS = [f"/{up}{slash}{target}" for up in _UP for slash in _SLASH for target in ("secret.txt", "feeds/secret.txt")]
DEEP = [f"/archive/news/{(up + slash) * 4}{target}" for up in _UP for slash in _SLASH for target in ("secret.txt", "etc/passwd")]
OTHERS = [
    f"/{MANIFEST}",
    "/.env",
    "/.news.atom.tmp",
    "/archive/.htaccess",
    "/secret.txt",
    "/backup.db",
    "/link.atom",
    "/etc/passwd",
    "/etc",
    "/news.atom.gz",
    "/index.html.gz",
    "/archive",
    "/archive/",
    "/archive/news/",
    "/./news.atom",
    "//news.atom",
    "/news.atom/",
    "/news.atom/a.css",
    "/news.atom%00",
    "/news.atom%20",
    "/news.atom.",
    "/NEWS.ATOM",
    "/news.atom::$DATA",
    "/news.atom;x",
    "/news.atom%0d%0aSet-Cookie:x",
    "/%2fetc/passwd",
    "//etc/passwd",
    "/C:/windows/win.ini",
    "/c%3a%5cwindows",
    "/file:///etc/passwd",
    "/~root",
    "/%",
    "/%zz",
    "/%ff%fe",
    "/%00",
    "/*",
    "/server-status",
    "/.git/config",
    "/.well-known/security.txt",
    "/proc/self/environ",
    "/index.html%2f..%2fsecret.txt",
    "/archive/../news.atom",
    "/%2e/news.atom",
]


def test_no_path_leads_out(port: int) -> None:
    """However a climb is written, the answer is one of two constants; nothing that was not published is ever sent."""
    for path in [*CLIMBS, *DEEP, *OTHERS]:
        response = get(port, path)
        assert (path, response.status) in {(path, 404), (path, 400)}
        assert response.body in (b"There is no such document here.\n", b"This request is malformed.\n")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*_UP, *_SLASH, "news.atom", "secret.txt", "feeds", "archive", "news", ".", "%", "?", "#"]), max_size=8))
def test_no_mixture_leads_out(root: Path, pieces: list[str]) -> None:
    """Any mixture of such pieces is a published document or nothing."""
    path = "/" + "".join(pieces).partition("?")[0].partition("#")[0]
    scope = {
        "type": "http",
        "method": "GET",
        "http_version": "1.1",
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"a")],
    }
    answer = StaticFeeds(root).answer(scope)
    assert answer is not None and SECRET not in answer[2]
    assert answer[0] == 404 or answer[2] in {body for _, body in DOCUMENTS.values()}


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "/etc/passwd",
        ".env",
        "archive/../../secret.txt",
        "archive//x",
        "link.atom",
        "a/.b",
        "",
        ".",
        "x\\y",
        "etc/hostname",
    ],
)
def test_a_forged_manifest_opens_nothing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Even a manifest that names a file elsewhere, a hidden one or a link, with the right hash, does not get it served."""
    monkeypatch.setattr(serve, "COPY_SECONDS", 0.0)
    forged = tmp_path / "feeds"
    write(forged, {"index.html": DOCUMENTS["index.html"]})
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (forged / ".env").write_bytes(SECRET)
    (forged / "link.atom").symlink_to(tmp_path / "secret.txt")
    file = Published("text/plain", sha256(SECRET).hexdigest(), len(SECRET), 1, "all", {})
    (forged / MANIFEST).write_bytes(to_text(Manifest({name: file}, {"all": "1"})))
    with serving(StaticFeeds(forged)) as port:
        for path in (f"/{name}", "/" + "".join(f"%{byte:02x}" for byte in name.encode())):
            response = get(port, path)
            assert response.status in (404, 400, 503) and SECRET not in response.body


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path), lambda path: os.symlink(path, path)])
def test_only_regular_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[str], None]) -> None:
    """A pipe, folder, device or endless link in the place of a document does not hang the server: 503."""
    monkeypatch.setattr(serve, "COPY_SECONDS", 0.0)
    write(tmp_path, DOCUMENTS)
    (tmp_path / "news.atom").unlink()
    make(os.fspath(tmp_path / "news.atom"))
    with serving(StaticFeeds(tmp_path)) as port:
        assert get(port, "/news.atom").status == 503
        assert get(port, "/news.rss").status == 200


# --- nothing odd is believed ------------------------------------------------------------------------

H = b"Host: 127.0.0.1\r\n"
HIDDEN = b"GET /news.rss HTTP/1.1\r\n" + H + b"\r\n"
SMUGGLED: list[bytes] = [
    # two ideas of the length
    b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    b"POST /news.atom HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 5, 6\r\n\r\n12345" + HIDDEN,
    *(
        b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: " + length + b"\r\n\r\n12345" + HIDDEN
        for length in (b"+5", b"-5", b"0x5", b"5x", b"5.0", b"1e1", b"", b"five", b"5 5", b"9" * 30, b"0005", b"5")
    ),
    # codings that somebody might take for chunked, or not
    *(
        b"POST /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 4\r\nTransfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n" + HIDDEN
        for coding in (
            b"xchunked",
            b"chunked, identity",
            b"identity",
            b" chunked",
            b"chunked ",
            b"\tchunked",
            b"\x0bchunked",
            b"CHUNKED",
            b"gzip",
        )
    ),
    *(
        b"POST /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 4\r\n" + line + b"\r\n\r\n0\r\n\r\n" + HIDDEN
        for line in (
            b"Transfer-Encoding : chunked",
            b"Transfer-Encoding\r\n : chunked",
            b" Transfer-Encoding: chunked",
            b"X: y\nTransfer-Encoding: chunked",
            b"X: y\rTransfer-Encoding: chunked",
            b"Transfer_Encoding: chunked",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
            b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
            b"\x00Transfer-Encoding: chunked",
        )
    ),
    # broken chunks
    *(
        b"POST /news.atom HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + HIDDEN
        for chunks in (
            b"zz\r\n\r\n",
            b"-1\r\n\r\n",
            b"fffffffffffffffff\r\n",
            b"5;x=\n\r\n12345\r\n0\r\n\r\n",
            b"5\n12345\n0\n\n",
            b"0\r\nX: y\r\n\r\n",
            b"3\r\nabcX\r\n",
        )
    ),
    # lines that end or begin oddly
    b"GET /news.atom HTTP/1.1\r\n" + H + b"Content-Length: 5\r\nX: a\r\n folded\r\n\r\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b"X: a\x00b\r\nContent-Length: 5\r\n\r\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\nHost: 127.0.0.1\nContent-Length: 5\n\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b"no colon here\r\nContent-Length: 5\r\n\r\n12345" + HIDDEN,
    b"GET /news.atom HTTP/1.1\r\n" + H + b": empty name\r\nContent-Length: 5\r\n\r\n12345" + HIDDEN,
]


@pytest.mark.parametrize("payload", SMUGGLED, ids=[str(number) for number in range(len(SMUGGLED))])
def test_no_request_hides_in_another(port: int, payload: bytes) -> None:
    """A request with a body or with unclear framing is refused once, and the connection closed: what hides in it is never answered."""
    with Connection(port) as connection:
        connection.send(payload)
        assert connection.read().status in (0, 400, 413)
        assert connection.rest() == b""


def test_the_list_of_payloads_is_long_enough() -> None:
    """At least forty are in it."""
    assert len(SMUGGLED) >= 40


MALFORMED: list[bytes] = [
    b"GET /news.atom\r\n\r\n",
    b"GET\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"FOO /news.atom HTTP/1.1\r\n\r\n",
    b"get /news.atom HTTP/1.1\r\n\r\n",
    b"GET /news.atom HTTP/9.9\r\n\r\n",
    b"GET /news.atom HTTQ/1.1\r\n\r\n",
    b"GET  HTTP/1.1\r\n\r\n",
    b"CONNECT a:443 HTTP/1.1\r\n" + H + b"\r\n",
    b"GET /news.atom HTTP/1.1\r\n\r\n",
    b"GET /news.atom HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /a b HTTP/1.1\r\n" + H + b"\r\n",
    b"GET /\x00 HTTP/1.1\r\n" + H + b"\r\n",
    b"GET news.atom HTTP/1.1\r\n" + H + b"\r\n",
    b"\x00" * 100,
    b"\xff" * 100 + b"\r\n\r\n",
    b"USER anonymous\r\n\r\n",
]


@pytest.mark.parametrize("payload", MALFORMED, ids=[str(number) for number in range(len(MALFORMED))])
def test_what_is_no_request_is_refused(port: int, payload: bytes) -> None:
    """Old, foreign and broken protocols get a constant refusal with harmless headers; the server goes on."""
    response = exchange(port, payload)
    assert response.status in (400, 404, 405) and response.body == _REASONS[response.status]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert get(port, "/news.atom").body == ATOM


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_leave_the_server_standing(port: int, data: bytes) -> None:
    """Random bytes, closed by an end of lines, get a refusal or nothing; the next client is served."""
    with Connection(port) as connection:
        connection.send(data + b"\r\n\r\n\r\n\r\n")
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.read().status in (0, 400, 404, 405, 413)
    assert get(port, "/news.rss").status == 200


def test_too_much_is_refused(port: int) -> None:
    """A long address is 414, many or large header fields 431, a body 413, each with the connection closed."""
    for headers, path, status in [
        ({}, "/news.atom?" + "a" * 5000, 414),
        ({}, "/" + "a" * 60_000, 414),
        ({f"X-{number}": "y" for number in range(200)}, "/news.atom", 431),
        ({"X-Large": "y" * 20_000}, "/news.atom", 431),
        ({"Content-Length": "5"}, "/news.atom", 413),
        ({"Transfer-Encoding": "chunked"}, "/news.atom", 413),
        ({"Content-Length": "5", "Expect": "100-continue"}, "/news.atom", 413),
    ]:
        response = get(port, path, headers)
        assert (response.status, response.headers["connection"]) == (status, "close")


@pytest.mark.parametrize("start", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\n"])
def test_an_endless_head_is_cut_off(port: int, start: bytes) -> None:
    """A request line, field or list of fields that never ends is refused after 64 KiB instead of filling memory."""
    filler = b"X-Y: z\r\n" * 20_000 if start.endswith(b"\n") else b"a" * 150_000
    with Connection(port) as connection:
        connection.send(start + filler)
        assert connection.read().status in (0, 400, 431)
        connection.rest()
    assert get(port, "/news.atom").status == 200
