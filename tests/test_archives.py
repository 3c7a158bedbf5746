"""Whoever follows the links of RFC 5005 from the subscription document collects every entry, through the real store and publisher."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from feedsvc.app import Formats
from feedsvc.config import Bundle, Config
from feedsvc.decide import withdrawn
from feedsvc.errors import FaultyDocumentError
from feedsvc.formats.archives import BULK, HEAVY, LEAST, LIGHT, SIZE, closing, light, weight
from feedsvc.formats.lint import lint
from feedsvc.model import Entry, Source
from feedsvc.press import Press
from feedsvc.publish import publish
from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from feedsvc.stores import open_store

from .builders import NOW, SOURCE, entry
from .test_faulty_document import Spoiling

A = "{http://www.w3.org/2005/Atom}"
BASE = "https://feeds.example.org/"
WINDOW = 20
FULL = replace(SOURCE, content="full")
LIMIT = 250_000
PREFIXES = ("archive/news/", "archive/all/", "news.archive-", "all.archive-")


@dataclass
class Life:
    """One installation with one source; each step is committed and published."""

    root: Path
    press: Press
    at: datetime = NOW
    version: int = 0

    def step(self, *entries: Entry, **state: Any) -> tuple[str, ...]:
        self.version, self.at = self.version + 1, self.at + timedelta(minutes=1)
        known = SourceState("news", version=self.version, changed=self.at, last_success=self.at, verdict=Verdict.OK, **state)
        self.press.store.commit(Commit(known, Outcome("news", Verdict.OK, "read", at=self.at), entries))
        return publish(self.press)

    def files(self) -> dict[str, bytes]:
        found = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        return {name: body for name, body in found.items() if not Path(name).name.startswith(".") and not name.endswith(".gz")}

    def archives(self) -> dict[str, bytes]:
        return {name: body for name, body in self.files().items() if "archive" in name}


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Life]]:
    stores = []

    def start(**changes: Any) -> Life:
        config = Config(
            tmp_path / "config.toml", "质量评价协会", "zh-CN", "Asia/Shanghai", "质量评价协会", "mailto:a@example.org",
            BASE, "example.org", "https://example.org/", "© 协会", None, (SOURCE,), window=WINDOW,
        )  # fmt: skip
        stores.append(open_store(f"sqlite:{tmp_path / 'store.db'}"))
        return Life(tmp_path / "feeds", Press(replace(config, **changes), stores[-1], FilesPublisher(tmp_path / "feeds"), Formats()))

    yield start
    for store in stores:
        store.close()


def history(count: int, first: int = 0, **changes: Any) -> list[Entry]:
    """Entries like the site's own, oldest first."""
    start = NOW - timedelta(days=900)
    times = [start + timedelta(minutes=number) for number in range(first, first + count)]
    plain = entry(1, **changes)
    return [
        replace(plain, id=f"tag:example.org,2026:news/{first + n}", url=f"http://example.org/news/{first + n}.html", first_seen=at,
                updated=at, published=replace(plain.published, at=at.astimezone(plain.published.at.tzinfo), precision="second"))
        for n, at in enumerate(times)
    ]  # fmt: skip


def ids(entries: Sequence[Entry]) -> list[str]:
    return [entry.id for entry in entries]


# --- the client ---------------------------------------------------------------------------------


def read_atom(body: bytes) -> tuple[list[tuple[str, str]], str | None]:
    root = ElementTree.fromstring(body)
    return [(e.findtext(f"{A}id") or "", e.findtext(f"{A}title") or "") for e in root.findall(f"{A}entry")], previous(root)


def read_rss(body: bytes) -> tuple[list[tuple[str, str]], str | None]:
    channel = ElementTree.fromstring(body)[0]
    return [(item.findtext("guid") or "", item.findtext("title") or "") for item in channel.findall("item")], previous(channel)


def previous(parent: ElementTree.Element) -> str | None:
    return next((link.get("href") for link in parent.findall(f"{A}link") if link.get("rel") == "prev-archive"), None)


def read_json(body: bytes) -> tuple[list[tuple[str, str]], str | None]:
    feed = json.loads(body)
    return [(item["id"], item["title"]) for item in feed["items"]], feed.get("next_url")


READERS = [(read_atom, "atom", "application/atom+xml"), (read_rss, "rss", "application/rss+xml"), (read_json, "json", "application/feed+json")]
each_format = pytest.mark.parametrize(("read", "suffix", "media_type"), READERS, ids=["atom", "rss", "json"])


def walk(files: dict[str, bytes], read: Any, suffix: str, media_type: str, key: str = "news") -> list[tuple[str, str]]:
    """(id, title) a client collects that starts at the subscription document and follows the links back; newest word of each."""
    url: str | None = f"{BASE}{key}.{suffix}"
    found: dict[str, str] = {}
    reached = []
    while url is not None:
        name = url.removeprefix(BASE)
        assert name not in reached, "the links lead in a circle"
        reached.append(name)
        assert [str(finding) for finding in lint(Document(name, media_type, files[name], NOW))] == []
        entries, url = read(files[name])
        for entry_id, title in entries:
            found.setdefault(entry_id, title)
    stray = {name for name in files if name.startswith(f"archive/{key}/") and name.endswith(f".{suffix}")} - set(reached)
    assert not stray, "every archive is reached"
    return list(found.items())


# --- complete at any length ---------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, WINDOW, WINDOW + 1, WINDOW + SIZE - 1, WINDOW + SIZE, WINDOW + SIZE + 1, 400])
def test_a_client_collects_exactly_what_was_published(count: int, begin: Callable[..., Life]) -> None:
    """Following prev-archive (next_url in JSON) gives every entry of the store, newest first, whatever the count."""
    life, entries = begin(), history(count)
    life.step(*entries)
    for read, suffix, media_type in READERS:
        for key in ("news", "all"):
            assert [entry_id for entry_id, _ in walk(life.files(), read, suffix, media_type, key)] == ids(entries[::-1])


def test_ten_thousand_entries(begin: Callable[..., Life]) -> None:
    """A long history is complete, no subscription document is above the limit, and one more entry rewrites what shows it."""
    life, entries = begin(), history(10_000)
    life.step(*entries)
    before = life.files()
    for reader in READERS:
        assert [entry_id for entry_id, _ in walk(before, *reader)] == ids(entries[::-1])
    assert all(len(body) < LIMIT for name, body in before.items() if not name.startswith("archive/"))
    changed = life.step(*history(1, 10_000))
    after = life.files()
    told = {name for name in after if after[name] != before.get(name)} | (before.keys() - after.keys())
    assert told == set(changed)
    assert not [name for name in changed if "archive" in name]


def test_entries_that_come_one_by_one(begin: Callable[..., Life]) -> None:
    """At each step both together, archives and subscription document, hold everything; an archive changes once, for its successor."""
    life, entries = begin(window=5), history(130)
    versions: dict[str, set[bytes]] = {}
    for number, new in enumerate(entries):
        life.step(new)
        if number % 9 and number < 110:
            continue
        assert all(len(walk(life.files(), *reader)) == number + 1 for reader in READERS)
        for name, body in life.archives().items():
            versions.setdefault(name, set()).add(body)
    assert len(versions) == 3 * 2 * 4  # three archives, of the section and of all, in three formats and a page
    assert all(len(bodies) <= 2 for bodies in versions.values())


def test_the_back_catalogue_comes_first(begin: Callable[..., Life]) -> None:
    """While older pages are still being read no archive is closed: they would stand in the wrong order for good."""
    life, entries = begin(), history(200)
    life.step(*entries[100:], backfill="https://example.org/news/6.html")
    assert life.archives() == {}
    life.step(*entries[:100])
    assert [entry_id for entry_id, _ in walk(life.files(), *READERS[0])] == ids(entries[::-1])
    first, _ = read_atom(life.files()["archive/news/00001.atom"])
    assert [entry_id for entry_id, _ in first] == ids(entries[SIZE // 2 - 1 :: -1])


def test_the_first_archives_come_in_twos(begin: Callable[..., Life]) -> None:
    """No archive document ever stands alone, without a link to another: each is clean for validators too, notices included."""
    life = begin()
    life.step(*history(WINDOW + SIZE))
    documents = {name: body for name, body in life.archives().items() if name.startswith("archive/news/")}
    assert len(documents) == 2 * 3
    for name, body in documents.items():
        media_type = next(known for _, suffix, known in READERS if name.endswith(suffix))
        assert [str(finding) for finding in lint(Document(name, media_type, body, NOW), notices=True)] == []


# --- corrections and withdrawals ----------------------------------------------------------------


@each_format
def test_a_correction_leaves_archives_alone(read: Any, suffix: str, media_type: str, begin: Callable[..., Life]) -> None:
    """The corrected entry stands in the subscription document, however old it is; who walks back sees its new words first."""
    life, entries = begin(), history(200)
    life.step(*entries)
    before = life.archives()
    corrected = replace(entries[3], title="更正后的标题", updated=NOW, revision=1)
    life.step(corrected)
    assert life.archives() == before
    assert corrected.id in [entry_id for entry_id, _ in read(life.files()[f"news.{suffix}"])[0]]
    found = walk(life.files(), read, suffix, media_type)
    assert sorted(entry_id for entry_id, _ in found) == sorted(ids(entries))
    assert dict(found)[corrected.id] == "更正后的标题"


@pytest.mark.parametrize("late", ["corrected", "found"])
def test_what_came_late_is_seen_before_it_is_archived(late: str, begin: Callable[..., Life]) -> None:
    """An old article that is corrected, or found only now, stands in the subscription document even when archives are closed in
    that very pass; a week later it may go."""
    life, entries = begin(), history(WINDOW + SIZE)
    life.step(*entries)
    life.step(*history(SIZE - 1, 1000))
    old = replace(entries[3], title="迟到的文章", updated=NOW, revision=2)
    if late == "found":
        old = replace(entries[3], id="tag:example.org,2026:news/x", url="http://example.org/news/x.html", first_seen=NOW)
    life.step(old)
    assert len(life.archives()) == 3 * 2 * 4
    assert old.id in [entry_id for entry_id, _ in read_atom(life.files()["news.atom"])[0]]
    life.at += timedelta(days=8)
    life.step(*[replace(new, first_seen=life.at, updated=life.at) for new in history(SIZE, 2000)])
    assert old.id not in [entry_id for entry_id, _ in read_atom(life.files()["news.atom"])[0]]
    assert old.id in [entry_id for entry_id, _ in walk(life.files(), *READERS[0])]


def test_many_corrections_go_into_archives_of_their_own(begin: Callable[..., Life]) -> None:
    """A site that changes everything at once does not swell the subscription document: the corrected come into new archives."""
    life, entries = begin(), history(300)
    life.step(*entries)
    before = life.archives()
    life.step(*[replace(old, title=f"新{old.title}", updated=NOW, revision=1) for old in entries])
    files = life.files()
    assert len(files["news.atom"]) < LIMIT
    found = walk(files, *READERS[0])
    assert len(found) == 300
    assert all(title.startswith("新") for _, title in found)
    rewritten = {name for name, body in before.items() if files[name] != body}
    assert {name.rpartition(".")[0] for name in rewritten} == {last_archive(before, key) for key in PREFIXES}


def last_archive(files: Iterable[str], prefix: str) -> str:
    """The newest archive, without the format: the one that learns of its successor."""
    return max(name.rpartition(".")[0] for name in files if name.startswith(prefix))


@each_format
def test_what_is_withdrawn_leaves_every_document(read: Any, suffix: str, media_type: str, begin: Callable[..., Life]) -> None:
    """Neither its archive nor its page says a word of it any longer; the others stand; its archive alone is written again."""
    life, entries = begin(), history(200, summary="独特的摘要")
    secret = replace(entries[70], title="不该再有的标题", summary="不该再有的摘要")
    life.step(*entries[:70], secret, *entries[71:])
    before = life.archives()
    life.step(withdrawn(secret, NOW))
    files = life.files()
    assert not [name for name, body in files.items() if "不该再有的摘要".encode() in body or "archive" in name and secret.id.encode() in body]
    changed = {name for name, body in life.archives().items() if body != before[name]}
    assert {name.rpartition(".")[0] for name in changed} == {f"{prefix}00003" for prefix in PREFIXES}
    live = [entry_id for entry_id, _ in walk(files, read, suffix, media_type) if entry_id != secret.id]
    assert live == [entry_id for entry_id in ids(entries[::-1]) if entry_id != secret.id]


def test_what_comes_back_is_shown_again(begin: Callable[..., Life]) -> None:
    """An entry restored after its withdrawal stands in the subscription document, with its archive as it was."""
    life, entries = begin(), history(200)
    life.step(*entries)
    life.step(withdrawn(entries[7], NOW))
    gone = life.archives()
    life.step(replace(entries[7], updated=NOW + timedelta(hours=1), revision=2))
    assert life.archives() == gone
    assert sorted(entry_id for entry_id, _ in walk(life.files(), *READERS[0])) == sorted(ids(entries))


def test_an_archive_can_be_emptied(begin: Callable[..., Life]) -> None:
    """Its document keeps its place in the chain when all that stood there is withdrawn."""
    life, entries = begin(), history(200)
    life.step(*entries)
    life.step(*[withdrawn(old, NOW + timedelta(seconds=number)) for number, old in enumerate(entries[:SIZE])])
    files = life.files()
    assert read_atom(files["archive/news/00001.atom"]) == ([], None)
    found = [entry_id for entry_id, _ in walk(files, *READERS[0])]
    assert [entry_id for entry_id in found if entry_id not in ids(entries[:SIZE])] == ids(entries[: SIZE - 1 : -1])


def test_a_lost_archive_comes_back_as_it_was(begin: Callable[..., Life]) -> None:
    """A file of an archive that somebody deleted is written again with the same bytes."""
    life = begin()
    life.step(*history(200))
    before = life.files()
    lost = life.root / "archive/news/00002.rss"
    lost.unlink()
    assert "archive/news/00002.rss" in publish(life.press)
    assert life.files() == before


def test_a_filtered_bundle_has_archives_of_its_own(begin: Callable[..., Life]) -> None:
    """A bundle's archives hold what its words let through, and nothing else."""
    life = begin(bundles=(Bundle("calls", "通知", ("news",), include=("招标",)),))
    entries = [replace(old, title="招标公告" if number % 3 == 0 else "新闻") for number, old in enumerate(history(300))]
    life.step(*entries)
    right = [old.id for old in reversed(entries) if old.title == "招标公告"]
    assert [entry_id for entry_id, _ in walk(life.files(), *READERS[0], key="calls")] == right


def test_a_filtered_source_shows_what_its_words_let_through(begin: Callable[..., Life]) -> None:
    """Words of a source keep articles out of its feed, its archives and the merged feed, however many there are of them."""
    life = begin(sources=(replace(SOURCE, exclude=("招标",)),))
    entries = [replace(old, title="新闻" if number % 6 == 0 else "招标公告") for number, old in enumerate(history(300))]
    life.step(*entries)
    right = [old.id for old in reversed(entries) if old.title == "新闻"]
    files = life.files()
    for key in ("news", "all"):
        assert [entry_id for entry_id, _ in walk(files, *READERS[0], key=key)] == right
    assert not [name for name, body in files.items() if "招标公告".encode() in body]


def test_a_bundle_leaves_out_what_stands_in_another_section(begin: Callable[..., Life]) -> None:
    """What is also filed under a section that the bundle excludes is not in it."""
    life = begin(bundles=(Bundle("pure", "新闻", ("news",), exclude_sources=("notices",)),))
    entries = [replace(old, sources=("news", "notices")) if number % 2 else old for number, old in enumerate(history(12))]
    life.step(*entries)
    assert [entry_id for entry_id, _ in walk(life.files(), *READERS[0], key="pure")] == ids(entries[::2])[::-1]


# --- sizes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", [10, 2_000, 20_000])
def test_documents_stay_light(letters: int, begin: Callable[..., Life]) -> None:
    """Full texts of any size: a subscription document stays below 250 kB, an archive below 2 MB, and nothing is lost."""
    life = begin(window=200, sources=(FULL,))
    entries = history(260, html=f"<p>{'质' * letters}</p>", summary="摘要" * 100)
    life.step(*entries)
    files = life.files()
    for read, suffix, media_type in READERS:
        assert len(files[f"news.{suffix}"]) < LIMIT
        assert len(walk(files, read, suffix, media_type)) == 260
    assert max(len(body) for name, body in files.items() if name.startswith("archive/")) < 2_000_000


@pytest.mark.parametrize("others", [(), (replace(FULL, key="brand", content="summary"),)], ids=["alone", "in another section, too"])
def test_full_text_is_published_only_where_all_that_show_it_may(others: tuple[Source, ...], begin: Callable[..., Life]) -> None:
    """No document holds it, feed or archive, once config.toml says so no longer, or where another section that shows the article does
    not; the store may hold it still."""
    life = begin(sources=(FULL, *others))
    keys = tuple(source.key for source in (FULL, *others))
    life.step(*history(130, html="<p>所有的文字</p>", sources=keys))
    told = {name for name, body in life.files().items() if "所有的文字".encode() in body}
    assert any(name.startswith("archive/") for name in told) is (others == ()) and ("news.atom" in told) is (others == ())
    life.press = replace(life.press, config=replace(life.press.config, sources=(SOURCE, *others)))
    publish(life.press)
    assert not any("所有的文字".encode() in body for body in life.files().values())


def test_nothing_is_archived_while_the_document_is_small() -> None:
    """Loose entries stay where they are until there are an archive's worth more than the window."""
    entries = history(WINDOW + SIZE)
    assert closing(entries[:-1], WINDOW, NOW) == ()
    assert list(closing(entries, WINDOW, NOW)) == entries[:SIZE]


def test_heavy_entries_are_archived_earlier() -> None:
    """Above HEAVY bytes the oldest leave until LIGHT are left, but a few stay; what leaves fits into one archive."""
    heavy = history(40, html="<p>" + "x" * 20_000 + "</p>")
    leaving = closing(heavy, WINDOW, NOW)
    assert 0 < sum(map(weight, leaving)) <= BULK
    few = history(LEAST, html="<p>" + "x" * 200_000 + "</p>")
    assert sum(map(weight, few)) > HEAVY
    assert closing(few, WINDOW, NOW) == ()


def test_the_newest_share_the_document_with_what_must_stand_there() -> None:
    """The newest entries take what the loose ones leave of LIGHT bytes, and at least a few."""
    newest, old = history(200, 100)[::-1], history(100)
    assert len(light(newest, [])) == LIGHT // weight(newest[0]) + 1 or len(light(newest, [])) == LIGHT // weight(newest[0])
    assert LEAST <= len(light(newest, old)) < len(light(newest, []))


def test_a_refused_archive_leaves_its_feed_as_it_was(begin: Callable[..., Life]) -> None:
    """An archive that our own lint refuses is not linked, and the feed keeps what it would hold: no article stands nowhere."""
    life = begin()
    life.step(*history(70))
    before = walk(life.files(), read_atom, "atom", "application/atom+xml")
    number = sum(name.startswith("archive/news/") and name.endswith(".atom") for name in life.archives()) + 1
    life.press = replace(life.press, render=Spoiling(Formats(), f"archive/news/{number:05}.atom"))
    with pytest.raises(FaultyDocumentError, match=f"{number:05}"):
        life.step(*history(60, first=70))
    assert walk(life.files(), read_atom, "atom", "application/atom+xml") == before
    life.press = replace(life.press, render=Formats())
    publish(life.press)
    told = {entry_id for entry_id, _ in walk(life.files(), read_atom, "atom", "application/atom+xml")}
    assert len(told) == 130
