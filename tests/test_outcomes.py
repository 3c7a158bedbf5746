"""What is remembered of a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from feedsvc.changes import Changes
from feedsvc.errors import BlockedError, GoneError, RetryError, SourceError, SuspectError
from feedsvc.gate import Judgement
from feedsvc.look import Look
from feedsvc.matching import Match
from feedsvc.model import Page, Stamp
from feedsvc.outcomes import abreast, also_shown, done, doubtful, failed, is_early, left_alone, moved_on, wait_after
from feedsvc.passes import DoubtError, Parts, Pass
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from tests import listing_layouts as layouts
from tests.builders import NOW, SOURCE, entry, row
from tests.fake_fetcher import FakeFetcher
from tests.fake_store import FakeStore
from tests.watched_section import Section

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


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


# --- what is remembered, from values alone ----------------------------------------------------------

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def turn(state: SourceState | None = None, interval: int = 1800, now: datetime = NOW) -> Pass:
    parts = Parts(FakeFetcher(), FakeStore(), lambda: now, lambda key: key)
    return Pass(replace(SOURCE, interval=interval), parts, now, state or SourceState("news"), requests=3)


def ended(look: Look, changes: Changes | None = None, before: SourceState | None = None, interval: int = 1800, now: datetime = NOW) -> Commit:
    return done(turn(before, interval, now), look, changes or Changes())


def dated(*days: float, now: datetime = NOW) -> tuple[Match, ...]:
    """Rows so many days before now."""
    return tuple(Match(replace(row(n), published=Stamp(now - DAY * ago, "second")), None) for n, ago in enumerate(days))


def rhythm(matches: tuple[Match, ...], state: SourceState | None = None, now: datetime = NOW) -> tuple[timedelta | None, timedelta | None, bool]:
    """How long ago the newest row was, the usual gap, and whether the source is quiet."""
    state = ended(Look(state or SourceState("news"), matches), now=now).state
    return state.newest and now - state.newest, state.usual_gap and timedelta(seconds=state.usual_gap), state.quiet


def test_the_rhythm_of_a_source() -> None:
    """The median of the gaps between five dated rows at least: what is pinned to the top counts no more than any other, what is dated
    ahead not at all, and an older page tells nothing of the newest."""
    assert rhythm(dated(1, 3, 5, 7)) == (None, None, False)
    assert rhythm(dated(7, 3, 5, 1, 9)) == (DAY, 2 * DAY, False)
    assert rhythm(dated(3000, 1, 2, 3, 4, 5)) == (DAY, DAY, False)
    assert rhythm(dated(1, 2, 3, 13, 23)) == (DAY, 10 * DAY, False)
    assert rhythm((Match(row(1, when=None), None),), SourceState("news", newest=NOW)) == (timedelta(), None, False)
    assert rhythm(dated(-1, 1, 3, 5, 7)) == (-DAY, 2 * DAY, False)
    assert rhythm(dated(-1.1, 1, 3, 5, 7)) == (None, None, False)
    known = SourceState("news", newest=NOW - 2 * DAY, usual_gap=60)
    assert rhythm(dated(3, 13, 23, 33, 43), known) == (2 * DAY, timedelta(seconds=60), False)
    assert rhythm(dated(2, 12, 22, 32, 42), known) == (2 * DAY, 10 * DAY, False)
    assert rhythm(dated(3, 13, 23, 33, 43), replace(known, newest=NOW + 2 * DAY)) == (3 * DAY, 10 * DAY, False)


@pytest.mark.parametrize(("gap", "silence"), [(1, 14 * DAY), (3, 24 * DAY)])
def test_a_source_is_quiet_after_eight_of_its_gaps(gap: int, silence: timedelta) -> None:
    """And after two weeks at least; not a second before."""
    rows, last = dated(*(gap * n for n in range(6))), NOW + silence
    state = ended(Look(SourceState("news"), rows)).state
    assert [rhythm((), state, at)[2] for at in (NOW, last, last + SECOND)] == [False, False, True]


@pytest.mark.parametrize(
    ("verdict", "failures", "interval", "wait"),
    [
        (Verdict.REFUSED, 0, 60, DAY),
        (Verdict.BLOCKED, 0, 60, HOUR),
        (Verdict.BLOCKED, 3, 60, 8 * HOUR),
        (Verdict.BLOCKED, 99, 60, 7 * DAY),
        (Verdict.RETRY, 0, 60, 60 * SECOND),
        (Verdict.GONE, 2, 1800, 1200 * SECOND),
        (Verdict.RETRY, 99, 60, 61440 * SECOND),
        (Verdict.RETRY, 99, 1800, DAY),
    ],
)
def test_the_wait_after_a_failure(verdict: Verdict, failures: int, interval: int, wait: timedelta) -> None:
    """It doubles from five minutes or the interval to a day; where the site turns us away, from an hour to a week."""
    assert wait_after(verdict, failures, interval) == wait


@pytest.mark.parametrize(
    ("error", "wait", "told"),
    [
        (RetryError("503", "wait"), 300 * SECOND, "wait"),
        (RetryError("503", "wait", retry_after=DAY), DAY, "wait"),
        (BlockedError("401", "ask", status=401), HOUR, "ask; the source is paused for some hours; 'feedsvc refresh news' asks at once"),
        (BlockedError("429", "ask", retry_after=59 * MINUTE), 59 * MINUTE, "ask; the source is paused for a while; 'feedsvc refresh news' asks at once"),
        (BlockedError("429", "ask", retry_after=DAY), DAY, "ask; the source is paused for a day; 'feedsvc refresh news' asks at once"),
        (BlockedError("451", "ask", status=451), 7 * DAY, "ask; the source is paused for 7 days; 'feedsvc refresh news' asks at once"),
        (GoneError("410", "look", status=410), 7 * DAY, "look; the source is paused for 7 days; 'feedsvc refresh news' asks at once"),
        (GoneError("404", "look"), 300 * SECOND, "look"),
    ],
)
def test_what_a_failed_pass_plans_and_tells(error: SourceError, wait: timedelta, told: str) -> None:
    """The wait the site asks for, a week where it says that we shall not ask; and a pause is told as one."""
    before = SourceState("news", verdict=error.verdict, since=NOW - HOUR, failures=0)
    told_of = failed(turn(before), error)
    assert (told_of.outcome.next_try, told_of.outcome.next_step, told_of.outcome.url) == (NOW + wait, told, SOURCE.url)
    assert (told_of.outcome.line, told_of.outcome.requests, told_of.outcome.at, told_of.outcome.failed) == (error.message, 3, NOW, True)
    state = told_of.state
    assert (state.verdict, state.line, state.next_step, state.last_run, state.next_due) == (error.verdict, error.message, told, NOW, NOW + wait)
    assert (state.since, state.failures, state.turns[-1].verdict, state.turns[-1].next_step) == (NOW - HOUR, 1, error.verdict, told)
    assert failed(turn(replace(before, verdict=Verdict.OK)), error).state.since == NOW
    assert failed(turn(), type(error)("x", url="http://example.org/2.html")).outcome.url == "http://example.org/2.html"


def test_a_page_that_is_gone_for_a_day_is_a_pause() -> None:
    """Only where the next look is as far off as that."""
    late = failed(turn(SourceState("news", failures=9)), GoneError("404", "look"))
    assert late.outcome.next_step == "look; the source is paused for a day; 'feedsvc refresh news' asks at once"


def test_a_doubtful_page_is_kept_for_the_operator() -> None:
    """With what its rows are recognised by, what was held, and when the next look is, no later than any other."""
    page = Page("http://example.org/news/", b"<p>")
    judgement = Judgement(Verdict.SUSPECT, "held", "look")
    kept = doubtful(turn(SourceState("news", version=7)), DoubtError(judgement, page, "marks", ("held: a",)))
    assert (kept.quarantine, kept.notes, kept.state.held, kept.state.version) == ((page, "held"), ("held", "held: a"), "marks", 7)
    assert (kept.outcome.next_step, kept.outcome.next_try, kept.state.failures) == ("look", NOW + 1800 * SECOND, 1)


def test_what_is_remembered_of_a_pass_that_ended_well() -> None:
    """It is well since it became so; who walks through old pages comes back within a minute, unless one of them makes trouble."""
    ill = SourceState("news", verdict=Verdict.RETRY, line="503", next_step="wait", since=NOW - DAY, failures=4, walked=NOW - DAY)
    well = ended(Look(ill), before=ill)
    state = well.state
    assert (state.verdict, state.line, state.next_step, state.since, state.failures) == (Verdict.OK, "", "", NOW, 0)
    assert (state.last_run, state.last_success, state.next_due, state.walked) == (NOW, NOW, NOW + 1800 * SECOND, NOW - DAY)
    assert (well.outcome.verdict, well.outcome.line, state.turns[-1].verdict) == (Verdict.UNCHANGED, "not modified", Verdict.OK)
    before = replace(state, since=NOW - DAY)
    assert ended(Look(before, modified=True), before=before).outcome.line == "nothing changed"
    assert ended(Look(before), before=before).state.since == NOW - DAY
    assert ended(Look(ill), Changes(walk_again=True)).state.walked is None
    lost = replace(state, sought=NOW)
    assert [ended(Look(lost, modified=seen)).state.sought for seen in (False, True)] == [NOW, None]
    reading = replace(state, backfill="http://example.org/2")
    plans = [(reading, 1800, 60), (replace(reading, stumbles=1), 1800, 1800), (reading, 30, 30)]
    assert [ended(Look(each), interval=interval).state.next_due for each, interval, _ in plans] == [NOW + seconds * SECOND for *_, seconds in plans]


def test_what_is_told_of_a_pass_that_ended_well() -> None:
    """Counts, what waits and why most of it does, that the list is empty; subscribers who see a difference see a version."""
    changes = Changes()
    for number, kind in enumerate(("new", "new", "corrected", "withdrawn", "restored", "moved", "")):
        changes.keep(entry(number), kind)
    for number, why in enumerate(("503", "time-out", "503")):
        changes.wait(row(number), 1, why)
    before = SourceState("news", version=4, changed=NOW - DAY)
    look = Look(before, dated(1, 2), modified=True, notes=("a note",), emptied=True)
    told = ended(look, changes, before)
    assert told.outcome.line == (
        "2 new, 1 corrected, 1 withdrawn, 1 restored, 1 moved; the list is empty, and what it showed is gone;"
        " 3 could not be read yet: 503, and other reasons"
    )
    outcome = told.outcome
    assert (outcome.verdict, outcome.rows, outcome.new, outcome.corrected, outcome.withdrawn, outcome.restored) == (Verdict.OK, 2, 2, 1, 1, 1)
    assert (told.state.version, told.state.changed, told.state.waiting) == (5, NOW, tuple(changes.waiting))
    assert (told.notes, len(told.entries)) == (("a note",), 7)
    one = Changes()
    one.wait(row(1), 1, "503")
    assert ended(Look(before), one).outcome.line == "not modified; 1 could not be read yet: 503"


def test_the_other_sections_of_a_changed_entry_are_stored_with_it() -> None:
    """In one transaction, so that their feeds are rendered again."""
    passed, changes = turn(), Changes()
    passed.parts.store.commit(Commit(SourceState("brand", version=4, changed=NOW - DAY), Outcome("brand", Verdict.OK, "", at=NOW)))
    changes.keep(entry(1, sources=("news", "brand")), "corrected")
    assert [(other.key, other.version) for other in done(passed, Look(passed.state), changes).others] == [("brand", 5)]


def test_times_of_change_are_whole_seconds_and_rise() -> None:
    """By a second at least, whatever our clock did; nothing moves while nobody sees a difference."""
    soon = NOW + timedelta(milliseconds=700)
    state = moved_on(SourceState("news"), True, soon)
    assert (state.version, state.changed) == (1, NOW)
    assert moved_on(state, True, soon).changed == NOW + SECOND
    assert moved_on(state, True, NOW + HOUR).changed == NOW + HOUR
    assert moved_on(state, False, NOW + HOUR) is state


def test_when_the_next_look_is_to_come() -> None:
    """A plan reaches no farther than the wait it was made for: beyond that a clock was wrong."""
    planned = SourceState("news", last_run=NOW, next_due=NOW + HOUR)
    assert [is_early(planned, NOW + wait) for wait in (timedelta(), HOUR - SECOND, HOUR, -DAY)] == [True, True, False, False]
    assert not is_early(SourceState("news", next_due=NOW + HOUR), NOW) and not is_early(SourceState("news", last_run=NOW), NOW)


def test_who_was_turned_away_is_told_again() -> None:
    """Since when, in the zone of the source, what the site said, what to do, and when it is asked again."""
    state = SourceState("news", verdict=Verdict.BLOCKED, since=NOW - HOUR, line="401", next_step="ask", next_due=NOW + HOUR)
    outcome = left_alone(SOURCE, state, NOW)
    assert (outcome.verdict, outcome.line, outcome.next_step) == (Verdict.BLOCKED, "left alone since 2026-11-22 11:00+08:00: 401", "ask")
    assert (outcome.at, outcome.next_try, outcome.url) == (NOW, NOW + HOUR, SOURCE.url)


def test_so_many_turns_are_remembered() -> None:
    """The latest forty; looks that end as the one before add none."""
    state = SourceState("news")
    for number in range(25):
        for error in (RetryError("503", "wait"), RetryError("503", "wait"), SuspectError("odd")):
            state = failed(turn(state, now=NOW + number * HOUR), error).state
    assert len(state.turns) == 40 and [one.verdict for one in state.turns[-2:]] == [Verdict.RETRY, Verdict.SUSPECT]
    assert state.turns[-1].at == NOW + 24 * HOUR + SECOND


def test_new_articles_that_the_listing_alone_tells_are_told_once() -> None:
    """Why, when it was not so before; not again while it stays so."""
    changes, elsewhere = Changes(), {"not read": "it stands on another host (b.example)"}
    changes.keep(entry(1, url="http://b.example/1.html", reasons=elsewhere), "new")
    turned = turn()
    line = done(turned, Look(turned.state), changes).outcome.line
    assert line.startswith("1 new; 1 told by the listing alone: it stands on another host (b.example); hosts = [")
    turned.parts.store.commit(Commit(turned.state, Outcome("news", Verdict.OK, "", at=NOW), (entry(2, url="http://b.example/2.html", reasons=elsewhere),)))
    assert done(turned, Look(turned.state), changes).outcome.line == "1 new"
