"""Real feed readers subscribe over HTTP to what we publish, and see what is there.

Each reader polls our server for a section of the practice site; then an article is published, one corrected and one
withdrawn; then it polls again.  What it shows is compared with the practice site's own truth.
"""

from __future__ import annotations

import email
import email.policy
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedsvc.practice import Edit, Publish, Withdraw
from feedsvc.serve import StaticFeeds
from tests.http_client import serving
from tests.installation import START, Installation, installed
from tests.subscribers import ENVIRONMENT, need

MINUTE = timedelta(minutes=1)
NEW, CORRECTED = "关于报送质量月总结的通知", "关于报送质量月总结的通知（补充）"
GONE = "关于试点名单的公示"
AUTHOR = "演练协会"

Seen = dict[str, tuple[str, datetime]]


@dataclass
class Feeds:
    """A published installation and the address its feeds are served at; ``statuses`` are the server's answers."""

    place: Installation
    base: str
    answers: list[tuple[str, int]]

    def url(self, name: str) -> str:
        return f"{self.base}/{name}"

    def later(self) -> None:
        """Let the site publish, correct and withdraw, and publish what came of it."""
        for minute in (75, 135, 195, 225):
            self.place.clock.now = START + minute * MINUTE
            self.place.refresh()

    def truth(self) -> Seen:
        """Live articles: address → (title, published)."""
        items = self.place.site.truth(self.place.clock.now, self.place.home)
        return {item.url: (item.title, item.published.astimezone(UTC)) for item in items if item.section == "news" and not item.withdrawn}


@pytest.fixture(scope="module")
def story() -> list[Any]:
    text = ("回访工作下周开始。请各单位准备材料。",)
    return [
        Publish(START + 5 * MINUTE, "news", GONE, ("名单如下，公示五天。",)),
        Publish(START + 70 * MINUTE, "news", NEW, text),
        Edit(START + 130 * MINUTE, 252, title=CORRECTED),
        Withdraw(START + 190 * MINUTE, 251),
    ]


@contextmanager
def published(folder: Path, story: list[Any]) -> Iterator[Feeds]:
    answers: list[tuple[str, int]] = []
    with installed(folder, ["news"], story) as place:
        (folder / "feeds").mkdir()
        with serving(noting(StaticFeeds(folder / "feeds"), answers)) as port:
            place.config = replace(place.config, base_url=f"http://127.0.0.1:{port}/")
            place.clock.forward(minutes=10)
            for _ in range(4):
                place.refresh()
                place.clock.forward(minutes=2)
            yield Feeds(place, f"http://127.0.0.1:{port}", answers)


def noting(app: Any, answers: list[tuple[str, int]]) -> Any:
    """The server, with each path and status noted."""

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        async def note(message: Any) -> None:
            if message["type"] == "http.response.start":
                answers.append((scope["path"], message["status"]))
            await send(message)

        await app(scope, receive, note)

    return noted


@pytest.fixture
def feeds(tmp_path: Path, story: list[Any]) -> Iterator[Feeds]:
    with published(tmp_path, story) as found:
        yield found


def run(*command: str, home: Path | None = None, given: str | None = None) -> str:
    environment = ENVIRONMENT if home is None else {**ENVIRONMENT, "HOME": str(home)}
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def agrees(feeds: Feeds, seen: Seen, least: int = 15) -> None:
    """Everything shown is true, nothing is shown twice (a dict could not tell: callers count), and enough is shown."""
    truth = feeds.truth()
    live = {url: value for url, value in seen.items() if url in truth}
    assert len(live) >= least
    assert live == {url: truth[url] for url in live}
    strangers = set(seen) - set(truth)
    assert all("撤回" in seen[url][0] or seen[url][0] == GONE for url in strangers)


# --- newsboat -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["news.atom", "news.rss"])
def test_newsboat_follows_the_feed(feeds: Feeds, tmp_path: Path, name: str) -> None:
    """newsboat: right titles, times, authors; the third reload is answered 304; changes arrive in place."""
    need("newsboat")
    (tmp_path / "urls").write_text(feeds.url(name) + "\n")
    (tmp_path / "conf").write_text("")
    reload = ["newsboat", "-C", str(tmp_path / "conf"), "-u", str(tmp_path / "urls"), "-c", str(tmp_path / "cache.db"), "-x", "reload"]
    for _ in range(3):
        run(*reload, home=tmp_path)
    assert [status for path, status in feeds.answers if path == f"/{name}"][-1] == 304
    before = newsboat_items(tmp_path / "cache.db")
    agrees(feeds, before)
    feeds.later()
    run(*reload, home=tmp_path)
    after = newsboat_items(tmp_path / "cache.db")
    agrees(feeds, after)
    assert CORRECTED in {title for title, _ in after.values()}
    assert GONE not in {title for title, _ in after.values()}


def newsboat_items(cache: Path) -> Seen:
    with sqlite3.connect(cache) as db:
        rows = db.execute("select guid, url, title, author, pubDate from rss_item where deleted = 0").fetchall()
    db.close()
    assert len({row[0] for row in rows}) == len(rows)
    assert {row[3] for row in rows} != {""}
    return {url: (title, datetime.fromtimestamp(int(when), UTC)) for _, url, title, _, when in rows}


# --- sfeed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["news.atom", "news.rss"])
def test_sfeed_follows_the_feed(feeds: Feeds, name: str) -> None:
    """sfeed: tab-separated time, title, link, id and author, all right, before and after."""
    need("sfeed")
    agrees(feeds, sfeed_items(feeds, name))
    feeds.later()
    after = sfeed_items(feeds, name)
    agrees(feeds, after)
    assert CORRECTED in {title for title, _ in after.values()}


def sfeed_items(feeds: Feeds, name: str) -> Seen:
    text = run("curl", "-s", "--compressed", feeds.url(name))
    rows = [line.split("\t") for line in run("sfeed", feeds.base, given=text).splitlines()]
    assert len({row[5] for row in rows}) == len(rows)
    assert all(row[6] for row in rows)
    return {row[2]: (row[1], datetime.fromtimestamp(int(row[0]), UTC)) for row in rows}


# --- rss2email ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["news.atom", "news.rss"])
def test_rss2email_mails_each_article_once(feeds: Feeds, tmp_path: Path, name: str) -> None:
    """rss2email: one mail per article, with an author; later only the new article is mailed, nothing again."""
    need("r2e")
    box = tmp_path / "mail" / "inbox"
    for part in ("cur", "new", "tmp"):
        (box / part).mkdir(parents=True)
    config = tmp_path / "r2e.cfg"
    config.write_text(
        f"[DEFAULT]\nto = a@example.org\nfrom = b@example.org\nemail-protocol = maildir\nmaildir-path = {tmp_path / 'mail'}\n"
        "maildir-mailbox = inbox\ndate-header = True\nforce-from = False\n"
    )
    r2e = ["r2e", "-c", str(config), "-d", str(tmp_path / "r2e.json")]
    run(*r2e, "add", "news", feeds.url(name), home=tmp_path)
    run(*r2e, "run", home=tmp_path)
    first = mails(box)
    assert sorted(subject for subject, _ in first) == sorted(title for title, _ in feeds.truth().values())
    run(*r2e, "run", home=tmp_path)
    assert [status for path, status in feeds.answers if path == f"/{name}"][-1] == 304
    feeds.later()
    run(*r2e, "run", home=tmp_path)
    assert sorted(subject for subject, _ in mails(box)) == sorted([*(subject for subject, _ in first), CORRECTED])


def mails(box: Path) -> list[tuple[str, str]]:
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (box / "new").iterdir()]
    assert all(AUTHOR in str(message["From"]) for message in found)
    return [(str(message["Subject"]), str(message["Date"])) for message in found]


# --- feedparser and reader ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["news.atom", "news.rss"])
def test_feedparser_sees_what_is_there_and_gets_304(feeds: Feeds, name: str) -> None:
    """feedparser: no complaint, right titles and UTC times, an author each; 304 with its validators."""
    import feedparser

    def items(found: Any) -> Seen:
        assert not found.bozo
        assert all(item.author for item in found.entries)
        assert len({item.id for item in found.entries}) == len(found.entries)
        return {item.link: (item.title, datetime(*item.published_parsed[:6], tzinfo=UTC)) for item in found.entries}

    first = feedparser.parse(feeds.url(name))
    agrees(feeds, items(first))
    assert feedparser.parse(feeds.url(name), etag=first.etag, modified=first.modified).status == 304
    feeds.later()
    again = feedparser.parse(feeds.url(name), etag=first.etag, modified=first.modified)
    assert again.status == 200
    agrees(feeds, items(again))
    ids = {item.link: item.id for item in again.entries}
    assert all(ids[item.link] == item.id for item in first.entries if item.link in ids)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["news.atom", "news.rss", "news.json"])
def test_reader_follows_all_three_formats(feeds: Feeds, name: str) -> None:
    """lemon24/reader: Atom, RSS and JSON Feed; 304; corrections in place; nothing doubled."""
    from reader import make_reader

    with make_reader(":memory:", feed_root="") as library:
        library.add_feed(feeds.url(name))
        library.update_feed(feeds.url(name))

        def items() -> Seen:
            entries = list(library.get_entries())
            assert all(item.author for item in entries)
            assert len({item.id for item in entries}) == len(entries)
            return {str(item.link): (str(item.title), item.published.astimezone(UTC)) for item in entries if item.published}

        agrees(feeds, items())
        library.update_feed(feeds.url(name))
        assert [status for path, status in feeds.answers if path == f"/{name}"][-1] == 304
        feeds.later()
        library.update_feed(feeds.url(name))
        after = items()
        agrees(feeds, after)
        assert CORRECTED in {title for title, _ in after.values()}
        assert GONE not in {title for title, _ in after.values()}
