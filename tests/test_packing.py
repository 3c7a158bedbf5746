"""Compressed siblings: only what pays is written, and each coding is served as a representation of its own."""

from __future__ import annotations

import gzip
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.app import open_publisher
from feedsvc.config import parse
from feedsvc.errors import ConfigError
from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher
from feedsvc.publishers.packing import GAIN, LEAST, SUFFIXES, siblings
from feedsvc.serve import StaticFeeds

from .http_client import get, serving
from .published_folder import MODIFIED
from .test_deploy_servers import free_port, shipped, started

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ALL = ("br", "zstd")
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress, "identity": bytes}


def feed(entries: int) -> bytes:
    """Text as repetitive as feeds are."""
    rng, phrases = random.Random(1), "质量提升行动 标准化试点 培训交流活动 评价结果公示 关于印发的通知 重点企业现场 协会举办 会议在京召开".split()
    pieces = (
        f"<entry><id>tag:example.org,2026:{n}</id><link rel='alternate' type='text/html' href='http://www.example.org/news/{n}.html'/>"
        f"<published>2026-11-{n % 30:02}T09:{n % 60:02}:00+08:00</published><summary>{''.join(rng.choices(phrases, k=12))}</summary></entry>"
        for n in range(entries)
    )
    return f"<feed>{''.join(pieces)}</feed>".encode()


def document(body: bytes, name: str = "news.atom", kind: str = "application/atom+xml") -> Document:
    return Document(name, kind, body, MODIFIED)


@given(st.one_of(st.binary(max_size=3000), st.text(max_size=300).map(lambda text: text.encode() * 20), st.integers(1, 20).map(feed)))
def test_a_sibling_is_the_document_and_pays(body: bytes) -> None:
    """Each sibling unpacks to the document and is a tenth smaller than it; any further coding is a tenth smaller than gzip too."""
    found = siblings(document(body), ALL)
    for coding, packed in found.items():
        assert UNPACK[coding](packed) == body
        assert len(packed) < len(body) * GAIN
        assert coding == "gzip" or len(packed) < len(found["gzip"]) * GAIN
    assert "gzip" in found or not found
    assert found == siblings(document(body), ALL)


def test_what_does_not_pay_is_not_written() -> None:
    """Small documents, pictures, and what is packed already have no siblings; without being asked, gzip is the only one."""
    assert siblings(document(b"x" * (LEAST - 1)), ALL) == siblings(document(feed(20), "a.ico", "image/x-icon"), ALL) == {}
    assert siblings(document(random.Random(1).randbytes(3000)), ALL) == {}
    assert set(siblings(document(feed(20)), ())) == {"gzip"}
    assert "br" in siblings(document(feed(20)), ALL) and "zstd" not in siblings(document(feed(20)), ALL)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A small and a large document, in every coding."""
    tmp_path.chmod(0o755)
    body = feed(50) * 8
    FilesPublisher(tmp_path, ALL).publish({"all": ("1", [document(body), document(feed(19), "news.rss", "application/rss+xml")])}, ())
    assert {path.name for path in tmp_path.glob("news.atom*")} == {f"news.atom{suffix}" for suffix in ("", *SUFFIXES.values())}
    yield tmp_path


def test_each_coding_is_served_as_its_own(root: Path) -> None:
    """By Accept-Encoding each coding comes with its own tag, and a tag is good for a 304 only where it belongs."""
    with serving(StaticFeeds(root)) as port:
        answers = {coding: get(port, "/news.atom", {"Accept-Encoding": coding}) for coding in UNPACK}
        assert len({answer.headers["etag"] for answer in answers.values()}) == 4
        for coding, answer in answers.items():
            assert UNPACK[coding](answer.body) == answers["identity"].body
            assert (answer.headers.get("content-encoding"), answer.headers["vary"]) == (None if coding == "identity" else coding, "Accept-Encoding")
            for other in UNPACK:
                status = get(port, "/news.atom", {"Accept-Encoding": other, "If-None-Match": answer.headers["etag"]}).status
                assert status == (304 if coding == other else 200)
        assert get(port, "/news.atom", {"Accept-Encoding": "gzip, deflate, br, zstd"}).headers["content-encoding"] == "br"
        assert get(port, "/news.atom", {"Accept-Encoding": "gzip, br;q=0"}).headers["content-encoding"] == "gzip"


def test_caddy_serves_them_too(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The configuration in deploy/ gives each coding to who asks for it."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed; tests/packages.sh installs it when run as root")
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    with started(shipped("caddy", root, folder, port), port, folder):
        for coding in ("br", "zstd", "gzip"):
            answer = get(port, "/news.atom", {"Accept-Encoding": coding})
            assert answer.headers["content-encoding"] == coding
            assert UNPACK[coding](answer.body) == (root / "news.atom").read_bytes()


def test_siblings_go_with_the_document(root: Path) -> None:
    """A document that is no longer packed, or no longer there, leaves no sibling behind."""
    publisher = FilesPublisher(root)
    publisher.publish({"all": ("2", [document(feed(3))])}, ())
    assert {path.name for path in root.iterdir()} == {"news.atom", "news.atom.gz", ".manifest.json"}
    assert publisher.verify() == ()


def test_a_missing_library_is_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a coding without its library is told how to get it; other words are mistakes of the file."""
    text = 'codings = ["br"]\n[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\n'
    open_publisher(parse(text, tmp_path / "config.toml"))
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(ConfigError, match="br") as caught:
        open_publisher(parse(text, tmp_path / "config.toml"))
    assert "make extras" in caught.value.next_step
    with pytest.raises(ConfigError, match="'br' or 'zstd'"):
        parse(text.replace('"br"', '"deflate"'), tmp_path / "config.toml")
