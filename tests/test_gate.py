"""Is this still the page we know?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.familiar import Overlap
from feedsvc.gate import Judgement, fingerprint, flooded, is_other
from feedsvc.gate import judge as judge_page
from feedsvc.model import Decoded, Listing, Pins, Recipe, Row
from feedsvc.record import SourceState, Verdict
from tests import listing_layouts as layouts
from tests.builders import NOW, day, row
from tests.watched_section import Section

USUAL = SourceState("news", row_counts=(20, 20, 20), dated_shares=(1.0, 1.0, 1.0), last_success=NOW)
FINE = Decoded("<html>" + "新闻" * 2000, "gb18030")


def listing(*rows: Row) -> Listing:
    return Listing("http://example.org/news/", rows)


def judge(decoded: Decoded, shown: Listing, state: SourceState, known: int) -> Judgement:
    """The judgement when ``known`` of the rows are entries and the others stand in no place of their own."""
    return judge_page(decoded, shown, state, Overlap(known, strangers=len(shown.rows) - known))


def rows(count: int, when: str | None = "2026-11-20") -> tuple[Row, ...]:
    return tuple(row(number, when=when) for number in range(count))


def test_the_usual_page_passes() -> None:
    """Twenty dated rows, most of them known."""
    assert judge(FINE, listing(*rows(20)), USUAL, 18).accepted


def test_the_first_page_ever_passes() -> None:
    """Without a history every list of articles is believed."""
    assert judge(FINE, listing(*rows(3, None)), SourceState("news"), 0).accepted


@pytest.mark.parametrize(
    ("state", "when"), [(SourceState("news"), "2026-11-20"), (SourceState("news", row_counts=(9, 9)), None)], ids=["dated rows", "a history"]
)
def test_words_that_stand_on_every_page_of_a_site_say_nothing(state: SourceState, when: str | None) -> None:
    """A way to log in is no notice beside rows with days, or beside those of a list that was believed before; at first sight it is one."""
    page = Decoded("<a>用户登录</a>" + "新闻" * 99, "utf-8")
    assert judge(page, listing(*rows(9, when)), state, 9).accepted
    assert not judge(page, listing(*rows(9, None)), SourceState("news"), 0).accepted


def test_an_empty_page_is_no_news() -> None:
    """No rows: nothing changes, and the words say what was usual."""
    judgement = judge(FINE, listing(), USUAL, 0)
    assert judgement.verdict is Verdict.BROKEN
    assert "20" in judgement.line


def test_a_maintenance_page_is_told_as_such() -> None:
    """Words of maintenance in place of a list are quoted to the operator."""
    judgement = judge(Decoded("<p>网站系统维护中</p>", "utf-8"), listing(), USUAL, 0)
    assert judgement.verdict is Verdict.SUSPECT
    assert "系统维护" in judgement.line


def test_a_pinned_selector_that_finds_nothing_is_named() -> None:
    """Where the operator's own selector reads nothing, it is the first suspect, with its name, its text and where it stands."""
    pins = Pins(row="div.nothing", time="i")
    for state in (SourceState("news"), replace(USUAL, recipe=Recipe("li"))):
        judgement = judge_page(FINE, listing(), state, Overlap(), pins=pins)
        assert judgement.line.endswith("read with the pinned selectors.row = 'div.nothing'")
        assert "the source 'news' in config.toml" in judgement.next_step


def test_a_pinned_selector_that_read_well_before_is_not_blamed_for_a_site_that_is_down() -> None:
    """The page is another one; there is nothing to mend."""
    state = replace(USUAL, recipe=Recipe("ul.news li"))
    judgement = judge_page(Decoded("网站系统维护中", "utf-8"), listing(), state, Overlap(), pins=Pins(row="ul.news li"))
    assert "nothing to do" in judgement.next_step


def test_a_pinned_time_that_finds_none_is_named() -> None:
    """Rows that lost their dates when the operator pinned where they stand."""
    judgement = judge_page(FINE, listing(*rows(20, None)), replace(USUAL, recipe=Recipe("li")), Overlap(20), pins=Pins(time="b.day"))
    assert "selectors.time = 'b.day'" in judgement.line and "config.toml" in judgement.next_step


def test_one_row_instead_of_twenty_is_suspect() -> None:
    """A shrunken list is not believed at first."""
    assert judge(FINE, listing(*rows(1)), USUAL, 0).verdict is Verdict.SUSPECT
    assert judge(FINE, listing(*rows(1)), USUAL, 1).verdict is Verdict.SUSPECT


def test_a_list_that_stays_short_is_believed_when_its_rows_are_known() -> None:
    """The site took old rows away: the same known rows at the next look are right."""
    short = rows(2)
    held = SourceState("news", row_counts=(20,), dated_shares=(1.0,), last_success=NOW, held=fingerprint(short))
    assert judge(FINE, listing(*short), held, 2).accepted


def test_navigation_in_place_of_news_is_suspect() -> None:
    """Rows without dates where dates are usual."""
    assert judge(FINE, listing(*rows(14, None)), USUAL, 0).verdict is Verdict.SUSPECT


def test_a_flood_is_held_and_the_next_look_confirms_it() -> None:
    """Many strangers at once among known rows: held; the same rows again: believed."""
    flood = rows(20)
    assert judge(FINE, listing(*flood), USUAL, 4).verdict is Verdict.SUSPECT
    held = SourceState("news", row_counts=(20,), dated_shares=(1.0,), last_success=NOW, held=fingerprint(flood))
    assert judge(FINE, listing(*flood), held, 4).accepted


def test_only_strangers_where_no_new_articles_stand_wait_for_the_operator() -> None:
    """Not one known row, and all of them old: looking again proves nothing."""
    flood = rows(20)
    held = SourceState("news", row_counts=(20,), dated_shares=(1.0,), last_success=NOW, held=fingerprint(flood))
    assert judge(FINE, listing(*flood), held, 0).verdict is Verdict.SUSPECT


@pytest.mark.parametrize(
    ("words", "step"),
    [("用户登录", "asks for a login"), ("Please log in to continue", "asks for a login"), ("域名出售", "new address"), ("系统维护", "nothing to do")],
)
def test_what_stands_in_the_place_of_a_list_tells_what_to_do(words: str, step: str) -> None:
    """A login is there to stay, and so is the new owner of a domain; a site that is being mended comes back by itself."""
    judgement = judge(Decoded(f"<h1>{words}</h1>", "utf-8"), listing(), USUAL, 0)
    assert judgement.verdict is Verdict.SUSPECT
    assert step in judgement.next_step


def test_mojibake_is_not_published() -> None:
    """A page with many characters that cannot be read is not believed."""
    judgement = judge(Decoded("新" * 500, "gb18030", replaced=40), listing(*rows(20)), USUAL, 20)
    assert judgement.verdict is Verdict.SUSPECT
    assert "gb18030" in judgement.line


def test_navigation_on_an_older_page_is_no_part_of_the_list() -> None:
    """Short titles without a date where both are usual: the page is read another time; known articles on it speak for it."""
    state = SourceState("news", row_counts=(20,) * 3, dated_shares=(1.0,) * 3, title_lengths=(18.0,) * 3)
    menu = [Row(f"http://example.org/about/{n}.html", "协会概况") for n in range(8)]
    assert is_other(menu, state, 0)
    assert not is_other(menu, state, 4)
    dated = [Row(f"http://example.org/news/{n}.html", f"关于召开第{n}次工作会议的通知", day("2026-11-20")) for n in range(8)]
    assert not is_other(dated, state, 0)


def test_known_rows_without_the_newest_pass_where_they_were_believed_before() -> None:
    """Old rows pinned to the top of a short page push the newest off it: held once, and no more once an operator let them in.

    A list of most read articles that takes the page's place is still held, though all of its rows are known.
    """
    pinned = tuple(row(number, when=f"2026-11-{number:02}") for number in (3, 14, 8, 19))
    usual = SourceState("news", row_counts=(4,) * 3, dated_shares=(1.0,) * 3, orders=(1.0,) * 3, overlaps=(1.0,) * 3, last_success=NOW)
    overlap = Overlap(known=4, newest=4, missing=3)
    assert judge_page(FINE, listing(*pinned), usual, overlap).verdict is Verdict.SUSPECT
    believed = replace(usual, front=fingerprint(pinned))
    assert judge_page(FINE, listing(*pinned), believed, overlap).accepted
    most_read = tuple(row(number, when=f"2026-10-{number:02}") for number in (3, 14, 8, 19, 5, 7))
    shown = replace(usual, front=fingerprint(rows(20)))
    assert judge_page(FINE, listing(*most_read), shown, replace(overlap, known=6)).verdict is Verdict.SUSPECT


def test_a_section_of_one_article_is_not_taken_for_its_menu() -> None:
    """One row tells no list from a menu: nobody is told to release the menu, but what to do; the second article shows the list."""
    section, (second, first) = Section(), layouts.articles(2, 7)
    section.publish([first, second])
    menu = '<div class="nav"><a href="/">首页</a><a href="/news/">新闻</a><a href="/about/">关于</a></div>'

    def shown(*items: layouts.Article) -> str:
        rows = "".join(f'<li><a href="{item.url}">{item.title}</a><span>{item.day}</span></li>' for item in items)
        return f'<html><head><meta charset="utf-8"></head><body>{menu}<h2>新闻动态</h2><ul class="list">{rows}</ul></body></html>'

    outcome = section.looks(shown(first))
    assert outcome.verdict is Verdict.SUSPECT
    assert "release" not in outcome.next_step
    assert "is read once it holds two" in outcome.next_step
    assert "selectors.row" in outcome.next_step
    assert section.looks(shown(second, first)).line == "2 new"
    pinned = Section(Pins(row="ul.list > li"))
    pinned.publish([first])
    assert pinned.looks(shown(first)).line == "1 new"


KNOWN = SourceState("news", row_counts=(20, 20), dated_shares=(1.0, 1.0), overlaps=(1.0, 1.0), orders=(1.0, 1.0), title_lengths=(20, 20))
DISPLACED = Overlap(known=20, newest=10, missing=8)
LONG_TITLES = tuple(row(number, "关于举办第九期质量标杆培训班的通知及其附件") for number in range(20))


@pytest.mark.parametrize(
    ("overlap", "usual"),
    [(replace(DISPLACED, missing=2, newest=2), (1.0,)), (replace(DISPLACED, missing=3), (1.0,)), (DISPLACED, (0.5,))],
    ids=["few of few are missing", "few of many are missing", "as ever here"],
)
def test_a_list_without_some_of_the_newest_is_the_same(overlap: Overlap, usual: tuple[float, ...]) -> None:
    """Where most of them are missing that never were before, it is another."""
    assert judge_page(FINE, listing(*LONG_TITLES), replace(KNOWN, overlaps=usual), overlap).accepted
    assert not judge_page(FINE, listing(*LONG_TITLES), KNOWN, DISPLACED).accepted


def test_another_list_that_takes_the_place_without_order_waits_for_the_operator() -> None:
    """One in order, as its times say, is believed at the next look."""
    mixed = tuple(replace(one, published=day(f"2026-11-{10 + number * 7 % 19}")) for number, one in enumerate(LONG_TITLES))
    assert judge_page(FINE, listing(*LONG_TITLES), KNOWN, DISPLACED).passing
    assert not judge_page(FINE, listing(*mixed), KNOWN, DISPLACED).passing
    assert judge_page(FINE, listing(*mixed), replace(KNOWN, orders=(0.5, 0.5)), DISPLACED).passing


def test_short_titles_of_known_articles_are_theirs() -> None:
    """A site may cut its titles from one day on; those of strangers are its navigation."""
    cut = tuple(row(number, "培训班通知") for number in range(20))
    assert judge_page(FINE, listing(*cut), KNOWN, Overlap(known=20, newest=10)).accepted
    assert not judge_page(FINE, listing(*cut), KNOWN, Overlap(known=2, newest=10, strangers=18, natural=18)).accepted


def test_another_list_that_lost_its_days_waits_for_the_operator() -> None:
    """Though a layout was learned from known articles that stand in it."""
    undated = tuple(replace(one, published=None) for one in LONG_TITLES)
    assert judge_page(FINE, listing(*LONG_TITLES), KNOWN, DISPLACED, proven=True).passing
    assert not judge_page(FINE, listing(*undated), KNOWN, DISPLACED, proven=True).passing


FLOOD = Overlap(known=4, strangers=16)


@pytest.mark.parametrize(
    ("when", "state", "overlap", "passing"),
    [
        ("2026-11-20", KNOWN, FLOOD, True),
        (None, KNOWN, FLOOD, False),
        (None, replace(KNOWN, dated_shares=(0.0, 0.0)), FLOOD, True),
        ("2026-11-20", KNOWN, replace(FLOOD, alike=False), False),
        ("2026-11-20", KNOWN, replace(FLOOD, known=0), False),
    ],
    ids=["as ever", "without days", "as ever without days", "other addresses", "strangers alone"],
)
def test_a_flood_passes_at_the_next_look_when_it_is_like_the_list(when: str | None, state: SourceState, overlap: Overlap, passing: bool) -> None:
    """By days and addresses, and as some of it is known; else the operator tells."""
    judgement = flooded(rows(20, when), state, overlap)
    assert judgement is not None and judgement.passing == passing
