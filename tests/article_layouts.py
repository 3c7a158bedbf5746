"""A generator of article pages: one article rendered in many layouts and date forms, amid the noise real sites have.

``page(layout, article, stamp)`` gives HTML that a careful person reads as exactly ``article``.  Layouts are the entries of
``LAYOUTS``: functions (article, the date as written) → the HTML of the middle part.  ``DATE_FORMS`` are functions
datetime → (text, precision).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=BEIJING)
URL = "http://www.sample-society.example/xwdt/content-4711.html"
SITE = "样例省质量促进会"


@dataclass(frozen=True)
class Article:
    title: str
    at: datetime
    paragraphs: tuple[str, ...]
    origin: str = "秘书处"


_WHO = "促进会 理事会 秘书处 标准化工作组 专家组 分会 检测实验室 会员单位".split()
_DID = "召开 发布 组织开展 顺利完成 启动 举办 征集 部署".split()
_WHAT = "年度工作会议 团体标准制定计划 质量提升行动 技术交流研讨会 会员代表大会 安全生产培训班 行业调研座谈会".split()
_SENTENCES = (
    "与会代表围绕检验方法的改进作了发言，并就下一步的分工达成一致。",
    "此次活动由各地会员单位报名参加，来自十二个市的技术人员到场交流。",
    "工作组介绍了标准草案的主要内容，听取了企业和实验室的意见。",
    "会议强调，要把经验做法整理成册，方便中小企业查阅使用。",
    "主办方还安排了现场观摩，参加人员对新设备的操作有了直观了解。",
    "负责人表示，后续将继续开展帮扶，及时解决会员提出的困难。",
)


def article(seed: int) -> Article:
    """An article of the last years with a title, a time to the second and some paragraphs of its own."""
    dice = random.Random(seed)
    at = NOW - timedelta(days=dice.randint(40, 2400), seconds=dice.randint(0, 86399))
    title = f"{dice.choice(_WHO)}{dice.choice(_DID)}{dice.choice(_WHAT)}第{dice.randint(2, 90)}期"
    text = tuple("".join(dice.sample(_SENTENCES, dice.randint(2, 4))) for _ in range(dice.randint(3, 6)))
    return Article(title, at, text)


_CIPHERS = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = {ord("0") + i: chr(0xFF10 + i) for i in range(10)} | {ord("-"): "－", ord(":"): "："}


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else str(tens).translate(_CIPHERS) + "十") + (str(ones).translate(_CIPHERS) if ones else "")


def _wide(text: str) -> str:
    return text.translate(_WIDE)


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}


def _month(language: str, t: datetime) -> str:
    return _MONTHS[language].split()[t.month - 1]


Write = Callable[[datetime], str]
DAYS: dict[str, Write] = {
    "iso": lambda t: f"{t:%Y-%m-%d}",
    "iso short": lambda t: f"{t.year}-{t.month}-{t.day}",
    "slashes": lambda t: f"{t:%Y/%m/%d}",
    "slashes short": lambda t: f"{t.year}/{t.month}/{t.day}",
    "dots": lambda t: f"{t:%Y.%m.%d}",
    "dots short": lambda t: f"{t.year}.{t.month}.{t.day}",
    "han": lambda t: f"{t:%Y年%m月%d日}",
    "han short": lambda t: f"{t.year}年{t.month}月{t.day}日",
    "han spaced": lambda t: f"{t.year} 年 {t.month} 月 {t.day} 日",
    "han hao": lambda t: f"{t.year}年{t.month}月{t.day}号",
    "ciphers": lambda t: f"{str(t.year).translate(_CIPHERS)}年{_han(t.month)}月{_han(t.day)}日",
    "ciphers with a circle": lambda t: f"{str(t.year).translate(_CIPHERS)}年{_han(t.month)}月{_han(t.day)}日".replace("〇", "○"),
    "full width": lambda t: _wide(f"{t:%Y-%m-%d}"),
    "full width han": lambda t: _wide(f"{t.year}") + f"年{t.month}月{t.day}日",
    "two digits": lambda t: f"{t:%y-%m-%d}",
    "two digits, slashes": lambda t: f"{t:%y/%m/%d}",
    "weekday after": lambda t: f"{t:%Y-%m-%d} 星期{'一二三四五六日'[t.weekday()]}",
    "korean": lambda t: f"{t.year}년 {t.month}월 {t.day}일",
    "korean dots": lambda t: f"{t.year}. {t.month}. {t.day}.",
    "english": lambda t: f"{_month('en', t)} {t.day}, {t.year}",
    "english short": lambda t: f"{_month('en', t)[:3]}. {t.day}, {t.year}",
    "british": lambda t: f"{t.day} {_month('en', t)} {t.year}",
    "british short": lambda t: f"{t.day} {_month('en', t)[:3]} {t.year}",
    "weekday before": lambda t: f"{'Mon Tue Wed Thu Fri Sat Sun'.split()[t.weekday()]}, {t:%d} {_month('en', t)[:3]} {t.year}",
    "german": lambda t: f"{t.day}. {_month('de', t)} {t.year}",
    "german numbers": lambda t: f"{t:%d.%m.%Y}",
    "french": lambda t: f"{t.day}{'er' if t.day == 1 else ''} {_month('fr', t)} {t.year}",
    "spanish": lambda t: f"{t.day} de {_month('es', t)} de {t.year}",
    "italian": lambda t: f"{t.day} {_month('it', t)} {t.year}",
    "portuguese": lambda t: f"{t.day} de {_month('pt', t)} de {t.year}",
    "russian": lambda t: f"{t.day} {_month('ru', t)} {t.year}",
}  # fmt: skip
# How a clock time follows a day, and how exact it is.
CLOCKS: dict[str, tuple[Write, str]] = {
    "alone": (lambda t: "", "day"),
    "minute": (lambda t: f" {t:%H:%M}", "minute"),
    "second": (lambda t: f" {t:%H:%M:%S}", "second"),
    "han": (lambda t: f" {t.hour}时{t:%M}分", "minute"),
    "han second": (lambda t: f" {t.hour}时{t:%M}分{t:%S}秒", "second"),
    "half": (lambda t: f" {'下午' if t.hour >= 12 else '上午'}{t.hour % 12 or 12}:{t:%M}", "minute"),
    "am pm": (lambda t: f" {t.hour % 12 or 12}:{t:%M} {'PM' if t.hour >= 12 else 'AM'}", "minute"),
    "full width": (lambda t: "　" + _wide(f"{t:%H:%M}"), "minute"),
}  # fmt: skip
_OTHERS: dict[str, tuple[Write, str]] = {
    "rfc 3339": (lambda t: f"{t:%Y-%m-%dT%H:%M:%S}+08:00", "second"),
    "glued": (lambda t: f"{t:%Y-%m-%d%H:%M}", "minute"),
    "glued han": (lambda t: f"{t:%Y年%m月%d日%H:%M}", "minute"),
    "rfc 822": (lambda t: f"{t:%d} {_month('en', t)[:3]} {t:%Y %H:%M:%S} +0800", "second"),
}  # fmt: skip


def _form(day: Write, clock: Write, precision: str) -> Callable[[datetime], tuple[str, str]]:
    return lambda t: (day(t) + clock(t), precision)


DATE_FORMS = {f"{d}, {c}": _form(day, clock, precision) for d, day in DAYS.items() for c, (clock, precision) in CLOCKS.items()}
DATE_FORMS |= {name: _form(write, lambda t: "", precision) for name, (write, precision) in _OTHERS.items()}


def _body(a: Article, tag: str = "p") -> str:
    return "".join(f"<{tag}>　　{escape(p)}</{tag}>\n" for p in a.paragraphs)


def _breaks(a: Article) -> str:
    return "<br><br>\n".join("&nbsp;&nbsp;" + escape(p) for p in a.paragraphs)


def _info(a: Article, when: str, label: str = "发布时间：") -> str:
    return f"{label}{when}&nbsp;&nbsp;来源：{a.origin}&nbsp;&nbsp;浏览次数：<span id=hits>318</span>"


Layout = Callable[[Article, str], str]
LAYOUTS: dict[str, Layout] = {
    "h1 p": lambda a, w: f"<div class=content><h1>{a.title}</h1><p class=info>{_info(a, w)}</p>{_body(a)}</div>",
    "h2 div": lambda a, w: f"<div class=show><h2>{a.title}</h2><div class=time>{_info(a, w)}</div><div class=txt>{_body(a, 'div')}</div></div>",
    "title class": lambda a, w: f"<div id=main><div class=title>{a.title}</div><div class=date>{_info(a, w)}</div><div id=zoom>{_body(a)}</div></div>",
    "table": lambda a, w: (
        f"<table width=960><tr><td align=center><b>{a.title}</b></td></tr><tr><td align=center>{_info(a, w)}</td></tr><tr><td>{_breaks(a)}</td></tr></table>"
    ),
    "font": lambda a, w: (
        f"<table><tr><td><font size=5>{a.title}</font></td></tr><tr><td><font color=gray>{_info(a, w)}</font></td></tr>"
        f"<tr><td class=text>{_body(a)}</td></tr></table>"
    ),
    "nested tables": lambda a, w: (
        f"<table><tr><td><table><tr><td>{a.title}</td></tr></table><table><tr><td>{_info(a, w)}</td></tr></table>"
        f"<table><tr><td>{_body(a)}</td></tr></table></td></tr></table>"
    ),
    "h5": lambda a, w: f"<div class=box><h5>{a.title}</h5><span>{_info(a, w)}</span>{_body(a)}</div>",
    "h3 ul": lambda a, w: f"<div><h3>{a.title}</h3><ul><li>发布日期：{w}</li><li>来源：{a.origin}</li></ul><div class=detail>{_body(a)}</div></div>",
    "article": lambda a, w: f"<article><header><h1>{a.title}</h1><time>{w}</time></header>{_body(a)}</article>",
    "label cell": lambda a, w: f"<h1>{a.title}</h1><table><tr><td>发布时间：</td><td>{w}</td></tr></table><div>{_body(a)}</div>",
    "time label": lambda a, w: f"<div><p align=center><strong>{a.title}</strong></p><p align=center>{_info(a, w, '时间：')}</p>{_body(a)}</div>",
    "date label": lambda a, w: f"<div><p class=tit>{a.title}</p><p>{_info(a, w, '日期：')}</p>{_body(a)}</div>",
    "bare date": lambda a, w: f"<div><h1>{a.title}</h1><p>{w}</p><div>{_body(a)}</div></div>",
    "brackets": lambda a, w: f"<div><h1>{a.title}</h1><p>[{w}]　[字体：大 中 小]</p><div>{_breaks(a)}</div></div>",
    "date first": lambda a, w: f"<div><p>{w}</p><h1>{a.title}</h1><div>{_body(a)}</div></div>",
    "wrapped heading": lambda a, w: f"<div><h1>{a.title[:8]}<br>{a.title[8:]}</h1><p>{_info(a, w)}</p>{_body(a)}</div>",
    "spans": lambda a, w: f"<div class=art><span class=arttitle>{a.title}</span><br><span>{_info(a, w)}</span><br>{_breaks(a)}</div>",
    "dl": lambda a, w: f"<dl><dt>{a.title}</dt><dd>{_info(a, w)}</dd><dd>{_body(a)}</dd></dl>",
    "posted on": lambda a, w: f"<div><h1>{a.title}</h1><p>{a.origin} 发布于 {w}</p>{_body(a)}</div>",
    "author glued": lambda a, w: f"<div><h1>{a.title}</h1><p>{w}作者：王晓明 浏览次数：20</p>{_body(a)}</div>",
    "comment in date": lambda a, w: f"<div><h1>{a.title}</h1><p>发布时间：<!-- d -->{w}<!-- /d --></p>{_body(a)}</div>",
    "update beside": lambda a, w: f"<div><h1>{a.title}</h1><p>发布时间：{w}　更新时间：2026-11-20 10:11:12</p>{_body(a)}</div>",
    "event in text": lambda a, w: (
        f"<div><h1>{a.title}</h1><p>{_info(a, w)}</p>{_body(a)}<p>报名截止时间：2026年12月30日，会议时间：2027-01-05 09:00。</p></div>"
    ),
    "related": lambda a, w: (
        f"<div><h1>{a.title}</h1><p>{_info(a, w)}</p>{_body(a)}<div class=related><h4>相关链接</h4>"
        "<ul><li>2026-11-21<a href=/a/1.html>另一篇文章的标题比较长一些</a></li><li>2026-11-20<a href=/a/2.html>再一篇关于培训的通知</a></li></ul></div></div>"
    ),
    "side before": lambda a, w: (
        "<div class=side><h3>热点排行</h3><ul><li><a href=/a/3.html>热点文章标题之一</a> 2026-11-19</li></ul></div>"
        f"<div><h1>{a.title}</h1><p>{_info(a, w)}</p>{_body(a)}</div>"
    ),
    "prev next": lambda a, w: f"<div><h1>{a.title}</h1><p>{_info(a, w)}</p>{_body(a)}<p>上一篇：<a href=/1.html>前一篇文章</a></p></div>",
    "logo h1": lambda a, w: f"<h1><a href=/>{SITE}</a></h1><div><div class=art-title>{a.title}</div><p>{_info(a, w)}</p>{_body(a)}</div>",
    "section h1": lambda a, w: f"<h1>工作动态</h1><div><div class=title>{a.title}</div><p>{_info(a, w)}</p>{_body(a)}</div>",
    "one word tags": lambda a, w: f"<main><section><h2>{a.title}</h2></section><section>{_info(a, w)}</section><section>{_body(a)}</section></main>",
    "word paste": lambda a, w: f"<div><h1>{a.title}</h1><p>{_info(a, w)}</p>" + _body(a).replace("<p>", "<p class=MsoNormal><o:p></o:p><span>") + "</div>",
    "unclosed": lambda a, w: f"<div><h1>{a.title}</h1><p>{_info(a, w)}" + "".join(f"<p>{escape(p)}" for p in a.paragraphs) + "</div>",
    "header today": lambda a, w: f"<div class=top>今天是：2026年11月23日 星期一</div><div><h1>{a.title}</h1><p>{_info(a, w)}</p>{_body(a)}</div>",
}  # fmt: skip

_MENU = "首页 工作动态 通知公告 标准制定 培训教育 会员之家 下载中心 联系我们".split()


def page(layout: str, a: Article, when: str, title: str = "full") -> str:
    """The whole page.  ``title`` "full": the document's title names the article and the site; "site": the site alone."""
    document = f"{a.title}-工作动态-{SITE}" if title == "full" else SITE
    menu = "".join(f"<li><a href=/{i}.html>{name}</a></li>" for i, name in enumerate(_MENU))
    return (
        f"<!DOCTYPE html><html><head><title>{document}</title><script>var t='2026-11-23 08:00:00';</script></head><body>"
        f"<div class=nav><ul>{menu}</ul></div><div class=crumbs>当前位置：<a href=/>首页</a> &gt;&gt; <a href=/1.html>工作动态</a></div>"
        f"{LAYOUTS[layout](a, when)}<div class=footer><p>版权所有：{SITE} ©2009-2026</p><p>样ICP备00000000号</p></div></body></html>"
    )
