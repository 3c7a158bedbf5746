"""What changed: decided from values alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.changes import Changes
from feedsvc.decide import TRIES, absent, decide, to_read
from feedsvc.entries import CHECKS, FLAPS, checked, is_final, off_list, withdrawn
from feedsvc.findings import Again, Gone, Read, Result, Same, Unread
from feedsvc.identity import address_key, path_key, text_digest, weak_keys
from feedsvc.matching import Match, by_address, is_guest, is_itself, is_rather, is_reused, told_by
from feedsvc.model import BY_ADDRESS, Article, Entry, Row, Validators
from feedsvc.record import Waiting
from feedsvc.unread import not_a_page
from tests.builders import NOW, SOURCE, article, day, entry, moment, read, row, stamp


def decided(
    rows: list[Row],
    known: list[Entry] | None = None,
    results: dict[str, Result] | None = None,
    others: tuple[Again, ...] = (),
    tries: dict[str, int] | None = None,
    now: object = NOW,
) -> Changes:
    """Rows and known entries, joined as the flow joins them."""
    strong = {address_key(item.url): item for item in known or []}
    weak = {key: item for item in known or [] for key in weak_keys(item.url, item.title, item.published, item.digest)}
    matches = tuple(by_address(shown, strong) for shown in rows)
    return decide(SOURCE, matches, others, results or {}, {**weak, **strong}, tries or {}, moment(now))  # type: ignore[arg-type]


def only(changes: Changes) -> Entry:
    (found,) = changes.entries.values()
    return found


def test_a_new_article_gets_an_id_the_sites_time_and_its_aliases() -> None:
    """A new row whose page was read becomes one entry with the page's time to the second."""
    changes = decided([row(1)], results={row(1).url: read(1)})
    made = only(changes)
    assert changes.kinds == {made.id: "new"}
    assert made.published == stamp("2026-11-20 09:30:00")
    assert made.updated == stamp("2026-11-20 09:30:00").at
    assert (address_key(row(1).url), made.id) in changes.aliases


def test_a_day_alone_keeps_its_date_and_midnight() -> None:
    """Where the site gives only a day that is not today, no time of day is made up."""
    made = only(decided([row(1)], results={row(1).url: read(1, when="")}))
    assert made.published == day("2026-11-20")


def test_a_day_alone_that_is_today_takes_the_time_of_first_sight() -> None:
    """Date-only and seen that same day: the time of day is that of first sight, the precision stays "day"."""
    today = row(1, when="2026-11-22")
    made = only(decided([today], results={today.url: read(1, when="")}))
    assert made.published.at == NOW
    assert made.published.precision == "day"


def test_no_date_anywhere_is_first_sight_and_says_so() -> None:
    """Without any date the time of first sight stands in, marked as such."""
    made = only(decided([row(1, when=None)], results={row(1).url: read(1, when="")}))
    assert (made.published.at, made.dated_by) == (NOW, "first-seen")


def test_updates_given_out_never_repeat() -> None:
    """Twenty articles of one day get twenty different ``updated`` times, also beside those taken already."""
    rows = [row(number) for number in range(20)]
    results: dict[str, Result] = {shown.url: read(number, when="") for number, shown in enumerate(rows)}
    midnight = day("2026-11-20").at
    changes = decide(SOURCE, tuple(Match(shown, None) for shown in rows), (), results, {}, {}, moment(taken=frozenset({midnight})))
    times = {item.updated for item in changes.entries.values()}
    assert len(times) == 20
    assert midnight not in times


@pytest.mark.parametrize("when", ["", "2026-11-20"])
def test_articles_of_one_day_keep_the_pages_order(when: str) -> None:
    """Without a time of day, or without any day, the row that stands above is the newer one."""
    rows = [row(number, when=when or None) for number in range(12)]
    results: dict[str, Result] = {shown.url: read(number, when=when) for number, shown in enumerate(rows)}
    changes = decide(SOURCE, tuple(Match(shown, None) for shown in rows), (), results, {}, {}, moment())
    newest_first = sorted(changes.entries.values(), key=lambda entry: entry.order, reverse=True)
    assert [entry.url for entry in newest_first] == [shown.url for shown in rows]
    assert {entry.published.at.microsecond for entry in newest_first} == {0}


def test_a_day_of_thousands_of_articles_is_sought_through_in_few_questions() -> None:
    """A site may date everything it has alike: the first free second is found, and the store asked a dozen times, not thousands."""
    midnight, asked = day("2026-11-20").at, []
    taken = frozenset(midnight + timedelta(seconds=second) for second in range(3_000))

    def among(seconds: Sequence[datetime]) -> frozenset[datetime]:
        asked.append(len(seconds))
        return taken.intersection(seconds)

    (shown,) = [row(1)]
    at = replace(moment(), taken=among)
    changes = decide(SOURCE, (Match(shown, None),), (), {shown.url: read(1, when="")}, {}, {}, at)
    assert only(changes).updated == midnight + timedelta(seconds=3_000)
    assert len(asked) < 20


def test_rows_above_get_later_updates_than_rows_below() -> None:
    """A listing shows the newest first: of two articles of one day the upper is the later."""
    rows = [row(2), row(1)]
    changes = decided(rows, results={shown.url: read(number, when="") for shown, number in zip(rows, (2, 1), strict=True)})
    by_url = {item.url: item.updated for item in changes.entries.values()}
    assert by_url[row(2).url] > by_url[row(1).url]


def test_a_known_row_needs_no_reading_and_changes_nothing() -> None:
    """The warm path: a row as it was is neither read nor written."""
    match = Match(row(1), entry(1))
    assert to_read(SOURCE, (match,)) == ()
    assert decided([row(1)], [entry(1)]).entries == {}


def test_a_corrected_title_moves_updated_and_keeps_id_and_published() -> None:
    """Retitled at the source: same id, same published, later updated, a revision with the old title."""
    shown = row(1, "第1号通知（更正）")
    assert to_read(SOURCE, (Match(shown, entry(1)),)) == (entry(1).url,)
    changes = decided([shown], [entry(1)], {shown.url: read(1, title="第1号通知（更正）")})
    made = only(changes)
    assert (made.id, made.title, made.revision) == (entry(1).id, "第1号通知（更正）", 2)
    assert made.updated == NOW
    assert changes.revisions[0].before["title"] == "第1号通知"


def test_layout_and_counters_are_no_correction() -> None:
    """Other white space in the text is the same text."""
    spaced = read(1, text="这是第1号\n 通知的 正文。")
    changes = decided([row(1)], [entry(1)], {row(1).url: spaced})
    assert not changes.visible


def test_what_another_release_reads_otherwise_is_no_correction() -> None:
    """The site did not change the text, but we read it better; a title that the site changed meanwhile is one, and so is its next
    text, or one of a page that the site calls modified."""
    old = replace(entry(1), reasons={})
    changes = decided([row(1)], [old], {row(1).url: read(1, text="另一种读法的正文。")})
    made = only(changes)
    assert (changes.kinds, made.updated, made.digest) == ({}, old.updated, text_digest("另一种读法的正文。"))
    assert decided([row(1)], [made], {row(1).url: read(1, text="改过的正文。")}).kinds == {made.id: "corrected"}
    marked = replace(old, validators=Validators(etag='"1"'))
    assert decided([row(1)], [marked], {row(1).url: read(1, text="改过的正文。")}).kinds == {made.id: "corrected"}
    assert decided([row(1, title="改过的题目")], [old], {row(1).url: read(1, title="改过的题目")}).kinds == {made.id: "corrected"}


def test_a_redated_article_is_corrected() -> None:
    """The site corrects the time: ``published`` follows it."""
    made = only(decided([row(1)], [entry(1)], {row(1).url: read(1, when="2026-11-19 08:00:00")}))
    assert made.published == stamp("2026-11-19 08:00:00")


def test_updated_rises_even_when_our_clock_went_back() -> None:
    """``updated`` never goes backward, whatever the clock says."""
    ahead = entry(1, updated=NOW + timedelta(days=400))
    made = only(decided([row(1)], [ahead], {row(1).url: read(1, text="别的正文。")}))
    assert made.updated > ahead.updated


def test_a_page_that_changes_at_every_look_stops_flapping() -> None:
    """After some looks with another text each, the text alone is no correction any more."""
    restless = entry(1, flaps=FLAPS)
    assert not decided([row(1)], [restless], {row(1).url: read(1, text="又不一样了。")}).visible


def test_an_unreadable_article_is_waited_for_and_then_announced_by_its_row() -> None:
    """Never missed: after three failed tries the row alone makes the entry."""
    failure: dict[str, Result] = {row(1).url: Unread("time-out")}
    first = decided([row(1)], results=failure)
    assert (first.entries, first.waiting) == ({}, [Waiting(row(1), 1, "time-out")])
    last = decided([row(1)], results=failure, tries={row(1).url: 2})
    assert only(last).title == "第1号通知"


def test_a_document_or_foreign_link_is_announced_at_once() -> None:
    """A row that leads to a PDF or another host is an article by its row."""
    assert only(decided([row(1)], results={row(1).url: Unread("it is a document, not a page", final=True)})).published == day("2026-11-20")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/news/rules.pdf", "a document"),
        ("http://bids.example/1.html", "another host (bids.example)"),
        ("http://example.org/#/notice?id=7", "only a script"),
        ("http://www.example.org/news/1.html#top", None),
    ],
)
def test_what_is_no_page_of_ours_is_known_by_its_address(url: str, words: str | None) -> None:
    """It is never asked for; asked for without its route, a site that is one script would give the same page for every article."""
    why = not_a_page(SOURCE, url)
    assert (why is None) if words is None else words in (why or "")


def test_a_new_path_of_a_known_article_keeps_its_id() -> None:
    """Re-pathed by the CMS: same title, time and text are the same entry; its link moves."""
    shown = replace(row(1), url="http://example.org/2026/11/a1.html")
    changes = decided([shown], [entry(1)], {shown.url: read(1)})
    made = only(changes)
    assert (made.id, made.url) == (entry(1).id, shown.url)
    assert any(entry(1).id in note for note in changes.notes)


def test_two_articles_with_one_title_stay_two() -> None:
    """Same title and day, both on the page, different text: two entries."""
    twin = replace(row(2), title="第1号通知")
    known = entry(1)
    changes = decided([row(1), twin], [known], {twin.url: read(2, title="第1号通知", text="完全不同的内容。")})
    assert only(changes).id != known.id


def test_one_article_in_two_sections_is_one_entry_with_two_categories() -> None:
    """Seen in another section under another address: joined by title, time and text; its address stays."""
    elsewhere = entry(1, sources=("brands",), listed={"brands": "x"}, url="http://example.org/brands/1.html")
    shown = row(1)
    changes = decided([shown], [elsewhere], {shown.url: read(1)})
    made = only(changes)
    assert (made.sources, made.url) == (("brands", "news"), elsewhere.url)


def test_a_withdrawn_article_comes_back_at_another_address_with_another_text() -> None:
    """Nothing is left to compare its text with: the same title on the same day is the same article, whatever the hour and the number."""
    earlier = replace(entry(1).published, at=entry(1).published.at - timedelta(hours=3))
    taken_back = entry(1, state="withdrawn", summary="", url="http://example.org/old/77.html", published=earlier)
    shown = row(1)
    back = only(decided([shown], [taken_back], {shown.url: read(1, text="会议改期，其余不变。" * 5)}))
    assert (back.id, back.state, back.url) == (taken_back.id, "live", shown.url)
    standing = replace(taken_back, state="live", summary="另一篇。")
    assert only(decided([shown], [standing], {shown.url: read(1, text="会议改期，其余不变。" * 5)})).id != standing.id  # two that stand stay two


def test_a_withdrawn_article_comes_back_on_another_host_with_another_title() -> None:
    """Nothing but its path, its day and a part of its title are left."""
    taken_back = entry(1, state="withdrawn", summary="")
    shown = replace(row(1), url=row(1).url.replace("example.org", "example.net"))
    for title, same in ((f"{row(1).title}（延期）", True), ("全然不同的另一件事", False)):
        page = replace(article(1, title=title, when="2026-11-20 11:00:00"), text="会议改期，其余不变。" * 5)
        back = only(decided([replace(shown, title=title)], [taken_back], {shown.url: Read(page)}))
        assert (back.id == taken_back.id) is same


def test_an_address_used_again_for_another_article_is_a_new_entry() -> None:
    """Same address, later day, nothing left of the title: another article."""
    shown = row(1, "关于举办年度颁奖典礼的邀请函", "2026-11-22")
    assert is_reused(entry(1), shown)
    changes = decided([shown], [entry(1)], {shown.url: read(1, title=shown.title, when="2026-11-22 10:00:00", text="邀请各单位参加。")})
    assert only(changes).id != entry(1).id


def test_one_miss_withdraws_nothing_and_the_second_does() -> None:
    """Left the listing and 404: a second look must agree before an entry is withdrawn."""
    gone: dict[str, Result] = {entry(1).url: Gone()}
    first = only(decided([], others=(Again(entry(1), entry(1).url, "top"),), results=gone))
    assert (first.state, first.missed) == ("live", NOW)
    soon = only(decided([], others=(Again(first, entry(1).url, "top"),), results=gone, now=NOW + timedelta(minutes=1)))
    assert (soon.state, soon.missed) == ("live", NOW)  # another section's look a moment later is no second one
    second = only(decided([], others=(Again(soon, entry(1).url, "top"),), results=gone, now=NOW + timedelta(minutes=7)))
    assert (second.state, second.summary, second.html) == ("withdrawn", "", None)
    assert second.updated > entry(1).updated


def test_gone_but_still_listed_stays() -> None:
    """A row whose page is 404 is a broken link, not a withdrawal."""
    changes = decided([row(1)], [entry(1)], {row(1).url: Gone()})
    assert all(item.state == "live" and item.missed is None for item in changes.entries.values())


def test_missing_but_alive_stays_and_is_not_asked_again() -> None:
    """Off the listing but its page answers: it stays, and is marked so that it is not asked at every look."""
    after = only(decided([], others=(Again(entry(1), entry(1).url, "top"),), results={entry(1).url: Same()}))
    assert (after.state, after.listed["news"]) == ("live", "")
    front = (Match(row(6, when="2026-11-22"), None), Match(row(5, when="2026-11-01"), None))
    assert absent(SOURCE, front, (entry(1),), set()) == (entry(1),)
    assert absent(SOURCE, front, (after,), set()) == ()


def test_a_pinned_old_row_does_not_make_older_pages_look_missing() -> None:
    """The last row tells how far back the page reaches, not the oldest one."""
    front = (Match(row(9, when="2020-01-01"), None), Match(row(6, when="2026-11-22"), None), Match(row(5, when="2026-11-21"), None))
    assert absent(SOURCE, front, (entry(1),), set()) == ()


def test_a_withdrawn_article_comes_back_under_its_old_id() -> None:
    """Restored by the site: same id, live again, with its text."""
    away = withdrawn(entry(1), NOW)
    assert to_read(SOURCE, (Match(row(1), away),)) == (away.url,)
    back = only(decided([row(1)], [away], {away.url: read(1)}))
    assert (back.id, back.state, back.summary) == (entry(1).id, "live", "这是第1号通知的摘要。")


def test_what_the_operator_took_back_stays_away() -> None:
    """Withdrawn by hand is for good."""
    away = withdrawn(entry(1), NOW, by_hand=True)
    assert is_final(away)
    assert to_read(SOURCE, (Match(row(1), away),)) == ()
    assert not decided([row(1)], [away], {away.url: read(1)}).visible


def test_a_future_date_is_noted_and_does_not_pin() -> None:
    """Dated next year: published as the site says, noted, ordered by first sight."""
    shown = row(1, when="2027-11-20")
    changes = decided([shown], results={shown.url: read(1, when="2027-11-20 10:00:00")})
    assert only(changes).order[0] == NOW
    assert only(changes).updated == NOW
    assert any("future" in note for note in changes.notes)


@given(st.lists(st.integers(1, 30), max_size=30), st.sets(st.integers(1, 30)))
def test_no_entry_is_doubled_or_lost(shown: list[int], known: set[int]) -> None:
    """Whatever rows come in whatever order, repeated or not: afterwards each article has exactly one entry."""
    from feedsvc.matching import distinct

    rows = list(distinct(row(number) for number in shown))
    before = [entry(number) for number in known]
    results: dict[str, Result] = {item.url: read(number) for number, item in ((n, row(n)) for n in set(shown) - known)}
    changes = decided(rows, before, results)
    after = {item.id: item for item in before} | changes.entries
    assert sorted(item.url for item in after.values()) == sorted({row(number).url for number in set(shown) | known})


def test_nosnippet_is_honoured() -> None:
    """A page that forbids snippets is announced by its title alone."""
    from feedsvc.decide import Read

    quiet = Read(replace(article(1), directives=frozenset({"nosnippet"})))
    assert only(decided([row(1)], results={row(1).url: quiet})).summary == "第1号通知"
    assert NOW.tzinfo is UTC


def undated(**fields: object) -> Entry:
    return replace(entry(1, dated_by="first-seen", published=stamp("2026-11-21 16:00:00")), **fields)  # type: ignore[arg-type]


def test_an_article_without_a_date_stays_so_at_every_look() -> None:
    """Read again without its row: the time of first sight is not taken for one the listing gave."""
    known = undated(next_check=NOW)
    changes = decided([], [known], {known.url: read(1, when="")}, (Again(known, known.url),))
    assert (only(changes).dated_by, only(changes).published, changes.visible) == ("first-seen", known.published, False)


def test_an_article_without_a_date_keeps_its_id_under_a_new_path() -> None:
    """Where no date speaks, title and text together tell."""
    shown = replace(row(1, when=None), url="http://example.org/2026/11/a1.html")
    assert only(decided([shown], [undated()], {shown.url: read(1, when="")})).id == entry(1).id


@pytest.mark.parametrize("seen", [NOW, NOW + timedelta(days=3652), NOW - timedelta(days=3652)])
def test_looks_follow_later_and_later_whatever_the_clock_said_at_first_sight(seen: datetime) -> None:
    """After the look an hour after first sight: a day and a week after the one before, then no more; a look before its time is none of them."""
    known, due, now = entry(1, first_seen=seen, next_check=NOW), [], NOW
    for _ in range(3):
        known = checked(known, now)
        due.append(known.next_check)
        assert checked(known, now).next_check == known.next_check or known.next_check is None
        now = known.next_check or now
    assert due == [NOW + CHECKS[1], NOW + CHECKS[1] + CHECKS[2], None]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_look_meant_for_another_year_is_the_first_of_all(years: int) -> None:
    """When our clock has jumped, what it said of the looks before tells nothing: an hour, a day and a week are still to come."""
    meant = entry(1, next_check=NOW + timedelta(days=366 * years), checks=2)
    assert (checked(meant, NOW).checks, checked(meant, NOW).next_check) == (0, NOW + CHECKS[0])


def test_what_a_wrong_clock_planned_is_planned_anew_even_when_the_look_fails() -> None:
    """First seen in ten years, and so too old to be looked at again: the first true look finds no page, and another one follows."""
    known = entry(1, first_seen=NOW + timedelta(days=3652), next_check=None)
    changes = decided([row(1)], [known], {known.url: Gone()}, (Again(known, known.url, "", True),))
    assert only(changes).next_check == NOW + CHECKS[0]


def test_what_is_back_in_the_listing_is_looked_at_as_before() -> None:
    """Planned for next month while the listing did not show it: back there, the next look of its schedule comes first."""
    away = off_list(entry(1, next_check=NOW, checks=1), NOW)
    assert away.next_check is not None and away.next_check > NOW + CHECKS[2]
    assert checked(away, NOW).next_check == NOW + CHECKS[1]


def test_what_comes_back_is_looked_at_from_the_beginning() -> None:
    """A withdrawn article that the site shows again: an hour, a day and a week after that."""
    gone = withdrawn(entry(1, checks=len(CHECKS)), NOW - timedelta(days=1))
    back = only(decided([row(1)], [gone], {gone.url: read(1)}))
    assert (back.state, back.checks, back.next_check) == ("live", 0, NOW + CHECKS[0])


def test_a_page_that_lacks_the_time_it_told_is_asked_for_as_a_whole_until_it_tells() -> None:
    """By a clock ten years behind a right time lies ahead and is passed over: that was no look, nor must "not modified" be the answer for ever."""
    known, said = entry(1, next_check=NOW, checks=len(CHECKS)), Validators('"new"')
    for when, kept, again in (("2026-11-20 08:00:00", said, False), ("", Validators(), True)):
        result = Read(read(1, when=when).article, said)
        seen = only(decided([], [known], {known.url: result}, (Again(known, known.url),)))
        assert (seen.validators, seen.next_check is not None) == (kept, again)


def test_an_address_given_to_another_is_lost_to_the_one_that_had_it_alone() -> None:
    """Both are looked at in one pass: the page is gone for the elder and stands for the one that it shows."""
    elder, heir = replace(entry(1), id="tag:example.org,2026:news/9", title="旧文"), entry(1, next_check=NOW)
    others = (Again(elder, elder.url, "walk", lost=True), Again(heir, heir.url))
    changes = decided([], [elder, heir], {heir.url: read(1)}, others)
    assert changes.entries[elder.id].missed == NOW
    assert changes.entries[heir.id].missed is None


def test_a_number_a_time_and_much_of_the_text_tell_an_article_under_another_title() -> None:
    """Shown in our section for the first time, under a path of this section, and corrected since we read it elsewhere: its number in the CMS and its
    time to the minute say who it is; another text at the same time under that number is another article."""
    text = "协会在临河召开质量提升经验交流会，三十家企业登台介绍做法，会议还安排了两场现场观摩，与会人员分组讨论。"
    known = entry(1, url="http://example.org/brand/content-1016.html", summary=text, digest="old", published=stamp("2026-11-20 10:00:00"))
    shown = replace(row(1), url="http://example.org/news/content-1016.html", title="更正后的另一标题", published=None)
    for summary, ids in ((text.replace("两场", "三场"), {known.id}), ("全然不同的内容。" * 8, set())):
        page = replace(article(1, when="2026-11-20 10:00:00"), title=shown.title, summary=summary, text=summary)
        assert set(decided([shown], [known], {shown.url: Read(page)}).entries) & {known.id} == ids


def test_a_path_it_once_stood_at_tells_an_article_on_another_host() -> None:
    """The host moved, day and text changed: the path, which was another section's before, and the title are left."""
    known = entry(1, url="http://example.org/brand/content-1007.html", digest="old")
    there = replace(row(1), url="http://example.net/news/content-1007.html", published=day("2026-11-09"))
    page = replace(article(1, when="2026-11-09 17:06:00"), summary="另一段文字。" * 9, text="另一段文字。" * 9)
    at_its_own = {path_key(known.url): known}
    at_both = {**at_its_own, path_key(there.url): known}
    for aliases, joined in ((at_its_own, False), (at_both, True)):
        changes = decide(SOURCE, (Match(there, None),), (), {there.url: Read(page)}, aliases, {}, moment())
        assert (known.id in changes.entries) is joined


def test_older_pages_stand_below_the_newer_ones_of_their_day() -> None:
    """A day goes on over the edge of a page, which is read in a later pass: its articles stand in the order of the list all the same,
    also where the day is today, and what comes later on top stands on top."""
    for shown in ("2026-11-20", "2026-11-22"):
        upper, lower, top = ([row(number, when=shown) for number in numbers] for numbers in ((9, 8), (7, 6, 5), (10,)))
        stored: list[Entry] = []
        for minutes, rows in enumerate((upper, [*upper, *lower], [*top, *upper])):
            results: dict[str, Result] = {item.url: read(int(item.url[-6]) if item not in top else 10, when="") for item in rows}
            stored += decided(rows, stored, results, now=NOW + timedelta(minutes=minutes)).entries.values()
            stored = list({entry.url: entry for entry in stored}.values())
        assert [entry.url for entry in sorted(stored, key=lambda entry: entry.order, reverse=True)] == [item.url for item in [*top, *upper, *lower]]


def test_a_row_that_waits_from_another_host_is_the_article_at_its_path() -> None:
    """The site moved to another host and back while the article could not be read, and its text was edited: the row that waits is
    no second article beside the one shown; two such rows shown at once are two."""
    known = entry(1, digest="old", summary="旧文。" * 20)
    waits = replace(row(1), url=known.url.replace("example.org", "example.net"))
    page = Read(article(1, when="2026-11-20 10:00:00"))
    for shown, new in ((False, 0), (True, 1)):
        matches = (Match(row(1), known), Match(waits, None, shown=shown))
        aliases = dict.fromkeys(weak_keys(known.url, known.title, known.published, known.digest), known)
        assert decide(SOURCE, matches, (), {waits.url: page}, aliases, {}, moment()).count("new") == new


def test_the_same_words_at_another_day_and_address_are_the_article_whose_page_went() -> None:
    """Renumbered and dated anew at once; while the old page stands there, it is a second article of the same words."""
    page = article(1, when="2026-11-12 10:00:00")
    known = entry(1, published=stamp("2026-11-10 10:00:00"), digest=text_digest(page.text))
    new = replace(row(1), url="http://example.org/n/2001.html", published=day("2026-11-12"))
    for result, joined in ((Gone(), True), (Same(), False)):
        changes = decided([new], [known], {new.url: Read(page), known.url: result}, (Again(known, known.url, ""),))
        assert (not changes.count("new")) is joined


def test_days_that_only_addresses_tell_do_not_speak_against_the_same_words() -> None:
    """Where the page shows no time, a path with another day says nothing, unless the old path is still in the listing."""
    page = replace(article(1, when="2026-11-02 00:00:00"), reasons={"published": BY_ADDRESS})
    known = entry(1, url="http://example.org/n/20261104/1015.html", digest=text_digest(page.text), reasons={"published": BY_ADDRESS})
    new = replace(row(1), url="http://example.org/n/20261102/1031.html", published=None)
    old = replace(row(1), url=known.url, published=None)
    assert set(decided([new], [known], {new.url: Read(page)}).entries) == {known.id}
    assert decided([new, old], [known], {new.url: Read(page)}).count("new") == 1


def test_an_article_that_left_before_it_was_read_is_not_announced() -> None:
    """A row of an earlier look whose page answers 200 with a notice that it is gone: at the last try it is left, with a note."""
    late = replace(row(5), published=None)
    notice = Read(Article(late.url, "提示", text="您访问的页面不存在", directives=frozenset({"gone"})))
    waiting = Match(late, None, shown=False)
    beside = Match(row(6), entry(6))
    changes = decide(SOURCE, (beside, waiting), (), {late.url: notice}, {}, {late.url: TRIES - 1}, moment())
    assert late.url not in {each.url for each in changes.entries.values()} and "was gone before it could be read" in changes.notes[0]
    assert only(decide(SOURCE, (replace(waiting, shown=True),), (), {late.url: notice}, {}, {late.url: TRIES - 1}, moment())).title == late.title


def test_a_row_of_an_unread_listing_waits_however_often_its_page_was_gone() -> None:
    """The listing says that it is unmodified: the row may stand there still, so it is neither left nor announced."""
    waiting = Match(row(5), None, shown=False)
    for tries in (0, TRIES - 1, TRIES, 9):
        changes = decide(SOURCE, (waiting,), (), {row(5).url: Gone()}, {}, {row(5).url: tries}, moment())
        assert not changes.entries
        assert changes.waiting == [Waiting(row(5), tries + 1, "its page is not there")]


def test_a_page_that_leads_to_a_row_is_its_own_article_when_it_says_so() -> None:
    """The host moved and the row's own page fails today: the old address leads to the new one and shows the article itself."""
    known = entry(1, digest="old", missed=NOW - timedelta(hours=1))
    there = replace(row(1), url="http://example.net/news/1.html")
    for title, gone in (("第1号通知", False), ("全然另一篇文章的标题", True)):
        page = Read(replace(article(1, title=title), url=there.url, published=known.published if not gone else stamp("2026-10-01 08:00:00")))
        changes = decided([there], [], {there.url: Unread("503"), known.url: page}, (Again(known, known.url, "top"),))
        assert (changes.entries[known.id].missed is not None) is gone


def test_a_page_may_be_another_entry_rather_than_its_own() -> None:
    """After a renumbering an old address shows an article that is known elsewhere: by its title and time it is that one."""
    own = entry(24, title="临河回访手册通知下发（24期）", published=stamp("2026-06-24 18:22:51"), digest="24")
    other = entry(44, title="金沙标准计量通知下发（44期）", published=stamp("2026-06-25 03:50:05"), digest="44")
    page = article(24, title=other.title, when="2026-06-25 03:50:05")
    assert is_rather(other, own, page) and not is_rather(own, other, page)
    assert is_itself(other, page) and not is_itself(own, page)
    assert not is_rather(own, own, article(24, title=own.title, when="2026-06-24 18:22:51"))
    assert told_by(page) & set(weak_keys(other.url, other.title, other.published, other.digest))


def test_a_number_a_file_name_and_a_long_title_tell_an_article_of_another_day_and_text() -> None:
    """The same number in another section's folder, dated anew and rewritten; a short title could be two articles."""
    for title, joined in (("平湖案例仪器征集开始通知", True), ("通知", False)):
        known = entry(1, url="http://example.org/brand/20260616/1024.html", title=title, published=stamp("2026-06-16 01:36:40"), digest="old")
        shown = replace(row(1), url="http://example.org/news/20260614/1024.html", title=title, published=day("2026-06-14"))
        page = replace(article(1, title=title, when="2026-06-14 16:16:40"), summary="改写了的正文。" * 9, text="改写了的正文。" * 9)
        assert (known.id in decided([shown], [known], {shown.url: Read(page)}).entries) is joined


def test_a_time_alone_does_not_hold_an_address_for_its_entry_when_another_is_known_by_more() -> None:
    """Two articles of one minute, renumbered by one: the address of the one shows the other, by title, time and text."""
    when = "2026-03-22 17:11:00"
    seventh, eighth = (entry(n, published=stamp(when)) for n in (7, 8))
    shown = replace(row(8, when="2026-03-22"), title=seventh.title)
    page = Read(replace(article(7, when=when), url=shown.url))
    changes = decided([shown], [seventh, eighth], {shown.url: page})
    assert changes.entries[seventh.id].url == shown.url and eighth.id not in changes.entries
    retitled = Read(replace(article(8, title="更正后的另一标题", when=when, text="改过的正文。"), url=shown.url))
    assert set(decided([replace(shown, title="更正后的另一标题")], [seventh, eighth], {shown.url: retitled}).entries) == {eighth.id}


def test_of_two_articles_with_one_title_the_one_with_the_same_time_is_it_not_the_one_taken_back() -> None:
    """Two articles of one day share a title; one was withdrawn since, and the other one moves: each keeps its id."""
    stays, taken = (entry(n, title="同一标题的通知", published=stamp(when)) for n, when in ((7, "2026-11-22 14:10:46"), (8, "2026-11-22 14:22:56")))
    taken = replace(taken, state="withdrawn", summary="")
    there = replace(row(93), title="同一标题的通知", published=day("2026-11-22"))
    page = replace(article(7, title="同一标题的通知", when="2026-11-22 14:10:46"), url=there.url)
    assert set(decided([there], [stays, taken], {there.url: Read(page)}).entries) == {stays.id}


def test_an_address_that_shows_another_known_article_is_that_ones_from_then_on() -> None:
    """What a look at an old address tells of another article is kept, on another host too; where a row shows the address, the row tells."""
    known, other, page = entry(22), entry(21), Read(replace(article(21), url=entry(22).url))
    again = Again(known, known.url, lost=True, owner=other)
    handed = decided([], [known], {known.url: page}, (again,))
    assert {(address_key(known.url), other.id), (path_key(known.url), other.id)} <= set(handed.aliases)
    assert f"shows {other.id} now" in handed.notes[0]
    listed = decided([replace(row(21), url=known.url)], [other, known], {known.url: page}, (again,))
    assert not any("now, and" in note for note in listed.notes)


def test_what_comes_back_rewritten_is_known_by_its_new_text() -> None:
    """A withdrawn article comes back with another text: that text alone leads to it when it moves again."""
    taken = replace(entry(1, digest="old"), state="withdrawn", summary="")
    back = article(1, when="")
    changes = decided([row(1)], [taken], {taken.url: Read(back)})
    assert changes.entries[taken.id].state == "live"
    assert (f"x:{text_digest(back.text)}", taken.id) in changes.aliases


def test_an_article_edited_as_it_moved_is_the_one_whose_page_is_gone_not_one_taken_back_before() -> None:
    """Same title and day, much the same text, no time: what was there until now has moved; what left long ago has not come back."""
    title, words, when = "平湖标准供应链座谈会召开", "与会代表就下一步的安排交换了意见，并约定年底前再开一次会，会期两天。", day("2026-11-22")
    moved = entry(10, title=title, digest="a", published=when, summary=words)
    taken = replace(entry(12, title=title, digest="b", published=when), state="withdrawn", summary="")
    shown = [replace(row(number), title=title, published=when) for number in (14, 13)]
    edited = replace(article(13, title=title, when=""), summary=words.replace("两天", "一天"), text="改写过的正文。", published=when, url=shown[1].url)
    results: dict[str, Result] = {shown[1].url: Read(edited), moved.url: Gone()}
    changes = decided(shown[1:], [moved, taken], results, (Again(moved, moved.url, "top"),))
    assert changes.entries[moved.id].url == shown[1].url and taken.id not in changes.entries
    twin = Read(replace(edited, text="另一篇的正文。", url=shown[0].url))
    changes = decided(shown, [moved], {**results, shown[0].url: twin}, (Again(moved, moved.url, "top"),))
    assert len(changes.entries) == 2, "what has moved once is no candidate for the next row"


@pytest.mark.parametrize(("address", "guest"), [("http://example.net/news/3.html", False), ("http://example.org/board/9.html", True)])
def test_an_article_on_another_host_is_no_guest(address: str, guest: bool) -> None:
    """A section that shows it there first tells where the site has moved to, and not of a page beside the article's own."""
    assert is_guest(Match(replace(row(3), url=address), entry(3)), "board") is guest
