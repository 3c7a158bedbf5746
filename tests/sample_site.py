"""A made-up association with its feeds, as the pages see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedsvc.formats.builder import Script
from feedsvc.model import Attachment, Entry, Precision, Stamp
from feedsvc.published import Category, Feed, Site
from feedsvc.record import SourceStatus, Turn, Verdict

SCRIPT = Script("embed-0123456789ab.js", "sha384-" + "A" * 64)
BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
BASE = "https://feeds.example.org/"

ZH_SECTIONS = {
    "news": "新闻动态",
    "notices": "通知公告",
    "training": "质量教育",
    "brand": "品牌建设",
    "awards": "卓越绩效",
    "about": "政策解读",
}
EN_SECTIONS = {"news": "News", "notices": "Notices", "training": "Training", "brand": "Brands", "awards": "Awards", "about": "Policy"}

ZH_NEWS = (
    (
        "协会在临河召开中小企业质量提升经验交流会，三十家企业登台介绍做法",
        "来自全省各地的三十家企业代表齐聚临河，介绍各自在工序改进和一线培训方面的做法。会议还安排了两场现场观摩。",
    ),
    (
        "关于举办第十二期质量工程师考前辅导班的通知",
        "辅导班定于12月5日至7日举行，采取线上与线下相结合的方式，报名截止到11月30日。请各会员单位自愿选派人员参加。",
    ),
    ("2026年度质量管理小组成果评审结果公布", "经材料评审与现场发布，共有八十六项成果进入年度名单。"),
    (
        "“小改进，大不同”：一线班组改善案例征集开始",
        "征集面向各类企业的一线班组，案例应当真实、可核实，并附改进前后的数据对比。入选案例将汇编成册，供会员单位交流使用。",
    ),
    ("顾客满意度测评师培训在海州结业", "为期四天的培训覆盖了问卷设计、抽样方法和结果解读，六十二名学员通过考核。"),
    ("精益生产观摩团走进北川轴承厂", "观摩团一行四十人沿着装配线听取讲解，就换模时间、在制品数量和目视管理与厂方交流。"),
    ("关于征集2027年团体标准立项建议的通知", "欢迎会员单位围绕行业急需提出立项建议，建议书模板见附件。"),
    ("质量开放日：三百名市民走进检测实验室", "市民现场观看了玩具、灯具和校服面料的检测过程，并与工程师面对面提问。"),
)
EN_NEWS = (
    (
        "Thirty small manufacturers share what worked at the Linhe quality exchange",
        "Delegates from thirty companies met on Friday to compare notes on process control and training. Two site visits closed the day.",
    ),
    (
        "Registration opens for the twelfth quality engineer refresher course",
        "The course runs from 5 to 7 December, online and in person. Member organisations may register staff until 30 November.",
    ),
    (
        "Results of the 2026 improvement team review",
        "Eighty-six projects made this year’s list after document review and live presentations.",
    ),
    (
        "Call for case studies: small changes that made a difference",
        "Teams from every kind of company are invited to send real cases with figures from before and after.",
    ),
    (
        "Customer satisfaction assessors complete their training in Haizhou",
        "Four days on questionnaires, sampling and reading the results; sixty-two participants passed.",
    ),
    (
        "Lean production group visits Beichuan Bearings",
        "Forty visitors walked the assembly line and asked about change-over times and visual management.",
    ),
    (
        "Proposals wanted for the 2027 group standards programme",
        "Members may propose standards their trade needs soon; the form is attached.",
    ),
    (
        "Open day brings three hundred citizens into the test laboratory",
        "Visitors watched toys, lamps and school uniforms being tested and put their questions to the engineers.",
    ),
)


def entry(number: int, section: str, title: str, summary: str, age: timedelta, precision: Precision = "minute") -> Entry:
    """One article of the sample; every third has an origin, every fourth a file."""
    at = (NOW - age).astimezone(BEIJING)
    stamp = Stamp(at.replace(hour=0, minute=0) if precision == "day" else at, precision)
    file = Attachment(f"https://www.example.org/files/{number}.pdf", "附件.pdf", "application/pdf", 2048)
    return Entry(
        id=f"tag:example.org,2026:{section}/{number}",
        url=f"https://www.example.org/{section}/{number}.html",
        title=title,
        summary=summary,
        published=stamp,
        updated=NOW - age,
        first_seen=NOW - age + timedelta(minutes=9),
        sources=(section,),
        origin="临河日报" if number % 3 == 0 else None,
        attachments=(file,) if number % 4 == 2 else (),
    )


def site(language: str = "zh-CN") -> Site:
    """Six sections and the merged feed, one source in trouble; deterministic."""
    chinese = language.startswith("zh")
    sections, news = (ZH_SECTIONS, ZH_NEWS) if chinese else (EN_SECTIONS, EN_NEWS)
    title = "齐河省质量协会新闻" if chinese else "Qihe Quality Association News"
    author = "齐河省质量协会" if chinese else "the Qihe Quality Association"
    blank = Feed(
        key="all",
        title=title,
        subtitle="",
        language=language,
        home_url="https://www.example.org/",
        base_url=BASE,
        author=author,
        updated=NOW,
        categories={key: Category(key, label) for key, label in sections.items()},
    )
    feeds = tuple(_section(blank, place, key, label, news) for place, (key, label) in enumerate(sections.items()))
    merged = sorted((one for feed in feeds for one in feed.entries), key=lambda one: one.order, reverse=True)
    rights = "凡本网站原创信息，转载请注明出处。" if chinese else "Quote freely, and name the source."
    return Site(
        title=title,
        language=language,
        base_url=BASE,
        home_url="https://www.example.org/",
        contact="mailto:editor@example.org",
        author=author,
        updated=NOW,
        merged=replace(blank, entries=tuple(merged[:40])),
        feeds=feeds,
        rights=rights,
        authority="example.org",
        statuses=tuple(_status(place, feed) for place, feed in enumerate(feeds)),
    )


def _section(blank: Feed, place: int, key: str, label: str, news: tuple[tuple[str, str], ...]) -> Feed:
    subtitle = {"zh": "协会工作动态、会员活动与行业消息", "en": "What the association does, and news from its members"}[blank.language[:2]]
    entries = tuple(
        entry(
            100 * place + number,
            key,
            *news[(number + place) % len(news)],
            age=timedelta(days=number * (place + 1) * 1.7 + place, hours=number * 5),
            precision="day" if number % 5 == 4 else "minute",
        )
        for number in range(24 if place < 5 else 0)
    )
    return replace(blank, key=key, title=label, subtitle=subtitle, home_url=f"https://www.example.org/{key}/", entries=entries)


def _turns(place: int, ill: bool, line: str) -> tuple[Turn, ...]:
    """Well since weeks; one source fell ill for a day, one is ill now."""
    turns = [Turn(NOW - timedelta(days=50 - place * 3), Verdict.OK)]
    if place == 0:
        turns += [Turn(NOW - timedelta(days=20), Verdict.RETRY, "HTTP 502"), Turn(NOW - timedelta(days=18, hours=22), Verdict.OK)]
    return (*turns, Turn(NOW - timedelta(hours=7), Verdict.SUSPECT, line, "Look at the page.")) if ill else tuple(turns)


def _status(place: int, feed: Feed) -> SourceStatus:
    ill = place == 3
    line = "The page answers 200 but shows 0 of 20 known articles; the last good version is kept."
    newest = feed.entries[0].published.at if feed.entries else None
    return SourceStatus(
        key=feed.key,
        title=feed.title,
        url=feed.home_url,
        verdict=Verdict.SUSPECT if ill else Verdict.OK if feed.entries else None,
        line=line if ill else "",
        next_step="Look at the page, then run: feedsvc check brand" if ill else "",
        since=NOW - timedelta(hours=7) if ill else NOW - timedelta(days=9),
        last_success=NOW - timedelta(minutes=12) if feed.entries else None,
        entries=len(feed.entries),
        newest=newest,
        gap="2026-11-03" if place == 1 else None,
        turns=_turns(place, ill, line) if feed.entries else (),
        quiet=place == 4,
    )
