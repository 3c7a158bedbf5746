"""What an article's title and text are taken for where the page offers two of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PROSE = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(4))
INFO = "<p>发布时间：2021-09-08</p>"
SITE = "样例水务协会"


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
