"""Pages that answer 200 and say that what was asked for is not there (a "soft 404").  Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from ..model import Article

# A notice is short; an article that tells of one is not.
SHORT = 300
LINE = 120
GONE = "gone"

_GONE = (
    r"(?:页面|网页|文章|信息|内容|新闻|记录|文件|资源|链接|稿件|您(?:所)?访问的\S{0,6})\s*(?:可能)?(?:已经?)?(?:被(?:管理员|作者|发布者)?)?\s*"
    r"(?:不存在|未找到|找不到|(?:删除|移除|撤稿|撤下|下线)|已?失效|已?过期)|"
    r"(?:找不到|没有找到|未找到)\S{0,8}(?:页面|网页|文章|信息|内容|记录|文件)|(?:没有|未)(?:找到|查到)?相关\S{0,2}(?:信息|内容|文章|记录)|参数错误|404错误|错误404|"
    r"(?:page|article|document|file|content|item|story)\s+(?:\w+\s+){0,4}?(?:not\s+(?:be\s+)?found|(?:been\s+|was\s+)?(?:removed|deleted)|does\s+not\s+exist|"
    r"no\s+longer\s+(?:available|exists?))|^\W*(?:(?:http|error|status|code)\W*)*404\b(?!\s*(?:views?|reads?|hits?)\b)|(?:could|can)\s?n[o']t\s+(?:be\s+)?f(?:ou|i)nd"
)


def marked(article: Article, html: str) -> Article:
    """The article with "gone" among its directives when its page shows a notice and little else."""
    if len(article.text) > SHORT or _notice(html) is None:
        return article
    return replace(article, directives=article.directives | {GONE})


def says_gone(article: Article) -> bool:
    """Whether the page was a short notice that the article does not exist (any more)."""
    return GONE in article.directives


def _notice(html: str) -> str | None:
    """The line outside links and scripts that says so."""
    from .tree import parse  # its patterns are dear to compile, and a pass may have nothing to read

    parsed = parse(html)
    parsed.strip_tags(["script", "style", "template", "a"])
    lines = (line.strip() for line in (parsed.root.text(separator="\n") if parsed.root else "").split("\n"))
    return next((line for line in lines if len(line) <= LINE and re.search(_GONE, line, re.IGNORECASE)), None)


def leads_home(asked: str, answered: str, listing: str = "") -> bool:
    """Whether the site sent us from an article to its home page or to the listing: its way to say that there is none."""
    if _is_home(asked) or urlsplit(asked).path == urlsplit(answered).path:  # a front page has several addresses
        return False
    return _is_home(answered) or (listing != "" and answered.rstrip("/") == listing.rstrip("/"))


def _is_home(url: str) -> bool:
    place = urlsplit(url)
    return re.fullmatch(r"/?(?:(?:index|default|main|home)\.\w{2,5})?", place.path) is not None and not place.query
