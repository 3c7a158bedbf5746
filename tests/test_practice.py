"""The practice site behaves like an old association site, and tells the truth about itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from feedsvc.practice import SECTIONS, Answer, Edit, Life, PracticeSite, Publish, Truth, Withdraw, practice_app, sections

from .http_client import get, serving

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def site(**options: object) -> PracticeSite:
    return PracticeSite(Life(START, **options))  # type: ignore[arg-type]


def visit(site: PracticeSite, url: str, now: datetime = START, **headers: str) -> Answer:
    parts = urlsplit(url)
    return site.respond(parts.path, parts.query, now, {name.replace("_", "-"): value for name, value in headers.items()})


def text(answer: Answer) -> str:
    return answer.body.decode("gb18030" if b"charset=gb2312" in answer.body else "utf-8")


def links(answer: Answer) -> list[tuple[str, str]]:
    """(address, full title) of the rows of a listing, a pinned one once."""
    return list(dict.fromkeys(re.findall(r'<a href="([^"]+)" title="([^"]+)"', text(answer))))


def walk(site: PracticeSite, url: str, now: datetime) -> list[tuple[str, str]]:
    """All rows of a section, read page after page."""
    found: list[tuple[str, str]] = []
    while url:
        answer = visit(site, url, now)
        assert answer.status == 200
        found += [(urljoin(url, unescape(path)), unescape(title)) for path, title in links(answer)]
        following = re.search(r"<a href='([^']+)'>下一页</a>", text(answer))
        url = urljoin(url, unescape(following[1])) if following else ""
    return list(dict.fromkeys(found))


def live(truths: tuple[Truth, ...], key: str) -> set[tuple[str, str]]:
    return {(truth.url, truth.title) for truth in truths if truth.section == key and not truth.withdrawn}


def test_equal_arguments_give_equal_histories() -> None:
    """Two sites of one seed and start say the same at every moment; another seed says something else."""
    assert site().truth(START + HOUR) == site().truth(START + HOUR)
    assert site().truth(START) != site(seed=2).truth(START)


def test_a_history_looked_at_late_is_the_one_looked_at_often() -> None:
    """What stands on the site does not depend on when it was looked at before."""
    often, late = site(), site()
    for minute in range(60):
        often.truth(START + timedelta(minutes=minute))
    assert often.truth(START + HOUR) == late.truth(START + HOUR)
    assert late.truth(START) == often.truth(START) == site().truth(START)


def test_it_starts_with_many_different_articles() -> None:
    """At the start there are 250 articles over all sections; no two share a title or a text."""
    truths = site().truth(START)
    assert len(truths) == 250
    assert len({truth.title for truth in truths}) == len({truth.text for truth in truths}) == 250
    assert set(Counter(truth.section for truth in truths)) == {section.key for section in SECTIONS}
    assert all(truth.published < START for truth in truths)


def test_it_lives() -> None:
    """Within an hour it publishes 60 articles, corrects titles and texts, and withdraws some."""
    here = site()
    before, after = here.truth(START), here.truth(START + HOUR)
    assert len(after) - len(before) == 60
    assert sum(truth.withdrawn for truth in after) >= 5
    first = {truth.url: truth for number in range(61) for truth in here.truth(START + timedelta(minutes=number))[249 + number :]}
    changed = [truth for truth in after if truth.url in first and first[truth.url] != truth and not truth.withdrawn]
    assert any(truth.title != first[truth.url].title for truth in changed)
    assert any(truth.text != first[truth.url].text for truth in changed)
    assert all(truth.published == first[truth.url].published for truth in changed)


@pytest.mark.parametrize("key, url, title", sections(""), ids=[section.key for section in SECTIONS])
def test_listings_show_the_truth(key: str, url: str, title: str) -> None:
    """Read page after page, a section shows exactly its live articles, full titles included."""
    here = site()
    for now in (START, START + 3 * HOUR):
        assert set(walk(here, url, now)) == live(here.truth(now), key)
    assert title in text(visit(here, url))


@pytest.mark.parametrize("key", [section.key for section in SECTIONS])
def test_articles_show_the_truth(key: str) -> None:
    """An article's page has its title, time and text, but for stray spaces; the encoding is declared as old sites do."""
    here = site()
    for truth in [truth for truth in here.truth(START) if truth.section == key][-5:]:
        answer = visit(here, truth.url)
        page = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", unescape(text(answer)))
        assert answer.status == 200 and dict(answer.headers)["content-type"] == "text/html"
        assert truth.title in page and f"发布时间:{truth.published:%Y-%m-%d %H:%M:%S}\xa0\xa0\xa0\xa0\xa0浏览次数:" in page
        assert all(paragraph in page for paragraph in truth.text.split("\n"))
        assert "凡本网站原创信息均属" in page and "ICP备" in page and "首页</a> >> " in page


def test_stray_spaces_stand_inside_words() -> None:
    """Many pages have spaces left inside words, as the real one does."""
    here = site()
    pages = [text(visit(here, truth.url)) for truth in here.truth(START)]
    assert sum(bool(re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", page.split("发布时间")[1])) for page in pages) > 100


def test_the_view_counter_rises_and_nothing_else_moves() -> None:
    """Each view raises the counter; the tag stays, so a client that asks conditionally gets 304."""
    here, url = site(), site().truth(START)[0].url
    first, second = visit(here, url), visit(here, url)
    counts = [int(re.search(r"浏览次数:(\d+)", text(answer))[1]) for answer in (first, second)]  # type: ignore[index]
    assert counts[1] == counts[0] + 1 and first.headers == second.headers
    assert re.sub(r"浏览次数:\d+", "", text(first)) == re.sub(r"浏览次数:\d+", "", text(second))
    assert visit(here, url, if_none_match=dict(first.headers)["etag"]).status == 304


def test_listings_answer_conditional_requests() -> None:
    """An unchanged listing is 304 by tag and by date; after a publication it is 200 again."""
    here = site(initial=30, script=[Publish(START + HOUR, "news")])
    headers = dict(visit(here, "/list.asp?id=1").headers)
    for now, status in ((START, 304), (START + HOUR / 2, 304), (START + HOUR, 200)):
        assert visit(here, "/list.asp?id=1", now, if_none_match=headers["etag"]).status == status
        assert visit(here, "/list.asp?id=1", now, if_modified_since=headers["last-modified"]).status == status
    assert visit(here, "/list.asp?id=1", START, if_none_match='"other"', if_modified_since=headers["last-modified"]).status == 200


def test_a_script_is_followed_to_the_second() -> None:
    """With a script exactly its events happen, each at its time: published, corrected, withdrawn."""
    here = site(
        initial=0,
        script=[
            Publish(START, "lean", "一篇文章", ("第一段。",)),
            Edit(START + HOUR, 1, title="一篇改正的文章"),
            Edit(START + 2 * HOUR, 1, paragraphs=("另一段。",)),
            Withdraw(START + 3 * HOUR, 1),
        ],
    )
    assert here.truth(START - timedelta(seconds=1)) == ()
    seen = [(truth.title, truth.text, truth.withdrawn) for hours in range(4) for truth in here.truth(START + hours * HOUR)]
    assert seen == [
        ("一篇文章", "第一段。", False),
        ("一篇改正的文章", "第一段。", False),
        ("一篇改正的文章", "另一段。", False),
        ("一篇改正的文章", "另一段。", True),
    ]
    url = here.truth(START)[0].url
    assert url == "/lean/20261122/1.html"
    assert [visit(here, url, START + hours * HOUR).status for hours in (-1, 0, 2, 3)] == [404, 200, 200, 404]
    assert links(visit(here, "/lean/index.html", START + 3 * HOUR)) == []


def test_events_can_be_added_as_time_goes_by() -> None:
    """A test may step the time itself and let things happen between two looks."""
    life = Life(START, initial=0, script=[])
    here = PracticeSite(life)
    assert here.truth(START) == ()
    life.happen(Publish(START + HOUR, "news", "新的"))
    assert [truth.title for truth in here.truth(START + HOUR)] == ["新的"]


@pytest.mark.parametrize(
    "url",
    ["/nothing", "/list.asp", "/list.asp?id=99", "/list.asp?id=4", "/list.asp?id=1&page=99", "/show.asp?id=x", "/show.asp?id=999999",
     "/lean/index_0.html", "/news/index.html", "/lean/20200101/1.html", "/uploadfile/1.doc", "/list.asp?id=%C2%B2", "/../etc/passwd"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(url: str) -> None:
    """An address that never was gets the old CMS's page, with status 404."""
    answer = visit(site(), url)
    assert answer.status == 404 and "不存在" in text(answer)


@pytest.mark.parametrize("url", ["/", "/index.asp", "/about.asp", "/contact.asp", "/robots.txt", "/style.css"])
def test_fixed_pages_are_there(url: str) -> None:
    """Home page, the two pages that never change, robots.txt and the style sheet are served."""
    assert visit(site(), url).status == 200


def test_downloads_have_attachments() -> None:
    """An article of the download section offers a file that can be fetched."""
    here = site()
    truth = next(truth for truth in here.truth(START) if truth.section == "downloads")
    path = re.search(r"/uploadfile/\d+\.doc", text(visit(here, truth.url)))
    assert path and dict(visit(here, path[0]).headers)["content-type"] == "application/msword"


def test_navigation_has_fourteen_links_that_work() -> None:
    """Every page carries the navigation of fourteen sections, each of which answers."""
    here = site()
    menu = text(visit(here, "/")).split('<div class="nav">')[1].split("</div>")[0]
    paths = re.findall(r"href='([^']+)'", menu)
    assert len(paths) == 14 and all(visit(here, unescape(path)).status == 200 for path in paths)


def test_it_is_served_over_http() -> None:
    """On the network it says the same: GET with a body, HEAD without, anything else is refused."""
    here = site()
    with serving(practice_app(site(), lambda: START)) as port:
        for _, url, _ in sections(""):
            assert get(port, url).body == visit(here, url).body
        found = get(port, "/list.asp?id=1")
        head = get(port, "/list.asp?id=1", method="HEAD")
        assert head.headers["content-length"] == str(len(found.body)) and head.body == b""
        assert get(port, "/list.asp?id=1", {"If-None-Match": found.headers["etag"]}).status == 304
        assert get(port, "/", method="POST").status == 405
