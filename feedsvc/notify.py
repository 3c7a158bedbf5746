"""Telling others, after publishing: recipients hear of articles, WebSub hubs of documents whose bytes changed.

Nothing here fails a pass.  What was not told stays: recipients have a place in the store's outbox, hubs the hashes they
were told of; both move only after a good answer, so that a crash or a fault leads to a repetition, never to a loss.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from .assemble import belongs
from .config import Config
from .entries import FOUND_OLD
from .errors import FeedsvcError, NotifyError, SourceError
from .guard import is_inside
from .model import Entry, Recipient
from .ports import Clock, Notifier, Publisher, Store
from .published import News
from .sections import sections_of
from .skew import still_ahead

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
PATIENCE = 120
"""Tries in a row, four weeks of them at least, after which a recipient that took nothing holds back the outbox no longer."""
ON_ITS_WAY, NEWEST_ALONE = "what it has not heard waits", "of what it has not heard only the newest waits, as it took nothing for so long"
READ = 200
"""Changes read from the outbox at a time."""
STALE = timedelta(days=3)
"""An article that was published longer ago when we first saw it is history, not news."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOPICS = (".atom", ".rss", ".json")

Post = Callable[..., Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class Bell:
    """What telling needs.  ``opener`` gives the notifier of a recipient; ``one`` sees to it that nothing is told twice at once."""

    config: Config
    store: Store
    publisher: Publisher
    opener: Callable[[Recipient], Notifier]
    post: Post
    clock: Clock
    one: asyncio.Lock


async def ring(bell: Bell) -> tuple[FeedsvcError, ...]:
    """Tell everyone what they have not heard; what went wrong, in words.  Raises StoreError."""
    async with bell.one:
        faults = [await _guarded(bell, f"recipient:{each.name}", _tell, each, each.every or 0) for each in bell.config.recipients]
        faults += [await _guarded(bell, f"hub:{hub}", _ping, hub) for hub in bell.config.hubs]
        bell.store.forget_told(_told_to_all(bell))
    return tuple(fault for fault in faults if fault is not None)


def _told_to_all(bell: Bell) -> int | None:
    """The place in the outbox of the recipient that is farthest behind; None where there is no recipient, or all have long been silent."""
    notes = (bell.store.get_value(f"recipient:{each.name}") or {} for each in bell.config.recipients)
    return min((int(note.get("after", 0)) for note in notes if not _is_silent(note)), default=None)


def _is_silent(note: Mapping[str, Any]) -> bool:
    """Whether a recipient has taken nothing for so long that changes it has not heard of may be gone."""
    return int(note.get("failures", 0)) >= PATIENCE


def _hears_again(bell: Bell, name: str, note: Mapping[str, Any], lost: int) -> NotifyError:
    bell.store.set_value(name, note)
    words = f"{name} hears again; {lost} changes that it had not heard of are not told any more, as it took nothing for so long"
    return NotifyError(words, "the feeds and their archives hold them; look that its address works, as 'feedsvc status' tells")


def _lost(bell: Bell, note: Mapping[str, Any]) -> int:
    """How many changes behind its place a recipient will not hear of."""
    rows = bell.store.outbox(int(note["after"]), 1) if _is_silent(note) and "after" in note else []
    return rows[0][0] - int(note["after"]) - 1 if rows else 0


async def _guarded(bell: Bell, name: str, way: Callable[..., Awaitable[dict[str, Any]]], given: Any, every: int = 0) -> FeedsvcError | None:
    """One recipient or hub, if its time has come; after a fault it is left alone for a while, longer each time."""
    note, now = bell.store.get_value(name) or {}, bell.clock()
    if still_ahead(datetime.fromtimestamp(note.get("next", 0), UTC), now, max(LONGEST_WAIT, timedelta(seconds=every))):
        return None
    lost = _lost(bell, note)
    try:
        kept = await way(bell, note, now, given)
    except NotifyError as error:
        return _left_alone(bell, name, now, error)
    except FeedsvcError:
        raise
    except Exception as error:  # whatever it is, the others hear their news
        remedy = "look at its settings in config.toml; if they are right, this is a mistake of feedsvc: please report this line"
        return _left_alone(bell, name, now, NotifyError(f"{name} could not be told: {type(error).__name__}: {error}", remedy))
    if lost:
        return _hears_again(bell, name, kept, lost)
    if kept != note:
        bell.store.set_value(name, kept)
    return None


def _left_alone(bell: Bell, name: str, now: datetime, error: NotifyError) -> NotifyError:
    faults = bell.store.get_value(name) or {}
    count = int(faults.get("failures", 0)) + 1
    wait = min(FIRST_WAIT * 2 ** min(count - 1, 20), LONGEST_WAIT)
    bell.store.set_value(name, {**faults, "failures": count, "next": (now + wait).timestamp(), "fault": error.message})
    return NotifyError(error.message, f"{error.next_step}; {NEWEST_ALONE}") if count >= PATIENCE and "after" in faults else error


def untold(config: Config, store: Store) -> Iterator[tuple[str, int, datetime, str]]:
    """Of each recipient and hub that could not be told at the last try: why, how often in a row, when it is tried again, and what becomes
    of what it has not heard."""
    for name in (*(f"recipient:{each.name}" for each in config.recipients), *(f"hub:{hub}" for hub in config.hubs)):
        note = store.get_value(name) or {}
        if note.get("failures"):
            waits = NEWEST_ALONE if _is_silent(note) and "after" in note else ON_ITS_WAY
            yield str(note["fault"]), int(note["failures"]), datetime.fromtimestamp(note["next"], UTC), waits


# --- recipients -------------------------------------------------------------------------------------


async def _tell(bell: Bell, note: Mapping[str, Any], now: datetime, recipient: Recipient) -> dict[str, Any]:
    """Tell all that is in the outbox behind the recipient's place; the place after it."""
    if "after" not in note:  # a new recipient hears of what comes from now on
        return _place(recipient, bell.store.outbox_end(), now)
    after, notifier = int(note["after"]), bell.opener(recipient)
    while rows := bell.store.outbox(after, READ):
        await asyncio.sleep(0)  # a digest may have a long history behind it, while feeds are served
        for news, after in _messages(list(_news(bell, recipient, rows, now)), notifier.portion, rows[-1][0]):
            if news:
                await notifier.tell(news, now)
            bell.store.set_value(f"recipient:{recipient.name}", _place(recipient, after, now))
    return _place(recipient, after, now) if after != note["after"] or note.get("failures") else dict(note)


def _messages(told: Sequence[tuple[int, News]], portion: int, end: int) -> Iterator[tuple[Sequence[News], int]]:
    """The news of one message, and the place in the outbox once it was taken: before the next article's first row, at last the end."""
    for start in range(0, len(told) or 1, portion):
        ahead = told[start + portion :]
        yield [news for _, news in told[start : start + portion]], ahead[0][0] - 1 if ahead else end


def _place(recipient: Recipient, after: int, now: datetime) -> dict[str, Any]:
    return {"after": after, **({"next": (now + timedelta(seconds=recipient.every)).timestamp()} if recipient.every else {})}


def _news(bell: Bell, recipient: Recipient, rows: Sequence[tuple[int, Entry, bool]], now: datetime) -> Iterator[tuple[int, News]]:
    """Each article once, with its first row, as it is now, oldest first: what was new and changed since is told as new."""
    known = {section.key: section for section in sections_of(bell.config, bell.store.states())}
    fresh = {entry.id for _, entry, new in rows if new}
    first = {entry.id: serial for serial, entry, _ in reversed(rows)}
    for entry in {entry.id: entry for _, entry, _ in rows}.values():
        shown = [key for key in entry.sources if key not in known or belongs(known[key], entry)]
        heard = [key for key in shown if not recipient.sources or key in recipient.sources]
        kind = "withdrawn" if entry.state == "withdrawn" else "new" if entry.id in fresh else "corrected"
        never_told = kind == "withdrawn" and entry.id in fresh
        history = kind == "new" and (entry.first_seen - entry.published.at > STALE or entry.reasons.get("published") == FOUND_OLD)
        if heard and not never_told and not history:
            title = known[heard[0]].title if heard[0] in known else heard[0]
            yield first[entry.id], News(kind, entry, title)  # type: ignore[arg-type]  # mypy sees a str


# --- hubs -------------------------------------------------------------------------------------------


async def _ping(bell: Bell, note: Mapping[str, Any], now: datetime, hub: str) -> dict[str, Any]:
    """Tell a hub of every feed document whose bytes it was not told of (one POST each: hubs take no lists)."""
    told = dict(note.get("told", {}))
    standing = {name: file.sha256 for name, file in bell.publisher.manifest().files.items() if "/" not in name and name.endswith(TOPICS)}
    standing.pop("status.json", None)
    for name, digest in standing.items():
        if told.get(name) != digest:
            await _publish(bell, hub, bell.config.base_url + name)
            told[name] = digest
            bell.store.set_value(f"hub:{hub}", {**note, "told": told})
    return {"told": {name: digest for name, digest in told.items() if name in standing}}


async def _publish(bell: Bell, hub: str, topic: str) -> None:
    """``hub.url`` is what public hubs want, ``hub.topic`` what others do; the specification leaves it open (section 6)."""
    body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
    try:
        status, _ = await bell.post(hub, body, FORM, allow_private=is_inside(hub))
    except SourceError as error:
        raise NotifyError(f"the hub {hub} could not be told of {topic}: {error.message}", "nothing to do: it is tried again") from error
    if not 200 <= status < 300:
        raise NotifyError(f"the hub {hub} answered HTTP {status} for {topic}", "look whether 'hubs' in config.toml is right")
