"""A headless Chromium and a small site on this machine for it, for tests that need a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]
NODE_MODULES = Path(os.environ.get("NODE_MODULES") or Path(__file__).parent / "node_modules")


def missing(reason: str) -> NoReturn:
    """Skip and say why; where everything must be there, fail."""
    if os.environ.get("FEEDSVC_STRICT"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; a skipped test, with the reason, where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if not CHROMIUM:
        missing("no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Answer:
    """What the site says to a path.  ``before`` runs first, e.g. to wait for the test to allow the answer."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    before: Callable[[], object] | None = None


@dataclass
class LocalSite:
    """Answers by path; ``seen`` holds every request as (path, headers with lower-case names)."""

    url: str
    answers: dict[str, Answer]
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]


@contextmanager
def local_site(answers: dict[str, Answer] | None = None) -> Iterator[LocalSite]:
    """A real server on 127.0.0.1; anything unknown is 404."""
    site = LocalSite("", answers if answers is not None else {})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ConnectionError):  # the browser may give up, as some tests want it to
                super().handle()

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.seen.append((path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.answers.get(path, Answer(status=404))
            if answer.before:
                answer.before()
            self._say(answer)

        def _say(self, answer: Answer) -> None:
            tag = answer.headers.get("ETag")
            fresh = tag is not None and self.headers.get("If-None-Match") == tag
            self.send_response(304 if fresh else answer.status)
            for name, value in {"Content-Type": answer.media_type, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0" if fresh else str(len(answer.body)))
            self.end_headers()
            self.wfile.write(b"" if fresh else answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    site.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
