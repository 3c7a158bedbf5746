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


@pytest.mark.parametrize("word", ["本文来源：示范新闻网责任编辑：林一解_NB12556", "+1", "精彩图集", "(26 人打了分，平均分：4.27 )", "Loading...", "TOP", "-EOF-", "- THE END -"])
def test_what_a_page_adds_below_is_no_text(word: str) -> None:
    """Buttons, marks and the name of who put it there."""
    assert read("", f"<p>{word}</p>").text.endswith("与会代表参观了两处现场。")


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
    article = read("", foot, "<p><img src=/images/line.png><img src=/u/20210908101112.jpg></p>")
    assert (article.text, article.summary, article.image) == ("", None, "http://sample.example/u/20210908101112.jpg")
