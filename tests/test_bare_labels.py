"""Labels that say nothing are no part of an article's text, nor the value of the label before them."""

from __future__ import annotations

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article

TITLE = "关于公布年度优秀成果名单的通知"
PROSE = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(4))


def read(between: str, below: str = "", prose: str = PROSE) -> Article:
    html = f"<html lang=zh><title>{TITLE}</title><h1>{TITLE}</h1><p>发布时间：2021-09-08</p><div class=con>{between}{prose}{below}</div><p>版权所有：示范协会</p></html>"
    return read_article(html, "http://sample.example/n/1.html")


@pytest.mark.parametrize("label", ["附件：", "附件下载", "相关附件:", "来源：", "【编辑】", "责任编辑：", "相关文档：", "附表：", "原文链接：", "回执下载地址："])
def test_a_label_alone_at_the_end_is_no_text(label: str) -> None:
    """What it stood for is a link, or nothing."""
    assert read("", f"<p>{label}</p>").text.endswith("与会代表参观了两处现场。")


@pytest.mark.parametrize("word", ["本文来源：示范新闻网责任编辑：林一解_NB12556", "+1", "精彩图集", "(26 人打了分，平均分：4.27 )", "Loading...", "TOP", "赞 (3)", "打赏", "初审 | 林一解", "发布日期：2021-09-08 浏览 12 次", "-EOF-", "- THE END -"])
def test_what_a_page_adds_below_is_no_text(word: str) -> None:
    """Buttons, marks and the name of who put it there."""
    assert read("", f"<p>{word}</p>").text.endswith("与会代表参观了两处现场。")


def test_a_day_that_a_text_ends_with_is_its_own() -> None:
    """A letter's, or one that it tells of."""
    for last in ("2021年9月8日", "实施日期：2021年10月1日", "更新时间：每月一次"):
        assert read("", f"<p>{last}</p>").text.endswith(last)


def test_labels_around_a_picture_are_no_text() -> None:
    """An article that is a picture has none."""
    assert read("<div><span>来源</span></div><div>编辑</div>", "<div>来源</div><div>编辑</div>", "<p><img src=/u/1.jpg></p>").text == ""


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>索取号</td><td>发布机构</td><td>文件编号</td><td>备注</td></tr><tr><td>0764/2024-12</td><td>示范市委员会</td><td>示基〔2024〕5号</td><td></td></tr></table>",
        "<ul><li>索引号：0764/2024-12</li><li>主题分类：质量\\评价</li><li>发文机关：示范市委员会</li><li>成文日期：2021年9月6日</li></ul>",
    ],
    ids=["heads and values", "rows"],
)
def test_a_documents_table_is_no_text(table: str) -> None:
    """It is the document's card; a table in the text stays."""
    assert read(table).text.startswith("本会第0次")
    assert "示范市委员会" in read("", table + PROSE.replace("本会", "他会")).text


def test_a_table_that_holds_the_text_is_no_card() -> None:
    """Old pages stand in tables as a whole."""
    cells = "".join(f"<tr><td>{label}：示范</td></tr>" for label in ("索引号", "主题分类", "发文机关", "公开方式"))
    assert read("", "", f"<table>{cells}<tr><td>{PROSE}</td></tr></table>").text.count("代表参观了两处现场") == 4


def test_an_empty_labels_value_is_not_the_label_after_it() -> None:
    """As where the source is empty and the size of letters follows."""
    line = "<p><span>日期：2021-09-08</span><span>来源：</span><i>字号：</i><b>大 中 小</b></p>"
    assert read(line).origin is None


def test_what_a_page_says_at_its_foot_is_no_text_of_a_picture() -> None:
    """Nor its summary."""
    foot = (
        "<p>主办单位：示范市示范区办公室 | 承办单位：示范区数据中心 | 联系地址：示范市示范路300号 | 邮编：430070</p>"
        "<p>各机构联系电话 | 网站技术支持：027-1234567 | 网站运维邮箱：office@sample.example</p>"
    )
    assert read("", "<p>版权归示范协会 技术支持：示范公司 备案号：鲁12345</p>", "<p><img src=/u/20210908101112.jpg></p>").text == ""
    article = read("", foot, "<p><img src=/images/line.png><img src=/u/20210908101112.jpg></p>")
    assert (article.text, article.summary, article.image) == ("", None, "http://sample.example/u/20210908101112.jpg")


NOTICE = ["主办单位：示范协会 承办单位：临河促进中心", "地点：临河大厦三楼会议室", "请于10月8日前将回执发至邮箱 a@sample.example，联系电话：0531-12345678，联系单位地址：临河路3号"]


def test_who_holds_a_meeting_and_how_to_reach_them_is_text() -> None:
    """A notice of a meeting has the labels of a page's foot."""
    text = read("", "", "".join(f"<p>{line}</p>" for line in NOTICE)).text
    assert [line[:5] in text for line in NOTICE[1:]] == [True, True]
    assert read("", "", f"<p>{NOTICE[2]}</p>").summary == NOTICE[2]


def test_a_list_of_winners_is_text() -> None:
    """Its columns are called as a document's card calls what it tells; its heads stay as well."""
    rows = "".join(f"<tr><td>第{n}项成果</td><td>林一解</td><td>一等奖</td></tr>" for n in range(4))
    text = read(f"<table><tr><th>名称</th><th>作者</th><th>备注</th></tr>{rows}</table>").text
    assert text.startswith("名称\n作者\n备注\n第0项成果")
    facts = "<ul><li>名称：示范大会</li><li>地点：临河大厦</li><li>备注：自带电脑</li><li>有效期：一年</li></ul>"
    assert read(facts).text.startswith("名称：示范大会")


@pytest.mark.parametrize("margin", ["<div class=sidebar><img src={}></div>", "<div><b>热门推荐</b><img src={}></div>", "<div class=footer><img src={}></div>"])
def test_a_picture_in_a_margin_is_not_that_of_an_article_without_text(margin: str) -> None:
    """Though it was uploaded, as a code at the page's foot."""
    below = margin.format("/u/20210908101112.jpg").replace("<img", "<p>栏目</p><img")
    assert read("", below, "<p><a href=/u/1.pdf>全文</a></p>").image is None
