"""The way to the model site: the program's fetch port, with a fault at any request, judged as the real door judges."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from feedsvc.errors import RefusedError, RetryError
from feedsvc.fetching.classify import Answer, judge
from feedsvc.model import NotModified, Page, Request, Validators

from .site import LOGIN, Seen, Site, error_page

FAULTS = "timeout 500 503 cut silent-cut empty one-row navigation error-page login 404 redirect front crash".split()


class CrashError(BaseException):
    """The program dies here."""


@dataclass
class Door:
    """``faults`` maps the number of a request of this look to what befalls it, ``between`` to what the site does before it.

    ``gone`` counts how often an article was truly not there, ``denied`` holds the looks that got no answer or another one
    in its place since it was last shown.
    """

    site: Site
    now: datetime
    faults: dict[int, str] = field(default_factory=dict)
    between: dict[int, Callable[[], None]] = field(default_factory=dict)
    served: int = 0
    gone: dict[int, int] = field(default_factory=dict)
    denied: dict[int, set[datetime]] = field(default_factory=dict)
    shown: dict[int, Seen] = field(default_factory=dict)
    trace: list[str] = field(default_factory=list)

    def look_begins(self, now: datetime) -> None:
        self.now, self.served = now, 0

    async def fetch(self, request: Request) -> Page | NotModified:
        self.served += 1
        if change := self.between.pop(self.served, None):
            change()
        fault = self.faults.pop(self.served, "")
        if (post := self.site.at(_path_of(request.url))) is not None:
            looks = self.denied.setdefault(post.uid, set())
            looks.clear() if post.there and not fault else looks.add(self.now)
        try:
            found = judge(self._answer(request, fault), self.now)
        except BaseException as error:
            self.trace.append(f"      {request.url}: {fault} {type(error).__name__}")
            raise
        self.trace.append(f"      {request.url}: {fault} {type(found).__name__}")
        return found

    async def aclose(self) -> None: ...

    def _answer(self, request: Request, fault: str) -> Answer:
        if fault == "crash":
            raise CrashError
        if fault in ("timeout", "cut"):
            raise RetryError(f"{request.url}: {fault}", url=request.url)
        if fault in ("500", "503", "404"):
            return Answer(int(fault), request.url)
        if fault in ("login", "redirect"):
            return self._page("/login" if fault == "login" else "/", LOGIN if fault == "login" else error_page("首页改版"))
        if fault == "front":
            return self._page("/", self.site.front(self.now))
        if fault == "error-page":
            return self._page(request.url, error_page("系统维护中"))
        return self._served(request, fault)

    def _page(self, url: str, text: str) -> Answer:
        target = url if url.startswith("http") else self.site.origin + url
        return Answer(200, target, {"content-type": "text/html; charset=utf-8"}, text.encode())

    def _served(self, request: Request, fault: str) -> Answer:
        parts, path = urlsplit(request.url), _path_of(request.url)
        moved = (parts.scheme, parts.hostname) != tuple(self.site.origin.split("://"))
        if parts.hostname not in self.site.hosts:
            raise RefusedError(f"{request.url} is none of the site's", url=request.url)
        url = self.site.origin + path
        if (found := self.site.find_listing(path)) is not None:
            text = self._listing(*found, fault)
        elif (post := self.site.at(path)) is not None:
            if not post.there:
                self.gone[post.uid] = self.gone.get(post.uid, 0) + 1
                return self._gone(post.gone, url)
            text = self.site.article(post)
            if not fault:
                self.shown[post.uid] = post.seen
        elif (name := self.site.about(path)) is not None:
            text = error_page(name)
        else:
            return Answer(404, url)
        if fault == "silent-cut":
            text = text[: len(text) * (3 + self.served % 7) // 10]
        return self._conditional(Answer(200, url, {"content-type": "text/html; charset=utf-8"}, text.encode(), moved), request)

    def _gone(self, how: str, url: str) -> Answer:
        if how.isdigit():
            return Answer(int(how), url)
        return self._page("/", error_page("欢迎光临")) if how == "home" else self._page(url, error_page("您访问的页面不存在"))

    def _listing(self, section: str, page: int, fault: str) -> str:
        if fault == "navigation":
            return self.site.navigation(section)
        text = self.site.listing(section, page)
        if fault not in ("empty", "one-row"):
            return text
        posts = self.site.pages(section)[page - 1][: fault == "one-row"]
        whole = self.site.pages
        try:
            self.site.pages = lambda name: [posts]  # type: ignore[method-assign]
            return self.site.listing(section, 1)
        finally:
            self.site.pages = whole  # type: ignore[method-assign]

    def _conditional(self, answer: Answer, request: Request) -> Answer:
        """A server with entity tags over what matters: the view counter does not change the tag."""
        if not self.site.world.etags:
            return answer
        tag = hashlib.sha256(re.sub("浏览次数：\\d+".encode(), b"", answer.body)).hexdigest()[:16]
        given = Answer(answer.status, answer.url, {**answer.headers, "etag": f'"{tag}"'}, answer.body, answer.moved)
        if request.validators != Validators() and request.validators.etag == f'"{tag}"':
            return Answer(304, answer.url, given.headers, conditional=True)
        return given


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
