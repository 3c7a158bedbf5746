"""The nginx and Caddy configurations in deploy/ serve the published folder as our own server does."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from feedsvc.serve import StaticFeeds

from .http_client import Connection, Response, exchange, get, serving
from .published_folder import ATOM, DOCUMENTS, MODIFIED, write
from .test_serve_hostile import CLIMBS, DEEP, OTHERS, SECRET, SMUGGLED

DEPLOY = Path(__file__).parent.parent / "deploy"
SERVERS = ("nginx", "caddy")
STAMP = format_datetime(MODIFIED, usegmt=True)
# What a configuration can say of an answer; the entity tag is each server's own.
SHARED = (
    "content-type", "cache-control", "access-control-allow-origin", "access-control-expose-headers", "x-content-type-options",
    "referrer-policy", "cross-origin-resource-policy", "content-security-policy", "last-modified", "vary",
)  # fmt: skip


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        words = f"{program} is not installed; tests/packages.sh installs it when run as root"
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of feeds with secrets around and inside it."""
    top = tmp_path_factory.mktemp("deploy")
    top.chmod(0o755)
    root = top / "feeds"
    write(root, DOCUMENTS)
    for name in ("secret.txt", "feeds/secret.txt", "feeds/.env", "feeds/.hidden.atom", "feeds/archive/.htaccess", "feeds/backup.db"):
        (top / name).write_bytes(SECRET)
    return root


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def nginx(folder: Path, server: str, port: int) -> list[str]:
    """nginx's command for a configuration whose server blocks are ``server``."""
    frame = f"daemon off; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid; events {{ worker_connections 512; }}\n"
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"{user}{frame}http {{ access_log off;\n{server}\n}}\n")
    return [need("nginx"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def caddy(folder: Path, sites: str, port: int) -> list[str]:
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{sites}\n")
    return [need("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def started(command: list[str], port: int, folder: Path) -> Iterator[int]:
    """The server once it answers on ``port``."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        try:
            for _ in range(500):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "log").read_text()
                    time.sleep(0.02)
            yield port
        finally:
            process.terminate()


def shipped(name: str, root: Path, folder: Path, port: int) -> list[str]:
    """The command for the configuration we ship, with the test's name, port and folder filled in."""
    if name == "nginx":
        text = (DEPLOY / "nginx.conf").read_text().replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace("root /feeds;", f"root {root};")
        return nginx(folder, text.replace("server_name feeds.example.org;", "server_name 127.0.0.1;"), port)
    text = (DEPLOY / "Caddyfile").read_text().replace("root * /feeds", f"root * {root}")
    return caddy(folder, text.replace("feeds.example.org {", f"http://127.0.0.1:{port} {{"), port)


@pytest.fixture(scope="module", params=SERVERS)
def port(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, found = tmp_path_factory.mktemp(request.param), free_port()
    with started(shipped(request.param, root, folder, found), found, folder) as running:
        yield running


@pytest.fixture(scope="module")
def ours(root: Path) -> Iterator[int]:
    with serving(StaticFeeds(root)) as running:
        yield running


# --- the same headers -------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("name", ["", *(name for name in DOCUMENTS if name.isascii() and " " not in name)])
def test_same_answer_as_ours(port: int, ours: int, name: str, coding: str) -> None:
    """Every document has the same bytes, type and headers, plain and packed."""
    mine, theirs = (get(where, f"/{name}", {"Accept-Encoding": coding}) for where in (ours, port))
    assert (theirs.status, unpacked(theirs)) == (200, unpacked(mine))
    assert theirs.headers.get("content-encoding") == mine.headers.get("content-encoding")
    differing = {
        field: (theirs.headers.get(field), mine.headers.get(field))
        for field in SHARED
        if theirs.headers.get(field) != mine.headers.get(field) and not (field == "vary" and "vary" not in mine.headers)
    }
    assert differing == {}
    assert theirs.headers["etag"].startswith('"')


def unpacked(response: Response) -> bytes:
    return gzip.decompress(response.body) if response.headers.get("content-encoding") == "gzip" else response.body


def test_head_and_preflight(port: int) -> None:
    """HEAD gives the headers alone; a browser elsewhere may ask before it reads; other methods are refused."""
    head, full = get(port, "/news.atom", method="HEAD"), get(port, "/news.atom")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", full.headers["etag"])
    preflight = get(port, "/news.json", {"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}, "OPTIONS")
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND"):
        assert get(port, "/news.atom", method=method).status in (405, 501)


# --- conditional requests ---------------------------------------------------------------------------

LATER, EARLIER = "Mon, 21 Sep 2026 14:13:21 GMT", "Mon, 21 Sep 2026 14:13:19 GMT"
CASES: list[tuple[Callable[[str], dict[str, str]], int]] = [
    (lambda tag: {}, 200),
    (lambda tag: {"If-None-Match": tag}, 304),
    (lambda tag: {"If-None-Match": f"W/{tag}"}, 304),
    (lambda tag: {"If-None-Match": "*"}, 304),
    (lambda tag: {"If-None-Match": f'"other", {tag}'}, 304),
    (lambda tag: {"If-None-Match": f'{tag}, "other"'}, 304),
    (lambda tag: {"If-None-Match": f'"other",{tag},"third"'}, 304),
    (lambda tag: {"If-None-Match": f'W/"other", W/{tag}'}, 304),
    (lambda tag: {"If-None-Match": '"other"'}, 200),
    (lambda tag: {"If-None-Match": 'W/"other"'}, 200),
    (lambda tag: {"If-None-Match": '""'}, 200),
    (lambda tag: {"If-None-Match": tag[1:-1]}, 200),
    (lambda tag: {"If-None-Match": tag[:-1]}, 200),
    (lambda tag: {"If-None-Match": "garbage"}, 200),
    (lambda tag: {"If-None-Match": ", ".join(f'"{n}"' for n in range(300))}, 200),
    (lambda tag: {"If-Modified-Since": STAMP}, 304),
    (lambda tag: {"If-Modified-Since": LATER}, 304),
    (lambda tag: {"If-Modified-Since": EARLIER}, 200),
    (lambda tag: {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200),
    (lambda tag: {"If-Modified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 200),
    (lambda tag: {"If-Modified-Since": "garbage"}, 200),
    (lambda tag: {"If-None-Match": tag, "If-Modified-Since": STAMP}, 304),
    (lambda tag: {"If-None-Match": '"other"', "If-Modified-Since": STAMP}, 200),
    (lambda tag: {"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200),
    (lambda tag: {"Range": "bytes=0-3"}, 200),
    (lambda tag: {"Range": "bytes=0-3,5-9"}, 200),
    (lambda tag: {"Range": "bytes=-1", "If-Range": tag}, 200),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_conditional_requests(port: int, case: int) -> None:
    """Who has the document gets a 304 without a body; who has it not gets all of it, whatever part was asked for."""
    build, status = CASES[case]
    tag = get(port, "/news.atom").headers["etag"]
    response = get(port, "/news.atom", build(tag))
    assert (response.status, response.body) == (status, b"" if status == 304 else ATOM)
    assert response.headers["etag"] == tag


def test_each_coding_has_its_tag(port: int, request: pytest.FixtureRequest) -> None:
    """The tag of the packed document is not that of the plain one."""
    plain, packed = get(port, "/news.atom"), get(port, "/news.atom", {"Accept-Encoding": "gzip"})
    assert plain.headers["etag"] != packed.headers["etag"]
    assert get(port, "/news.atom", {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}).status == 304


def test_a_new_publication_shows_at_once(port: int, root: Path, ours: int) -> None:
    """New bytes have a new tag and a new time, also when they are as many as before."""
    before = get(port, "/news.rss")
    write(root, {**DOCUMENTS, "news.rss": ("application/rss+xml", b"<rss version='2.1'/>" * 20)}, datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC))
    after = get(port, "/news.rss", {"If-None-Match": before.headers["etag"]})
    assert (after.status, len(after.body)) == (200, len(before.body))
    assert after.body != before.body
    assert after.headers["last-modified"] != before.headers["last-modified"]
    write(root, DOCUMENTS)


# --- hostile requests -------------------------------------------------------------------------------


def test_no_path_leads_out(port: int) -> None:
    """However a climb is written, nothing that was not published is ever sent, and no folder is listed."""
    published = {body for _, body in DOCUMENTS.values()}
    for path in [*CLIMBS, *DEEP, *OTHERS, "/secret.txt", "/.env", "/.hidden.atom", "/archive/.htaccess", "/backup.db", "/archive/", "/archive"]:
        response = get(port, path)
        assert SECRET not in response.body
        assert b"root:" not in response.body
        assert response.status in (400, 403, 404, 301, 308) or response.body in published, path
        assert b"Index of" not in response.body


def test_another_name_is_not_ours(port: int) -> None:
    """A request for a foreign host gets no document."""
    response = get(port, "/news.atom", {"Host": "evil.example"})
    assert response.body != ATOM


@pytest.fixture(scope="module", params=SERVERS)
def behind(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, list[bool]]]:
    """Our server behind a proxy that marks what it passes on: (the proxy's port, whether each request we saw was marked)."""
    asked: list[bool] = []
    inner = StaticFeeds(root)

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            asked.append((b"x-proxied", b"yes") in scope["headers"])
        await inner(scope, receive, send)

    folder, found = tmp_path_factory.mktemp(f"proxy-{request.param}"), free_port()
    with serving(noting) as own:
        if request.param == "nginx":
            location = f"location / {{ proxy_pass http://127.0.0.1:{own}; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header X-Proxied yes; }}"
            command = nginx(folder, f"server {{ listen 127.0.0.1:{found}; {location} }}", found)
        else:
            command = caddy(folder, f"http://127.0.0.1:{found} {{\n\treverse_proxy 127.0.0.1:{own} {{\n\t\theader_up X-Proxied yes\n\t}}\n}}", found)
        with started(command, found, folder) as running:
            yield running, asked


@pytest.mark.parametrize("payload", SMUGGLED, ids=[str(number) for number in range(len(SMUGGLED))])
def test_no_request_hides_behind_a_proxy(behind: tuple[int, list[bool]], payload: bytes) -> None:
    """Where a proxy and our server could read one request differently, the hidden one does not reach us in another's body."""
    port, asked = behind
    asked.clear()
    with Connection(port) as connection:
        connection.send(payload)
        connection.socket.shutdown(socket.SHUT_WR)
        connection.rest()
    assert all(asked), "our server took for a request what the proxy did not"
    assert ATOM in exchange(port, b"GET /news.atom HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").body
