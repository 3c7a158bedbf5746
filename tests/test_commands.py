"""The commands as an operator types them: against the practice site, in an empty folder, in words and as JSON."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc import app as composition
from feedsvc.cli import build, main
from feedsvc.commands.demo import USUAL_PORT, usual_or_free
from feedsvc.config import load
from feedsvc.entries import is_final, withdrawn
from feedsvc.practice import Life, PracticeSite, practice_app, sections
from feedsvc.record import Commit, Outcome, Verdict
from feedsvc.serve import Message, Receive, Send, StaticFeeds
from feedsvc.serving.door import BoundServer
from tests.http_client import serving

README, REFERENCE = ((Path(__file__).parent.parent / name).read_text("utf-8") for name in ("README.md", "deploy/REFERENCE.md"))
CONTACT = ("--contact", "mailto:you@example.org", "--allow-private")


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """The practice site as it stands a day after it began, and nothing happens on it."""
    site = PracticeSite(Life(datetime.now(UTC) - timedelta(days=1), script=()))
    with serving(practice_app(site, lambda: datetime.now(UTC))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Shell:
    """Types commands; ``out`` and ``err`` are what the last one printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err
        return int(ended.value.code or 0)


@pytest.fixture
def feedsvc(folder: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def places(home: str) -> dict[str, str]:
    return {key: url for key, url, _ in sections(home)}


@pytest.fixture
def watching(feedsvc: Shell, home: str, folder: Path) -> Shell:
    """A section that was set up by its address alone and looked at once."""
    assert feedsvc("init", places(home)["news"], "--key", "news", *CONTACT) == 0
    quickly(folder / "config.toml")
    assert feedsvc("refresh") == 0
    return feedsvc


def quickly(config: Path) -> None:
    """One page of each listing, without pauses."""
    one_page = config.read_text("utf-8").replace("[[source]]", "[[source]]\npages = 1")
    config.write_text(f"{one_page}\n[fetch]\npace = 0.0\n", "utf-8")


# --- init -----------------------------------------------------------------------------------------


def test_init_shows_the_rows_and_writes_a_file_that_works(watching: Shell, folder: Path) -> None:
    """One address is all it takes: the listing's title and rows are found, and the first pass publishes them."""
    assert "news: " in watching.out and " new" in watching.out
    source = load(folder / "config.toml").source("news")
    assert (source.title, source.allow_private) == ("新闻动态", True)
    assert len(json.loads((folder / "feeds" / "news.json").read_text("utf-8"))["items"]) >= 15


def test_a_second_init_adds_a_source_to_the_same_file(watching: Shell, home: str, folder: Path) -> None:
    """What stood in the file stays as it was."""
    before = (folder / "config.toml").read_text("utf-8")
    assert watching("init", places(home)["lean"], "--allow-private") == 0
    assert "added the source 'lean'" in watching.out
    after = (folder / "config.toml").read_text("utf-8")
    assert [source.key for source in load(folder / "config.toml").sources] == ["news", "lean"]
    assert set(before.splitlines()) <= set(after.splitlines())


def test_init_fills_the_addresses_a_file_waits_for(feedsvc: Shell, home: str, folder: Path) -> None:
    """Sections that are named and have no address get it from the page's own navigation."""
    table = '[site]\ntitle = "协会"\ncontact = "mailto:you@example.org"\nbase_url = "https://feeds.example.org/"\n'
    (folder / "config.toml").write_text(table + '[[source]]\nkey = "l"\ntitle = "精益生产"\nurl = ""\n', "utf-8")
    assert feedsvc("init", places(home)["news"], "--allow-private") == 0
    assert load(folder / "config.toml").source("l").url == places(home)["lean"]


def test_init_leaves_a_file_of_windows_as_it_is(feedsvc: Shell, home: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte order mark and line ends stay, values from the environment are looked up, and another encoding is told, not met."""
    monkeypatch.setenv("TEAM_ROBOT", "https://robot.example/")
    table = '[site]\r\ntitle = "协会"\r\ncontact = ""\r\n[[recipient]]\r\nname = "team"\r\nto = "wecom"\r\nurl = "env:TEAM_ROBOT"\r\n'
    config = folder / "config.toml"
    config.write_bytes(b"\xef\xbb\xbf" + table.encode())
    assert feedsvc("init", places(home)["news"], *CONTACT) == 0
    assert config.read_bytes().startswith(b"\xef\xbb\xbf[site]\r\n")
    assert config.read_bytes().count(b"\n") == config.read_bytes().count(b"\r\n")
    assert load(config).source("news").title == "新闻动态"
    config.write_bytes(table.encode("gbk"))
    assert feedsvc("init", places(home)["news"], *CONTACT) == 2
    assert "line 2 holds what looks like GBK" in feedsvc.err


@pytest.mark.parametrize("command", ["init", "inspect"])
def test_what_is_asked_by_hand_is_answered_for_who_waits(feedsvc: Shell, home: str, command: str) -> None:
    """Nobody comes back later by himself: each message says what to do now."""
    assert feedsvc(command, home) == 2
    assert "a contact is missing" in feedsvc.err and "--contact" in feedsvc.err
    assert feedsvc(command, home, *CONTACT[:2]) == 1
    assert "is a private address" in feedsvc.err and "--allow-private" in feedsvc.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    assert feedsvc(command, closed, *CONTACT) == 1
    assert "connection refused" in feedsvc.err and "try again" in feedsvc.err
    assert "it is tried again" not in feedsvc.err


def test_init_writes_nothing_where_it_failed(feedsvc: Shell, home: str, folder: Path) -> None:
    """A page that is not there leaves no half file."""
    assert feedsvc("init", f"{home}/nothing-here.html", *CONTACT) == 1
    assert not (folder / "config.toml").exists()


def test_init_on_a_full_disk_leaves_the_file_as_it_was(watching: Shell, home: str, folder: Path) -> None:
    """The new text stands whole before it takes the old one's place; where it cannot, that is told."""
    before = (folder / "config.toml").read_bytes()
    command = shlex.join([sys.executable, "-m", "feedsvc", "init", places(home)["lean"], "--allow-private"])
    done = subprocess.run(["sh", "-c", f"ulimit -f 0; exec {command}"], capture_output=True, text=True)
    assert (folder / "config.toml").read_bytes() == before
    assert (done.returncode, "Traceback" in done.stderr, "config.toml" in done.stderr) == (2, False, True)
    assert [path.name for path in folder.iterdir() if "tmp" in path.name] == []


def test_init_keeps_who_may_read_the_file_and_where_it_lies(watching: Shell, home: str, folder: Path) -> None:
    """It may hold secrets, and be a link to where the operator keeps it."""
    kept, link = folder / "kept.toml", folder / "config.toml"
    link.rename(kept)
    kept.chmod(0o600)
    link.symlink_to(kept.name)
    assert watching("init", places(home)["lean"], "--allow-private") == 0
    assert (link.is_symlink(), kept.stat().st_mode & 0o777) == (True, 0o600)
    assert [source.key for source in load(kept).sources] == ["news", "lean"]


# --- refresh, check, status, health ------------------------------------------------------------------


def test_a_second_refresh_says_that_nothing_changed(watching: Shell) -> None:
    """As lines, and as JSON with one outcome per source."""
    assert watching("refresh", "--json") == 0
    (outcome,) = json.loads(watching.out)["outcomes"]
    assert (outcome["source"], outcome["new"]) == ("news", 0)


def test_check_writes_nothing(feedsvc: Shell, home: str, folder: Path) -> None:
    """The rows and decisions are shown; no article is stored, no feed is published."""
    assert feedsvc("init", places(home)["lean"], "--key", "lean", *CONTACT) == 0
    quickly(folder / "config.toml")
    before = sorted(folder.rglob("*"))
    assert feedsvc("check") == 0
    assert feedsvc.out.count("    new: ") >= 10
    assert not any(path.is_file() for path in set(folder.rglob("*")) - set(before) if "feeds" in path.parts)
    assert feedsvc("refresh") == 0
    assert " new" in feedsvc.out


def test_check_leaves_the_store_as_it_was(watching: Shell, folder: Path) -> None:
    """To the byte: neither what was asked of the host nor its rules are noted, as another process may be noting them."""
    before = (folder / "state" / "feedsvc.db").read_bytes()
    assert watching("check", "news") == 0
    assert (folder / "state" / "feedsvc.db").read_bytes() == before


def test_status_tells_each_source_in_words(watching: Shell) -> None:
    """Well since when, how many entries, the last runs; as JSON the same."""
    assert watching("status") == 0
    assert re.search(r"news \(新闻动态\): well since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+08:00, last look .*\+08:00; ", watching.out)
    assert watching("status", "--json") == 0
    assert json.loads(watching.out)[0]["entries"] >= 15
    assert watching("health") == 0


def test_status_tells_who_could_not_be_told(watching: Shell, folder: Path) -> None:
    """A recipient that does not answer is seen where an operator looks first; its sources are well all the same."""
    text = (folder / "config.toml").read_text("utf-8")
    (folder / "config.toml").write_text(text + '[[recipient]]\nname = "team"\nto = "webhook"\nurl = "https://hook.example.org/"\n', "utf-8")
    with closing(composition.open_store(load(folder / "config.toml"))) as store:
        store.set_value("recipient:team", {"after": 0, "failures": 2, "next": 4e9, "fault": "team: no connection"})
    assert watching("status") == 0
    assert "! team: no connection (2 times in a row)\n    what it has not heard waits; next try 2096-" in watching.out


def test_status_tells_what_could_not_be_read(feedsvc: Shell, folder: Path) -> None:
    """A listing whose articles do not answer is well, and the operator still sees that something is amiss."""

    async def site(scope: Message, receive: Receive, send: Send) -> None:
        there = scope["path"] == "/"
        rows = "".join(f"<li><a href='/{n}.html'>第{n}次质量讲座在市民中心举行</a> 2026-03-{n:02}</li>" for n in range(20, 8, -1))
        await send({"type": "http.response.start", "status": 200 if there else 404, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": f"<meta charset=utf-8><ul>{rows}</ul>".encode() if there else b""})

    with serving(site) as port:
        assert feedsvc("init", f"http://127.0.0.1:{port}/", "--key", "talks", *CONTACT) == 0
        quickly(folder / "config.toml")
        feedsvc("refresh")
    feedsvc("status")
    assert "12 articles could not be read yet: tried again" in feedsvc.out
    assert "its page is not there" in feedsvc.out


def test_status_and_explain_tell_what_stands_on_another_host(feedsvc: Shell, folder: Path) -> None:
    """As long as newest articles are not read for their host, the operator sees it and the line that would change it."""

    async def site(scope: Message, receive: Receive, send: Send) -> None:
        rows = "".join(f"<li><a href='http://bids.example/{n}.html'>第{n}次质量讲座在市民中心举行</a> 2026-03-{n:02}</li>" for n in range(20, 8, -1))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": f"<meta charset=utf-8><ul>{rows}</ul>".encode()})

    with serving(site) as port:
        assert feedsvc("init", f"http://127.0.0.1:{port}/", "--key", "talks", *CONTACT) == 0
        quickly(folder / "config.toml")
        feedsvc("refresh")
        assert 'hosts = ["bids.example"] for this source in config.toml' in feedsvc.out
    feedsvc("status")
    assert "newest 50 articles: 12 told by the listing alone: it stands on another host (bids.example); hosts = " in feedsvc.out
    feedsvc("explain", "http://bids.example/12.html")
    assert "not read: it stands on another host (bids.example)" in feedsvc.out


# --- one entry -------------------------------------------------------------------------------------


def entry(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "feeds" / "news.json").read_text("utf-8"))["items"][0]
    return found


def test_explain_tells_where_each_value_came_from(watching: Shell, folder: Path) -> None:
    """By id and by address: time, title and summary each with its reason."""
    for what in (entry(folder)["id"], entry(folder)["url"]):
        assert watching("explain", what) == 0
        assert all(f"  {name}: " in watching.out for name in ("title", "published", "summary"))
    assert watching("explain", "tag:nobody") == 2
    assert "no entry has the id or address" in watching.err


def test_withdraw_takes_an_entry_back_for_good(watching: Shell, folder: Path) -> None:
    """Its text leaves every document at once and stays away at the next look."""
    item = entry(folder)
    assert watching("withdraw", item["url"]) == 0
    for again in (False, True):
        if again:
            assert watching("refresh") == 0
        (left,) = (other for other in json.loads((folder / "feeds" / "news.json").read_text("utf-8"))["items"] if other["id"] == item["id"])
        assert item["summary"] not in json.dumps(left, ensure_ascii=False)
    assert watching("explain", item["id"]) == 0
    assert "state was 'live'" in watching.out


def test_withdraw_says_a_second_time_that_it_is_done(watching: Shell, folder: Path) -> None:
    """Nothing is published again: the withdrawal keeps its time."""
    item = entry(folder)
    assert watching("withdraw", item["url"]) == 0
    before = {path.name: path.read_bytes() for path in (folder / "feeds").iterdir() if path.is_file()}
    assert watching("withdraw", item["id"]) == 0
    assert watching.out.startswith("was withdrawn before: ") and watching.out.endswith("; 0 files changed\n")
    assert {path.name: path.read_bytes() for path in (folder / "feeds").iterdir() if path.is_file()} == before


def test_withdraw_makes_final_what_the_site_took_back(watching: Shell, folder: Path) -> None:
    """The site cannot bring it back any more; subscribers, who were told, are not told again."""
    item, config = entry(folder), load(folder / "config.toml")
    with closing(composition.open_store(config)) as store:
        known = store.entry(item["id"])
        assert known is not None
        gone = withdrawn(known, known.updated + timedelta(seconds=1))
        store.commit(Commit(store.state("news"), Outcome("news", Verdict.OK, "read", at=gone.updated), (gone,)))
    assert watching("withdraw", item["id"]) == 0
    with closing(composition.open_store(config)) as store:
        final = store.entry(item["id"])
    assert final is not None and is_final(final)
    assert final.updated == gone.updated


# --- inspect ----------------------------------------------------------------------------------------


def test_inspect_reads_a_page_and_says_why(watching: Shell, home: str, folder: Path) -> None:
    """A listing by its address with the configured contact; an article as JSON in the published form."""
    assert watching("inspect", places(home)["lean"], "--allow-private") == 0
    assert "rows." in watching.out
    assert watching("inspect", entry(folder)["url"], "--allow-private", "--json") == 0
    found = json.loads(watching.out)
    assert found["kind"] == "article"  # though its navigation is a list of links, too
    assert found["published"].endswith("+08:00")
    assert {"title", "published", "summary"} <= set(found["reasons"])


def test_inspect_of_a_source_shows_what_its_selectors_read(feedsvc: Shell, home: str, folder: Path) -> None:
    """The address of a source is read as its passes read it, and that is said; a pinned selector that finds nothing shows no rows,
    and is named by whoever tells of it."""
    assert feedsvc("init", places(home)["lean"], "--key", "lean", *CONTACT) == 0
    assert feedsvc("inspect", places(home)["lean"]) == 0
    assert "read as the source 'lean' (config.toml, line 9)" in feedsvc.out and "0 rows" not in feedsvc.out
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('selectors = { row = "div.nothing" }\n')
    assert feedsvc("inspect", places(home)["lean"]) == 0
    assert "0 rows" in feedsvc.out and "(config.toml, line 14), with its selectors: row = 'div.nothing'" in feedsvc.out
    assert feedsvc("inspect", places(home)["lean"], "--json") == 0
    assert json.loads(feedsvc.out)["items"] == []
    assert feedsvc("check") == 1
    assert "selectors.row = 'div.nothing'" in feedsvc.out and "the source 'lean' in config.toml" in feedsvc.out


def test_inspect_with_a_contact_needs_no_config_that_reads(watching: Shell, home: str, folder: Path) -> None:
    """A mistake that has nothing to do with the page is told beside what was found; without a contact the file is needed."""
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[[recipient]]\nname = "team"\nto = "wecom"\nurl = "env:NO_SUCH_ROBOT"\n')
    assert watching("inspect", places(home)["lean"], "--json", *CONTACT) == 0
    assert json.loads(watching.out)["items"] and "no variable 'NO_SUCH_ROBOT'" in watching.err
    assert "as if no source watched this address" in watching.err
    assert watching("inspect", places(home)["lean"], "--allow-private") == 2
    assert "no variable 'NO_SUCH_ROBOT'" in watching.err


def test_inspect_takes_a_batch(feedsvc: Shell, folder: Path) -> None:
    """One line in, one line out, in order; a page that is not there is an error in its line and ends nothing."""
    (folder / "page.html").write_text("<title>甲</title><h1>设备监理交流会召开</h1><p>发布时间：2026-03-04 05:06:07</p><p>会议介绍了做法。</p>", "utf-8")
    lines = [{"file": name, "url": f"http://www.example.org/{name}", "as": "article"} for name in ("page.html", "none.html", "page.html")]
    (folder / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert feedsvc("inspect", "--batch", "manifest.jsonl") == 0
    first, second, third = map(json.loads, feedsvc.out.splitlines())
    assert first == third
    assert (first["title"], first["published"]) == ("设备监理交流会召开", "2026-03-04T05:06:07+08:00")
    assert "none.html" in second["error"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[]", "is not a JSON object"),
        ('"x"', "is not a JSON object"),
        ("{", "Expecting property name"),
        ("[" * 100_000, "recursion"),
        ('{"file":"page.html","url":7}', "'url' must be a text"),
        ('{"url":"http://x.example/"}', "'file' must be a text"),
        ('{"file":"page.html","url":"http://x.example/","content_type":7}', "'content_type' must be a text"),
        ('{"file":"page.html","url":"http://x.example/","as":"poem"}', "'as' must be one of listing, article"),
        ('{"file":"page.html","url":"http://x.example/","as":["article"]}', "'as' must be a text"),
        ('{"file":"page.html","url":"http://x.example/","timezone":"Mars"}', "'Mars' is not a time zone"),
        ('{"file":"none.html","url":"http://x.example/"}', "none.html cannot be read"),
    ],
)
def test_a_bad_line_of_a_batch_gets_its_own_result(feedsvc: Shell, folder: Path, line: str, words: str) -> None:
    """Whatever stands in a line, it ends nothing: the lines after it have their results, at their place."""
    (folder / "page.html").write_text("<title>甲</title><h1>设备监理交流会召开</h1><p>会议介绍了做法。</p>", "utf-8")
    good = '{"file":"page.html","url":"http://x.example/\u2028","as":"article"}'
    (folder / "manifest.jsonl").write_text(f"\ufeff{good}\n\n{line}\r\n{good}\n", "utf-8")
    assert feedsvc("inspect", "--batch", "manifest.jsonl") == 0
    first, second, third = (json.loads(result) for result in feedsvc.out.split("\n") if result)
    assert first == third and first["title"] == "设备监理交流会召开"
    assert list(second) == ["error"] and second["error"].startswith("manifest.jsonl:3: ") and words in second["error"]


def keys_of(value: object) -> set[str]:
    """Every key of an output, on every level."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def documented(output: str) -> set[str]:
    """The keys that REFERENCE.md names for an output."""
    (row,) = (line for line in REFERENCE.splitlines() if line.startswith(f"| `{output}` |"))
    return set(re.findall(r"`(\w+)`", row.split("|", 2)[2]))


# An entry that never changed has no revisions and no notes; one word of a row names another row.
NOT_HERE = {"check --json": {"entry"}, "explain --json": {"number", "before", "note"}, "inspect --json": {"error"}}


def test_what_machines_read_is_as_documented(watching: Shell, home: str, folder: Path) -> None:
    """Each key REFERENCE.md names is there; where nothing of our own memory is shown, each key that is there has its name."""
    page = folder / "page.html"
    page.write_text("<h1>设备监理交流会召开</h1><p>会议介绍了做法。</p>", "utf-8")
    listing = places(home)["news"]
    found: dict[str, object] = {"status.json": json.loads((folder / "feeds" / "status.json").read_text("utf-8"))}
    asked = [("refresh",), ("check",), ("status",), ("doctor", "--offline"), ("explain", entry(folder)["id"]), ("inspect", listing)]
    for words in asked:
        assert watching(*words, "--json") == 0
        found[f"{words[0]} --json"] = json.loads(watching.out)
    reasons = keys_of([found["explain --json"]["entry"]["reasons"], found["inspect --json"]["reasons"]])  # type: ignore[index, call-overload]
    for output, told in found.items():
        assert documented(output) - keys_of(told) - NOT_HERE.get(output, set()) == set(), output
    for output in ("refresh --json", "doctor --json", "status.json", "inspect --json"):
        assert keys_of(found[output]) - documented(output) - reasons == set(), output


# --- the command line itself --------------------------------------------------------------------------


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (action for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", commands())
def test_each_command_is_documented_with_an_example(name: str) -> None:
    """``--help`` ends with a line to copy, and the README names the command."""
    assert (commands()[name].epilog or "").startswith(f"Example: feedsvc {name}")
    assert f"`feedsvc {name}" in README


def test_a_slip_of_the_pen_is_understood(feedsvc: Shell) -> None:
    """What was meant is said, and the exit code is that of a mistake."""
    assert feedsvc("refersh") == 2
    assert "did you mean 'refresh'?" in feedsvc.err
    assert feedsvc("init", "http://www.example.org/", "--contcat", "x") == 2
    assert "did you mean '--contact'?" in feedsvc.err
    assert feedsvc("status", "--due") == 2
    assert "did you mean" not in feedsvc.err and "feedsvc status --help" in feedsvc.err  # it has none of its own


@pytest.mark.parametrize("words", [["help", "refresh"], ["refresh", "--help"]])
def test_help_may_be_asked_for_by_its_name(feedsvc: Shell, words: list[str]) -> None:
    """As with git: 'help' before a command, or alone."""
    assert feedsvc(*words) == 0
    assert feedsvc.out.startswith("usage: feedsvc refresh")
    assert feedsvc("help") == 0
    assert feedsvc.out.startswith("usage: feedsvc [-h]")


def test_an_option_before_its_command_is_told_its_place(feedsvc: Shell) -> None:
    """Other programs want it there."""
    assert feedsvc("--config", "x.toml", "refresh") == 2
    assert "feedsvc COMMAND --config" in feedsvc.err


def test_a_command_without_a_file_says_how_to_begin(feedsvc: Shell) -> None:
    """No config.toml: the next step is named, whatever was asked."""
    for words in (["refresh"], ["run"], ["status"], ["check"], ["health"], ["explain", "x"]):
        assert feedsvc(*words) == 2
        assert "feedsvc init URL" in feedsvc.err


def test_the_demo_finds_a_port_where_the_usual_one_is_taken(folder: Path) -> None:
    """Another program on the usual port is no reason not to start."""
    with suppress(OSError), socket.create_server(("127.0.0.1", USUAL_PORT)):  # or somebody else has it
        assert port_of(usual_or_free(StaticFeeds(folder), None)) != USUAL_PORT


@pytest.mark.parametrize("interval", ["0", "-5", "2.5", "soon", "86401", "99999999999999999999"])
def test_the_demo_wants_a_pause_it_can_keep(feedsvc: Shell, interval: str) -> None:
    """New articles come once a second at most and once a day at least: with no pause between them their list would have no end."""
    assert feedsvc("demo", "--port", "0", f"--interval={interval}") == 2
    assert f"argument --interval: '{interval}' is no whole number of seconds from 1 to 86400" in feedsvc.err


def port_of(server: BoundServer) -> int:
    with closing(server._listener):
        return server.port
