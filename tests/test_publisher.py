"""The contract on a folder of files and on the fake, and what a folder alone must do."""

from __future__ import annotations

import gzip
import os
import random
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import ConfigError, PublishError
from feedsvc.published import Document
from feedsvc.publishers import open_publisher
from feedsvc.publishers.files import FilesPublisher
from feedsvc.record import Manifest

from .fake_publisher import FakePublisher
from .publisher_contract import LONG, SECOND, PublisherContract, document, group


class TestFake(PublisherContract):
    @pytest.fixture
    def reopen(self) -> Callable[[], FakePublisher]:
        publisher = FakePublisher()
        return lambda: publisher


class TestFiles(PublisherContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Callable[[], FilesPublisher]:
        return lambda: FilesPublisher(tmp_path / "feeds")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def publisher(root: Path) -> FilesPublisher:
    """One with a short and a long file in it."""
    publisher = FilesPublisher(root)
    publisher.publish({"news": group("v1", document(), document("long.atom", LONG))}, ())
    return publisher


def names(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def facts(root: Path) -> dict[str, tuple[bytes, int, int]]:
    return {name: ((root / name).read_bytes(), (root / name).stat().st_mtime_ns, (root / name).stat().st_ino) for name in names(root)}


class TestFolder:
    def test_by_url(self, tmp_path: Path) -> None:
        """The scheme of the URL chooses the publisher."""
        open_publisher(f"file:{tmp_path}/x").publish({"news": group("v1", document())}, ())
        assert (tmp_path / "x" / "news.atom").exists()
        with pytest.raises(ConfigError, match="ftp"):
            open_publisher("ftp://example.org/")

    def test_files_as_any_server_wants_them(self, publisher: FilesPublisher, root: Path) -> None:
        """Plain files, readable as the umask says, modified when the document was, with compressed siblings."""
        assert names(root) == {"news.atom", "long.atom", "long.atom.gz", ".manifest.json"}
        assert gzip.decompress((root / "long.atom.gz").read_bytes()) == LONG.encode()
        for name in ("news.atom", "long.atom", "long.atom.gz"):
            assert (root / name).stat().st_mtime_ns == SECOND * 10**9
        umask = os.umask(0)
        os.umask(umask)
        assert stat.S_IMODE((root / "news.atom").stat().st_mode) == 0o666 & ~umask

    def test_nothing_to_do_touches_nothing(self, publisher: FilesPublisher, root: Path) -> None:
        """Publishing what stands already leaves every byte, time and inode, the manifest's too."""
        before = facts(root)
        FilesPublisher(root).publish({"news": group("v1", document(), document("long.atom", LONG))}, ())
        FilesPublisher(root).publish({}, ["news"])
        assert facts(root) == before

    def test_sibling_goes_when_it_no_longer_pays(self, publisher: FilesPublisher, root: Path) -> None:
        """A compressed sibling of older bytes does not stay behind."""
        publisher.publish({"news": group("v2", document("long.atom", "short"))}, ())
        assert names(root) == {"long.atom", ".manifest.json"}

    def test_empty_folders_go(self, root: Path) -> None:
        """With its last file a folder goes, too; others stay."""
        publisher = FilesPublisher(root)
        publisher.publish({"a": group("1", document("x/y/a.atom", LONG)), "b": group("1", document("x/b.atom"))}, ())
        publisher.publish({}, ["b"])
        assert {path.name for path in root.iterdir()} == {"x", ".manifest.json"}
        assert {path.name for path in (root / "x").iterdir()} == {"b.atom"}

    def test_strangers_stay(self, publisher: FilesPublisher, root: Path) -> None:
        """Files we did not publish are neither removed nor listed."""
        (root / ".gitkeep").touch()
        (root / "robots.txt").touch()
        publisher.publish({}, ())
        assert names(root) == {".gitkeep", "robots.txt", ".manifest.json"}

    def test_leftovers_go(self, publisher: FilesPublisher, root: Path) -> None:
        """Temporary files of a killed run go with the next change."""
        for groups in ({"news": group("v2", document(text="<feed>2</feed>"))}, {}):
            for name in (".news.atom.tmp", ".other.atom.tmp"):
                (root / name).write_text("half")
            publisher.publish(groups, ())
            assert names(root) == ({".manifest.json", "news.atom"} if groups else {".manifest.json"})

    def test_a_leftover_of_the_manifest_is_in_nobodys_way(self, publisher: FilesPublisher, root: Path) -> None:
        """Killed when nothing but the manifest was left to write: the next publication writes it."""
        publisher.publish({"news": group("v1", document())}, ())
        (root / "..manifest.json.tmp").write_bytes(b"{")
        publisher.publish({"news": group("v2", document())}, ())
        assert publisher.manifest().groups == {"news": "v2"}
        assert "..manifest.json.tmp" not in names(root)

    def test_manifest_is_read_once(self, publisher: FilesPublisher, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The manifest is parsed again only when its file changed, and then it is."""
        other = FilesPublisher(root)
        before = publisher.manifest()
        monkeypatch.setattr("feedsvc.publishers.files.from_text", lambda text: pytest.fail("read again"))
        assert publisher.manifest() == before
        monkeypatch.undo()
        other.publish({"news": group("v2", document(text="<feed>2</feed>"))}, ())
        assert publisher.manifest() == other.manifest() != before


class TestHealing:
    def heal(self, root: Path) -> FilesPublisher:
        publisher = FilesPublisher(root)
        publisher.publish({"news": group("v1", document(), document("long.atom", LONG))}, ())
        assert (root / "news.atom").read_bytes() == b"<feed/>"
        assert gzip.decompress((root / "long.atom.gz").read_bytes()) == LONG.encode()
        assert publisher.verify() == ()
        assert publisher.manifest().groups == {"news": "v1"}
        return publisher

    @pytest.mark.parametrize("name", ["news.atom", "long.atom", "long.atom.gz"])
    def test_missing(self, publisher: FilesPublisher, root: Path, name: str) -> None:
        """A file that went missing is left out with its group's fingerprint, and comes back with its old time."""
        (root / name).unlink()
        manifest = FilesPublisher(root).manifest()
        assert name.removesuffix(".gz") not in manifest.files
        assert manifest.groups == {}
        assert self.heal(root).manifest().files["long.atom"].modified == SECOND

    @pytest.mark.parametrize("name", ["news.atom", "long.atom", "long.atom.gz"])
    def test_overwritten(self, publisher: FilesPublisher, root: Path, name: str) -> None:
        """A file that somebody changed is noticed and put right, with a Last-Modified after the false one's."""
        (root / name).write_text("vandal")
        false = (root / name).stat().st_mtime
        assert name.removesuffix(".gz") not in FilesPublisher(root).manifest().files
        modified = self.heal(root).manifest().files[name.removesuffix(".gz")].modified
        assert modified >= false + 1 or name.endswith(".gz")

    @pytest.mark.parametrize(("bytes_", "at"), [(b"<feed/> ", SECOND), (b"<feed/>", SECOND - 60)], ids=["longer", "older"])
    def test_touched(self, publisher: FilesPublisher, root: Path, bytes_: bytes, at: int) -> None:
        """Another size or another time alone is seen at a glance, and put right for good."""
        (root / "news.atom").write_bytes(bytes_)
        os.utime(root / "news.atom", (at, at))
        assert "news.atom" not in FilesPublisher(root).manifest().files
        self.heal(root)
        assert "news.atom" in FilesPublisher(root).manifest().files

    def test_other_times_alone(self, publisher: FilesPublisher, root: Path) -> None:
        """They are damage to ``verify``, too; put right, Last-Modified is not before what was told, and no byte was written."""
        for at, modified in ((SECOND - 60, SECOND), (SECOND + 60, SECOND + 60)):
            os.utime(root / "news.atom", (at, at))
            fresh = FilesPublisher(root)
            assert fresh.verify() == ("news.atom",)
            assert fresh.publish({"news": group("v1", document(), document("long.atom", LONG))}, ()) == ()
            assert (fresh.manifest().files["news.atom"].modified, fresh.verify()) == (modified, ())

    def test_a_sibling_that_went_missing_is_no_news(self, publisher: FilesPublisher, root: Path) -> None:
        """It is made again, and nobody is told of a change."""
        (root / "long.atom.gz").unlink()
        assert FilesPublisher(root).publish({"news": group("v1", document(), document("long.atom", LONG))}, ()) == ()
        assert (root / "long.atom.gz").exists()

    def test_missing_and_changed_at_once(self, publisher: FilesPublisher, root: Path) -> None:
        """Other bytes in the place of a file that went missing are later than what it was."""
        (root / "news.atom").unlink()
        publisher.publish({"news": group("v2", document(text="<feed>2</feed>"), document("long.atom", LONG))}, ())
        assert publisher.manifest().files["news.atom"].modified == SECOND + 1

    def test_a_link_to_the_same_bytes_is_damage(self, publisher: FilesPublisher, root: Path, tmp_path: Path) -> None:
        """What it leads to may change tomorrow."""
        (tmp_path / "copy").write_bytes(b"<feed/>")
        (root / "news.atom").unlink()
        (root / "news.atom").symlink_to(tmp_path / "copy")
        self.heal(root)
        assert not (root / "news.atom").is_symlink()

    def test_flipped_bits(self, publisher: FilesPublisher, root: Path) -> None:
        """Damage that leaves size and time alone is found by ``verify``, and then put right."""
        for name in ("news.atom", "long.atom.gz"):
            content = bytearray((root / name).read_bytes())
            content[5] ^= 1
            (root / name).write_bytes(content)
            os.utime(root / name, (SECOND, SECOND))
        fresh = FilesPublisher(root)
        assert fresh.verify() == ("long.atom", "news.atom")
        assert fresh.manifest() == Manifest()
        fresh.publish({"news": group("v1", document(), document("long.atom", LONG))}, ())
        assert fresh.manifest().files["news.atom"].modified == SECOND + 1
        self.heal(root)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 1}', "null"])
    def test_manifest_lost(self, publisher: FilesPublisher, root: Path, text: str) -> None:
        """Without a sound manifest every file is compared with its bytes; equal ones keep their time."""
        before = facts(root)["news.atom"]
        (root / ".manifest.json").write_text(text)
        assert FilesPublisher(root).manifest() == Manifest()
        self.heal(root)
        assert facts(root)["news.atom"] == before

    def test_manifest_flipped(self, publisher: FilesPublisher, root: Path) -> None:
        """A flipped bit in the manifest is noticed, or changes nothing."""
        right = publisher.manifest()
        content = (root / ".manifest.json").read_bytes()
        dice = random.Random(1)
        for _ in range(200):
            bad = bytearray(content)
            bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
            (root / ".manifest.json").write_bytes(bad)
            assert FilesPublisher(root).manifest() in (right, Manifest())

    def test_replaced_by_a_link(self, publisher: FilesPublisher, root: Path, tmp_path: Path) -> None:
        """A link in place of a file is damage; it is replaced, and what it led to is not touched."""
        (tmp_path / "secret").write_text("secret")
        (root / "news.atom").unlink()
        (root / "news.atom").symlink_to(tmp_path / "secret")
        assert "news.atom" not in FilesPublisher(root).manifest().files
        self.heal(root)
        assert not (root / "news.atom").is_symlink()
        assert (tmp_path / "secret").read_text() == "secret"

    def test_newer_than_the_manifest(self, publisher: FilesPublisher, root: Path) -> None:
        """Bytes of a run killed before its manifest count as served: the next ones get a later time."""
        manifest = (root / ".manifest.json").read_bytes()
        publisher.publish({"news": group("v2", document(text="<feed>2</feed>"), document("long.atom", LONG))}, ())
        (root / ".manifest.json").write_bytes(manifest)
        fresh = FilesPublisher(root)
        fresh.publish({"news": group("v3", document(text="<feed>3</feed>"), document("long.atom", LONG))}, ())
        assert fresh.manifest().files["news.atom"].modified == SECOND + 2


class TestForeignFiles:
    """A page of ours replaces none that does not bear our name."""

    OURS = document("index.html", "<title>feeds</title><p>put together by feedsvc</p>" * 9)

    ROBOTS = document("robots.txt", "# written by feedsvc\nUser-agent: *\nAllow: /\n\nSitemap: https://feeds.example.org/all.atom\n")

    def test_a_page_of_the_operators_own_is_refused(self, root: Path) -> None:
        """Nothing is written, and the words name the file and the way out."""
        root.mkdir()
        (root / "index.html").write_text("my own page")
        with pytest.raises(PublishError, match=r"index\.html was not written by feedsvc") as refused:
            FilesPublisher(root).publish({"site": group("v1", self.OURS), "news": group("v1", document())}, ())
        assert "Move it away" in refused.value.next_step and "folder of its own" in refused.value.next_step
        assert names(root) == {"index.html"}
        assert (root / "index.html").read_text() == "my own page"

    @pytest.mark.parametrize("text", ["", "<p>put together by feedsvc, some time ago</p>"])
    def test_what_we_wrote_before_the_manifest_was_lost_is_replaced(self, root: Path, text: str) -> None:
        """An older page of ours, or one that a crash left empty."""
        root.mkdir()
        (root / "index.html").write_text(text)
        assert FilesPublisher(root).publish({"site": group("v1", self.OURS)}, ()) == ("index.html",)

    @pytest.mark.parametrize("name", ["news.json", "news.frame.html", "news.fragment.html", "archive/news/00001.json"])
    def test_what_bears_our_name_only_at_times_is_never_taken_for_foreign(self, root: Path, name: str) -> None:
        """A feed says it where an item has something more to tell, a box where an article does; the one before may not have."""
        publisher = FilesPublisher(root)
        publisher.publish({"news": group("v1", document(name, "an article"))}, ())
        (root / ".manifest.json").unlink()
        assert publisher.publish({"news": group("v2", document(name, "an article on feedsvc"))}, ()) == (name,)

    @pytest.mark.parametrize("rule", ["User-agent: *\nDisallow: /intern/\n", "User-agent: *\nDisallow: /intern/\nSitemap: https://feeds.example.org/all.atom\n", "ours"])
    @pytest.mark.parametrize("later", [False, True], ids=["there before us", "put over ours"])
    def test_a_robots_txt_of_the_operators_own_stays(self, root: Path, later: bool, rule: str) -> None:
        """The rules of the site around the feeds, though they name our feed or were added to our file: the rest is published
        beside them, and ours comes once they are gone."""
        rule = self.ROBOTS.body.decode() + "Crawl-delay: 10\n" if rule == "ours" else rule
        publisher = FilesPublisher(root)
        if later:
            assert set(publisher.publish({"site": group("v0", self.ROBOTS)}, ())) == {"robots.txt"}
        root.mkdir(exist_ok=True)
        (root / "robots.txt").write_text(rule)
        for mark in ("v1", "v2"):
            publisher.publish({"site": group(mark, self.ROBOTS, self.OURS)}, ())
            assert ((root / "robots.txt").read_text(), publisher.verify()) == (rule, ())
            assert set(publisher.manifest().files) == {"index.html"}
        (root / "robots.txt").unlink()
        assert publisher.publish({"site": group("v3", self.ROBOTS, self.OURS)}, ()) == ("robots.txt",)

    def test_ours_heals_and_is_known_without_a_manifest(self, root: Path) -> None:
        """A robots.txt of ours that was damaged, or whose manifest was lost, is replaced."""
        publisher = FilesPublisher(root)
        publisher.publish({"site": group("v1", self.ROBOTS)}, ())
        (root / "robots.txt").write_bytes(self.ROBOTS.body.replace(b"Allow", b"AlloW"))
        assert publisher.publish({"site": group("v1", self.ROBOTS)}, ()) == ("robots.txt",)
        (root / ".manifest.json").unlink()
        moved = document("robots.txt", self.ROBOTS.body.decode().replace("example.org", "example.net"))
        assert FilesPublisher(root).publish({"site": group("v2", moved)}, ()) == ("robots.txt",)

    def test_ours_is_known_by_the_manifest_whatever_it_says(self, root: Path) -> None:
        """A robots.txt that we published, in words that are ours no longer, makes way for that of today."""
        publisher = FilesPublisher(root)
        assert publisher.publish({"site": group("v1", document("robots.txt", "User-agent: *\nAllow: /\n"))}, ()) == ("robots.txt",)
        assert publisher.publish({"site": group("v2", self.ROBOTS)}, ()) == ("robots.txt",)

    def test_what_stands_in_the_manifest_heals(self, root: Path) -> None:
        """A page of ours that somebody wrote over is put back."""
        FilesPublisher(root).publish({"site": group("v1", self.OURS)}, ())
        (root / "index.html").write_text("something else")
        assert FilesPublisher(root).publish({"site": group("v1", self.OURS)}, ()) == ("index.html",)


class TestTrouble:
    def test_a_folder_stands_in_the_way(self, publisher: FilesPublisher, root: Path) -> None:
        """What cannot be replaced is told by its path, and the rest stays as it was."""
        (root / "new.atom").mkdir()
        (root / "new.atom" / "x").touch()
        with pytest.raises(PublishError, match=r"new\.atom") as caught:
            publisher.publish({"news": group("v2", document("new.atom"), document())}, ())
        assert caught.value.next_step
        assert (root / "news.atom").read_bytes() == b"<feed/>"
        assert ".new.atom.tmp" not in names(root)

    def test_disk_full(self) -> None:
        """On a full disk the last good files stay, the message says so, and space heals it."""
        if os.geteuid():
            pytest.skip("needs root, to mount a small file system")
        with tempfile.TemporaryDirectory() as folder:
            if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True).returncode:
                pytest.skip("no file system may be mounted here")
            try:
                self.fill_up(Path(folder))
            finally:
                subprocess.run(["umount", folder], check=True)

    def fill_up(self, root: Path) -> None:
        publisher = FilesPublisher(root)
        publisher.publish({"a": group("v1", document(text=LONG), document("b.atom"))}, ())
        before = facts(root)
        ballast = root / "ballast"
        dice = random.Random(1)
        bodies = [dice.randbytes(150_000).hex()[:150_000] for _ in range(2)]
        with pytest.raises(PublishError, match="disk is full") as caught:
            publisher.publish({"a": group("v2", *(document(f"{n}.atom", body) for n, body in enumerate(bodies)))}, ())
        assert "still there" in caught.value.next_step
        now = facts(root)
        assert {name: now[name] for name in before} == before
        assert not any(name.endswith(".tmp") for name in now)
        ballast.unlink(missing_ok=True)
        publisher.publish({"a": group("v3", document(text=LONG + "x"), document("b.atom"))}, ())
        assert names(root) - {"0.atom", "0.atom.gz"} == names(root) & set(before)
        assert publisher.verify() == ()

    def test_read_only(self) -> None:
        """A user without rights is told the path and the user id."""
        if os.geteuid():
            pytest.skip("needs root, to become a user without rights")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            done = subprocess.run([sys.executable, "-c", READ_ONLY, folder], capture_output=True, text=True)
        assert "permission denied" in done.stdout, done.stderr
        assert f"{folder}/x.atom" in done.stdout
        assert "user id 65534" in done.stdout


READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from feedsvc.errors import PublishError
from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher
os.setgid(65534); os.setuid(65534)
try:
    FilesPublisher(Path(sys.argv[1])).publish({"x": ("1", [Document("x.atom", "a/b", b"x", datetime.now(UTC))])}, ())
except PublishError as error:
    print(error.message, error.next_step)
"""


def test_reader_while_replacing(root: Path) -> None:
    """Who reads without pause while files are replaced sees whole files only, and times that never fall."""
    publisher = FilesPublisher(root)
    publisher.publish({"news": group("0", document(text=feed(0)))}, ())
    done = threading.Event()
    trouble: list[str] = []
    reads: list[int] = []

    def read() -> None:
        last = 0
        while not done.is_set():
            with open(root / "news.atom", "rb") as file:
                modified, text = int(os.fstat(file.fileno()).st_mtime), file.read()
            number = int(ElementTree.fromstring(text).attrib["n"])
            gzip.decompress((root / "news.atom.gz").read_bytes())
            if text != feed(number).encode() or modified < last:
                trouble.append(f"{number} at {modified} after {last}")
            last = modified
            reads.append(number)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 200):
        publisher.publish({"news": group(str(number), document(text=feed(number)))}, ())
    done.set()
    reader.join()
    assert (trouble, bool(reads)) == ([], True)


def feed(number: int) -> str:
    return f'<feed n="{number}">' + f"<entry>{number}</entry>" * (50 + number % 7 * 40) + "</feed>"


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            st.dictionaries(st.sampled_from(["x.atom", "y.html", "s/z.json"]), st.integers(0, 3), max_size=3),
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_any_history(history: list[dict[str, dict[str, int]]], dice: random.Random) -> None:
    """After any history of publications the folder holds exactly the last one, and times rose with every change."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "feeds"
        times: dict[str, tuple[bytes, int]] = {}
        for step in history:
            groups = {
                key: group(str(files), *(numbered(f"{key}/{name}", n, dice.randint(-9, 9)) for name, n in files.items()))
                for key, files in step.items()
            }
            publisher = FilesPublisher(root)
            publisher.publish(groups, ())
            manifest = publisher.manifest()
            right = {each.name: each.body for _, documents in groups.values() for each in documents}
            assert {name: publisher.read(name) for name in manifest.files} == right
            assert publisher.verify() == ()
            siblings = {f"{name}.gz" for name, file in manifest.files.items() if file.codings}
            assert names(root) == {".manifest.json"} | manifest.files.keys() | siblings
            for name, (body, before) in times.items():
                if name in right and right[name] != body:
                    assert manifest.files[name].modified > before
            times = {name: (right[name], manifest.files[name].modified) for name in right}


def numbered(name: str, n: int, seconds: int) -> Document:
    return document(name, str(n) * (n * 300 + 1), seconds)


def test_time_before_the_epoch(root: Path) -> None:
    """A document older than 1970 is dated 1970: HTTP has no earlier time."""
    publisher = FilesPublisher(root)
    publisher.publish({"x": group("1", Document("news.atom", "text/xml", b"<feed/>", datetime(1912, 1, 1, tzinfo=UTC)))}, ())
    assert publisher.manifest().files["news.atom"].modified == 0
