"""Listing pages in the shape of widespread systems, in our own words, each with the rows a careful person reads there.

A page is ``before``, a row for each article, and ``after``.  In a row ``$u`` stands for the address, ``$t`` for the
title, ``$s`` for its beginning, ``$n`` for a number, ``$d`` for the day (``$d{%m-%d}`` in another form).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urljoin

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=timezone(timedelta(hours=8)))
Row = tuple[str, str, date | None]
TITLES = [
    "关于开展2026年度优秀教学成果奖评选工作的通知", "学校召开数字校园建设推进会", "我校代表队在全国大学生数学建模竞赛中获得佳绩", "图书馆关于国庆节期间开放时间的公告",
    "关于公布2026年校级课题立项名单的通知", "校领导赴企业开展校企合作调研", "“青春心向党”主题教育活动圆满结束", "机械学院举办学术讲座", "后勤处关于停水检修的通知",
    "研究生院组织召开导师座谈会", "国际交流处接待海外高校来访团", "信息中心完成核心网络设备升级", "关于举办第十二届运动会的预备通知", "我校新增两个国家级一流本科专业建设点",
    "财务处关于年终结账的通知",
]  # fmt: skip
HEADLINES = [
    "Council extends harbour ferry by two stops", "New library opens its doors in the east", "Storm leaves hundreds without power overnight",
    "School meals to be free from next autumn", "Museum shows letters of a forgotten painter", "Bridge repairs to last until the spring",
    "Market hall gets a new roof after fire", "Team of local engineers wins robot prize", "River swimming allowed again after decades",
    "Old tram depot becomes a concert hall",
]  # fmt: skip
_DAYS = [date(2026, 11, 20) - timedelta(days=3 * i) for i in range(15)]
ROWS: list[Row] = [(f"/info/1001/{3000 - i}.htm", title, _DAYS[i]) for i, title in enumerate(TITLES)]
STORIES: list[Row] = [(f"/news/{_DAYS[i]:%Y/%m/%d}/{'-'.join(title.lower().split()[:4])}", title, _DAYS[i]) for i, title in enumerate(HEADLINES)]


@dataclass(frozen=True)
class Page:
    """``also`` are addresses the list may hold beside ``rows``."""

    name: str
    url: str
    html: str
    rows: tuple[Row, ...]
    next: str | None
    also: frozenset[str]

    @property
    def zone(self) -> str:
        return "Asia/Shanghai" if "sample" in self.url else "Europe/London"


PAGES: list[Page] = []
_PLACE = re.compile(r"\$([utsnid])(?:\{([^}]*)\})?")


def written(row: str, rows: Sequence[Row], between: str = "") -> str:
    """The rows by their template."""
    return between.join(_row(row, number, one) for number, one in enumerate(rows))


def _row(row: str, number: int, one: Row) -> str:
    return _PLACE.sub(lambda m: _value(m[1], m[2] or "%Y-%m-%d", number, one), row)


def _value(name: str, form: str, number: int, row: Row) -> str:
    url, title, day = row
    return {"u": url, "t": title, "s": title[:14], "n": str(3000 - number), "i": str(number + 1), "d": day.strftime(form) if day else ""}[name]


MENU = "<div id=nav><ul>" + "".join(
    f"<li><a href=/{i}/index.htm>{name}</a></li>" for i, name in enumerate("首页 学校概况 机构设置 师资队伍 人才培养 科学研究 招生就业 校园文化 合作交流".split())
) + "</ul></div>"  # fmt: skip
LONG_MENU = "<div class=left_menu><ul>" + "".join(f"<li><a href=/dept/{i}/index.htm>第{i}研究所（实验中心）简介</a></li>" for i in range(60)) + "</ul></div>"
HOT = "<div class=hot><h3>热点新闻</h3><ul>" + "".join(f"<li><a href=/info/1002/{i}.htm>校园风采展示活动第{i}期成功举办</a></li>" for i in range(10)) + "</ul></div>"
NOTICES = "<div class='box r'><div class=hd>通知公告</div><ul>" + "".join(f"<li><a href=/info/1009/{i}.htm>旁边的公告第{i}号内容比较短</a><span>11-{20 - i}</span></li>" for i in range(6)) + "</ul></div>"
FOOT = "<div class=footer><a href=http://www.ministry.example/>主管部门</a><p>版权所有 某某大学</p></div>"
EN_MENU = "<nav><a href=/>Home</a><a href=/about>About us</a><a href=/news>News</a><a href=/contact>Contact</a></nav>"
EN_SIDE = "<aside><h3>Most read</h3><ul>" + "".join(f"<li><a href=/old/{i}>An older story number {i} that many people read</a></li>" for i in range(8)) + "</ul></aside><footer><a href=/privacy>Privacy</a></footer>"
TEASER = "第$i次会议指出，要把各项工作落到实处，进一步提升管理水平和服务能力，推动高质量发展。"
EN_TEASER = "A short text of some words that tells what it is about."


def page(name: str, before: str, row: str, after: str, rows: Sequence[Row] = ROWS, *, top: str = MENU, end: str = HOT + FOOT, between: str = "", shown: Sequence[Row] | None = None, url: str = "http://www.sample.example/xwdt.htm", following: str | None = None, also: Sequence[str] = (), lang: str = "zh", head: str = "<title>新闻动态-某某大学</title>") -> None:
    html = f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8>{head}</head><body>{top}{before}{written(row, rows, between)}{after}{end}</body></html>"
    wanted = tuple((urljoin(url, address), title, day) for address, title, day in (rows if shown is None else shown))
    PAGES.append(Page(name, url, html, wanted, urljoin(url, following) if following else None, frozenset(urljoin(url, one) for one in also)))


def story(name: str, before: str, row: str, after: str, rows: Sequence[Row] = STORIES, *, lang: str = "en", end: str = EN_SIDE, between: str = "", shown: Sequence[Row] | None = None, following: str | None = None) -> None:
    page(name, before, row, after, rows, top=EN_MENU, end=end, between=between, shown=shown, url="https://www.city.example/news", following=following, lang=lang, head="<title>News | City of Example</title>")


def _undated(rows: Sequence[Row]) -> list[Row]:
    return [(url, title, None) for url, title, _ in rows]


page("list with pager", "<ul class=list>", "<li><a href=$u>$t</a><span>$d</span></li>", '</ul><div class="page"><span>共150条 1/10</span> <a href="javascript:void(0)">首页</a> <a href="list2.htm">2</a> <a href="list3.htm">3</a> <a href="list2.htm">下页</a> <a href="list10.htm">尾页</a></div>', following="/list2.htm")
page("titles cut, whole in an attribute", "<div class=main_conRCb><ul>", '<li id="line_u5_$i"><span>$d</span><a href="..$u" target=_blank title="$t"><em>$s...</em></a></li>', "</ul></div>", url="http://www.sample.example/a/xwdt.htm")
page("table of line rows", '<table class="winstyle1005">', '<tr id=line><td width=1%><span>·</span></td><td><a class=c1005 href="$u" title="$t">$s…</a></td><td width=1%><span class=timestyle>$d{%Y/%m/%d}&nbsp;</span></td></tr><tr><td colspan=3 height=1></td></tr>', "</table>")
page("a menu of sixty links beside", "<ul>", "<li><a href=$u>$t</a> [$d]</li>", "</ul>", ROWS[:8], top=MENU + LONG_MENU)
page("a menu of sixty links beside, no dates", "<ul class=list>", "<li><a href=$u>$t</a></li>", "</ul>", ROWS[:10], shown=_undated(ROWS[:10]), top=MENU + LONG_MENU)
page("dated notices beside", "<div class=l><ul>", "<li><a href=$u>$t</a><span>$d{%m-%d}</span></li>", "</ul></div>", end=NOTICES + FOOT)
page("a list for each row", "", '<ul class=news><li class=t><a href="$u">$t</a></li><li class=d>$d</li></ul>', "")
page("calendar dates", "<ul>", f"<li><div class=date><span>$d{{%d}}</span><em>$d{{%Y-%m}}</em></div><div class=txt><h3><a href=$u>$t</a></h3><p>{TEASER}<a href=$u>[查看全文]</a></p></div></li>", "</ul>")
page("calendar dates in cards", "<div class=lst>", f"<a href=$u class=item><div class=time><p>$d{{%d}}</p><p>$d{{%Y.%m}}</p></div><div class=tit>$t</div><div class=des>{TEASER}</div></a>", "</div>")
page("numbered classes", '<ul class="news_list list2">', '<li class="news n$i clearfix"><span class=news_title><a href=$u target=_blank title="$t">$t</a></span><span class=news_meta>$d</span></li>', '</ul><ul class=wp_paging><li><span>每页15记录</span></li><li class=page_nav><a class=first href="/xwdt/list1.htm">第一页</a><a class=next href="/xwdt/list2.htm">下一页&gt;&gt;</a></li></ul>', following="/xwdt/list2.htm")
page("pager by script", "<ul>", "<li><span class=date>$d</span><a href=.$u>$t</a></li>", '</ul><script>createPageHTML(10, 0, "index", "html");</script>', following="/index_1.html")
page("labels and counters in the row", "<ul class=e2>", f"<li>[<b><a href=/news/>新闻</a></b>]<a href=$u class=title>$t</a><span class=info><small>日期：</small>$d 08:30:00<small>点击：</small>12<small>好评：</small>0</span><p class=intro>{TEASER}</p></li>", "</ul>")
page("section link first", "<ul>", "<li><a href=/c/$d{%m} class=cat>[通知公告]</a><a href=$u>$t</a><span>$d</span></li>", "</ul>")
page("tables in tables", f"<table><tr><td width=200>{LONG_MENU}</td><td><table>", "<tr><td><img src=dot.gif></td><td><a href=$u><font color=#333>$t</font></a></td><td align=right>[$d{%Y-%-m-%-d}]</td></tr>", "</table></td></tr></table>", top="")
page("grid view", "<form><table id=GridView1>", '<tr><td><a href="ShowNews.aspx?id=$n" target=_blank>$t</a></td><td>$d{%Y/%-m/%-d} 0:00:00</td></tr>', '</table><a href="javascript:__doPostBack(&#39;p&#39;,&#39;&#39;)">下一页</a></form>', shown=[(f"/ShowNews.aspx?id={3000 - i}", title, day) for i, (_, title, day) in enumerate(ROWS)])
page("rows that are clicked", "<ul>", "<li onclick=\"window.open('$u')\"><span class=t>$t</span><span>$d</span></li>", "</ul>")
page("links of script", "<ul>", "<li><a href=\"javascript:openwin('$u')\">$t</a><span>$d</span></li>", "</ul>")
page("links of script, encoded", "<ul>", "<li><a href=\"javascript:openwin(%27$u%27)\">$t</a><span>$d</span></li>", "</ul>")
page("documents", "<ul>", '<li><a href="/files/$n.pdf">$t.pdf</a><span>$d</span></li>', "</ul>", shown=[(f"/files/{3000 - i}.pdf", f"{title}.pdf", day) for i, (_, title, day) in enumerate(ROWS)])
_MIXED = [(f"https://mp.messages.example/s/{i}x" if i % 3 == 1 else f"/files/{i}.docx" if i % 5 == 0 else url, title, day) for i, (url, title, day) in enumerate(ROWS)]
page("pages, documents and other hosts", "<ul>", '<li><i></i><a href="$u">$t</a><span>$d</span></li>', "</ul>", _MIXED)
_PINNED = [(url, title, day if i > 1 else date(2024, 6, 4)) for i, (url, title, day) in enumerate(ROWS)]
page("old rows pinned on top", "<ul>" + written("<li class=top><a href=$u><font color=red>$t</font></a><img src=top.gif><span>$d</span></li>", _PINNED[:2]), "<li class=''><a href=$u>$t</a><span>$d</span></li>", "</ul>", _PINNED[2:], shown=_PINNED)
_NEW_YEAR = [(url, title, date(2026, 1, 20) - timedelta(days=5 * i)) for i, (url, title, _) in enumerate(ROWS)]
page("month and day over a new year", "<ul>", "<li><a href=$u>$t</a><span>$d{%m-%d}</span></li>", "</ul>", _NEW_YEAR)
page("pictures with a heading", "<div class=grid>", '<div class=card><a href=$u><img src=/i.jpg alt=""></a><h4><a href=$u>$t</a></h4><span class=d>$d</span></div>', "</div>")
page("pictures alone", "<div class=grid>", '<div class=card><a href=$u><img src=/i.jpg alt="$t"></a><span class=d>$d</span></div>', "</div>")
_PAIRS = "".join(f"<tr>{written('<td><a href=$u>$t</a> $d</td>', ROWS[i : i + 2])}</tr>" for i in range(0, 14, 2))
page("two rows a line", f"<table>{_PAIRS}", "", "</table>", ROWS[:14])
page("no dates", "<ul class=list>", "<li><a href=$u>$t</a></li>", "</ul>", shown=_undated(ROWS))
page("a lead story above", written(f"<div class=top1><a href=$u><img src=1.jpg></a><h2><a href=$u>$t</a></h2><p>{TEASER}</p></div>", ROWS[:1]) + "<ul class=list>", "<li><a href=$u>$t</a><span>$d</span></li>", "</ul>", ROWS[1:], also=[ROWS[0][0]])
_FIVES = "".join(f"<ul class=list>{written('<li><a href=$u>$t</a><span>$d</span></li>', ROWS[i : i + 5])}</ul><div class=line></div>" for i in (0, 5, 10))
page("in groups of five", _FIVES, "", "")
page("terms and descriptions", "<dl>", "<dt><a href=$u>$t</a></dt><dd>$d{%Y年%-m月%-d日}</dd>", "</dl>")
page("lines with breaks", "<div class=c>", "· <a href=$u>$t</a> ($d)<br>", "</div>")
page("paragraphs, two-digit years", "<div class=c>", '<p><span style="float:right">$d{%y-%m-%d}</span><a href=$u>$t</a></p>', "</div>")
page("a labelled line under each title", "<div class=c>", "<div class=news><h3><a href=$u>$t</a></h3><div class=m>发布时间：$d 09:15　浏览：$d{%d}次　来源：办公室</div></div>", "</div>")
page("microdata", '<div itemscope itemtype="http://schema.org/Blog">', "<div itemprop=blogPost itemscope><a itemprop=url href=$u><span itemprop=headline>$t</span></a><meta itemprop=datePublished content=$d></div>", "</div>")
page("author, comments and a call", "<div>", f"<article><h2><a href=$u>$t</a></h2><div class=meta><a href=/author/li>李四</a> | $d | <a href=$u#comments>3条评论</a></div><p>{TEASER}</p><a class=more href=$u>阅读全文</a></article>", "</div>")
page("state of a script", '<div id=app></div><script>window.__INITIAL_STATE__={"list":{"items":[', '{"id":$i,"title":"$t","url":"$u","publishTime":"$d 08:00:00"}', "]}};</script>", between=",", end=FOOT)

page("a title and its teaser, both links", "<ul class=news_list>", f"<li class='news n$i'><div class=news_time><span>$d{{%d}}</span><span>$d{{%m}}月</span><span>$d{{%Y}}</span></div><div class=news_title><a href=$u>$t</a></div><div class=news_text><a href=$u>{TEASER}</a></div></li>", "</ul>")
page("the site's name in each link's title", "<div>", f"<article class=excerpt><a class=focus href=$u><img src=t.jpg alt=''></a><h2><a href=$u title='$t-某某网'>$t</a></h2><time>$d</time><p>{TEASER}</p></article>", "</div>")
page("author and time in each link's title", "<table>", "<tr><td><img src=dot.gif></td><td><a href=$u title='文章标题：$t&#13;作&nbsp;&nbsp;者：佚名&#13;更新时间：$d'>$s…</a></td><td>$d</td></tr>", "</table>")
_MANY = [(f"/info/1001/{90 - i}.htm", "2025年10月20日停水的公告" if i == 11 else f"第{90 - i}次抄表结果的公示", date(2026, 11, 24) - timedelta(days=i)) for i in range(24)]
page("a day in one title of a table", "<table>", "<tr><td><a href=$u>$t</a></td><td>第二水厂</td><td>$d</td></tr>", "</table>", _MANY)
page("old rows pinned on top, two-digit years", "<ul>", "<li><a href=$u>$t</a><span>$d{%y-%m-%d}</span></li>", "</ul>", _PINNED)
page("month and day with a dot, in the link", "<ul>", "<li><a href=$u><i></i><span>$t</span><em>$d{%m.%d}</em></a></li>", "</ul>", ROWS[:9])
page("month and day with a dot, after a department", "<ul>", "<li><a href=$u>$t</a><span>[信息中心]</span><span>$d{%m.%d}</span></li>", "</ul>", ROWS[:9])
_OLD = [(f"/a/news/{2017 - i}/0{9 - i}1{i}/{80 - i}.html", title, date(2017 - i, 9 - i, 10 + i)) for i, title in enumerate(TITLES[:8])]
page("years in the addresses alone", "<ul>", "<li><a href=$u>$t</a><span>$d{%m-%d}</span></li>", "</ul>", _OLD)
page("a call in the link", "<ul>", "<li><a href=$u><span><span>$t</span><span class=fr>more<i></i></span></span></a><em>$d</em></li>", "</ul>")
page("titles cut, whole in the picture", "<ul>", "<li><div><img src=t.jpg alt='$t'></div><div><a href=$u>$s…</a><i>$d</i></div></li>", "</ul>")
page("labels tell which day is which", "<div>", "<div class=it><h4><a href=$u>$t</a></h4><dl><dt>成文日期：</dt><dd>$d{%Y-%m-01}</dd><dt>发布日期：</dt><dd>$d</dd></dl></div>", "</div>")
page("labels with their days tell which is which", "<ul>", "<li><a href=$u>$t</a><p><span>成文：$d{%Y-%m-01}</span><span>发布：$d</span></p></li>", "</ul>")
page("numbered titles", "<ul>", "<li><a href=$u>$i、$t</a><span>$d</span></li>", "</ul>")
page("an old row on top, the year apart", "<div>", "<div class=tl><div class=tm><span>$d{%Y}</span><strong>$d{%m.%d}</strong></div><div><a href=$u>$t</a></div></div>", "</div>", _PINNED)
page("a day in one title of a list of links", "<div>", "<a href=$u><p>$t</p><p>$d 10:20</p></a>", "</div>", _MANY)
_FRIENDS = "<div class=yqlj>" + "".join(f"<a href=http://friend{i}.example/>友好协作单位网站名称{i}</a>" for i in range(20)) + "</div>"
page("a short list and the links of friends", "<ul>", "<li><a href=$u>$t</a><span>$d</span></li>", "</ul>", [(url, title[:6], day) for url, title, day in ROWS[:4]], end=_FRIENDS + FOOT)
_BESIDE = [(f"/o/{i}.htm", f"旁边的文章第{i}篇讲防汛值班", _DAYS[i]) for i in range(6)]
page("a hot list of the same markup before", "<div class=col><div class=h>热点关注</div><ul class=news_list>" + written("<li class=news><a href=$u>$t</a><span>$d</span></li>", _BESIDE) + "</ul></div><div class=right><ul class=news_list>", "<li class=news><a href=$u>$t</a><span>$d</span></li>", "</ul></div>")
page("a hot list of the same table before", "<table><tr><td><div>热点关注</div><table><tr><td><ul>" + written("<li><a href=$u>$t</a> $d</li>", _BESIDE) + "</ul></td></tr></table></td><td><table><tr><td><ul>", "<li><a href=$u>$t</a> $d</li>", "</ul></td></tr></table></td></tr></table>")
_CARDS = "".join(written(f"<li><a href=$u title='$t'><div class=date><h5>$d{{%d}}</h5><p>$d{{%Y/%m}}</p></div><div class=con><h4>{title[:10]}...</h4><p>{TEASER.replace('$i', str(i))}</p></div></a></li>", [(url, title, day)]) for i, (url, title, day) in enumerate(ROWS, 1))
page("cut titles above their teasers", f"<ul>{_CARDS}", "", "</ul>")

story("posts", "<main>", f'<article class=post><header><h2 class="entry-title"><a href="$u" rel=bookmark>$t</a></h2><span class=posted-on><time class="entry-date published" datetime="$dT08:00:00+00:00">$d{{%B %-d, %Y}}</time></span><span class=byline> by <a href=/author/ann>Ann</a></span></header><div class=entry-summary><p>{EN_TEASER} <a href="$u">Continue reading</a></p></div></article>', '</main><nav class=pagination><a class="next page-numbers" href="/news/page/2">Older posts</a></nav>', following="/news/page/2")
story("month before day", "<div class=view-content>", "<div class=views-row><div class=field-title><a href=$u>$t</a></div><div class=field-date>$d{%m/%d/%Y}</div></div>", "</div>")
story("day before month", "<ul>", "<li><a href=$u>$t</a> <span>$d{%d/%m/%Y}</span></li>", "</ul>", lang="en-GB")
story("cards", "<div class=cards>", f"<a class=card href=$u><img src=x.jpg alt=photo><div class=card-body><span class=tag>News</span><h3>$t</h3><p>{EN_TEASER}</p><small>$d{{%-d %b %Y}}</small></div></a>", "</div>")
story("dates with dots", "<div class=news-list>", "<div class=article><h3><a href=$u><span itemprop=headline>$t</span></a></h3><span class=news-list-date>$d{%d.%m.%Y}</span><p>Ein kurzer Text, der sagt, worum es geht. <a class=more href=$u>[mehr]</a></p></div>", "</div>", lang="de")
story("a table with a head", "<table><thead><tr><th>Date</th><th>Title</th></tr></thead><tbody>", "<tr><td>$d{%b %d, %Y}</td><td><a href=$u>$t</a></td></tr>", "</tbody></table>")
story("a heading for each day", "", "<h3>$d{%B %-d, %Y}</h3><ul><li><a href=$u>$t</a></li></ul>", "")
story("links that all say Download", "<table>", "<tr><td>$t</td><td>$d{%B %-d, %Y}</td><td><a href=$u>Download</a></td></tr>", "</table>")
story("an item list for machines", '<div id=root></div><script type="application/ld+json">{"@type":"ItemList","itemListElement":[', '{"@type":"ListItem","position":$i,"url":"https://www.city.example$u","name":"$t"}', "]}</script>", between=",", shown=_undated(STORIES), end="")
story("properties of a page", '<div id=__next></div><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"posts":[', '{"slug":"s$i","title":"$t","date":"$dT10:00:00Z","href":"$u"}', "]}}}</script>", between=",", end="")
