"""The pages in a real browser: accessible, alive with script, complete without, and asking nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from feedsvc.formats import archive_page, feed_page, fragment, index_page, jsonfeed, status_json, status_page
from feedsvc.formats.archives import archive
from feedsvc.formats.shell import POLICY
from feedsvc.published import Site
from feedsvc.web import assets, embed_script

from .browser import NODE_MODULES, Answer, LocalSite, local_site, missing
from .sample_site import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("index", "news", "all", "about", "status", "news.frame", "news.archive-00002")


def publish(shown: Site, where: LocalSite) -> None:
    """Every document of the site, served with the policy of our server."""
    shown = replace(shown, base_url=where.url, merged=replace(shown.merged, base_url=where.url))
    shown = replace(shown, feeds=tuple(replace(feed, base_url=where.url) for feed in shown.feeds))
    documents = [index_page.render(shown), status_page.render(shown), status_json.render(shown), *assets(shown.updated)]
    for feed in (shown.merged, *shown.feeds):
        documents += [feed_page.render(feed, shown, embed_script()), *fragment.render(feed), jsonfeed.render(feed)]
        documents += [archive_page.render(archive(feed, 2, 3, feed.entries), shown)] if feed.entries else []
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    for document in documents:
        where.answers[f"/{document.name}"] = Answer(document.body, document.media_type, headers)


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[LocalSite]:
    with local_site() as where:
        publish(site(getattr(request, "param", "zh-CN")), where)
        yield where


def opened(chrome: Browser, url: str, **context: Any) -> tuple[Page, list[str]]:
    """A loaded page, and everything it complained about."""
    page = chrome.new_context(**context).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page, complaints


@pytest.mark.parametrize(
    ("served", "scheme", "width"),
    [("zh-CN", "light", 1280), ("en", "dark", 390)],
    indirect=["served"],
)
def test_every_page_is_accessible(chrome: Browser, served: LocalSite, scheme: Any, width: int) -> None:
    """axe-core finds nothing against WCAG A, AA or its best practices; nothing is wider than the screen; nothing complains."""
    axe = NODE_MODULES / "axe-core" / "axe.min.js"
    if not axe.exists():
        missing("axe-core is not installed (npm install in tests/)")
    source = axe.read_text("utf-8")
    for name in PAGES:
        page, complaints = opened(chrome, f"{served.url}{name}.html", color_scheme=scheme, viewport={"width": width, "height": 800})
        page.evaluate(f"() => {{ {source} }}")
        run = "async () => (await axe.run()).violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html + ' ' + n.failureSummary))"
        assert page.evaluate(run) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert complaints == [], name
        page.context.close()


def test_links_are_large_enough_for_a_finger(chrome: Browser, served: LocalSite) -> None:
    """Where the sections of an article stand in lines of their own on a phone, each is 24 pixels high (WCAG 2.2, 2.5.8)."""
    page, _ = opened(chrome, f"{served.url}all.html", viewport={"width": 390, "height": 800})
    heights = page.evaluate("[...document.querySelectorAll('.facts-line a')].map(a => a.getBoundingClientRect().height)")
    assert heights and min(heights) >= 24
    page.context.close()


def test_pages_ask_only_their_own_server(chrome: Browser, served: LocalSite) -> None:
    """No request leaves for another host, and before the first paint only the style sheet is waited for."""
    asked: list[str] = []
    context = chrome.new_context()
    context.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page = context.new_page()
        page.goto(f"{served.url}{name}.html")
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith(served.url)] == []
        blocking = "performance.getEntriesByType('resource').filter(r => r.renderBlockingStatus === 'blocking').map(r => r.name)"
        assert page.evaluate(blocking) == [f"{served.url}style.css"]


def test_pages_are_complete_without_script(chrome: Browser, served: LocalSite) -> None:
    """With scripts off, headlines and addresses are there, and no control that would do nothing is shown."""
    page, _ = opened(chrome, f"{served.url}news.html", java_script_enabled=False)
    assert page.locator(".entry, .rest li").count() == 24
    assert page.locator("#address-atom").text_content() == f"{served.url}news.atom"
    assert page.locator("button:visible, input:visible, select:visible, feed-list:visible").count() == 0


def test_the_list_for_readers_is_saved(chrome: Browser, served: LocalSite) -> None:
    """A click on the OPML file saves it, for a reader to take in, and does not show its text."""
    served.answers["/feeds.opml"] = Answer(b"<opml/>", "text/x-opml")
    for name in ("index", "news"):
        page, _ = opened(chrome, f"{served.url}{name}.html")
        with page.expect_download() as saved:
            page.click("a[href='feeds.opml']")
        assert saved.value.suggested_filename == "feeds.opml"


def test_a_long_name_leaves_room_for_the_news(chrome: Browser) -> None:
    """A section called by a whole sentence takes three lines of its card."""
    shown = site()
    with local_site() as where:
        publish(replace(shown, feeds=(replace(shown.feeds[0], title="关于进一步加强质量评价工作的若干意见" * 5), *shown.feeds[1:])), where)
        page, _ = opened(chrome, f"{where.url}index.html", viewport={"width": 390, "height": 800})
        height, line = page.eval_on_selector(".card h3 a", "e => [e.offsetHeight, parseFloat(getComputedStyle(e).lineHeight)]")
    assert height < 3.5 * line


def test_copy_buttons_copy(chrome: Browser, served: LocalSite) -> None:
    """A click puts the address on the clipboard and says so, to the eye and to a screen reader."""
    page, _ = opened(chrome, f"{served.url}news.html", permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-copy=address-rss]")
    page.wait_for_function("document.getElementById('said').textContent === '已复制'")
    assert page.locator("[data-copy=address-rss]").text_content() == "已复制"
    assert page.evaluate("navigator.clipboard.readText()") == f"{served.url}news.rss"


def test_the_builder_changes_snippet_and_preview_together(chrome: Browser, served: LocalSite) -> None:
    """What a partner chooses stands in the snippet and is seen in the preview."""
    page, complaints = opened(chrome, f"{served.url}news.html")
    shown = "document.querySelector('feed-list').shadowRoot.querySelectorAll('[part=list] > li').length"
    assert page.evaluate(shown) == 5
    page.fill("[data-option=count]", "3")
    page.check("[data-option=summary]")
    page.select_option("[data-option=dates]", "long")
    assert f'<feed-list src="{served.url}news.json" count="3" dates="long" summary>' in (
        page.locator("#snippet-script").text_content() or ""
    )
    assert page.evaluate(shown) == 3
    page.fill("[data-option=count]", "")
    assert 'count="5"' in (page.locator("#snippet-script").text_content() or "")
    style = "feed-list { display: block; min-height: 26.5em }\n@media (max-width: 30em) { feed-list { min-height: 41.5em } }"
    assert page.locator("#snippet-style").text_content() == style
    assert complaints == []
