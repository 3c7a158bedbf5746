"""An article that moves to another section, which is not read, or not so far back, for a while: it is not withdrawn meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from feedsvc.errors import RetryError
from feedsvc.model import Entry
from feedsvc.record import Commit, Outcome, SourceState, Verdict

from .test_shared_article import OwnAddresses


class Moving(OwnAddresses):
    """The second article leaves the first section for the second, which did not show it before."""

    OLD, NEW = "http://www.example.org/one/2.html", "http://www.example.org/two/2.html"

    def leave(self) -> None:
        self.show("one", [n for n in range(1, 9) if n != 2])
        self.take_away(self.OLD)

    def move(self) -> None:
        self.leave()
        self.show("two", (2, 3, 4))

    def break_off(self, url: str) -> None:
        self.web.fail(url, RetryError("no answer", "later", url=url))

    @property
    def second(self) -> Entry:
        every = [*self.store.entries(["one"]), *self.store.entries(["one"], state="withdrawn")]
        (found,) = (entry for entry in every if "number 2 " in entry.title)
        return found


def test_what_another_section_may_show_by_now_is_not_withdrawn_before_that_was_read() -> None:
    """The article moves while the other section gives no answer: it stays as it is until that is read, and is found there."""
    life = Moving()
    life.move()
    life.break_off(life.sources[1].url)
    outcomes = life.looks(5)
    assert life.second.state == "live"
    life.web.failures.clear()
    outcomes += [*life.looks(3), *life.looks(1, minutes=60 * 26)]
    assert (life.second.url, life.second.sources) == (life.NEW, ("one", "two"))
    assert [outcome.line for outcome in outcomes if outcome.withdrawn or outcome.restored] == []


def test_a_section_that_fails_at_the_first_looks_after_a_long_pause_is_waited_for() -> None:
    """We have not looked for months, which says nothing of the section; that it goes on failing does."""
    life = Moving()
    life.now += timedelta(days=95)
    life.move()
    life.break_off(life.sources[1].url)
    life.looks(1)
    life.looks(1, minutes=60 * 72)
    assert life.second.state == "live"
    life.looks(16)
    assert life.second.state == "withdrawn"


@pytest.mark.parametrize("days", [0, 9], ids=["from then on", "for days before"])
def test_a_section_that_stays_unread_holds_no_withdrawal_up_for_more_than_two_days(days: int) -> None:
    """The article is gone, and the other section gives no answer any more: for all we know it is not there."""
    life = Moving()
    life.break_off(life.sources[1].url)
    life.looks(days * 4, minutes=360)
    life.leave()
    looks = 0
    while life.second.state == "live":
        life.looks(1, minutes=360)
        looks += 1
    assert looks <= (10 if not days else 2)


def test_a_row_of_its_title_that_waits_to_be_read_elsewhere_holds_a_withdrawal_up() -> None:
    """The other section shows it, but its page there gives no answer at first: it is not withdrawn meanwhile."""
    life = Moving()
    life.move()
    words = life.web.answers[life.sources[1].url].body.replace(b"Our station in the north, number 2 ", b"Station number 2 ")
    life.put(life.sources[1].url, words)
    life.break_off(life.NEW)
    outcomes = life.looks(2)
    life.web.failures.clear()
    outcomes += life.looks(3)
    assert (life.second.url, life.second.state) == (life.NEW, "live")
    assert [outcome.line for outcome in outcomes if outcome.withdrawn or outcome.restored] == []


def test_what_moved_to_an_older_page_of_another_section_is_looked_for_there() -> None:
    """The other section's first page is as before; its second one holds the article, as old as it is: found, and not withdrawn."""
    life = Moving()
    first, second = life.sources[1].url, f"{life.sources[1].url}index_2.html"

    def show(older: Iterable[int]) -> None:
        life.show("two", older)
        life.put(second, life.web.answers[first].body)
        life.show("two", range(-9, 2))
        life.put(first, life.web.answers[first].body.replace(b"</ul>", b'</ul><a href="index_2.html">Next page</a>'))

    show((3, 4))
    life.looks(4)
    life.leave()
    show((2, 3, 4))
    outcomes = life.looks(5)
    assert (life.second.url, life.second.state) == (life.NEW, "live")
    assert [outcome.line for outcome in outcomes if outcome.withdrawn or outcome.restored] == []


@pytest.mark.parametrize("unread", [False, True])
def test_a_section_whose_articles_all_go_to_another_one_withdraws_none(unread: bool) -> None:
    """The list is empty and their pages are gone, for good: the other section has them, though it cannot be read for a day at first."""
    life = Moving()
    for number in range(1, 9):
        life.take_away(f"http://www.example.org/one/{number}.html")
    life.show("one", ())
    life.show("two", range(1, 9))
    if unread:
        life.break_off(life.sources[1].url)
    outcomes = life.looks(16, minutes=95)
    life.web.failures.clear()
    outcomes += life.looks(16, minutes=95)
    assert {entry.url for entry in life.store.entries(["one"])} == {f"http://www.example.org/two/{number}.html" for number in range(1, 9)}
    assert [outcome.line for outcome in outcomes if outcome.withdrawn or outcome.restored] == []
    assert not any(outcome.failed for outcome in outcomes[-2:])


def test_an_emptied_section_beside_a_dead_one_is_believed_at_last() -> None:
    """Two days after the other section was read last."""
    life = Moving()
    for number in range(1, 9):
        life.take_away(f"http://www.example.org/one/{number}.html")
    life.show("one", ())
    life.break_off(life.sources[1].url)
    life.looks(16, minutes=95)
    assert len(life.store.entries(["one"])) == 8
    life.looks(24, minutes=95)
    assert life.store.entries(["one"]) == []


def test_what_is_missed_is_sought_on_its_own_host_alone() -> None:
    """With or without "www."; the sections of other sites have nothing to do with it."""
    life = Moving()
    for key, url in (("near", "https://example.org/near/"), ("far", "https://news.example.org/far/")):
        life.store.commit(Commit(SourceState(key, asked=url, last_success=life.now), Outcome(key, Verdict.OK, "", at=life.now)))
    life.leave()
    life.looks(1)
    assert [life.store.state(key).sought is not None for key in ("one", "two", "near", "far")] == [False, False, True, False]
    life.looks(1)
    assert life.second.state == "live", "the near one was not read since"


def test_a_success_that_a_wrong_clock_noted_holds_up_no_withdrawal() -> None:
    """A section that was read last in ten years is none that is read well."""
    life = Moving()
    life.break_off(life.sources[1].url)
    state = replace(life.store.state("two"), last_success=life.now + timedelta(days=3650))
    life.store.commit(Commit(state, Outcome("two", Verdict.OK, "", at=life.now)))
    life.leave()
    life.looks(8)
    assert life.second.state == "withdrawn"
