"""An article page to an Article: every field with a sentence on where it came from.

The steps: parse behind the guard, take what the page says to machines, lay the page out in lines, find the text, the
title with its help, the times around the title, and the rest from there.  Pinned selectors go before all detection.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from ..model import Article, Attachment, Pins, Row
from . import tree as trees
from .body import Body, find_body, is_subheading, text_lines
from .credits import read_author, read_origin, read_rights
from .date_forms import Habit, Order
from .enclosed import attachments, image, safe_html, shown_documents
from .meta import Metadata, metadata
from .outline import Outline, outline
from .scripts import without_scripts
from .signals import of_page
from .summary import read_summary
from .text import TITLE_CAP, cap, han_share, join_han, one_line
from .times import Times, read_times
from .titles import Title, read_title
from .window import View, view
from .witness import Setting

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
# English alone does not tell whether the day or the month comes first; its countries do.
_DAY_FIRST_ENGLISH = frozenset("en-gb en-au en-nz en-ie en-in en-za en-sg en-hk".split())


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
    order: Order | None = None,
) -> Article:
    """What an article page shows.

    ``html`` is decoded text, ``url`` the page's absolute address; ``zone`` is for times that name none; ``now`` (aware)
    lets "昨天" and dates without a year be read; ``row`` is how a listing shows the article; ``language`` is used when
    the page tells none; ``full`` also gives the main part as sanitised HTML; ``order`` is how its listing writes numeric days.  Raises SuspectError for a page that would
    cost too much to read.
    """
    page = without_scripts(html)
    seen = View(page) if pins.article_title or pins.article_time or pins.article_body else view(page, row.title if row else "")
    tree = trees.parse(seen.html)
    meta = metadata(tree)
    pinned = _pinned(tree, pins)
    shown = shown_documents(tree, html)
    lines = outline(tree, pinned.get("article_body"), seen.skipped)
    body = find_body(lines) if "article_body" not in pinned else Body(0, 0, len(lines.lines), 0, 0)
    title = _pinned_title(pinned, pins) or read_title(meta, lines, body, row)
    spoken, spoken_reason = _language(meta, lines, body, language)
    setting = Setting(zone, now, _order(spoken, order), row)
    times = _pinned_time(pinned, pins, setting) or read_times(html, url, meta, lines, body, title.line, setting)
    return _assembled(url, meta, lines, body, title, times, attachments(lines, body, shown, url), (spoken, spoken_reason), full)


def _assembled(
    url: str, meta: Metadata, lines: Outline, body: Body, title: Title, times: Times, files: tuple[Attachment, ...], language: tuple[str | None, str], full: bool
) -> Article:
    kept = text_lines(lines, body, title.text or "", title.line)
    paragraphs = [join_han(one_line(line.text)) for line in kept]
    summary = read_summary(meta, title.text or "", [text for line, text in zip(kept, paragraphs, strict=True) if not is_subheading(lines, line)])
    author, author_reason = read_author(meta, lines, body, title)
    origin, origin_reason = read_origin(lines, body, title.line, meta)
    rights, rights_reason = read_rights(lines, meta)
    picture, picture_reason = image(meta, lines, body, title.line, url)
    return Article(
        url,
        title.text,
        times.published,
        times.updated,
        summary.text,
        author,
        origin,
        picture,
        language[0],
        rights,
        "\n".join(paragraphs),
        safe_html(lines, body, {line.index for line in kept}, url) if full else None,
        files,
        of_page(meta.names),
        {
            "title": title.reason, "published": times.reason, "updated": times.updated_reason, "summary": summary.reason,
            "author": author_reason, "source": origin_reason, "rights": rights_reason, "image": picture_reason, "language": language[1],
            "text": _about(lines, body, len(paragraphs)),
        },  # fmt: skip
    )


def _about(lines: Outline, body: Body, count: int) -> str:
    if body.box < 0:
        return "no box of the page holds running text"
    box = lines.boxes[body.box]
    name = f"<{box.tag}{' ' + box.mark if box.mark else ''}>"
    return f"{count} {'paragraph' if count == 1 else 'paragraphs'} of the box {name}, lines {body.first + 1} to {body.last}, which holds most of the page's prose"


def _pinned(tree: LexborHTMLParser, pins: Pins) -> dict[str, LexborNode]:
    """The elements that the operator's selectors name, as far as the page has them."""
    found = {}
    for name in ("article_title", "article_time", "article_body"):
        selector = getattr(pins, name)
        node = tree.css_first(selector) if selector else None
        if node is not None:
            found[name] = node
    return found


def _pinned_title(pinned: dict[str, LexborNode], pins: Pins) -> Title | None:
    node = pinned.get("article_title")
    text = one_line(node.text()) if node is not None else ""
    return Title(cap(text, TITLE_CAP), -1, f"the pinned selector {pins.article_title}") if text else None


def _pinned_time(pinned: dict[str, LexborNode], pins: Pins, setting: Setting) -> Times | None:
    from .dates import parse

    node = pinned.get("article_time")
    if node is None:
        return None
    for text in (node.attributes.get("datetime") or "", node.attributes.get("content") or "", node.text()):
        stamp = parse(text, setting.zone, setting.now, setting.order)
        if stamp:
            return Times(stamp, None, f"the pinned selector {pins.article_time}")
    return None


def _language(meta: Metadata, lines: Outline, body: Body, fallback: str | None) -> tuple[str | None, str]:
    """What the page is written in: by its script where that tells, else as declared, else ``fallback``; and why."""
    sample = " ".join(line.text for line in lines.lines[body.first : body.last][:40])[:1200]
    declared = (meta.language or meta.first("contentlanguage", "oglocale", "inlanguage")).replace("_", "-").split(",")[0].strip()
    said = _tag(declared) if _LANGUAGE.fullmatch(declared) else None
    script = None
    if _HANGUL.search(sample) and len(_HANGUL.findall(sample)) * 5 > len(sample):
        script = "ko"
    elif han_share(sample) > 0.25:
        script = "ja" if len(_KANA.findall(sample)) * 20 > len(sample) else "zh"
    named = [(name, where) for name, where in ((said, "declared by the page"), (fallback, "the listing's")) if name]
    fitting = [(name, where) for name, where in named if script is None or name.lower().startswith(script)]
    if script and not fitting:
        lost = ", ".join(f"{name} ({where})" for name, where in named)
        return script, "the script it is written in" + (f"; it won over {lost}" if lost else "")
    return fitting[0] if fitting else (None, "nothing tells it")


def _tag(language: str) -> str:
    """A language tag in its usual letters: zh-CN, zh-Hans, en-US (RFC 5646, 2.1.1)."""
    first, *rest = language.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest)])


def _order(language: str | None, listed: Order | None) -> Habit | None:
    """Which of day and month comes first: as the page's listing writes them, else as its language does; "open" where that differs
    between its countries, None for a language nobody names."""
    if listed in ("dmy", "mdy"):
        return listed
    name = (language or "").lower()
    if name[:2] in ("zh", "ja", "ko", "hu"):
        return "ymd"
    if name == "en-us":
        return "mdy"
    if name[:2] not in ("en", "") or name in _DAY_FIRST_ENGLISH:
        return "dmy"
    return "open" if name else None
