"""Hypothesis strategies for Feed and Entry values: any Unicode, any dates, any counts.

``feeds()`` keeps what the upstream steps promise and no more: ids that are tag URIs, each once; update times that
differ; the feed updated when its newest entry was.  Texts, URLs and zones are as hostile as the types allow.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from feedsvc.model import Attachment, Entry, Stamp
from feedsvc.published import ArchiveLinks, Category, Feed, Site, Tombstone

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><b>x</b>",
    "]]>",
    "<![CDATA[x]]>",
    "-->",
    "<!DOCTYPE x>",
    "&amp;amp; &#60; &nbsp &copy AT&T R&D",
    "a < b > c & d",
    "B&2 &_x &#中 &apos &notit &eacute",
    '"\'',
    "\u202e\u200b\u0000\ufffd\uffff\ud800\x85",
    "质量 月  即 将",
    "\u2028{{x}}${y}",
    "👩‍👩‍👧 𠮷野家 नि",
    " ",
)
ZONES = (
    UTC,
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Asia/Kathmandu"),
    timezone(timedelta(hours=-3, minutes=-30)),
    timezone(timedelta(hours=8, minutes=5, seconds=43)),
)
KEYS = ("news", "notices", "standards")


def texts(max_size: int = 40) -> st.SearchStrategy[str]:
    """Any text a page could yield, lone surrogates and controls included."""
    return st.one_of(st.text(st.characters(), max_size=max_size), st.sampled_from(HOSTILE))


def web_urls() -> st.SearchStrategy[str]:
    """Addresses a careful reader would store."""
    tails = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\"), max_size=12)
    return st.builds(lambda host, tail: f"{host}{tail}", st.sampled_from(("http://example.org/", "https://例子.cn/新闻/")), tails)


def urls() -> st.SearchStrategy[str]:
    """Those, and what must never get through."""
    hostile = ("javascript:alert(1)", "data:text/html,x", "http://a\\@b/", "//x/", "http://u:p@h/", "x", "", "http://[::1", "http://h:99999/")
    return st.one_of(web_urls(), st.sampled_from(hostile))


def moments() -> st.SearchStrategy[datetime]:
    """Aware times from 1970 to 2199, microseconds and odd zones included."""
    return st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.sampled_from(ZONES))


def stamps() -> st.SearchStrategy[Stamp]:
    day = moments().map(lambda at: Stamp(at.replace(hour=0, minute=0, second=0, microsecond=0), "day"))
    return st.one_of(st.builds(Stamp, moments(), st.sampled_from(("second", "minute"))), day)


def attachments() -> st.SearchStrategy[tuple[Attachment, ...]]:
    kinds = st.sampled_from(("application/pdf", "APPLICATION/PDF; x=y", "image/jpeg", "", "nonsense"))
    return st.lists(st.builds(Attachment, urls(), texts(10), kinds, st.integers(-1, 10**12)), max_size=3).map(tuple)


def bodies() -> st.SearchStrategy[str | None]:
    """Sanitised HTML as the reading step hands it on, and what a careless one would."""
    careless = ("<script>x</script>", "<p onclick=x>y</p>", '<a href="/x">y</a>', "\x00", "a\ud800<b", "<![CDATA[x]]>")
    return st.sampled_from((*careless, None, "", "<p>全文 &amp; <b>x</b></p>", '<p title="a > b"><a href="https://example.org/?a=1&amp;b=2">x</a></p>'))


def languages() -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, "zh-CN", "zh-Hant-TW", "en", "de-DE", "not a tag", ""))


@st.composite
def entries(draw: st.DrawFn, number: int = 1, updated: datetime | None = None) -> Entry:
    """One entry; ``number`` makes its id."""
    return Entry(
        id=f"tag:example.org,2026:news/{number}",
        url=draw(urls()),
        title=draw(texts()),
        summary=draw(texts(120)),
        published=draw(stamps()),
        updated=updated or draw(moments()),
        first_seen=draw(moments()),
        sources=tuple(draw(st.lists(st.sampled_from((*KEYS, "unknown")), max_size=3))),
        author=draw(st.none() | texts(10)),
        origin=draw(st.none() | texts(10)),
        image=draw(st.none() | urls()),
        language=draw(languages()),
        rights=draw(st.none() | texts(10)),
        html=draw(bodies()),
        attachments=draw(attachments()),
        state=draw(st.sampled_from(("live", "live", "live", "withdrawn"))),
    )


@st.composite
def feeds(draw: st.DrawFn, max_entries: int = 5) -> Feed:
    """One feed with entries and tombstones of entries that are gone."""
    start = draw(moments())
    count = draw(st.integers(0, max_entries))
    listed = tuple(draw(entries(number, later(start, count - number))) for number in range(count))
    gone = draw(st.lists(st.integers(-1, max_entries * 2), max_size=3))
    return Feed(
        key="news",
        title=draw(texts()),
        subtitle=draw(texts()),
        language=draw(st.sampled_from(("zh-CN", "zh-Hant", "en", "ja"))),
        home_url=draw(urls()),
        base_url="https://feeds.example.org/x/",
        author=draw(texts(10)),
        updated=later(start, count),
        entries=listed,
        tombstones=tuple(Tombstone(f"tag:example.org,2026:news/{number}", draw(moments())) for number in gone),
        categories={key: Category(key, draw(texts(10))) for key in KEYS},
        rights=draw(st.none() | texts()),
        license_url=draw(st.none() | urls()),
        hubs=tuple(draw(st.lists(urls(), max_size=2))),
        icon_url=draw(st.none() | urls()),
        logo_url=draw(st.none() | urls()),
    )


def later(at: datetime, seconds: int) -> datetime:
    """Real seconds later in the same zone; plain addition moves the clock, which may jump."""
    return (at.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(at.tzinfo)


BEIJING = ZoneInfo("Asia/Shanghai")


def sample_entry(number: int, **changes: object) -> Entry:
    """An ordinary entry; ``changes`` replace fields."""
    at = datetime(2026, 11, 22, 9, number, tzinfo=BEIJING)
    plain = Entry(
        id=f"tag:example.org,2026:news/{number}",
        url=f"https://www.example.org/news/{number}.html",
        title=f"协会召开第{number}次工作会议",
        summary="会议总结了全年工作。会议部署了下一步任务。",
        published=Stamp(at, "minute"),
        updated=at,
        first_seen=at,
        sources=("news",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def sample_feed(**changes: object) -> Feed:
    """A feed that uses everything a format can say; ``changes`` replace fields."""
    rich = sample_entry(
        3,
        title="质量月 Q&A：A < B",
        author="张三",
        origin="某某报",
        rights="原创",
        image="https://www.example.org/3.jpg",
        language="en",
        html='<p>全文</p><p><a href="https://www.example.org/x">x</a></p>',
        attachments=(
            Attachment("https://www.example.org/附件.pdf", "附件", "application/pdf", 1234),
            Attachment("https://www.example.org/b.doc", "b", "application/msword"),
        ),
        sources=("news", "standards"),
    )
    full = Feed(
        key="news",
        title="新闻动态",
        subtitle="协会的新闻",
        language="zh-CN",
        home_url="https://www.example.org/news/",
        base_url="https://feeds.example.org/",
        author="某某协会",
        updated=datetime(2026, 11, 22, 9, 3, tzinfo=BEIJING),
        entries=(rich, sample_entry(2), sample_entry(1, state="withdrawn")),
        tombstones=(Tombstone("tag:example.org,2026:news/0", datetime(2026, 11, 21, 9, 0, tzinfo=BEIJING)),),
        categories={"news": Category("news", "新闻"), "standards": Category("standards", "标准")},
        rights="© 某某协会",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        hubs=("https://hub.example.org/",),
        archive=ArchiveLinks(current="news", prev="archive/news/00002"),
        icon_url="https://feeds.example.org/favicon.ico",
        logo_url="https://feeds.example.org/logo.png",
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def sample_archive() -> Feed:
    """An archive document in the middle of a history."""
    links = ArchiveLinks(current="news", prev="archive/news/00001", next="archive/news/00003", is_archive=True)
    return sample_feed(key="archive/news/00002", archive=links)


def sample_site() -> Site:
    """A site with a merged feed and one section."""
    return Site(
        title="某某协会",
        language="zh-CN",
        base_url="https://feeds.example.org/",
        home_url="https://www.example.org/",
        contact="mailto:web@example.org",
        author="某某协会",
        updated=datetime(2026, 11, 22, 9, 3, tzinfo=BEIJING),
        merged=sample_feed(key="all", title="全部"),
        feeds=(sample_feed(),),
    )
