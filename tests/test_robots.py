"""robots.txt is read first, believed for a day, and doubt is settled in the site's favour (RFC 9309)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc.errors import GoneError, RefusedError, RetryError, SourceError
from feedsvc.fetching import WebFetcher
from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.robots import MAX_BYTES, rules_of
from feedsvc.model import Page, Request

from .scripted_server import CLOSE, HOLD, Drip, Received, ScriptedServer, Step, chunked, gzipped, head, http
from .turned_clock import Clock

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CLOSED = b"User-agent: *\nDisallow: /closed/\n"


class Site:
    """A server whose robots.txt is ``robots`` and whose pages all say the same."""

    def __init__(self, *robots: Step) -> None:
        self.robots: Sequence[Step] = robots
        self.server = ScriptedServer(self._answer)
        self.clock = Clock(NOW)
        self.memory = Forgetful()

    def _answer(self, received: Received) -> Iterable[Step]:
        return self.robots if received.path == "/robots.txt" else [http(200, b"<p>hello")]

    def fetcher(self, **wishes: float) -> WebFetcher:
        return WebFetcher(
            "mailto:operator@example.org",
            "1.0",
            pace=wishes.get("pace", 0),
            deadline=wishes.get("deadline", 30),
            memory=self.memory,
            clock=self.clock,
            sleep=self.clock.sleep,
            ticks=self.clock.ticks,
        )

    async def fetch(self, fetcher: WebFetcher, path: str) -> bytes:
        page = await fetcher.fetch(Request(self.server.url(path), allow_private=True))
        assert isinstance(page, Page)
        return page.body

    def visit(self, *paths: str, deadline: float = 30) -> list[bytes | SourceError]:
        """Ask for these in one process; errors stand in for answers."""
        return asyncio.run(self._visit(paths, deadline))

    async def _visit(self, paths: Iterable[str], deadline: float) -> list[bytes | SourceError]:
        fetcher = self.fetcher(deadline=deadline)
        answers: list[bytes | SourceError] = []
        for path in paths:
            try:
                answers.append(await self.fetch(fetcher, path))
            except SourceError as error:
                answers.append(error)
        await fetcher.aclose()
        return answers

    def times_asked(self) -> int:
        return self.server.paths.count("/robots.txt")


@contextlib.contextmanager
def site(*robots: Step) -> Iterator[Site]:
    there = Site(*robots)
    with there.server:
        yield there


def text(body: bytes, **headers: str) -> bytes:
    return http(200, body, {"Content-Type": "text/plain", **headers})


ALLOWING: Mapping[str, tuple[Step, ...]] = {
    **{f"status {status}": (http(status),) for status in (400, 401, 403, 404, 410, 418, 451)},
    "empty": (text(b""),),
    "blank": (text(b"\r\n \n"),),
    "comments": (text(b"# nothing here\n"),),
    "a page": (text(b"<!DOCTYPE html><html><body>Not found: Disallow is not a rule here</body></html>"),),
    "binary": (text(bytes(range(256)) * 20),),
    "unknown coding": (text(b"x", **{"Content-Encoding": "br"}),),
    "other programs": (text(b"User-agent: otherbot\nDisallow: /\n"),),
    "empty disallow": (text(b"User-agent: *\nDisallow:\n"),),
    "redirected for ever": (http(302, b"", {"Location": "/robots.txt"}),),
    "redirected away": (http(301, b"", {"Location": "http://other.example/robots.txt"}),),
    "redirected to a file": (http(301, b"", {"Location": "file:///etc/passwd"}),),
    "rules after the cap": (text(b"#" + b"x" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /\n"),),
}
CLOSING: Mapping[str, tuple[Step, ...]] = {
    "plain": (text(CLOSED),),
    "carriage returns": (text(CLOSED.replace(b"\n", b"\r\n")),),
    "old line ends": (text(CLOSED.replace(b"\n", b"\r")),),
    "byte order mark": (text(b"\xef\xbb\xbf" + CLOSED),),
    "other charset": (text("# 说明\n".encode("gb18030") + CLOSED),),
    "gzip": (text(gzipped(CLOSED), **{"Content-Encoding": "gzip"}),),
    "chunked": (head(200, {"Transfer-Encoding": "chunked"}), chunked(CLOSED, 7)),
    "until close": (head(200, {"Content-Type": "text/plain"}), CLOSED, CLOSE),
    "our own group": (text(b"User-agent: *\nDisallow:\n\nUser-agent: feedsvc\nDisallow: /closed/\n"),),
    "wildcard": (text(b"User-agent: *\nDisallow: /*ed/*.html$\n"),),
    "longest match": (text(b"User-agent: *\nAllow: /\nDisallow: /closed\n"),),
    "percent-encoded": (text(b"User-agent: *\nDisallow: /clos%65d/\n"),),
    "before the cap": (text(CLOSED + b"#" + b"x" * (MAX_BYTES - 100)),),
    "endless": (head(200, {"Content-Type": "text/plain"}), CLOSED, Drip(b"# more\n" * 10_000, 0, 1000)),
}
UNKNOWN: Mapping[str, tuple[Step, ...]] = {
    **{f"status {status}": (http(status),) for status in (429, 500, 502, 503, 504)},
    "silence": (HOLD,),
    "cut": (head(200, {"Content-Length": "100"}), CLOSED, CLOSE),
    "cut gzip": (text(gzipped(CLOSED)[:-9], **{"Content-Encoding": "gzip"}),),
    "hung up": (CLOSE,),
}


@pytest.mark.parametrize("case", ALLOWING)
def test_s35_allowing(case: str) -> None:
    """No rules, or none that can be had, allow everything."""
    with site(*ALLOWING[case]) as there:
        assert there.visit("/closed/1.html") == [b"<p>hello"]


@pytest.mark.parametrize("case", CLOSING)
def test_s35_closing(case: str) -> None:
    """Rules hold however they are written and sent; what they close is not asked for."""
    with site(*CLOSING[case]) as there:
        closed, opened = there.visit("/closed/1.html", "/open/1.html")
        assert isinstance(closed, RefusedError)
        assert "robots.txt" in closed.message
        assert opened == b"<p>hello"
        assert "/closed/1.html" not in there.server.paths


@pytest.mark.parametrize("case", UNKNOWN)
def test_s35_unknown(case: str) -> None:
    """While nobody can tell the rules, nothing is asked for; and the question is not put for every page."""
    with site(*UNKNOWN[case]) as there:
        answers = there.visit("/1.html", "/2.html", "/3.html", deadline=0.3 if case == "silence" else 30)
        assert all(isinstance(answer, RetryError) for answer in answers)
        assert all("robots.txt" in answer.message for answer in answers if isinstance(answer, RetryError))
        assert set(there.server.paths) == {"/robots.txt"}
        assert there.times_asked() <= 3  # one question, tried again at once


def test_s35_nobody_there() -> None:
    """A site that cannot be reached is told as that."""
    there = Site()
    with there.server:
        pass
    (answer,) = there.visit("/1.html")
    assert isinstance(answer, RetryError)
    assert "no connection" in answer.message


def test_s35_retry_after() -> None:
    """A wait asked for with robots.txt is a wait for the whole host."""
    with site(http(503, b"", {"Retry-After": "600"})) as there:
        first, second = there.visit("/1.html", "/2.html")
        assert isinstance(first, RetryError)
        assert first.retry_after == timedelta(minutes=10)
        assert isinstance(second, RetryError)
        assert there.times_asked() == 1


def test_five_redirects() -> None:
    """Five redirects lead to the rules."""
    with site() as there:
        there.server.script = lambda received: (
            [http(302, b"", {"Location": f"/r{int(received.path[2:] or 0) + 1}"})]
            if received.path in ("/r1", "/r2", "/r3", "/r4")
            else [http(301, b"", {"Location": "/r1"})]
            if received.path == "/robots.txt"
            else [text(CLOSED)]
        )
        (answer,) = there.visit("/closed/x")
        assert isinstance(answer, RefusedError)


def test_kept_for_a_day() -> None:
    """Rules are asked for once a day, and take effect when they change."""
    with site(text(b"")) as there:

        async def days() -> None:
            fetcher = there.fetcher()
            await there.fetch(fetcher, "/closed/1")
            there.robots = [text(CLOSED)]
            there.clock.now += timedelta(hours=23, minutes=59)
            await there.fetch(fetcher, "/closed/2")
            there.clock.now += timedelta(minutes=2)
            with pytest.raises(RefusedError):
                await there.fetch(fetcher, "/closed/3")
            await fetcher.aclose()

        asyncio.run(days())
        assert there.times_asked() == 2


def test_kept_between_processes() -> None:
    """Rules kept in the memory are not asked for again by the next process."""
    with site(text(CLOSED)) as there:
        there.visit("/1")
        closed, opened = there.visit("/closed/1", "/2")
        assert isinstance(closed, RefusedError)
        assert opened == b"<p>hello"
        assert there.times_asked() == 1


NOTES = ["", "{}", "[]", "null", "nonsense", '{"at": "x", "text": ""}', '{"at": 1e99, "text": ""}', '{"at": 1, "text": 5}']


@pytest.mark.parametrize("note", NOTES)
def test_unreadable_memory(note: str) -> None:
    """An unreadable note is as good as none."""
    with site(text(CLOSED)) as there:
        there.memory.save(f"robots {there.server.url('')}", note)
        there.memory.save("host 127.0.0.1", note)
        closed, opened = there.visit("/closed/1", "/2")
        assert isinstance(closed, RefusedError)
        assert opened == b"<p>hello"


def test_old_rules_while_unreachable() -> None:
    """Rules read earlier hold while the site cannot give new ones (RFC 9309, 2.4)."""
    with site(text(CLOSED)) as there:
        there.visit("/1")
        there.robots = [http(500)]
        there.clock.now += timedelta(days=3)
        closed, opened = there.visit("/closed/1", "/2")
        assert isinstance(closed, RefusedError)
        assert opened == b"<p>hello"


def test_clock_set_back() -> None:
    """Rules from the future are read anew."""
    with site(text(CLOSED)) as there:
        there.visit("/1")
        there.clock.now -= timedelta(days=400)
        there.visit("/1")
        assert there.times_asked() == 2


@pytest.mark.parametrize(("said", "kept"), [("3", 3.0), ("0.5", 0.5), ("0", 0.0), ("-4", 0.0), ("86400", 300.0), ("soon", 0.0)])
def test_crawl_delay(said: str, kept: float) -> None:
    """Crawl-delay is the pause between two requests, within reason."""
    with site(text(f"User-agent: *\nCrawl-delay: {said}\nDisallow: /x\n".encode())) as there:
        there.visit("/1", "/2", "/3")
        assert [round(slept, 3) for slept in there.clock.slept] == ([kept] * 2 if kept else [])


def test_longer_pause_wins() -> None:
    """A Crawl-delay shorter than our own pause does not shorten it."""
    with site(text(b"User-agent: *\nCrawl-delay: 1\n")) as there:

        async def two() -> None:
            fetcher = there.fetcher(pace=2)
            await there.fetch(fetcher, "/1")
            await there.fetch(fetcher, "/2")
            await fetcher.aclose()

        asyncio.run(two())
        assert [round(slept, 3) for slept in there.clock.slept] == [2.0, 2.0]


def test_each_origin_has_its_own() -> None:
    """Another port is another origin with rules of its own."""
    with site(text(CLOSED)) as one, site(text(b"")) as other:

        async def both() -> None:
            fetcher = one.fetcher()
            with pytest.raises(RefusedError):
                await one.fetch(fetcher, "/closed/")
            await other.fetch(fetcher, "/closed/")
            await fetcher.aclose()

        asyncio.run(both())


# --- real files ---------------------------------------------------------------------------------

PROTEGO = "protego==0.7.0"
SAMPLE = 1 if os.environ.get("FEEDSVC_THOROUGH") else 12


def sdist() -> Path:
    """protego's source archive, which carries the robots.txt of thousands of sites; fetched once per machine."""
    folder = Path(tempfile.gettempdir()) / "feedsvc-robots"
    if not any(folder.glob("*.tar.gz")):
        python = Path(sys.base_prefix) / "bin" / "python3"  # a virtual environment may be without pip
        command = [str(python), "-m", "pip", "download", "-q", PROTEGO, "--no-binary", "protego", "--no-deps", "-d", str(folder)]
        result = subprocess.run(command, capture_output=True, timeout=120, check=False)
        if result.returncode:
            pytest.skip("protego's source archive cannot be had here")
    return next(folder.glob("*.tar.gz"))


def real_files() -> list[bytes]:
    with tarfile.open(sdist()) as archive:
        members = sorted((m for m in archive if "/tests/test_data/" in m.name and m.isfile()), key=lambda m: m.name)
        streams = (archive.extractfile(member) for member in members[::SAMPLE])
        return [stream.read() for stream in streams if stream is not None]


def paths_in(body: bytes) -> list[str]:
    """Some paths the rules speak of, and some they may not."""
    lines = body.decode("utf-8", "replace").splitlines()
    named = [line.partition(":")[2].strip() for line in lines if line.lower().startswith(("allow", "disallow"))]
    plain = [path.replace("*", "x").removesuffix("$") for path in named if path.startswith("/") and path.isascii() and path.isprintable()]
    return ["/news/1.html", *[path for path in plain if not set(path) & set(' \\"<>`{}^|%#?')][:3]]


def test_real_files() -> None:
    """The robots.txt of real sites give the same verdicts through the door as by themselves."""
    files = real_files()
    assert len(files) >= 4000 // SAMPLE

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    def answer(received: Received) -> Iterable[Step]:
        number = int(received.headers["host"].split(".")[0][1:])
        return [text(files[number])] if received.path == "/robots.txt" else [http(404)]

    async def verdicts(port: int) -> list[str]:
        fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, resolver=resolve, sleep=Clock(NOW).sleep)
        wrong = []
        for number, body in enumerate(files):
            rules = rules_of(body[:MAX_BYTES].decode("utf-8-sig", "replace"), NOW)
            for path in paths_in(body):
                url = f"http://s{number}.example:{port}{path}"
                allowed = True
                try:
                    await fetcher.fetch(Request(url, allow_private=True))
                except RefusedError:
                    allowed = False
                except GoneError:
                    pass
                if allowed != rules.allow(url):
                    wrong.append(url)
        await fetcher.aclose()
        return wrong

    with ScriptedServer(answer) as server:
        assert asyncio.run(verdicts(server.port)) == []
