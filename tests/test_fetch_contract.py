"""The real door and its fake keep the same contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from feedsvc.fetching import WebFetcher
from tests.fake_fetcher import FakeFetcher
from tests.fetcher_contract import FetcherContract, Site
from tests.scripted_server import Received, ScriptedServer, Step, head, http


async def at_once(_: float) -> None:
    """Sleeps not at all."""


class RealSite:
    """A scripted server that answers by path, conditionally where a page has an ETag or date."""

    def __init__(self) -> None:
        self.fetcher = WebFetcher("mailto:operator@example.org", "1.0", pace=0, sleep=at_once)
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.server = ScriptedServer(self._answer)

    def url(self, path: str) -> str:
        return self.server.url(path)

    def put(self, path: str, body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.answers[path] = (status, body, dict(headers or {}))

    def robots(self, text: str) -> None:
        self.put("/robots.txt", text.encode())

    def asked(self) -> list[str]:
        return [path for path in self.server.paths if path != "/robots.txt"]

    def _answer(self, received: Received) -> Iterable[Step]:
        status, body, headers = self.answers.get(received.path, (404, b"", {}))
        same_tag = "ETag" in headers and received.headers.get("if-none-match") == headers["ETag"]
        same_date = "Last-Modified" in headers and received.headers.get("if-modified-since") == headers["Last-Modified"]
        if status == 200 and (same_tag or same_date):
            return [head(304, headers)]
        return [http(status, body, headers)]


class FakeSite:
    def __init__(self) -> None:
        self.fetcher = FakeFetcher()

    def url(self, path: str) -> str:
        return f"https://news.example{path}"

    def put(self, path: str, body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.fetcher.put(self.url(path), body, status=status, headers=headers)

    def robots(self, text: str) -> None:
        self.fetcher.robots("https://news.example", text)

    def asked(self) -> list[str]:
        return [url.removeprefix("https://news.example") for url in self.fetcher.urls]


class TestWebFetcher(FetcherContract):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        site = RealSite()
        with site.server:
            yield site
            self.wait(site.fetcher.aclose())


class TestFakeFetcher(FetcherContract):
    @pytest.fixture
    def site(self) -> Site:
        return FakeSite()
