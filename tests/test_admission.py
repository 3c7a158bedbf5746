"""How a listing is admitted, or held for the operator."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from feedsvc.admission import CHANGED_LOOKS, CUT_LOOKS, Reading, admitted, doubt
from feedsvc.errors import RetryError
from feedsvc.familiar import ledger
from feedsvc.gate import Judgement, fingerprint
from feedsvc.model import Page
from feedsvc.passes import DoubtError, Parts, Pass
from feedsvc.record import SourceState, Verdict
from tests import listing_layouts as layouts
from tests.builders import NOW, SOURCE, row
from tests.fake_fetcher import FakeFetcher
from tests.fake_store import FakeStore

LIST = layouts.page("list_date_after", layouts.articles(6, 1), 1)
CUT = "<html><body>" + LIST.replace("</body>", "").replace("</html>", "")
WORDS = f"{SOURCE.url} stops before its end"


def passed(state: SourceState | None = None, release: bool = False) -> Pass:
    parts = Parts(FakeFetcher(), FakeStore(), lambda: NOW, lambda key: key)
    return Pass(SOURCE, parts, NOW, state or SourceState("news"), release=release)


def look(turn: Pass, html: str = LIST, url: str = SOURCE.url) -> Reading:
    page = Page(url, html.encode(), {"content-type": "text/html; charset=utf-8"})
    return asyncio.run(admitted(turn, page, ledger((), "news")))


@pytest.mark.parametrize(
    ("failures", "line", "whole", "release", "believed"),
    [
        (0, WORDS, False, False, False),
        (CUT_LOOKS - 1, WORDS, False, False, False),
        (CUT_LOOKS, WORDS, False, False, True),
        (CUT_LOOKS, "503", False, False, False),
        (CHANGED_LOOKS - 1, WORDS, True, False, False),
        (CHANGED_LOOKS, WORDS, True, False, True),
        (0, "", True, True, True),
    ],
)
def test_a_page_that_stops_before_its_end(failures: int, line: str, whole: bool, release: bool, believed: bool) -> None:
    """It is believed when it goes on, sooner where the site's pages were never whole, or when the operator says so."""
    turn = passed(SourceState("news", failures=failures, line=line, whole=whole), release)
    turn.whole = whole
    if believed:
        assert len(look(turn, CUT).matches) == 6 and not turn.whole
    else:
        with pytest.raises(RetryError) as caught:
            look(turn, CUT)
        assert (caught.value.message, caught.value.url, "feedsvc release news" in caught.value.next_step) == (WORDS, SOURCE.url, True)
    assert look(turn) and turn.whole


def held(turn: Pass, html: str, url: str = SOURCE.url) -> DoubtError:
    with pytest.raises(DoubtError) as caught:
        look(turn, html, url)
    return caught.value


@pytest.mark.parametrize(
    ("place", "answered", "told"),
    [
        ("", "http://example.org/login", False),
        (SOURCE.url, SOURCE.url, False),
        (f"{SOURCE.url}?s=1", f"{SOURCE.url}?s=2", False),
        (SOURCE.url, "http://example.org/login?back=news", True),
    ],
)
def test_another_address_that_answers_is_half_of_the_cause(place: str, answered: str, told: bool) -> None:
    """Where the listing stood until now and what answers for it today, such as a login; not what follows the question mark."""
    judgement = held(passed(SourceState("news", place=place)), "<html><body><h1>用户登录</h1></body></html>", answered).judgement
    assert judgement.line.endswith("; the site sends us on to http://example.org/login") is ("sends us on" in judgement.line) is told
    assert judgement.verdict is Verdict.SUSPECT


def test_a_listing_that_leads_to_the_front_page_is_held() -> None:
    """However well that reads: many sites answer so for what is not there; where the front page always was the list, it is."""
    assert "leads to the site's front page" in held(passed(SourceState("news", place=SOURCE.url)), LIST, "http://example.org/").judgement.line
    login = held(passed(SourceState("news", place=SOURCE.url)), "<html><body><h1>用户登录</h1></body></html>", "http://example.org/").judgement.line
    assert "the words '用户登录'" in login and "the site sends us on to http://example.org/" in login
    assert look(passed(SourceState("news", place="http://example.org/")), LIST, "http://example.org/").judgement.accepted


def test_the_operator_vouches_for_rows_not_for_their_lack() -> None:
    """What is held is believed with a note of why it was; a page without rows stays as it is."""
    usual = SourceState("news", row_counts=(60,), dated_shares=(1.0,))
    doubtful = held(passed(usual), LIST)
    assert doubtful.held == fingerprint(look(passed()).listing.rows)
    assert look(passed(release=True)).notes == ()
    released = look(passed(usual, release=True))
    assert (released.judgement.accepted, released.notes) == (True, (f"released by the operator: {doubtful.judgement.line}",))
    assert "no article was found" in held(passed(usual, release=True), "<html><body><p>空</p></body></html>").judgement.line


@pytest.mark.parametrize(("count", "last"), [(0, None), (3, "held: 2026-11-20 第2号通知"), (4, "held: and 1 more"), (9, "held: and 6 more")])
def test_some_of_the_rows_that_are_held_are_shown(count: int, last: str | None) -> None:
    """Three of them with their days, and how many more there are."""
    shown = doubt(Judgement(Verdict.SUSPECT, "odd"), Page(SOURCE.url, b""), [row(number) for number in range(count)])
    assert (len(shown.notes), shown.notes[-1] if shown.notes else None) == (min(count, 4), last)
    undated = doubt(Judgement(Verdict.SUSPECT, "odd"), Page(SOURCE.url, b""), [replace(row(1), published=None)])
    assert undated.notes == ("held: 第1号通知",)
