"""What every Fetcher does: subclass FetcherContract and give it a ``site`` fixture."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import pytest

from feedsvc.errors import BlockedError, GoneError, RefusedError, RetryError, SourceError, SuspectError
from feedsvc.model import NotModified, Page, Request, Validators
from feedsvc.ports import Fetcher

T = TypeVar("T")
TEXT = "质量月活动在全市展开，各单位积极参与，现场交流气氛热烈，成果丰富。"
HTML = f"<html><head><title>新闻</title></head><body><p>{TEXT}</p></body></html>".encode()
CHECK = b"<html><head><script>document.cookie='a=b';location.reload()</script></head><body></body></html>"


class Site(Protocol):
    """A web of one host and the Fetcher that asks it."""

    @property
    def fetcher(self) -> Fetcher: ...

    def url(self, path: str) -> str: ...

    def put(self, path: str, body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> None: ...

    def robots(self, text: str) -> None: ...

    def asked(self) -> list[str]:
        """Paths asked for so far, robots.txt left out."""
        ...


class FetcherContract:
    """The suite.  ``site`` must be a fixture of the subclass."""

    @pytest.fixture(autouse=True)
    def _loop(self) -> Iterator[None]:
        with asyncio.Runner() as runner:
            self.runner = runner
            yield

    def wait(self, work: Awaitable[T]) -> T:
        async def waited() -> T:
            return await work

        return self.runner.run(waited())

    def fetch(self, site: Site, path: str, **wishes: Any) -> Page | NotModified:
        return self.wait(site.fetcher.fetch(Request(site.url(path), allow_private=True, **wishes)))

    def page(self, site: Site, path: str, **wishes: Any) -> Page:
        page = self.fetch(site, path, **wishes)
        assert isinstance(page, Page)
        return page

    def error(self, site: Site, path: str, kind: type[SourceError], **wishes: Any) -> SourceError:
        with pytest.raises(kind) as caught:
            self.fetch(site, path, **wishes)
        assert caught.value.message
        assert caught.value.next_step
        assert caught.value.url.startswith("http")
        return caught.value

    def test_page(self, site: Site) -> None:
        """A page comes whole, with its own address, type and validators under lower-case names."""
        site.put("/news", HTML, headers={"ETag": '"v1"', "Last-Modified": "Mon, 16 Nov 2026 08:00:00 GMT"})
        page = self.page(site, "/news")
        assert (page.url, page.body, page.moved) == (site.url("/news"), HTML, False)
        assert page.content_type == "text/html; charset=utf-8"
        assert page.validators == Validators('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT")

    def test_conditional(self, site: Site) -> None:
        """Its validators bring "not modified" until the page changes."""
        site.put("/news", HTML, headers={"ETag": '"v1"'})
        known = self.page(site, "/news").validators
        assert self.fetch(site, "/news", validators=known) == NotModified(site.url("/news"))
        site.put("/news", HTML + b"<p>more", headers={"ETag": '"v2"'})
        assert self.page(site, "/news", validators=known).validators.etag == '"v2"'

    def test_conditional_by_date(self, site: Site) -> None:
        """A Last-Modified alone serves as validator too."""
        when = Validators(last_modified="Mon, 16 Nov 2026 08:00:00 GMT")
        site.put("/news", HTML, headers={"Last-Modified": "Mon, 16 Nov 2026 08:00:00 GMT"})
        assert isinstance(self.fetch(site, "/news", validators=when), NotModified)

    def test_unasked_304(self, site: Site) -> None:
        """304 to an unconditional request is not believed."""
        site.put("/news", status=304)
        self.error(site, "/news", SuspectError)

    @pytest.mark.parametrize(("status", "moved"), [(301, True), (302, False), (303, False), (307, False), (308, True)])
    def test_redirect(self, site: Site, status: int, moved: bool) -> None:
        """A redirect on the same host is followed; the page tells its final address, and whether it moved for good."""
        site.put("/old", b"never read", status=status, headers={"Location": "/new"})
        site.put("/new", HTML)
        page = self.page(site, "/old")
        assert (page.url, page.moved) == (site.url("/new"), moved)

    def test_chain(self, site: Site) -> None:
        """Five redirects are followed, the sixth is not; one that is not permanent makes the whole way not permanent."""
        for number in range(6):
            site.put(f"/{number}", status=302 if number == 3 else 301, headers={"Location": site.url(f"/{number + 1}")})
        site.put("/6", HTML)
        page = self.page(site, "/1")
        assert (page.url, page.moved) == (site.url("/6"), False)
        self.error(site, "/0", SuspectError)

    def test_loop(self, site: Site) -> None:
        """A loop of redirects ends."""
        site.put("/a", status=302, headers={"Location": "/b"})
        site.put("/b", status=302, headers={"Location": "/a"})
        self.error(site, "/a", SuspectError)

    @pytest.mark.parametrize(
        "location",
        ["http://example.org/", "//example.org/x", "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://a\\@b/", "http://u:p@x/"],
    )
    def test_foreign_redirect(self, site: Site, location: str) -> None:
        """A redirect to another host, scheme or malformed address is refused."""
        site.put("/old", status=301, headers={"Location": location})
        self.error(site, "/old", RefusedError)
        assert site.asked() == ["/old"]

    def test_redirect_to_nowhere(self, site: Site) -> None:
        """A redirect without a Location is not a page."""
        site.put("/old", status=301)
        self.error(site, "/old", SuspectError)

    @pytest.mark.parametrize("status", [404, 410])
    def test_gone(self, site: Site, status: int) -> None:
        """404 and 410 say the page is gone, and which of the two."""
        site.put("/x", status=status)
        error = self.error(site, "/x", GoneError)
        assert isinstance(error, GoneError)
        assert error.status == status

    @pytest.mark.parametrize("status", [401, 403, 412, 418, 429, 451])
    def test_turned_away(self, site: Site, status: int) -> None:
        """A status that turns us away is an outcome of its own."""
        site.put("/x", HTML, status=status)
        assert self.error(site, "/x", BlockedError).retry_after is None

    @pytest.mark.parametrize("status", [200, 503, 521])
    def test_challenge(self, site: Site, status: int) -> None:
        """A browser check is recognised whatever status it comes with."""
        site.put("/x", CHECK, status=status)
        self.error(site, "/x", BlockedError)

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
    def test_server_fault(self, site: Site, status: int) -> None:
        """A fault of the server's own may pass."""
        site.put("/x", HTML, status=status)
        self.error(site, "/x", RetryError)

    @pytest.mark.parametrize(("asked", "granted"), [("600", 600), ("5", 60), ("-1", 60), ("99999999", 86400)])
    def test_retry_after(self, site: Site, asked: str, granted: int) -> None:
        """Retry-After is told, between one minute and one day."""
        site.put("/x", status=503, headers={"Retry-After": asked})
        assert self.error(site, "/x", RetryError).retry_after == timedelta(seconds=granted)

    @pytest.mark.parametrize("status", [204, 206, 300, 400, 405, 406])
    def test_no_page(self, site: Site, status: int) -> None:
        """Anything else is not a page."""
        site.put("/x", status=status)
        self.error(site, "/x", SuspectError)

    def test_robots(self, site: Site) -> None:
        """What robots.txt closes is never asked for; the rest is."""
        site.robots("User-agent: *\nDisallow: /private/\n")
        site.put("/private/x", HTML)
        site.put("/open", HTML)
        self.error(site, "/private/x", RefusedError)
        self.page(site, "/open")
        assert site.asked() == ["/open"]

    def test_robots_on_redirect(self, site: Site) -> None:
        """A redirect does not lead round robots.txt."""
        site.robots("User-agent: *\nDisallow: /private/\n")
        site.put("/open", status=302, headers={"Location": "/private/x"})
        self.error(site, "/open", RefusedError)
        assert site.asked() == ["/open"]

    @pytest.mark.parametrize("url", ["", "news", "file:///etc/passwd", "http://", "http://u@h/", "http://a b/", "http://a\\b/", "gopher://x/"])
    def test_no_address(self, site: Site, url: str) -> None:
        """An address that is none is refused before anything happens."""
        with pytest.raises(RefusedError) as caught:
            self.wait(site.fetcher.fetch(Request(url)))
        assert caught.value.next_step
        assert site.asked() == []

    def test_close_twice(self, site: Site) -> None:
        """Closing may happen twice, and the next fetch begins anew."""
        site.put("/news", HTML)
        for _ in range(2):
            self.wait(site.fetcher.aclose())
        assert self.page(site, "/news").body == HTML
