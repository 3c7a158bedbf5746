"""The practice site itself: path, query and time in, status, headers and bytes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from random import Random
from typing import NamedTuple
from urllib.parse import parse_qs

from .articles import Shown, render_layout
from .chrome import NAME, STYLE, document
from .life import Life, Post
from .listings import address, link, pages, render_listing
from .sections import BY_KEY, BY_NUMBER, SECTIONS, Section

HTML = "text/html"
_STATIC_LISTING = re.compile(r"/([a-z]+)/(?:index(?:_(\d{1,4}))?\.html)?")
_STATIC_ARTICLE = re.compile(r"/([a-z]+)/(\d{8})/(\d{1,9})\.html")
_ATTACHMENT = re.compile(r"/uploadfile/(\d{1,9})\.doc")
_HAN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_ABOUT = ("本会由热心质量工作的企业、院校和个人自愿组成，是一个用来演练的虚构团体。", "日常工作包括培训、交流、评价和咨询四个方面。")
_CONTACT = ("地址：东岭市示范路1号示范大厦", "电话：0000—00000000", "电子信箱：mail@example.org")


class Answer(NamedTuple):
    """One response; header names are in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Truth:
    """One article as it really is: ``url`` absolute, ``text`` its paragraphs joined by newlines, without stray spaces."""

    url: str
    section: str
    title: str
    published: datetime
    text: str
    withdrawn: bool


class PracticeSite:
    """Answers for the history of ``life``.  The only thing that is not computed from the time is the view counter."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._views: Counter[int] = Counter()

    def respond(self, path: str, query: str, now: datetime, headers: Mapping[str, str]) -> Answer:
        """The answer to a GET; ``headers`` are the request's, names in lower case."""
        answer = self._page(path, query, now)
        if answer.status == 200 and _unchanged(dict(answer.headers), headers):
            return Answer(304, [pair for pair in answer.headers if pair[0] in ("etag", "last-modified")], b"")
        return answer

    def truth(self, now: datetime, base_url: str = "") -> tuple[Truth, ...]:
        """Every article that ever stood on the site by ``now``, in the order of publication."""
        return tuple(
            Truth(
                url=base_url.rstrip("/") + address(BY_KEY[post.section], post),
                section=post.section,
                title=post.title,
                published=post.published,
                text="\n".join(post.paragraphs),
                withdrawn=withdrawn,
            )
            for post, withdrawn in self._life.posts(now)
        )

    def _page(self, path: str, query: str, now: datetime) -> Answer:
        if path in ("/list.asp", "/show.asp"):
            return self._asp(path, query, now)
        if found := _STATIC_LISTING.fullmatch(path):
            return self._listing(BY_KEY.get(found[1]), "static", int(found[2] or 1), now)
        if found := _STATIC_ARTICLE.fullmatch(path):
            return self._article(int(found[3]), path, now)
        if found := _ATTACHMENT.fullmatch(path):
            return self._attachment(int(found[1]), now)
        return self._fixed(path, now)

    def _asp(self, path: str, query: str, now: datetime) -> Answer:
        values = {name: found[-1] for name, found in parse_qs(query).items()}
        number, page = values.get("id", ""), values.get("page", "1")
        if not (_is_number(number) and _is_number(page)):
            return _missing()
        if path == "/list.asp":
            return self._listing(BY_NUMBER.get(int(number)), "asp", int(page), now)
        return self._article(int(number), f"{path}?id={int(number)}", now)

    def _listing(self, section: Section | None, paths: str, page: int, now: datetime) -> Answer:
        if section is None or section.paths != paths:
            return _missing()
        posts = self._life.live(section.key, now)
        if not 1 <= page <= pages(posts):
            return _missing()
        body = render_listing(section, posts, page)
        return _found(body, self._life.changed(section.key, now), sha256(body).hexdigest()[:16])

    def _article(self, number: int, path: str, now: datetime) -> Answer:
        post = self._life.post(number, now)
        if post is None or address(BY_KEY[post.section], post) != path:
            return _missing()
        self._views[number] += 1
        section = BY_KEY[post.section]
        body = render_layout(section.sheet, _shown(section, post, 100 + number * 7 % 900 + self._views[number]), section.charset)
        return _found(body, post.changed, f"{post.number}-{post.revision}")

    def _attachment(self, number: int, now: datetime) -> Answer:
        post = self._life.post(number, now)
        if post is None or post.section != "downloads":
            return _missing()
        return Answer(200, [("content-type", "application/msword")], rb"{\rtf1\ansi A form to fill in.\par}")

    def _fixed(self, path: str, now: datetime) -> Answer:
        if path in ("/", "/index.asp"):
            return Answer(200, [("content-type", HTML)], self._home(now))
        if path == "/robots.txt":
            return Answer(200, [("content-type", "text/plain")], b"User-agent: *\r\nDisallow: /admin/\r\n")
        if path == "/style.css":
            return Answer(200, [("content-type", "text/css; charset=utf-8")], STYLE.encode())
        texts = {"/about.asp": ("协会简介", _ABOUT), "/contact.asp": ("联系我们", _CONTACT)}.get(path)
        if texts is None:
            return _missing()
        content = f"<div class='neirong'>{''.join(f'<p>　　{line}</p>' for line in texts[1])}</div>"
        return Answer(200, [("content-type", HTML)], document(texts[0], texts[0], content, "gbk"))

    def _home(self, now: datetime) -> bytes:
        blocks = (self._block(section, self._life.live(section.key, now)[:6]) for section in SECTIONS)
        return document("", "", "\n".join(blocks), "gbk")

    def _block(self, section: Section, posts: Iterable[Post]) -> str:
        rows = "".join(f"<li>{link(section, post)}</li>" for post in posts)
        more = f"<a href='{escape(section.listing())}'>更多&gt;&gt;</a>"
        return f"<div class='item'><b>{section.name}</b> {more}<ul>{rows}</ul></div>"


def _shown(section: Section, post: Post, views: int) -> Shown:
    files = ((f"/uploadfile/{post.number}.doc", f"{post.title}.doc"),) if section.key == "downloads" else ()
    texts = tuple(_strayed(text, post.number + place) for place, text in enumerate(post.paragraphs))
    return Shown(section.name, post.title, post.published, texts, views, attachments=files)


def _strayed(text: str, seed: int) -> str:
    """The paragraph with spaces left inside words, as by a line break of the document it was pasted from."""
    if seed % 2:
        return text
    rng = Random(seed)
    return _HAN.sub(lambda _: " " if rng.random() < 0.05 else "", text)


def _found(body: bytes, changed: datetime, tag: str) -> Answer:
    modified = format_datetime(changed.astimezone(UTC), usegmt=True)
    return Answer(200, [("content-type", HTML), ("last-modified", modified), ("etag", f'W/"{tag}"')], body)


def _missing() -> Answer:
    words = f"<p>您访问的页面不存在，或者已经被管理员删除！</p><p><a href='/'>返回{NAME}首页</a></p>"
    content = f"<div class='neirong'><h2>提示</h2>{words}</div>"
    return Answer(404, [("content-type", HTML)], document("页面不存在", "提示", content, "gbk"))


def _unchanged(known: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """RFC 9110, 13.2.2: a tag, if the client sent one, decides alone."""
    if "if-none-match" in asked:
        return "etag" in known and known["etag"] in asked["if-none-match"]
    if "last-modified" not in known or "if-modified-since" not in asked:
        return False
    try:
        return parsedate_to_datetime(known["last-modified"]) <= parsedate_to_datetime(asked["if-modified-since"])
    except (TypeError, ValueError):
        return False


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
