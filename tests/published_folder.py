"""A folder of published files as the file publisher leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher

MODIFIED = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)

ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>质量</title></feed>".encode() * 20
DOCUMENTS: dict[str, tuple[str, bytes]] = {
    "index.html": ("text/html", b"<!doctype html><title>Feeds</title>" * 10),
    "news.atom": ("application/atom+xml", ATOM),
    "news.rss": ("application/rss+xml", b"<rss version='2.0'/>" * 20),
    "news.json": ("application/feed+json", b'{"version": "https://jsonfeed.org/version/1.1"}' * 10),
    "news.html": ("text/html; charset=utf-8", b"<!doctype html><title>News</title>" * 10),
    "news.fragment.html": ("text/html", b"<ul><li>News</li></ul>" * 20),
    "news.frame.html": ("text/html", b"<!doctype html><title>Box</title>" * 10),
    "archive/news/1.atom": ("application/atom+xml", b"<feed/>" * 40),
    "feeds.opml": ("text/x-opml", b"<opml version='2.0'/>" * 20),
    "status.json": ("application/json", b'{"sources": []}' * 20),
    "embed.js": ("text/javascript", b"export {};" * 30),
    "embed-0123456789ab.js": ("text/javascript", b"export {};" * 30),
    ".well-known/tdmrep.json": ("application/json", b'[{"location": "/*", "tdm-reservation": 1}]' * 10),
    "robots.txt": ("text/plain; charset=utf-8", b"User-agent: *\nAllow: /\n" * 20),
    "icon.png": ("image/png", b"\x89PNG" * 100),
    "style.css": ("text/css", b"body { margin: 0 }" * 20),
    "favicon.ico": ("image/x-icon", b"\0\0\1\0" * 100),
    "icon.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 10),
    "新闻 1.atom": ("application/atom+xml", b"<feed/>"),
}


def write(root: Path, documents: Mapping[str, tuple[str, bytes]], modified: datetime = MODIFIED) -> None:
    """Publishes exactly these documents: name → (media type, bytes)."""
    values = [Document(name, media_type, body, modified) for name, (media_type, body) in documents.items()]
    FilesPublisher(root).publish({"all": (str(hash(tuple(documents.items()))), values)}, ())
