"""What is remembered of a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedsvc.outcomes import abreast, also_shown
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from tests import listing_layouts as layouts
from tests.builders import NOW, entry
from tests.fake_store import FakeStore
from tests.watched_section import Section

SECOND = timedelta(seconds=1)


def stored(*states: SourceState) -> FakeStore:
    store = FakeStore()
    for state in states:
        store.commit(Commit(state, Outcome(state.key, Verdict.OK, "", at=NOW)))
    return store


def test_every_section_that_shows_a_changed_entry_moves_on() -> None:
    """Corrected or withdrawn in one section: the feeds of the others are rendered again, those of strangers are not."""
    store = stored(*(SourceState(key, version=4, changed=NOW) for key in ("news", "brand", "other")))
    (brand,) = also_shown(store, [entry(1, sources=("news", "brand", "unknown"))], "news", NOW)
    assert (brand.key, brand.version, brand.changed) == ("brand", 5, NOW + SECOND)


def test_a_pass_keeps_what_another_moved_on_meanwhile() -> None:
    """Versions and times of change never go back, whichever pass ends last."""
    before = SourceState("brand", version=4, changed=NOW)
    meanwhile = SourceState("brand", version=5, changed=NOW + 9 * SECOND)
    assert abreast(before, before, meanwhile) == meanwhile
    own = SourceState("brand", version=5, changed=NOW + 2 * SECOND)
    assert abreast(own, before, meanwhile) == SourceState("brand", version=6, changed=NOW + 10 * SECOND)
    assert abreast(own, before, before) == own


def test_what_another_section_lost_while_a_pass_ran_is_still_to_be_sought() -> None:
    """That pass may have read the list before; what it was itself asked to look for, it has looked for."""
    asked = replace(SourceState("brand"), sought=NOW)
    assert abreast(SourceState("brand"), SourceState("brand"), asked) == asked
    assert abreast(SourceState("brand"), asked, asked) == SourceState("brand")


@pytest.mark.parametrize("later", [timedelta(0), SECOND, -timedelta(hours=2)])
def test_each_turn_is_later_than_the_one_before(later: timedelta) -> None:
    """Ill, well and ill again within a second, or while our clock goes back: times that name the turns stay apart."""
    section, shown = Section(), layouts.articles(6, seed=1)
    section.publish(shown)
    html = layouts.page("list_date_after", shown)
    section.looks(html)
    for status in (403, 200, 404, 200, 410):
        section.now += later - timedelta(minutes=30)
        section.show(html, status=status)
        section.look()
    times = [turn.at for turn in section.store.state("news").turns]
    assert len(times) == 6
    assert all(one < other for one, other in zip(times, times[1:], strict=False))


def test_a_date_ahead_is_no_sign_of_life() -> None:
    """A slip of the pen (2062) and its correction: the silence that follows is told after weeks, not after decades."""
    items = layouts.articles(8, 1)
    section, wrong = Section(), replace(items[0], day=date(2062, 11, 22))
    section.publish(items)
    section.looks(layouts.page("list_date_after", [wrong, *items[1:]], 5), *[layouts.page("list_date_after", items, 5)] * 2)
    assert not section.store.state("news").quiet
    section.now += timedelta(days=400)
    section.look()
    assert section.store.state("news").quiet
