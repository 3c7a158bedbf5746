"""What is remembered of a pass."""

from __future__ import annotations

from datetime import timedelta

from feedsvc.outcomes import abreast, also_shown
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from tests.builders import NOW, entry
from tests.fake_store import FakeStore

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
