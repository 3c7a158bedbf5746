"""A start imports what its command needs and no more: cron starts the program for every pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from .scripted_server import Received, ScriptedServer, Step, head, http, with_robots

HOME = Path(__file__).parent.parent
TITLES = {f"/n/{n}.html": f"The association met in town number {n}" for n in range(1, 13)}
ROWS = "".join(f'<li><a href="{path}">{title}</a> <span>2026-10-{n:02}</span></li>' for n, (path, title) in enumerate(TITLES.items(), 1))
PAGE = f"<html><head><title>News</title></head><body><h1>News</h1><ul>{ROWS}</ul></body></html>".encode()
TEXT = "<p>The association met and talked about the quality of many things for a whole day, and then about the next meeting.</p>"

# What reads pages, renders, stays up, talks to people, or belongs to the tests.
NOT_NEEDED = {
    "feedgen", "lxml", "xml", "selectolax", "nh3", "chardet", "webencodings", "dateutil", "tzdata", "gzip", "html", "difflib", "ctypes",
    "rich", "uvicorn", "httptools", "apscheduler", "prometheus_client", "psycopg", "obstore", "unittest", "pydoc", "multiprocessing",
    "feedsvc.reading.article", "feedsvc.reading.decoding", "feedsvc.reading.listing", "feedsvc.reading.outline", "feedsvc.reading.tree",
    "feedsvc.formats.atom", "feedsvc.formats.content", "feedsvc.formats.lint", "feedsvc.formats.markup", "feedsvc.formats.words",
    "feedsvc.serve", "feedsvc.serving", "feedsvc.web", "feedsvc.practice", "feedsvc.notify", "feedsvc.notifiers", "feedsvc.runners",
    "feedsvc.published", "feedsvc.assemble", "feedsvc.rendering", "feedsvc.pages", "feedsvc.articles", "feedsvc.decide", "feedsvc.gate",
    "feedsvc.stores.postgres", "feedsvc.publishers.s3", "feedsvc.watch", "feedsvc.commands.init", "feedsvc.commands.service",
}  # fmt: skip
FOR_HELP = {"asyncio", "feedsvc.model", "feedsvc.app", "feedsvc.config", "sqlite3", "json", "dataclasses"}


def loaded(*words: str) -> set[str]:
    """The modules a command has loaded when it ends well."""
    code = f"""
import sys
sys.argv = {["feedsvc", *words]!r}
from feedsvc.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + " ".join(sys.modules))
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(done.stdout.rsplit("\n", 2)[1].split())


def site(received: Received) -> Iterable[Step]:
    if received.path not in (*TITLES, "/news/"):
        return [http(404)]
    if received.path != "/news/":
        return [http(200, f"<html><body><h1>{TITLES[received.path]}</h1>{TEXT}</body></html>".encode())]
    return [head(304, {"ETag": '"1"'}) if "if-none-match" in received.headers else http(200, PAGE, {"ETag": '"1"'})]


@pytest.mark.parametrize("robots", [None, b"User-agent: *\nDisallow: /admin/\n"])
def test_a_refresh_that_finds_nothing_imports_no_reader_and_no_writer(tmp_path: Path, robots: bytes | None) -> None:
    """A pass over a site where nothing happened reads no page and renders no document, and imports nothing that does."""
    config = tmp_path / "config.toml"
    with ScriptedServer(with_robots(site, robots)) as server:
        source = f'[[source]]\nkey = "news"\nurl = {json.dumps(server.url("/news/"))}\nallow_private = true\n[fetch]\npace = 0.0\n'
        config.write_text(f'[site]\ntitle = "A"\ncontact = "mailto:a@example.org"\nbase_url = "http://a.example/"\n{source}', "utf-8")
        assert NOT_NEEDED & loaded("refresh", "--config", str(config)) >= {"selectolax", "feedsvc.reading.tree", "feedsvc.formats.atom"}
        assert (tmp_path / "feeds" / "news.atom").exists()
        before = len(server.requests)
        second = loaded("refresh", "--config", str(config))
        assert len(server.requests) == before + 1
    assert "feedsvc.fetching.client" in second
    assert NOT_NEEDED & second == set()


def test_help_imports_next_to_nothing() -> None:
    """Who asks for help waits for no store, no network and no configuration."""
    assert FOR_HELP & loaded("--help") == set()


def test_a_process_ends_with_its_output_written_and_its_exit_code(tmp_path: Path) -> None:
    """Ending at once loses no word and no code; who stops reading is no error, a full disk is one, told in words."""
    feedsvc = [sys.executable, "-m", "feedsvc"]
    helped = subprocess.run([*feedsvc, "--help"], cwd=HOME, capture_output=True, text=True)
    assert (helped.returncode, helped.stdout.rstrip()[-4:]) == (0, " URL")
    assert subprocess.run([*feedsvc, "nonsense"], cwd=HOME, capture_output=True).returncode == 2
    (tmp_path / "page.html").write_bytes(PAGE)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(json.dumps({"file": "page.html", "url": "http://www.example.org/news/", "as": "listing"}))
    inspected = [*feedsvc, "inspect", "--batch", str(manifest)]
    reading, writing = os.pipe()
    os.close(reading)
    unread = subprocess.run(inspected, cwd=HOME, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (unread.returncode, unread.stderr) == (0, "")
    with open("/dev/full", "wb") as full:
        told = subprocess.run(inspected, cwd=HOME, stdout=full, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 1 and "the disk is full" in told.stderr and "Traceback" not in told.stderr
