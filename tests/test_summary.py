"""A summary begins with the article's first sentence: no agency, no place and day, nobody who wrote it."""

from __future__ import annotations

import pytest

from feedsvc.reading.article import read_article
from feedsvc.reading.listing import read_listing

SENTENCE = "本会第九次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场，并商定了明年会议的时间。"
MORE = "".join(f"<p>第{n}小组讨论了章程的修改，与会者就今后的工作交换了意见，并提出了若干建议。</p>" for n in range(4))
TITLE = "年度工作会议在临河召开"


def summary(first: str, head: str = "") -> str:
    html = f"<html lang=zh><title>{TITLE}</title>{head}<h1>{TITLE}</h1><p>发布时间：2021-09-08</p><div><p>{first}</p>{MORE}</div></html>"
    return read_article(html, "http://sample.example/n/1.html").summary or ""


@pytest.mark.parametrize(
    "lead",
    [
        "本报讯（记者 林一解）", "本报讯 （记者 林一解 通讯员 周二平）", "本网讯 ", "示范社临河9月8日电（记者林一解、周二平）", "示范社临河9月8日电 （林一解）", "示范新闻网9月8日讯 ",
        "示范大学新闻网讯（通讯员 林一解 摄影 周二平）", "临河日报讯 ", "示范学院讯 （周二平）", "（记者 林一解）", "【本报讯】", "记者林一解报道：", "示范晨报首席记者林一解9月8日报道 ", "示范日报消息（记者 林一解）", "周二平、特约记者林一解报道：",
        "本報訊（記者 林一解）", "摘要：", "【摘要】：", "核心提示：", "[示范网 林一解] ", "（林一解 周二平）", "示范网·临河9月8日讯（记者/林一解）", "示范江河网讯 记者林一解报道：", "示范网-新临河客户端讯 ",
    ],
)  # fmt: skip
def test_a_summary_begins_after_the_agencys_lead(lead: str) -> None:
    """The text keeps it."""
    assert summary(lead + SENTENCE).startswith(SENTENCE[:20])


@pytest.mark.parametrize(
    "first",
    [
        "据示范社9月8日电，", "（北京、上海）两地的", "记者从本会获悉，", "腾讯公司和", "9月8日，", "本会通报讯问的结果，", "临河消息灵通的人士说，", "9月8日电子商务大会开幕，", "9月8日电力恢复供应，", "示范网9月8日电商节开幕，", "示范电台9月8日电波传情栏目开播，",
        "9月8日消息发布制度实施，", "9月8日讯问结束，", "本会编印的质量通讯（第3期）出版，", "示范平台消息（第12号）说，", "（记者招待会）",
    ],
)  # fmt: skip
def test_what_begins_a_sentence_is_no_lead(first: str) -> None:
    """Though it has the words of one."""
    assert summary(first + SENTENCE).startswith(first)


@pytest.mark.parametrize("between", ['-"{}"', "：{}", " ---{}"])
def test_a_description_that_begins_with_the_title_is_read_after_it(between: str) -> None:
    """Some systems put both there."""
    told = f"<meta name=description content='{TITLE}{between.format('三十家企业的代表登台介绍做法，与会代表在临河参观了两处现场。')}'>"
    assert summary(SENTENCE, told).startswith("三十家企业的代表登台")


@pytest.mark.parametrize("lead", ["本报讯（记者 林一解）", "摘要："])
def test_a_rows_summary_begins_after_the_lead_too(lead: str) -> None:
    """A feed shows it where the article cannot be read."""
    rows = "".join(f"<li><h3><a href=/n/{n}.html>第{n}次理事会议在临河召开</a></h3><p>{lead}第{n}日，{SENTENCE}</p><span>2021-09-0{n}</span></li>" for n in range(1, 6))
    listing = read_listing(f"<ul>{rows}</ul>", "http://sample.example/xw/")
    assert [row.summary for row in listing.rows] == [f"第{n}日，{SENTENCE}" for n in range(1, 6)]


@pytest.mark.parametrize(
    "line",
    [f"摘要：{TITLE},会议 临河 协会", f"摘要：{SENTENCE[:30]}", f"导读：{SENTENCE[:30]}…", f"{SENTENCE[:30]}", SENTENCE[:-1], f"【摘要】：{SENTENCE[:24]}总共有三百"],
    ids=["the title with key words", "the text's beginning", "with dots", "without a label", "all but the stop", "that was changed later"],
)
def test_an_abstract_cut_from_the_text_is_neither_summary_nor_text(line: str) -> None:
    """Software makes it: what the title says, or as many characters as there was room for."""
    html = f"<html lang=zh><title>{TITLE}</title><h1>{TITLE}</h1><p>发布时间：2021-09-08</p><div><p>{line}</p><p>{SENTENCE}</p>{MORE}</div></html>"
    article = read_article(html, "http://sample.example/n/1.html")
    assert (article.summary or "").startswith(SENTENCE[:20])
    assert article.text.startswith(SENTENCE)


@pytest.mark.parametrize("line", ["摘要：会议商定了明年的时间，并通过了章程的修改，选出了新的理事。", "与会代表参观了两处现场并商定明年会议"], ids=["an abstract of its own", "a heading whose words come back"])
def test_what_the_text_does_not_begin_with_stays_in_it(line: str) -> None:
    html = f"<html lang=zh><title>{TITLE}</title><h1>{TITLE}</h1><p>发布时间：2021-09-08</p><div><p>{line}</p><p>{SENTENCE}</p>{MORE}</div></html>"
    assert read_article(html, "http://sample.example/n/1.html").text.startswith(line)
