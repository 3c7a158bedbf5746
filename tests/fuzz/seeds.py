"""Where each search begins: good and bad examples of what is read, and words worth putting in."""

from __future__ import annotations

from collections.abc import Iterable

from tests import article_layouts, listing_layouts, wrong_pages
from tests.test_config import CASES as CONFIG_CASES
from tests.test_config import GOOD as GOOD_CONFIG
from tests.test_dates import CASES as DATE_CASES
from tests.test_fetch_classes import CHECKS
from tests.test_fetch_fuzz import PIECES
from tests.test_urls import BAD, GOOD

ROBOTS = "User-agent: *\nAllow: /a\nDisallow: /*ed/*.html$\nCrawl-delay: 3\nSitemap: http://www.example.org/map.xml\nRequest-rate: 1/5\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gb2312\r\n"
TAGS = "html head body title meta link base div span p a li ul ol dl dt dd table tr td th h1 h2 h3 b i font script style noscript template time article main svg math form input img iframe textarea select option frameset"
MARKS = "http:// https:// javascript: data: href= datetime= charset= content= 2026-11-22 2026年11月22日 11/22/26 昨天 3天前 12:34:56 下一页 发布时间： 来源： 作者： ｜ 　 &nbsp; &#x202e; &#0; &#xD800; xn-- [::ffff: 0x7f. %2e .. \\\\"


def _bytes(texts: Iterable[str]) -> list[bytes]:
    return [text.encode("utf-8", "surrogateescape") for text in texts if not any("\ud800" <= sign <= "\udfff" for sign in text)]


def _articles() -> list[bytes]:
    made = [article_layouts.article(seed) for seed in range(len(article_layouts.LAYOUTS))]
    forms = list(article_layouts.DATE_FORMS.values())
    return [
        article_layouts.page(layout, made[n], forms[n % len(forms)](made[n].at)[0]).encode() for n, layout in enumerate(article_layouts.LAYOUTS)
    ]


def _listings() -> list[bytes]:
    pages = [listing_layouts.page(name, listing_layouts.fitted(name, listing_layouts.articles(5, 3))) for name in listing_layouts.LAYOUTS]
    return _bytes([*pages, *wrong_pages.pages().values()])


def _answers() -> list[bytes]:
    challenges = [HEAD.replace(b"200", str(status).encode()) + b"\r\n" + body.encode() for status, _, body in CHECKS.values()]
    return [*challenges, HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", HEAD + b"Content-Length: 5\r\n\r\nhello", *PIECES]


def seeds(target: str) -> list[bytes]:
    """The examples a search begins with."""
    html, marks = [*_articles()[::3], *_listings()[::3]], MARKS.split()
    return {
        "address": lambda: _bytes([*GOOD, *BAD]),
        "encoding": lambda: [b"text/html; charset=gbk\n" + "质量月活动".encode("gb18030"), b"\n" + "质量".encode("utf-16"), *(b"\n" + page for page in html[:6])],
        "date": lambda: _bytes([*(case.split("|")[0] for case in DATE_CASES), *marks]),
        "listing": _listings,
        "article": _articles,
        "settings": lambda: _bytes([GOOD_CONFIG, *(GOOD_CONFIG + case for case in CONFIG_CASES)]),
        "robots": lambda: _bytes([ROBOTS, "User-agent: feedsvc\nDisallow:\n"]),
        "answer": _answers,
    }[target]()


def words(target: str) -> list[bytes]:
    """What a mutation may put in as a whole."""
    return {
        "listing": [f"<{tag}>".encode() for tag in TAGS.split()] + [f"</{tag}>".encode() for tag in TAGS.split()] + _bytes(MARKS.split()),
        "article": [f"<{tag}>".encode() for tag in TAGS.split()] + [f"</{tag}>".encode() for tag in TAGS.split()] + _bytes(MARKS.split()),
        "answer": PIECES,
        "robots": _bytes(ROBOTS.splitlines()),
        "settings": _bytes(["[[source]]", "[site]", "url = ", 'key = "a"', "[[bundle]]", "[[recipient]]", '"env:ROBOT"', "selectors", "true", "1", "[]", "{}"]),
    }.get(target, _bytes(MARKS.split()))
