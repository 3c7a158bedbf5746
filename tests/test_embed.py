"""The embed element and the fragments on partners' pages, in a real browser."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from feedsvc.formats import fragment, jsonfeed
from feedsvc.formats.builder import RESERVE, frame_snippet, script_snippet
from feedsvc.formats.when import long_time, short_date
from feedsvc.formats.words import words
from feedsvc.model import Stamp
from feedsvc.published import Document, Feed
from feedsvc.publishers.files import FilesPublisher
from feedsvc.serve import StaticFeeds
from feedsvc.web import assets, embed_script

from .browser import Answer, LocalSite, local_site
from .http_client import serving
from .sample_site import NOW, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPT = embed_script()
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff"}
# Counts what a partner would notice: broken policies, content that jumps.
WATCH = """
globalThis.seen = { violations: [], shift: 0 };
document.addEventListener("securitypolicyviolation", (event) => seen.violations.push(event.violatedDirective + " " + event.blockedURI));
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.shift += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def feeds() -> Iterator[LocalSite]:
    """Our server, with the assets."""
    with local_site() as ours:
        for asset in assets(NOW):
            ours.answers[f"/{asset.name}"] = Answer(asset.body, asset.media_type, OPEN)
        yield ours


@pytest.fixture
def partner() -> Iterator[LocalSite]:
    """A partner's server: another origin."""
    with local_site() as theirs:
        yield theirs


def published(feeds: LocalSite, key: str = "news") -> Feed:
    return replace(next(feed for feed in site().feeds if feed.key == key), base_url=feeds.url)


def json_feed(feed: Feed, **more: Any) -> dict[str, Any]:
    items = [
        {"id": entry.id, "url": entry.url, "title": entry.title, "summary": entry.summary, "date_published": entry.published.at.isoformat()}
        for entry in feed.entries
    ]
    return {"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "language": feed.language, "items": items, **more}


def serve_feed(feeds: LocalSite, content: object, name: str = "news.json", **headers: str) -> None:
    feeds.answers[f"/{name}"] = Answer(json.dumps(content).encode(), "application/feed+json", {**OPEN, "ETag": '"1"', **headers})


def show(chrome: Browser, partner: LocalSite, body: str, policy: str = "", **context: Any) -> Page:
    """Open a partner page with this body."""
    headers = {"Content-Security-Policy": policy} if policy else {}
    partner.answers["/"] = Answer(f"<!doctype html><meta charset=utf-8><title>x</title>{body}".encode(), headers=headers)
    page = chrome.new_context(**context).new_page()
    page.add_init_script(WATCH)
    page.goto(partner.url)
    return page


def titles(page: Page, selector: str = "feed-list") -> list[str]:
    page.wait_for_function("s => document.querySelector(s).shadowRoot?.querySelector('[part=title]:not(.space *)')", arg=selector)
    found: list[str] = page.eval_on_selector(
        selector, "e => [...e.shadowRoot.querySelectorAll('[part=list] [part=title]')].map(t => t.textContent)"
    )
    return found


def element(feeds: LocalSite, attributes: str = "", fallback: str = "fallback", nonce: str = "") -> str:
    return (
        f'<script type="module" {nonce} src="{feeds.url}embed.js"></script>'
        f'<feed-list src="{feeds.url}news.json" {attributes}>{fallback}</feed-list>'
    )


# --- the element -------------------------------------------------------------------------------------


def test_the_script_is_small() -> None:
    """Below 5 kB compressed, in one file without imports."""
    body = next(asset.body for asset in assets(NOW) if asset.name == "embed.js")
    assert len(gzip.compress(body, 9)) < 5000
    assert b"import " not in body


def test_the_snippet_shows_the_newest_headlines(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """What the builder hands out works as pasted: pinned script, right headlines, links that give nothing away."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    page = show(chrome, partner, script_snippet(feed, SCRIPT))
    assert titles(page) == [entry.title for entry in feed.entries[:5]]
    link = page.eval_on_selector("feed-list", "e => { const a = e.shadowRoot.querySelector('a'); return [a.href, a.rel, a.target]; }")
    assert link == [feed.entries[0].url, "noopener noreferrer nofollow", "_blank"]


OLD = """<script>
  delete AbortSignal.timeout; delete Object.hasOwn; delete globalThis.TextDecoderStream;
  delete Element.prototype.ariaLabel; delete Element.prototype.ariaHidden;
  globalThis.CSSStyleSheet = class { constructor() { throw new TypeError("Illegal constructor"); } };
</script>"""


def test_browsers_of_some_years_ago_show_it(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Without what browsers learned since 2021 it is shown, dressed, and named to screen readers all the same."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    page = show(chrome, partner, OLD + element(feeds))
    assert titles(page) == [entry.title for entry in feed.entries[:5]]
    look = """e => { const [space, list] = e.shadowRoot.querySelectorAll("ul");
      return [space.getAttribute("aria-hidden"), list.getAttribute("aria-label"), getComputedStyle(list.firstChild).display]; }"""
    assert page.eval_on_selector("feed-list", look) == ["true", feed.title, "flex"]


def test_a_partner_says_where_articles_open(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """In a tab of their own, or in the one the reader is in, where the partner's rules want that."""
    serve_feed(feeds, json_feed(published(feeds)))
    page = show(chrome, partner, element(feeds, 'target="_self"'))
    titles(page)
    opens = "e => e.shadowRoot.querySelector('[part=list] a').target"
    assert page.eval_on_selector("feed-list", opens) == "_self"
    page.eval_on_selector("feed-list", "e => e.removeAttribute('target')")
    assert page.eval_on_selector("feed-list", opens) == "_blank"


def test_a_changed_script_is_refused_and_the_link_stays(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Should our server ever hand out another script, a pinned page runs none of it and shows its own link."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    feeds.answers[f"/{SCRIPT.name}"] = Answer(b"document.title = 'taken'", "text/javascript", OPEN)
    page = show(chrome, partner, script_snippet(feed, SCRIPT))
    page.wait_for_load_state("networkidle")
    assert page.title() == "x"
    assert page.locator("feed-list a").is_visible()


NONCE = "script-src 'nonce-n1'; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'nonce-n1'; base-uri 'none'"
POLICIES = {
    "nonce and trusted types": NONCE,
    "strict dynamic": "script-src 'strict-dynamic' 'nonce-n1'; object-src 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; style-src 'self'",
    "nothing but what is named": "default-src 'none'; script-src {feeds}; connect-src {feeds}; frame-src {feeds}; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
}


@pytest.mark.parametrize("name", POLICIES)
def test_element_frame_and_include_break_no_policy(chrome: Browser, feeds: LocalSite, partner: LocalSite, name: str) -> None:
    """Element, frame and include work under strict policies without one violation."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    for document in fragment.render(feed):
        feeds.answers[f"/{document.name}"] = Answer(document.body, document.media_type, OPEN)
    include = fragment.render(feed)[0].body.decode()
    body = element(feeds, "summary count=3", nonce="nonce=n1") + include + frame_snippet(feed).replace('loading="lazy"', "")
    page = show(chrome, partner, body, POLICIES[name].format(feeds=feeds.url))
    assert len(titles(page)) == 3
    assert page.locator(".feed-box a").count() == 11
    box = page.frame_locator("iframe").locator(".feed-box-item")
    box.first.wait_for()
    assert box.count() == 10
    assert page.evaluate("seen.violations") == []


def test_no_global_is_added(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """The partner's window has the same keys with and without the script."""
    serve_feed(feeds, json_feed(published(feeds)))
    keys = "Reflect.ownKeys(window).map(String).sort()"
    plain = show(chrome, partner, "").evaluate(keys)
    page = show(chrome, partner, element(feeds))
    titles(page)
    assert page.evaluate(keys) == plain


def test_several_on_one_page_share_one_request(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Three elements, and one added later, make one request and all show the feed; loading the script twice does no harm."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    again = (
        f'<feed-list id=b src="{feeds.url}news.json" count=2></feed-list><feed-list id=c src="{feeds.url}news.json" count=9></feed-list>'
    )
    page = show(chrome, partner, element(feeds) + again + f'<script type="module" src="{feeds.url}embed.js?again"></script>')
    assert [len(titles(page)), len(titles(page, "#b")), len(titles(page, "#c"))] == [5, 2, 9]
    page.evaluate("""() => { const late = document.querySelector("#b").cloneNode(); late.id = "d"; document.body.append(late); }""")
    assert len(titles(page, "#d")) == 2
    assert feeds.paths().count("/news.json") == 1


def test_it_looks_again_politely(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """After its pause it asks with the validators it holds, is told 304, and keeps what it shows; a change arrives."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    partner.answers["/"] = Answer(f"<!doctype html><title>x</title>{element(feeds)}".encode())
    page = chrome.new_context().new_page()
    page.clock.install()
    page.goto(partner.url)
    assert len(titles(page)) == 5
    with page.expect_response("**/news.json"):
        page.clock.fast_forward(40 * 60 * 1000)
    assert [headers.get("if-none-match") for path, headers in feeds.seen if path == "/news.json"] == [None, '"1"']
    changed = json_feed(feed)
    changed["items"].insert(0, {"id": "n", "url": "https://www.example.org/n", "title": "刚刚发布"})
    serve_feed(feeds, changed, ETag='"2"')
    page.clock.fast_forward(40 * 60 * 1000)
    page.wait_for_function("document.querySelector('feed-list').shadowRoot.querySelector('[part=list] a').textContent === '刚刚发布'")


def test_what_is_inside_stays_when_the_feed_is_no_good(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Down, slow, failing, lying, broken, huge or empty: the partner's own content is seen, and nothing is thrown."""
    feed = published(feeds)
    release = Event()
    bad: dict[str, Answer] = {
        "gone": Answer(status=404),
        "broken": Answer(status=500),
        "page": Answer(b"<html><script>alert(1)</script>", headers=OPEN),
        "cut": Answer(json.dumps(json_feed(feed)).encode()[:500], "application/feed+json", OPEN),
        "other": Answer(b'{"items": [{"title": "x"}]}', "application/feed+json", OPEN),
        "null": Answer(b"null", "application/feed+json", OPEN),
        "types": Answer(b'{"version": "https://jsonfeed.org/version/1.1", "items": {"length": 3}}', "application/feed+json", OPEN),
        "huge": Answer(
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b'{"title":"x"},' * 200_000, "application/feed+json", OPEN
        ),
        "closed": Answer(json.dumps(json_feed(feed)).encode(), "application/feed+json"),  # without permission for other origins
        "loop": Answer(status=302, headers={**OPEN, "Location": "/loop"}),
        "slow": Answer(b"{}", "application/feed+json", OPEN, before=lambda: release.wait(30)),
    }
    feeds.answers |= {f"/{name}": answer for name, answer in bad.items()}
    boxes = "".join(f'<feed-list id="{name}" src="{feeds.url}{name}">kept {name}</feed-list>' for name in bad)
    boxes += '<feed-list id="down" src="http://127.0.0.1:9/x.json">kept down</feed-list>'
    boxes += '<feed-list id="script" src="javascript:alert(1)">kept script</feed-list><feed-list id="none">kept none</feed-list>'
    boxes += '<feed-list id="odd" src="http://[">kept odd</feed-list>'
    noting = "<script>globalThis.failed = []; addEventListener('error', (event) => failed.push(event.target.id), true);</script>"
    page = show(chrome, partner, f'{noting}{boxes}<script type="module" src="{feeds.url}embed.js"></script>')
    thrown: list[object] = []
    page.on("pageerror", lambda error: thrown.append(error))
    page.wait_for_function("n => failed.length >= n", arg=len(bad) + 1, timeout=20_000)
    release.set()
    assert sorted(page.evaluate("failed")) == sorted([*bad, "down"])
    for name in (*bad, "down", "script", "none", "odd"):
        assert page.locator(f"#{name}").is_visible(), name
        assert page.eval_on_selector(f"#{name}", "e => e.shadowRoot.querySelector('slot').assignedNodes()[0].textContent") == f"kept {name}"
    assert thrown == []


def test_odd_items_do_no_harm(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Items of wrong types are left out or shown without what is wrong; inherited keys are not read."""
    items: list[object] = [
        None,
        7,
        "text",
        [],
        {"title": 5},
        {"title": ""},
        {"title": "no link"},
        {"title": "bad link", "url": "javascript:alert(1)"},
        {"title": "user in link", "url": "https://a:b@example.org/"},
        {"title": "bad date", "date_published": "soon"},
        {"__proto__": {"title": "inherited"}},
        {"title": "withdrawn", "_feedsvc": {"withdrawn": True}},
        {"title": "language", "language": "??"},
    ]
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "!!", "items": items})
    feeds.answers["/news.json"] = Answer(text.encode(), "application/feed+json", OPEN)
    page = show(chrome, partner, element(feeds, "count=50 images summary dates=time"))
    assert titles(page) == ["no link", "bad link", "user in link", "bad date", "language"]
    assert page.eval_on_selector("feed-list", "e => e.shadowRoot.querySelectorAll('a').length") == 0


@pytest.mark.parametrize("width", [390, 900])
def test_nothing_on_the_page_moves(chrome: Browser, feeds: LocalSite, partner: LocalSite, width: int) -> None:
    """With the one style rule the builder offers, content below stays where it is from first paint to the loaded list."""
    script, news = Event(), Event()
    serve_feed(feeds, json_feed(published(feeds)))
    for name, event in (("embed.js", script), ("news.json", news)):
        feeds.answers[f"/{name}"].before = event.wait
    page = chrome.new_context(viewport={"width": width, "height": 800}).new_page()
    page.add_init_script(WATCH)
    partner.answers["/"] = Answer(f"<!doctype html><style>{RESERVE}</style><title>x</title>{element(feeds)}<p id=below>below</p>".encode())
    page.goto(partner.url, wait_until="commit")
    painted = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.locator("#below").wait_for()
    page.evaluate(painted)
    before = page.locator("#below").bounding_box()
    script.set()
    page.wait_for_function("document.querySelector('feed-list').shadowRoot")
    page.evaluate(painted)
    news.set()
    titles(page)
    page.evaluate(painted)
    assert page.locator("#below").bounding_box() == before
    assert page.evaluate("seen.shift") == 0


@pytest.mark.parametrize("width", [300, 390, 900])
@pytest.mark.parametrize("attributes", ["", "summary", "images summary count=3", "lines=3 dates=none"])
def test_the_list_takes_the_room_kept_for_it(chrome: Browser, feeds: LocalSite, partner: LocalSite, width: int, attributes: str) -> None:
    """Before and after the feed has come the element is equally high, narrow or wide."""
    news = Event()
    serve_feed(feeds, json_feed(published(feeds)))
    feeds.answers["/news.json"].before = news.wait
    page = show(chrome, partner, element(feeds, attributes), viewport={"width": width, "height": 800})
    page.wait_for_function("document.querySelector('feed-list').shadowRoot")
    before = page.locator("feed-list").bounding_box()
    news.set()
    titles(page)
    assert page.locator("feed-list").bounding_box() == before


def test_dates_are_the_sites_own(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """A reader in another zone sees the date and time the site gave; a day without a time shows none."""
    feed = published(feeds)
    content = json_feed(feed)
    content["items"][0] |= {"date_published": "2026-11-22T00:10:00+08:00"}
    content["items"][1] |= {"date_published": "2026-11-20T00:00:00+08:00", "_feedsvc": {"precision": "day"}}
    serve_feed(feeds, content)
    page = show(chrome, partner, element(feeds, "dates=time count=2"), timezone_id="America/Los_Angeles", locale="en-US")
    titles(page)
    said = page.eval_on_selector("feed-list", "e => [...e.shadowRoot.querySelectorAll('[part=list] time')].map(t => t.textContent)")
    assert said == ["2026年11月22日 00:10", "2026年11月20日"]


@pytest.mark.parametrize("day", ["2026-09-03", "2026-11-22"])
def test_english_dates_are_written_as_on_our_pages(chrome: Browser, feeds: LocalSite, partner: LocalSite, day: str) -> None:
    """In one way on one page, whatever the reader's own English; a country that a partner names is followed."""
    item = {"id": "1", "url": "https://example.org/1", "title": "One", "date_published": f"{day}T09:30:00+08:00"}
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "language": "en", "items": [item]}).encode()
    feeds.answers["/news.json"] = Answer(body, "application/feed+json", OPEN)
    ways = {"dates=short": short_date, "dates=long": long_time}
    for way, ours in ways.items():
        page = show(chrome, partner, element(feeds, way), locale="en-US")
        said = ours(Stamp(datetime.fromisoformat(item["date_published"]), "day"), words("en"))
        assert page.locator("feed-list time[datetime]").inner_text() == re.sub("<[^>]*>", "", str(said))
    page = show(chrome, partner, element(feeds, "lang=en-US"), locale="en-GB")
    assert page.locator("feed-list time[datetime]").inner_text() == {"09": "Sep 3, 2026", "11": "Nov 22, 2026"}[day[5:7]]



def test_a_partner_page_in_gbk_reads_right(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Element and ASCII include show the right characters on a page in another encoding."""
    feed = published(feeds)
    serve_feed(feeds, json_feed(feed))
    include = fragment.render(feed)[1].body
    head = '<!doctype html><meta charset="gbk"><title>合作单位</title><p id=own>合作单位的网页</p>'.encode("gbk")
    partner.answers["/"] = Answer(head + include + element(feeds).encode("gbk"), "text/html")
    page = chrome.new_page()
    page.goto(partner.url)
    assert titles(page)[0] == feed.entries[0].title
    assert page.locator("#own").text_content() == "合作单位的网页"
    assert page.locator(".feed-box-link").first.text_content() == feed.entries[0].title


def test_right_to_left_titles_run_right_to_left(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Each title takes its own direction, whatever the page's."""
    content = json_feed(published(feeds))
    content["items"][0]["title"] = "اجتماع حول الجودة"
    serve_feed(feeds, content)
    page = show(chrome, partner, f"<div dir=rtl>{element(feeds, 'count=2')}</div>")
    titles(page)
    directions = page.eval_on_selector(
        "feed-list", "e => [...e.shadowRoot.querySelectorAll('[part=list] [part=title]')].map(t => getComputedStyle(t).direction)"
    )
    assert directions == ["rtl", "ltr"]


def test_partners_style_it_from_outside(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Custom properties and parts reach inside; fonts and colours are the page's own."""
    serve_feed(feeds, json_feed(published(feeds)))
    style = "<style>body{color:rgb(1,2,3);font:20px monospace} feed-list{--feed-list-muted:rgb(4,5,6)} feed-list::part(title){font-weight:900}</style>"
    page = show(chrome, partner, style + element(feeds))
    titles(page)
    look = """e => { const part = name => getComputedStyle(e.shadowRoot.querySelector(`[part=list] [part=${name}]`));
      return [part("title").color, part("title").fontFamily, part("title").fontSize, part("title").fontWeight, part("date").color]; }"""
    assert page.eval_on_selector("feed-list", look) == ["rgb(1, 2, 3)", "monospace", "20px", "900", "rgb(4, 5, 6)"]


def test_pictures_come_only_when_asked_for(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Without the attribute no picture is requested; with it, one that fails leaves its place empty."""
    content = json_feed(published(feeds))
    content["items"][0]["image"] = f"{feeds.url}picture.png"
    content["items"][1]["image"] = "data:image/png;base64,AAAA"
    serve_feed(feeds, content)
    titles(show(chrome, partner, element(feeds)))
    assert "/picture.png" not in feeds.paths()
    page = show(chrome, partner, element(feeds, "images count=2"))
    titles(page)
    page.wait_for_function("document.querySelector('feed-list').shadowRoot.querySelectorAll('[part=list] [part=blank]').length === 2")
    assert "/picture.png" in feeds.paths()


# --- on any page ----------------------------------------------------------------------------------------

PLACES = {
    "a plain page": "{}",
    "a flex row": "<div style='display: flex'><div>left column</div>{}</div>",
    "beside a column that takes all": "<div style='display: flex; gap: 1em'><main style='flex: 1'>main text</main><aside>{}</aside></div>",
    "a flex column": "<div style='display: flex; flex-direction: column; align-items: center'>{}</div>",
    "a list in a row": "<ul style='display: flex'><li>{}</li><li>other</li></ul>",
    "a grid": "<div style='display: grid; grid-template-columns: auto auto'>{}<div>x</div></div>",
    "a table cell": "<table border=1 align=center><tr><td>{}</td><td>cell</td></tr></table>",
    "a cell that does not wrap": "<table border=1><tr><td nowrap>{}</td></tr></table>",
    "a narrow cell that does not wrap": "<table border=1 width=200><tr><td nowrap>{}</td></tr></table>",
    "a float": "<div style='float: left'>{}</div>",
    "an inline block": "<span style='display: inline-block'>{}</span>",
    "a placed box": "<div style='position: absolute; top: 40px; left: 10px'>{}</div>",
    "a button": "<button>{}</button>",
    "a box without width": "<div style='width: 0'>{}</div>",
    "a box without letters": "<div style='font-size: 0'>{}</div>",
    "an article in Chinese": "<div style='text-indent: 2em; text-align: justify; line-height: 2'>{}</div>",
    "a page written downwards": "<style>body {{ margin: 0 }}</style><div style='writing-mode: vertical-rl'>{}</div>",
    "a page from right to left": "<div dir=rtl>{}</div>",
}
# Of each row: the room its title takes, what of its words sticks out of the box, and what of the box out of the window.
ROWS = """e => [...e.shadowRoot.querySelectorAll('[part=list] > li')].map(row => {
  const [box, title] = [row.getBoundingClientRect(), row.querySelector('[part=title]').getBoundingClientRect()];
  const words = document.createRange();
  words.selectNodeContents(row);
  const out = [...words.getClientRects()].map(r => Math.max(box.left - r.left, r.right - box.right));
  return { wide: title.width, high: title.height, out: Math.max(...out), beyond: Math.max(-box.left, box.right - innerWidth) };
})"""


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("place", PLACES)
def test_titles_are_seen_wherever_the_box_stands(chrome: Browser, feeds: LocalSite, partner: LocalSite, place: str, width: int) -> None:
    """In whatever a partner puts it, each title has room for nine letters, and no word sticks out of the box or the window."""
    serve_feed(feeds, json_feed(published(feeds)))
    page = show(chrome, partner, PLACES[place].format(element(feeds)), viewport={"width": width, "height": 800})
    assert len(titles(page)) == 5
    for row in page.eval_on_selector("feed-list", ROWS):
        assert row["wide"] >= 9 * 12 and row["high"] >= 12, row
        assert row["out"] <= 1 and row["beyond"] <= 1, row


def test_the_box_is_as_wide_before_the_feed_has_come(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Where the box itself says how wide it is, it says so before it knows the titles, and nothing moves when they come."""
    news = Event()
    serve_feed(feeds, json_feed(published(feeds)))
    feeds.answers["/news.json"].before = news.wait
    page = show(chrome, partner, f"<table><tr><td>{element(feeds)}</td><td id=beside>beside</td></tr></table>")
    page.wait_for_function("document.querySelector('feed-list').shadowRoot")
    before = page.locator("#beside").bounding_box()
    news.set()
    titles(page)
    assert page.locator("#beside").bounding_box() == before


SPOILT = """white-space: nowrap; text-indent: 2em; text-align: right; text-transform: uppercase; letter-spacing: 1em; word-spacing: 2em;
line-height: 0; font-style: italic; font-variant: small-caps; word-break: break-all; overflow-wrap: normal; hyphens: auto; tab-size: 1;
list-style: square; quotes: none; cursor: wait; text-shadow: 2px 2px red; text-wrap: nowrap;
text-orientation: upright; text-emphasis: dot; -webkit-text-fill-color: transparent; -webkit-text-stroke: 3px red; border-collapse: collapse;
border-spacing: 9px; text-underline-offset: 1em; color: rgb(1, 2, 3); pointer-events: none"""


def test_what_a_page_says_of_its_text_does_not_spoil_the_box(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Of all that a page may say of its text, rows, titles, dates and summaries follow its colour, and whether they can be met at all."""
    serve_feed(feeds, json_feed(published(feeds)))
    styles = """e => [...e.shadowRoot.querySelectorAll('[part=list] > li:first-child, [part=list] > li:first-child *')].flatMap(part => {
      const style = getComputedStyle(part); return [...style].map(name => [part.className + ' ' + name, style.getPropertyValue(name)]); })"""
    seen = []
    for style in ("", SPOILT):
        page = show(chrome, partner, f"<style>.host {{ {style} }}</style><div class=host>{element(feeds, 'summary')}</div>")
        titles(page)
        seen.append(dict(page.eval_on_selector("feed-list", styles)))
    plain, spoilt = seen
    differing = {name.split(" ")[-1] for name in plain if plain[name] != spoilt[name]}
    assert {name for name in differing if "color" not in name} == {"pointer-events"}
    assert spoilt["title color"] == "rgb(1, 2, 3)"


def test_pictures_yield_to_titles(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """In a box so narrow that a picture would leave a title two letters, titles stand alone."""
    serve_feed(feeds, json_feed(published(feeds)))
    page = show(chrome, partner, f"<div style='width: 180px'>{element(feeds, 'images')}</div><feed-list id=wide src={feeds.url}news.json images>")
    wide = [[row["wide"] for row in page.eval_on_selector(box, ROWS)] for box in ("feed-list", "#wide") if titles(page, box)]
    assert set(wide[0]) == {180} and max(wide[1]) < 1280 - 6 * 16


def test_a_hidden_box_stays_hidden(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """In a tab or menu the page keeps invisible, the box is invisible with it."""
    serve_feed(feeds, json_feed(published(feeds)))
    page = show(chrome, partner, f"<div style='visibility: hidden'>{element(feeds)}</div>")
    titles(page)
    assert page.locator("feed-list [part=list] [part=title]").first.is_hidden()


def test_titles_start_at_one_line(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """On a page from right to left all titles start at the right edge, whichever way they run, and dates end at the left."""
    content = json_feed(published(feeds))
    content["items"][0]["title"] = "اجتماع حول الجودة"
    serve_feed(feeds, content)
    page = show(chrome, partner, f"<div dir=rtl>{element(feeds)}</div>")
    titles(page)
    edges = """e => [...e.shadowRoot.querySelectorAll('[part=list] > li')].map(row => { const words = document.createRange();
      words.selectNodeContents(row.querySelector('[part=title]'));
      return Math.round(row.getBoundingClientRect().right - words.getBoundingClientRect().right); })"""
    assert set(page.eval_on_selector("feed-list", edges)) == {0}


def test_the_partners_own_words_keep_the_partners_style(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """What stands inside while there is no feed looks as on the rest of the page."""
    page = show(chrome, partner, f"<div style='text-align: right; white-space: pre'>{element(feeds, fallback='<p id=own>own</p>')}</div>")
    page.wait_for_function("document.querySelector('feed-list').shadowRoot")
    assert page.eval_on_selector("#own", "e => [getComputedStyle(e).textAlign, getComputedStyle(e).whiteSpace]") == ["right", "pre"]


# --- from our own server -------------------------------------------------------------------------------


def test_all_ways_work_from_our_own_server(chrome: Browser, partner: LocalSite, tmp_path: Path) -> None:
    """Element and frame, as the builder hands them out, live under the headers our server really sends."""
    with serving(StaticFeeds(tmp_path)) as port:
        feed = replace(site().feeds[0], base_url=f"http://127.0.0.1:{port}/")
        documents = [jsonfeed.render(feed), *fragment.render(feed), *assets(NOW)]
        FilesPublisher(tmp_path).publish({"all": ("1", documents)}, ())
        page = show(chrome, partner, script_snippet(feed, SCRIPT) + frame_snippet(feed).replace('loading="lazy"', ""))
        assert titles(page) == [entry.title for entry in feed.entries[:5]]
        box = page.frame_locator("iframe")
        box.locator(".feed-box-item").first.wait_for()
        assert box.locator(".feed-box-title").evaluate("e => getComputedStyle(e).borderBottomStyle") == "solid"
        assert page.evaluate("seen.violations") == []
        page.context.close()


# --- the frame -------------------------------------------------------------------------------------------


def test_the_frame_is_styled_and_opens_articles_apart(chrome: Browser, feeds: LocalSite, partner: LocalSite) -> None:
    """Boxed in by its sandbox the frame still has its style, and a click opens the article in a new tab, without opener."""
    feed = published(feeds)
    feeds.answers["/article.html"] = Answer(b"<!doctype html><title>article</title>")
    entry = replace(feed.entries[0], url=f"{feeds.url}article.html", updated=NOW - timedelta(days=1))
    documents: tuple[Document, ...] = fragment.render(replace(feed, entries=(entry, *feed.entries[1:])))
    for document in documents:
        feeds.answers[f"/{document.name}"] = Answer(document.body, document.media_type, OPEN)
    page = show(chrome, partner, frame_snippet(feed).replace('loading="lazy"', ""))
    box = page.frame_locator("iframe")
    box.locator(".feed-box-title").wait_for()
    assert box.locator(".feed-box-title").evaluate("e => getComputedStyle(e).borderBottomStyle") == "solid"
    with page.context.expect_page() as opened:
        box.locator(".feed-box-link").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.url == entry.url
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert page.url == partner.url


@pytest.mark.parametrize(("scheme", "behind", "paper"), [("dark", "", "rgb(255, 255, 255)"), ("light", "#dark", "rgb(26, 32, 35)")])
def test_a_frame_is_as_light_as_the_page_around_it(
    chrome: Browser, feeds: LocalSite, partner: LocalSite, scheme: Any, behind: str, paper: str
) -> None:
    """Most partners' pages are light whatever the reader's system is; whose is dark says so behind the address."""
    feed = published(feeds)
    for document in fragment.render(feed):
        feeds.answers[f"/{document.name}"] = Answer(document.body, document.media_type)
    snippet = str(frame_snippet(feed)).replace("frame.html", f"frame.html{behind}")
    page = show(chrome, partner, snippet, color_scheme=scheme)
    shown = page.frame_locator("iframe").locator("html")
    assert shown.evaluate("e => getComputedStyle(e).backgroundColor") == paper
