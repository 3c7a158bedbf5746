"""Manners: one request at a time, a pause between, waiting when told to, few tries, and counts to show for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from feedsvc.errors import BlockedError, ConfigError, GoneError, RefusedError, RetryError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.pace import Pace, used
from feedsvc.model import NotModified, Page, Request, Validators

from .scripted_server import CLOSE, RESET, Received, ScriptedServer, Step, head, http, table, with_robots
from .turned_clock import Clock

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
PAGE = b"<html><body><p>hello</p></body></html>"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def door(clock: Clock, **wishes: Any) -> WebFetcher:
    given: dict[str, Any] = {"pace": 0, "clock": clock, "sleep": clock.sleep, "ticks": clock.ticks}
    return WebFetcher("mailto:operator@example.org", "1.0", **(given | wishes))


def run(fetcher: WebFetcher, work: Callable[[], Awaitable[T]]) -> T:
    async def all_of_it() -> T:
        try:
            return await work()
        finally:
            await fetcher.aclose()

    return asyncio.run(all_of_it())


def wanted(server: ScriptedServer, path: str = "/", **wishes: Any) -> Request:
    return Request(server.url(path), allow_private=True, **wishes)


async def outcome(fetcher: WebFetcher, request: Request) -> Page | NotModified | SourceError:
    try:
        return await fetcher.fetch(request)
    except SourceError as error:
        return error


# --- contact ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "remedy"), [("", "set contact"), ("  ", "set contact"), ("mailto:运营@example.org", "in ASCII"), ("a\r\nX: y", "in ASCII")]
)
def test_no_start_without_contact(contact: str, remedy: str) -> None:
    """Without a contact that fits into a header nothing starts, and one that is set is not told as missing."""
    with pytest.raises(ConfigError) as caught:
        WebFetcher(contact, "1.0")
    assert remedy in caught.value.next_step


# --- pace ---------------------------------------------------------------------------------------


def test_one_at_a_time(clock: Clock) -> None:
    """Requests to one host never overlap, however many are wanted at once."""
    under_way: list[int] = []
    most: list[int] = []

    def script(received: Received) -> Iterable[Step]:
        under_way.append(1)
        most.append(len(under_way))
        yield http(200, PAGE)
        under_way.pop()

    with ScriptedServer(with_robots(script)) as server:
        fetcher = door(clock)
        run(fetcher, lambda: asyncio.gather(*[fetcher.fetch(wanted(server, f"/{number}")) for number in range(12)]))
    assert len(most) == 12
    assert max(most) == 1


def test_pause(clock: Clock) -> None:
    """Between two requests to one host lies the pause, robots.txt included; time spent elsewhere counts."""
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        fetcher = door(clock, pace=2.0)

        async def visits() -> None:
            await fetcher.fetch(wanted(server, "/1"))
            await fetcher.fetch(wanted(server, "/2"))
            clock.now += timedelta(seconds=1.5)
            await fetcher.fetch(wanted(server, "/3"))
            clock.now += timedelta(seconds=60)
            await fetcher.fetch(wanted(server, "/4"))

        run(fetcher, visits)
    assert [round(seconds, 3) for seconds in clock.slept] == [2.0, 2.0, 0.5]


def test_hosts_do_not_wait_for_each_other(clock: Clock) -> None:
    """The pause of one host does not hold up another."""
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:

        async def resolve(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        fetcher = door(clock, pace=5.0, resolver=resolve)
        urls = [server.url("/", f"{name}.example") for name in "abc"]
        run(fetcher, lambda: asyncio.gather(*[fetcher.fetch(Request(url, allow_private=True)) for url in urls]))
    assert 1 <= len(clock.slept) <= 3
    assert max(clock.slept) <= 5.0


def test_interrupted_turn(clock: Clock) -> None:
    """A fetch that is cancelled gives its turn back."""
    held = asyncio.Event()

    async def never(seconds: float) -> None:
        held.set()
        await asyncio.Event().wait()

    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        fetcher = door(clock, pace=2.0, sleep=never)

        async def work() -> Page | NotModified:
            waiting = asyncio.create_task(fetcher.fetch(wanted(server)))
            await held.wait()
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            clock.now += timedelta(seconds=10)
            return await fetcher.fetch(wanted(server))

        assert isinstance(run(fetcher, work), Page)


# --- Retry-After --------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "kind"), [(429, BlockedError), (503, RetryError)])
def test_s15_wait_is_kept(clock: Clock, status: int, kind: type[SourceError]) -> None:
    """While a host wants to be left alone, it is: for every page, over restarts, until the time is over."""
    memory = Forgetful()
    answers = {"/": http(status, b"", {"Retry-After": "3600"}), "/other": http(200, PAGE)}
    with ScriptedServer(with_robots(table(answers))) as server:
        fetcher = door(clock, memory=memory)
        first, second = run(fetcher, lambda: both(fetcher, server))
        assert isinstance(first, kind)
        assert first.retry_after == timedelta(hours=1)
        assert isinstance(second, RetryError)
        assert second.retry_after == timedelta(hours=1)
        clock.now += timedelta(minutes=59)
        fetcher = door(clock, memory=memory)
        assert isinstance(run(fetcher, lambda: outcome(fetcher, wanted(server, "/other"))), RetryError)
        assert server.paths == ["/robots.txt", "/"]
        clock.now += timedelta(minutes=2)
        fetcher = door(clock, memory=memory)
        assert isinstance(run(fetcher, lambda: outcome(fetcher, wanted(server, "/other"))), Page)


async def both(fetcher: WebFetcher, server: ScriptedServer) -> tuple[Any, Any]:
    return await outcome(fetcher, wanted(server)), await outcome(fetcher, wanted(server, "/other"))


def test_s15_clock_set_back(clock: Clock) -> None:
    """A clock set back by years does not make us wait for years: such a wait is not believed."""
    memory = Forgetful()
    pace = Pace(0, clock, memory, sleep=clock.sleep, ticks=clock.ticks)
    pace.wait("news.example", timedelta(hours=1))
    clock.now -= timedelta(days=4000)
    assert Pace(0, clock, memory, sleep=clock.sleep, ticks=clock.ticks).waiting("news.example") is None


# --- tries --------------------------------------------------------------------------------------

FLEETING: Mapping[str, list[Step]] = {"reset": [RESET], "hung up": [CLOSE], "500": [http(500)], "503": [http(503)]}


@pytest.mark.parametrize("fault", FLEETING)
def test_s1_cured_by_another_try(clock: Clock, fault: str) -> None:
    """A fault that passes within two more tries is not seen; the tries are spread."""
    answers: Iterator[list[Step]] = iter([FLEETING[fault], FLEETING[fault], [http(200, PAGE)]])
    with ScriptedServer(with_robots(lambda _: next(answers))) as server:
        fetcher = door(clock)
        assert isinstance(run(fetcher, lambda: fetcher.fetch(wanted(server))), Page)
    assert len(clock.slept) == 2
    assert all(0.25 <= seconds <= 1.5 for seconds in clock.slept)


@pytest.mark.parametrize("fault", FLEETING)
def test_s1_not_more_than_three(clock: Clock, fault: str) -> None:
    """After three tries it is for later."""
    with ScriptedServer(with_robots(lambda _: FLEETING[fault])) as server:
        fetcher = door(clock)
        assert isinstance(run(fetcher, lambda: outcome(fetcher, wanted(server))), RetryError)
        assert server.paths == ["/robots.txt", "/", "/", "/"]


@pytest.mark.parametrize(
    "answer",
    [http(503, b"", {"Retry-After": "60"}), http(403), http(404), http(400), head(200, {"Content-Length": "x"}), http(302)],
    ids=["asked to wait", "403", "404", "400", "bad framing", "redirect to nowhere"],
)
def test_not_tried_again(clock: Clock, answer: bytes) -> None:
    """What will not get better is not asked twice."""
    with ScriptedServer(with_robots(lambda _: [answer])) as server:
        fetcher = door(clock)
        assert isinstance(run(fetcher, lambda: outcome(fetcher, wanted(server))), SourceError)
        assert server.paths == ["/robots.txt", "/"]


def test_s1_nobody_listens(clock: Clock) -> None:
    """A refused connection is told in plain words."""
    with ScriptedServer(lambda _: []) as server:
        request = wanted(server)
    fetcher = door(clock)
    error = run(fetcher, lambda: outcome(fetcher, request))
    assert isinstance(error, RetryError)
    assert "no connection to http://127.0.0.1" in error.message


def test_unknown_name(clock: Clock) -> None:
    """A name nobody knows is told as that, and points at the configuration."""

    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    fetcher = door(clock, resolver=resolve)
    error = run(fetcher, lambda: outcome(fetcher, Request("http://nwes.example/")))
    assert isinstance(error, RetryError)
    assert "nwes.example is not known" in error.message
    assert "url" in error.next_step


# --- requests -----------------------------------------------------------------------------------


def test_one_connection_one_request(clock: Clock) -> None:
    """A warm look is one request on the connection that is there."""
    with ScriptedServer(with_robots(lambda _: [head(304, {"ETag": '"v1"', "Content-Length": "70"})], b"User-agent: *\nDisallow: /x\n")) as server:
        fetcher = door(clock)
        request = wanted(server, validators=Validators('"v1"'))

        async def looks() -> None:
            for _ in range(5):
                assert isinstance(await fetcher.fetch(request), NotModified)

        run(fetcher, looks)
    assert server.paths == ["/robots.txt", "/", "/", "/", "/", "/"]
    assert server.connections == 1


@pytest.mark.parametrize("status", [404, 410, 301, 403, 500])
def test_a_short_answer_keeps_its_connection(clock: Clock, status: int) -> None:
    """After an answer whose body nobody needs the next request goes over the same connection, without a new one to be made safe."""

    def script(received: Received) -> list[Step]:
        return [http(status, b"<p>none</p>" * 50, {"Location": "/there"})] if received.path == "/away" else [http(200, PAGE)]

    with ScriptedServer(with_robots(script, b"User-agent: *\nDisallow: /x\n")) as server:
        fetcher = door(clock)

        async def looks() -> None:
            await outcome(fetcher, wanted(server, "/away"))
            assert isinstance(await outcome(fetcher, wanted(server, "/there")), Page)

        run(fetcher, looks)
    assert server.connections == 1


@pytest.mark.parametrize("body", [b"", b"x" * 100, b"x" * 5000])
def test_an_error_whose_body_does_not_come_as_promised(clock: Clock, body: bytes) -> None:
    """What a status says stands, whatever becomes of a body nobody needs: cut, or longer than it was to be."""
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n" + body
    with ScriptedServer(with_robots(lambda _: [answer, CLOSE])) as server:
        fetcher = door(clock)
        request = wanted(server)
        assert isinstance(run(fetcher, lambda: outcome(fetcher, request)), GoneError)


def test_s14_validators_are_opaque(clock: Clock) -> None:
    """Validators go back as they came, byte by byte, unless they could not stand in a header."""
    odd = 'W/"é,\\1"'
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE, {"ETag": odd})])) as server:
        fetcher = door(clock)

        async def two() -> None:
            page = await fetcher.fetch(wanted(server))
            assert isinstance(page, Page)
            await fetcher.fetch(wanted(server, validators=page.validators))
            await fetcher.fetch(wanted(server, validators=Validators("a\r\nX-Evil: 1", "x" * 5000)))

        run(fetcher, two)
    assert server.requests[2].headers["if-none-match"].encode("latin-1").decode() == odd
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(server.requests[3].headers)


DAY = "Mon, 23 Nov 2026 08:00:00 GMT"
TWICE = {
    "ETag": [(['"a"', ""], '"a"'), (["", 'W/"a"'], 'W/"a"'), (['"a"', '"b"'], None), (["*"], None), (["a"], None), (['"a b"'], None)],
    "Last-Modified": [([DAY, ""], DAY), (["", DAY], DAY), ([""], None)],
}


@pytest.mark.parametrize(("name", "said", "sent"), [(name, *row) for name, rows in TWICE.items() for row in rows])
def test_s14_a_validator_that_is_none_is_not_sent(clock: Clock, name: str, said: list[str], sent: str | None) -> None:
    """A field said twice, once of them empty, counts once; what is no entity tag (RFC 9110, 8.8.3) is not asked with, and the page is had."""
    answer = head(200, [*((name, value) for value in said), ("Content-Length", str(len(PAGE)))]) + PAGE
    with ScriptedServer(with_robots(lambda _: [answer])) as server:
        fetcher = door(clock)

        async def two() -> None:
            page = await fetcher.fetch(wanted(server))
            assert isinstance(page, Page)
            await fetcher.fetch(wanted(server, validators=page.validators))

        run(fetcher, two)
    field = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[name]
    assert (len(server.requests), server.requests[2].headers.get(field)) == (3, sent)


def test_a_request_that_cannot_be_formed_is_told_as_such(clock: Clock) -> None:
    """It is our fault, not the server's: nothing is sent, and nothing is tried again."""
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        fetcher = door(clock)
        with pytest.raises(RetryError, match="the request for .* cannot be formed") as caught:
            run(fetcher, lambda: fetcher.post(server.url("/"), b"", {"X-Odd": "a "}, allow_private=True))
    assert "mistake of feedsvc" in caught.value.next_step
    assert server.requests == []


def test_no_cookies(clock: Clock) -> None:
    """Cookies are neither kept nor sent."""
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE, {"Set-Cookie": "id=1; Path=/"})])) as server:
        fetcher = door(clock)

        async def two() -> None:
            await fetcher.fetch(wanted(server))
            await fetcher.fetch(wanted(server))

        run(fetcher, two)
    assert all("cookie" not in received.headers for received in server.requests)


def test_environment_is_not_trusted(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy variables do not lead round the guard."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        fetcher = door(clock)
        assert isinstance(run(fetcher, lambda: fetcher.fetch(wanted(server))), Page)


def test_proxy(clock: Clock) -> None:
    """A proxy from the configuration gets every request, with the whole address."""

    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    with ScriptedServer(lambda received: [http(404 if "robots" in received.path else 200, PAGE)]) as proxy:
        fetcher = door(clock, proxy=proxy.url("/").replace("//", "//user:secret@"), resolver=resolve)
        page = run(fetcher, lambda: fetcher.fetch(Request("http://news.example/list?a=b")))
        assert isinstance(page, Page)
        assert page.url == "http://news.example/list?a=b"
        assert proxy.paths[-1].startswith("http://news.example")
        assert proxy.requests[-1].headers["host"] == "news.example"
        assert proxy.requests[-1].headers["proxy-authorization"].startswith("Basic ")


def test_usage(clock: Clock) -> None:
    """Requests and bytes are counted per host and day, over restarts, and over closings between which another process asked."""
    memory = Forgetful()
    with ScriptedServer(with_robots(lambda _: [http(200, PAGE)])) as server:
        first, other, later = (door(clock, memory=memory) for _ in range(3))
        for fetcher in (first, other, first):
            run(fetcher, lambda fetcher=fetcher: fetcher.fetch(wanted(server)))  # type: ignore[misc]
        usage = used(memory.load("host 127.0.0.1"))
        assert usage is not None and (usage.day, usage.requests) == (NOW.date(), 4)
        assert usage.received > 3 * len(PAGE)
        clock.now += timedelta(hours=2)
        run(later, lambda: later.fetch(wanted(server)))
    usage = used(memory.load("host 127.0.0.1"))
    assert usage is not None and usage.requests == 1


# --- post ---------------------------------------------------------------------------------------


def test_post(clock: Clock) -> None:
    """A notification goes through the same door; its answer's status comes back."""
    with ScriptedServer(lambda _: [http(202, b"x" * 1000)]) as server:
        fetcher = door(clock)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert run(fetcher, lambda: fetcher.post(server.url("/hub"), b"hub.mode=publish", form, allow_private=True)) == (202, b"x" * 1000)
    (received,) = server.requests
    assert (received.method, received.path, received.body) == ("POST", "/hub", b"hub.mode=publish")
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    assert received.headers["user-agent"].startswith("feedsvc/")


def test_post_is_guarded(clock: Clock) -> None:
    """A notification reaches no inside address, and no redirect moves it."""
    with ScriptedServer(lambda _: [http(302, b"", {"Location": "/elsewhere"})]) as server:
        fetcher = door(clock)

        async def two() -> tuple[int, bytes]:
            with pytest.raises(RefusedError):
                await fetcher.post(server.url("/hub"), b"", {})
            assert server.connections == 0
            return await fetcher.post(server.url("/hub"), b"", {}, allow_private=True)

        assert run(fetcher, two)[0] == 302
        assert server.paths == ["/hub"]
