"""What has changed?  Pure: known entries + what was read + now → changes.

An id is minted at first sight; ``published`` is the site's; ``updated`` moves on a significant change only;
an entry is withdrawn only when it left the listing and its own page said twice that it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from .changes import Changes
from .entries import (
    CHECKS,
    FOUND_OLD,
    RETRY,
    before,
    checked,
    is_astray,
    is_final,
    looks_other,
    made,
    off_list,
    postponed,
    refreshed,
    significant,
    steadied,
    withdrawn,
)
from .findings import Absence, Again, Gone, Read, Result, Same, Unread
from .identity import address_key
from .matching import Match, by_row, entry_keys, is_guest, is_itself, is_of_day, page_of, row_digest, settled, shows, stands, titled
from .model import Article, Entry, Revision, Row, Source, Validators
from .reading.notices import says_gone
from .scene import Moment, Scene, beneath
from .unread import NOT_READ

APART, LONG_APART = timedelta(minutes=5), timedelta(days=1)
"""Between two looks that both count: what fails for one section fails for the next a moment later, too; a site that has lost its
database for some hours shows lists without rows and finds none of its articles."""
TRIES = 3
AT_ONCE = 512
"""Seconds asked for together, at most, when a free one is sought."""


def decide(
    source: Source,
    matches: tuple[Match, ...],
    others: tuple[Again, ...],
    results: Mapping[str, Result],
    known: Mapping[str, Entry],
    tries: Mapping[str, int],
    at: Moment,
) -> Changes:
    """``matches`` are the rows shown, ``others`` the entries read again that no row shows;
    ``results`` maps an address to what its page said; ``known`` and ``tries`` as in ``Scene``."""
    changes = Changes()
    pages = {page_of(match, source.key): match for match in matches}
    results = {**results, **{url: _believed(match, result) for url, match in pages.items() if (result := results.get(url))}}
    present = {address_key(match.row.url): match.row for match in matches if match.shown}
    clear = all(match.entry or isinstance(results.get(match.row.url), Read) for match in matches)
    gone = {address_key(url) for url, result in results.items() if isinstance(result, Gone)}
    went = {key: item.entry for item in others if (key := address_key(item.entry.url)) in gone}
    scene = Scene(source, results, {**went, **known}, present, gone, tries, clear, at, beneath(matches, at.now))
    for match in reversed(matches):  # oldest first, so that times given out rise with the page
        _decide_row(scene, match, changes)
    for item in others:
        if item.entry.id not in changes.met:
            _decide_other(scene, item, changes)
    return changes


def _believed(match: Match, result: Result) -> Result:
    """A page that shows neither what its row says nor what we knew is no reading: an error page may answer 200."""
    row, entry = match.row, match.entry
    if not isinstance(result, Read) or shows(result.article, row.title, row.published):
        return result
    if entry is not None and shows(result.article, entry.title, entry.published, entry.digest):
        return result
    return Gone() if says_gone(result.article) else Unread("its page shows something else")


def _decide_row(scene: Scene, match: Match, changes: Changes) -> None:
    page = page_of(match, scene.source.key)
    result = scene.results.get(page)
    if not isinstance(result, Read) or page != match.row.url:
        if match.entry is None:
            _add_unread(scene, match, result, changes)
        else:
            _decide_known(scene, match, result, changes)
        return
    known = {key: changes.entries.get(entry.id, entry) for key, entry in scene.known.items()}
    found = settled(_current(match, changes), result.article, {**known, **_fresh(changes)}, scene.present, scene.gone)
    if found.entry is None:
        _add(scene, found, result, changes)
    elif match.entry is None or match.entry.id != found.entry.id:
        _join(scene, _current(found, changes), result, changes)
    else:
        _decide_known(scene, found, result, changes)


def _current(match: Match, changes: Changes) -> Match:
    """The match with its entry as this pass has changed it already."""
    return match if match.entry is None else replace(match, entry=changes.entries.get(match.entry.id, match.entry))


def _fresh(changes: Changes) -> dict[str, Entry]:
    return {alias: changes.entries[entry_id] for alias, entry_id in changes.aliases if entry_id in changes.entries}


def to_read(source: Source, matches: tuple[Match, ...]) -> tuple[str, ...]:
    """The addresses of the rows whose pages must be read: new ones, changed rows, and what came back."""
    return tuple(page_of(match, source.key) for match in matches if _wanted(source, match))


def _wanted(source: Source, match: Match) -> bool:
    entry = match.entry
    if entry is None:
        return True
    if entry.state == "withdrawn" or entry.missed:
        return not is_final(entry)
    listed = entry.listed.get(source.key)
    return listed != row_digest(match.row) if listed is not None else not (titled(match.row, entry) and is_of_day(match.row, entry))


def absent(source: Source, front: tuple[Match, ...], candidates: Iterable[Entry], shown: set[str]) -> tuple[Entry, ...]:
    """Entries that the top of the listing should show and does not, for the first time: newer than its last row.

    ``front`` are the rows from the top on without a break; a pinned old row stands above, so the last one counts.
    """
    since = covered_since(front)
    return tuple(
        entry
        for entry in candidates
        if since and entry.id not in shown and entry.listed.get(source.key) and entry.published.at >= since
    )


def covered_since(rows: Sequence[Match]) -> datetime | None:
    """What is not older than this would stand among these rows; None when their dates do not tell."""
    stamps = [match.row.published.at for match in rows if match.row.published]
    return stamps[-1] + timedelta(days=1) if len(stamps) > 1 else None


# --- new ----------------------------------------------------------------------------------------


def _add_unread(scene: Scene, match: Match, result: Result | None, changes: Changes) -> None:
    """An article nobody could read is announced by its row alone, at the latest after some tries: never missed."""
    row = match.row
    count = scene.tries.get(row.url, 0) + 1
    final = isinstance(result, Unread) and result.final
    why = _why(result)
    if not final and count < TRIES:
        changes.wait(row, count, why)
        return
    known = {**scene.known, **_fresh(changes)}
    namesake = by_row(match, known, {}).entry
    if not scene.present and (namesake or isinstance(result, Gone)):
        changes.wait(row, count, why)  # the listing was not read: the next look that reads it tells whether the row stands there still
        return
    if address_key(row.url) not in scene.present and _has_left(scene, row, result, namesake, changes):
        return
    bare = Read(Article(row.url, reasons={NOT_READ: why}))
    found = by_row(match, known, scene.present)
    if found.entry is not None:
        _join(scene, _current(found, changes), None, changes)
    else:
        changes.notes.append(f"{row.url} is announced by its row alone: {why}")
        _add(scene, match, bare, changes)


def _has_left(scene: Scene, row: Row, result: Result | None, namesake: Entry | None, changes: Changes) -> bool:
    """Whether a row that is shown no longer tells nothing new: its page is gone, or the entry of its title and day stands there."""
    if isinstance(result, Gone):
        changes.notes.append(f"{row.url} was gone before it could be read")
        return True
    if namesake is None or not stands(namesake, scene.present):
        return False
    changes.notes.append(f"{row.url} was {namesake.id} before that got the address {namesake.url}, as it seems")
    changes.walk_again = True  # if it was another article of that title and day, the list holds it further back
    return True


def _why(result: Result | None) -> str:
    return result.why if isinstance(result, Unread) else "its page is not there"


def _add(scene: Scene, match: Match, read: Read, changes: Changes) -> None:
    at, row = scene.at, match.row
    seen = at.now if row.published is None and read.article.published else scene.seen.get(row.url, at.now)
    entry = made(scene.source, row, read.article, read.validators, at.mint(scene.source.key), seen)
    if seen == at.now:
        seen += timedelta(microseconds=len(changes.entries))  # later than the row below: where days are alike the page's order tells
    entry = replace(entry, updated=_free(entry.updated, at, changes), first_seen=seen, sighted={scene.source.key: at.walk})
    if match.old and entry.dated_by == "first-seen":
        entry = replace(entry, reasons={**entry.reasons, "published": FOUND_OLD})
    if entry.published.at > at.now + timedelta(days=1):
        changes.notes.append(f"{entry.url} is dated in the future: {entry.published.at.isoformat()}")
    if match.why:
        changes.notes.append(f"{entry.id} is a new entry at {row.url}: {match.why}")
    changes.aliases += [(key, entry.id) for key in entry_keys(entry)]
    changes.keep(entry, "new")


def _free(wanted: datetime, at: Moment, changes: Changes) -> datetime:
    """The next whole second that is no other entry's ``updated`` (readers sort and compare by it)."""
    ours = {entry.updated for entry in changes.entries.values()}
    first, width = wanted.replace(microsecond=0), 1
    while True:
        seconds = [first + timedelta(seconds=ahead) for ahead in range(width)]
        if free := sorted({*seconds} - ours - at.taken(seconds)):
            return free[0]
        # A site may give thousands of articles one day: they are asked for together.
        first, width = first + timedelta(seconds=width), min(2 * width, AT_ONCE)


# --- known --------------------------------------------------------------------------------------


def _join(scene: Scene, found: Match, read: Read | None, changes: Changes) -> None:
    """A known article under a new address: one more alias; its link moves when the old address left the listing."""
    entry, row = found.entry, found.row
    assert entry is not None
    changes.notes.append(f"{row.url} is {entry.id}: {found.why}")
    changes.aliases += [(key, entry.id) for key in entry_keys(entry, row.url)]
    _decide_known(scene, found, read, changes)


def _decide_known(scene: Scene, match: Match, result: Result | None, changes: Changes) -> None:
    source, at, row = scene.source, scene.at, match.row
    entry = _current(match, changes).entry
    assert entry is not None
    changes.met.add(entry.id)
    if source.key not in entry.sources:
        entry = replace(entry, sources=(*entry.sources, source.key))
        changes.keep(entry, "category")
    lost = entry.missed is not None or address_key(entry.url) in scene.gone
    entry = _moved(scene, row, entry, lost and isinstance(result, Read), changes)
    if isinstance(result, Gone) and entry.state == "live":
        changes.notes.append(f"{entry.url} is listed, but its page is gone")
    listed, sighted = {**entry.listed, source.key: _noticed(scene, row, entry, result, changes)}, {**entry.sighted, source.key: at.walk}
    seen = replace(entry, listed=listed, sighted=sighted, missed=None)
    away = page_of(match, source.key) != row.url
    if isinstance(result, Gone) and away:
        seen, changes.walk_again = replace(seen, missed=at.now), True  # this section's page is its own from now on, if it is there
    if isinstance(result, Read) and is_guest(match, source.key) and not (away or lost):
        changed = entry.listed.get(source.key) not in (None, row_digest(row))
        changes.keep(replace(seen, next_check=at.now) if changed else seen)
    elif isinstance(result, Read):
        _decide_read(scene, row, checked(seen, at.now), result, changes)
    elif isinstance(result, Same):
        changes.keep(checked(seen, at.now))
    elif result is not None and (is_astray(seen, at.now) or (seen.next_check and seen.next_check <= at.now)):
        changes.keep(postponed(seen, at.now))
    elif seen != entry:
        changes.keep(seen)


def _noticed(scene: Scene, row: Row, entry: Entry, result: Result | None, changes: Changes) -> str:
    """The digest of the row to remember; the old one as long as a changed row's article could not be read."""
    old, new = entry.listed.get(scene.source.key), row_digest(row)
    if old in (None, new) or isinstance(result, Read | Same) or is_final(entry):
        return new
    count = scene.tries.get(row.url, 0) + 1
    if count < TRIES or entry.state == "withdrawn":
        changes.wait(row, count, _why(result))
    return old or ""


def _moved(scene: Scene, row: Row, entry: Entry, adopted: bool, changes: Changes) -> Entry:
    """The entry with the address its first section shows now: another scheme, host or path; or another section's, ``adopted``
    as its own is gone."""
    if not (adopted or scene.source.key == entry.sources[0]) or entry.url == row.url or entry.state != "live":
        return entry
    if address_key(entry.url) == address_key(row.url):
        if urlsplit(entry.url)[:2] == urlsplit(row.url)[:2]:
            return entry
    elif stands(entry, scene.present):
        return entry
    changes.revisions.append(Revision(entry.id, entry.revision, scene.at.now, {"url": entry.url}))
    entry = replace(entry, url=row.url, revision=entry.revision + 1)
    changes.keep(entry, "moved")
    return entry


def _decide_read(scene: Scene, row: Row | None, entry: Entry, read: Read, changes: Changes) -> None:
    at = scene.at
    if entry.state == "withdrawn" and is_final(entry):
        return
    fresh = replace(steadied(entry, refreshed(scene.source, row, entry, read.article)), validators=read.validators)
    if entry.dated_by == "article" and read.article.published is None:  # by a clock that is behind, a right time lies ahead
        fresh = replace(postponed(fresh, at.now), validators=Validators())
    changed = significant(entry, fresh)
    if changed or fresh.digest != entry.digest:
        changes.aliases += [(key, entry.id) for key in entry_keys(fresh)[1:]]
    if entry.state == "withdrawn":
        fresh = replace(fresh, state="live", url=row.url if row else fresh.url, revision=entry.revision + 1)
        fresh = replace(fresh, checks=0, next_check=at.now + CHECKS[0])
        changes.keep(replace(fresh, updated=_later(entry, at, changes)), "restored")
    elif changed:
        changes.revisions.append(Revision(entry.id, entry.revision, at.now, before(entry, changed)))
        changes.keep(replace(fresh, updated=_later(entry, at, changes), revision=entry.revision + 1), "corrected")
    else:
        if fresh.flaps > entry.flaps:
            changes.notes.append(f"{entry.url} shows another text at every look; a text counts once two looks showed it")
        changes.keep(fresh, "touched" if looks_other(entry, fresh) else "")


def _later(entry: Entry, at: Moment, changes: Changes) -> datetime:
    """A new ``updated``: now, but always after the one before, whatever our clock did."""
    return _free(max(at.now, entry.updated + timedelta(seconds=1)), at, changes)


# --- not shown ----------------------------------------------------------------------------------


def _decide_other(scene: Scene, item: Again, changes: Changes) -> None:
    at, entry, gone = scene.at, item.entry, item.gone
    if item.owner:
        _hand_over(scene, item, item.owner, changes)
    result = Gone() if item.lost else _of_other(scene, entry)
    if isinstance(result, Gone) and gone:
        _miss(scene, item, gone, changes)
        return
    if isinstance(result, Gone):
        entry = entry if entry.missed else _missed(scene, entry)
        changes.walk_again = True  # what we saw of the listing does not tell whether it stands there: all pages must
    if gone:
        entry = replace(entry, listed={**entry.listed, scene.source.key: ""})
    if isinstance(result, Gone | Unread):
        changes.keep(postponed(entry, at.now))
        return
    seen = off_list(entry, at.now) if gone else checked(entry, at.now)
    if isinstance(result, Read):
        _decide_read(scene, None, seen, result, changes)
    else:
        changes.keep(seen)


def _hand_over(scene: Scene, item: Again, owner: Entry, changes: Changes) -> None:
    """The address is the other one's from now on, so that its row there is known, whatever it shows by then."""
    result = scene.results[item.url]
    assert isinstance(result, Read)
    url = result.article.url
    if address_key(url) not in scene.present:
        changes.notes.append(f"{url} shows {owner.id} now, and {item.entry.id} no longer")
        changes.aliases += [(key, owner.id) for key in entry_keys(owner, url)]


def _of_other(scene: Scene, entry: Entry) -> Result | None:
    """What the entry's page said of it: a notice, or the page of an article that a row shows, says that it is gone."""
    result = scene.results.get(entry.url)
    if not isinstance(result, Read):
        return result
    if address_key(result.article.url) in scene.present and not is_itself(entry, result.article):
        return Gone()
    if shows(result.article, entry.title, entry.published, entry.digest):
        return result
    return Gone() if says_gone(result.article) else Unread("its page shows something else")


def _miss(scene: Scene, item: Again, gone: Absence, changes: Changes) -> None:
    """It left the listing and its page is gone; it is withdrawn when another look finds the same.

    As long as some row could not be read, that may be the article at its new address.  What stood on an older page is
    withdrawn after another walk through all of them; what another section shows ``elsewhere``, when that one misses it too, and what
    one may show by now, when that was looked through; what stood in a list that is empty now, when that goes on for a day.
    """
    at, entry = scene.at, item.entry
    if not scene.clear:
        changes.keep(replace(entry, next_check=at.now + RETRY))
        return
    apart, held = LONG_APART if gone == "all" else APART, item.elsewhere or item.awaited
    if entry.missed is None or held or timedelta() <= at.now - entry.missed < apart:
        if entry.missed is None:
            changes.notes.append(f"{entry.url} left the listing and its page is gone; a second look will tell")
        listed = {**entry.listed, scene.source.key: ""} if gone in ("top", "all") or item.elsewhere else entry.listed
        soon = timedelta() if gone == "top" else LONG_APART / 4
        walks = gone == "walk" and not item.awaited
        changes.keep(replace(_missed(scene, entry), listed=listed, next_check=None if walks else at.now + soon))
        changes.walk_again = changes.walk_again or walks
        return
    changes.keep(withdrawn(entry, _later(entry, at, changes)), "withdrawn")
    changes.revisions.append(Revision(entry.id, entry.revision, at.now, {"state": entry.state}))
    changes.notes.append(f"{entry.url} was withdrawn by the site")


def _missed(scene: Scene, entry: Entry) -> Entry:
    """Not found; the walk under way may have passed its place before, so that only a later one says more."""
    return replace(entry, missed=entry.missed or scene.at.now, sighted={**entry.sighted, scene.source.key: scene.at.walk})
