"""An entry tells by which code its text was read, so that another reading passes for no correction of the site's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from feedsvc import __version__
from feedsvc.entries import READ_BY
from feedsvc.provenance import PACKAGE, reading_mark

from .listing_layouts import Article, articles
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
        assert reading_mark(package) == f"feedsvc {__version__}"


def test_an_entry_tells_by_what_it_was_read() -> None:
    """The mark stands among the reasons of each article that was read."""
    section, items = Section(), articles(3, 1)
    section.publish(items)
    section.looks(page(items))
    assert {entry.reasons.get(READ_BY) for entry in section.entries} == {reading_mark()}
