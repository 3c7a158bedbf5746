"""Manners of whole passes: who says no is left alone, who moved is told, a day has its budget, and one fault stays one."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc import app as composition
from feedsvc import rounds
from feedsvc.commands.look_back import show_status
from feedsvc.errors import RefusedError, RetryError, UnstorableError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.pace import Budget
from feedsvc.model import Entry, Page, Validators
from feedsvc.outcomes import is_early
from feedsvc.record import Commit, Outcome, Verdict
from tests import listing_layouts as layouts
from tests.installation import Installation, installed
from tests.scripted_server import ScriptedServer, http, table, with_robots
from tests.test_fetch_manners import NOW, PAGE, door, outcome, run, wanted
from tests.turned_clock import Clock
from tests.watched_section import Section

WEEK = timedelta(days=7)
ARTICLES = layouts.articles(12, 7)
LISTING = layouts.page("list_date_after", ARTICLES, 5)


@pytest.fixture
def section() -> Section:
    made = Section()
    made.publish(ARTICLES)
    made.looks(LISTING, LISTING)
    return made


# --- who says no --------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "verdict"), [(410, Verdict.GONE), (451, Verdict.BLOCKED)])
def test_s16_a_source_that_says_no_is_paused(section: Section, status: int, verdict: Verdict) -> None:
    """For a week, with words for the operator and a way to ask again at once; everything published stays."""
    before = section.titles
    section.show("gone", status)
    told = section.look()
    assert (told.verdict, told.next_try) == (verdict, section.now + WEEK)
    assert "paused for 7 days" in told.next_step
    assert "feedsvc refresh news" in told.next_step
    assert section.titles == before


def test_s16_a_site_that_turns_us_away_is_asked_ever_less(section: Section) -> None:
    """An hour, two, four, up to a week; once it lets us in again, as often as ever."""
    section.show("no", 403)
    waits, steps = [], []
    for _ in range(10):
        told = section.look()
        assert told.next_try is not None
        waits.append((told.next_try - section.now) / timedelta(hours=1))
        steps.append(told.next_step)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 168, 168]
    assert len(set(steps[:5])) == 1  # what the status pages show stays as it is
    assert "paused" in told.next_step
    section.show(LISTING)
    assert section.look().next_try == section.now + timedelta(seconds=section.source.interval)


def test_s16_who_asks_for_fewer_requests_is_asked_less(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The site's own wait counts; nothing longer is told, and what helps is named."""
    with ScriptedServer(with_robots(lambda _: [http(429, headers={"Retry-After": "120"})])) as server:
        asyncio.run(refreshed(watching(tmp_path, server), []))
    (told,) = json.loads(capsys.readouterr().out)["outcomes"]
    assert datetime.fromisoformat(told["next_try"]) - datetime.fromisoformat(told["at"]) == timedelta(minutes=2)
    assert "paused for a while" in told["next_step"] and "'interval'" in told["next_step"] and "'pace'" in told["next_step"]


@pytest.mark.parametrize("status", [404, 500])
def test_s16_others_are_asked_daily_at_last(section: Section, status: int) -> None:
    """A page that is missing or a server that fails is looked for once a day."""
    section.show("no", status)
    for _ in range(12):
        told = section.look()
    assert told.next_try == section.now + timedelta(days=1)


def watching(folder: Path, server: ScriptedServer) -> Path:
    """A configuration with this server's front page as its one source."""
    config = "[fetch]\npace = 0\n[site]\ntitle = 'x'\ncontact = 'mailto:a@b.example'\nauthority = 'b.example'\n"
    source = f"[[source]]\nkey = 'news'\nurl = '{server.url('/')}'\nallow_private = true\n"
    (folder / "config.toml").write_text(config + source, "utf-8")
    return folder / "config.toml"


def test_s16_who_is_named_by_hand_is_asked(tmp_path: Path) -> None:
    """A pass over all leaves a site alone that turned us away; one that names it asks."""
    with ScriptedServer(with_robots(lambda _: [http(403)])) as server:
        path = watching(tmp_path, server)
        for keys in ([], [], ["news"]):
            asyncio.run(refreshed(path, keys))
    assert server.paths == ["/robots.txt", "/", "/"]


def test_s16_who_is_left_alone_is_told_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pass over all that asks nobody tells who turned us away, since when, what to do, and fails; --due speaks of what is due."""
    with ScriptedServer(with_robots(lambda _: [http(403)])) as server:
        path = watching(tmp_path, server)
        asyncio.run(refreshed(path, []))
        capsys.readouterr()
        assert asyncio.run(refreshed(path, [])) == 1
        (told,) = json.loads(capsys.readouterr().out)["outcomes"]
        assert asyncio.run(refreshed(path, [], due_only=True)) == 0
    assert json.loads(capsys.readouterr().out)["outcomes"] == []
    assert (told["source"], told["verdict"], told["requests"]) == ("news", "blocked", 0)
    assert re.match(r"left alone since 2\d{3}-\d\d-\d\d \d\d:\d\d\+08:00: http.* turns us away", told["line"])
    assert "let feedsvc in" in told["next_step"] and "'feedsvc refresh news' asks at once" in told["next_step"]
    assert told["next_try"] > told["at"]


def test_p10_a_pass_planned_by_a_wrong_clock_is_due(section: Section) -> None:
    """What waits for its time waits until then; after a clock that was ahead, by hours even, was put right, it is due."""
    section.show("no", 403)
    right = section.now
    section.look()
    assert is_early(section.store.state("news"), section.now + timedelta(minutes=59))
    assert not is_early(section.store.state("news"), section.now + timedelta(minutes=61))
    assert not is_early(section.store.state("news"), right - timedelta(hours=8))


async def refreshed(path: Path, keys: list[str], due_only: bool = False) -> int:
    from feedsvc.commands.work import refresh_once

    return await refresh_once(path, keys, due_only, True)


# --- who moved ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "told"), [(301, True), (308, True), (302, False), (307, False)])
def test_s10_a_permanent_move_is_told(section: Section, status: int, told: bool) -> None:
    """The operator hears of the new address as long as the old one says so; the configuration stays as it is."""
    new = "http://www.sample-society.example/xwdt/list.html"
    section.web.put(new, LISTING.encode(), headers={"ETag": '"1"'})
    section.web.redirect(layouts.URL, new, status)
    section.look()
    assert section.store.state("news").moved == (new if told else "")
    section.show(LISTING)
    section.look()
    assert section.store.state("news").moved == ""


# --- the day's budget ---------------------------------------------------------------------------


@pytest.mark.parametrize("budget", [Budget(requests=3), Budget(received=300)], ids=["requests", "bytes"])
def test_a_day_has_its_budget(budget: Budget) -> None:
    """When it is used up, over restarts too, nothing more is asked, robots.txt neither, until the next day in UTC."""
    clock, memory = Clock(NOW), Forgetful()
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE * 3)])) as server:
        first = door(clock, memory=memory, budget=budget)
        answers = run(first, lambda: several(first, server, 4))
        assert isinstance(answers[0], Page)
        assert isinstance(answers[-1], RefusedError)
        asked = len(server.paths)
        again = door(clock, memory=memory, budget=budget)
        refused = run(again, lambda: outcome(again, wanted(server)))
        assert isinstance(refused, RefusedError)
        assert "one day" in refused.message
        assert refused.retry_after == datetime(2026, 11, 24, tzinfo=UTC) - clock.now
        assert len(server.paths) == asked
        clock.now += timedelta(hours=2)
        assert isinstance(run(later := door(clock, memory=memory, budget=budget), lambda: outcome(later, wanted(server))), Page)


async def several(fetcher: WebFetcher, server: ScriptedServer, count: int) -> list[object]:
    return [await outcome(fetcher, wanted(server, f"/{number}")) for number in range(count)]


def test_rules_are_not_made_up_when_the_budget_is_used_up() -> None:
    """A robots.txt that could not be asked for is not taken for one that allows everything."""
    clock, memory = Clock(NOW), Forgetful()
    clock.now -= timedelta(days=2)
    with ScriptedServer(table({"/robots.txt": http(200, b"User-agent: *\nDisallow: /1\n"), "/0": http(200, PAGE), "/1": http(200, PAGE)})) as server:
        spending = door(clock, memory=memory, budget=Budget(requests=1))
        run(spending, lambda: several(spending, server, 1))
        memory.notes = {key: note for key, note in memory.notes.items() if not key.startswith("robots")}
        run(poor := door(clock, memory=memory, budget=Budget(requests=1)), lambda: several(poor, server, 2))
        clock.now += timedelta(days=1)
        rich = door(clock, memory=memory)
        answers = run(rich, lambda: several(rich, server, 2))
    assert [type(answer) for answer in answers] == [Page, RefusedError]


def test_a_killed_process_forgets_little() -> None:
    """Counts are written down while the process lives."""
    clock, memory = Clock(NOW), Forgetful()
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        fetcher = door(clock, memory=memory)

        async def and_what_was_noted() -> int:
            await several(fetcher, server, 120)
            return int(json.loads(memory.notes["host 127.0.0.1"])["requests"])

        assert run(fetcher, and_what_was_noted) >= 100  # before it is closed


def test_status_tells_what_was_asked_today(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Per host, with the budget beside it; in JSON per source."""
    with installed(tmp_path) as place:
        place.refresh()
        asked = len(place.asked) + 1  # robots.txt
        monkeypatch.setattr(composition, "now", place.clock)
        (tmp_path / "config.toml").write_text(as_file(place), "utf-8")
        show_status(tmp_path / "config.toml", as_json=False)
        words = capsys.readouterr().out
        show_status(tmp_path / "config.toml", as_json=True)
        (told,) = json.loads(capsys.readouterr().out)
    assert "127.0.0.1: " in words
    assert "of 20000 requests" in words
    assert asked <= told["today"]["requests"] <= asked + 1  # and tdmrep.json


def test_s17_status_tells_which_hosts_are_asked_in_old_encryption(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the operator allowed once is not forgotten."""
    with installed(tmp_path) as place:
        place.refresh()
        (tmp_path / "config.toml").write_text(as_file(place) + '[fetch]\nold_tls = ["old.example"]\n', "utf-8")
        show_status(tmp_path / "config.toml", as_json=False)
    assert "old.example: asked in old encryption" in capsys.readouterr().out


def as_file(place: Installation) -> str:
    (source,) = place.config.sources
    site = '[site]\ntitle = "x"\ncontact = "mailto:a@b.example"\nauthority = "feeds.example.org"\n'
    return f'{site}[[source]]\nkey = "{source.key}"\nurl = "{source.url}"\nallow_private = true\n'


# --- passes -------------------------------------------------------------------------------------


def test_s14_everything_is_read_again_once_a_day(section: Section) -> None:
    """A server that calls everything unmodified for ever is asked without conditions once a day."""
    section.web.put(layouts.URL, LISTING.encode(), headers={"ETag": '"same"'})
    conditional = []
    for _ in range(60):
        section.look()
        (asked, *_) = [request for request in section.web.asked if request.url == layouts.URL][-1:]
        conditional.append(asked.validators != Validators())
    assert conditional.count(False) in (1, 2, 3)
    assert all(True in conditional[start : start + 48] and False in conditional[start : start + 50] for start in range(10))


def test_a_site_that_does_not_answer_is_not_asked_on() -> None:
    """After three requests in a row without an answer the other articles wait for the next pass; none is lost."""
    section = Section()
    section.publish(ARTICLES)
    section.looks(*[layouts.page("list_date_after", ARTICLES[6:], 5)] * 2)
    for item in ARTICLES[:6]:
        section.web.fail(item.url, RetryError(f"{item.url} gave no answer", url=item.url))
    asked = len(section.web.asked)
    section.looks(LISTING)
    assert len(section.web.asked) - asked == 1 + 3
    section.web.failures.clear()
    section.looks(LISTING)
    assert set(section.titles) == {item.url for item in ARTICLES}


def test_p14_a_mistake_of_ours_ends_one_pass_alone(section: Section) -> None:
    """Whatever is raised while a source is read is told as that source's outcome, and nothing published changes."""
    before = section.titles
    section.web.failures[layouts.URL] = KeyError("row")  # type: ignore[assignment]
    told = section.look()
    assert told.failed
    assert "KeyError" in told.line
    assert "mistake of feedsvc" in told.next_step
    assert section.titles == before


def test_a_text_that_cannot_be_stored_is_its_sources_fault() -> None:
    """Half a character that slipped through is told as that source's outcome; nothing of it is kept, and the next pass goes on."""
    section = Section()
    section.publish(ARTICLES)
    section.looks(*[layouts.page("list_date_after", ARTICLES[6:], 5)] * 2)
    before, whole = section.titles, section.parts
    section.parts = replace(whole, mint=lambda key: f"tag:example.org,2026:{key}/\ud800")
    told = section.looks(LISTING)
    assert (told.verdict, section.titles) == (Verdict.BROKEN, before)
    assert "surrogates not allowed" in told.line
    assert "mistake of feedsvc" in told.next_step
    assert section.store.state("news").line == told.line
    section.parts = whole
    assert not section.looks(LISTING).failed
    assert set(section.titles) == {item.url for item in ARTICLES}


def test_a_pass_whose_text_cannot_be_stored_takes_nothing_back() -> None:
    """Another pass moved the source on meanwhile: versions and times of change stay as that one left them."""
    section = Section()
    section.publish(ARTICLES)
    section.looks(*[layouts.page("list_date_after", ARTICLES[6:], 5)] * 2)

    def mint_late(key: str) -> str:
        state = section.store.state(key)
        moved = replace(state, version=state.version + 1, changed=section.now + timedelta(seconds=state.version))
        section.store.commit(Commit(moved, Outcome("brand", Verdict.OK, "")))
        return f"tag:example.org,2026:{key}/\ud800"

    before = section.store.state("news")
    section.parts = replace(section.parts, mint=mint_late)
    assert section.looks(LISTING).verdict is Verdict.BROKEN
    after = section.store.state("news")
    assert after.version > before.version and after.changed == section.now + timedelta(seconds=after.version - 1)


def test_a_question_the_store_cannot_take_is_its_sources_fault(section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page gave is asked of the store before it is kept; a value it cannot hold ends that source's pass alone."""

    def refuse(aliases: Iterable[str]) -> dict[str, Entry]:
        raise UnstorableError("The database cannot hold a value: x.", "Please report this as a mistake.")

    monkeypatch.setattr(section.store, "find", refuse)
    section.show(LISTING + " ")
    told = section.look()
    assert (told.verdict, told.line) == (Verdict.BROKEN, "The database cannot hold a value: x.")
    assert "mistake of feedsvc" in told.next_step


def test_hosts_side_by_side() -> None:
    """One queue per host, in the order of the configuration."""
    source = Section().source
    addresses = ("http://a.example/1", "http://b.example/", "http://a.example/2", "https://a.example/3")
    queues = rounds._by_host([replace(source, key=str(number), url=url) for number, url in enumerate(addresses)])
    assert [[one.key for one in queue] for queue in queues] == [["0", "2", "3"], ["1"]]

