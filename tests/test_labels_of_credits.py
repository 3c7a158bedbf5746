"""Who wrote an article and where it is from, by labels that stand close together or say less than they seem to."""

from __future__ import annotations

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article

SENTENCE = "本会第九次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。"
TITLE = "年度工作会议在临河召开"


def read(line: str, *, head: str = "", first: str = SENTENCE, last: str = "") -> Article:
    html = f"<html lang=zh><title>{TITLE}</title>{head}<h1>{TITLE}</h1><p>{line}</p><div><p>{first}</p>{f'<p>{SENTENCE}</p>' * 4}{last}</div></html>"
    return read_article(html, "http://sample.example/n/1.html")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源： 网责任编辑：示范 发表时间：2022-07-08", None), ("来源：临河日报 责任编辑：林一解", "临河日报"), ("来源: 美文阅读网 时间：2015-03-21", "美文阅读网"), ("来源：示范更新网 点击：12", "示范更新网"),
        ("来源：本会编辑部 2021-09-08", "本会编辑部"), ("🔸来源：示范新闻网🔸时间：2024年5月19日", "示范新闻网"), ("来源：临河日报阅读 12", "临河日报"),
    ],
)  # fmt: skip
def test_a_source_ends_where_the_next_label_begins_and_no_sooner(line: str, source: str | None) -> None:
    """Words that begin labels are part of names, too; a single sign is no name."""
    assert read(line).origin == source


@pytest.mark.parametrize("label", ["图片来源", "数据来源", "照片来源", "视频来源", "圖片來源"])
def test_where_a_picture_is_from_is_not_where_the_article_is(label: str) -> None:
    assert read("2021-09-08", last=f"<p>（{label}：示范体彩中心）</p>").origin is None


def test_a_label_without_a_value_takes_none_from_the_texts_first_sentence() -> None:
    """ "北京时间" ends in what begins labels."""
    assert read("发布时间：2021-03-15 作者：", first=f"北京时间29日凌晨，{SENTENCE}").author is None


@pytest.mark.parametrize(
    ("line", "author"),
    [("2017-06-16 | 阅读： | 文 / 杨一解", "杨一解"), ("2018-01-12 | 供稿：通讯员 王二平，赵三省", "王二平、赵三省"), ("2018-01-12 | 供稿：通讯员 刘四维", "刘四维"), ("2018-01-12 论文／图书", None), ("2018-01-12（本报记者 杨一解 文/图）", None), ("2018-01-12 杨一解 文 / 摄影", None), ("2018-01-12 文/图：杨一解", "杨一解"), ("2018-01-12 文/摄影 杨一解", "杨一解")],
)
def test_who_wrote_it_after_a_stroke_or_with_others(line: str, author: str | None) -> None:
    assert read(line).author == author


def test_the_mark_of_a_pages_maker_is_no_author() -> None:
    assert read("2021-09-08", head='<meta name=author content="order by samplecms.com/">').author is None
    assert read("2021-09-08", head='<meta name=author content="林一解">').author == "林一解"
