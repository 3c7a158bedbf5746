"""What an article's title and text are taken for where the page offers two of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article
from feedsvc.reading.info import is_info

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PROSE = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(4))
INFO = "<p>发布时间：2021-09-08</p>"
SITE = "样例水务协会"
FOOT = f"<div>版权所有：{SITE}</div>"


def read(title: str, body: str) -> Article:
    return read_article(f"<html lang=zh><title>{title}</title><body>{body}</body></html>", "http://sample.example/n/1.html", now=NOW)


@pytest.mark.parametrize(
    ("title", "above"),
    [
        (f"会议纪要_{SITE}", "<h2>会议纪要</h2><h1>全市节水工作推进大会召开</h1>"),
        (SITE, f'<a href="/">{SITE}</a><h2>{SITE}欢迎您光临</h2><h3>会议纪要</h3>'),
    ],
    ids=["what the document's title begins with", "beside a line with the site's name"],
)
def test_a_short_title_is_told_from_what_stands_beside_it(title: str, above: str) -> None:
    """Though that is longer, or a heading of a higher rank."""
    assert read(title, f"{above}{INFO}{PROSE}").title == "会议纪要"


def test_prose_beside_a_texts_box_in_one_of_another_kind_is_not_its_own() -> None:
    """However many boxes stand around the text's own and hold nothing else."""
    other = PROSE.replace("本会", "他会")
    html = f"<h1>年度工作会议召开</h1>{INFO}<div><div class=a><div class=text>{PROSE}</div></div><div class=b>{other}</div></div>"
    assert "他会" not in read("年度工作会议召开", html).text


@pytest.mark.parametrize(
    "lead",
    [
        "三十家企业的代表在两处现场参观，本会第一次会议在临河召开，与会代表登台介绍做法。 Foto: Anna Exempel",
        "本会第0次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场，会议开了两天，与会者就今后的工作交换了意见，并商定了明年会议的时间和地点，还通过了新的章程，选出了新的理事…",
    ],
    ids=["words on a picture", "what the text begins with, cut"],
)
def test_what_stands_above_a_text_and_is_no_lead(lead: str) -> None:
    """A lead is the article's own first words, told nowhere else."""
    first = lead[:-1] + "和监事，随后闭幕。" if lead.endswith("…") else "本会第九次会议在临河召开，与会代表登台介绍做法。"
    html = f"<h1>年度工作会议召开</h1>{INFO}<div class=top><p>{lead}</p></div><div class=text><p>{first}</p>{PROSE * 4}</div>"
    assert read("年度工作会议召开", html).text.startswith(first)


FIRST, SECOND = "示范省质量协会关于召开", "二〇二一年度理事会议的通知"


@pytest.mark.parametrize(
    "lines",
    [
        f"<p align=center><font size=5>{FIRST}</font><br><font size=5>{SECOND}</font></p>", f"<div>{FIRST}</div><div>{SECOND}</div>", f"<h2>{FIRST}</h2><h2>{SECOND}</h2>",
        f"<div class=title><p>{FIRST}</p><p>{SECOND}</p></div>", f"<div>{FIRST[:5]}</div><h2>{FIRST}</h2><div>{SECOND}</div>",
    ],
    ids=["a break", "boxes", "headings", "boxes in one named a title", "a heading and a box"],
)  # fmt: skip
def test_a_title_on_two_lines_is_whole_by_its_grammar(lines: str) -> None:
    """Where the page names it nowhere else."""
    article = read(SITE, f"{lines}{INFO}{PROSE}")
    assert (article.title, article.text.startswith("本会第0次")) == (FIRST + SECOND, True)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (f"{SITE}文件", ""), ("关于我们", ""), ("关于表彰先进单位的决定", ""), ("", "<p>与会代表参观了两处现场</p>"), ("", "<p>——本会第九次会议侧记</p>"),
    ],
    ids=["a letter's head", "a section", "another title", "the text", "a subtitle"],
)  # fmt: skip
def test_what_stands_beside_a_title_is_none_of_it(above: str, below: str) -> None:
    """Each is whole."""
    assert read(SITE, f"<div>{above}</div><h2>关于召开{SECOND}</h2>{below}{INFO}{PROSE}").title == f"关于召开{SECOND}"


@pytest.mark.parametrize(
    ("title", "above", "below"),
    [
        ("首席质量官培训班报名通知", "关于质量强省建设专题活动", ""), ("关于召开第三届会员代表大会", "", "请各位代表提前准备意见建议"), ("质量是干出来的", "", "林一解采访手记"),
        ("我们这一年", "", "的士司机协会供稿"), ("关于第三届理事会换届选举工作", "", "各会员单位接到本通知"), ("读《质量之路", "", "林一解"),
    ],
    ids=["a kicker", "a request", "who wrote it", "its source", "the text", "no end of brackets"],
)  # fmt: skip
def test_a_title_ends_where_its_element_does(title: str, above: str, below: str) -> None:
    """Many a title ends in a word that might join: what stands in another element goes on with it by firm grammar alone."""
    assert read(SITE, f"<p>{above}</p><h2>{title}</h2><p>{below}</p>{INFO}{PROSE}").title == title


@pytest.mark.parametrize("between", ["", "<p>2021-09-08</p>"])
def test_a_sentence_is_no_title_where_a_word_stands_above_the_text(between: str) -> None:
    """Though it is short, and nothing else speaks for it."""
    menu = "<ul><li><a href=/>首页</a><li><a href=/a>新闻动态</a></ul>"
    assert read(SITE, f"{menu}<div>章程</div>{between}<div>{PROSE}</div>{FOOT}").title == "章程"


def test_a_section_above_the_time_is_no_title() -> None:
    """A word in Latin letters is the section's name; the title stands below the time."""
    title, text = "New rules for all meters: clear at last", "<p>The board met in the hall, and heard what the members had to say of the new rules.</p>"
    html = f"<html lang=en><div class=n><a href=/>Start</a></div><div>Press</div><p>12 May 2021</p><p>{title}</p><div>{text}{text.replace('board', 'chair')}</div></html>"
    assert read_article(html, "http://sample.example/n/1.html", now=NOW).title == title


def test_a_line_above_the_text_and_a_pictures_source_is_no_title() -> None:
    """Though it is marked as one: the time and the source that a title stands above come before the text."""
    title, first = "三十家企业在临河登台介绍做法", PROSE[: PROSE.index("</p>")]
    share = "".join(f"<div>{word}</div>" for word in ("12934", "分享到：", "空间", "贴吧", "更多", "T + -", "换一种方式阅读", "大家都在读"))
    text = f"<div><p class=otitle>（原标题：会议召开，三十家企业介绍了各自的做法，代表参观了现场？）</p>{first}<p>图片来源：示范协会官网</p>{PROSE}</div>"
    assert read(SITE, f"<p>{title}</p><div>2021-09-08 00:20:15 来源: 示范日报 举报</div>{share}{text}").title == title


def test_who_wrote_it_in_brackets_is_none_of_a_title() -> None:
    """Though it looks like another line of one that ends in a joining word."""
    assert read(SITE, f"<h2>质量是干出来的</h2><h2>（林一解采访手记）</h2>{INFO}{PROSE}").title == "质量是干出来的"


def test_what_is_named_after_its_place_beside_a_title_is_none() -> None:
    """The source's own class says what it is."""
    line = "<div class=source><span class=source_title>《示范》半月刊网</span> <span class=source_title>作者：周二平</span> <span class=source_title>2021-09-08 17:18</span></div>"
    assert read(SITE, f"<h4 class=content_title>林一</h4>{line}{PROSE}{FOOT}").title == "林一"


TRAIL = '<div>当前位置：<a href="/">首页</a> &gt; <a href="/n/">新闻中心</a> &gt; {}</div>'


@pytest.mark.parametrize("document", [SITE, f"新闻中心 - {SITE}"])
def test_the_last_step_of_a_trail_that_stands_again_above_the_time_is_the_title(document: str) -> None:
    """It names the article, as the steps before it name the sections."""
    assert read(document, f"{TRAIL.format('年度理事会召开')}<div>年度理事会召开</div>{INFO}{PROSE}").title == "年度理事会召开"


SIGNED = "<p>样例市质量评价协会秘书处办公室</p><p>2021年9月8日</p>"


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("年度会议通知", PROSE + SIGNED),
        ("关于召开年度质量工作会议的通知", f"<div>会议就来年的各项质量工作作出全面部署。</div>{INFO}<div>{PROSE}</div>"),
        ("关于召开年度质量工作会议的通知", f"<div><p>本会第九次会议在临河召开，与会代表登台介绍做法，并参观了两处现场。</p>{INFO}{PROSE}</div>"),
    ],
    ids=["who signed it", "a lead", "the first sentence"],
)
def test_what_stands_above_a_day_in_the_text_is_no_title(title: str, below: str) -> None:
    """Where nothing but its place speaks for the title: the text's own lines stand right above a day, too."""
    assert read("", f'<div><a href="/">首页</a> <a href="/n/">新闻</a></div><div>{SITE}</div><div>{title}</div><div>{below}</div>').title == title


def test_what_stands_far_above_a_text_is_not_its_lead() -> None:
    """Other things stand between them."""
    other = "<div>另一篇报道说，临河水厂的改造已经完成，市民可以放心饮用，专家对水质作了检测，结果良好，今后每月公布一次。</div>"
    between = "".join(f"<div>栏目{n}</div>" for n in range(16))
    html = f"<h1>年度工作会议召开</h1>{INFO}{other}{between}<div>{PROSE * 2}</div>"
    assert read("年度工作会议召开", html).text.startswith("本会第0次会议")


@pytest.mark.parametrize("title", ["培训2021年9月8日培训班", "关于2021年9月8日培训班的通知"])
def test_a_title_with_a_day_and_words_in_han_around_it_is_no_time_line(title: str) -> None:
    """However much of it the day is."""
    assert not is_info(title)


def test_the_sites_name_as_heading_of_every_page_is_no_title() -> None:
    """Though <title> begins with it, and says nothing of the article."""
    above = f"<h1>{SITE}</h1><h2>新闻动态</h2><div class=newstitle>三十家企业登台介绍做法</div>"
    assert read(f"{SITE}-新闻动态", f"{above}<div>2021-09-08</div>{PROSE}{FOOT}").title == "三十家企业登台介绍做法"


def test_paragraphs_written_as_plain_boxes_are_one_text() -> None:
    """Beside a list of what readers wrote, whose lines a parser sees as one."""
    own = "".join(f"<div>【经过{n}】：本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场，还就来年的工作交换了意见。</div>" for n in range(5))
    readers = "".join(f"<dl><dt>看法：我很满意，第{n}位接待的同志十分耐心，办事的地方也很好找，下次还会再来的。</dt></dl>" for n in range(5))
    article = read("年度工作会议召开", f"<h1>年度工作会议召开</h1>{INFO}<div class=a><div class=text>{own}</div></div><div class=b><div class=said>{readers}</div></div>")
    assert article.text.startswith("【经过0】")
    assert "满意" not in article.text


def test_a_title_cut_in_the_documents_is_whole_where_the_text_opens_with_it() -> None:
    whole = "示范省教育厅办公室关于召开全省高中阶段教育普及工作会议的通知"
    assert read(f"{whole[:22]}_{SITE}", f"<div><div>{whole}</div>{PROSE}</div>").title == whole
    assert read(f"{whole[:22]}_{SITE}", f"<div><p>{whole[:24]}，请各单位参加。</p>{PROSE}</div>").title == whole[:22]


@pytest.mark.parametrize("line", ["正文已结束，您可以按alt+4进行评论", "本文由示范人物网发布，不代表示范人物网立场，转载联系作者并注明出处：http://sample.example/n/1.html", "审校：林一解"])
def test_what_systems_write_below_every_text_is_not_its_end(line: str) -> None:
    assert read("年度工作会议召开", f"<h1>年度工作会议召开</h1>{INFO}<div>{PROSE}<p>{line}</p></div>").text.endswith("两处现场。")


NAMED = "Council votes for a new hall by the river"
TOLD = "".join(f"<p>The members met in the old hall, heard report number {n} of the board, and asked many questions.</p>" for n in range(5))


@pytest.mark.parametrize(
    ("document", "above"),
    [
        (f"{NAMED} | Paper", f"<h1>{NAMED} <small>It costs nine million</small></h1>"), (f"{NAMED} | Paper", f"<h1>{NAMED}<span class=subtitle>It costs nine million</span></h1>"),
        (f"{NAMED} | Paper", f"<h1>03.05.2021 - {NAMED}</h1>"), (f"{NAMED} | Paper", f"<h1>{NAMED}<a class=anchor href=#a>¶</a></h1>"), (f"{NAMED} | Paper", f"<h1><a class=anchor href=#a>#</a> {NAMED}</h1>"),
        (f"{NAMED} – Wiki", f"<h1>{NAMED} <span>[<a href=/e>Bearbeiten</a> | <a href=/q>Quelltext bearbeiten</a>]</span></h1>"),
        (f"{NAMED} - The Weekly Paper", f"<h1>The Weekly Paper</h1><h2>{NAMED}</h2>"), (f"News: all of it » {NAMED}", f"<h1>News: all of it</h1><h2>{NAMED}</h2>"),
    ],
    ids=["a small subtitle", "a subtitle", "a day", "a link's sign", "a link's sign before", "a wiki's links", "the site's name above", "a section above"],
)  # fmt: skip
def test_a_heading_without_what_is_no_title(document: str, above: str) -> None:
    """Where <title> names the title alone; and signs of links that lead to the heading anyway."""
    assert read(document, f"{above}<p>3 May 2021</p>{TOLD}").title == NAMED


@pytest.mark.parametrize(
    ("document", "above", "expected"),
    [
        ("Paper", f"<h1>{NAMED} <small>It costs nine million</small></h1>", f"{NAMED} It costs nine million"), (f"{NAMED} | Paper", f"<h1>{NAMED}</h1><h2>Paper</h2>", NAMED),
        ("Paper", f"<h1>2021 {NAMED}</h1>", f"2021 {NAMED}"), ("Paper", "<h1>#hall and C#: what the council votes for</h1>", "#hall and C#: what the council votes for"),
        ("Paper", "<h1>What the council thinks of C#</h1>", "What the council thinks of C#"), ("Paper", f"<h1>{NAMED} [Update]</h1>", f"{NAMED} [Update]"),
    ],
    ids=["nothing names it", "the shorter one below", "a year", "tags", "a language", "brackets"],
)  # fmt: skip
def test_a_heading_keeps_what_may_be_of_its_title(document: str, above: str, expected: str) -> None:
    """As far as nothing tells otherwise."""
    assert read(document, f"{above}<p>3 May 2021</p>{TOLD}").title == expected


@pytest.mark.parametrize("press", ["顶一下", "頂一下"])
def test_a_text_ends_above_what_readers_may_vote_by(press: str) -> None:
    """Figures stand below it, and more to press."""
    votes = f"<div><div>{press}</div><div>(1)</div><div>100%</div></div><div><div>踩一下</div><div>(0)</div></div><a href=/t>挑错</a><span>推荐</span>"
    assert read("年度工作会议召开", f"<h1>年度工作会议召开</h1>{INFO}<div>{PROSE}{votes}</div>").text.endswith("两处现场。")
