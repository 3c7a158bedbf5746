"""What becomes of an entry after a look: its link, its plan, what is remembered of its row, and what the operator is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feedsvc.changes import Changes
from feedsvc.decide import APART, LONG_APART, TRIES, absent, covered_since, decide, to_read
from feedsvc.entries import CHECKS, FOUND_OLD, RETRY, withdrawn
from feedsvc.findings import Again, Gone, Read, Result, Same, Unread
from feedsvc.identity import address_key, weak_keys
from feedsvc.matching import Match, row_digest
from feedsvc.model import Entry, Row
from feedsvc.record import Waiting
from tests.builders import NOW, SOURCE, article, day, entry, moment, read, row, stamp
from tests.test_decide import decided, only

OTHER = "全然另一篇文章的标题"
ANOTHER = article(77, title=OTHER, when="2026-10-01 08:00:00", text="另一篇的正文。")
NOTICE = replace(ANOTHER, title="提示", published=None, text="您访问的页面不存在", directives=frozenset({"gone"}))
OWN = "http://example.org/brands/1.html"


def guest(**fields: object) -> Entry:
    """An entry of the section "brands" that stands in "news", too, under an address of that one."""
    return entry(1, **{"url": OWN, "sources": ("brands", "news"), "listed": {"brands": "x", "news": row_digest(row(1))}, **fields})


def looked(match: Match, results: dict[str, Result], now: datetime = NOW, walk: int = 0) -> Changes:
    return decide(SOURCE, (match,), (), results, {}, {}, replace(moment(now), walk=walk))


# --- whether a page is believed ---------------------------------------------------------------------


def test_a_page_that_shows_something_else_is_no_reading() -> None:
    """It may be an error page that answers 200: it is waited for; one that says so in words is gone; what it was until now it may be still."""
    for known in (None, entry(1)):
        shown = row(1) if known is None else row(1, title="改过的题目")
        assert looked(Match(shown, known), {shown.url: Read(ANOTHER)}).waiting == [Waiting(shown, 1, "its page shows something else")]
    said = looked(Match(row(1), entry(1)), {row(1).url: Read(NOTICE)})
    assert said.notes == [f"{row(1).url} is listed, but its page is gone"]
    as_it_was = looked(Match(row(1, title=OTHER), entry(1)), {row(1).url: read(1)})
    assert not as_it_was.waiting and only(as_it_was).listed == {"news": row_digest(row(1, title=OTHER))}


def test_the_page_of_an_entry_off_the_list_may_be_anothers() -> None:
    """Read again where no row shows it: something else is no reading, a notice and the article of a row that stands there mean gone."""
    known, rows = entry(1), (Match(row(77, title=OTHER), entry(77, title=OTHER)),)
    for page, shown, missed in ((ANOTHER, (), None), (NOTICE, (), NOW), (ANOTHER, rows, NOW)):
        after = decide(SOURCE, shown, (Again(known, known.url),), {known.url: Read(page)}, {}, {}, moment()).entries[known.id]
        assert (after.missed, after.title, after.next_check is not None) == (missed, known.title, True)


# --- which pages are read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "known", "wanted"),
    [
        (row(1), None, True),
        (row(1), entry(1), False),
        (row(1, title="更正"), entry(1), True),
        (row(1, when=None), entry(1), True),
        (row(1), entry(1, missed=NOW), True),
        (row(1), entry(1, listed={}), False),
        (row(1, title="第1号"), entry(1, listed={}), False),
        (row(1, title=OTHER), entry(1, listed={}), True),
        (row(1, when="2026-11-21"), entry(1, listed={}), True),
        (row(1, when=None), entry(1, listed={}), False),
    ],
)
def test_a_page_is_read_when_its_row_says_something_new(shown: Row, known: Entry | None, wanted: bool) -> None:
    """Another title or day than before, or, where this section has not shown it yet, than the entry's; and what was missed before."""
    assert bool(to_read(SOURCE, (Match(shown, known),))) is wanted


def test_what_the_top_of_a_list_covers() -> None:
    """From the day after its last dated row on; a single date tells nothing, as it may be that of a pinned row."""
    dated = [Match(row(number, when=when), None) for number, when in ((9, "2026-11-22"), (8, None), (7, "2026-11-19"), (6, None))]
    assert covered_since(dated) == day("2026-11-20").at
    assert covered_since(dated[:2]) is None
    at, before = (entry(1, published=stamp(when)) for when in ("2026-11-20 00:00:00", "2026-11-19 23:59:59"))
    assert absent(SOURCE, tuple(dated), (at, before), set()) == (at,)
    assert absent(SOURCE, tuple(dated), (at,), {at.id}) == absent(SOURCE, tuple(dated[:2]), (at,), set()) == ()


# --- new --------------------------------------------------------------------------------------------


def test_what_only_the_row_tells_is_announced_with_all_the_row_tells() -> None:
    """Its summary, too; the operator is told why; an article that is known under its title and day is that one."""
    shown, failure = replace(row(1), summary="列表里的摘要。"), {row(1).url: Unread("time-out")}
    changes = decided([shown], results=failure, tries={shown.url: TRIES - 1})
    assert (only(changes).summary, only(changes).reasons["not read"]) == ("列表里的摘要。", "time-out")
    assert changes.notes == [f"{shown.url} is announced by its row alone: time-out"]
    known = entry(5, title=shown.title)
    joined = decided([shown], [known], failure, tries={shown.url: TRIES - 1})
    assert set(joined.entries) == {known.id} and (address_key(shown.url), known.id) in joined.aliases


def test_a_second_section_may_join_what_it_cannot_read_and_go_on() -> None:
    """Nothing of the entry changes by that, and the rows above it are decided all the same."""
    known, shown = guest(sighted={"brands": 0, "news": 0}), replace(row(1), url="http://example.org/n/1.html")
    aliases = dict.fromkeys(weak_keys(shown.url, known.title, known.published, known.digest), known)
    matches, results = (Match(row(2), None), Match(shown, None)), {row(2).url: read(2), shown.url: Unread("503")}
    changes = decide(SOURCE, matches, (), results, aliases, {shown.url: TRIES}, moment())
    assert [changes.kinds, set(changes.entries)] == [{only(changes).id: "new"}, {only(changes).id}]
    assert (address_key(shown.url), known.id) in changes.aliases


def test_a_row_of_a_list_that_was_not_read_is_not_told_to_be_gone() -> None:
    """It waits without a word, as nothing is known of it; one that could not be read is announced at the last try, whatever was read."""
    waiting, beside, tries = Match(row(5), None, shown=False), Match(row(6), entry(6)), {row(5).url: TRIES}
    assert decide(SOURCE, (waiting,), (), {row(5).url: Gone()}, {}, tries, moment()).notes == []
    for matches in ((waiting,), (beside, waiting)):
        assert decide(SOURCE, matches, (), {row(5).url: Unread("503")}, {}, tries, moment()).count("new") == 1


@pytest.mark.parametrize(
    ("when", "told", "beneath"),
    [(None, None, True), (None, "2026-11-20 09:30:00", False), ("2026-11-21", "2026-11-21 09:30:00", True), ("2026-11-21", None, True)],
)
def test_first_sight_of_what_stands_below_known_rows(when: str | None, told: str | None, beneath: bool) -> None:
    """It counts as seen before them, so that the list's order stays; a time that only its page tells gives its place by itself."""
    above = entry(2, first_seen=NOW - timedelta(hours=1), published=day(when) if when else stamp("2026-11-22 11:00:00"), dated_by="listing" if when else "first-seen")
    matches = (Match(row(2, when=when), above), Match(row(1, when=when), None, old=True))
    made = decide(SOURCE, matches, (), {row(1).url: read(1, when=told or "")}, {}, {}, moment())
    (new,) = (item for item in made.entries.values() if item.id != above.id)
    assert (new.first_seen < above.first_seen) is beneath


def test_what_is_remembered_and_told_of_a_new_entry() -> None:
    """The walk that met it; that it was found among older ones, where only first sight dates it; a date to come; another article's address."""
    for old, when, why in ((True, "", FOUND_OLD), (False, "", "no page gives a time: first seen then"), (True, "2026-11-20 09:30:00", None)):
        shown = row(1, when=None)
        changes = looked(Match(shown, None, old=old), {shown.url: read(1, when=when)}, walk=7)
        made = only(changes)
        assert (made.sighted, made.reasons.get("published") in (why, "from the row of the listing"), changes.notes) == ({"news": 7}, True, [])
        assert (made.reasons.get("published") == FOUND_OLD) is (why == FOUND_OLD)
    for when, noted in (("2026-11-23 12:00:00", False), ("2026-11-23 12:00:01", True)):
        shown = row(1, when="2026-11-23")
        assert bool(decided([shown], results={shown.url: read(1, when=when)}).notes) is noted
    assert only(looked(Match(row(1), None), {row(1).url: read(1, when="2026-11-20 09:30:00.5")})).updated == stamp("2026-11-20 09:30:00").at
    reused = looked(Match(row(1), None, "the address was another's before"), {row(1).url: read(1)})
    assert reused.notes == [f"{only(reused).id} is a new entry at {row(1).url}: the address was another's before"]


def test_what_went_from_its_address_may_be_the_new_row() -> None:
    """No alias leads to it: the same words stand at another address and day, and its own page is gone."""
    page, known = article(1, when="2026-11-12 10:00:00"), entry(1, published=stamp("2026-11-10 10:00:00"))
    new = replace(row(1), url="http://example.org/n/2001.html", published=day("2026-11-12"))
    for result, kinds in ((Gone(), {"moved", "corrected"}), (Same(), {"new"})):
        results: dict[str, Result] = {new.url: Read(page), known.url: result}
        changes = decide(SOURCE, (Match(new, None),), (Again(known, known.url),), results, {}, {}, moment())
        assert set(changes.kinds.values()) <= kinds


# --- known ------------------------------------------------------------------------------------------


def test_a_known_row_is_sighted_and_no_longer_missed() -> None:
    """By the present walk; nothing is told, and no alias is new."""
    changes = looked(Match(row(1), entry(1, missed=NOW)), {row(1).url: read(1)}, walk=3)
    assert (only(changes).missed, only(changes).sighted, changes.notes, changes.kinds) == (None, {"news": 3}, [], {})
    assert looked(Match(row(1), entry(1, missed=NOW)), {}).entries == {entry(1).id: entry(1)}
    for known in (entry(1), entry(1, listed={})):
        assert looked(Match(row(1), known), {}).waiting == []


def test_an_address_that_shows_another_known_article_gives_that_one_an_alias() -> None:
    """Two were renumbered: the row is the other one, under one more address, and the operator is told."""
    seventh, eighth = (entry(number, published=stamp("2026-11-20 10:00:00")) for number in (7, 8))
    shown = replace(row(8), title=seventh.title)
    changes = decided([shown], [seventh, eighth], {shown.url: Read(replace(article(7, when="2026-11-20 10:00:00"), url=shown.url))})
    assert (address_key(shown.url), seventh.id) in changes.aliases
    assert any(note.startswith(f"{shown.url} is {seventh.id}: ") for note in changes.notes)


def test_another_section_is_one_more_category() -> None:
    """Subscribers of both see a difference, though nothing else is new."""
    changes = looked(Match(row(1), entry(1, sources=("brands",))), {})
    assert (only(changes).sources, changes.kinds) == (("brands", "news"), {entry(1).id: "category"})


def test_a_guest_is_read_at_its_own_address() -> None:
    """There its page tells it, however much of it the site has changed; the page under this section's address tells it only when that
    one is gone, and a changed row that its own is to be looked at."""
    changed = Read(replace(article(1, title="第1号通知（已经更正）", when="2026-10-01 08:00:00", text="改写了的正文。"), url=OWN))
    assert looked(Match(row(1), guest()), {OWN: changed}).kinds == {guest().id: "corrected"}
    for known, plan in ((guest(next_check=None), NOW), (guest(next_check=None, listed={"brands": "x"}), None)):
        shown = row(1, title="第1号通知（另题）")
        after = looked(Match(shown, known), {shown.url: Read(replace(changed.article, url=shown.url, title=shown.title, published=known.published))})
        assert (only(after).title, only(after).next_check) == (known.title, plan)


def test_a_guest_whose_own_page_is_gone_is_this_sections() -> None:
    """At the next look this section's page is read, and all pages are walked through; it takes the link over when it is there."""
    away = looked(Match(row(1), guest()), {OWN: Gone()})
    assert (only(away).missed, only(away).url, away.walk_again) == (NOW, OWN, True)
    for known, gone in ((only(away), {}), (guest(listed={"brands": "x"}), {OWN: Gone()})):
        for result, url in ((read(1), row(1).url), (Unread("503"), OWN)):
            after = looked(Match(row(1), known), {row(1).url: result, **gone})
            assert (after.entries[known.id].url if known.id in after.entries else known.url) == url


def test_the_page_of_this_section_tells_an_article_only_where_its_own_is_gone() -> None:
    """Then it may have another title; a changed row whose page was not read changes no plan."""
    shown, later = row(1, title="第1号通知（另题）"), NOW + timedelta(days=5)
    page = Read(article(1, title=shown.title))
    assert looked(Match(shown, guest(listed={"brands": "x"})), {shown.url: page, OWN: Gone()}).entries[guest().id].title == shown.title
    unread = looked(Match(shown, guest(next_check=later, missed=None)), {shown.url: Unread("503")})
    assert unread.entries.get(guest().id, guest(next_check=later)).next_check == later


def test_a_page_that_is_gone_while_its_row_stands_is_told_of_what_is_published() -> None:
    """Not of what was withdrawn already."""
    assert looked(Match(row(1), entry(1)), {row(1).url: Gone()}).notes == [f"{row(1).url} is listed, but its page is gone"]
    assert looked(Match(row(1), withdrawn(entry(1), NOW)), {row(1).url: Gone()}).notes == []


@pytest.mark.parametrize(
    ("result", "planned", "after"),
    [
        (Same(), timedelta(), CHECKS[1]),
        (Unread("503"), timedelta(), timedelta(hours=6)),
        (Unread("503"), timedelta(seconds=1), timedelta(seconds=1)),
        (None, timedelta(), timedelta()),
    ],
)
def test_the_plan_after_a_look(result: Result | None, planned: timedelta, after: timedelta) -> None:
    """"Not modified" is a look; one that failed is made up for when it was due, and changes no plan before; no look changes nothing."""
    known = entry(1, next_check=NOW + planned)
    changes = looked(Match(row(1), known), {row(1).url: result} if result else {})
    assert changes.entries.get(known.id, known).next_check == NOW + after


def test_a_changed_row_counts_once_its_article_was_read() -> None:
    """Until then it waits, for some tries, and its old digest is remembered; of what was withdrawn, for as long as it takes."""
    shown, taken = row(1, title="第1号通知（更正）"), replace(entry(1), state="withdrawn")
    for known, tried, waiting in ((entry(1), 0, 1), (entry(1), 1, 2), (entry(1), 2, None), (taken, 9, 10)):
        changes = decided([shown], [known], {shown.url: Unread("503")}, tries={shown.url: tried})
        assert [item.tries for item in changes.waiting] == ([waiting] if waiting else [])
        assert changes.entries.get(known.id, known).listed == entry(1).listed
    by_hand = withdrawn(entry(1), NOW, by_hand=True)
    assert only(decided([shown], [by_hand])).listed == {"news": row_digest(shown)}


@pytest.mark.parametrize(
    ("address", "moves"),
    [
        ("https://example.org/news/1.html", True),
        ("http://www.example.org/news/1.html", True),
        ("http://example.org/news/1.html?from=list", False),
        ("http://example.org/archive/1.html", True),
    ],
)
def test_the_link_follows_the_first_section(address: str, moves: bool) -> None:
    """To another scheme, host or path, as a move that subscribers see and the history keeps; not to another way to write the address."""
    known, shown = entry(1), replace(row(1), url=address)
    changes = looked(Match(shown, known), {})
    assert changes.kinds == ({known.id: "moved"} if moves else {})
    if moves:
        assert (only(changes).url, only(changes).revision) == (address, known.revision + 1)
        assert [(item.number, item.before) for item in changes.revisions] == [(known.revision, {"url": known.url})]
    assert looked(Match(shown, entry(1, sources=("brands", "news"))), {}).kinds == {}
    assert looked(Match(shown, replace(known, state="withdrawn")), {}).kinds == {}
    both = decide(SOURCE, (Match(shown, known), Match(row(1), known)), (), {}, {}, {}, moment())
    assert moves is False or address_key(address) == address_key(known.url) or both.kinds == {}


def test_a_correction_is_found_by_its_new_words_and_a_return_by_its_new_address() -> None:
    """Each is one revision more, with a later time; the address was an alias before."""
    changes = decided([row(1)], [entry(1)], {row(1).url: read(1, text="改过的正文。")})
    assert only(changes).revision == entry(1).revision + 1
    assert {alias for alias, _ in changes.aliases} == set(weak_keys(row(1).url, only(changes).title, only(changes).published, only(changes).digest))
    away = withdrawn(entry(1, url=OWN), NOW)
    back = only(looked(Match(row(1), away), {row(1).url: read(1)}))
    assert (back.url, back.revision, back.updated) == (row(1).url, away.revision + 1, NOW + timedelta(seconds=1))
    again = only(decided([], [away], {OWN: read(1)}, (Again(away, OWN),)))
    assert (again.state, again.url) == ("live", OWN)


def test_what_changes_beside_title_time_and_text_is_no_correction() -> None:
    """Another picture is rendered, and announced to nobody; nothing else is nothing; a page that is never still is told once it flaps."""
    pictured = Read(replace(article(1), image="http://example.org/1.jpg"))
    assert decided([row(1)], [entry(1)], {row(1).url: pictured}).kinds == {entry(1).id: "touched"}
    still = decided([row(1)], [entry(1, author=None)], {row(1).url: read(1)})
    assert (still.kinds, still.notes) == ({}, [])
    restless = decided([row(1)], [entry(1, flaps=3)], {row(1).url: read(1, text="又不一样了。")})
    assert restless.notes == [f"{row(1).url} shows another text at every look; a text counts once two looks showed it"]


# --- not shown --------------------------------------------------------------------------------------


def test_nothing_is_missed_while_a_row_is_unread() -> None:
    """What is gone may be the article of that row, at its new address: it is looked for again in an hour."""
    known, gone = entry(1), (Again(entry(1), entry(1).url, "top"),)
    for other, result, missed in ((None, Unread("503"), None), (None, read(2), NOW), (entry(2), Unread("503"), NOW)):
        changes = decide(SOURCE, (Match(row(2), other),), gone, {known.url: Gone(), row(2).url: result}, {}, {}, moment())
        after = changes.entries[known.id]
        assert (after.missed, after.next_check) == (missed, NOW if missed else NOW + RETRY)


@pytest.mark.parametrize(
    ("left", "elsewhere", "listed", "soon", "walk"),
    [
        ("top", False, "", timedelta(), False),
        ("all", False, "", LONG_APART / 4, False),
        ("walk", False, row_digest(row(1)), None, True),
        ("walk", True, "", None, True),
    ],
)  # fmt: skip
def test_what_is_missed_is_looked_for_again(left: str, elsewhere: bool, listed: str, soon: timedelta | None, walk: bool) -> None:
    """At the next look where the top of the list lacks it, within the day where the list is empty, on the next walk where it stood further
    back: each says so, remembers the walk, and withdraws nothing yet."""
    known = entry(1)
    again = Again(known, known.url, left, elsewhere=elsewhere)  # type: ignore[arg-type]
    changes = decide(SOURCE, (), (again,), {known.url: Gone()}, {}, {}, replace(moment(), walk=5))
    after = only(changes)
    assert (after.missed, after.listed, after.sighted) == (NOW, {"news": listed}, {"news": 5})
    assert (after.next_check, changes.walk_again) == (None if soon is None else NOW + soon, walk)
    assert changes.notes == [f"{known.url} left the listing and its page is gone; a second look will tell"]


@pytest.mark.parametrize(("left", "apart"), [("top", APART), ("walk", APART), ("all", LONG_APART)])
def test_what_two_looks_missed_is_withdrawn(left: str, apart: timedelta) -> None:
    """The second one so much later; never where another section shows it elsewhere, nor by a clock that went back."""
    known = entry(1, missed=NOW - apart)
    again = Again(known, known.url, left)  # type: ignore[arg-type]
    changes = decided([], others=(again,), results={known.url: Gone()})
    assert changes.kinds == {known.id: "withdrawn"} and changes.notes == [f"{known.url} was withdrawn by the site"]
    assert [(item.number, item.before) for item in changes.revisions] == [(known.revision, {"state": "live"})]
    for held in (replace(again, elsewhere=True), replace(again, entry=replace(known, missed=NOW - apart + timedelta(seconds=1)))):
        waits = decided([], others=(held,), results={known.url: Gone()})
        assert (waits.kinds, waits.notes, only(waits).missed) == ({}, [], held.entry.missed)


def test_what_a_look_at_an_entry_off_the_list_tells() -> None:
    """Gone while the list may show it still: all pages are walked through, and the first miss counts; unread: again later; there: seldom."""
    for missed in (None, NOW - timedelta(hours=1)):
        known = entry(1, missed=missed)
        gone = decided([], others=(Again(known, known.url),), results={known.url: Gone()})
        assert (only(gone).missed, gone.walk_again, only(gone).next_check) == (missed or NOW, True, NOW + timedelta(hours=6))
    unread = only(decided([], others=(Again(entry(1), entry(1).url, "top"),), results={entry(1).url: Unread("503")}))
    assert (unread.listed, unread.next_check) == ({"news": ""}, NOW + timedelta(hours=6))
    there = only(decided([], others=(Again(entry(1), entry(1).url, "top"),), results={entry(1).url: Same()}))
    assert there.next_check == NOW + timedelta(days=30)
    planned = entry(1, next_check=NOW)
    assert only(decided([], others=(Again(planned, planned.url),), results={planned.url: Same()})).next_check == NOW + CHECKS[1]
