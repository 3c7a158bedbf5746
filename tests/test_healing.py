"""A listing that changes its layout, or is no listing any more: healed from known articles, or held, never junk."""

from __future__ import annotations

import random

import pytest

from feedsvc.model import Pins
from feedsvc.record import Verdict
from tests import listing_layouts as layouts
from tests.watched_section import Section
from tests.wrong_pages import pages

NAMES = sorted(layouts.LAYOUTS)
# Each layout turns into another one once; days counted from today are other days a week later, so that one proves nothing.
CHANGES = [(one, other) for one, other in zip(NAMES, [*NAMES[7:], *NAMES[:7]], strict=True) if other not in layouts.RECENT]
HEALTHY = "list_date_after"
WRONG = pages()


def settled(layout: str, items: list[layouts.Article]) -> Section:
    """A section that has shown these rows in one layout for some looks."""
    section = Section()
    section.publish(items)
    section.looks(*[layouts.page(layout, items, 5)] * 3)
    assert set(section.titles) == {item.url for item in items}
    return section


@pytest.mark.parametrize("change", CHANGES, ids=" to ".join)
def test_a_changed_layout_is_healed_at_the_next_look(change: tuple[str, str]) -> None:
    """Nine of twelve rows are known: the next look reads all twelve, the known ones under their ids, nothing else."""
    before, after = change
    items = layouts.articles(15, len(before) * 31 + len(after), latin=bool({before, after} & layouts.LATIN))
    section = settled(before, items[3:])
    ids = {entry.url: entry.id for entry in section.entries}
    section.publish(items)
    assert not section.looks(layouts.page(after, items[:12], 8)).failed, section.outcome.line
    assert section.titles == {item.url: item.title for item in items}
    assert ids.items() <= {entry.url: entry.id for entry in section.entries}.items()


def test_a_healed_layout_is_told_with_both_recipes() -> None:
    """The journal says what was read before and what is read now."""
    items = layouts.articles(12, 1)
    section = settled("table", items)
    section.looks(layouts.page("cards", items, 5))
    told = " ".join(words for _, words in section.store.notes("news"))
    assert "learned again from 12 known articles" in told
    assert "it was row 'table.tb > tbody > tr'" in told
    assert "it is row 'div.pic-list > div.item'" in told


@pytest.mark.parametrize("seed", range(10))
def test_another_list_in_the_place_of_ours_is_held(seed: int) -> None:
    """Our list is gone and a box of old, much-read articles stands there with its dates: held, look after look."""
    items = layouts.articles(40, seed)
    section = settled(HEALTHY, items[:12])
    hot = random.Random(seed).sample(items[20:], 12)
    section.publish(items)
    for _ in range(3):
        assert section.looks(layouts.page(HEALTHY, hot, 5)).verdict is Verdict.SUSPECT
    assert set(section.titles) == {item.url for item in items[:12]}


@pytest.mark.parametrize("pins", [Pins(), Pins(row="ul.news-list li")], ids=["learned", "pinned"])
@pytest.mark.parametrize("name", WRONG)
def test_a_page_that_is_no_listing_adds_nothing_and_ends_by_itself(name: str, pins: Pins) -> None:
    """Four looks at it: no entry, plain words, the page kept; then the listing is back and so is the source."""
    items = layouts.articles(14, 3)
    section = Section(pins)
    section.publish(items)
    section.looks(*[layouts.page(HEALTHY, items[2:], 5)] * 2)
    for _ in range(4):
        outcome = section.looks(WRONG[name])
        assert outcome.failed and outcome.line and outcome.next_step
        assert set(section.titles) == {item.url for item in items[2:]}
    # A wall, and an empty room for scripts, are told by the answer already.
    told = outcome.verdict is Verdict.BLOCKED or outcome.line.endswith("is empty until a browser runs its scripts")
    assert section.store.quarantine("news") or told
    assert not section.looks(layouts.page(HEALTHY, items, 5)).failed
    assert set(section.titles) == {item.url for item in items}


@pytest.mark.parametrize("name", sorted(set(WRONG) - {"home page"}))
def test_a_page_that_is_no_listing_begins_nothing(name: str) -> None:
    """The very first page ever seen: links of a frame or a footer are no articles."""
    section = Section()
    section.looks(*[WRONG[name]] * 3)
    assert section.outcome.failed
    assert section.entries == []


def test_a_healthy_list_raises_no_alarm() -> None:
    """Every layout, fifteen looks, none to four new articles each: at most one look in a hundred is held."""
    alarms = [word for layout in NAMES if layout not in layouts.RECENT for word in alarming(layout)]
    assert len(alarms) * 100 <= 15 * len(NAMES), alarms


def alarming(layout: str) -> list[str]:
    """What the gate said of a list that only grew."""
    dice = random.Random(layout)
    items = layouts.articles(80, len(layout), latin=layout in layouts.LATIN)
    section, top, words = Section(), 65, []
    section.publish(items)
    for _ in range(15):
        outcome = section.looks(layouts.page(layout, items[top : top + 12], 5))
        words += [f"{layout}: {outcome.line}"] if outcome.failed else []
        top -= dice.choice((0, 0, 1, 1, 2, 4))
    return words


# --- release ------------------------------------------------------------------------------------


def test_held_rows_are_released_at_once() -> None:
    """The operator has seen rows that look like another list and vouches for them: they are published, and told so."""
    items = layouts.articles(40, 2)
    section = settled(HEALTHY, items[:12])
    section.publish(items)
    section.looks(layouts.page(HEALTHY, random.Random(1).sample(items[20:], 12), 5))
    assert section.outcome.verdict is Verdict.SUSPECT
    assert "feedsvc release news" in section.outcome.next_step
    assert section.look(release=True).verdict is Verdict.OK
    assert len(section.entries) == 24
    assert any("released by the operator" in words for _, words in section.store.notes("news"))


def test_a_release_believes_no_page_without_rows() -> None:
    """A maintenance notice cannot be released: there is nothing to publish."""
    items = layouts.articles(12, 2)
    section = settled(HEALTHY, items)
    section.show(WRONG["maintenance, dressed"])
    assert section.look(release=True).failed
    assert set(section.titles) == {item.url for item in items}


def test_a_new_layout_with_new_articles_alone_waits_for_the_operator() -> None:
    """Nothing known stands on the redesigned page: the rows are shown and held, and one release reads them."""
    items = layouts.articles(30, 4)
    section = settled(HEALTHY, items[18:])
    section.publish(items)
    assert section.looks(*[layouts.page("cards", items[:12], 5)] * 2).failed
    assert "another list of 12 rows" in section.outcome.line
    assert len(section.entries) == 12
    assert section.look(release=True).new == 12
    assert not section.look().failed


# --- pages without an end -----------------------------------------------------------------------


def endless(items: list[layouts.Article]) -> str:
    """A page whose template closes neither body nor document."""
    return layouts.page(HEALTHY, items, 5).replace("</body>", "").replace("</html>", "")


def test_a_site_that_closes_its_pages_no_longer_is_read_after_a_day() -> None:
    """A redesign dropped the end tags: the first looks take each page for one that was cut; then its rows and articles count."""
    items = layouts.articles(14, 4)
    section, looks = settled(HEALTHY, items[2:]), 0
    section.publish(items)
    while section.looks(endless(items)).failed and looks < 20:
        looks += 1
        assert "feedsvc release news" in section.outcome.next_step
    assert 5 < looks < 20
    assert set(section.titles) == {item.url for item in items}
    assert not section.look().failed


def test_the_operator_may_believe_it_at_once() -> None:
    """Who sees that the page is whole releases it."""
    items = layouts.articles(14, 4)
    section = settled(HEALTHY, items[2:])
    section.publish(items)
    assert section.looks(endless(items)).failed
    assert section.look(release=True).new == 2


def test_one_page_that_was_cut_after_a_long_outage_is_still_not_believed() -> None:
    """Nobody answered for a day, and then half a page comes: the whole one at the next look is the first that counts."""
    items = layouts.articles(14, 4)
    section = settled(HEALTHY, items[2:])
    section.publish(items)
    for _ in range(9):
        section.show("", status=503)
        section.look()
    whole = layouts.page(HEALTHY, items, 5)
    assert section.looks(whole[: whole.index(items[7].title) - 40]).failed
    assert section.looks(whole).new == 2
