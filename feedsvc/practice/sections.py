"""The sections of the practice site: their names, addresses, encodings and looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["table", "ul", "div", "dl"]
Sheet = Literal["table", "div", "word", "lines"]
Dates = Literal["[2021-09-08]", "2021-09-08", "09-08", "2021/9/8"]


@dataclass(frozen=True, slots=True)
class Section:
    """``number`` is the CMS's own; ``look`` the listing's layout, ``sheet`` the articles'; ``dates`` how a row is dated.

    ``paths`` is "asp" (``/list.asp?id=3&page=2``) or "static" (``/lean/index_2.html``); ``cut`` the number of
    characters after which a listing cuts a title; ``pinned`` puts the section's oldest article on top as well.
    """

    key: str
    name: str
    number: int
    charset: Literal["gbk", "utf-8"]
    look: Look
    sheet: Sheet
    dates: Dates
    paths: Literal["asp", "static"]
    cut: int = 60
    pinned: bool = False

    def listing(self, page: int = 1) -> str:
        """Path (with query) of a listing page."""
        if self.paths == "asp":
            return f"/list.asp?id={self.number}" + (f"&page={page}" if page > 1 else "")
        return f"/{self.key}/index{'' if page == 1 else f'_{page}'}.html"

    def article(self, number: int, day: str) -> str:
        """Path (with query) of an article; ``day`` is the day of publication, YYYYMMDD."""
        if self.paths == "asp":
            return f"/show.asp?id={number}"
        return f"/{self.key}/{day}/{number}.html"


SECTIONS = (
    Section("news", "新闻动态", 1, "gbk", "table", "table", "[2021-09-08]", "asp", cut=24, pinned=True),
    Section("excellence", "卓越绩效", 3, "gbk", "table", "lines", "[2021-09-08]", "asp", cut=28),
    Section("brands", "山东品牌", 4, "utf-8", "ul", "div", "09-08", "static"),
    Section("engineers", "质量工程师", 5, "gbk", "table", "table", "2021-09-08", "asp", cut=22, pinned=True),
    Section("supervision", "设备监理", 6, "utf-8", "div", "div", "2021-09-08", "static"),
    Section("education", "质量教育", 7, "gbk", "dl", "word", "2021/9/8", "asp"),
    Section("downloads", "下载专区", 8, "gbk", "table", "lines", "2021-09-08", "asp"),
    Section("innovation", "质量创新", 9, "utf-8", "div", "word", "2021-09-08", "static"),
    Section("satisfaction", "顾客满意度", 10, "gbk", "ul", "table", "[2021-09-08]", "static", cut=20),
    Section("competitiveness", "质量竞争力", 11, "gbk", "table", "word", "09-08", "asp"),
    Section("lean", "精益生产", 12, "utf-8", "ul", "div", "2021-09-08", "static", cut=18),
    Section("planning", "品牌策划", 13, "gbk", "dl", "lines", "[2021-09-08]", "asp"),
)
BY_KEY = {section.key: section for section in SECTIONS}
BY_NUMBER = {section.number: section for section in SECTIONS}
NAVIGATION = (
    ("首页", "/"),
    *((section.name, section.listing()) for section in SECTIONS[1:]),
    ("协会简介", "/about.asp"),
    ("联系我们", "/contact.asp"),
)


def sections(base_url: str) -> tuple[tuple[str, str, str], ...]:
    """(key, listing URL, title) of every section that publishes, for ``base_url`` such as "http://127.0.0.1:8001"."""
    return tuple((section.key, base_url.rstrip("/") + section.listing(), section.name) for section in SECTIONS)
