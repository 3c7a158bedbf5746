"""What the writers do with each field, beyond being valid."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from feedsvc.formats import atom, jsonfeed, opml, rss
from feedsvc.formats.checks import has_markup
from feedsvc.formats.content import prepare
from feedsvc.formats.lint import lint
from feedsvc.formats.safe import language, legal, line, media_type, paragraphs, web_url
from feedsvc.formats.words import words
from feedsvc.formats.xmlfeed import rfc822
from feedsvc.model import Attachment, Stamp
from feedsvc.published import Feed, Tombstone

from .feeds_strategies import BEIJING, sample_archive, sample_entry, sample_feed, sample_site

A = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
RUBY = shutil.which("ruby")


def atom_root(feed: Feed) -> ElementTree.Element:
    return ElementTree.fromstring(atom.render(feed).body)


def rss_items(feed: Feed) -> list[ElementTree.Element]:
    return ElementTree.fromstring(rss.render(feed).body).findall("channel/item")


def json_feed(feed: Feed) -> Any:
    return json.loads(jsonfeed.render(feed).body)


def links(element: ElementTree.Element, rel: str) -> list[dict[str, str]]:
    return [link.attrib for link in element.findall(f"{A}link") if link.get("rel") == rel]


def one(**changes: object) -> Feed:
    """A feed with one ordinary entry, changed."""
    return sample_feed(entries=(sample_entry(1, **changes),), tombstones=())


# --- documents ----------------------------------------------------------------------------------


def test_names_types_and_times() -> None:
    """Documents are named after the feed's key and dated by its last change."""
    feed = sample_feed()
    documents = [atom.render(feed), rss.render(feed), jsonfeed.render(feed), opml.render(sample_site())]
    assert [(document.name, document.media_type) for document in documents] == [
        ("news.atom", "application/atom+xml"),
        ("news.rss", "application/rss+xml"),
        ("news.json", "application/feed+json"),
        ("feeds.opml", "text/x-opml"),
    ]
    assert all(document.modified == feed.updated for document in documents)


def test_importing_the_formats_is_cheap() -> None:
    """A refresh with nothing to render loads neither feedgen nor lxml nor an XML parser."""
    code = "import sys; from feedsvc.formats import atom, jsonfeed, lint, opml, rss; "
    code += "print(sorted({'feedgen', 'lxml', 'dateutil', 'xml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_opml_brings_each_article_once() -> None:
    """The subscription list names the Atom feed of every section and the page it belongs to; not the merged feed beside them."""
    outlines = ElementTree.fromstring(opml.render(sample_site()).body).findall("body/outline")
    assert [outline.get("xmlUrl") for outline in outlines] == ["https://feeds.example.org/news.atom"]
    (alone,) = ElementTree.fromstring(opml.render(replace(sample_site(), feeds=())).body).findall("body/outline")
    assert alone.get("xmlUrl") == "https://feeds.example.org/all.atom"
    assert {outline.get("type") for outline in outlines} == {"rss"}
    assert outlines[0].get("htmlUrl") == "https://www.example.org/news/"


@pytest.mark.skipif(RUBY is None, reason="ruby is not installed: its strict parser gives no second opinion")
@pytest.mark.parametrize("document", [atom.render(sample_feed()), atom.render(sample_archive()), rss.render(sample_feed())])
def test_strict_ruby_parser(document: Any) -> None:
    """Ruby's validating parser accepts Atom and RSS and finds all entries."""
    script = "require 'rss'; puts RSS::Parser.parse($stdin.read, true).items.size"
    done = subprocess.run([str(RUBY), "-rrss", "-e", script], input=document.body, capture_output=True, check=False)
    assert (done.stdout.strip(), done.stderr) == (b"3", b"")


# --- identity and order -------------------------------------------------------------------------


def test_the_same_ids_in_the_same_order() -> None:
    """All formats list the same ids, in the order of the feed."""
    feed = sample_feed()
    ids = [entry.id for entry in feed.entries]
    assert [entry.findtext(f"{A}id") for entry in atom_root(feed).findall(f"{A}entry")] == ids
    assert [item.findtext("guid") for item in rss_items(feed)] == ids
    assert [item["id"] for item in json_feed(feed)["items"]] == ids


def test_feed_id_is_shared_by_its_archives_and_can_be_fixed() -> None:
    """All documents of a history have one id: the Atom subscription document's URL, or the one given."""
    assert atom_root(sample_feed()).findtext(f"{A}id") == "https://feeds.example.org/news.atom"
    assert atom_root(sample_archive()).findtext(f"{A}id") == "https://feeds.example.org/news.atom"
    assert atom_root(sample_feed(id="tag:example.org,2026:news")).findtext(f"{A}id") == "tag:example.org,2026:news"


# --- links --------------------------------------------------------------------------------------


def test_every_entry_link_keeps_its_attributes() -> None:
    """Enclosures stay enclosures, with type, title and length; there is one alternate (feedgen drops all of that)."""
    entry = atom_root(sample_feed()).find(f"{A}entry")
    assert entry is not None
    assert links(entry, "alternate") == [
        {"href": "https://www.example.org/news/3.html", "rel": "alternate", "type": "text/html", "hreflang": "en"}
    ]
    assert links(entry, "enclosure") == [
        {
            "href": "https://www.example.org/%E9%99%84%E4%BB%B6.pdf",
            "rel": "enclosure",
            "type": "application/pdf",
            "title": "附件",
            "length": "1234",
        },
        {"href": "https://www.example.org/b.doc", "rel": "enclosure", "type": "application/msword", "title": "b"},
    ]


def test_each_format_is_its_own_topic() -> None:
    """Self links name the document itself; hubs and licence stand in every format."""
    root = atom_root(sample_feed())
    assert [link["href"] for link in links(root, "self") + links(root, "hub") + links(root, "license")] == [
        "https://feeds.example.org/news.atom",
        "https://hub.example.org/",
        "https://creativecommons.org/licenses/by/4.0/",
    ]
    channel = ElementTree.fromstring(rss.render(sample_feed()).body)[0]
    assert channel.findtext("link") == "https://www.example.org/news/"
    assert [link["href"] for link in links(channel, "self") + links(channel, "hub")] == [
        "https://feeds.example.org/news.rss",
        "https://hub.example.org/",
    ]
    feed = json_feed(sample_feed())
    assert feed["feed_url"] == "https://feeds.example.org/news.json"
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/"}]
    assert feed["_feedsvc"]["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_archive_links() -> None:
    """Subscription and archive documents are linked both ways, each within its format (RFC 5005, section 4)."""
    for root, suffix in ((atom_root(sample_archive()), "atom"), (ElementTree.fromstring(rss.render(sample_archive()).body)[0], "rss")):
        hrefs = {rel: [link["href"] for link in links(root, rel)] for rel in ("current", "prev-archive", "next-archive")}
        assert hrefs == {
            "current": [f"https://feeds.example.org/news.{suffix}"],
            "prev-archive": [f"https://feeds.example.org/archive/news/00001.{suffix}"],
            "next-archive": [f"https://feeds.example.org/archive/news/00003.{suffix}"],
        }
        assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
    assert atom_root(sample_feed()).find("{http://purl.org/syndication/history/1.0}archive") is None
    assert json_feed(sample_feed())["next_url"] == "https://feeds.example.org/archive/news/00002.json"
    assert json_feed(sample_archive())["next_url"] == "https://feeds.example.org/archive/news/00001.json"


def test_an_entry_without_a_usable_url_stays() -> None:
    """A dangerous address is dropped, the entry is not; Atom then carries its content."""
    feed = one(url="javascript:alert(1)")
    entry = atom_root(feed).find(f"{A}entry")
    assert entry is not None
    assert entry.find(f"{A}link") is None
    assert entry.findtext(f"{A}content") == "<p>会议总结了全年工作。会议部署了下一步任务。</p>"
    assert rss_items(feed)[0].find("link") is None
    assert "url" not in json_feed(feed)["items"][0]


def test_a_linked_file_is_not_called_a_page() -> None:
    """A row that is a PDF has no media type claimed for it."""
    entry = atom_root(one(url="https://www.example.org/a.PDF?x=1")).find(f"{A}entry")
    assert entry is not None
    assert links(entry, "alternate") == [{"href": "https://www.example.org/a.PDF?x=1", "rel": "alternate"}]


# --- text ---------------------------------------------------------------------------------------


def test_a_summary_says_more_than_the_title() -> None:
    """JSON says nothing where a text without words is summed up by its title: news boxes show both; Atom has it, as readers want one."""
    feed = one(title="第十三批标准的公告", summary="第十三批标准的公告")
    assert "summary" not in json.loads(jsonfeed.render(feed).body)["items"][0]
    entry = next(ElementTree.fromstring(atom.render(feed).body).iter(f"{A}entry"))
    assert entry.findtext(f"{A}summary") == "第十三批标准的公告"


def test_what_json_feed_has_no_word_for_is_documented() -> None:
    """Every key under ``_feedsvc`` stands in REFERENCE.md, and none that is not written."""
    home = Path(__file__).parent.parent
    (row,) = (line for line in (home / "deploy" / "REFERENCE.md").read_text("utf-8").splitlines() if line.startswith("| `news.json` |"))
    told = set(re.findall(r"`(\w+)`", row.partition("_feedsvc")[2]))
    tree = ast.parse((home / "feedsvc" / "formats" / "jsonfeed.py").read_text("utf-8"))
    made = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name in ("_extension", "_item_extension", "_signals")]
    keys = [key for each in made for inner in ast.walk(each) if isinstance(inner, ast.Dict) for key in inner.keys]
    assert told == {key.value for key in keys if isinstance(key, ast.Constant)}


def test_bodies_of_a_summary_feed() -> None:
    """Atom has the plain summary; RSS and JSON have it as HTML that ends with the origin and the link."""
    feed = one(summary="第一段 <b>。\n第二段。", origin="某某报")
    html = '<p>第一段 &lt;b&gt;。</p><p>第二段。</p><p>来源：某某报 · <a href="https://www.example.org/news/1.html">阅读原文</a></p>'
    entry = atom_root(feed).find(f"{A}entry")
    assert entry is not None
    assert entry.find(f"{A}content") is None
    item = rss_items(feed)[0]
    assert (item.findtext("description"), item.find(ENCODED)) == (html, None)
    read = json_feed(feed)["items"][0]
    assert (read["summary"], read["content_html"]) == ("第一段 <b>。\n第二段。", html)


def test_bodies_of_a_full_text_feed() -> None:
    """Full text goes into Atom's content, RSS's content:encoded (after the description) and JSON's content_html."""
    feed = one(html="<p>全文</p>")
    html = '<p>全文</p><p><a href="https://www.example.org/news/1.html">阅读原文</a></p>'
    entry = atom_root(feed).find(f"{A}entry")
    assert entry is not None
    assert (entry.findtext(f"{A}content"), entry.findtext(f"{A}summary")) == (html, "会议总结了全年工作。会议部署了下一步任务。")
    tags = [child.tag for child in rss_items(feed)[0]]
    assert tags.index("description") < tags.index(ENCODED)
    assert rss_items(feed)[0].findtext(ENCODED) == html
    assert json_feed(feed)["items"][0]["content_html"] == html


@pytest.mark.parametrize("html", ["<p>x</p><script>y</script>", '<a href="/x">y</a>', "<p style='x'>y</p>", " \x00 "])
def test_one_careless_body_does_not_hold_back_a_feed(html: str) -> None:
    """Full text that the lint would refuse gives way to the summary."""
    feed = one(html=html)
    assert [lint(render(feed)) for render in (atom.render, rss.render, jsonfeed.render)] == [[], [], []]
    assert "会议总结了全年工作。" in json_feed(feed)["items"][0]["content_html"]


def test_full_text_beyond_all_bounds() -> None:
    """Where the full texts would make a document that validators refuse, those that do not fit give way to summaries."""
    huge, large = f"<p>{'文' * 70_000}</p>", f"<p>{'文' * 18_000}</p>"
    bodies = (huge, large, large, large, large, "<p>x</p>")
    feed = sample_feed(entries=tuple(sample_entry(9 - number, html=html) for number, html in enumerate(bodies)))
    assert [item.full is not None for item in prepare(feed, "atom").items] == [False, True, True, True, False, True]
    assert [lint(render(feed)) for render in (atom.render, rss.render, jsonfeed.render)] == [[], [], []]


def test_an_address_of_ours_in_odd_form() -> None:
    """A base URL in capitals or Chinese gives documents that are valid all the same."""
    feed = sample_feed(base_url="https://Feeds.Example.ORG/订阅/")
    assert [lint(render(feed)) for render in (atom.render, rss.render, jsonfeed.render)] == [[], [], []]
    assert json_feed(feed)["feed_url"] == "https://feeds.example.org/%E8%AE%A2%E9%98%85/news.json"


@pytest.mark.parametrize(
    ("tag", "end"),
    [("en", "Source: X · "), ("zh-CN", "来源：X · "), ("zh-Hant-HK", "來源：X · "), ("zh-TW", "來源：X · "), ("ja", "Source: X · ")],
)
def test_the_end_speaks_the_feeds_language(tag: str, end: str) -> None:
    """The line at the end of a body is in the feed's language."""
    feed = replace(one(origin="X"), language=tag)
    assert f"<p>{end}<a href=" in prepare(feed, "json").items[0].teaser


def test_text_that_has_markup_in_atom() -> None:
    """A title with a literal tag is declared as HTML and escaped as such, so that no reader can take it for a tag."""
    raw = atom.render(one(title="Use </b> & AT&T")).body.decode()
    assert '<title type="html">Use &amp;lt;/b&amp;gt; &amp;amp; AT&amp;amp;T</title>' in raw
    assert "<title>Q&amp;A &lt; 3</title>" in atom.render(one(title="Q&A < 3")).body.decode()


def test_character_data_in_rss() -> None:
    """Plain text in RSS has & and < as hexadecimal references (profile, "Character Data")."""
    raw = rss.render(replace(one(title="A & B <i>", author="C&D"), title="E&F")).body.decode()
    assert "<title>A &#x26; B &#x3C;i&gt;</title>" in raw
    assert "<dc:creator>C&#x26;D</dc:creator>" in raw
    assert raw.count("<title>E&#x26;F</title>") == 2, "channel and image"


def test_json_is_safe_inside_a_script_element() -> None:
    """No <, >, & or line separator stands bare in a JSON document."""
    body = jsonfeed.render(one(title="</script><!--\u2028&")).body.decode()
    assert not set("<>&\u2028") & set(body)
    assert json.loads(body)["items"][0]["title"] == "</script><!--\u2028&"


@pytest.mark.parametrize("bad", ["a\x00b", "a\x0bb", "a\ud800b", "a\uffffb", "a\x9fb", "a\x7fb"])
def test_one_bad_character_kills_nothing(bad: str) -> None:
    """Characters that XML or validators refuse are gone from every format; the entry is not."""
    feed = one(title=bad, summary=bad, author=bad, origin=bad, rights=bad, html=f"<p>{bad}</p>")
    for render in (atom.render, rss.render, jsonfeed.render):
        assert lint(render(feed)) == []
    assert json_feed(feed)["items"][0]["title"] == "ab"


def test_unreadable_characters_have_the_usual_sign() -> None:
    """U+FFFD, which validators refuse, becomes □."""
    assert legal("中\ufffd国") == "中□国"


def test_blank_fields_have_stand_ins() -> None:
    """No title, summary or author is ever blank."""
    item = prepare(replace(one(title=" ", summary="\n", author=""), author=" "), "atom").items[0]
    assert (item.title, item.summary, item.author) == ("https://www.example.org/news/1.html", item.title, "新闻动态")


# --- times --------------------------------------------------------------------------------------


def test_times_come_from_the_values_only() -> None:
    """published, updated and the feed's own time are the stored ones, with the source's zone."""
    feed = one(updated=datetime(2026, 11, 23, 1, 2, 3, 999999, tzinfo=UTC), published=Stamp(datetime(2021, 9, 8, tzinfo=BEIJING), "day"))
    entry = atom_root(feed).find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}published") == "2021-09-08T00:00:00+08:00"
    assert entry.findtext(f"{A}updated") == "2026-11-23T01:02:03+00:00"
    item = rss_items(feed)[0]
    assert (item.findtext("pubDate"), item.findtext(f"{A}updated")) == ("Wed, 08 Sep 2021 00:00:00 +0800", "2026-11-23T01:02:03+00:00")
    read = json_feed(feed)["items"][0]
    assert (read["date_published"], read["_feedsvc"]["precision"]) == ("2021-09-08T00:00:00+08:00", "day")


def test_rss_dates_do_not_depend_on_the_locale() -> None:
    """Dates are English, with the right weekday and a zone of digits."""
    odd = timezone(timedelta(hours=-3, minutes=-30))
    assert rfc822(datetime(2024, 2, 29, 23, 5, 7, tzinfo=odd)) == "Thu, 29 Feb 2024 23:05:07 -0330"
    assert rfc822(datetime(2024, 2, 29, 1, 0, tzinfo=timezone(timedelta(hours=5, minutes=45)))) == "Wed, 28 Feb 2024 19:15:00 +0000"


def test_a_zone_with_seconds_is_written_in_utc() -> None:
    """Local mean time has an offset no feed can write; the moment stays the same."""
    old = timezone(timedelta(hours=8, minutes=5, seconds=43))
    item = prepare(one(published=Stamp(datetime(1900, 1, 1, 8, 5, 43, tzinfo=old), "minute")), "atom").items[0]
    assert item.published.isoformat() == "1900-01-01T00:00:00+00:00"


# --- people, rights, things ---------------------------------------------------------------------


def test_author_on_every_entry() -> None:
    """Many readers do not look at the feed's author: every entry has one in every format."""
    feed = sample_feed()
    assert [entry.findtext(f"{A}author/{A}name") for entry in atom_root(feed).findall(f"{A}entry")] == ["张三", "某某协会", "某某协会"]
    assert [item.findtext(f"{DC}creator") for item in rss_items(feed)] == ["张三", "某某协会", "某某协会"]
    assert [(item["author"], item["authors"]) for item in json_feed(feed)["items"]][0] == ({"name": "张三"}, [{"name": "张三"}])


def test_categories_have_term_and_label() -> None:
    """An entry carries every section it stands in: the key for machines, the title for people."""
    entry = atom_root(sample_feed()).find(f"{A}entry")
    assert entry is not None
    assert [category.attrib for category in entry.findall(f"{A}category")] == [
        {"term": "news", "label": "新闻"},
        {"term": "standards", "label": "标准"},
    ]
    assert [category.text for category in rss_items(sample_feed())[0].findall("category")] == ["新闻", "标准"]
    assert json_feed(sample_feed())["items"][0]["tags"] == ["新闻", "标准"]


def test_origin_and_rights_of_a_repost() -> None:
    """A repost names where it came from, and its own rights."""
    entry, item = atom_root(sample_feed()).find(f"{A}entry"), rss_items(sample_feed())[0]
    assert entry is not None
    assert (entry.findtext(f"{DC}source"), entry.findtext(f"{A}rights")) == ("某某报", "原创")
    assert (item.findtext(f"{DC}source"), item.findtext(f"{DC}rights")) == ("某某报", "原创")
    assert json_feed(sample_feed())["items"][0]["_feedsvc"] == {"source": "某某报", "rights": "原创"}


def test_rights_that_are_a_bare_address() -> None:
    """A declaration that is only an address is introduced by a word: rights are for people (RFC 4287, 4.2.10)."""
    feed = replace(one(rights="https://www.example.org/rights"), rights="https://www.example.org/rights")
    assert atom_root(feed).findtext(f"{A}rights") == "权利声明：https://www.example.org/rights"
    assert json_feed(feed)["items"][0]["_feedsvc"]["rights"] == "权利声明：https://www.example.org/rights"
    assert lint(atom.render(feed), notices=True) == []


def test_attachments_and_image() -> None:
    """RSS offers the first attachment, JSON all of them; both show the image."""
    item = rss_items(sample_feed())[0]
    assert [enclosure.attrib for enclosure in item.findall("enclosure")] == [
        {"url": "https://www.example.org/%E9%99%84%E4%BB%B6.pdf", "length": "1234", "type": "application/pdf"}
    ]
    assert item.find("{http://search.yahoo.com/mrss/}thumbnail") is not None
    read = json_feed(sample_feed())["items"][0]
    assert [attachment.get("size_in_bytes") for attachment in read["attachments"]] == [1234, None]
    assert read["image"] == "https://www.example.org/3.jpg"


def test_an_attachment_of_unknown_length_and_type() -> None:
    """RSS needs a length and a type even when neither is known."""
    feed = one(attachments=(Attachment("https://www.example.org/x", "x", "?"),))
    enclosure = rss_items(feed)[0].find("enclosure")
    assert enclosure is not None
    assert (enclosure.get("length"), enclosure.get("type")) == ("0", "application/octet-stream")


# --- withdrawals --------------------------------------------------------------------------------


def test_a_withdrawn_entry_is_shown_as_withdrawn_without_its_text() -> None:
    """Under the same id the title is marked, text, image, attachments and origin are gone, the link stays."""
    feed = one(state="withdrawn", html="<p>geheim</p>", summary="geheim", origin="geheim", image="https://www.example.org/geheim.jpg")
    for render in (atom.render, rss.render, jsonfeed.render):
        assert b"geheim" not in render(feed).body
    read = json_feed(feed)["items"][0]
    assert read["title"] == "已撤回：协会召开第1次工作会议"
    assert (read["summary"], read["content_html"]) == ("本文已撤回。", "<p>本文已撤回。</p>")
    assert (read["url"], read["_feedsvc"]) == ("https://www.example.org/news/1.html", {"withdrawn": True})


def test_a_withdrawn_entry_whose_title_is_gone_too() -> None:
    """When the store holds no title any more, the mark stands alone."""
    assert json_feed(replace(one(state="withdrawn", title=""), language="en"))["items"][0]["title"] == "Withdrawn"


def test_tombstones() -> None:
    """Every withdrawn entry has one tombstone, no older than its last change; a restored entry has none."""
    at = sample_entry(1).updated
    feed = sample_feed(
        entries=(sample_entry(2), sample_entry(1, state="withdrawn")),
        tombstones=(
            Tombstone("tag:example.org,2026:news/1", at - timedelta(days=1)),
            Tombstone("tag:example.org,2026:news/2", at - timedelta(days=1)),
            Tombstone("tag:example.org,2026:news/0", at - timedelta(days=2)),
            Tombstone("tag:example.org,2026:news/0", at - timedelta(days=3)),
        ),
    )
    root = atom_root(feed)
    assert [(stone.get("ref"), stone.get("when")) for stone in root.findall(f"{AT}deleted-entry")] == [
        ("tag:example.org,2026:news/1", at.isoformat()),
        ("tag:example.org,2026:news/0", (at - timedelta(days=2)).isoformat()),
    ]
    assert [child.tag for child in root][-2:] == [f"{A}entry", f"{A}entry"]


# --- the last gate ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://www.example.org/新闻/1.html?b=2&a=%E4%B8%AD", "https://www.example.org/%E6%96%B0%E9%97%BB/1.html?b=2&a=%E4%B8%AD"),
        ("http://例子.cn/", "http://xn--fsqu00a.cn/"),
        (" https://www.example.org/a b#第1节 ", "https://www.example.org/a%20b#%E7%AC%AC1%E8%8A%82"),
        ("https://www.example.org/100%[x]|", "https://www.example.org/100%25%5Bx%5D%7C"),
        ("HTTP://WWW.Example.ORG:80/A", "http://www.example.org/A"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://a\\@b/", None),
        ("http://user@host/", None),
        ("//host/", None),
        ("/x", None),
        ("", None),
        (None, None),
    ],
)
def test_web_url(url: str | None, safe: str | None) -> None:
    """Only plain http and https addresses pass, as ASCII; passing twice changes nothing."""
    assert web_url(url) == safe
    assert web_url(safe) == safe


def test_small_gates() -> None:
    """Lines, paragraphs, media types and language tags come out fit for use."""
    assert line("\u3000 a\n\t b  c \x00") == "a b c"
    assert line("\ufeff\u200b\u3000\u202e") == ""
    assert paragraphs(" a \r\n\n b ") == ["a", "b"]
    assert [media_type(name) for name in ("Image/JPEG; q=1", "x")] == ["image/jpeg", "application/octet-stream"]
    assert [language(tag) for tag in ("zh-CN", "chinese", "", None)] == ["zh-CN", None, None, None]
    assert [has_markup(text) for text in ("a < b", "AT&T", "Q & A", "&中")] == [False] * 4
    assert [has_markup(text) for text in ("<b>", "</b", "&amp;", "&copy 2026", "B&2", "&a_", "&#中", "&apos")] == [True] * 8


@pytest.mark.parametrize(("base", "told"), [("https://feeds.example.org/", True), ("https://xn--fiqs8s.example/", False)])
@pytest.mark.parametrize("render", [atom.render, rss.render])
def test_who_opens_a_feed_in_a_browser_is_told_what_it_is(render: Any, base: str, told: bool) -> None:
    """Browsers show its plain text: the first words say how to subscribe and where to read, and programs take no notice of them."""
    feed = replace(sample_feed(), base_url=base, language="en")
    document = render(feed)
    first = document.body.decode().split("\n")[2].strip()
    assert (first == f"<!-- {words('en').raw_feed.format(url=feed.url('html'))} -->") is told
    assert lint(document, notices=True) == []
    assert b"<!--" not in render(sample_archive()).body


def test_a_title_of_a_feed_that_looks_like_markup_is_declared_as_html() -> None:
    """As that of an entry is."""
    root = atom_root(replace(sample_feed(), title="Notices <b>of</b> the day"))
    title = root.find(f"{A}title")
    assert title is not None and (title.get("type"), title.text) == ("html", "Notices &lt;b&gt;of&lt;/b&gt; the day")


@pytest.mark.parametrize(("entrys", "told"), [("zh-cn", None), ("en", "en")])
def test_an_entry_tells_its_language_where_it_is_not_the_feeds(entrys: str, told: str | None) -> None:
    """Whatever the case of its letters."""
    entry = atom_root(replace(one(language=entrys), language="zh-CN")).find(f"{A}entry")
    assert entry is not None and entry.get("{http://www.w3.org/XML/1998/namespace}lang") == told
