"""A listing is called by its section's name, not by that of the site, wherever the page says it."""

from __future__ import annotations

import pytest

from feedsvc.reading import section
from feedsvc.reading.agreement import evidence_of
from feedsvc.reading.listing import read_listing
from feedsvc.reading.meta import metadata
from feedsvc.reading.outline import outline
from feedsvc.reading.section import _title_parts, site_name
from feedsvc.reading.tree import parse

URL = "http://www.sample.example/xw/list.htm"
ROWS = "".join(f"<li><a href=/info/{i}.htm>协会第{i}次召开质量工作会议</a><span>2021-09-{20 - i}</span></li>" for i in range(1, 9))
MENU = "<div class=nav><a href=/>首页</a><a href=/gk/>协会概况</a><a href=/xw/list.htm>学会要闻</a><a href=/xw/list.htm>工作动态</a><a href=/hy/>会员服务</a></div>"
SITE = "样例水务协会"


def name(title: str, above: str = "", menu: str = "") -> str | None:
    html = f"<title>{title}</title><body>{menu}{above}<ul class=list>{ROWS}</ul><a href=list.htm>1</a><a href=list2.htm>下一页</a></body>"
    return read_listing(html, URL).title


@pytest.mark.parametrize(
    "trail",
    [
        "<div class=place>当前位置：<a href=/>首页</a> &gt; <a href=/xw/>工作动态</a></div>",
        "<div class=mbx><a href=/>网站首页</a>&nbsp;&gt;&gt;&nbsp;<a href=/xw/>工作动态</a>&nbsp;&gt;&gt;&nbsp;</div>",
        "<div class=where><a href=/>首页</a> / <a href=/x/>新闻</a> / <span>工作动态</span></div>",
        "<div class=crumb>首页 &gt; 新闻中心 &gt; 工作动态 &gt; 列表</div>",
        "<ul class=breadcrumb><li><a href=/>首页</a></li><li class=active>工作动态</li></ul>",
    ],
)
def test_a_trail_ends_in_the_sections_name(trail: str) -> None:
    """Whatever it is named, and whether signs or list items part its steps; what every list is called is passed over."""
    assert name(SITE, trail) == "工作动态"


@pytest.mark.parametrize("title", [f"{SITE}-工作动态", f"工作动态列表-{SITE}", f"工作动态_{SITE}"])
def test_a_document_names_the_section_on_either_side(title: str) -> None:
    """The name of the site's owner is told by its end."""
    assert name(title) == "工作动态"


@pytest.mark.parametrize("title", [SITE, f"工作动态 {SITE}", "样例省质量信息网"])
def test_a_menu_names_the_section(title: str) -> None:
    """Where <title> has one part: the link that leads here, the innermost where several do; not that of the pager."""
    assert name(title, menu=MENU) == "工作动态"


def test_a_menu_that_disagrees_does_not_rename_the_section() -> None:
    """What <title> says goes first."""
    assert name(f"通知公告-{SITE}", menu=MENU) == "通知公告"


def test_many_links_to_the_first_page_are_not_all_looked_around() -> None:
    """A page that repeats one thousands of times in a box costs no look at the whole box for each."""
    assert name(SITE, f"<p>{'<a href=/>首页</a> &gt; ' * 15_000}</p>") is not None


@pytest.mark.parametrize("signs", ["-" * 3_000, "-->" * 1_000, "|_" * 1_500])
def test_a_name_is_looked_at_as_far_as_anybody_reads(signs: str) -> None:
    """Signs without number that part a name are looked for once each from every other one: what stands behind them is not read."""
    page = f"<title>工作动态{signs}{SITE}</title><meta property=og:title content='工作动态{signs}{SITE}'><ul>{ROWS}</ul>"
    tree = parse(page)
    assert _title_parts(tree) == ["工作动态"]
    read = metadata(tree)
    assert SITE not in read.title and not any(SITE in text for _, text, _ in evidence_of(read, None, outline(tree)).machine)


def test_the_section_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many parts the page's name has, of which the site's is another one."""
    asked: list[object] = []
    monkeypatch.setattr(section, "title", lambda *given: asked.append(given) or ("工作动态", ""))
    assert site_name(parse(f"<title>{'工作动态_' * 50}{SITE}</title>")) == SITE
    assert len(asked) == 1


def test_the_document_names_the_site_beside_its_section() -> None:
    """Where the page declares no name of the site."""
    assert site_name(parse(f"<title>工作动态_{SITE}</title><body><ul class=list>{ROWS}</ul>")) == SITE
