"""What every publisher must do; each real publisher and the fake run all of it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from feedsvc.errors import PublishError
from feedsvc.published import Document
from feedsvc.record import Manifest

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
ATOM = "application/atom+xml; charset=utf-8"
LONG = "<feed>例子</feed>\n" * 100
Open = Callable[[], Any]


def document(name: str = "news.atom", text: str = "<feed/>", seconds: float = 0, media_type: str = ATOM) -> Document:
    return Document(name, media_type, text.encode(), NOW + timedelta(seconds=seconds))


def group(mark: str, *documents: Document) -> tuple[str, tuple[Document, ...]]:
    return mark, documents


class PublisherContract:
    """Subclasses give ``reopen``, a function that opens the same place again, and whether it keeps compressed siblings."""

    siblings = True

    @pytest.fixture
    def publisher(self, reopen: Open) -> Any:
        return reopen()

    def test_nothing_published(self, publisher: Any) -> None:
        """A new place has an empty manifest and no file."""
        assert publisher.manifest() == Manifest()
        assert publisher.read("news.atom") is None
        assert publisher.verify() == ()

    def test_publish_and_read_back(self, publisher: Any, reopen: Open) -> None:
        """What was published is there byte by byte, and the manifest tells all of it."""
        assert publisher.publish({"news": group("v1", document())}, ()) == ("news.atom",)
        assert publisher.read("news.atom") == b"<feed/>"
        manifest = reopen().manifest()
        file = manifest.files["news.atom"]
        assert (file.media_type, file.size, file.modified, file.group) == (ATOM, 7, SECOND, "news")
        assert file.sha256 == sha256(b"<feed/>").hexdigest()
        assert (dict(manifest.groups), dict(file.codings)) == ({"news": "v1"}, {})

    def test_same_again(self, publisher: Any, reopen: Open) -> None:
        """Publishing equal bytes writes nothing and keeps Last-Modified, whatever time the document claims."""
        publisher.publish({"news": group("v1", document())}, ())
        before = publisher.manifest()
        assert publisher.publish({"news": group("v1", document(seconds=99))}, ()) == ()
        assert publisher.manifest() == before == reopen().manifest()

    def test_new_fingerprint_same_bytes(self, publisher: Any) -> None:
        """A new fingerprint is recorded even where no byte differs."""
        publisher.publish({"news": group("v1", document())}, ())
        assert publisher.publish({"news": group("v2", document())}, ()) == ()
        assert publisher.manifest().groups == {"news": "v2"}

    @pytest.mark.parametrize("step", [-3600, 0, 0.4, 1, 3600])
    def test_last_modified_rises(self, publisher: Any, step: float) -> None:
        """With each change of bytes Last-Modified rises by a second at least, even if the document's does not."""
        times = []
        for n in range(4):
            publisher.publish({"news": group(f"v{n}", document(text=f"<feed>{n}</feed>", seconds=n * step))}, ())
            times.append(publisher.manifest().files["news.atom"].modified)
        assert all(later >= earlier + 1 for earlier, later in zip(times, times[1:], strict=False))
        assert times[0] == SECOND
        if step == 3600:
            assert times == [SECOND + 3600 * n for n in range(4)]

    def test_only_what_differs(self, publisher: Any) -> None:
        """Of a group only the files whose bytes differ are written, and they are named."""
        publisher.publish({"news": group("v1", document("a.atom"), document("b.rss"), document("c.json"))}, ())
        changed = publisher.publish({"news": group("v2", document("a.atom"), document("b.rss", "<rss/>", 5), document("c.json"))}, ())
        assert changed == ("b.rss",)
        modified = {name: file.modified - SECOND for name, file in publisher.manifest().files.items()}
        assert modified == {"a.atom": 0, "b.rss": 5, "c.json": 0}

    def test_groups_kept_and_removed(self, publisher: Any, reopen: Open) -> None:
        """Groups in ``keep`` stay, groups neither given nor kept go with their files."""
        groups = {key: group("v1", document(f"{key}.atom", LONG)) for key in ("a", "b", "c")}
        publisher.publish(groups, ())
        publisher.publish({"a": group("v2", document("a.atom", LONG))}, ["b"])
        manifest = reopen().manifest()
        assert (set(manifest.files), dict(manifest.groups)) == ({"a.atom", "b.atom"}, {"a": "v2", "b": "v1"})
        assert publisher.read("b.atom") == LONG.encode()
        assert publisher.read("c.atom") is None

    def test_document_dropped_from_a_group(self, publisher: Any) -> None:
        """A document a group no longer has is removed."""
        publisher.publish({"news": group("v1", document("a.atom"), document("archive/news/2026-11.atom"))}, ())
        publisher.publish({"news": group("v2", document("a.atom"))}, ())
        assert set(publisher.manifest().files) == {"a.atom"}
        assert publisher.read("archive/news/2026-11.atom") is None

    def test_document_moves_to_another_group(self, publisher: Any) -> None:
        """A document may change its group without going away or being written again."""
        publisher.publish({"a": group("v1", document("x.atom"), document("y.atom")), "b": group("v1")}, ())
        assert publisher.publish({"a": group("v2", document("y.atom")), "b": group("v2", document("x.atom"))}, ()) == ()
        assert publisher.manifest().files["x.atom"].group == "b"
        assert publisher.read("x.atom") == b"<feed/>"

    def test_sub_folders(self, publisher: Any, reopen: Open) -> None:
        """Names may have folders."""
        publisher.publish({"news": group("v1", document("archive/news/2026-11.atom", "x"))}, ())
        assert reopen().read("archive/news/2026-11.atom") == b"x"
        assert set(reopen().manifest().files) == {"archive/news/2026-11.atom"}

    @pytest.mark.parametrize("name", ["", "/etc/x", "../x", "a/../b", "a//b", ".x", "a/.x", "a/", "a\\b", "a\0b", "a\nb", "x" * 201])
    def test_bad_names(self, publisher: Any, name: str) -> None:
        """Names that leave the folder, hide, or cannot be files are refused before anything is written."""
        with pytest.raises(PublishError, match="no name"):
            publisher.publish({"news": group("v1", document("good.atom"), document(name))}, ())
        assert publisher.manifest() == Manifest()
        assert publisher.read("good.atom") is None

    def test_one_name_twice(self, publisher: Any) -> None:
        """Two documents of one name are refused, as is one that looks like another's compressed sibling."""
        for second in ("a.atom", "a.atom.gz"):
            with pytest.raises(PublishError):
                publisher.publish({"x": group("v1", document("a.atom")), "y": group("v1", document(second))}, ())
        assert publisher.manifest() == Manifest()

    def test_codings_where_they_pay(self, publisher: Any) -> None:
        """Long text has a compressed coding, the same bytes each time; short text and images have none."""
        image = document("logo.png", LONG, media_type="image/png")
        publisher.publish({"x": group("v1", document("long.atom", LONG), document("short.atom"), image)}, ())
        codings = {name: dict(file.codings) for name, file in publisher.manifest().files.items()}
        packed = sha256(gzip.compress(LONG.encode(), 6, mtime=0)).hexdigest()
        assert codings == {"long.atom": {"gzip": packed} if self.siblings else {}, "short.atom": {}, "logo.png": {}}

    def test_changed_media_type(self, publisher: Any) -> None:
        """A new media type is recorded though no byte differs."""
        publisher.publish({"x": group("v1", document())}, ())
        publisher.publish({"x": group("v2", document(media_type="text/xml"))}, ())
        assert publisher.manifest().files["news.atom"].media_type == "text/xml"

    def test_healthy(self, publisher: Any) -> None:
        """Nothing is amiss with what was just published."""
        publisher.publish({"x": group("v1", document(), document("long.atom", LONG))}, ())
        assert publisher.verify() == ()
