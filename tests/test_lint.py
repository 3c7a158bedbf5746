"""The lint passes what the writers make, and finds every single defect planted into it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.formats import atom, jsonfeed, opml, rss
from feedsvc.formats.lint import LIMIT, lint
from feedsvc.published import ArchiveLinks, Document

from .feeds_strategies import sample_archive, sample_feed, sample_site

DOCUMENTS = {
    "atom": atom.render(sample_feed()),
    "atom archive": atom.render(sample_archive()),
    "rss": rss.render(sample_feed()),
    "rss archive": rss.render(sample_archive()),
    "json": jsonfeed.render(sample_feed()),
    "json archive": jsonfeed.render(sample_archive()),
    "opml": opml.render(sample_site()),
}
ID = "tag:example.org,2026:news/"
ENTRY2 = f"<id>{ID}2</id>"
AUTHOR = "<author>\n      <name>某某协会</name>\n    </author>"
SELF = '<link href="https://feeds.example.org/news.atom" rel="self" type="application/atom+xml"/>'
RSS_SELF = '<atom:link href="https://feeds.example.org/news.rss" rel="self" type="application/rss+xml"/>'
SUMMARY2 = """<summary>会议总结了全年工作。会议部署了下一步任务。</summary>
    <category term="news" label="新闻"/>
    <published>2026-11-22T09:02"""
LOGO = "<url>https://feeds.example.org/logo.png</url>\n      <title>"

# rule, text of the good document, what the defect makes of it (its first occurrence)
ATOM_DEFECTS = [
    ("A1", "<updated>2026-11-22T09:03:00+08:00</updated>", ""),
    ("A1", "<title>新闻动态</title>", "<title>新闻动态</title><title>again</title>"),
    ("A1", "<name>某某协会</name>", "<name> </name>"),
    ("A2", AUTHOR, ""),
    ("A2", "<name>张三</name>", "<name/>"),
    ("A3", SELF, ""),
    ("A3", SELF, SELF + SELF),
    ("A3", "https://feeds.example.org/news.atom\" rel", "https://feeds.example.org/other.atom\" rel"),
    ("A3", SELF, SELF + '<link href="https://www.example.org/b" rel="alternate" type="text/html"/>'),
    ("A4", ENTRY2, ""),
    ("A4", '<link href="https://www.example.org/news/2.html" rel="alternate" type="text/html"/>', ""),
    ("A4", SUMMARY2, SUMMARY2.partition("\n")[2]),
    ("A4", 'term="standards"', 'term=""'),
    ("A5", "T09:02:00+08:00", "T09:02:00+0800"),
    ("A5", "T09:02:00+08:00", "T09:02:00"),
    ("A5", "2026-11-22T09:02:00", "2026-11-22t09:02:00"),
    ("A5", "2026-11-22T09:02:00", "2026-02-30T09:02:00"),
    ("A6", "<published>2026-11-22T09:02:00+08:00</published>", ""),
    ("A6", "<updated>2026-11-22T09:02:00+08:00", "<updated>2026-11-22T09:30:00+08:00"),
    ("A7", f"{ID}2</id>", f"{ID}3</id>"),
    ("A7", "<updated>2026-11-22T09:02:00+08:00", "<updated>2026-11-22T09:03:00+08:00"),
    ("A8", "<title>协会召开第2次", "<title>&lt;b&gt;协会&lt;/b&gt;召开第2次"),
    ("A8", "<title>协会召开第2次", "<title>A &amp;amp; B协会召开第2次"),
    ("A8", "<title>质量月", '<title type="html">&lt;b&gt;质量月&lt;/b&gt;'),
    ("A8", "<title>协会召开第2次工作会议</title>", "<title> </title>"),
    ("A8", "<title>协会召开第2次", '<title type="xhtml">协会召开第2次'),
    ("A9", '<content type="html">', "<content>"),
    ("A10", "<feed ", "<!-- x --><feed "),
    ("A10", ' xml:lang="zh-CN"', ""),
    ("A10", "encoding='UTF-8'", "encoding='ISO-8859-1'"),
    ("A11", "</feed>", "<rights>© x</rights></feed>"),
    ("A12", "协会召开第2次", "协会\x0b召开第2次"),
    ("A12", "协会召开第2次", "协会\x85召开第2次"),
    ("A12", "协会召开第2次", "协会\ufffd召开第2次"),
    ("A12", "</feed>", ""),
    ("A13", "<rights>© 某某协会</rights>", "<rights>https://creativecommons.org/licenses/by/4.0/</rights>"),
    ("A14", 'rel="license"', 'rel="canonical"'),
    ("A14", 'type="application/msword"', 'type="word"'),
    ("A14", 'length="1234"', 'length="1 kB"'),
    ("A15", ENTRY2, ENTRY2 + "<source><title>x</title></source>"),
    ("D1", f'ref="{ID}0"', 'ref=""'),
    ("D1", 'when="2026-11-21T09:00:00+08:00"', 'when="yesterday"'),
    ("D1", f'ref="{ID}0"', f'ref="{ID}2"'),
    ("D1", f'ref="{ID}0"', f'ref="{ID}1"'),
    ("E3", "<feed ", "<!DOCTYPE feed><feed "),
    ("E3", "<title>协会召开第2次工作会议</title>", "<title><![CDATA[协会]]></title>"),
    ("H1", "&lt;p&gt;全文", "&lt;script&gt;x&lt;/script&gt;&lt;p&gt;全文"),
    ("H1", "&lt;p&gt;全文", "&lt;p onclick='x'&gt;全文"),
    ("H1", "&lt;p&gt;全文", '&lt;p style="position:fixed"&gt;全文'),
    ("H1", "全文&lt;/p&gt;", "全文&lt;/b&gt;"),
    ("H1", "全文&lt;/p&gt;", "全文"),
    ("H1", "&lt;p&gt;全文", "&lt;p&gt; 1 &lt; 2 全文"),
    ("I1", f"{ID}2</id>", "news-2</id>"),
    ("I1", f"{ID}2</id>", "tag:example.org:news/2</id>"),
    ("P2", "<at:deleted-entry", '<complete xmlns="http://purl.org/syndication/history/1.0"/><at:deleted-entry'),
    ("R7", 'href="https://www.example.org/x"', 'href="/x"'),
    ("R7", 'href="https://www.example.org/x"', 'href="javascript:alert(1)"'),
    ("U1", "https://www.example.org/news/2.html", "/news/2.html"),
    ("U1", "https://www.example.org/news/2.html", "https://www.example.org/新闻/2.html"),
    ("U1", "https://www.example.org/3.jpg", "3.jpg"),
    ("U1", "<icon>https://feeds.example.org", "<icon>"),
    ("U1", "<logo>https://feeds.example.org", "<logo>"),
    ("U1", '<link href="https://hub.example.org/"', "<link"),
    ("A1", "<author>\n    <name>某某协会</name>\n  </author>", "<author/>"),
    ("A3", 'rel="self" type="application/atom+xml"', 'rel="self" type="text/html"'),
    ("A4", "<updated>2026-11-22T09:02:00+08:00</updated>", ""),
    ("A4", ' label="标准"', ' label=""'),
    ("A4", ENTRY2, ENTRY2 + "<summary>a</summary>"),
    ("A4", '<content type="html">&lt;p&gt;本文已撤回。&lt;/p&gt;', '<content type="html"> '),
    ("A9", '<content type="html">&lt;p&gt;本文已撤回。&lt;/p&gt;', '<content type="html">x<p/>'),
    ("A8", "<title>协会召开第2次工作会议</title>", "<title>会议<b/></title>"),
    ("A10", 'xml:lang="en"', 'xml:lang="english language"'),
    ("A10", 'xmlns="http://www.w3.org/2005/Atom"', 'xmlns="http://www.w3.org/2005/atom"'),
    ("A14", 'hreflang="en"', 'hreflang="english language"'),
    ("A14", 'rel="hub"', 'rel="monitor"'),
    ("A15", ENTRY2, ENTRY2 + "<source><id>x</id><title>x</title></source>"),
    ("D1", f'ref="{ID}0"', f'ref="{ID}1"'),
    ("I1", "<id>https://feeds.example.org/news.atom</id>", "<id>news</id>"),
    ("P1", 'rel="prev-archive"', 'rel="next-archive"'),
    ("P1", "https://feeds.example.org/archive/news/00002.atom", "https://feeds.example.org/news.atom"),
]
ATOM_ARCHIVE_DEFECTS = [
    ("P1", 'rel="current"', 'rel="related"'),
    ("P1", "https://feeds.example.org/archive/news/00001.atom", "https://feeds.example.org/archive/news/00002.atom"),
    ("P1", "<fh:archive/>", ""),
]
RSS_DEFECTS = [
    ("R1", "<description>协会的新闻</description>", ""),
    ("R1", RSS_SELF, ""),
    ("R1", 'news.rss" rel="self"', 'other.rss" rel="self"'),
    ("R1", "<title>协会召开第2次工作会议</title>", ""),
    ("R1", "<title>协会召开第2次工作会议</title>", "<title>a</title><title>b</title>"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800", "<pubDate>Sun, 22 Nov 2026 09:02:00 +08:00"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800", "<pubDate>Mon, 22 Nov 2026 09:02:00 +0800"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800", "<pubDate>Sun, 22 Nov 26 09:02:00 +0800"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800", "<pubDate>Sun, 22 Nov 2026 09:02:00 CST"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0545"),
    ("R2", "<pubDate>Sun, 22 Nov 2026", "<pubDate>周日, 22 11月 2026"),
    ("R3", f'<guid isPermaLink="false">{ID}2</guid>', ""),
    ("R3", f'<guid isPermaLink="false">{ID}2', f"<guid>{ID}2"),
    ("R3", f"{ID}2", f"{ID}3"),
    ("R4", "<dc:creator>某某协会</dc:creator>", ""),
    ("R4", "<dc:creator>某某协会</dc:creator>", "<dc:creator>x</dc:creator><author>某某协会</author>"),
    ("R5", "<description>&lt;p&gt;会议", "<content:encoded>x</content:encoded><description>&lt;p&gt;会议"),
    ("R5", "<description>&lt;p&gt;本文已撤回。&lt;/p&gt;</description>", ""),
    ("R6", "Q&#x26;A", "Q&amp;A"),
    ("R6", "A &#x3C; B", "A &lt; B"),
    ("R6", "<description>协会的新闻", "<description>A &amp; B 协会的新闻"),
    ("R7", 'href="https://www.example.org/news/2.html"', 'href="2.html"'),
    ("R8", "<link>https://www.example.org/news/2.html", "<link>https://www.example.org/新闻/2.html"),
    ("R8", "%E9%99%84%E4%BB%B6.pdf", "附件.pdf"),
    ("R8", "by/4.0/</creativeCommons", "by/4.0/ x</creativeCommons"),
    ("R9", "<enclosure ", '<enclosure url="https://www.example.org/c.pdf" length="0" type="application/pdf"/><enclosure '),
    ("R9", ' length="1234"', ""),
    ("R10", "<language>zh-CN</language>", "<language>chinese</language>"),
    ("R10", "<language>zh-CN</language>", ""),
    ("R10", LOGO + "新闻动态", LOGO + "x"),
    ("R11", "<dc:creator>", "<dc:date>2026-11-22T09:03:00+08:00</dc:date><dc:creator>"),
    ("R12", "<lastBuildDate>Sun", "<lastBuildDate>Mon"),
    ("R12", "09:03:00 +0800</lastBuildDate>", "09:01:00 +0800</lastBuildDate>"),
    ("R12", "<ttl>30</ttl>", "<ttl>soon</ttl>"),
    ("R12", "https://www.rssboard.org", "http://www.rssboard.org"),
    ("A5", "<atom:updated>2026-11-22T09:02:00+08:00", "<atom:updated>2026-11-22 09:02"),
    ("A14", 'rel="hub"', 'rel="monitor"'),
    ("E3", "<title>协会召开第2次工作会议</title>", "<title><![CDATA[协会]]></title>"),
    ("H1", "&lt;p&gt;全文", "&lt;iframe src='https://x/'&gt;&lt;/iframe&gt;&lt;p&gt;全文"),
    ("I1", f"{ID}2", "Tag:Example.org,2026:2"),
    ("P1", 'rel="prev-archive"', 'rel="next-archive"'),
    ("R1", "<title>新闻动态</title>\n    <link>", "<title> </title>\n    <link>"),
    ("R1", "<description>协会的新闻</description>", "<description>a</description><description>b</description>"),
    ("R1", "<link>https://www.example.org/news/2.html</link>", "<link>https://a.example/</link><link>https://a.example/</link>"),
    ("R1", "<dc:creator>张三</dc:creator>", "<dc:creator>张三</dc:creator><dc:creator>李四</dc:creator>"),
    ("R1", 'version="2.0">', 'version="0.92">'),
    ("R2", "<ttl>30</ttl>", "<ttl>30</ttl><pubDate>today</pubDate>"),
    ("R2", "<pubDate>Sun, 22 Nov 2026 09:02:00 +0800</pubDate>", ""),
    ("R3", f"{ID}2", " "),
    ("R4", "<dc:creator>张三", "<dc:creator> "),
    ("R4", "<ttl>30</ttl>", "<ttl>30</ttl><managingEditor>张三</managingEditor>"),
    ("R8", "<url>https://feeds.example.org", "<url>"),
    ("R8", 'thumbnail url="https://www.example.org/3.jpg"', 'thumbnail url="3.jpg"'),
    ("R8", "<dc:creator>", '<source url="index.html">x</source><dc:creator>'),
    ("R9", 'type="application/pdf"', 'type="pdf"'),
    ("R10", LOGO + "新闻动态</title>\n      <link>https://www.example.org/news/", LOGO + "新闻动态</title>\n      <link>https://www.example.org/"),
    ("R12", "<lastBuildDate>Sun, 22 Nov 2026 09:03:00 +0800</lastBuildDate>", ""),
]
RSS_ARCHIVE_DEFECTS = [("P1", 'rel="current"', 'rel="related"')]
JSON_DEFECTS = [
    ("J1", '{"version":"https://jsonfeed.org/version/1.1",', '{"x":1,"version":"https://jsonfeed.org/version/1.1",'),
    ("J1", "version/1.1", "version/1"),
    ("J1", '"items":[', '"entries":['),
    ("J1", '"title":"新闻动态"', '"title":"新闻动态","title":"again"'),
    ("J1", '"size_in_bytes":1234', '"size_in_bytes":NaN'),
    ("J1", "}\n", "\n"),
    ("J2", '"title":"新闻动态",', ""),
    ("J2", '"title":"协会召开第2次工作会议"', '"title":""'),
    ("J3", '"home_page_url":"https://www.example.org/news/",', ""),
    ("J3", '"feed_url":"https://feeds.example.org/news.json"', '"feed_url":"https://feeds.example.org/x.json"'),
    ("J3", "https://www.example.org/news/2.html", "news/2.html"),
    ("J4", f'"id":"{ID}2"', '"id":2'),
    ("J4", f'"id":"{ID}2"', f'"id":"{ID}3"'),
    ("J5", '"content_html"', '"content_text"'),
    ("J6", '"tags":["新闻"', '"tags":[""'),
    ("J7", '"date_published":"2026-11-22T09:02:00+08:00"', '"date_published":"2026-11-22"'),
    ("J7", '"date_modified":"2026-11-22T09:02:00+08:00"', '"date_modified":"now"'),
    ("J8", '"authors":[{"name":"张三"}],', ""),
    ("J8", '"author":{"name":"张三"}', '"author":{"name":""}'),
    ("J9", '"mime_type":"application/pdf",', ""),
    ("J9", '"size_in_bytes":1234', '"size_in_bytes":"1234"'),
    ("J10", '"language":"zh-CN",', ""),
    ("J11", '"type":"WebSub",', ""),
    ("J12", "archive/news/00002.json", "news.json"),
    ("J13", '"description"', '"subtitle"'),
    ("J13", '"_feedsvc":{"about"', '"_feed.svc":{"about"'),
    ("A12", "协会召开第2次", "协会\\u0000召开第2次"),
    ("E3", "\\u003cp\\u003e", "<p>"),
    ("H1", "\\u003cp\\u003e全文", "\\u003cobject\\u003e全文"),
    ("R7", "https://www.example.org/x", "x"),
    ("A12", '"title":"新闻动态"', '"title":"新闻\\u0000"'),
    ("J2", '"description":"协会的新闻"', '"description":3'),
    ("J2", '"summary":"本文已撤回。"', '"summary":""'),
    ("J3", '"feed_url":"https://feeds.example.org/news.json",', ""),
    ("J3", '"icon":"https://feeds', '"icon":"//feeds'),
    ("J3", '"image":"https://www.example.org/3.jpg"', '"image":"3.jpg"'),
    ("J4", f'"id":"{ID}2",', ""),
    ("J6", '"tags":["新闻","标准"]', '"tags":"新闻"'),
    ("J6", '"tags":["新闻","标准"]', '"tags":[1]'),
    ("J7", '"date_published":"2026-11-22T09:02:00+08:00",', ""),
    ("J8", '"author":{"name":"某某协会"}', '"author":"某某协会"'),
    ("J9", '"url":"https://www.example.org/b.doc"', '"url":"b.doc"'),
    ("J10", '"language":"en"', '"language":"english language"'),
    ("J11", '"url":"https://hub.example.org/"', '"url":"hub"'),
    ("J13", '"_feedsvc":{"withdrawn":true}', '"_feedsvc":true'),
]
OPML_DEFECTS = [
    ("O1", 'version="2.0"', 'version="3.0"'),
    ("O2", "<title>某某协会</title>", ""),
    ("O2", "</head>", "<docs>x</docs></head>"),
    ("O2", "<dateModified>Sun", "<dateModified>Mon"),
    ("O3", 'text="新闻动态"', 'text=""'),
    ("O3", 'type="rss"', 'type="atom"'),
    ("O4", 'xmlUrl="https://feeds.example.org/news.atom"', 'xmlUrl="news.atom"'),
    ("O4", 'htmlUrl="https://www.example.org/news/"', ""),
    ("A10", "<?xml", " <?xml"),
    ("O3", 'title="新闻动态"', 'title=""'),
    ("O2", "</head>", "<dateCreated>today</dateCreated></head>"),
]
DEFECTS = [
    (name, *defect)
    for name, defects in {
        "atom": ATOM_DEFECTS,
        "atom archive": ATOM_ARCHIVE_DEFECTS,
        "rss": RSS_DEFECTS,
        "rss archive": RSS_ARCHIVE_DEFECTS,
        "json": JSON_DEFECTS,
        "opml": OPML_DEFECTS,
    }.items()
    for defect in defects
]
NOTICES = {("A6", "<updated>"), ("A7", "<updated>"), ("R12", "09:03:00")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_good_documents(name: str) -> None:
    """What the writers make of a feed that uses everything is without a finding."""
    assert [str(finding) for finding in lint(DOCUMENTS[name], notices=True)] == []


@pytest.mark.parametrize(("name", "rule", "good", "bad"), DEFECTS)
def test_planted_defect_is_found(name: str, rule: str, good: str, bad: str) -> None:
    """A document with one defect has a finding under the rule it breaks, and is held back unless it is a mere notice."""
    document = planted(DOCUMENTS[name], good, bad)
    findings = lint(document, notices=True)
    assert rule in {finding.rule for finding in findings}, [str(finding) for finding in findings]
    assert bool(lint(document)) is not any(rule == known and good.startswith(start) for known, start in NOTICES)


@pytest.mark.parametrize(
    ("name", "good", "other"),
    [
        ("atom", "<author>\n    <name>某某协会</name>\n  </author>", ""),
        ("atom", "<title>协会召开第2次工作会议</title>", '<title type="html">A &amp;amp; B</title>'),
        ("atom", "<title>协会召开第2次工作会议</title>", "<title>https://www.example.org/news/2.html</title>"),
        ("atom", "<rights>© 某某协会</rights>", "<rights>© 某某协会 https://creativecommons.org/licenses/by/4.0/</rights>"),
        ("atom", '<category term="news" label="新闻"/>', '<category term="news"/>'),
        ("atom", 'title="附件" length="1234"', ""),
        ("atom", 'rel="hub"', 'rel="related" length="some"'),
        ("rss", f'isPermaLink="false">{ID}2', ">https://www.example.org/news/2.html"),
        ("rss", "<ttl>30</ttl>", "<managingEditor>a@example.org (某某协会)</managingEditor>"),
        ("json", '"language":"en",', ""),
        ("json", ',"size_in_bytes":1234', ""),
        ("json", '"tags":["新闻","标准"]', '"tags":[]'),
    ],
)
def test_what_is_as_good_is_no_defect(name: str, good: str, other: str) -> None:
    """Another way to say it that the standards leave open."""
    assert [str(finding) for finding in lint(planted(DOCUMENTS[name], good, other), notices=True)] == []


def test_an_archive_that_stands_alone() -> None:
    """An archive document without a link to another is told of, as a validator would, but not held back."""
    feed = sample_archive()
    alone = replace(feed, archive=ArchiveLinks(current="news", is_archive=True))
    for render in (atom.render, rss.render):
        assert [finding.rule for finding in lint(render(alone), notices=True)] == ["P1"]
        assert lint(render(alone)) == []


def test_too_large() -> None:
    """A document that validators refuse for its size is not published."""
    document = Document("x.atom", "application/atom+xml", b" " * LIMIT, sample_feed().updated)
    assert [finding.rule for finding in lint(document)] == ["S1"]


def test_other_documents_are_not_judged() -> None:
    """Pages and scripts have their own checks."""
    assert lint(Document("index.html", "text/html", b"<script>", sample_feed().updated)) == []


def test_items_that_are_no_objects() -> None:
    """JSON that is no feed at all is a finding, not a crash."""
    wrong = b'{"items":[{"attachments":3},{"attachments":[{"url":1,"mime_type":2}]}],"hubs":2}', b'{"items":[],"hubs":[{"type":1,"url":2}]}'
    for body in (*wrong, b"[]", b"null", b'{"items":[1,null]}', b"\xff", b'{"items":[{"title":1,"attachments":[3],"hubs":2}],"version":3}'):
        findings = lint(Document("x.json", "application/feed+json", body, sample_feed().updated))
        assert findings
        assert ("J4 item 2: it is not an object" in map(str, findings)) is (body == b'{"items":[1,null]}')


def planted(document: Document, good: str, bad: str) -> Document:
    text = document.body.decode()
    assert good in text, "the defect has no place in the good document"
    return Document(document.name, document.media_type, text.replace(good, bad, 1).encode(), document.modified)
