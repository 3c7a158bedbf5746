"""The limits of what is believed of a page: each rule just on this side of them and just beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.familiar import Overlap
from feedsvc.gate import Judgement, fingerprint, is_emptied, is_other, judge, led_home, not_emptied, stood, with_other_rows
from feedsvc.model import Decoded, Listing, Pins, Recipe, Row
from feedsvc.record import SourceState, Verdict
from tests.builders import day
from tests.test_gate import FINE, listing

NEW = SourceState("news")
LONG = "关于召开第九次工作会议的通知"


def rows(count: int, dates: int = 99, title: str = LONG, hosts: int = 1) -> tuple[Row, ...]:
    """Rows from new to old, ``dates`` of them with one, on so many hosts."""
    return tuple(
        Row(f"http://h{n % hosts}.example.org/{n}.html", title, day(f"2026-10-{31 - n}") if n < dates else None) for n in range(count)
    )


def usual(count: int = 20, share: float = 1.0, length: float = 20.0, order: float = 0.0, overlap: float = 1.0, **more: object) -> SourceState:
    return SourceState(
        "news", row_counts=(count,), dated_shares=(share,), title_lengths=(length,), orders=(order,), overlaps=(overlap,), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def judged(shown: tuple[Row, ...], state: SourceState, overlap: Overlap | None = None, page: Decoded = FINE, **more: object) -> Judgement:
    """The judgement, where all rows are known unless ``overlap`` says otherwise."""
    return judge(page, listing(*shown), state, overlap or Overlap(known=len(shown)), **more)  # type: ignore[arg-type]


ALL_NEW = Overlap(strangers=20, natural=20)


@pytest.mark.parametrize(
    ("shown", "state", "overlap", "held"),
    [
        # a list that shrank: below three tenths of what is usual, and below two rows, where five are usual
        (rows(6), usual(20), None, False),
        (rows(5), usual(20), None, True),
        (rows(2), usual(5), None, False),
        (rows(1), usual(5), None, True),
        (rows(1), usual(4), None, False),
        # dates that went: less than half of the rows have one, where four fifths had
        (rows(20, 10), usual(), None, False),
        (rows(20, 9), usual(), None, True),
        (rows(20, 9), usual(share=0.8), None, True),
        (rows(20, 9), usual(share=0.79), None, False),
        # titles that shrank to less than two fifths, where they had eight characters, of rows of which less than half are known
        (rows(20, title="题" * 8), usual(), ALL_NEW, False),
        (rows(20, title="题" * 7), usual(), ALL_NEW, True),
        (rows(20, title="题" * 7), usual(), replace(ALL_NEW, known=9), True),
        (rows(20, title="题" * 7), usual(), replace(ALL_NEW, known=10), False),
        (rows(20, title="题" * 3), usual(length=8), ALL_NEW, True),
        (rows(20, title="题" * 2), usual(length=7), ALL_NEW, False),
        # the newest that are not there: three of them, and more than four tenths, where four fifths usually are
        (rows(20), usual(), Overlap(known=20, newest=5, missing=3), True),
        (rows(20), usual(), Overlap(known=20, newest=3, missing=2), False),
        (rows(20), usual(), Overlap(known=20, newest=10, missing=4), False),
        (rows(20), usual(overlap=0.8), Overlap(known=20, newest=5, missing=3), True),
        (rows(20), usual(overlap=0.79), Overlap(known=20, newest=5, missing=3), False),
        # strangers where no new articles stand: more than five and more than half of the rows, or half of them and nothing known
        (rows(20), usual(), Overlap(known=10, strangers=10), False),
        (rows(20), usual(), Overlap(known=9, strangers=11), True),
        (rows(20), usual(), Overlap(known=9, strangers=11, natural=1), False),
        (rows(8), usual(8), Overlap(known=3, strangers=5), False),
        (rows(8), usual(8), Overlap(known=2, strangers=6), True),
        (rows(2), usual(2), Overlap(strangers=2, natural=1), True),
        (rows(3), usual(3), Overlap(strangers=3, natural=2), False),
        (rows(1), usual(1), Overlap(strangers=1), False),
        (rows(20), NEW, Overlap(strangers=20), False),
    ],
)  # fmt: skip
def test_what_is_held(shown: tuple[Row, ...], state: SourceState, overlap: Overlap | None, held: bool) -> None:
    """A list that is not as it was is held, and named as what it is."""
    judgement = judged(shown, state, overlap)
    assert (not judgement.accepted, judgement.line.endswith(("held", "confirms it"))) == (held, held)


@pytest.mark.parametrize(
    ("shown", "state", "overlap", "passing"),
    [
        (rows(5), usual(20), Overlap(known=5), True),
        (rows(5), usual(20), Overlap(known=4), False),
        (rows(20, 0), usual(), Overlap(known=10), True),
        (rows(20, 0), usual(), Overlap(known=9), False),
        (rows(20)[::-1], usual(order=0.9), Overlap(known=9, strangers=11), False),
        (rows(20)[::-1], usual(order=0.89), Overlap(known=9, strangers=11), True),
        (rows(20, 9), usual(share=0.5), Overlap(known=9, strangers=11), False),
        (rows(20, 10), usual(share=0.5), Overlap(known=9, strangers=11), True),
        (rows(20), usual(), Overlap(known=1, strangers=19), True),
        (rows(20), usual(), Overlap(strangers=20), False),
        ((*rows(4), *rows(6)[:3:-1]), usual(6, order=0.9), Overlap(known=6, newest=5, missing=3), True),
        ((*rows(6)[1::-1], *rows(4)[2:], *rows(6)[:3:-1]), usual(6, order=0.9), Overlap(known=6, newest=5, missing=3), False),
        (rows(20, 9), usual(share=0.49), Overlap(known=9, strangers=11), True),
    ],
)
def test_what_the_next_look_settles(shown: tuple[Row, ...], state: SourceState, overlap: Overlap, passing: bool) -> None:
    """The same rows at the next look are believed where they may well be the list; else the operator is asked."""
    held = judged(shown, state, overlap)
    assert (held.accepted, held.passing, "next look confirms" in held.line, "next look believes" in held.next_step) == (False, passing, passing, passing)
    assert judged(shown, replace(state, held=fingerprint(shown)), overlap).accepted is passing


def test_rows_that_are_held_may_be_joined_by_some() -> None:
    """Four fifths of the first sixty must be those that were held."""
    shown = tuple(Row(f"http://example.org/{n}.html", LONG) for n in range(100))
    state, overlap = usual(100, share=0.0), Overlap(known=9, strangers=91)
    for first, last, believed in ((0, 100, True), (12, 72, True), (13, 73, False)):
        assert judged(shown[:60], replace(state, held=fingerprint(shown[first:last])), overlap).accepted is believed
    assert judged(shown, replace(state, held=fingerprint(shown)), overlap).accepted
    assert judged(shown, usual(100, 0.0, front=fingerprint(shown)), Overlap(known=100, newest=10, missing=5)).accepted
    assert (len(fingerprint(shown).split()), fingerprint(shown[:1])) == (60, "c3355190")
    assert stood(fingerprint(shown[:2]), [row.url for row in shown[1:3]]) == {shown[1].url}


def test_a_list_is_as_before_when_four_fifths_of_it_are() -> None:
    """Of what stood there, and of what stands there now: then it need not show the newest."""
    shown = rows(10)
    displaced = Overlap(known=10, newest=10, missing=5)
    others = tuple(Row(f"http://example.org/o{n}.html", LONG) for n in range(4))
    for before, believed in ((shown, True), (shown[:8], True), (shown[:7], False), ((*shown, *others[:2]), True), ((*shown, *others[:3]), False)):
        assert judged(shown, usual(10, front=fingerprint(before)), displaced).accepted is believed


@pytest.mark.parametrize(
    ("shown", "page", "words"),
    [
        (rows(4, 0, hosts=3), "", "links to many other sites"),
        (rows(4, 0, hosts=2), "", None),
        (rows(2, 0, hosts=2), "", "links to many other sites"),
        (rows(1, 0), "", None),
        (rows(14, 0, "题" * 4), "", "links too short to be titles"),
        (rows(14, 0, "题" * 5), "", None),
        (rows(15, 0, "题" * 4), "", None),
        (rows(14, 0), "<p>请先登录", "the words '请先登录'"),
        (rows(15, 0), "<p>请先登录<h4>请先登录", None),
        (rows(15, 0), "<h3 class=x>请先登录", "the words '请先登录'"),
        (rows(14, 1, "题" * 4, hosts=14), "<p>请先登录", None),
    ],
)
def test_what_is_believed_at_first_sight(shown: tuple[Row, ...], page: str, words: str | None) -> None:
    """A list without dates: on one site, of titles, without a notice: fifteen links are a list, whatever they say, unless the page is headed so."""
    judgement = judged(shown, NEW, Overlap(strangers=len(shown)), Decoded(page + "新闻" * 200, "utf-8"))
    assert judgement.line == (f"the page shows {words} and no dated list of articles" if words else "")
    assert judged(shown, usual(len(shown), 0.0, 4.0), None, Decoded(page + "新闻" * 200, "utf-8")).accepted


def test_another_list_on_an_older_page() -> None:
    """Without dates or with short titles, where both were usual, and less than half of its rows known."""
    for shown in (rows(8, 0), rows(8, title="题" * 7)):
        assert is_other(shown, usual(), 3) and not is_other(shown, usual(), 4)
    assert not is_other(rows(8), usual(), 0)


def test_a_first_page_without_a_list_is_told_otherwise_than_one_that_lost_it() -> None:
    """There was none, so that nothing changed."""
    assert judged((), NEW).line == "no list of articles was found on the page"
    assert judged((), usual(20)).line.startswith("no article was found on the page, where there were 20")


def test_a_list_that_stands_there_empty() -> None:
    """It may be ours while nothing else speaks against the page; what it showed must agree."""
    empty, broken, odd = replace(listing(), emptied=True), Judgement(Verdict.BROKEN), Judgement(Verdict.SUSPECT)
    assert [is_emptied(empty, broken), is_emptied(empty, odd), is_emptied(listing(), broken)] == [True, False, False]
    assert (not_emptied(NEW).verdict, not_emptied(NEW).line) == (Verdict.SUSPECT, "the list is there but empty, while articles that it showed are not gone; held")
    assert "the source 'news'" in not_emptied(NEW).next_step and "the source 'news'" in led_home(NEW).next_step


def test_pinned_selectors_are_the_first_suspects() -> None:
    """Those that may be the cause are named; they are to be mended unless all of them read well before and the page is another one."""
    notice, worked = Decoded("网站系统维护中", "utf-8"), usual(recipe=Recipe("li", title="b", time="i"))
    for pins, page, mend in (
        (Pins(row="li", title="b"), notice, False),
        (Pins(row="li", title="u"), notice, True),
        (Pins(row="li", title="b"), FINE, True),
    ):
        judgement = judged((), worked, None, page, pins=pins)
        assert judgement.line.endswith(f"read with the pinned selectors.row = 'li', selectors.title = {pins.title!r}")
        assert ("mend or remove" in judgement.next_step) is mend
    assert judged(rows(20), worked, pins=Pins(row="li", time="i")).accepted
    assert judged((), worked, pins=Pins(time="i")) == judged((), worked)


def test_what_else_stands_on_a_page_is_added_to_the_doubt() -> None:
    """For the operator to release, as no look settles it."""
    doubt = with_other_rows(Judgement(Verdict.BROKEN, "no article was found"), rows(7), NEW)
    assert (doubt.verdict, doubt.line, doubt.passing) == (Verdict.SUSPECT, "no article was found; another list of 7 rows stands there; held", False)
    assert "feedsvc release news" in doubt.next_step


def test_titles_count_where_a_recipe_was_not_proven() -> None:
    """Known articles on the page have taught how it reads: dates and titles that are others now are its new way."""
    short = rows(20, 0, "题" * 7)
    assert not judged(short, usual(), ALL_NEW).accepted and judged(short, usual(), ALL_NEW, proven=True).accepted


@pytest.mark.parametrize(("dates", "share", "passing"), [(9, 1.0, False), (10, 1.0, True), (9, 0.8, False), (9, 0.79, True)])
def test_a_list_without_the_newest_that_lost_its_dates_is_another(dates: int, share: float, passing: bool) -> None:
    """Even where known articles have taught how the page reads."""
    assert judged(rows(20, dates), usual(share=share), Overlap(known=20, newest=5, missing=3), proven=True).passing is passing


def test_the_listing_of_a_page_has_no_say_in_it() -> None:
    """Whatever else it found: the rows are judged."""
    assert judge(FINE, Listing("http://example.org/news/", rows(20), next="http://example.org/2"), usual(), Overlap(known=20)) == Judgement(Verdict.OK)
