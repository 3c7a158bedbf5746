"""Other people's feed readers as subscribers that live on: each polls when told, and shows what it holds.

A library without a memory of its own holds, by id, what it read last, as whoever builds on it would do.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "TZ": "Asia/Shanghai", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
PATIENCE = 30.0
"""Seconds a program with a window of its own may take until it shows what it fetched."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One article as a reader shows it."""

    id: str
    link: str
    title: str
    at: datetime


class Subscriber(Protocol):
    """``dates_by_update``: it shows when an article was last changed, not when it was published; ``keeps_first``: it shows an
    article as it was first seen; ``keeps_versions``: it shows each title an article ever had."""

    name: str
    dates_by_update: bool
    keeps_first: bool
    keeps_versions: bool

    def poll(self) -> None: ...

    def shown(self) -> list[Shown]: ...


def need(program: str) -> str:
    """The path of a program, or a skip that says what is missing (a failure where nothing may be skipped)."""
    found = shutil.which(program)
    if found is None:
        words = f"{program} is not installed; tests/packages.sh installs it when run as root"
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    return found


def run(*command: str, **more: str) -> str:
    done = subprocess.run(command, env={**ENVIRONMENT, **more}, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr}"
    return done.stdout


@dataclass
class Kept:
    """What a reader without a memory has read, the newest word of each article."""

    name: str
    dates_by_update: bool = False
    keeps_first: bool = False
    keeps_versions: bool = False
    items: dict[str, Shown] = field(default_factory=dict)

    def take(self, items: Iterable[Shown]) -> None:
        found = list(items)
        assert len({item.id for item in found}) == len(found), f"{self.name} sees an id twice in one document"
        self.items |= {item.id: item for item in found}

    def shown(self) -> list[Shown]:
        return list(self.items.values())


class Newsboat(Kept):
    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(f"newsboat {url.rpartition('/')[2]}")
        self.folder, self.program = folder, need("newsboat")
        folder.mkdir()
        (folder / "urls").write_text(f"{url}\n")
        (folder / "conf").write_text("")

    def poll(self) -> None:
        place = self.folder
        run(self.program, "-C", f"{place}/conf", "-u", f"{place}/urls", "-c", f"{place}/cache.db", "-x", "reload", HOME=str(place))

    def shown(self) -> list[Shown]:
        with sqlite3.connect(self.folder / "cache.db") as db:
            rows = db.execute("select guid, url, title, pubDate from rss_item where deleted = 0").fetchall()
        db.close()
        return [Shown(guid, url, title, datetime.fromtimestamp(int(at), UTC)) for guid, url, title, at in rows]


class Sfeed(Kept):
    """sfeed_update keeps a line for each (id, title, link) it ever saw."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(f"sfeed {url.rpartition('/')[2]}", keeps_versions=True)
        self.folder, self.program = folder, need("sfeed_update")
        folder.mkdir()
        (folder / "rc").write_text(f'sfeedpath="{folder}/feeds"\nfeeds() {{\n\tfeed "news" "{url}"\n}}\n')

    def poll(self) -> None:
        run(self.program, str(self.folder / "rc"), HOME=str(self.folder))

    def shown(self) -> list[Shown]:
        rows = [line.split("\t") for line in (self.folder / "feeds" / "news").read_text().splitlines()]
        return [Shown(row[5], row[2], row[1], datetime.fromtimestamp(int(row[0]), UTC)) for row in rows]


class Rss2email(Kept):
    """A mail for each new article, dated by its last change before; none for a correction."""

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(f"rss2email {url.rpartition('/')[2]}", dates_by_update=True, keeps_first=True)
        self.folder, program = folder, need("r2e")
        self.box = folder / "mail" / "inbox"
        for part in ("cur", "new", "tmp"):
            (self.box / part).mkdir(parents=True)
        (folder / "r2e.cfg").write_text(
            f"[DEFAULT]\nto = a@example.org\nfrom = b@example.org\nemail-protocol = maildir\nmaildir-path = {folder / 'mail'}\n"
            "maildir-mailbox = inbox\ndate-header = True\nforce-from = False\n"
        )
        self.command = [program, "-c", str(folder / "r2e.cfg"), "-d", str(folder / "r2e.json")]
        run(*self.command, "add", "news", url, HOME=str(folder))

    def poll(self) -> None:
        run(*self.command, "run", HOME=str(self.folder))

    def shown(self) -> list[Shown]:
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (self.box / "new").iterdir()]
        return [
            Shown(str(mail["X-RSS-ID"]), str(mail["X-RSS-URL"]), str(mail["Subject"]), parsedate_to_datetime(str(mail["Date"]))) for mail in mails
        ]


class Feedparser(Kept):
    """Asks with the validators it got, and is content with 304."""

    def __init__(self, url: str) -> None:
        super().__init__(f"feedparser {url.rpartition('/')[2]}")
        self.url = url
        self.validators: Mapping[str, Any] = {}

    def poll(self) -> None:
        import feedparser

        read = feedparser.parse(self.url, **self.validators)
        assert not read.bozo
        self.validators = {"etag": read.get("etag"), "modified": read.get("modified")}
        self.take(Shown(entry.id, entry.link, entry.title, datetime(*entry.published_parsed[:6], tzinfo=UTC)) for entry in read.entries)


class Reader(Kept):
    """The library ``reader``, with its own database."""

    def __init__(self, url: str, folder: Path) -> None:
        from reader import make_reader

        super().__init__(f"reader {url.rpartition('/')[2]}")
        self.url = url
        folder.mkdir()
        self.library = make_reader(str(folder / "db"), feed_root="")
        self.library.add_feed(url)

    def poll(self) -> None:
        self.library.update_feed(self.url)

    def shown(self) -> list[Shown]:
        entries = self.library.get_entries()
        return [Shown(e.id, str(e.link), str(e.title), e.published) for e in entries if e.published is not None]


class NodeLibraries:
    """rss-parser, feed-extractor and feedsmith, in one process for all feeds."""

    def __init__(self, urls: list[str]) -> None:
        self.program, self.urls = need("node"), urls
        self.kept: dict[str, Kept] = {}

    def poll(self) -> None:
        for line in run(self.program, str(HERE / "subscribers.mjs"), *self.urls).splitlines():
            read = json.loads(line)
            by_update = read["name"] == "extractor news.atom"
            kept = self.kept.setdefault(read["name"], Kept(read["name"], dates_by_update=by_update))
            kept.take(Shown(item["id"], item["link"], item["title"], moment(item["time"])) for item in read["items"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text[:1].isdigit() else parsedate_to_datetime(text)


LIFEREA = """
liferea -p --mainwindow-state=hidden & liferea=$!
call() { dbus-send --session --print-reply --dest=org.gnome.feed.Reader /org/gnome/feed/Reader org.gnome.feed.Reader."$@"; }
until call Ping; do kill -0 $liferea || exit 1; sleep 0.2; done
call Refresh
read stop
kill $liferea
wait $liferea
exit 0
"""


class Liferea(Kept):
    """A program with a window, on a screen that nobody sees; it is started for each poll and asked over D-Bus.

    It leaves an article it knows as it was first seen, whatever the feed says later.
    """

    def __init__(self, url: str, folder: Path, answered: Callable[[], int]) -> None:
        super().__init__(f"liferea {url.rpartition('/')[2]}", keeps_first=True)
        self.command = [need("xvfb-run"), "-a", need("dbus-run-session"), "--", "sh", "-c", LIFEREA]
        need("liferea")
        self.folder, self.answered = folder, answered
        (folder / "run").mkdir(parents=True, mode=0o700)
        (folder / ".config" / "liferea").mkdir(parents=True)
        kind = f'type="{url.rpartition(".")[2]}" id="aaaaaaa" cacheLimit="unlimited" updateInterval="-1"'
        outline = f'<outline text="news" title="news" {kind} xmlUrl="{url}"/>'
        listed = f'<opml version="1.0"><head><title>x</title></head><body>{outline}</body></opml>'
        (folder / ".config" / "liferea" / "feedlist.opml").write_text(listed)

    def poll(self) -> None:
        """Until the server was asked, and what it said is stored: the store has been quiet for a second."""
        home = {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder / "run"), "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1"}
        before, deadline = self.answered(), time.monotonic() + PATIENCE
        with (self.folder / "log").open("ab") as log:
            started = subprocess.Popen(self.command, env={**ENVIRONMENT, **home}, stdin=subprocess.PIPE, stdout=log, stderr=log)
        last: tuple[int, list[Shown]] | None = None
        since = time.monotonic()
        while time.monotonic() < deadline:
            now = (self.answered() - before, self.shown())
            if now != last:
                last, since = now, time.monotonic()
            if now[0] and now[1] and time.monotonic() - since > 1:
                break
            time.sleep(0.1)
        started.communicate(b"stop\n", timeout=PATIENCE)

    def shown(self) -> list[Shown]:
        path = self.folder / ".local/share/liferea/liferea.db"
        if not path.exists():
            return []
        db = sqlite3.connect(path, timeout=PATIENCE)
        try:
            rows = db.execute("select source_id, source, title, date from items").fetchall()
        except sqlite3.OperationalError:  # its tables are still to be made
            rows = []
        finally:
            db.close()
        return [Shown(entry_id, link, title, datetime.fromtimestamp(at, UTC)) for entry_id, link, title, at in rows]
