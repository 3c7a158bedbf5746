"""The one real article page we have, printed in every layout of the practice site, is read right."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from feedsvc.model import Article
from feedsvc.practice import LAYOUTS, Shown, render_layout
from feedsvc.practice.life import ZONE
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed"
PAGES = [(kind, charset) for kind in LAYOUTS for charset in ("gbk", "utf-8")]


def seed() -> Shown:
    """The page's parts: navigation, breadcrumb, title, time line, paragraphs, declaration, footer."""
    files = sorted(SEED.glob("*.txt"))
    if not files:
        pytest.skip(f"the sample page is not here: {SEED}")
    lines = [line.strip("\r\n") for line in files[0].read_text(encoding="utf-8").split("\n")]
    stamp = next(place for place, line in enumerate(lines) if line.startswith("发布时间:"))
    notes = next(place for place, line in enumerate(lines) if line.startswith("声明"))
    foot = next(place for place, line in enumerate(lines) if line.startswith("版权所有"))
    found = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s+浏览次数:(\d+)", lines[stamp])
    assert found
    return Shown(
        section=lines[1].split(">>")[1].strip(),
        title=lines[stamp - 1],
        published=datetime.fromisoformat(found[1]).replace(tzinfo=ZONE),
        paragraphs=tuple(line.strip() for line in lines[stamp + 1 : notes] if line.strip()),
        views=int(found[2]),
        declaration=tuple(line for line in lines[notes + 1 : foot] if line),
        footer=tuple(line for line in lines[foot:] if line),
    )


@pytest.fixture(params=PAGES, ids=["-".join(page) for page in PAGES])
def article(request: pytest.FixtureRequest) -> Article:
    kind, charset = request.param
    page = decode(render_layout(kind, seed(), charset), "text/html")
    return read_article(page.text, "http://127.0.0.1/show.asp?id=1")


def test_the_title_is_read(article: Article) -> None:
    """The headline, without the association's name."""
    assert article.title == "“质量月”,砥砺前行的铿锵鼓点"


def test_the_time_is_read(article: Article) -> None:
    """The time under the headline, in Beijing, to the second."""
    assert article.published is not None
    assert (article.published.at.isoformat(), article.published.precision) == ("2021-09-08T14:13:32+08:00", "second")


def test_the_summary_begins_with_the_first_sentence(article: Article) -> None:
    """The first real sentence, with no space left inside a word, and nothing of what stands around the text."""
    summary = article.summary or ""
    assert summary.startswith("9月8日,山东省2021年“质量月”大幕即将开启。")
    assert "即 将" not in summary and not re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", summary.replace("强省 共享", ""))
    assert not re.search("发布时间|浏览次数|声明|版权|ICP|首页", summary)


def test_the_rights_are_the_declaration(article: Article) -> None:
    """Who owns the text is said in the page's own words."""
    assert "凡本网站原创信息均属山东省质量评价协会版权所有" in (article.rights or "")


def test_the_text_is_the_article_and_nothing_else(article: Article) -> None:
    """All eight paragraphs in order, no declaration, no footer."""
    paragraphs = article.text.split("\n")
    assert len(paragraphs) == len(seed().paragraphs) == 8
    assert paragraphs[-1].startswith("潮平岸阔催人进") and "声明" not in article.text and "鲁ICP" not in article.text
