"""A small model site: what stands on it, how it is addressed, and the pages it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Literal, NamedTuple

BEIJING = timezone(timedelta(hours=8))
NAMES = {"news": "新闻动态", "brand": "品牌建设"}
STYLES = 5


@dataclass(frozen=True)
class World:
    """What a site is like from its beginning; ``dates`` is what a row shows, ``times`` what an article page shows.

    ``scheduled``: some articles are dated hours or a year ahead.
    """

    sections: tuple[str, ...] = ("news",)
    rows: int = 6
    dates: Literal["day", "minute", "none"] = "day"
    times: Literal["second", "minute", "day", "none"] = "second"
    etags: bool = True
    redesigns: bool = False
    own_paths: bool = False  # a section shows a foreign article under an address of its own
    pager: Literal["path", "query"] = "path"
    scheduled: bool = False

    @property
    def undated(self) -> bool:
        return self.dates == self.times == "none"


class Seen(NamedTuple):
    """What a reader of an article's page knows of it."""

    title: str
    at: datetime
    revision: int
    path: str


@dataclass
class Post:
    """One article.  ``titles``, ``times`` and ``paths`` are those it ever had; ``revision`` counts its texts; ``gone`` is
    how the site answers once it is not ``there``: a status, a notice with 200, or the home page; ``back`` is when
    it was restored."""

    uid: int
    title: str
    at: datetime
    number: int
    style: int
    sections: list[str]
    revision: int = 1
    there: bool = True
    pinned: bool = False
    gone: str = "404"
    back: datetime | None = None
    edited: datetime | None = None
    taken_over: bool = False
    titles: set[str] = field(default_factory=set)
    times: set[datetime] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    path: str = ""

    def remember(self) -> None:
        self.titles.add(self.title)
        self.times.add(self.at)
        self.paths.add(self.path)

    @property
    def seen(self) -> Seen:
        return Seen(self.title, self.at, self.revision, self.path)

    @property
    def text(self) -> tuple[str, ...]:
        """Its first sentence names the article and the state of its text."""
        again = "，文字有所更正" * (self.revision - 1)
        first = f"本文为第{self.uid:05d}号材料的第{self.revision}稿{again}，由协会秘书处整理。"
        told = Random(self.uid).sample([f"{place}{word}" for place in PLACES for word in WORDS], 12)
        return first, f"{'、'.join(told[:6])}均已列入安排。", f"会上还谈到{'，'.join(told[6:])}。"


NAVIGATION = "协会概况 组织机构 入会指南 政策法规 联系我们 资料下载 会员之家 党建工作".split()
WORDS = "班组 标准 试验 培训 供应链 检验 计量 设备 改善 回访 顾客 绩效 诊断 论坛 测评 案例 观摩 竞赛 手册 公示 仪器 材料 评审 认证".split()
ACTS = "座谈会召开 名单公布 通知下发 报告发布 工作启动 交流圆满结束 征集开始 研修班结业 倡议书发出 公告".split()
PLACES = "临河 海州 北川 东岭 青泉 南屏 西塘 云溪 金沙 石桥 平湖 安源".split()


def _word(uid: int, nth: int) -> str:
    return WORDS[(uid * (2 * nth + 7) + uid // 5 * nth + nth * 5) % len(WORDS)]


def title_of(uid: int) -> str:
    return f"{PLACES[uid * 7 % 12]}{_word(uid, 1)}{_word(uid, 2)}{ACTS[uid * 3 % 10]}（{uid}期）"


@dataclass
class Site:
    """``hosts`` are all it ever had, the present one last; ``layout`` and ``frame`` are how lists and pages look."""

    world: World
    posts: list[Post] = field(default_factory=list)
    hosts: list[str] = field(default_factory=lambda: ["www.example.org"])
    scheme: str = "http"
    layout: int = 0
    style: int = 0
    next_number: int = 1001
    counter: int = 0

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.hosts[-1]}"

    # --- what happens on it -----------------------------------------------------------------------

    def publish(self, at: datetime, section: str, title: str = "") -> Post:
        uid = len(self.posts) + 1
        post = Post(uid, title or title_of(uid), at.astimezone(BEIJING).replace(microsecond=0), self.next_number, self.style, [section])
        self.next_number += 1
        self.place(post)
        self.posts.append(post)
        return post

    def place(self, post: Post) -> None:
        """Give the post the address its style and number make, and note what it was."""
        post.path = _path(post.style, post.sections[0], post.number, post.at, post.uid)
        post.remember()

    # --- what stands on it ------------------------------------------------------------------------

    def listed(self, section: str) -> list[Post]:
        """Newest first; pinned ones stand on top as well."""
        shown = [post for post in self.posts if post.there and section in post.sections]
        return sorted(shown, key=lambda post: (post.at, post.number), reverse=True)

    def pages(self, section: str) -> list[list[Post]]:
        posts, rows = self.listed(section), self.world.rows
        pages = [posts[start : start + rows] for start in range(0, len(posts), rows)] or [[]]
        return [[*(post for post in posts if post.pinned), *pages[0]], *pages[1:]]

    def at(self, path: str) -> Post | None:
        """The post at this address, the newest of those that had it."""
        return next((post for post in reversed(self.posts) if self._has(post, path)), None)

    def _has(self, post: Post, path: str) -> bool:
        return path == post.path or (self.world.own_paths and path in {self.address(post, section) for section in post.sections})

    def address(self, post: Post, section: str) -> str:
        """Where a section's list says the article stands."""
        if self.world.own_paths and section != post.sections[0] and post.style != 2:
            return _path(post.style, section, post.number, post.at, post.uid)
        return post.path

    # --- what it shows ----------------------------------------------------------------------------

    def listing_path(self, section: str, page: int) -> str:
        if self.world.pager == "query":
            return f"/{section}/" + (f"?page={page}" if page > 1 else "")
        return f"/{section}/" + (f"index_{page}.html" if page > 1 else "")

    def find_listing(self, path: str) -> tuple[str, int] | None:
        for section in self.world.sections:
            for page in range(1, max(2, len(self.pages(section)) + 1)):
                if path == self.listing_path(section, page):
                    return section, page
        return None

    def listing(self, section: str, page: int) -> str:
        pages = self.pages(section)
        rows = "\n".join(self._row(post, section) for post in pages[page - 1])
        older = self.listing_path(section, page + 1)
        pager = f'<div class="pages"><a href="{older}">下一页</a></div>' if page < len(pages) else ""
        return _document(NAMES[section], _LISTS[self.layout][0] + rows + _LISTS[self.layout][2] + pager)

    def navigation(self, section: str) -> str:
        """The list's own markup around links of another kind, and no article among them."""
        before, row, after = _LISTS[self.layout]
        rows = "\n".join(row.format(url=f"/about/{n}.html", title=name, date="") for n, name in enumerate(NAVIGATION))
        return _document(NAMES[section], before + rows + after)

    def front(self, now: datetime) -> str:
        """The front page, a list like the others: the newest articles of all sections among those of a section that is not watched."""
        before, row, after = _LISTS[self.layout]
        newest = sorted((post for post in self.posts if post.there), key=lambda post: post.at, reverse=True)[: self.world.rows // 2]
        own = [(post.at, self._row(post, post.sections[0])) for post in newest]
        days = [now.astimezone(BEIJING) - timedelta(days=3 * n) for n in range(self.world.rows)]
        form = self._form
        others = [(at, row.format(url=f"/party/{at:%Y%m%d}.html", title=f"党支部开展{at:%m月%d日}主题党日活动", date=at.strftime(form) if form else "")) for at in days]
        return _document("演练协会", before + "\n".join(text for _, text in sorted([*own, *others], reverse=True)) + after)

    def about(self, path: str) -> str | None:
        """The title of a page that the navigation leads to."""
        return next((name for n, name in enumerate(NAVIGATION) if path == f"/about/{n}.html"), None)

    @property
    def _form(self) -> str:
        return {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "none": ""}[self.world.dates]

    def _row(self, post: Post, section: str) -> str:
        form = self._form
        return _LISTS[self.layout][1].format(url=self.address(post, section), title=post.title, date=post.at.strftime(form) if form else "")

    def article(self, post: Post) -> str:
        form = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "none": ""}[self.world.times]
        self.counter += 1
        text = "".join(f"<p>　　{paragraph}</p>" for paragraph in post.text)
        info = (f"发布时间：{post.at.strftime(form)}　" if form else "") + f"浏览次数：{self.counter}"
        return _document(post.title, _PAGES[self.layout % 2].format(title=post.title, info=info, text=text))


def _path(style: int, section: str, number: int, at: datetime, uid: int) -> str:
    return (
        f"/{section}/{at:%Y%m%d}/{number}.html",
        f"/html/{section}/content-{number}.html",
        f"/show.asp?id={number}",
        f"/{section}/art/{uid * 7919 % 65536:04x}{number % 10}.html",
        f"/{section}/{number}/",
    )[style]


_LISTS = (
    ('<ul class="liebiao">\n', '<li><a href="{url}" title="{title}">{title}</a><span class="riqi">{date}</span></li>', "\n</ul>"),
    ('<div class="news-list">\n', '<div class="item"><em>{date}</em> <h3><a href="{url}">{title}</a></h3></div>', "\n</div>"),
    ('<table class="tab">\n', '<tr><td>·</td><td><a href="{url}">{title}</a></td><td>{date}</td></tr>', "\n</table>"),
    ('<dl class="wenzhang">\n', '<dd><a href="{url}"><b>{title}</b></a> <i>[{date}]</i></dd>', "\n</dl>"),
)
ROW_PINS = "ul.liebiao li", "div.news-list div.item", "table.tab tr", "dl.wenzhang dd"
_PAGES = (
    '<h1>{title}</h1><div class="info">{info}</div><div class="content">{text}</div>',
    '<table><tr><td class="biaoti">{title}</td></tr><tr><td>{info}</td></tr><tr><td><div id="zoom">{text}</div></td></tr></table>',
)


def _document(title: str, inner: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - 演练协会</title></head><body>\n'
        '<div class="nav"><a href="/">首页</a> <a href="/about.html">协会概况</a> <a href="/contact.html">联系我们</a></div>\n'
        f'{inner}\n<div class="footer">版权所有 演练协会</div>\n</body></html>'
    )


def error_page(words: str) -> str:
    return _document(words, f'<div class="msg"><h2>{words}</h2><p>{words}，请您稍后再来访问，给您带来的不便敬请谅解。</p></div>')


LOGIN = _document(
    "用户登录", '<form action="/login"><h2>用户登录</h2><input name="user"><input name="pass"><a href="/reg">注册</a></form>'
)


def founded(world: World, rng: Random, now: datetime) -> Site:
    """A site with a past: some posts, a few a day at most."""
    site = Site(world, style=rng.randrange(STYLES))
    count = rng.randrange(2, 4 * world.rows)
    moments = sorted(now - timedelta(minutes=rng.randrange(60, 60 * 24 * rng.choice((3, 60, 500)))) for _ in range(count))
    for at in moments:
        site.publish(at, rng.choice(world.sections))
    return site
