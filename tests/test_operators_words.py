"""What an operator reads when something at home stands in the way: a place, a cause and a next step that helps."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from feedsvc.commands.init import Wanted, look
from feedsvc.commands.words import counted
from feedsvc.config import parse
from feedsvc.errors import ConfigError, SuspectError

from .fake_fetcher import NOW, FakeFetcher

HOME = Path(__file__).parent.parent
SITE = '[site]\ntitle = "协会"\ncontact = "mailto:you@quality.cn"\nbase_url = "http://feeds.example.org/"\n'
SOURCE = '[[source]]\nkey = "news"\nurl = "http://www.example.org/news/"\n'


def typed(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own, in a folder with its config.toml."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")} | {"PYTHONPATH": str(HOME)}
    done = subprocess.run(
        [sys.executable, "-m", "feedsvc", *words], cwd=folder, env=env | environment, capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.mark.parametrize("locale", ["ascii", "latin-1"])
def test_a_terminal_without_chinese_signs_ends_no_command(locale: str, tmp_path: Path) -> None:
    """What it cannot show stands there in Python's escapes; JSON stays JSON."""
    (tmp_path / "page.html").write_text('<title>é</title><h1>质量 é 😀 协会今日召开年度会议</h1><p>2026-11-20</p><p>正文的第一句话。</p>', "utf-8")
    shown = typed(tmp_path, "inspect", "page.html", "--as", "article", PYTHONIOENCODING=locale)
    assert (shown.returncode, "\\u8d28\\u91cf" in shown.stdout) == (0, True)
    found = json.loads(typed(tmp_path, "inspect", "page.html", "--as", "article", "--json", PYTHONIOENCODING=locale).stdout)
    (tmp_path / "batch").write_text('{"file": "page.html", "url": "http://www.example.org/", "as": "article"}', "utf-8")
    batch = json.loads(typed(tmp_path, "inspect", "--batch", "batch", PYTHONIOENCODING=locale).stdout)
    assert found["title"] == batch["title"] == "质量 é 😀 协会今日召开年度会议"


@pytest.mark.parametrize(
    "lines, held",
    [
        ('publish = "file:."\n', "this file and the store"),
        ('publish = "file:state"\n', "the store"),
        ('publish = "file:feeds"\nstore = "sqlite:feeds/.state/feedsvc.db"\n', "the store"),
        ('publish = "file:///x"\n', "this file and the store"),
        ('publish = "file:../feeds"\n', ""),
        ('publish = "file:x/feeds"\nstore = "sqlite:x/feedsvc.db"\n', ""),
        ('publish = "file:feeds"\nstore = "postgresql://localhost/feeds"\n', ""),
        ('publish = "s3://bucket/"\n', ""),
    ],
)
def test_store_and_settings_never_lie_in_the_published_folder(lines: str, held: str) -> None:
    """Whatever serves that folder besides our own server would give them to everybody."""
    if not held:
        parse(lines + SITE, Path("/x/y/config.toml"))
        return
    with pytest.raises(ConfigError, match=f"line 1: 'publish' = .* is a folder that holds {held}, which"):
        parse(lines + SITE, Path("/x/y/config.toml"))


def test_wrong_values_are_told_as_the_file_writes_them() -> None:
    """true and not True, a day and not datetime.date."""
    with pytest.raises(ConfigError) as caught:
        parse(SITE.replace('"协会"', "2026-11-20") + "window = true\n", Path("config.toml"))
    assert "'site.title' = 2026-11-20:" in caught.value.message
    assert "'site.window' = true:" in caught.value.message


@pytest.mark.parametrize("name, code", [("feeds", 4), ("state", 3)])
def test_a_file_in_the_place_of_a_folder_is_named(name: str, code: int, tmp_path: Path) -> None:
    """Who reads "move it away" reads which; doctor finds it before anything is refreshed."""
    (tmp_path / "config.toml").write_text(SITE + SOURCE, "utf-8")
    (tmp_path / name).touch()
    step = f"Move the file {tmp_path / name} away"
    if name == "state":
        told = typed(tmp_path, "status")
        assert (told.returncode, step in told.stderr) == (code, True)
    found = json.loads(typed(tmp_path, "doctor", "--offline", "--json").stdout)
    assert any(f["words"].endswith(f"belongs: {tmp_path / name}") and f["state"] == "ill" for f in found)


@pytest.mark.parametrize("number, told", [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_numbers_have_their_nouns(number: int, told: str) -> None:
    """Nobody reads "1 entries"."""
    assert counted(number, "entry", "entries") == told
    assert counted(number, "look") == f"{number} look{'' if number == 1 else 's'}"


def test_status_of_nothing_says_what_is_missing(tmp_path: Path) -> None:
    """A file without sources is told as such, and not by silence."""
    (tmp_path / "config.toml").write_text(SITE, "utf-8")
    assert "names no source yet; 'feedsvc init URL' adds one" in typed(tmp_path, "status").stdout


def test_doctor_tells_what_would_be_refused_or_reach_nobody(tmp_path: Path) -> None:
    """A page of somebody else's in the folder of the feeds, and a contact copied from an example."""
    (tmp_path / "config.toml").write_text(SITE.replace("quality.cn", "example.org") + SOURCE, "utf-8")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "index.html").write_text("<html>our own front page</html>")
    found = {finding["words"]: finding for finding in json.loads(typed(tmp_path, "doctor", "--offline", "--json").stdout)}
    assert [(f["state"], f["subject"]) for words, f in found.items() if "index.html" in words] == [("ill", "published")]
    assert [f["state"] for words, f in found.items() if "mailto:you@example.org" in words] == ["doubtful"]
    (tmp_path / "config.toml").write_text(SITE + SOURCE, "utf-8")
    assert "an example's" not in typed(tmp_path, "doctor", "--offline").stdout


def test_a_missing_manifest_of_pages_is_told_without_numbers(tmp_path: Path) -> None:
    """The system's words, without Python's."""
    told = typed(tmp_path, "inspect", "--batch", "nothing.jsonl")
    assert told.stderr.startswith("feedsvc: nothing.jsonl cannot be read: No such file or directory\n")


@pytest.mark.parametrize("words", ["用户登录", "系统维护中", "Please sign in to continue"])
def test_init_says_why_a_page_shows_no_articles(words: str) -> None:
    """A login or a notice is told as the service would tell it."""
    door = FakeFetcher()
    door.put("http://site.example/", f"<title>{words}</title><h1>{words}</h1><form>姓名 <input name=user></form>".encode())
    with pytest.raises(SuspectError, match="no list of articles but the words") as caught:
        asyncio.run(look(door, Wanted("http://site.example/", Path("config.toml")), "Asia/Shanghai", NOW))
    assert "open the address in a browser" in caught.value.next_step
