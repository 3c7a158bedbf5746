"""How a pass ended, in words, and what is remembered of it.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from .changes import Changes
from .errors import SourceError
from .look import WINDOW, Look
from .model import Entry, Source
from .passes import DoubtError, Pass
from .ports import Store
from .record import Commit, Outcome, SourceState, Turn, Verdict
from .skew import still_ahead

DAY = timedelta(days=1)
PAUSE = timedelta(days=7)
"""How long a source is left alone that said in so many words that we shall not ask."""
_WORDS = (410, 451)
"""The statuses that say so: gone for good, and forbidden by law (RFC 9110, 15.5.11; RFC 7725)."""
SOON = 60
RHYTHM_ROWS = 5
"""Dated rows a listing must have to tell a rhythm."""
QUIET, QUIET_GAPS = timedelta(days=14), 8
"""Silence is worth a word after so long at least, and so many times the usual gap between two articles."""
TURNS = 40
"""Falls and recoveries that are remembered of a source."""


def done(turn: Pass, look: Look, changes: Changes) -> Commit:
    """A pass that ended well."""
    reading_back = look.state.backfill and not look.state.stumbles
    seconds = min(SOON, turn.source.interval) if reading_back else turn.source.interval
    verdict = Verdict.OK if changes.visible else Verdict.UNCHANGED
    outcome = replace(
        _outcome(turn, verdict, _words(turn, changes, look), timedelta(seconds=seconds)), rows=len(look.matches), new=changes.count("new"),
        corrected=changes.count("corrected"), withdrawn=changes.count("withdrawn"), restored=changes.count("restored"),
    )  # fmt: skip
    before = turn.state
    state = replace(
        moved_on(look.state, changes.visible, turn.now), verdict=Verdict.OK, line="", next_step="", last_run=turn.now,
        last_success=turn.now, since=before.since if before.verdict is Verdict.OK else turn.now, next_due=outcome.next_try,
        walked=None if changes.walk_again else look.state.walked, failures=0, waiting=tuple(changes.waiting),
        turns=_turned(before, Verdict.OK, turn.now), sought=None if look.modified else look.state.sought,
    )  # fmt: skip
    state = _with_rhythm(state, [match.row.published.at for match in look.matches if match.row.published], turn.now)
    notes, seen = (*look.notes, *changes.notes), [changes.entries[entry_id] for entry_id in changes.kinds]
    others = _sought(turn, changes, also_shown(turn.parts.store, seen, turn.source.key, turn.now))
    entries = tuple(changes.entries.values())
    return Commit(state, outcome, entries, tuple(changes.aliases), tuple(changes.revisions), notes, others=others)


def _with_rhythm(state: SourceState, times: Sequence[datetime], now: datetime) -> SourceState:
    """How long the source is silent between two articles, and whether it is silent for much longer now."""
    ahead = now + DAY  # a slip of the pen, or a date to come, is no sign of life
    ordered, newest = sorted(at for at in times if at <= ahead), state.newest
    if len(ordered) >= RHYTHM_ROWS and (newest is None or newest > ahead or ordered[-1] >= newest):  # not an older page
        gaps = sorted(later - earlier for earlier, later in pairwise(ordered))
        usual = gaps[len(gaps) // 2]  # the median: an old row pinned to the top must not count
        state = replace(state, newest=ordered[-1].astimezone(UTC), usual_gap=int(usual.total_seconds()))
    if state.newest is None or state.usual_gap is None:
        return state
    return replace(state, quiet=now - state.newest > max(QUIET_GAPS * timedelta(seconds=state.usual_gap), QUIET))


def doubtful(turn: Pass, doubt: DoubtError) -> Commit:
    """The page was not believed: everything stays, the page is kept for the operator."""
    judgement = doubt.judgement
    outcome = _outcome(turn, judgement.verdict, judgement.line, timedelta(seconds=turn.source.interval), judgement.next_step)
    state = replace(_after_failure(turn.state, outcome, turn.now), held=doubt.held)
    return Commit(state, outcome, notes=(judgement.line, *doubt.notes), quarantine=(doubt.page, judgement.line))


def failed(turn: Pass, error: SourceError) -> Commit:
    """The exchange with the source failed."""
    wait = error.retry_after or wait_after(error.verdict, turn.state.failures, turn.source.interval)
    wait = PAUSE if getattr(error, "status", 0) in _WORDS else wait
    pausing = error.verdict is Verdict.BLOCKED or (error.verdict is Verdict.GONE and wait >= DAY)
    step = f"{error.next_step}; {_paused(turn, wait)}" if pausing else error.next_step
    outcome = replace(_outcome(turn, error.verdict, error.message, wait, step), url=error.url or turn.source.url)
    return Commit(_after_failure(turn.state, outcome, turn.now), outcome)


def _paused(turn: Pass, wait: timedelta) -> str:
    # No hours are counted: the status pages show this, and would change at every look.
    short = "some hours" if wait >= timedelta(hours=1) else "a while"
    span = "a day" if wait.days == 1 else f"{wait.days} days" if wait.days else short
    return f"the source is paused for {span}; 'feedsvc refresh {turn.source.key}' asks at once"


def left_alone(source: Source, state: SourceState, now: datetime) -> Outcome:
    """No pass: the site turned us away and its time has not come.  Since when, what it said and what to do are told again."""
    from zoneinfo import ZoneInfo

    since = (state.since or now).astimezone(ZoneInfo(source.zone))
    line = f"left alone since {since.isoformat(' ', 'minutes')}: {state.line}"
    return Outcome(source.key, Verdict.BLOCKED, line, state.next_step, source.url, now, state.next_due)


def _outcome(turn: Pass, verdict: Verdict, line: str, wait: timedelta, next_step: str = "") -> Outcome:
    return Outcome(turn.source.key, verdict, line, next_step, turn.source.url, turn.now, turn.now + wait, requests=turn.requests)


def _words(turn: Pass, changes: Changes, look: Look) -> str:
    counts = [(changes.count(kind), kind) for kind in ("new", "corrected", "withdrawn", "restored", "moved")]
    told = ", ".join(f"{count} {kind}" for count, kind in counts if count)
    empty = ("the list is empty, and what it showed is gone",) if look.emptied else ()
    return "; ".join((told or ("nothing changed" if look.modified else "not modified"), *empty, *_waiting(changes), *_alone(turn, changes)))


def _waiting(changes: Changes) -> tuple[str, ...]:
    """The articles that wait to be read, and what keeps most of them."""
    reasons = Counter(waiting.why for waiting in changes.waiting).most_common()
    more = ", and other reasons" if len(reasons) > 1 else ""
    return (f"{len(changes.waiting)} could not be read yet: {reasons[0][0]}{more}",) if reasons else ()


def _alone(turn: Pass, changes: Changes) -> tuple[str, ...]:
    """Why the listing alone tells some of the new articles, when it was not so before."""
    new = [changes.entries[entry_id] for entry_id, kind in changes.kinds.items() if kind == "new"]
    if not new:
        return ()
    from .unread import told_alone

    if not told_alone(turn.source, new):
        return ()
    return told_alone(turn.source, new, turn.parts.store.entries([turn.source.key], limit=WINDOW))


def moved_on(state: SourceState, visible: bool, now: datetime) -> SourceState:
    """One version further when subscribers see a difference; the time of change always rises by a second at least."""
    if not visible:
        return state
    changed = now.replace(microsecond=0)
    if state.changed is not None:
        changed = max(changed, state.changed + timedelta(seconds=1))
    return replace(state, version=state.version + 1, changed=changed)


def also_shown(store: Store, entries: Iterable[Entry], key: str, now: datetime) -> tuple[SourceState, ...]:
    """The states of the other sections that show one of these entries, moved on as well."""
    keys = sorted({other for entry in entries for other in entry.sources if other != key})
    states = (store.state(other) for other in keys)
    return tuple(moved_on(state, True, now) for state in states if state.changed)


def _sought(turn: Pass, changes: Changes, others: tuple[SourceState, ...]) -> tuple[SourceState, ...]:
    """The ``others``, and where an article was missed now for the first time, the sections that may show it by now."""
    now = turn.now.replace(microsecond=0)
    missed = [entry.published.at for entry in changes.entries.values() if entry.missed == now]
    if not missed:
        return others
    from .neighbours import sought

    return sought(turn, min(missed), others)


def abreast(state: SourceState, before: SourceState, stored: SourceState) -> SourceState:
    """``state`` when another pass moved the source on since ``before`` was read: versions and times never go back, and what another
    section lost meanwhile is still to be sought."""
    if stored.sought != before.sought:
        state = replace(state, sought=stored.sought)
    passed = stored.version - before.version
    if not passed or stored.changed is None:
        return state
    own = state.changed if state.version > before.version else None
    changed = max(own, stored.changed + timedelta(seconds=1)) if own else stored.changed
    return replace(state, version=state.version + passed, changed=changed)


def wait_after(verdict: Verdict, failures: int, interval: int) -> timedelta:
    """How long to wait after a failure: doubling to a day; a site that turns us away is left alone for an hour, then for
    up to a week."""
    if verdict is Verdict.REFUSED:
        return DAY
    if verdict is Verdict.BLOCKED:
        return min(PAUSE, timedelta(hours=1) * (1 << min(failures, 10)))
    return min(DAY, timedelta(seconds=min(300, interval)) * (1 << min(failures, 10)))


def is_early(state: SourceState, now: datetime) -> bool:
    """True while the next look is to come; a plan reaches no farther than the wait it was made for."""
    if state.next_due is None or state.last_run is None:
        return False
    return still_ahead(state.next_due, now, state.next_due - state.last_run)


def _after_failure(state: SourceState, outcome: Outcome, now: datetime) -> SourceState:
    since = state.since if state.verdict is outcome.verdict else now
    return replace(
        state, verdict=outcome.verdict, line=outcome.line, next_step=outcome.next_step, since=since, last_run=now,
        next_due=outcome.next_try, failures=state.failures + 1,
        turns=_turned(state, outcome.verdict, now, outcome.line, outcome.next_step),
    )  # fmt: skip


def _turned(state: SourceState, verdict: Verdict, now: datetime, line: str = "", next_step: str = "") -> tuple[Turn, ...]:
    """One turn more when the source is ill otherwise than before, or well again; later than the one before, whatever our clock
    did: its time names it."""
    if state.turns and state.turns[-1].verdict is verdict:
        return state.turns
    at = now.replace(microsecond=0)
    if state.turns:
        at = max(at, state.turns[-1].at + timedelta(seconds=1))
    return (*state.turns, Turn(at, verdict, line, next_step))[-TURNS:]
