"""Pages that answer 200 in place of a listing: notices, walls and other pages, bare or dressed as the site."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests import listing_layouts as layouts

# name → heading, words, what else stands in the middle of the page
NOTICES = {
    "maintenance": ("系统维护中", "本站今晚做一次升级维护，大约两个小时后恢复，给您添麻烦了。", ""),
    "moving": ("网站搬家公告", "我们正在搬迁机房，这段时间暂停服务，请过一会儿再来。", ""),
    "server error": ("服务器错误", "处理您的请求时出了差错，编号 0x80004005，管理员已经知道。", '<a href="javascript:history.back()">返回上一页</a>'),
    "database": ("数据库连接失败", "程序连不上数据库，暂时没有内容可以显示。", "<pre>Error 2002: no such file</pre>"),
    "not found": ("页面不存在", "您要的页面可能改了名字，也可能已经删除。", '<a href="/">回到首页</a> <a href="/sitemap.html">网站地图</a>'),
    "no rows": ("新闻动态", "没有找到符合条件的记录。", '<ul class="news-list"></ul>'),
    "login": ("用户登录", "登录以后才能阅读这个栏目。", '<form><input name="u"><input name="p" type="password"><a href="/reg">注册</a></form>'),
    "closed": ("网站已关闭", "按照上级要求，本站停止对外服务。", "<p>联系电话请看公告栏</p>"),
    "busy": ("访问过于频繁", "您这一分钟里打开的页面太多了，请稍等片刻再试。", '<button onclick="location.reload()">再试一次</button>'),
    "captcha": ("安全验证", "请把滑块拖到右边，证明您不是机器。", '<div id="slider"><a href="#">换一张</a></div><script>start()</script>'),
    "checking": ("Checking your browser", "This takes a few seconds, then the page you wanted opens.", "<script>go(1)</script>"),
    "denied": ("Access denied", "Your address is on a list of addresses that this server does not answer.", "<p>Ray 7a31</p>"),
    "parked": (
        "This domain is for sale",
        "Make an offer to its owner.",
        "".join(f'<li><a href="/lander?q={n}">{word} offers in your town</a></li>' for n, word in enumerate("Insurance Travel Loans".split())),
    ),
    "unavailable": ("503 Service Unavailable", "No server is available to handle this request.", ""),
    "suspended": ("Account suspended", "The owner of this site should contact the hosting company.", '<a href="http://host.example/">hosting</a>'),
}


def _bare(heading: str, words: str, more: str, dice: random.Random) -> str:
    return f"<html><head><title>{heading}</title></head><body><h1>{heading}</h1><p>{words}</p>{more}</body></html>"


def _dressed(heading: str, words: str, more: str, dice: random.Random) -> str:
    inner = f'<div class="main-left"><h2>{heading}</h2><p>{words}</p>{more}</div>'
    return _document(heading, inner, dice)


def _with_sides(heading: str, words: str, more: str, dice: random.Random) -> str:
    """The site's own frame with its box of much-read articles: undated links with titles."""
    inner = f'<div class="main-left"><h2>{heading}</h2><p>{words}</p>{more}</div><div class="side-right">{layouts.side(dice)}</div>'
    return _document(heading, inner, dice)


def _document(heading: str, inner: str, dice: random.Random) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{heading} - 样例质量协会</title></head><body>{layouts.navigation(dice)}"
        f'<div class="wrap">{inner}</div>{layouts.footer(dice)}</body></html>'
    )


FRAMES: tuple[Callable[[str, str, str, random.Random], str], ...] = (_bare, _dressed, _with_sides)
OTHERS = {
    "nothing": "",
    "white space": "<html><body>   </body></html>",
    "one script": "<html><head><script>document.cookie='k=1';location.reload()</script></head><body></body></html>",
    "needs script": "<html><body><noscript>Please turn on JavaScript.</noscript><div id=app></div><script src=/a.js></script></body></html>",
    "json": '{"code": 500, "msg": "fail", "data": []}',
    "home page": "".join(
        f"<h3>{name}</h3><ul>{''.join(f'<li><a href=/{s}/{n}.html>{name}第{n}号</a></li>' for n in range(6))}</ul>"
        for s, name in enumerate(("党建工作", "会员之家", "资料下载", "行业标准"))
    ),
}


def pages() -> dict[str, str]:
    """Name → page; the same at every call."""
    made = {
        f"{name}, {frame.__name__.strip('_')}": frame(*parts, random.Random(name))
        for name, parts in NOTICES.items() for frame in FRAMES
    }  # fmt: skip
    return made | OTHERS
