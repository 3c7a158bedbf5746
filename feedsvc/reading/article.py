"""An article page to an Article: every field with a sentence on where it came from."""

from __future__ import annotations

from datetime import datetime

from ..model import Article, Pins, Row
from . import tree as trees
from .body import find_body, paragraphs
from .dates import Order
from .meta import Metadata, metadata
from .outline import outline
from .text import han_share, join_han
from .times import Setting, read_times
from .titles import read_title


def read_article(
    html: str,
    url: str,
    *,
    zone: str = "Asia/Shanghai",
    now: datetime | None = None,
    pins: Pins = Pins(),
    row: Row | None = None,
    language: str | None = None,
    full: bool = False,
) -> Article:
    tree = trees.parse(html)
    meta = metadata(tree)
    lines = outline(tree)
    body = find_body(lines)
    title = read_title(meta, lines, body, row)
    times = read_times(html, url, meta, lines, body, title.line, Setting(zone, now, _order(meta, url, zone)))
    text = "\n".join(join_han(p) for p in paragraphs(lines, body, title.text or "", title.line))
    return Article(url, title.text, times.published, times.updated, language=meta.language, text=text, reasons={"title": title.reason, "published": times.reason})


def _order(meta: Metadata, url: str, zone: str) -> Order | None:
    language = (meta.language or meta.first("oglocale")).lower().replace("_", "-")
    if language[:2] in ("zh", "ja", "ko", "hu"):
        return "ymd"
    if language in ("en-us",):
        return "mdy"
    if language and language[:2] != "en" or language in ("en-gb", "en-au", "en-nz", "en-in", "en-ie"):
        return "dmy"
    return None
