"""Which entry an article is: by what its row and its page have in common with what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.identity import address_key, weak_keys
from feedsvc.matching import Match, by_address, is_guest, settled, shows
from feedsvc.model import Article, Entry, Row
from feedsvc.unread import NOT_READ
from tests.builders import article, day, entry, row, stamp

OLD = "http://example.org/news/content-4711.html"
NUMBERED = "http://example.org/notices/content-4711.html"
NEW = "http://example.org/other/page.html"
LONG = "协会近日就第一项工作作了说明，请各会员单位认真组织学习，并按时把有关材料报送到秘书处。"
KNOWN = entry(1, url=OLD, summary=LONG)
LATER = stamp("2026-11-25 10:00:00")


def page(url: str, **fields: object) -> Article:
    """The page of the known article at an address, but for some fields."""
    return replace(article(1), url=url, **fields)  # type: ignore[arg-type]


def entry_of(read: Article, *stands: Row, known: tuple[Entry, ...] = (KNOWN,)) -> Entry | None:
    """The entry that a page is, where these rows stand in the listing besides its own."""
    aliases = {key: one for one in known for key in (address_key(one.url), *weak_keys(one.url, one.title, one.published, one.digest))}
    shown = Row(read.url, read.title or "", read.published)
    present = {address_key(one.url): one for one in (shown, *stands)}
    return settled(by_address(shown, aliases), read, aliases, present).entry


STANDS = Row(OLD, KNOWN.title, KNOWN.published)
OTHER = {"title": "关于另一件事的通报", "text": "这里说的是另一件事。", "summary": "这里说的是另一件事。"}


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"title": OTHER["title"], "published": day("2026-11-20")}, NEW),
        ({"title": OTHER["title"], "text": OTHER["text"], "summary": f"{LONG}（续）"}, NUMBERED),
        ({"text": OTHER["text"], "summary": OTHER["summary"]}, NEW),
        ({"text": OTHER["text"], "summary": OTHER["summary"], "published": day("2026-11-20")}, NUMBERED),
    ],
    ids=["day and text", "number, time and words", "title and time", "title, day and number"],
)
def test_what_left_the_list_comes_back_under_another_address(fields: dict[str, object], url: str) -> None:
    """With so much in common; as long as the old row stands, it is another article."""
    assert entry_of(page(url, **fields)) == KNOWN
    assert entry_of(page(url, **fields), STANDS) is None


@pytest.mark.parametrize(
    ("fields", "url"),
    [({}, NEW), ({"published": LATER}, NUMBERED)],
    ids=["title, day and text", "title, text and number"],
)
def test_an_article_shown_twice_is_one(fields: dict[str, object], url: str) -> None:
    """Though its old row stands beside the new one."""
    assert entry_of(page(url, **fields), STANDS) == KNOWN


def test_two_that_are_alike_stay_two() -> None:
    """Each is what stands at its address, as long as that shows its title or its text."""
    twin = entry(2, url=NEW, title=KNOWN.title, digest=KNOWN.digest)
    assert entry_of(page(OLD), known=(KNOWN, twin)) == KNOWN
    assert entry_of(page(NEW), known=(KNOWN, twin)) == twin


def test_an_address_with_another_title_and_day_and_the_same_text_shows_the_same_article() -> None:
    """Whatever the row made of it."""
    assert entry_of(page(OLD, title=OTHER["title"], published=LATER)) == KNOWN
    assert entry_of(page(OLD, published=LATER, **OTHER)) is None


def test_a_page_without_a_title_shows_what_was_expected_when_it_has_text() -> None:
    """An empty one shows nothing."""
    assert shows(page(OLD, title=None, published=None), KNOWN.title, None)
    assert not shows(page(OLD, title=None, published=None, text=""), KNOWN.title, None)


@pytest.mark.parametrize("fields", [{}, {"state": "withdrawn"}, {"missed": LATER.at}, {"reasons": {NOT_READ: "its page was slow"}}])
def test_another_sections_article_is_a_guest_while_its_own_page_tells_it(fields: dict[str, object]) -> None:
    """Not when that was taken back, is missed or was never read."""
    assert is_guest(Match(row(1), replace(KNOWN, **fields)), "notices") == (not fields)  # type: ignore[arg-type]
