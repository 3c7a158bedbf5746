"""``status``, ``explain`` and ``withdraw``: the commands that ask the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from .. import app as composition
from .. import rounds
from ..config import Config, load
from ..entries import is_final, withdrawn
from ..errors import ConfigError
from ..identity import address_key
from ..model import Entry, Revision
from ..notify import untold
from ..outcomes import also_shown, moved_on
from ..ports import Store
from ..press import Press
from ..publish import publish
from ..record import Commit, Outcome, SourceState, Verdict
from ..sections import section_title
from ..unread import told_alone
from .log import Log
from .words import clock_time, counted, print_json

NEWEST = 50
"""So many articles of a source tell how it is with their pages now."""


@contextmanager
def _store(path: Path) -> Iterator[tuple[Config, Store]]:
    config = load(path)
    store = composition.open_store(config)
    try:
        yield config, store
    finally:
        store.close()


def show_status(path: Path, as_json: bool) -> int:
    """Each source in words; exit code 1 when one fails."""
    with _store(path) as (config, store):
        states, counts = store.states(), store.counts()
        journal = {source.key: store.journal(source.key, 5) for source in config.sources}
        alone = {source.key: told_alone(source, store.entries([source.key], limit=NEWEST)) for source in config.sources}
        deaf = list(untold(config, store))
        spent = composition.spent(store, {urlsplit(source.url).hostname or "" for source in config.sources}, composition.now().date())
    rows = [(source, states.get(source.key) or SourceState(source.key)) for source in config.sources]
    if as_json:
        today = {s.key: spent.get(urlsplit(s.url).hostname or "") for s, _ in rows}
        more = {s.key: {"today": today[s.key], "unread": alone[s.key], "last": journal[s.key]} for s, _ in rows}
        print_json([{"state": state, "entries": counts.get(s.key, 0), **more[s.key]} for s, state in rows])
    else:
        for source, state in rows:
            held = counted(counts.get(source.key, 0), "entry", "entries")
            print(f"{source.key} ({section_title(source, states)}): {_sentence(state, config.zone)}; {held}")
            _print_more(state, alone[source.key], journal[source.key], config.zone)
        for key in config.pending:
            print(f"{key}: has no address yet; 'feedsvc init URL' fills it in")
        for fault, times, again, waits in deaf:
            print(f"! {fault} ({times} times in a row)\n    {waits}; next try {clock_time(again, config.zone)}")
        if not rows and not config.pending:
            print(f"{config.path} names no source yet; 'feedsvc init URL' adds one")
        for host in config.old_tls:
            print(f"{host}: asked in old encryption, as 'old_tls' under [fetch] has it; take it out when the site knows TLS 1.2")
        for host, usage in sorted(spent.items()):
            print(f"{host}: {usage.requests} of {config.requests} requests and {usage.received / 1e6:.1f} of {config.megabytes} MB today")
    return int(any(state.failures for _, state in rows))


def _sentence(state: SourceState, zone: str) -> str:
    if state.last_run is None:
        return "not looked at yet"
    if state.failures == 0:
        return f"well since {clock_time(state.since, zone)}, last look {clock_time(state.last_run, zone)}"
    tries = counted(state.failures, "look")
    return f"{state.verdict} since {clock_time(state.since, zone)} ({tries}), last well {clock_time(state.last_success, zone)}"


def _print_more(state: SourceState, alone: Iterable[str], journal: list[Outcome], zone: str) -> None:
    if state.failures:
        print(f"    {state.line}\n    {state.next_step}\n    next try {clock_time(state.next_due, zone)}")
    if state.moved:
        print(f"    moved: the site says that {state.moved} has taken this address's place for good; put it into config.toml as the url")
    if state.gap:
        print(f"    gap: {state.gap}")
    for why, number in Counter(waiting.why for waiting in state.waiting).most_common():
        count = counted(number, "article")
        print(f"    {count} could not be read yet: tried again at the next looks, then announced by what the listing says\n        {why}")
    for words in alone:
        print(f"    newest {NEWEST} articles: {words}")
    if state.backfill:
        print(f"    reading back: {counted(state.pages_read, 'page')} so far")
    for outcome in journal:
        print(f"    {clock_time(outcome.at, zone)}  {outcome.verdict}: {outcome.line}")


def _found(store: Store, what: str) -> Entry:
    entry = store.entry(what) or store.find([address_key(what)]).get(address_key(what))
    if entry is None:
        raise ConfigError(f"no entry has the id or address {what!r}", "copy the id from a feed, or the address from the article")
    return entry


def explain_entry(path: Path, what: str, as_json: bool) -> None:
    """Where each value of one entry came from."""
    with _store(path) as (config, store):
        entry = _found(store, what)
        aliases, revisions, notes = store.aliases(entry.id), store.revisions(entry.id), store.notes(entry.id)
    if as_json:
        told = [{"at": at, "note": note} for at, note in notes]
        print_json({"entry": entry, "aliases": aliases, "revisions": revisions, "notes": told})
        return
    _print_entry(entry, config.zone)
    for alias in aliases:
        print(f"  known as {alias}")
    for revision in revisions:
        print(f"  {clock_time(revision.at, config.zone)}: changed: {_was(revision)}")
    for at, note in notes:
        print(f"  {clock_time(at, config.zone)}: {note}")


def _was(revision: Revision) -> str:
    return ", ".join(f"{name} was {value!r}" for name, value in revision.before.items())


def _print_entry(entry: Entry, zone: str) -> None:
    print(f"{entry.title}\n  {entry.id}\n  {entry.url}\n  {entry.state}, revision {entry.revision}, in {', '.join(entry.sources)}")
    print(f"  published {entry.published.at.isoformat()} ({entry.published.precision}, from the {entry.dated_by})")
    print(f"  first seen {clock_time(entry.first_seen, zone)}, updated {clock_time(entry.updated, zone)}")
    for name, reason in entry.reasons.items():
        print(f"  {name}: {reason}")


async def withdraw_entry(path: Path, what: str) -> None:
    """Take an entry back everywhere, and publish at once; also while ``run`` works."""
    from ..lending import borrowed

    config = load(path)
    store = composition.open_store(config)
    press = Press(config, store, composition.open_publisher(config), composition.Formats())
    try:
        async with borrowed(store):
            tell = Log(config).fault
            rounds.take_up(press, composition.now(), tell)
            entry = _found(store, what)
            before = is_final(entry)
            if not before:
                store.commit(_withdrawal(store, entry))
            changed = publish(press, tell)
    finally:
        store.close()
    print(f"{'was withdrawn before' if before else 'withdrawn'}: {entry.title} ({entry.id}); {counted(len(changed), 'file')} changed")


def _withdrawal(store: Store, entry: Entry) -> Commit:
    now = composition.now().replace(microsecond=0)
    told = entry.state == "withdrawn"  # by the site: subscribers know
    gone = withdrawn(entry, entry.updated if told else max(now, entry.updated + timedelta(seconds=1)), by_hand=True)
    state = moved_on(store.state(entry.sources[0]), True, now)
    outcome = Outcome(state.key, Verdict.OK, f"withdrawn by hand: {entry.url}", url=entry.url, at=now, withdrawn=1)
    revision = Revision(entry.id, entry.revision, now, {"state": entry.state})
    others = also_shown(store, [gone], state.key, now)
    return Commit(state, outcome, (gone,), (), (revision,), (f"{entry.id} was withdrawn by hand",), others=others)
