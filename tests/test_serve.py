"""The static server: what it answers, with which fields, and what follows a new publication."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from feedsvc import serve
from feedsvc.errors import BusyError, ConfigError, FeedsvcError
from feedsvc.publishers.files import MANIFEST
from feedsvc.serve import StaticFeeds, create_server
from feedsvc.serving import door

from .fire import under_fire
from .http_client import Connection, get, serving
from .published_folder import ATOM, DOCUMENTS, write

TYPES = {
    "/": "text/html; charset=utf-8",
    "/index.html": "text/html; charset=utf-8",
    "/news.atom": "application/atom+xml; charset=utf-8",
    "/news.rss": "application/rss+xml; charset=utf-8",
    "/news.json": "application/feed+json; charset=utf-8",
    "/news.html": "text/html; charset=utf-8",
    "/news.fragment.html": "text/html; charset=utf-8",
    "/archive/news/1.atom": "application/atom+xml; charset=utf-8",
    "/feeds.opml": "text/x-opml; charset=utf-8",
    "/status.json": "application/json; charset=utf-8",
    "/embed.js": "text/javascript; charset=utf-8",
    "/style.css": "text/css; charset=utf-8",
    "/favicon.ico": "image/x-icon",
    "/icon.svg": "image/svg+xml; charset=utf-8",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    root = tmp_path_factory.mktemp("feeds")
    write(root, DOCUMENTS)
    with serving(StaticFeeds(root)) as port:
        yield port


def tag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:32]}"'


@pytest.mark.parametrize("path, media_type", TYPES.items())
def test_every_file_has_its_type_and_harmless_headers(port: int, path: str, media_type: str) -> None:
    """Each file comes whole, with its media type, its own hash as tag, and nothing a browser could be tricked with."""
    response = get(port, path)
    body = DOCUMENTS[path[1:] or "index.html"][1]
    assert (response.status, response.body) == (200, body)
    assert response.headers["content-type"] == media_type
    assert response.headers["etag"] == tag(body)
    assert response.headers["last-modified"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-expose-headers"] == "ETag, Last-Modified, Link"
    assert response.headers["cache-control"] == "public, max-age=300, stale-if-error=86400"
    assert response.headers["accept-ranges"] == "none"
    assert "date" in response.headers and "server" not in response.headers
    assert "access-control-allow-credentials" not in response.headers and "set-cookie" not in response.headers


def test_only_pages_may_do_anything_in_a_browser(port: int) -> None:
    """A feed opened in a browser is sealed off; a page may use its own files; only a fragment may be framed by strangers."""
    for path, media_type in TYPES.items():
        policy = get(port, path).headers["content-security-policy"]
        if not media_type.startswith("text/html"):
            assert policy == "default-src 'none'; sandbox"
        else:
            assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'")
            assert "base-uri 'none'; form-action 'none'" in policy
            assert policy.endswith("frame-ancestors *" if "fragment" in path else "frame-ancestors 'self'")


@pytest.mark.parametrize(
    "path",
    ["/news.atom?", "/news.atom?x=1", "/news.atom?..%2f", "/news%2Eatom", "/%6eews.atom", "http://h/news.atom", "/news.atom?" + "a" * 3000],
)
def test_a_query_makes_no_difference(port: int, path: str) -> None:
    """Readers add question marks and cache busters, and may encode what needs no encoding: the answer is the same."""
    assert get(port, path).body == ATOM


def test_a_name_may_hold_any_character(port: int) -> None:
    """A published name is found under its percent-encoded address."""
    assert get(port, "/%E6%96%B0%E9%97%BB%201.atom").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "MKCOL", "PURGE"])
def test_other_methods_are_refused(port: int, method: str) -> None:
    """Only reading is allowed, and the answer says so."""
    response = get(port, "/news.atom", method=method)
    assert (response.status, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_pages_elsewhere_may_ask_first(port: int) -> None:
    """OPTIONS is answered as a browser's preflight wants it, without credentials, without a body."""
    asked = {"Origin": "https://partner.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    response = get(port, "/news.json", asked, "OPTIONS")
    assert response.status == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["access-control-allow-headers"] == "If-None-Match, If-Modified-Since"
    assert get(port, "/nothing", asked, "OPTIONS").status == get(port, "*", method="OPTIONS").status == 404


def test_one_connection_serves_many_requests(port: int) -> None:
    """A kept-alive connection goes on after 200, 304, 404, 405, 412 and HEAD."""
    with Connection(port) as connection:
        for _ in range(3):
            assert connection.get("/news.atom").status == 200
            assert connection.get("/news.atom", {"If-None-Match": tag(ATOM)}).status == 304
            assert connection.get("/nothing").status == 404
            assert connection.get("/news.atom", method="DELETE").status == 405
            assert connection.get("/news.atom", {"If-Match": '"x"'}).status == 412
            assert connection.get("/news.atom", method="HEAD").status == 200


def test_pipelined_requests_are_answered_in_order(port: int) -> None:
    """Requests sent in one go get their answers one after the other."""
    with Connection(port) as connection:
        paths = ["/news.atom", "/news.rss", "/nothing", "/news.json"] * 5
        connection.send(b"".join(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for path in paths))
        types = [connection.read().headers["content-type"] for _ in paths]
    assert types == [TYPES.get(path, "text/plain; charset=utf-8") for path in paths]


def test_errors_say_nothing_of_the_request(port: int) -> None:
    """The text of an error is constant, plain, sealed off and never cached; it is readable across origins like all else."""
    first, second = get(port, "/<script>alert(1)</script>"), get(port, "/other", {"X-Secret": "hunter2"})
    assert first.body == second.body and first.status == 404
    assert first.headers["content-type"] == "text/plain; charset=utf-8"
    assert first.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert first.headers["cache-control"] == "no-store" and first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["access-control-allow-origin"] == "*"


HOSTS: list[tuple[str, int]] = [
    ("feeds.example.org", 200),
    ("FEEDS.example.ORG", 200),
    ("feeds.example.org:443", 200),
    ("feeds.example.org:8000", 200),
    ("127.0.0.1:8000", 200),
    ("127.0.0.1", 421),
    ("127.0.0.1:8001", 421),
    ("[::1]", 200),
    ("[::1]:8000", 200),
    ("evil.example", 421),
    ("feeds.example.org.evil.example", 421),
    ("evil.example/feeds.example.org", 421),
    ("feeds.example.org@evil.example", 421),
    ("feeds.example.org:80:80", 421),
    ("feeds.example.org.", 421),
    ("feeds.example.org, feeds.example.org", 400),
    ("", 400),
]


def test_only_named_hosts_are_answered(tmp_path: Path) -> None:
    """With hosts given, a request for another is misdirected; one without a host, or with two, is malformed."""
    write(tmp_path, DOCUMENTS)
    app = StaticFeeds(tmp_path, frozenset({"feeds.example.org", "127.0.0.1:8000", "[::1]"}))
    with serving(app) as port:
        for host, status in HOSTS:
            response = get(port, "/news.atom", {"Host": host})
            assert (host, response.status) == (host, status)
        assert get(port, "/news.atom", {"Host": "evil.example", "X-Forwarded-Host": "feeds.example.org"}).status == 421
        with Connection(port) as connection:
            connection.send(b"GET /news.atom HTTP/1.1\r\nHost: feeds.example.org\r\nHost: evil.example\r\n\r\n")
            assert connection.read().status == 400
        with Connection(port) as connection:
            connection.send(b"GET /news.atom HTTP/1.0\r\n\r\n")
            assert connection.read().body == ATOM


def test_feeds_name_their_hub(tmp_path: Path) -> None:
    """With hubs, each feed's answers, 304 too, link to every hub and once to the feed itself; other files do not."""
    write(tmp_path, DOCUMENTS)
    app = StaticFeeds(tmp_path, base_url="https://feeds.example.org/x/", hubs=("https://hub.example/", "https://hub2.example/"))
    with serving(app) as port:
        for name in ("news.atom", "news.rss", "news.json"):
            hubs = '<https://hub.example/>; rel="hub", <https://hub2.example/>; rel="hub"'
            expected = f'{hubs}, <https://feeds.example.org/x/{name}>; rel="self"'
            assert get(port, f"/{name}").headers["link"] == expected
            assert get(port, f"/{name}", {"If-None-Match": "*"}).headers["link"] == expected
        assert get(port, "/%E6%96%B0%E9%97%BB%201.atom").headers["link"].endswith('/x/%E6%96%B0%E9%97%BB%201.atom>; rel="self"')
        assert "link" not in get(port, "/index.html").headers


def test_a_cache_may_keep_answers_as_long_as_configured(tmp_path: Path) -> None:
    """``max_age`` is what Cache-Control says, but an edition of the embed script may be kept for good: its bytes never change."""
    write(tmp_path, DOCUMENTS)
    with serving(StaticFeeds(tmp_path, max_age=5)) as port:
        assert get(port, "/").headers["cache-control"] == "public, max-age=5, stale-if-error=86400"
        assert get(port, "/embed.js").headers["cache-control"] == "public, max-age=5, stale-if-error=86400"
        assert get(port, "/embed-0123456789ab.js").headers["cache-control"] == "public, max-age=31536000, immutable"


# --- publications come and go -----------------------------------------------------------------------


def test_a_new_publication_shows_at_once(tmp_path: Path) -> None:
    """After a publication the next request sees new bytes, tag and a later date; what is removed is not found."""
    write(tmp_path, DOCUMENTS)
    with serving(StaticFeeds(tmp_path)) as port:
        before = get(port, "/news.atom")
        assert get(port, "/news.rss").status == 200
        changed = {**DOCUMENTS, "news.atom": ("application/atom+xml", b"<feed>2</feed>")}
        del changed["news.rss"]
        write(tmp_path, changed)
        after = get(port, "/news.atom", {"If-None-Match": before.headers["etag"], "If-Modified-Since": before.headers["last-modified"]})
        assert (after.status, after.body) == (200, b"<feed>2</feed>")
        assert after.headers["last-modified"] == "Mon, 21 Sep 2026 14:13:21 GMT"
        assert get(port, "/news.atom", {"If-Modified-Since": before.headers["last-modified"]}).status == 200
        assert get(port, "/news.rss").status == 404


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    """Before the first publication everything is 404; afterwards it is there without a restart."""
    with serving(StaticFeeds(tmp_path / "feeds")) as port:
        assert get(port, "/").status == 404
        write(tmp_path / "feeds", DOCUMENTS)
        assert get(port, "/").status == 200


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"manifest": {}}', b"\xff\xfe", b"null"])
def test_a_damaged_manifest_changes_nothing(tmp_path: Path, damage: bytes) -> None:
    """While the list of files cannot be read, what was served is served on, files never asked for included."""
    write(tmp_path, DOCUMENTS)
    with serving(StaticFeeds(tmp_path)) as port:
        assert get(port, "/news.atom").status == 200
        (tmp_path / MANIFEST).write_bytes(damage)
        assert get(port, "/news.atom").status == get(port, "/news.json").status == 200
        (tmp_path / MANIFEST).unlink()
        assert get(port, "/news.atom").status == get(port, "/news.rss").status == 200


def test_a_file_ahead_of_the_manifest_is_not_served(tmp_path: Path) -> None:
    """While a publication is half done, the earlier bytes with the earlier tag go on being served, in each coding."""
    write(tmp_path, DOCUMENTS)
    with serving(StaticFeeds(tmp_path)) as port:
        plain, packed = get(port, "/news.atom"), get(port, "/news.atom", {"Accept-Encoding": "gzip"})
        (tmp_path / "news.atom").write_bytes(b"<feed>half done")
        (tmp_path / "news.atom.gz").write_bytes(b"half done")
        assert get(port, "/news.atom").body == plain.body
        assert get(port, "/news.atom", {"Accept-Encoding": "gzip"}).body == packed.body


def test_a_file_never_read_whole_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that never matched the manifest is not served: a constant 503 asks to try again; then it is there."""
    monkeypatch.setattr(serve, "COPY_SECONDS", 0.04)
    write(tmp_path, DOCUMENTS)
    (tmp_path / "news.atom").write_bytes(b"<feed>torn")
    with serving(StaticFeeds(tmp_path)) as port:
        response = get(port, "/news.atom")
        assert (response.status, response.headers["retry-after"]) == (503, "2")
        (tmp_path / "news.atom").write_bytes(ATOM)
        assert get(port, "/news.atom").body == ATOM


def test_a_request_waits_for_a_publication_under_way(tmp_path: Path) -> None:
    """A first request that comes while files are replaced is answered as soon as they are whole."""
    write(tmp_path, DOCUMENTS)
    (tmp_path / "news.atom").write_bytes(b"<feed>torn")
    with serving(StaticFeeds(tmp_path)) as port, Connection(port) as connection:
        connection.send(b"GET /news.atom HTTP/1.1\r\nHost: a\r\n\r\n")
        assert get(port, "/news.rss").status == 200  # the server has seen the first request by now
        (tmp_path / "news.atom").write_bytes(ATOM)
        assert connection.read().body == ATOM


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than the budget are not held; every file can still be had, again and again."""
    monkeypatch.setattr("feedsvc.serving.shelf.BUDGET", 2500)
    write(tmp_path, {f"{number}.atom": ("application/atom+xml", bytes([65 + number]) * 1000) for number in range(9)})
    app = StaticFeeds(tmp_path)
    with serving(app) as port:
        for number in [*range(9), *range(9)]:
            assert get(port, f"/{number}.atom").body == bytes([65 + number]) * 1000
            assert sum(len(copy.body) for copy in app._shelf._copies.values()) <= 2500


def test_reload_under_fire() -> None:
    """While files are replaced as fast as possible, every answer is whole: its body hashes to its tag, one tag always comes with
    one date, and the date never goes back."""
    tally = under_fire(4000)
    assert (tally.torn, tally.mixed, tally.refused) == (0, 0, 0)
    assert tally.reads >= 4000 and tally.editions >= 12


# --- starting and stopping -----------------------------------------------------------------------------


def test_a_taken_port_is_told_in_plain_words(tmp_path: Path) -> None:
    """Which address, why not, and what to do; not the code of a source that failed, but one that bids to try again."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BusyError) as caught:
            create_server(StaticFeeds(tmp_path), "127.0.0.1", port)
    assert caught.value.message == f"cannot listen on 127.0.0.1 port {port}: Address already in use"
    assert "another port" in caught.value.next_step


@pytest.mark.parametrize("host, port", [("192.0.2.1", 0), ("no-such-host.invalid", 0), ("127.0.0.1", 99999), ("127.0.0.1", -1)])
def test_an_impossible_address_is_told_in_plain_words(tmp_path: Path, host: str, port: int) -> None:
    """An address of another machine, an unknown name and an impossible port are the user's mistakes, not crashes."""
    with pytest.raises(ConfigError) as caught:
        create_server(StaticFeeds(tmp_path), host, port)
    assert re.search(r"cannot listen on .*: .+", caught.value.message) and caught.value.next_step


def test_it_stops_although_clients_stay_connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Idle connections, half-sent requests and unread answers do not keep the server from stopping."""
    monkeypatch.setattr(door, "STOP_SECONDS", 1)
    write(tmp_path, {"big.atom": ("application/atom+xml", bytes(range(256)) * 80_000)})
    with serving(StaticFeeds(tmp_path)) as port:
        idle, half, unread = Connection(port), Connection(port), Connection(port)
        half.send(b"GET /news.atom HTTP/1.1\r\nHo")
        unread.send(b"GET /big.atom HTTP/1.1\r\nHost: a\r\n\r\n")
        assert get(port, "/nothing").status == 404
    for connection in (idle, half, unread):
        connection.socket.close()


def test_ipv6_is_served_where_there_is_any(tmp_path: Path) -> None:
    """A host with colons is an IPv6 address."""
    try:
        server = create_server(StaticFeeds(tmp_path), "::1", 0, handle_signals=False)
    except FeedsvcError as error:
        pytest.skip(f"this machine has no IPv6: {error.message}")
    assert server.port > 0
    server._listener.close()
