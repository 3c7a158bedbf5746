"""The pages for people: what they say, how they escape, how small they stay."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.assemble import card
from feedsvc.formats import archive_page, feed_page, fragment, index_page, status_atom, status_json, status_page
from feedsvc.formats.archives import archive
from feedsvc.formats.days import chart, ill_days
from feedsvc.formats.lint import lint
from feedsvc.formats.markup import Html, el, join, link
from feedsvc.formats.rhythm import every as every_look
from feedsvc.formats.rhythm import rhythm, times, weekly
from feedsvc.formats.shell import PAGE_LIMIT, fitting
from feedsvc.formats.status_json import failing
from feedsvc.formats.words import EN, ZH, ZH_HANT, Words, words
from feedsvc.model import Stamp
from feedsvc.published import Document, Site
from feedsvc.publishers.edition import is_frozen
from feedsvc.record import Turn, Verdict
from feedsvc.web import assets, embed_script

from .sample_site import NOW, SCRIPT, site


def every(shown: Site) -> list[Document]:
    """Every HTML document of a site."""
    pages = [index_page.render(shown), status_page.render(shown)]
    for feed in (shown.merged, *shown.feeds):
        pages += [feed_page.render(feed, shown, SCRIPT), *fragment.render(feed)]
    return pages


def tree(document: Document) -> LexborHTMLParser:
    return LexborHTMLParser(document.body.decode())


def saying(hostile: str, url: str = "https://www.example.org/1") -> Site:
    """The sample with the given text in every field a source or an operator can fill."""
    shown = site()
    entry = replace(
        shown.feeds[0].entries[2],
        title=hostile,
        summary=hostile,
        origin=hostile,
        author=hostile,
        url=url,
        language="zh-CN",
        image=url,
        attachments=(replace(shown.feeds[0].entries[2].attachments[0], title=hostile, url=url),),
    )
    categories = {key: replace(category, label=hostile) for key, category in shown.merged.categories.items()}
    feeds = tuple(
        replace(feed, title=hostile, subtitle=hostile, author=hostile, home_url=url, entries=(entry,), categories=categories)
        for feed in shown.feeds[:2]
    )
    status = replace(shown.statuses[3], title=hostile, url=url, line=hostile, next_step=hostile, gap=hostile)
    merged = replace(shown.merged, title=hostile, subtitle=hostile, entries=(entry,), categories=categories)
    return replace(
        shown, title=hostile, author=hostile, rights=hostile, contact=hostile, home_url=url, feeds=feeds, merged=merged, statuses=(status,)
    )


# --- markup -----------------------------------------------------------------------------------------


@given(st.text())
def test_text_is_escaped_exactly_once(value: str) -> None:
    """What goes in as text is what a parser reads out, in an element and in an attribute."""
    legal = re.sub("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", value.replace("\r\n", "\n").replace("\r", "\n"))
    node = LexborHTMLParser(el("p", {"title": value}, "[", value, "]")).css_first("p")
    assert node is not None
    assert node.text() == f"[{legal}]".replace("\ufffd", "□")
    assert node.attributes["title"] == legal.replace("\ufffd", "□")


def test_markup_goes_in_as_it_is() -> None:
    """An element inside an element is not escaped again; a bare attribute stands alone, an absent one is gone."""
    assert el("p", {"hidden": True, "class": None}, el("b", None, "a & b")) == "<p hidden><b>a &amp; b</b></p>"
    assert isinstance(join(["<", el("br")], " "), Html)
    assert join(["<", el("br")], " ") == "&lt; <br>"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/path",
        "",
        "https:evil.example",
        "https:///evil.example",
        "http://user:pw@evil.example/",
        "http://good.example\\@evil.example/",
        "\x01http://x/",
        "file:///etc/passwd",
        "blob:https://x/1",
        "https://a\nb/",
    ],
)
def test_only_ordinary_web_addresses_become_links(url: str) -> None:
    """Anything but http or https with a plain host stays text."""
    assert "href" not in link(url, "label")
    assert "label" in link(url, "label")


# --- all pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_same_site_gives_the_same_bytes(language: str) -> None:
    """Rendering has no clock and no chance."""
    assert every(site(language)) == every(site(language))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_says_its_language_and_time(language: str) -> None:
    """A page is in its feed's language and as old as its feed."""
    for document in every(site(language)):
        assert document.modified == NOW
        assert document.media_type == "text/html; charset=utf-8"
        node = tree(document).css_first("html" if document.body.startswith(b"<!doctype") else "div")
        assert node is not None and node.attributes["lang"] == language


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
def test_every_page_for_people_bears_our_name(language: str) -> None:
    """By it ours are known from an operator's own where the manifest is lost; they have no dot before ".html"."""
    pages = {document.name: document.body for document in every(site(language)) if re.fullmatch(r"[^.]+\.html", document.name)}
    assert {"index.html", "status.html", "all.html"} <= pages.keys()
    assert all(b"feedsvc" in body for body in pages.values())


def test_pages_hold_nothing_inline_and_ask_nobody_else() -> None:
    """No inline script or style, no image, and every script or style sheet lies beside the page."""
    for document in every(site()):
        page = tree(document)
        assert not page.css("style, [style], img, iframe, object, embed, base, script:not([src]), link[rel=preload]")
        assert not re.search(r"<[^>]+\son\w+=", document.body.decode())
        loaded = [
            node.attributes.get("src") or node.attributes.get("href") for node in page.css("script, link[rel=stylesheet], link[rel=icon]")
        ]
        assert all(name and re.fullmatch(r"[a-z]+\.(css|js|svg|ico|png)", name) for name in loaded)


def test_pages_stay_small_whatever_they_hold() -> None:
    """Long texts, many entries and many feeds still give pages below 60 kB."""
    shown = site()
    long = tuple(replace(entry, title="长" * 300, summary="文" * 500) for entry in shown.merged.entries * 3)
    feeds = tuple(replace(shown.feeds[0], key=f"feed{number}", title=f"栏目{number}", entries=long) for number in range(60))
    statuses = tuple(replace(shown.statuses[3], key=f"feed{number}", line="x" * 300) for number in range(60))
    heavy = replace(shown, merged=replace(shown.merged, entries=long), feeds=feeds, statuses=statuses)
    pages = [
        index_page.render(heavy),
        status_page.render(heavy),
        feed_page.render(heavy.merged, heavy, SCRIPT),
        *fragment.render(heavy.merged),
    ]
    assert {document.name: len(document.body) for document in pages if len(document.body) > 60_000} == {}


def test_withdrawn_entries_are_not_shown() -> None:
    """What was taken back stands on no page."""
    shown = site()
    gone = replace(shown.feeds[0].entries[0], title="已经撤回的文章", state="withdrawn")
    feed = replace(shown.feeds[0], entries=(gone, *shown.feeds[0].entries[1:]))
    shown = replace(shown, feeds=(feed, *shown.feeds[1:]), merged=replace(shown.merged, entries=(gone, *shown.merged.entries[1:])))
    assert not [document.name for document in every(shown) if "已经撤回的文章" in document.body.decode()]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("<>&\"'`=/\\ \n\x00\u2028\u202e\ufeff]-"), st.characters()), min_size=1, max_size=40))
def test_no_text_changes_the_shape_of_a_page(hostile: str) -> None:
    """With any text in every field, every page has exactly the elements and attribute names it has with a plain word."""

    def shape(shown: Site) -> list[list[tuple[str | None, tuple[str, ...]]]]:
        return [[(node.tag, tuple(sorted(node.attributes))) for node in tree(document).css("*")] for document in every(shown)]

    assert shape(saying(f"x{hostile}")) == shape(saying("x"))


def test_hostile_words_are_shown_as_they_are() -> None:
    """Markup in a title is text on the page, once escaped."""
    hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)>&amp;lt;"
    for document in every(saying(hostile)):
        body = document.body.decode()
        assert "<script>alert" not in body and "<img" not in body
        assert escape(hostile) in body


def test_script_addresses_never_become_links() -> None:
    """A link of an unsafe kind is shown as text on every page."""
    for document in every(saying("x", url="javascript:alert(1)//https://www.example.org/")):
        assert not [node for node in tree(document).css("[href], [src]") if "javascript" in (node.attributes.get("href") or "")]


# --- index --------------------------------------------------------------------------------------------


def test_index_shows_every_feed_and_how_to_follow_it() -> None:
    """Every feed has a card with its page, its formats and its latest headlines; OPML and status are linked."""
    shown = site()
    page = tree(index_page.render(shown))
    links = {node.attributes.get("href") for node in page.css("a[href]")}
    for feed in shown.feeds:
        assert {f"{feed.key}.{suffix}" for suffix in ("html", "atom", "rss", "json")} <= links
        assert all(entry.url in links for entry in feed.entries[:4])
    assert {"feeds.opml", "status.html", "all.html", "https://www.example.org/", "mailto:editor@example.org"} <= links


@pytest.mark.parametrize(("language", "words"), [("en", "1 feed"), ("zh-CN", "1 个栏目"), ("zh-TW", "1 個欄目")])
def test_one_feed_is_counted_as_one(language: str, words: str) -> None:
    """The count is a sentence that is true of one feed, too."""
    shown = replace(site(), language=language, feeds=site().feeds[:1])
    assert f"<p>{words}</p>" in index_page.render(shown).body.decode()


def test_autodiscovery_names_the_merged_atom_feed_first() -> None:
    """Readers that take the first alternate get everything, as Atom; all Atom feeds come before the other formats."""
    shown = site()
    found = tree(index_page.render(shown)).css("link[rel=alternate][type]")
    assert found[0].attributes["href"] == "https://feeds.example.org/all.atom"
    kinds = [node.attributes["type"] for node in found]
    assert kinds == ["application/atom+xml"] * 7 + ["application/rss+xml"] * 7 + ["application/feed+json"] * 7


def test_every_page_discovers_feeds_atom_first() -> None:
    """Index, status, feed, archive and frame pages name a feed of theirs to readers, and Atom before the other formats."""
    shown = site()
    old = archive_page.render(archive(shown.feeds[0], 1, 2, shown.feeds[0].entries), shown)
    for document in (*every(shown), old):
        if not document.name.endswith((".fragment.html", ".ascii.html")):
            types = [node.attributes["type"] for node in tree(document).css("link[rel=alternate]")]
            assert types and types[0] == "application/atom+xml", document.name
    assert f'href="{shown.feeds[0].url("atom")}"'.encode() in old.body


def test_feed_page_discovers_its_own_feed_first() -> None:
    """On a feed's page the first alternate is that feed's Atom document."""
    shown = site()
    found = tree(feed_page.render(shown.feeds[0], shown, SCRIPT)).css("link[rel=alternate][type]")
    assert found[0].attributes["href"] == "https://feeds.example.org/news.atom"


def test_empty_site_says_so_kindly() -> None:
    """Before the first article the pages explain themselves instead of being blank."""
    shown = replace(site(), feeds=(), statuses=(), merged=replace(site().merged, entries=()))
    assert ZH.no_entries in index_page.render(shown).body.decode()
    assert ZH.no_entries in feed_page.render(shown.merged, shown, SCRIPT).body.decode()
    assert ZH.no_sources in status_page.render(shown).body.decode()
    assert ZH.no_entries in fragment.render(shown.merged)[0].body.decode()


# --- feed page ------------------------------------------------------------------------------------------


def test_feed_page_shows_times_in_words_and_exact() -> None:
    """A time is said in the site's own zone, with its weekday; the machine reads it with its offset."""
    shown = site()
    body = feed_page.render(shown.feeds[0], shown, SCRIPT).body.decode()
    assert '<time datetime="2026-11-22T09:30:00+08:00" title="UTC+8">2026年11月22日 星期日 09:30</time>' in body
    english = site("en")
    assert ">Sunday, 22 November 2026 09:30</time>" in feed_page.render(english.feeds[0], english, SCRIPT).body.decode()


def test_a_title_is_not_said_twice() -> None:
    """Readers want a summary, so a text that has none is summed up by its title; on a page that line says nothing new."""
    shown = site()
    plain = replace(shown.feeds[0].entries[0], title="第十三批标准的公告", summary="第十三批标准的公告")
    page = tree(feed_page.render(replace(shown.feeds[0], entries=(plain,)), shown, embed_script()))
    assert [node.text() for node in page.css("article .summary")] == []
    assert page.css_first("article h4").text() == plain.title  # type: ignore[union-attr]


def test_what_we_say_of_a_section_runs_as_the_page_does() -> None:
    """A name that is written from right to left turns itself around, and not our words about it."""
    shown = site("en")
    feed = replace(shown.feeds[0], title="أخبار", subtitle="أخبار, a section of the association")
    lead = tree(feed_page.render(feed, shown, embed_script())).css_first(".lead")
    assert lead is not None and "dir" not in lead.attributes


def test_a_date_without_a_time_stays_a_date() -> None:
    """Where the site gave only a day, no midnight is shown and none is claimed."""
    shown = site()
    day = next(entry for entry in shown.feeds[0].entries if entry.published.precision == "day")
    said = f'<time datetime="{day.published.at:%Y-%m-%d}">2026年11月14日 星期六</time>'
    assert said in feed_page.render(shown.feeds[0], shown, SCRIPT).body.decode()


def test_feed_page_gives_every_address_to_copy() -> None:
    """Each format's full address stands on the page as text."""
    shown = site()
    page = tree(feed_page.render(shown.feeds[0], shown, SCRIPT))
    assert [node.text() for node in page.css(".address code")] == [
        f"https://feeds.example.org/news.{kind}" for kind in ("atom", "rss", "json")
    ]


def test_merged_page_links_the_sections_of_an_entry() -> None:
    """On the merged page an entry leads to the page of its section."""
    shown = site()
    page = tree(feed_page.render(shown.merged, shown, SCRIPT))
    assert page.css_first('.facts-line a[href="notices.html"]') is not None


def test_partners_get_the_pinned_script_and_a_plain_link() -> None:
    """The snippet names the frozen script with its hash, the feed, and a link for when nothing works."""
    shown = site()
    code = tree(feed_page.render(shown.feeds[0], shown, SCRIPT)).css_first("#snippet-script code")
    assert code is not None
    snippet = LexborHTMLParser(code.text())
    script, element = snippet.css_first("script"), snippet.css_first("feed-list")
    assert script is not None and element is not None
    assert script.attributes == {
        "type": "module",
        "src": "https://feeds.example.org/" + SCRIPT.name,
        "integrity": SCRIPT.integrity,
        "crossorigin": None,
    }
    assert element.attributes["src"] == "https://feeds.example.org/news.json"
    assert element.html is not None and '<a href="https://feeds.example.org/news.html">新闻动态</a>' in element.html


def test_all_that_the_element_understands_is_told_where_it_is_handed_out() -> None:
    """Each attribute the script looks at and each property its style takes can be tried on the page, or is told there."""
    script = next(asset.body for asset in assets(NOW) if asset.name == "embed.js").decode()
    looked_at = {*re.findall(r'(?:getAttribute|hasAttribute|#number)\("(\w+)"', script), *re.findall(r"--feed-list-(\w+)", script)}
    for language in ("zh-CN", "zh-Hant", "en"):
        shown = tree(feed_page.render(replace(site().feeds[0], language=language), site(), SCRIPT))
        options = {node.attributes["data-option"] for node in shown.css("#embed [data-option]")}
        (told,) = shown.css("#embed .way dl")
        assert {name for name in looked_at - options - {"src"} if name not in told.text()} == set(), language


# --- status -----------------------------------------------------------------------------------------------


def test_status_puts_trouble_first_and_says_what_to_do() -> None:
    """A failing source stands on top with its cause and the next step; healthy ones show no cause."""
    page = tree(status_page.render(site("en")))
    first = page.css_first(".source")
    assert first is not None and "Brands" in first.text() and EN.verdicts[Verdict.SUSPECT] in first.text()
    assert "0 of 20 known articles" in first.text() and "feedsvc check brand" in first.text()


def test_nobody_counts_no_sources() -> None:
    """Where all need a look, no word is said of others that are well."""
    shown = replace(site(), statuses=tuple(status for status in site().statuses if failing(status)))
    body = status_page.render(shown).body.decode()
    assert "1 个来源需要留意<" in body


def test_status_json_tells_every_source() -> None:
    """Programs get every source with times in UTC; unknown is null."""
    told = json.loads(status_json.render(site()).body)
    assert told["healthy"] is False
    assert [source["key"] for source in told["sources"]] == [status.key for status in site().statuses]
    brand, about = told["sources"][3], told["sources"][5]
    assert brand["verdict"] == "suspect" and brand["since"] == "2026-11-21T18:30:00Z"
    assert about["verdict"] is None and about["last_success"] is None and about["healthy"] is True


@pytest.mark.parametrize(
    ("line", "leak"),
    [
        ("cannot read https://me:hunter2@example.org/a", "hunter2"),
        ("GET https://example.org/?token=abc123&x=1 failed", "abc123"),
        ("cannot write /srv/feedsvc/state/feedsvc.db", "/srv"),
        ("see /home/anna/config.toml line 3", "anna"),
    ],
)
def test_status_tells_no_secret(line: str, leak: str) -> None:
    """Credentials, tokens and paths of the machine are in neither status document."""
    shown = site()
    leaky = replace(shown.statuses[3], line=line, next_step=line, gap=line, url="https://me:hunter2@example.org/?token=abc123")
    shown = replace(shown, statuses=(leaky,))
    for document in (status_json.render(shown), status_page.render(shown)):
        assert leak not in document.body.decode()


def test_status_atom_tells_each_turn_once() -> None:
    """Each fall and recovery is an entry with an id of its own, newest first, valid, and without secrets; nothing else moves it."""
    shown = site()
    document = status_atom.render(shown)
    assert [str(finding) for finding in lint(document)] == []
    told = feedparser.parse(document.body)
    assert [entry.title for entry in told.entries[:2]] == ["✗ 品牌建设：页面可疑，保留上次内容", "✓ 新闻动态：正常"]
    assert len({entry.id for entry in told.entries}) == len(told.entries) == sum(len(status.turns) for status in shown.statuses)
    assert status_atom.render(replace(shown, updated=NOW + timedelta(days=1))).body == document.body
    leaky = replace(shown.statuses[3], turns=(Turn(NOW, Verdict.RETRY, "GET https://u:hunter2@example.org/?token=abc"),))
    body = status_atom.render(replace(shown, statuses=(leaky,))).body
    assert b"hunter2" not in body and b"token=abc" not in body


def test_status_atom_tells_turns_of_the_same_second_apart() -> None:
    """Many sources may be looked at in one second; no two entries are updated at the same time."""
    shown = site()
    at_once = tuple(replace(status, turns=(Turn(NOW, Verdict.OK),)) for status in shown.statuses)
    document = status_atom.render(replace(shown, statuses=at_once))
    told = feedparser.parse(document.body).entries
    assert len({entry.updated for entry in told}) == len(told) == len(at_once)
    assert [str(finding) for finding in lint(document, notices=True)] == []


def test_status_tells_of_a_healthy_source_what_stands() -> None:
    """Since when it is well and how often it is looked at; not when it was read last, which would move at every look."""
    status = replace(site("en").statuses[0], last_success=None)
    page = tree(status_page.render(replace(site("en"), statuses=(status,))))
    said = page.css_first(".source").text()
    assert EN.well_since in said and "every 30 min" in said and "about 4 a week" in said
    assert EN.never not in said


@pytest.mark.parametrize("say", [ZH, ZH_HANT, EN])
def test_the_status_page_promises_what_it_shows(say: Words) -> None:
    """When a source was last read moves with each look: it is told of those that fail, and promised of none."""
    page = status_page.render(replace(site(), language=say.tag)).body.decode()
    (promise,) = re.findall(r'<p class="lead">(.*?)</p>', page)
    assert any(words in promise for words in ("从什么时候起", "從什麼時候起", "since when"))
    assert not any(words in promise for words in ("成功读取", "成功讀取", "last read"))
    assert page.count(f"<dt>{say.last_success}</dt>") == page.count(f"<dt>{say.since}</dt>") == sum(map(failing, site().statuses)) > 0


def test_status_atom_before_the_first_look() -> None:
    """Without any turn it is an empty, valid feed."""
    document = status_atom.render(replace(site(), statuses=()))
    assert [str(finding) for finding in lint(document)] == []


def test_days_show_when_a_source_was_ill() -> None:
    """A day counts as ill when the source was ill at some time of it; days before the first look are not shown."""
    turns = (Turn(NOW - timedelta(days=10), Verdict.OK), Turn(NOW - timedelta(days=3, hours=2), Verdict.RETRY), Turn(NOW - timedelta(days=2, hours=20), Verdict.OK))
    states = [state for state in ill_days(turns, NOW) if state is not None]
    assert states == [False] * 7 + [True, True] + [False] * 2 or states == [False] * 6 + [True, True] + [False] * 2
    assert chart(turns, NOW, EN) is not None
    assert chart(turns[:1], NOW - timedelta(days=10), EN) is None


def test_a_quiet_source_is_not_called_broken() -> None:
    """A source that is well but silent is told as such, in words, and stays among the healthy."""
    page = tree(status_page.render(site()))
    quiet = next(node for node in page.css(".source") if ZH.quiet in node.text())
    assert "well" in (quiet.attributes["class"] or "")
    assert json.loads(status_json.render(site()).body)["sources"][4]["quiet"] is True


# --- fragments ----------------------------------------------------------------------------------------------


def test_ascii_fragment_reads_the_same_in_any_encoding() -> None:
    """Numeric references only: decoded as UTF-8, GBK or Big5 it is the same piece of HTML."""
    plain, ascii_only, _ = fragment.render(site().feeds[0])
    assert ascii_only.body.isascii()
    texts = {LexborHTMLParser(ascii_only.body.decode(encoding)).text() for encoding in ("utf-8", "gbk", "big5")}
    assert texts == {LexborHTMLParser(plain.body.decode()).text()}


def test_fragment_links_give_nothing_away() -> None:
    """Every link opens apart, hands on no opener, no referrer and no rank; nothing in the piece can clash by name."""
    piece = tree(fragment.render(site().feeds[0])[0])
    links = piece.css("a")
    assert len(links) == 11
    assert all(node.attributes["rel"] == "noopener noreferrer nofollow" and node.attributes["target"] == "_blank" for node in links)
    assert not piece.css("[id], [name], style, script")


# --- rhythm and assets ----------------------------------------------------------------------------------------


def spaced(days: float, count: int, ahead: bool = False) -> Sequence[datetime]:
    """The times of a feed with entries at an even pace, newest first, half of them told as times alone; with one dated ``ahead``."""
    feed = site().feeds[0]
    moments = [NOW - timedelta(days=days * number) for number in range(count)]
    entries = [replace(feed.entries[0], published=Stamp(at, "second"), first_seen=at) for at in moments[: count // 2]]
    entries += [replace(feed.entries[0], published=Stamp(NOW + timedelta(days=3650), "second"), first_seen=NOW)] * ahead
    return times(replace(feed, entries=tuple(entries), earlier=tuple(moments[count // 2 :])))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.25, "about 4 a day"),
        (1, "about 1 a day"),
        (2, "about 4 a week"),
        (7, "about 1 a week"),
        (15, "about 2 a month"),
        (120, "about 3 a year"),
    ],
)
def test_rhythm_in_words(days: float, said: str) -> None:
    """The pace is said in the unit in which it is a whole number of articles."""
    assert rhythm(spaced(days, 12), EN) == said


@pytest.mark.parametrize(("seconds", "said"), [(20, "every 20 s"), (60, "every 1 min"), (1800, "every 30 min"), (5400, "every 90 min"), (7200, "every 2 h")])
def test_the_pause_between_looks_in_words(seconds: int, said: str) -> None:
    """In seconds, minutes or hours, whichever is short and true."""
    assert every_look(replace(site().feeds[0], interval=seconds), EN) == said


def test_rhythm_needs_something_to_go_by() -> None:
    """Two articles make no rhythm."""
    assert rhythm(spaced(1, 2), EN) is None


def test_a_future_date_neither_pins_nor_breaks_the_chart() -> None:
    """An article dated ten years ahead counts in the week it was first seen."""
    assert weekly(spaced(7, 4, ahead=True), NOW) == (1, 1, 1, 2)


def test_assets_hold_the_pinned_script() -> None:
    """The name and integrity a partner pins are those of a published file, and every asset has a media type."""
    documents = {document.name: document for document in assets(NOW)}
    assert {"embed.js", "pages.js", "style.css", "favicon.svg", "favicon.ico"} <= set(documents)
    pinned = embed_script()
    assert documents[pinned.name].body == documents["embed.js"].body
    assert re.fullmatch(r"sha384-[A-Za-z0-9+/]{64}", pinned.integrity)


def test_every_edition_of_the_script_is_published_unchanged() -> None:
    """Each edition bears its own hash, and the one given out now is among them: a changed embed.js is a new file there."""
    editions = {document.name: document.body for document in assets(NOW) if document.name.startswith("embed-")}
    assert embed_script().name in editions, "copy feedsvc/web/embed.js to feedsvc/web/editions under its new name, and keep the others"
    assert all(name == f"embed-{sha256(body).hexdigest()[:12]}.js" and is_frozen(name) for name, body in editions.items())
    assert not any(is_frozen(document.name) for document in assets(NOW) if document.name not in editions)


@pytest.mark.parametrize("table", [ZH, ZH_HANT])
def test_every_table_of_words_is_complete(table: Words) -> None:
    """No wording is empty, every template has the same places in all languages, every verdict has words."""
    for name in table.__slots__:
        ours, theirs = getattr(table, name), getattr(EN, name)
        assert ours and theirs, name
        if isinstance(ours, str) and name not in {"date", "short_date", "month"}:
            assert set(re.findall(r"{(\w*)", ours)) == set(re.findall(r"{(\w*)", theirs)), name
        assert isinstance(ours, str) or len(ours) == len(theirs), name
    assert set(table.verdicts) == set(EN.verdicts) == set(Verdict)


@pytest.mark.parametrize(("table", "encoding"), [(ZH, "gb2312"), (ZH_HANT, "big5")])
def test_each_script_keeps_to_itself(table: Words, encoding: str) -> None:
    """The old encodings know one script each: no letter of the other stands in a table."""
    assert repr([getattr(table, name) for name in table.__slots__]).encode(encoding)


@pytest.mark.parametrize(
    ("tag", "table"),
    [("zh-CN", ZH), ("zh", ZH), ("zh-Hans-HK", ZH), ("zh-Hant", ZH_HANT), ("zh-TW", ZH_HANT), ("zh-Hant-MO", ZH_HANT), ("ja", EN), ("", EN)],
)
def test_the_words_follow_the_language(tag: str, table: Words) -> None:
    """Chinese in the script that the tag names, or its place writes; English for all other languages."""
    assert words(tag) is table


def test_a_feed_in_traditional_script_has_pages_in_it() -> None:
    """The same words stand in the feed and on its pages; nothing of ours is in simplified script."""
    shown = site()
    feed = replace(shown.feeds[0], language="zh-Hant", title="新聞", subtitle="新聞", entries=(), rights="版權")
    shown = replace(shown, language="zh-Hant", title="協會", author="協會", rights="版權", merged=replace(feed, key="all"), feeds=(feed,), statuses=())
    for document in (feed_page.render(feed, shown, SCRIPT), index_page.render(shown), status_page.render(shown), fragment.render(feed)[0]):
        said = document.body.decode()
        assert ZH_HANT.no_entries in said or ZH_HANT.no_sources in said, document.name
        assert not [letter for letter in re.findall(r"[\u4e00-\u9fff]", said) if not in_big5(letter)], document.name


def in_big5(letter: str) -> bool:
    return bool(letter.encode("big5", "ignore"))


@given(st.lists(st.integers(0, 2 * PAGE_LIMIT), min_size=1, max_size=9))
def test_the_first_way_that_keeps_a_page_small_is_taken(lengths: list[int]) -> None:
    """Of ways that make a page smaller and smaller the first that will do is taken, or the last; not all are tried."""
    ways = sorted(lengths, reverse=True)
    tried: list[int] = []

    def render(length: int) -> Html:
        tried.append(length)
        return Html("x" * length)

    assert len(fitting(render, ways)) == next((length for length in ways if length <= PAGE_LIMIT), ways[-1])
    assert len(tried) <= (1 if ways[0] <= PAGE_LIMIT else 2 if ways[-1] > PAGE_LIMIT else 2 + (len(ways) - 2).bit_length())


def test_the_sites_own_pages_need_no_more_of_a_feed_than_its_card() -> None:
    """Index and status page come out the same, to the byte, from whole feeds and from the few headlines and times kept of each."""
    whole = site()
    cards = replace(whole, merged=card(whole.merged, 6), feeds=tuple(card(feed, 4) for feed in whole.feeds))
    assert sum(len(feed.earlier) for feed in cards.feeds) and not any(feed.earlier for feed in whole.feeds)
    for page in (index_page, status_page):
        assert page.render(cards).body == page.render(whole).body
