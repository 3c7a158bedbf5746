"""An entry tells by which code its text was read, so that another reading passes for no correction of the site's; what is published
follows the code that renders it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedsvc import __version__
from feedsvc.app import Formats
from feedsvc.config import parse
from feedsvc.entries import READ_BY
from feedsvc.press import Press
from feedsvc.provenance import PACKAGE, RENDERING, reading_mark, rendering_mark
from feedsvc.publish import behind, publish
from feedsvc.publishers.files import FilesPublisher
from feedsvc.web import assets

from .listing_layouts import NOW, Article, articles
from .test_architecture import imports
from .watched_section import Section


def page(items: list[Article]) -> str:
    rows = "".join(f'<li><a href="{item.url}">{item.title}</a><span>{item.day}</span></li>' for item in items)
    return f"<html><body><ul>{rows}</ul></body></html>"


@pytest.mark.parametrize(("code", "told"), [(reading_mark(), 1), ("reading of another release", 0)])
def test_only_the_same_code_tells_corrections(code: str, told: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that comes out otherwise was corrected where the same code read it before; whatever the release is called."""
    section, items = Section(), articles(3, 1)
    section.publish(items)
    section.looks(page(items))
    monkeypatch.setattr("feedsvc.provenance.reading_mark", lambda: code)
    section.web.put(items[0].url, section.web.answers[items[0].url].body.replace("经过".encode(), "结果".encode()))
    assert [section.looks(page(items)).corrected for _ in range(3)].count(1) == told


def test_what_decides_a_text_marks_it(tmp_path: Path) -> None:
    """Another line in any reader, or in the digest of texts, is another mark; the same sources elsewhere have the same one."""
    shutil.copytree(PACKAGE / "reading", tmp_path / "a" / "reading", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGE / "identity.py", tmp_path / "a")
    marks = {reading_mark(tmp_path / "a"), reading_mark()}
    assert len(marks) == 1
    for number, name in enumerate(("reading/summary.py", "identity.py")):
        other = shutil.copytree(tmp_path / "a", tmp_path / f"b{number}")
        with (other / name).open("a") as file:
            file.write("#\n")
        marks.add(reading_mark(other))
    assert len(marks) == 3


def test_a_package_without_sources_has_a_mark(tmp_path: Path) -> None:
    """Compiled ones alone, or an archive, which is no folder: the release is what is known of it, and articles are read all the same."""
    (tmp_path / "compiled" / "reading").mkdir(parents=True)
    (tmp_path / "compiled" / "identity.pyc").write_bytes(b"")
    (tmp_path / "feedsvc.zip").write_bytes(b"")
    for package in (tmp_path / "compiled", tmp_path / "feedsvc.zip" / "feedsvc"):
        assert reading_mark(package) == rendering_mark(package) == f"feedsvc {__version__}"


def test_an_entry_tells_by_what_it_was_read() -> None:
    """The mark stands among the reasons of each article that was read."""
    section, items = Section(), articles(3, 1)
    section.publish(items)
    section.looks(page(items))
    assert {entry.reasons.get(READ_BY) for entry in section.entries} == {reading_mark()}


@pytest.fixture
def published(tmp_path: Path) -> Press:
    """A section of three articles, published."""
    section, items = Section(), articles(3, 1)
    section.publish(items)
    section.looks(page(items))
    head = '[site]\ntitle = "A"\ncontact = "mailto:a@example.org"\nbase_url = "http://feeds.example.org/"\n'
    config = parse(f'{head}[[source]]\nkey = "news"\nurl = "{section.source.url}"\n', tmp_path / "config.toml")
    press = Press(config, section.store, FilesPublisher(tmp_path / "feeds"), Formats())
    publish(press)
    return press


def test_other_code_publishes_anew_what_it_makes_otherwise(published: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade the next pass publishes what comes out otherwise, whatever the release is called; nothing else is written."""
    root = published.publisher.root  # type: ignore[attr-defined]
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.rglob("*") if path.name != ".manifest.json"}
    monkeypatch.setattr("feedsvc.press.rendering_mark", lambda: "rendering of another release")
    assert set(behind(published)) == {"all", "news", "site"}
    monkeypatch.setattr("feedsvc.web._embed", lambda: b"// another script")
    script = {name for name in publish(published) if not name.endswith(".gz")}
    assert script == {"news.html", "all.html"}
    after = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.rglob("*") if path.name != ".manifest.json"}
    assert {path.name.removesuffix(".gz") for path in after if after[path] != before.get(path)} == script
    assert (behind(published), publish(published)) == ((), ())


def rendering(todo: set[Path]) -> Iterator[Path]:
    """The files that these take from, themselves included."""
    found: set[Path] = set()
    while todo := todo - found:
        found |= todo
        todo = {
            each
            for path in todo
            for dots, name in imports(path)
            if dots
            for place in [path.parents[dots - 1].joinpath(*name.split("."))]
            for each in (place.with_suffix(".py"), place / "__init__.py")
            if each.is_file()
        }
    yield from sorted(found)


NO_DOCUMENT = {"__init__", "config", "errors", "mistakes", "ports", "press", "provenance", "reading", "sections", "settings", "toml_faults", "toml_places"}
"""What rendering takes from besides: the configuration and what is to be rendered, whose own words are in each mark."""


def test_whatever_makes_documents_marks_them(tmp_path: Path) -> None:
    """Another line in anything that rendering takes from, or in a file that pages load, is another mark; equal sources have the same."""
    formats = {*(PACKAGE / "formats").rglob("*.py"), PACKAGE / "web" / "__init__.py", PACKAGE / "rendering.py"}
    makers = [path.relative_to(PACKAGE) for path in rendering(formats)]
    makers = [path for path in makers if path.with_suffix("").parts[0] not in NO_DOCUMENT]
    loaded = [path.relative_to(PACKAGE) for path in (PACKAGE / "web").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {path.name for path in loaded} >= {document.name for document in assets(NOW)}
    copy = tmp_path / "a"
    for name in {*makers, *loaded, *map(Path, RENDERING)}:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, copy / name)
    assert rendering_mark(copy) == rendering_mark()
    marks = {rendering_mark()}
    for name in {*makers, *loaded}:
        before = (copy / name).read_bytes()
        (copy / name).write_bytes(before + b"#")
        marks.add(rendering_mark.__wrapped__(copy))
        (copy / name).write_bytes(before)
    assert len(marks) == len({*makers, *loaded}) + 1
