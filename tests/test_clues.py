"""An article is read right when its page loses a clue, or shows other articles and other days beside it."""

from __future__ import annotations

import pytest

from feedsvc.reading.article import read_article
from feedsvc.reading.info import is_info
from feedsvc.reading.listing import read_listing

from .article_layouts import LAYOUTS, NOW, URL, article, page
from .clues import CLUES, IMPRINT, LISTS, TODAY, all_of

TEXT = "工作组介绍了标准草案的主要内容，听取了企业和实验室的意见。与会代表围绕检验方法的改进作了发言，并就下一步的分工达成一致。"
COMPANY = [name for name in CLUES if not name.startswith(("no ", "bare", "<title>", "days", "generated"))]


@pytest.mark.parametrize("clue", COMPANY)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_company_changes_nothing(layout: str, clue: str) -> None:
    """Lists of other articles, comments, the days of events and standards, today's date and the like take neither title nor time
    from the article."""
    one = article(len(layout) + len(clue))
    for title in ("full", "site"):
        html = page(layout, one, f"{one.at:%Y-%m-%d %H:%M:%S}", title)
        read = read_article(*CLUES[clue](html, URL), now=NOW)
        assert read.title == one.title, read.reasons["title"]
        assert read.published is not None and read.published.at == one.at.replace(microsecond=0), read.reasons["published"]
        assert read.updated == read_article(html, URL, now=NOW).updated, read.reasons["updated"]


def _bare(title: str, document: str, info: str = "2021-09-08 14:13", above: str = "", below: str = "") -> str:
    """A page that says nothing to machines: no heading, no names, a trail, the title, its time and the text."""
    trail = "<div>当前位置：<a href=/>首页</a>&gt;<a href=/1/>新闻报道</a>&gt;<a href=/2/>要闻</a></div>"
    menu = "".join(f"<a href=/{n}/>{name}</a> " for n, name in enumerate(("首页", "机构概况", "新闻报道", "公众服务")))
    return f"<title>{document}</title><body>{above}<div>{menu}</div>{trail}<div>{title}</div><div>{info}</div><div><p>{TEXT}</p><p>{TEXT}</p></div>{below}</body>"


TITLES = (
    "中小企业质量帮扶行动在三地同时启动", "关于举办2021年9月28日检验员培训班的通知", "检验机构信息化建设规划（2016-2020年）",
    "行业发展纲要（2019年10月）", "2021年9月28日全省质量月活动启动仪式在泉城举行", "省质协2021年10月团体标准立项公示",
    "协会秘书长答记者问：质量，靠的是什么？", "交通日：质量月走进社区", "Standards 2021: what changes for laboratories",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("document", ["样例省质量促进会", "样例省质量促进会-要闻", "要闻", "", "full"])
def test_title_of_a_bare_page(title: str, document: str) -> None:
    """What stands right above the time is the title, though nothing names it so and <title> names the site or the section."""
    read = read_article(_bare(title, f"{title}-样例省质量促进会" if document == "full" else document), URL, now=NOW)
    assert (read.title, str(read.published and read.published.at)[:16]) == (title, "2021-09-08 14:13"), read.reasons


@pytest.mark.parametrize("name", LISTS)
def test_title_of_a_bare_page_among_lists(name: str) -> None:
    """The same with lists of other articles before and after it, today's date and an imprint."""
    html = _bare(TITLES[0], "要闻", above=TODAY + LISTS[name], below=LISTS[name] + IMPRINT)
    read = read_article(html, URL, now=NOW)
    assert (read.title, str(read.published and read.published.at)[:16]) == (TITLES[0], "2021-09-08 14:13"), read.reasons


def test_the_author_below_the_title_is_not_it() -> None:
    """A name between title and time, nearer to the time, does not take the title's place."""
    html = _bare(TITLES[0], "样例省质量促进会", info="</div><div>孙明远</div><div>2021-09-08 14:13")
    assert read_article(html, URL, now=NOW).title == TITLES[0]


def test_title_on_the_first_line() -> None:
    """A page that begins with its title, and has no <title>."""
    html = f"<body><div>{TITLES[0]}</div><div>样例网 2021-09-08 14:13 来源：秘书处</div><p>{TEXT}</p><p>{TEXT}</p></body>"
    assert read_article(html, URL, now=NOW).title == TITLES[0]


def test_a_page_with_a_document_alone() -> None:
    """A page without text: trail, title, time and a file to take away."""
    html = _bare("检验机构名录（2019-2021年）", "样例省质量促进会-名录", above=TODAY).replace(TEXT, "").replace("<p></p>", "<p><a href=/1.pdf>检验机构名录</a></p>")
    assert read_article(html, URL, now=NOW).title == "检验机构名录（2019-2021年）"


def test_a_day_without_company_counts() -> None:
    """A link and a day on one line are the time line where no other row is made like it."""
    html = f"<title>{TITLES[0]}</title><body><h1>{TITLES[0]}</h1><p><a href=/a/>样例质量新闻</a> 2021-09-08</p><p>{TEXT}</p><p>{TEXT}</p></body>"
    read = read_article(html, URL, now=NOW)
    assert str(read.published and read.published.at)[:10] == "2021-09-08", read.reasons["published"]


def test_a_linked_title_with_a_day_in_it_is_no_row() -> None:
    """A blog's heading that links to itself and names the day of a walk; below it time and category."""
    html = (
        "<title>山行记（7/2） - 样例博客</title><body><h3><a href=/e/1>山行记 六月的最后一座山 杜鹃花开了（7/2）</a></h3>"
        f"<p><a href=/d/3>2020年07月03日</a> | <a href=/c/1>徒步（近郊）</a></p><p>{TEXT}</p><p>{TEXT}</p></body>"
    )
    read = read_article(html, URL, now=NOW)
    assert str(read.published and read.published.at)[:10] == "2020-07-03", read.reasons["published"]


INFO = ("2021-09-08 14:13", "时间：2021-09-08 来源：本站", "样例网 2021-09-08", "来源：本站原创", "2021年9月8日", "样例质量报 2021年9月8日", "发布时间2021年9月8日来源样例网",
        "（2021年9月8日）", "2021年9月8日 星期三", "Jane Doe | March 3, 2021", "By Jane Doe")  # fmt: skip


@pytest.mark.parametrize("line", INFO)
def test_lines_of_information(line: str) -> None:
    """Time, source and author as they stand under a heading."""
    assert is_info(line)


@pytest.mark.parametrize("title", TITLES)
def test_titles_are_no_information(title: str) -> None:
    """A title may name a day, a month or a range of years."""
    assert not is_info(title)


# Without its heading a title below its time looks like a caption, and one on two lines like two.
TOO_BARE = {"date first", "wrapped heading"}


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name not in TOO_BARE])
def test_everything_at_once(layout: str) -> None:
    """No metadata, names, headings or telling <title> and address, between lists, today's date and an imprint."""
    hard = all_of(*(CLUES[name] for name in ("bare text, site's <title>, crowded", "days with slashes")))
    one = article(len(layout))
    read = read_article(*hard(page(layout, one, f"{one.at:%Y-%m-%d %H:%M:%S}", "site"), URL), now=NOW)
    assert (read.title, read.published and read.published.at) == (one.title, one.at.replace(microsecond=0)), read.reasons


@pytest.mark.parametrize("name", ["css-1ad9x", "sc-ad7f2", "x1nav0b", "css-9share3a", "_hot8c1"])
def test_a_generated_name_is_no_region(name: str) -> None:
    """Letters amid digits that happen to spell "ad" or "nav" do not make the text's box a margin."""
    html = f'<title>{TITLES[0]}</title><body><h1>{TITLES[0]}</h1><p>2021-09-08 14:13</p><div class="{name}"><p>{TEXT}</p><p>{TEXT}</p></div></body>'
    assert read_article(html, URL, now=NOW).text.startswith(TEXT[:20])


_EPISODE = "<li><a href={}{}.html>质量专题第{}集：走进检验一线</a><span>2020-03-0{}</span></li>"
OWN = {
    "named": ("视频专题_样例省质量促进会", "<div>视频专题</div>", "/spzt/", "http://www.sample-society.example/spzt/", 6),
    "below": ("样例省质量促进会", "", "2020-03/47", "http://www.sample-society.example/spzt/index.html", 7),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("clue", OWN)
def test_a_page_s_own_list(clue: str, where: str, name: str) -> None:
    """A section with few articles is read, not the longer list of the whole site's news beside it: the page's name stands
    over it, or its articles lie below the section's own address."""
    title, heading, folder, url, count = OWN[clue]
    rows = "".join(_EPISODE.format(folder, n, n, n) for n in range(1, count + 1))
    html = f"<title>{title}</title><body>{heading}<ul>{rows}</ul></body>"
    read = read_listing(*CLUES[f"list {where}: {name}"](html, url), now=NOW)
    assert [row.title[:4] for row in read.rows] == ["质量专题"] * count, read.reasons["items"]
