"""A generator of listing pages: one list of articles rendered in many layouts, amid the noise real sites have.

``page(layout, articles, seed)`` gives HTML that a careful person reads as exactly ``articles``; the same seed gives the
same page.  Layouts are the entries of ``LAYOUTS``; each is a function (articles, dice) → the HTML of the list alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from html import escape

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=timezone(timedelta(hours=8)))
URL = "http://www.sample-society.example/xwdt/index.html"


@dataclass(frozen=True)
class Article:
    """What one row says: ``url`` absolute, ``day`` None where the layout shows no date."""

    url: str
    title: str
    day: date | None


_WHO = "协会 理事会 秘书处 标准化委员会 青年工作组 分会 专家组 省质监中心 会员单位 培训部 编辑部 检测实验室".split()
_DID = "召开 发布 组织开展 顺利完成 启动 举办 参加 征集 公示 转发 部署 总结".split()
_WHAT = "年度工作会议 团体标准制定计划 质量提升行动 技术交流研讨会 会员代表大会 评审结果公告 安全生产培训班 优秀论文名单 调研座谈会 检验能力比对 行业发展报告 志愿服务活动".split()
_LEAD = ["关于", "", "", "2024年", "第三届", "“质量月”", "《规范》解读：", "【通知】"]
_WORDS = (
    "annual report council quality standard members workshop regional training inspection results published award meeting"
    " guidance review software energy water safety research programme autumn proposal committee elected"
).split()


def articles(count: int, seed: int, latin: bool = False) -> list[Article]:
    """Articles of the last year and a half, newest first, each with its own title and address."""
    dice = random.Random(seed)
    day = NOW.date()
    found: list[Article] = []
    for number in range(count):
        day -= timedelta(days=dice.choice((0, 1, 1, 2, 3, 5, 9)))
        title = _latin_title(dice, number) if latin else _han_title(dice, number)
        found.append(Article(f"http://www.sample-society.example/xwdt/{day:%Y%m}/t{day:%Y%m%d}_{7000 - number}.html", title, day))
    return found


def _han_title(dice: random.Random, number: int) -> str:
    ordinal = "一二三四五六七八九十"[number % 10]
    return f"{dice.choice(_LEAD)}{dice.choice(_WHO)}{dice.choice(_DID)}{dice.choice(_WHAT)}（第{ordinal}批{number}号）"


def _latin_title(dice: random.Random, number: int) -> str:
    words = [dice.choice(_WORDS) for _ in range(dice.randint(4, 9))]
    return " ".join(words).capitalize() + f", part {number + 1}"


# --- pieces -------------------------------------------------------------------------------------


def _path(article: Article) -> str:
    """The address as a page writes it: from the root on its own host."""
    return escape(article.url.removeprefix("http://www.sample-society.example"))


def _a(article: Article, extra: str = "", text: str | None = None) -> str:
    return f'<a href="{_path(article)}"{extra}>{text if text is not None else escape(article.title)}</a>'


def _d(article: Article, pattern: str = "%Y-%m-%d") -> str:
    return article.day.strftime(pattern) if article.day else ""


_Layout = Callable[[Sequence[Article], random.Random], str]
LAYOUTS: dict[str, _Layout] = {}
# Layouts that show no dates, or only days near NOW, or want Latin titles.
UNDATED: set[str] = set()
RECENT: set[str] = set()
LATIN: set[str] = set()


def _layout(function: _Layout) -> _Layout:
    LAYOUTS[function.__name__.removeprefix("_")] = function
    return function


def _each(items: Sequence[Article], row: Callable[[Article], str]) -> str:
    return "\n".join(row(item) for item in items)


def _ul(items: Sequence[Article], row: Callable[[Article], str]) -> str:
    return f'<ul class="l">{_each(items, row)}</ul>'


# --- lists --------------------------------------------------------------------------------------


@_layout
def _list_date_after(items: Sequence[Article], dice: random.Random) -> str:
    return f'<ul class="news-list">{_each(items, lambda a: f"<li>{_a(a)}<span>{_d(a)}</span></li>")}</ul>'


@_layout
def _list_date_before(items: Sequence[Article], dice: random.Random) -> str:
    return f'<ul class="w-list">{_each(items, lambda a: f"<li><span class=date>{_d(a)}</span>{_a(a)}</li>")}</ul>'


@_layout
def _list_loose_brackets(items: Sequence[Article], dice: random.Random) -> str:
    return f"<ul>{_each(items, lambda a: f'<li>{_a(a)} [{_d(a)}]</li>')}</ul>"


@_layout
def _list_odd_even(items: Sequence[Article], dice: random.Random) -> str:
    rows = [f'<li class="{"odd" if n % 2 else "even"}{" first" if n == 0 else ""}">{_a(a)}<i>({_d(a)})</i></li>' for n, a in enumerate(items)]
    return f'<ul id="lists">{"".join(rows)}</ul>'


@_layout
def _list_two_colours(items: Sequence[Article], dice: random.Random) -> str:
    rows = [f'<li class="{"white" if n % 2 else "grey"}">{_a(a)}<em>{_d(a)}</em></li>' for n, a in enumerate(items)]
    return f"<ul>{''.join(rows)}</ul>"


@_layout
def _list_lines_between(items: Sequence[Article], dice: random.Random) -> str:
    rows = [f"<li>{_a(a)}<span>{_d(a)}</span></li>" + ('<li class="line"></li>' if n % 5 == 4 else "") for n, a in enumerate(items)]
    return f'<ul class="txt">{"".join(rows)}</ul>'


@_layout
def _list_in_blocks_of_five(items: Sequence[Article], dice: random.Random) -> str:
    blocks = [items[n : n + 5] for n in range(0, len(items), 5)]
    row = lambda a: f"<li>{_a(a)}<span>{_d(a)}</span></li>"  # noqa: E731
    return "".join(f'<ul class="block">{_each(block, row)}</ul>' for block in blocks)


@_layout
def _list_of_own(items: Sequence[Article], dice: random.Random) -> str:
    return _each(items, lambda a: f'<ul class="one"><li class="t">{_a(a)}</li><li class="d">{_d(a)}</li></ul>')


@_layout
def _ordered(items: Sequence[Article], dice: random.Random) -> str:
    return f"<ol>{_each(items, lambda a: f'<li><div class=tit>{_a(a)}</div><div class=tm>{_d(a)}</div></li>')}</ol>"


@_layout
def _list_dots(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: "<li>" + _a(a, text="· " + escape(a.title)) + f"<b>{_d(a, '%Y.%m.%d')}</b></li>")


@_layout
def _list_han_dates(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)}<span>{_d(a, '%Y年%m月%d日')}</span></li>")


@_layout
def _list_bare_numbers(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        return f"<li>{_a(a)}<span>{a.day.year}/{a.day.month}/{a.day.day}</span></li>" if a.day else ""

    return f'<ul class="l">{_each(items, row)}</ul>'


@_layout
def _list_short_years(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)}<span>[{_d(a, '%y-%m-%d')}]</span></li>")


@_layout
def _list_with_clock(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)}<span>{_d(a, '%Y-%m-%d 09:30:05')}</span></li>")


@_layout
def _list_without_year(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)}<span>{_d(a, '%m-%d')}</span></li>")


@_layout
def _list_days_ago(items: Sequence[Article], dice: random.Random) -> str:
    def ago(a: Article) -> str:
        days = (NOW.date() - a.day).days if a.day else 0
        return "昨天" if days == 1 else f"{days}天前" if days else "今天"

    return _ul(items, lambda a: f"<li>{_a(a)}<span>{ago(a)}</span></li>")


RECENT.add("list_days_ago")


@_layout
def _list_cut_titles(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        shown = escape(a.title[:12]) + dice.choice(("…", "...", "......"))
        title = f' title="{escape(a.title)}"'
        return f"<li>{_a(a, title, shown)}<span>{_d(a)}</span></li>"

    return f'<ul class="l">{_each(items, row)}</ul>'


@_layout
def _list_read_all(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)}<span>{_d(a)}</span>{_a(a, text='[查看全文]')}</li>")


@_layout
def _list_with_category(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        kind = dice.choice(("gg", "tz", "zc"))
        name = {"gg": "公告", "tz": "通知", "zc": "政策"}[kind]
        return f'<li><span class="r">({_d(a)})</span><a href="/{kind}/">[{name}]</a> {_a(a)}</li>'

    return f'<ul class="l">{_each(items, row)}</ul>'


@_layout
def _list_pinned(items: Sequence[Article], dice: random.Random) -> str:
    rows = [
        f'<li class="top"><img src="/top.gif"><b>{_a(a, text="<font color=red>" + escape(a.title) + "</font>")}</b><span>{_d(a)}</span></li>'
        if n < 2
        else f"<li>{_a(a)}<span>{_d(a)}</span></li>"
        for n, a in enumerate(items)
    ]
    return f'<ul class="l">{"".join(rows)}</ul>'


@_layout
def _list_script_links(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f"""<li><a href="javascript:;" onclick="window.open('{_path(a)}')">{escape(a.title)}</a><span>{_d(a)}</span></li>"""  # noqa: E731
    return f'<ul class="l">{_each(items, row)}</ul>'


@_layout
def _list_script_hrefs(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f"""<li><a href="javascript:openPage('{_path(a)}')">{escape(a.title)}</a><span>{_d(a)}</span></li>"""  # noqa: E731
    return f'<ul class="l">{_each(items, row)}</ul>'


@_layout
def _list_rows_clickable(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f"""<li onclick="location.href='{_path(a)}'"><p>{escape(a.title)}</p><em>{_d(a)}</em></li>"""  # noqa: E731
    return f'<ul class="l">{_each(items, row)}</ul>'


# --- tables -------------------------------------------------------------------------------------


@_layout
def _table(items: Sequence[Article], dice: random.Random) -> str:
    return f'<table class="tb">{_each(items, lambda a: f"<tr><td>{_a(a)}</td><td>{_d(a)}</td></tr>")}</table>'


@_layout
def _table_with_head(items: Sequence[Article], dice: random.Random) -> str:
    rows = [f"<tr><td>{n}</td><td>{_a(a)}</td><td>{dice.randint(3, 999)}</td><td>{_d(a)}</td></tr>" for n, a in enumerate(items, 1)]
    return f"<table><thead><tr><th>序号</th><th>标题</th><th>点击</th><th>日期</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"


@_layout
def _table_of_old(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        return (
            f'<TR><TD width="4%" align=center><IMG src="/images/dot.gif"></TD><TD height=24><FONT size=2>{_a(a)}</FONT></TD>'
            f"<TD><FONT color=#999999>{_d(a)}</FONT></TD></TR><TR><TD colspan=3 background=/images/line.gif height=1></TD></TR>"
        )

    return f"<TABLE width=98% cellSpacing=0><TBODY>{_each(items, row)}</TBODY></TABLE>"


@_layout
def _table_each(items: Sequence[Article], dice: random.Random) -> str:
    return _each(items, lambda a: f"<table width=100%><tr><td>{_a(a)}</td><td width=90>[{_d(a)}]</td></tr></table>")


@_layout
def _table_grid(items: Sequence[Article], dice: random.Random) -> str:
    cells = [f"<td><div class=c>{_a(a)} <small>{_d(a)}</small></div></td>" for a in items]
    return "<table>" + "".join(f"<tr>{''.join(cells[n : n + 2])}</tr>" for n in range(0, len(cells), 2)) + "</table>"


# --- definition lists, flat rows ----------------------------------------------------------------


@_layout
def _definition_title_first(items: Sequence[Article], dice: random.Random) -> str:
    return f"<dl>{_each(items, lambda a: f'<dt>{_a(a)}</dt><dd>{_d(a)}</dd>')}</dl>"


@_layout
def _definition_date_first(items: Sequence[Article], dice: random.Random) -> str:
    return f"<dl>{_each(items, lambda a: f'<dt>{_d(a)}</dt><dd>{_a(a)}</dd>')}</dl>"


@_layout
def _flat_breaks(items: Sequence[Article], dice: random.Random) -> str:
    return f"<div class=con>{_each(items, lambda a: f'{_a(a)} <span>{_d(a)}</span><br>')}</div>"


@_layout
def _flat_loose(items: Sequence[Article], dice: random.Random) -> str:
    return f"<div class=con>{_each(items, lambda a: f'{_a(a)} ({_d(a)})<br>')}</div>"


@_layout
def _flat_date_first(items: Sequence[Article], dice: random.Random) -> str:
    return f"<div class=con>{_each(items, lambda a: f'<span>{_d(a)}</span> {_a(a)}<br>')}</div>"


@_layout
def _flat_headings(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f"<h3>{_a(a)}</h3><p class=meta>发布时间：{_d(a)}</p><p>这里写着这篇文章的一段摘要，说明会议讨论了什么。</p>"  # noqa: E731
    return f"<div class=posts>{_each(items, row)}</div>"


@_layout
def _paragraphs(items: Sequence[Article], dice: random.Random) -> str:
    return f"<div class=con>{_each(items, lambda a: f'<p>{_a(a)} &nbsp;&nbsp; {_d(a)}</p>')}</div>"


# --- cards --------------------------------------------------------------------------------------


@_layout
def _rows_of_div(items: Sequence[Article], dice: random.Random) -> str:
    return _each(items, lambda a: f'<div class="row"><div class="l">{_a(a)}</div><div class="r">{_d(a)}</div></div>')


@_layout
def _cards(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: (  # noqa: E731
        f'<div class="item"><div class="pic">{_a(a, text="<img src=/p.jpg>")}</div><h4>{_a(a)}</h4>'
        f"<p>摘要：本次活动由多家单位共同参加，现场气氛热烈。</p><span class=time>{_d(a)}</span></div>"
    )
    return f'<div class="pic-list">{_each(items, row)}</div>'


@_layout
def _cards_one_link(items: Sequence[Article], dice: random.Random) -> str:
    def card(a: Article) -> str:
        return f"<img src=/p.jpg><div class=txt><h3>{escape(a.title)}</h3><p>一段介绍文字在这里。</p><time>{_d(a)}</time></div>"

    return f'<div class="cards">{_each(items, lambda a: f"<div class=card>{_a(a, text=card(a))}</div>")}</div>'


@_layout
def _cards_day_large(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li><div class=date><b>{_d(a, '%d')}</b><span>{_d(a, '%Y-%m')}</span></div><div class=t>{_a(a)}</div></li>")


@_layout
def _cards_day_month_year(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li><p class=d><em>{_d(a, '%m-%d')}</em><i>{_d(a, '%Y')}</i></p><h5>{_a(a)}</h5></li>")


@_layout
def _gallery(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f'<li>{_a(a, text="<img src=/p.jpg>")}<p>{_a(a)}</p></li>'  # noqa: E731
    return f'<ul class="pics">{_each(items, row)}</ul>'


UNDATED.add("gallery")


@_layout
def _date_in_link(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: "<li>" + _a(a, text=f"<span>{_d(a)}</span>{escape(a.title)}") + "</li>")


@_layout
def _date_after_in_link(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: "<li>" + _a(a, text=f"<em>{escape(a.title)}</em><i>{_d(a)}</i>") + "</li>")


@_layout
def _downloads(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f'<div class="f">{_a(a)}<span>{_d(a)}</span><a href="/dl?id={dice.randint(1, 10**6)}">下载</a></div>'  # noqa: E731
    return f'<div class="files">{_each(items, row)}</div>'


@_layout
def _named_elsewhere(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f"<div class=doc><p class=name>{escape(a.title)}</p><p>{_d(a)}</p><p>{_a(a, text='查看文件')}</p></div>"  # noqa: E731
    return f'<div class="docs">{_each(items, row)}</div>'


# --- other languages ----------------------------------------------------------------------------


@_layout
def _time_elements(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        shown = _d(a, "%B %d, %Y")
        return f'<article class="post"><h2>{_a(a)}</h2><time datetime="{_d(a)}">{shown}</time><p>Some words.</p></article>'

    return _each(items, row)


@_layout
def _times_told_by_a_script(items: Sequence[Article], dice: random.Random) -> str:
    row = lambda a: f'<div class=item><h3>{_a(a)}</h3><time-ago datetime="{_d(a)}">a while ago</time-ago></div>'  # noqa: E731
    return f"<main>{_each(items, row)}</main>"


@_layout
def _american_dates(items: Sequence[Article], dice: random.Random) -> str:
    rows = _each(items, lambda a: f"<tr><td>{_d(a, '%m/%d/%Y')}</td><td>{_a(a)}</td></tr>")
    return f'<table class="views">{rows}</table>'


@_layout
def _german_dates(items: Sequence[Article], dice: random.Random) -> str:
    return _ul(items, lambda a: f"<li>{_a(a)} <small>{_d(a, '%d.%m.%Y')}</small></li>")


@_layout
def _posted_on(items: Sequence[Article], dice: random.Random) -> str:
    def row(a: Article) -> str:
        posted = _a(a, text="Posted on " + _d(a, "%d %b %Y"))
        return f'<div class="entry"><h3>{_a(a)}</h3><p class="posted">{posted} by the office</p></div>'

    return _each(items, row)


LATIN.update(("time_elements", "american_dates", "german_dates", "posted_on"))

# --- the page around ----------------------------------------------------------------------------

_SECTIONS = "协会概况 组织机构 新闻动态 通知公告 政策法规 标准化 会员服务 培训教育 科技成果 质量论坛 党建工作 资料下载 人才招聘 联系我们".split()


def fitted(layout: str, items: Sequence[Article]) -> list[Article]:
    """The articles as this layout can show them: without days, or with days near ``NOW``."""
    if layout in UNDATED:
        return [replace(item, day=None) for item in items]
    if layout in RECENT:
        return [replace(item, day=NOW.date() - timedelta(days=number)) for number, item in enumerate(items)]
    return list(items)


def page(layout: str, items: Sequence[Article], seed: int = 0, *, next_page: str | None = None, charset: str = "utf-8") -> str:
    """A whole page: the list in this layout amid navigation, side bars, a hot list, a pager and a footer."""
    dice = random.Random(seed)
    listing = LAYOUTS[layout](fitted(layout, items), dice)
    main = f'<div class="position">当前位置：<a href="/">首页</a> &gt;&gt; <a href="/xwdt/">新闻动态</a></div>{listing}{_pager(next_page)}'
    columns = [f'<div class="main-left">{main}</div>', f'<div class="side-right">{side(dice)}</div>']
    if dice.random() < 0.5:
        columns.reverse()
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>新闻动态 - 样例质量协会</title></head><body>'
        f'<div class="top">今天是{NOW:%Y年%m月%d日} <a href="javascript:void(0)">设为首页</a></div>{navigation(dice)}'
        f'<div class="wrap">{"".join(columns)}</div>{footer(dice)}</body></html>'
    )


def navigation(dice: random.Random) -> str:
    return "<ul class=menu>" + "".join(f'<li><a href="/s{n}/index.html">{name}</a></li>' for n, name in enumerate(_SECTIONS)) + "</ul>"


def side(dice: random.Random) -> str:
    sections = "".join(f'<li><a href="/xwdt/c{n}/">{name}</a></li>' for n, name in enumerate(_SECTIONS[:5]))
    hot = "".join(f'<li><a href="/xwdt/202401/t20240105_{n}.html">{_han_title(dice, 90 + n)}</a></li>' for n in range(dice.randint(4, 8)))
    return f'<h3>栏目导航</h3><ul class="sub">{sections}</ul><h3>热门文章</h3><ul class="hotlist">{hot}</ul>'


def _pager(next_page: str | None) -> str:
    link = f'<a href="{next_page}">下一页</a>' if next_page else ""
    return f'<div class="page">共 3 页 <a class="current">1</a> {link}</div>'


def footer(dice: random.Random) -> str:
    friends = "".join(f'<a href="http://www.friend{n}.example/">友好单位网站{n}</a> | ' for n in range(dice.randint(3, 20)))
    return f'<div class="footer">友情链接：{friends}<p>版权所有 样例质量协会 备案号 00000000 <a href="/about.html">关于我们</a></p></div>'
