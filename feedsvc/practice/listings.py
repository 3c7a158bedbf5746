"""Listing pages: rows of links with dates in four layouts, and the pager under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from .chrome import document
from .life import Post
from .sections import Section

ROWS = 20
_DATES = {"[2021-09-08]": "[%Y-%m-%d]", "2021-09-08": "%Y-%m-%d", "09-08": "%m-%d"}


def address(section: Section, post: Post) -> str:
    """Path (with query) of an article."""
    return section.article(post.number, f"{post.published:%Y%m%d}")


def pages(posts: Sequence[Post]) -> int:
    """How many listing pages the articles fill; an empty section still has one."""
    return max(1, -(-len(posts) // ROWS))


def render_listing(section: Section, posts: Sequence[Post], page: int) -> bytes:
    """Page ``page`` (from 1) of a section's articles, which come newest first."""
    rows = list(posts[(page - 1) * ROWS : page * ROWS])
    pinned = [posts[-1]] if section.pinned and page == 1 and len(posts) > ROWS else []
    content = LOOKS[section.look](section, [*pinned, *rows], len(pinned))
    title = section.name if page == 1 else f"{section.name} 第{page}页"
    return document(title, section.name, content + _pager(section, page, len(posts), pages(posts)), section.charset)


def date(section: Section, post: Post) -> str:
    """The day of publication as the section's rows print it."""
    if section.dates == "2021/9/8":
        return f"{post.published.year}/{post.published.month}/{post.published.day}"
    return post.published.strftime(_DATES[section.dates])


def link(section: Section, post: Post) -> str:
    """The row's link: a long title is cut with … and stands in full in ``title``."""
    title = post.title
    shown = title if len(title) <= section.cut else f"{title[: section.cut]}…"
    return f'<a href="{escape(address(section, post))}" title="{escape(title)}" target="_blank">{escape(shown)}</a>'


def _table(section: Section, posts: Sequence[Post], pinned: int) -> str:
    rows = "\n".join(
        f"<tr><td width='20'>·</td><td height='28'>{'<font color=red>[置顶]</font>' if place < pinned else ''}"
        f"{link(section, post)}</td><td width='110' class='riqi'>{date(section, post)}</td></tr>"
        for place, post in enumerate(posts)
    )
    return f"<table class='liebiao' border='0' cellspacing='0' cellpadding='0'>\n{rows}\n</table>"


def _ul(section: Section, posts: Sequence[Post], pinned: int) -> str:
    rows = "\n".join(f"<li><span>{date(section, post)}</span>{link(section, post)}</li>" for post in posts)
    return f"<ul class='liebiao'>\n{rows}\n</ul>"


def _div(section: Section, posts: Sequence[Post], pinned: int) -> str:
    rows = "\n".join(
        f"<div class='item'><div class='bt'>{link(section, post)}</div>"
        f"<div class='jj'>{escape(post.paragraphs[0][:60])}……</div><div class='riqi'>{date(section, post)}</div></div>"
        for post in posts
    )
    return f"<div class='liebiao'>\n{rows}\n</div>"


def _dl(section: Section, posts: Sequence[Post], pinned: int) -> str:
    rows = "\n".join(f"<dt>{link(section, post)}</dt><dd class='riqi'>{date(section, post)}</dd>" for post in posts)
    return f"<dl class='liebiao'>\n{rows}\n</dl>"


def _pager(section: Section, page: int, count: int, last: int) -> str:
    steps = (("首页", 1), ("上一页", page - 1), ("下一页", page + 1), ("尾页", last))
    links = " ".join(
        f"<a href='{escape(section.listing(target))}'>{name}</a>" if 1 <= target <= last and target != page else name
        for name, target in steps
    )
    return f"\n<div class='page'>共{count}条 页次:{page}/{last}页 {links}</div>"


LOOKS: Mapping[str, Callable[[Section, Sequence[Post], int], str]] = {"table": _table, "ul": _ul, "div": _div, "dl": _dl}
