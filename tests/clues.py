"""Pages made harder on purpose: without a clue they have, or with something around them that they might have had.

A reader that leans on one clue reads the pages at hand well, and others badly: what it gives may not change when that
clue goes, or when the page also shows other articles, today's date, or an imprint.  ``CLUES`` are functions
(page, address) → (page, address).  Nothing they add says anything of the page's own article.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import urlsplit

Hardening = Callable[[str, str], tuple[str, str]]

_OTHERS = (
    "关于召开年度会员大会的通知", "全国质量标杆评选结果公示", "秘书处赴企业走访调研", "第三届理事会会议纪要",
    "关于征集团体标准的公告", "质量月活动总结", "先进单位名单公布", "专家委员会成立大会举行",
)  # fmt: skip
_HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
_TIME = re.compile(r"<(/?)time\b[^>]*>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
_TOLD = re.compile(r"<script[^>]*(?:ld\+|application/)json[^>]*>.*?</script>|<meta\s[^>]*>", re.IGNORECASE | re.DOTALL)
_NAMES = re.compile(r"""(<[a-z][^<>]*?)\s(?:class|id|itemprop|rel|data-[\w-]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_QUOTED_NAMES = re.compile(r"""(\s(?:class|id)\s*=\s*["'])([^"']*)(["'])""", re.IGNORECASE)
_LABEL = re.compile(r"(?:发布|发表|更新|添加|上传|录入|公布)?(?:时间|日期)\s*[:：]")
_DAY = re.compile(r"(?<![\d/=_-])((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/.-])")
_PARAGRAPH = re.compile(r"<p\b[^>]*>(?:<(?!/?p\b)[^>]*>|[^<])*[，。,.](?:<(?!/?p\b)[^>]*>|[^<]){60,}</p>", re.IGNORECASE)
_MARKUP = re.compile(r"(<script.*?</script>|<[^>]*>)", re.IGNORECASE | re.DOTALL)


def _without(pattern: re.Pattern[str], instead: str = "") -> Hardening:
    return lambda page, url: (pattern.sub(instead, page), url)


def _nameless(page: str, url: str) -> tuple[str, str]:
    """Classes, ids and the like go; an element has several."""
    while (less := _NAMES.sub(r"\1", page)) != page:
        page = less
    return page, url


def _generated_names(page: str, url: str) -> tuple[str, str]:
    """Classes and ids become such as tools generate: alike where they were, and saying nothing."""

    def hashed(found: re.Match[str]) -> str:
        return found[1] + " ".join(f"css-{hashlib.sha1(name.encode()).hexdigest()[:7]}" for name in found[2].split()) + found[3]

    return _QUOTED_NAMES.sub(hashed, page), url


def _site_alone(page: str, url: str) -> tuple[str, str]:
    """<title> names the site only, as on old systems."""

    def last(found: re.Match[str]) -> str:
        parts = [part for part in re.split(r"\s*[-–—_|｜»«]+\s*", found[1]) if part.strip()]
        return f"<title>{parts[-1] if len(parts) > 1 else '某某协会官方网站'}</title>"

    return _TITLE.sub(last, page), url


def _elsewhere(page: str, url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return page, f"{parts.scheme}://{parts.netloc}/show?id=4711"


def _days(form: Callable[[re.Match[str]], str]) -> Hardening:
    """Every day a person sees is written in another form."""

    def rewritten(page: str, url: str) -> tuple[str, str]:
        pieces = _MARKUP.split(page)
        pieces[::2] = [_DAY.sub(form, piece) for piece in pieces[::2]]
        return "".join(pieces), url

    return rewritten


def _before(added: str) -> Hardening:
    return lambda page, url: (re.sub(r"(<body[^>]*>)", lambda found: found[1] + added, page, count=1, flags=re.IGNORECASE), url)


def _after(added: str) -> Hardening:
    def longer(page: str, url: str) -> tuple[str, str]:
        end = page.lower().rfind("</body")
        return (page[:end] + added + page[end:] if end >= 0 else page + added), url

    return longer


def _inside(added: str) -> Hardening:
    """Within the text, after its first long paragraph."""

    def longer(page: str, url: str) -> tuple[str, str]:
        found = _PARAGRAPH.search(page)
        return (page[: found.end()] + added + page[found.end() :] if found else page), url

    return longer


_OTHERS_IN_ENGLISH = (
    "City council approves new budget for schools", "How small firms prepare for the winter", "Five ways to save energy at home",
    "Museum opens after two years of repair", "Researchers map the floor of the lake", "Local team wins the regional cup",
)  # fmt: skip
_MONTHS = "March April May June July August".split()


def _english(row: str, frame: str) -> str:
    """The same in English, with days such as "March 3, 2025"."""
    days = [f"{month} {n + 3}, 2025" for n, month in enumerate(_MONTHS)]
    return frame.format("".join(row.format(link=f'<a href="/x/{n}.html">{title}</a>', day=days[n], n=n) for n, title in enumerate(_OTHERS_IN_ENGLISH)))


def _list(row: str, frame: str) -> str:
    """Other articles: a row of ``row`` for each, with its day in "{day}"."""
    return frame.format("".join(row.format(link=f'<a href="/x/{n}.html">{title}</a>', title=title, n=n, day=f"2025-0{n + 1}-1{n}") for n, title in enumerate(_OTHERS)))


LISTS = {
    "rows": _list("<li>{link}<span>{day}</span></li>", "<div><h3>最新动态</h3><ul>{}</ul></div>"),
    "days first": _list("<li><span>{day}</span>{link}</li>", "<div><h3>相关文章</h3><ul>{}</ul></div>"),
    "table": _list("<tr><td>·{link}</td><td>{day}</td></tr>", "<table>{}</table>"),
    "days below": _list("<div><div>{link}</div><div>{day}</div></div>", "<div><h2>热点新闻</h2>{}</div>"),
    "days above": _list("<div><div>{day}</div><div>{link}</div></div>", "<div><h2>热点新闻</h2>{}</div>"),
    "in the link": _list('<li><a href="/x/{n}.html">{title} <em>{day}</em></a></li>', "<div><h2>通知公告</h2><ul>{}</ul></div>"),
    "in brackets": _list("<li>{link} [{day}]</li>", "<div><div>通知公告</div><ul>{}</ul></div>"),
    "time elements": _list('<li>{link} <time datetime="{day}T08:30:00+08:00">{day}</time></li>', "<div><h2>Latest news</h2><ul>{}</ul></div>"),
    "cards": _list(
        '<article><h3>{link}</h3><time datetime="{day}T08:30:00+08:00">{day} 08:30</time><p>秘书处人员到场介绍了情况，并听取了与会代表的意见。</p></article>',
        "<section><h2>Related</h2>{}</section>",
    ),
    "pictures": _list('<div><a href="/x/{n}.html"><img src=/{n}.jpg alt="{title}"><span>{title}</span><span>{day}</span></a></div>', "<div>{}</div>"),
    "days in words": _english("<li>{link} <span>{day}</span></li>", "<div><h3>Latest News</h3><ul>{}</ul></div>"),
    "signed cards": _english(
        "<div><h3>{link}</h3><p>By Jane Doe, {day}</p><p>The story of how it came about, and what people who live there say about it now.</p></div>",
        "<div><h2>More stories</h2>{}</div>",
    ),
    "authors and days": _english('<div>{link}<div><a href="/by/jd">Jane Doe</a> | {day}</div></div>', "<section><h2>You may also like</h2>{}</section>"),
    "days ago": _english("<li>{link} {n} days ago</li>", "<div><h3>Trending</h3><ul>{}</ul></div>"),
    "no days": _list("<li>{link}</li>", "<div><h3>推荐阅读</h3><ul>{}</ul></div>"),
}
TODAY = "<div>欢迎访问！今天是：2026年11月26日 星期四 09:15</div>"
TICKER = '<div>公告：<a href="/x/9.html">关于开展年度先进单位评选工作的通知</a> 2025-10-01</div>'
WEATHER = "<div>2026年11月26日 星期四 晴 3℃~12℃ <a href=/login>登录</a> <a href=/en/>English</a></div>"
NEIGHBOURS = (
    '<p>上一篇：<a href="/x/1.html">关于召开年度会员大会的通知</a> 2025-02-11</p><p>下一篇：<a href="/x/2.html">全国质量标杆评选结果公示</a> 2025-03-12</p>'
)
COMMENTS = (
    "<div><h3>网友评论</h3><div>张先生 发表于 2026-01-02 10:11</div><div>写得很好，希望多多组织这样的活动。</div>"
    "<div>李女士 发表于 2026-01-03 09:21</div><div>支持！</div></div>"
)
REPLIES = "<div>" + "".join(
    f"<div>{name}</div><div>Posted on {month} 5, 2025</div><p>Thank you for this article, it was a pleasure to read.</p>"
    for name, month in zip(("John", "Mary", "Sam"), _MONTHS, strict=False)
) + "</div>"
EVENTS = "<div><h3>Upcoming events</h3><ul><li>Town hall meeting – December 12, 2026, 7:00 pm</li><li>Winter market – December 19, 2026</li></ul></div>"
MASTHEAD = "<div>Thursday, November 26, 2026</div>"
PRINTED = "<div>打印时间：2026-11-26 09:15:00 本页更新时间：2026-11-26</div>"
DATA = """<script type="application/ld+json">[{"@context":"https://schema.org","@type":"ItemList","itemListElement":[
{"@type":"ListItem","position":1,"item":{"@type":"NewsArticle","headline":"关于召开年度会员大会的通知","datePublished":"2025-02-11T08:00:00+08:00","url":"/x/1.html"}},
{"@type":"ListItem","position":2,"item":{"@type":"NewsArticle","headline":"质量月活动总结","datePublished":"2025-03-12T08:00:00+08:00","url":"/x/2.html"}}]},
{"@context":"https://schema.org","@type":"Organization","name":"某某协会","foundingDate":"1998-05-06"}]</script>"""
EVENT = "<p>会议时间：2027年3月12日上午9:00</p><p>报名截止日期：2027年3月1日</p><p>会议地点：泉城大厦二楼会议室</p>"
STANDARD = (
    "<table><tr><td>标准名称</td><td>检验检测机构管理规范</td></tr><tr><td>发布日期</td><td>2018-03-01</td></tr><tr><td>实施日期</td><td>2018-06-01</td></tr></table>"
)
LAW = "<p>（2016年11月7日第十二届全国人民代表大会常务委员会第二十四次会议通过，自2017年6月1日起施行）</p>"
IMPRINT = "<div>Copyright © 2009-2025 某某协会 版权所有 备案号：样ICP备2021012345号-1 更新日期：2025-03-04</div>"


def all_of(*ways: Hardening) -> Hardening:
    def each(page: str, url: str) -> tuple[str, str]:
        for way in ways:
            page, url = way(page, url)
        return page, url

    return each


CLUES: dict[str, Hardening] = {
    "no metadata": _without(_TOLD),
    "no scripts": _without(_SCRIPT),
    "no names": _nameless,
    "generated names": _generated_names,
    "no headings": _without(_HEADING, r"<\1div"),
    "no time elements": _without(_TIME, r"<\1span>"),
    "no labels": _without(_LABEL),
    "no <title>": _without(_TITLE),
    "<title> is the site's": _site_alone,
    "opaque address": _elsewhere,
    "days in Han": _days(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日"),
    "days with slashes": _days(lambda m: f"{m[1]}/{int(m[2])}/{int(m[3])}"),
    "days in brackets": _days(lambda m: f"[{m[1]}-{m[2]}-{m[3]}]"),
    "today's date": _before(TODAY),
    "imprint": _after(IMPRINT),
    "event inside": _inside(EVENT),
    "standard inside": _inside(STANDARD),
    "law inside": _inside(LAW),
    "one row before": _before(TICKER),
    "weather": _before(WEATHER),
    "neighbours after": _after(NEIGHBOURS),
    "comments after": _after(COMMENTS),
    "replies after": _after(REPLIES),
    "events before": _before(EVENTS),
    "events after": _after(EVENTS),
    "masthead": _before(MASTHEAD),
    "time of printing": _after(PRINTED),
    "data of others": _before(DATA),
    **{f"list before: {name}": _before(html) for name, html in LISTS.items()},
    **{f"list after: {name}": _after(html) for name, html in LISTS.items()},
}
CLUES["bare text"] = all_of(*(CLUES[name] for name in ("no metadata", "no scripts", "no names", "no headings", "opaque address")))
CLUES["bare text, site's <title>, crowded"] = all_of(
    *(CLUES[name] for name in ("bare text", "<title> is the site's", "list before: rows", "today's date", "list after: days first", "imprint"))
)


_ARTICLE_LINK = re.compile(r"""<a\b[^>]*?href=["']?[^"'\s>]*t20\d{6}_[67]\d{3}\.html[^>]*>.*?</a>""", re.IGNORECASE | re.DOTALL)
ROW_NOISE: dict[str, Callable[[str, int], str]] = {
    "category before": lambda link, n: f'<a href="/cat/{n % 3}.html">[通知]</a> {link}',
    "pinned rows": lambda link, n: f"<span>[置顶]</span>{link}" if n < 3 else link,
    "new rows": lambda link, n: f'{link}<img src="/new.gif" alt="NEW">' if n < 4 else link,
    "counters": lambda link, n: f"{link}<span>浏览：{n * 37}</span>",
    "counters of some": lambda link, n: f"{link}<span>({n * 37})</span>" if n % 3 else link,
    "numbers": lambda link, n: f"<em>{n + 1}</em>{link}",
    "arrows": lambda link, n: f"<img src=/arrow.gif>&nbsp;·{link}",
    "first in bold": lambda link, n: f"<b><font color=red>{link}</font></b>" if n == 0 else link,
    "some in red": lambda link, n: f"<font color=red>{link}</font>" if n % 5 == 2 else link,
    "authors": lambda link, n: f'{link} <a href="/user/{n % 4}">张编辑</a>',
    "comments": lambda link, n: f'{link} <a href="/comments/{n}">评论({n})</a>',
    "categories of some": lambda link, n: f'<a href="/cat/{n % 2}.html">[通知]</a> {link}' if n % 3 else link,
    "files": lambda link, n: f'{link} <a href="/files/{n}.doc">下载</a>',
    "files of some": lambda link, n: f'{link} <a href="/files/{n}.doc">附件</a>' if n % 2 else link,
}


def noisy_rows(page: str, noise: str) -> str:
    """A generated listing whose links to articles have something beside them."""
    numbers = iter(range(10**6))
    return _ARTICLE_LINK.sub(lambda found: ROW_NOISE[noise](found[0], next(numbers)), page)
