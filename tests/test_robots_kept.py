"""What is remembered of a host's rules, and for how long: without a network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.errors import RefusedError, RetryError, SourceError
from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.robots import Deadline, Robots
from feedsvc.urls import Target, parse

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Site:
    """Rules, or the error that stands in their place; ``asked`` counts how often they were asked for."""

    def __init__(self, rules: str | SourceError) -> None:
        self.rules, self.now, self.asked, self.memory = rules, NOON, 0, Forgetful()
        self.robots = self.another()

    def another(self) -> Robots:
        return Robots(self.read, self.memory, lambda: self.now)

    async def read(self, target: Target, private: bool, deadline: Deadline) -> str:
        assert target.url == "http://a.example/robots.txt"
        self.asked += 1
        if isinstance(self.rules, SourceError):
            raise self.rules
        return self.rules

    def check(self, path: str = "/x", robots: Robots | None = None) -> float:
        return asyncio.run((robots or self.robots).check(parse(f"http://a.example{path}"), False, Deadline(9)))


def test_rules_are_asked_for_once_a_day() -> None:
    """By all processes together; the day after, and where a clock went back, once more."""
    site = Site("User-agent: *\nDisallow: /关/\nCrawl-delay: 7")
    for minutes, asked in ((0, 1), (1439, 1), (1440, 2), (1441, 2), (0, 3)):
        site.now = NOON + minutes * MINUTE
        assert (site.check(), site.check(robots=site.another()), site.asked) == (7.0, 7.0, asked)
    assert "关" in (site.memory.load("robots http://a.example") or "")
    with pytest.raises(RefusedError, match=r"closed to programs by http://a\.example/robots\.txt") as caught:
        site.check("/%E5%85%B3/1.html")
    assert caught.value.url == "http://a.example/%E5%85%B3/1.html"


def test_a_server_that_fails_is_asked_for_its_rules_every_two_minutes() -> None:
    """However many articles wait, and each time anew; then nothing else is asked there."""
    site = Site(RetryError("503", retry_after=DAY))
    for seconds, asked in ((0, 1), (119, 1), (120, 2), (239, 2), (240, 3), (0, 4)):
        site.now = NOON + timedelta(seconds=seconds)
        with pytest.raises(RetryError) as caught:
            site.check("/1.html")
        assert site.asked == asked
    assert caught.value.message == "503; without http://a.example/robots.txt nothing else is asked there"
    assert (caught.value.url, caught.value.retry_after, caught.value.passing) == ("http://a.example/1.html", DAY, True)
    site.rules, site.now = "", NOON + 9 * MINUTE
    assert site.check() == 0.0
    lasting = Site(RetryError("no such name", "see whether it is spelled right"))
    with pytest.raises(RetryError) as caught:
        lasting.check()
    assert (caught.value.next_step, caught.value.passing) == ("see whether it is spelled right", False)


def test_old_rules_hold_while_the_server_fails() -> None:
    """Those that were read before, here or by another process."""
    site = Site("User-agent: *\nDisallow: /x")
    with pytest.raises(RefusedError):
        site.check()
    site.rules, site.now = RetryError("503"), NOON + DAY
    for robots in (site.robots, site.another()):
        with pytest.raises(RefusedError):
            site.check(robots=robots)
        assert site.check("/y", robots) == 0.0


@pytest.mark.parametrize("note", ["", "{", "[]", '{"at": 1}', '{"at": "x", "text": ""}', '{"at": 1e300, "text": ""}', '{"at": 1, "text": null}'])
def test_a_note_that_cannot_be_read_is_asked_for_again(note: str) -> None:
    """It is worth nothing."""
    site = Site("")
    site.memory.save("robots http://a.example", note)
    assert (site.check(), site.asked) == (0.0, 1)
