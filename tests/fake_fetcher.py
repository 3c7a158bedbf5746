"""A Fetcher without a network: it keeps a small web in memory and judges its answers as the real door does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from feedsvc.errors import RefusedError, SourceError, SuspectError
from feedsvc.fetching.classify import Answer, judge
from feedsvc.fetching.hops import REDIRECTS, next_hop
from feedsvc.fetching.robots import rules_of
from feedsvc.model import NotModified, Page, Request, Validators
from feedsvc.urls import Target, UrlError, parse

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@dataclass
class FakeFetcher:
    """``put`` pages, ``fail`` addresses, then ``fetch``.  ``asked`` are the requests that reached the web."""

    now: datetime = NOW
    answers: dict[str, Answer] = field(default_factory=dict)
    failures: dict[str, SourceError] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    posted: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    closed: bool = False

    def put(self, url: str, body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """What an address answers from now on; an ETag or Last-Modified makes it answer 304 by itself."""
        given = {"content-type": "text/html; charset=utf-8"} | {name.lower(): value for name, value in (headers or {}).items()}
        self.answers[url] = Answer(status, url, given, body)

    def redirect(self, url: str, to: str, status: int = 301) -> None:
        self.put(url, status=status, headers={"Location": to})

    def fail(self, url: str, error: SourceError) -> None:
        """Let this address raise from now on."""
        self.failures[url] = error

    def robots(self, origin: str, text: str) -> None:
        self.rules[origin] = text

    async def fetch(self, request: Request) -> Page | NotModified:
        try:
            start = target = parse(request.url)
        except UrlError as error:
            raise RefusedError(f"{request.url}: {error}", "correct the source's 'url' in config.toml", url=request.url) from error
        moved = True
        for _ in range(6):
            answer = self._answer(target, request)
            if answer.status not in REDIRECTS:
                return judge(replace(answer, moved=moved and target != start), self.now)
            target = next_hop(target, answer, start, request.hosts)
            moved = moved and answer.status in (301, 308)
        raise SuspectError(f"{request.url} is redirected more than 5 times", "open it in a browser", url=request.url)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False) -> tuple[int, bytes]:
        """Posts are kept in ``posted``; the answer is what was put at that address, 200 by default."""
        if url in self.failures:
            raise self.failures[url]
        self.posted.append((url, body, dict(headers)))
        answer = self.answers.get(url, Answer(200, url))
        return answer.status, answer.body

    async def aclose(self) -> None:
        self.closed = True

    @property
    def urls(self) -> list[str]:
        return [request.url for request in self.asked]

    def _answer(self, target: Target, request: Request) -> Answer:
        if not rules_of(self.rules.get(target.origin, ""), self.now).allow(target.url):
            raise RefusedError(f"{target.url} is closed to programs by robots.txt", "ask the site's operator", url=target.url)
        self.asked.append(replace(request, url=target.url))
        if target.url in self.failures:
            raise self.failures[target.url]
        answer = self.answers.get(target.url, Answer(404, target.url))
        conditional = request.validators != Validators()
        if conditional and answer.status == 200 and _unchanged(answer, request.validators):
            return Answer(304, target.url, answer.headers, conditional=True)
        return replace(answer, conditional=conditional)


def _unchanged(answer: Answer, validators: Validators) -> bool:
    """If-None-Match goes first (RFC 9110, 13.2.2)."""
    if validators.etag is not None:
        return validators.etag == answer.headers.get("etag")
    return validators.last_modified == answer.headers.get("last-modified")
