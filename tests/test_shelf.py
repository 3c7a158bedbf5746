"""The published files as the server holds them: without a network."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from feedsvc.publishers.edition import to_text
from feedsvc.record import Manifest, Published
from feedsvc.serving import shelf
from feedsvc.serving.shelf import Shelf
from tests.published_folder import ATOM, DOCUMENTS, MODIFIED, write

HUB = "https://hub.example/"


@pytest.fixture(autouse=True)
def always_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look at the manifest is still good."""
    monkeypatch.setattr(shelf, "GLANCE", -1.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, DOCUMENTS)
    return tmp_path


def field(shelved: Shelf, name: str, wanted: bytes) -> list[bytes]:
    shelved.codings(name)
    copy = shelved.copy(name, "identity")
    assert copy is not None
    return [value for each, value in copy.full if each == wanted]


def test_what_is_said_of_a_file(root: Path) -> None:
    """Feeds name their hubs and their own address, where there are hubs; an edition of the script may be kept for ever."""
    hubs = Shelf(root, "soon", "https://feeds.example/", (HUB,))
    assert field(hubs, "news.atom", b"link") == [b'<https://hub.example/>; rel="hub"', b'<https://feeds.example/news.atom>; rel="self"']
    assert field(hubs, "index.html", b"link") == field(Shelf(root, "soon", "https://feeds.example/"), "news.atom", b"link") == []
    assert [field(hubs, name, b"cache-control") for name in ("embed.js", "embed-0123456789ab.js")] == [[b"soon"], [b"public, max-age=31536000, immutable"]]


def test_a_copy_is_read_once_for_each_publication(root: Path) -> None:
    """It stays while its bytes and its time do; what is published anew is read anew, and what was withdrawn is not there."""
    shelved = Shelf(root, "soon")
    assert shelved.codings("news.atom") == ("gzip",) and shelved.edition == 1
    first = shelved.copy("news.atom", "identity")
    assert first is not None and first.body == ATOM and shelved.copy("news.atom", "identity") is first
    assert shelved.codings("news.atom") and shelved.edition == 1
    write(root, {**DOCUMENTS, "news.atom": ("application/atom+xml", ATOM + b"\n")}, MODIFIED + timedelta(seconds=5))
    assert shelved.codings("news.atom") and shelved.edition == 2
    second = shelved.copy("news.atom", "identity")
    assert second is not None and (second.body, second.modified) == (ATOM + b"\n", first.modified + 5)
    write(root, {"index.html": DOCUMENTS["index.html"]})
    assert (shelved.codings("news.atom"), shelved.edition) == (None, 3)


def test_a_publication_under_way_is_not_believed(root: Path) -> None:
    """Bytes that the manifest does not name are not sent: the copy before stays, or none is to be had yet."""
    shelved = Shelf(root, "soon")
    shelved.codings("news.atom")
    known = shelved.copy("news.atom", "identity")
    (root / "news.atom").write_bytes(b"half")
    (root / "news.rss").write_bytes(b"half")
    assert (shelved.copy("news.atom", "identity"), shelved.behind) == (known, False)
    assert (shelved.copy("news.rss", "identity"), shelved.behind) == (None, True)
    write(root, DOCUMENTS, MODIFIED + timedelta(seconds=5))
    assert shelved.codings("news.rss") and not shelved.behind and shelved.copy("news.rss", "identity")


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"{"), lambda path: path.write_bytes(b"")])
def test_a_manifest_that_is_lost_changes_nothing(root: Path, damage: Callable[[Path], object]) -> None:
    """What was published is served on."""
    shelved = Shelf(root, "soon")
    assert shelved.codings("news.atom")
    damage(root / ".manifest.json")
    assert shelved.codings("news.atom") and shelved.copy("news.atom", "identity") and shelved.edition == 1
    assert Shelf(root, "soon").codings("news.atom") is None


def test_only_files_are_read(root: Path) -> None:
    """A link, a folder or a pipe in the place of a published file is none, whatever it leads to."""
    for make in (lambda path: path.symlink_to(root / "copy.rss"), Path.mkdir, os.mkfifo):
        write(root, DOCUMENTS)
        (root / "news.rss").rename(root / "copy.rss")
        make(root / "news.rss")
        shelved = Shelf(root, "soon")
        assert shelved.codings("news.rss") == ("gzip",) and shelved.copy("news.rss", "identity") is None
        (root / "news.rss").rmdir() if (root / "news.rss").is_dir() else (root / "news.rss").unlink()


def test_names_that_a_manifest_must_not_hold_are_passed_over(root: Path) -> None:
    """Hidden files, and what leads out of the folder, whoever wrote the manifest; a coding that is not known is not offered."""
    (root / ".git").mkdir()
    (root / ".git" / "config").write_bytes(b"secret")
    file = Published("text/plain", sha256(b"secret").hexdigest(), 6, 1, "x", {"lzma": "0" * 64})
    names = (".git/config", "a/../.git/config", "a\\b", "a\0b", "a//b", "")
    (root / ".manifest.json").write_bytes(to_text(Manifest(dict.fromkeys((*names, "news.rss"), file), {"x": "1"})))
    shelved = Shelf(root, "soon")
    assert [shelved.codings(name) for name in (*names, "news.rss")] == [*[None] * 6, ()]


def test_each_coding_is_a_copy_of_its_own(root: Path) -> None:
    """Held beside the plain bytes, and let go with them when the file is withdrawn."""
    shelved = Shelf(root, "soon")
    shelved.codings("news.atom")
    packed, plain = shelved.copy("news.atom", "gzip"), shelved.copy("news.atom", "identity")
    assert packed and plain and (gzip.decompress(packed.body), plain.body) == (ATOM, ATOM) and packed.etag != plain.etag
    write(root, {"index.html": DOCUMENTS["index.html"]})
    assert shelved.codings("news.atom") is None
    write(root, DOCUMENTS, MODIFIED + timedelta(seconds=5))
    assert shelved.codings("news.atom") and shelved.copy("news.atom", "identity") is not plain


def test_no_more_is_held_than_there_is_room_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copies made first are let go; what is larger than the room is served all the same."""
    shelved, size = Shelf(root, "soon"), len(DOCUMENTS["news.html"][1])
    monkeypatch.setattr(shelf, "BUDGET", size + len(DOCUMENTS["embed.js"][1]))
    shelved.codings("news.html")
    first, second = shelved.copy("news.html", "identity"), shelved.copy("embed.js", "identity")
    assert (shelved.copy("news.html", "identity"), shelved.copy("embed.js", "identity")) == (first, second)
    assert shelved.copy("favicon.ico", "identity") and shelved.copy("embed.js", "identity") is not first
    assert shelved.copy("news.html", "identity") is not first
    monkeypatch.setattr(shelf, "BUDGET", 1)
    large = shelved.copy("news.atom", "identity")
    assert large is not None and large.body == ATOM


def test_what_tdmrep_says_is_said_of_every_file(root: Path) -> None:
    """Of those that were read before, too."""
    shelved = Shelf(root, "soon")
    assert field(shelved, "news.atom", b"tdm-reservation") == []
    said = ("application/json", b'[{"location": "/*", "tdm-reservation": 0}]')
    write(root, {**DOCUMENTS, ".well-known/tdmrep.json": said}, MODIFIED + timedelta(seconds=5))
    assert field(shelved, "news.atom", b"tdm-reservation") == [b"0"]
    write(root, {name: document for name, document in DOCUMENTS.items() if "tdmrep" not in name}, MODIFIED + timedelta(seconds=9))
    assert field(shelved, "news.atom", b"tdm-reservation") == []
