"""The short ways that most pages take through reading lead where the long ones lead."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.reading import agreement, body, credits, date_relative, dates, enclosed, info, links, stamps, text, time_lines
from feedsvc.reading.date_forms import _MONTH
from feedsvc.reading.date_words import MONTHS
from feedsvc.reading.outline import outline
from feedsvc.reading.scripts import without_scripts
from feedsvc.reading.window import view

QUICK = {
    "trail": body.TRAIL, "year": time_lines._YEAR, "copyright": time_lines._COPYRIGHT, "rights": credits._COPYRIGHT, "imprint": agreement.IMPRINT,
    "ornament": enclosed._ORNAMENT, "day": stamps._DAY_WORD, "label": info.LABEL,
}  # fmt: skip
WORDS = (
    "当前位置 首页 HOME home homes start Startseite > » 2021 1999 二〇二一年 ２０２１ 12月 10-08 1/2 3小 昨天 ago AGO gestern 刚刚 © Copyright COPYRIGHT 版权所有 版权归 "
    "All Rights Reserved 备案 備案 ICP备 icp (c)2020 (C) 2020 著作权 alle rechte vorbehalten tous droits réservés Todos los derechos 技术支持 主办单位 地址: 电话： 邮编 x 新闻 ſtart Icon LOGO ſpacer blank QR Avatar emoji loading Pixel Sprite filetypeimages 发布: 发布时间： 發佈日期: 稿源： 出处: 信息来源： 编辑 编辑: 点击次数: 单位： 审核者: 字号: yesterday Today heute gestern just·now an·hour·ago 今天 .gif .GIF? 1x1 Button"
).split(" ")


@pytest.mark.parametrize("name", QUICK)
@given(st.lists(st.sampled_from([*WORDS, " ", "\n", "a", "的"]), max_size=8))
def test_a_quick_pattern_finds_what_its_words_find(name: str, pieces: list[str]) -> None:
    """It knows all signs its words can begin with."""
    quick, where = QUICK[name], "".join(pieces).replace("·", " ")
    words = quick.pattern[quick.pattern.index("(?i:") + 4 : -len(r"))[\s\S])")]
    assert (quick.search(where) is None) == (re.search(words, where, re.IGNORECASE) is None)


UNREAD = (
    "<!-- <p>a</p> -->", "<!---->", "<!-->", "<!-- a --!><p>b</p><!-- -->", "<script>document.write('<p>c</p><!--')</script>", "<style>p { }</style>",
    "<svg><path d='M1'/><text>d</text></svg>", "<svg><svg></svg><text>e</text></svg>", "<SVG viewBox=1></SVG>", "<svg/>", "</svg>", "<!--",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(("<p>f</p>", "<b>g</b>", "<div>h", "</div>", "i", *UNREAD)), max_size=9))
def test_what_is_left_out_before_parsing_is_left_out_after_it(pieces: list[str]) -> None:
    """A page without its scripts, styles, drawings and comments shows what it showed; drawings are closed, as scripts in them are not cut."""
    page = f"<!DOCTYPE html><html><body>{''.join(pieces)}"
    assert shown(without_scripts(page)) == shown(page)


def test_a_drawing_that_is_not_closed_takes_no_text_with_it() -> None:
    """It ends where the text goes on, for the parser, too (HTML standard, 13.2.6.5)."""
    assert "<p>text" in without_scripts("<body><svg><path d=M1><p>text</p>")


def shown(page: str) -> str:
    tree = LexborHTMLParser(page.encode())
    tree.strip_tags(["script", "style", "svg"])
    return "".join((tree.body.text() if tree.body is not None else "").split())


MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))


@given(MOMENTS, st.sampled_from(("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S+08:00", "%Y-%m-%dT%H:%M:%SZ")))
def test_a_text_that_is_a_date_and_nothing_else_reads_as_among_others(at: datetime, form: str) -> None:
    """Day, clock, zone and precision are the same."""
    alone, among = (dates.find(written, "Asia/Shanghai", datetime(2100, 1, 1, tzinfo=UTC), None)[0] for written in (at.strftime(form), at.strftime(form) + " "))
    assert (alone.stamp, alone.zoned, alone.inferred, alone.start, alone.end) == (among.stamp, among.zoned, among.inferred, among.start, among.end)


@given(st.sampled_from(sorted(MONTHS)), st.sampled_from(("{}", "5 {} 2020", "21st{} 2020", "1º{} 2020", "2020-{}-05", "{}. 5, 2020", "neu: 5.{} 2020, x")), st.booleans())
def test_a_month_is_known_by_its_name_before_its_forms_are_tried(month: str, around: str, titled: bool) -> None:
    """Wherever one of the forms finds a month, its name is found."""
    assert _MONTH.search(around.format(month.title() if titled else month))
    assert not _MONTH.search("Monday 2020, section 12, 新闻 summarised")


@pytest.mark.parametrize("form", ["3 {} 2020", "{} 3, 2020", "3. {} 2020", "3 de {} de 2020", "posted on 21st {} 2020", "2020. {} 3."])
def test_a_number_smells_of_a_date_beside_a_month(form: str) -> None:
    """In whatever tongue the month is named; a word that is none does not make it one."""
    assert [month for month in MONTHS if not stamps.smells_of_date(form.format(month))] == []
    assert not stamps.smells_of_date(form.format("xmas").replace("2020", "many"))


@given(st.text("aé中文。，　x 😀１", max_size=80), st.integers(1, 60))
def test_what_fits_a_width_is_the_longest_beginning_that_does(written: str, width: int) -> None:
    """Counted in halves or one by one."""
    fitting = text._fitting(written, width)
    assert written.startswith(fitting) and text.columns(fitting) <= width
    longer = written[: len(fitting) + 1]
    assert longer == fitting or text.columns(longer) > width


@given(st.text("aB ,。中ß", max_size=60), st.text("abß ,中", max_size=12))
def test_a_text_is_the_title_when_their_letters_are_the_same(written: str, title: str) -> None:
    """However long the text is."""
    for whole in (written, title.upper() + " !" * len(written)):
        assert agreement.says_title(whole, title) == (agreement.normal(whole) == agreement.normal(title))


@given(st.text("ab.-/?=1~", max_size=12), st.sampled_from(("https://a.example", "https://a.example/", "https://a.example/b/c.html", "http://a.example/b/?p=1/2")))
def test_plain_addresses_lead_where_the_rules_of_urls_lead(href: str, base: str) -> None:
    """From the root, below the page's folder, or anywhere else."""
    found = links.resolve(base, href)
    assert found == (links._joined(base, href) if href else None)
    if found and re.fullmatch(r"[ab1]+", href):
        assert found == urljoin(base, href)


def test_the_places_of_tokens_are_those_in_the_source() -> None:
    """Also where the margins of a page were left out."""
    menu = "".join(f"<li><a href=/{n}>Section {n}</a> &amp; more</li>" for n in range(400))
    prose = "".join(f"<p>Paragraph {n}, which is long enough to be running text, as it has commas, and stops.</p>" for n in range(9))
    page = f"<body><ul>{menu}</ul><h1>A title</h1><div>{prose}</div><ul>{menu}</ul></body>"
    read = outline(LexborHTMLParser(view(page).html.encode()))
    places = read.places()
    assert len(read.spans) == 2 and len(places) == len(read.tokens) + 1
    for (before, tag, attributes), start in zip(read.tokens, places, strict=False):
        assert read.source.startswith(f"{before}<{tag}{attributes}>", start)


LIKE_TAGS = ("<xmp>{}</xmp>", "<noembed>{}</noembed>", "<noframes>{}</noframes>", "<iframe>{}</iframe>", "<plaintext>{}", "<!-- {} -->", "<? {}>", "<!x {}>", "<p title='{}'>", "<p {}>", "{}")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LIKE_TAGS), st.lists(st.sampled_from(("<a ", "<a <b ==", "<p c=\"", "<!--", "--!", "->", "x", " ", "\n")), max_size=4)), max_size=4))
def test_every_sign_of_a_tag_begins_one(pieces: list[tuple[str, list[str]]]) -> None:
    """What the parser wrote is cut into texts and tags without a rest, so that nothing is looked at twice, whatever a page holds that is no tag."""
    found = outline(LexborHTMLParser("".join(around.format("".join(inside)) for around, inside in pieces).encode() or b" "))
    assert "".join(f"{text}<{tag}{attributes}>" for text, tag, attributes in found.tokens) == found.source


@given(st.text(st.sampled_from("aZ9_ -\n\x7fé的½²ſ")))
def test_letters_are_what_is_no_sign_and_no_space(words: str) -> None:
    """Plain text, which is taken apart as bytes, keeps the letters that any other text keeps."""
    assert text.letters(words) == re.sub(r"[\W_]", "", words)


LONE = ("вчера", "Hoy", "i dag", "dag", "เมื่อวาน", "aujourd’hui", "'hier", "hier'", "hierin", "|", "•", ": ", " ", ", 14:13", " 9.30", "的", "x")


@given(st.lists(st.sampled_from(LONE), max_size=6).map("".join))
def test_a_lone_word_for_a_day_is_found_wherever_its_pattern_finds_it(words: str) -> None:
    """The quick look at the words alone passes over none."""
    found = any(one["word"].lower() in date_relative.LONE_WORDS for one in date_relative.LONE.finditer(words))
    assert date_relative._has_lone(words) == found


PIECES = ("2021-09-08 14:13", "8 Sept 2021", "Sept. 8, 2021", "08.09.2021", "20210908", "2021年9月8日", "9月8日", "3小时前", "vor 2 Tagen", " ", "-", ", ", "|", "至", "5")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join))
def test_dates_that_are_found_stand_apart(words: str) -> None:
    """Once a date is found, what stands in it begins no other one."""
    found = dates.find(words, "Asia/Shanghai", datetime(2026, 11, 21, tzinfo=UTC))
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert all(0 <= one.start < one.end <= len(words) for one in found)
