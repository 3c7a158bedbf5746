"""What a listing's row says of its article: title, day and summary, each by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.model import Pins, Recipe, Row
from feedsvc.reading.listing import read_listing
from feedsvc.reading.row_text import hint_of, uncut
from feedsvc.reading.stamps import read_column, smells_of_date, with_years

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "http://example.org/notices/"
TITLES = ("关于申报年度质量奖的通知", "质量小组成果发布会在临河召开", "关于举办质量官培训班的通知", "协会召开理事会第三次会议", "关于征集质量标杆经验的通知")


OTHERS = ("质量月启动仪式在示范广场举行", "关于公布满意企业名单的通知")


def page(row: str, aside: str = "") -> str:
    """A page with one row for each title; ``{title}``, ``{link}`` (an address), ``{day}`` and ``{n}`` are filled in."""
    rows = "".join(row.format(n=n, title=title, link=f"{100 + n}.html", day=f"2026-0{9 - n}-1{n}") for n, title in enumerate(TITLES))
    return f"<html><head><title>通知公告_示范协会</title></head><body><div class=main><div class=list>{rows}</div></div>{aside}</body></html>"


def read(html: str) -> tuple[Row, ...]:
    return read_listing(html, URL, now=NOW).rows


def days(rows: tuple[Row, ...]) -> list[str | None]:
    return [f"{row.published.at:%Y-%m-%d}" if row.published else None for row in rows]


DAYS = [f"2026-0{9 - n}-1{n}" for n in range(5)]


@pytest.mark.parametrize(
    "row",
    [
        "<li><a href={link}>{title}<span>【阅读全文】</span></a><span>{day}</span></li>",
        "<li><a href={link}>{title} [详细]</a><span>{day}</span></li>",
        "<li><a href={link}>{title}({day})</a></li>",
        "<li><a href={link}>{title} [{day}]</a></li>",
        "<li><a href={link}><h3>{title}（{day}）</h3><p>{title}</p></a></li>",
        "<li><a href={link}>[{day}] {title}</a></li>",
        "<li><a href={link}><p><span>{day}</span>{title}</p></a></li>",
        "<li><a href={link}><div><h3><div class=right><small>{day}</small></div>{title}</h3><p>本会第{n}次说明，请查收。</p></div></a></li>",
        "<li><a href={link}><img src={n}.jpg><span>{title}</span><div>本会近日就第{n}项作了说明，请各会员单位认真组织，并按时将有关材料报送到秘书处。</div></a></li>",
        "<a href={link}><li><p class=xw>{title}</p><div>...</div><div>发布时间：{day} 来源：信息部</div></li></a>",
        "<li><a href={link} title='{title}'>[国际公告]{title}</a><span>{day}</span></li>",
    ],
)
def test_a_title_ends_where_it_ends(row: str) -> None:
    """Neither the row's day in brackets nor a call to read on belongs to the title."""
    rows = read(page(row))
    assert [found.title for found in rows] == list(TITLES)
    assert days(rows) == [day if "{day}" in row else None for day in DAYS]


def test_a_day_that_is_not_the_rows_stays_in_the_title() -> None:
    """An edition's date in brackets is part of the title."""
    rows = read(page("<li><a href={link}>{title}（2024.06.05）</a><span>{day}</span></li>"))
    assert [found.title for found in rows] == [f"{title}（2024.06.05）" for title in TITLES]


def test_days_a_summary_tells_of_are_not_the_rows() -> None:
    """Where rows tell their age in years, the days of events in their summaries are no day of publishing."""
    prose = "示范报6月{n}9日讯，从6月3日到8月10日，协会要对各会员单位的计量器具逐一核对，有偏差的当场校准，结果在年会上通报给大家。"
    assert days(read(page(f"<dl><dd><h3><a href={{link}}>{{title}}</a></h3><p>{prose}</p><div>4年前</div></dd></dl>"))) == [None] * 5
    assert days(read(page(f"<dl><dd><h3><a href={{link}}>{{title}}</a></h3>{{day}} {prose}</dd></dl>"))) == DAYS


def test_a_summary_does_not_begin_with_the_rows_day() -> None:
    """The day stands in the summary's element on some sites."""
    rows = read(page("<li><h4><a href={link}>{title}</a></h4><p><span>{day}</span>本会近日就第{n}项作了说明，请各会员单位认真组织，并按时将有关材料报送到秘书处，报送办法见本会网站，逾期不再受理。</p></li>"))
    assert days(rows) == DAYS
    assert [found.summary for found in rows] == [f"本会近日就第{n}项作了说明，请各会员单位认真组织，并按时将有关材料报送到秘书处，报送办法见本会网站，逾期不再受理。" for n in range(5)]


def test_rows_that_only_a_script_can_show_are_rows() -> None:
    """Links to notices of one script, on another host too, lead apart: none swallows another."""
    rows = read(page("<li><a href='https://bids.example/#/notice?id={n}'>{title}</a><span>{day}</span></li>"))
    assert [found.url for found in rows] == [f"https://bids.example/#/notice?id={n}" for n in range(5)]


def test_another_list_of_like_rows_is_another_list() -> None:
    """A box of much-read articles in rows of the same grid, which bear a class of their own, adds nothing."""
    row = "<div class=row><div class=col><a href={link}>{title}</a><p>{day}</p></div></div>"
    hot = "".join(f"<div class='row hot'><div class=col><a href=5{n}.html>{title}</a><p>[2026.0{9 - n}.11]</p></div></div>" for n, title in enumerate(TITLES[:4]))
    assert [found.url[-8:] for found in read(page(row, f"<div class=box><div class=list>{hot}</div></div>"))] == [f"{100 + n}.html" for n in range(5)]


@pytest.mark.parametrize(
    ("title", "name"),
    [("[办公室]-示范协会", "办公室"), ("勘察设计 /  / 新闻报道_示范协会", "新闻报道"), ("新闻/公告_示范协会", "新闻/公告")],
)
def test_a_section_is_called_by_its_name(title: str, name: str) -> None:
    """Without brackets around it, and without the way that leads to it."""
    html = page("<li><a href={link}>{title}</a><span>{day}</span></li>").replace("通知公告_示范协会", title)
    assert read_listing(html, URL, now=NOW).title == name


@pytest.mark.parametrize(
    "row",
    [
        "<article class='post-{n} post type-post tag-t{n}'><span class=date><span>9月</span><span>{n}</span><span>2026</span></span><h2><a href={link}>{title}</a></h2></article>",
        "<article class='post-{n} post type-post'><h4><a href={link}#time>Posted on September {n}, 2026</a></h4><h2><a href={link}>{title}</a></h2></article>",
        "<article class='post-{n} post type-post'><header><h2><a href={link}>{title}</a></h2><span class=on><a href={link}>September {n}, 2026</a></span></header>"
        "<div>On 24 December 2025 the hall was closed, as the board had said on 3 May 2025.</div></article>",
    ],
)
def test_posts_with_names_of_their_own_are_rows_alike(row: str) -> None:
    """Weblogs number their posts in the class; the day is found beside the title all the same, and is not taken for it."""
    html = page("").replace("</div></div>", "".join(row.format(n=7 - n, title=title, link=f"{100 + n}.html") for n, title in enumerate(TITLES)) + "</div></div>")
    rows = read(html)
    assert [found.title for found in rows] == list(TITLES)
    assert days(rows) == [f"2026-09-0{7 - n}" for n in range(5)]


def posts(titles: tuple[str, ...], kind: str, names: str = "type-post hentry land-l{n}") -> str:
    return "".join(f"<{kind} class='post-{n} {names.format(n=chr(97 + n))} category-{chr(97 + n)} has-{chr(98 + n)}'><h2><a href=/p/{100 + n}.html>{title}</a></h2><p>{title}，详见正文。</p></{kind}>" for n, title in enumerate(titles))


@pytest.mark.parametrize("names", ["type-post hentry land-l{n}", "h-entry about-{n}", "post"])
@pytest.mark.parametrize("kind", ["article", "div", "li"])
def test_entries_are_one_list_whatever_they_are_filed_under(kind: str, names: str) -> None:
    """Classes that a weblog makes of an entry's subjects part no rows."""
    assert [found.title for found in read(page("").replace("</div></div>", posts(TITLES, kind, names) + "</div></div>"))] == list(TITLES)


def test_a_box_beside_a_weblogs_entries_is_not_the_list() -> None:
    """More links without days, to the last posts or to the news of another site, stand beside the entries themselves."""
    for base in ("/", "https://elsewhere.example/"):
        box = "".join(f"<li><a href={base}{n}.html>本地消息第{n}号：企业代表到临河参观交流</a></li>" for n in range(6))
        html = page("").replace("</div></div>", posts(TITLES, "div") + "</div></div>").replace("</body>", f"<div><ul>{box}</ul></div></body>")
        assert [found.title for found in read(html)] == list(TITLES)


def post(number: int, title: str, day: str = "") -> str:
    return f"<article class='post-{number} post type-post'><a class=cat href=/kind/>消息</a><h2><a href=/p/{number}.html>{title}</a></h2><p>{title}，详见正文。</p>{day}</article>"


def large_post(number: int, title: str, day: str) -> str:
    """Built in another way than those of the list, and shown with a long call to read on."""
    return (
        f"<article class='post-{number} large post type-post'><div><a href=/p/{number}.html#more>继续阅读这篇文章的全部内容，并查看现场图片和有关附件</a></div>"
        f"<header><div><h2><a href=/p/{number}.html>{title}</a></h2></div>{day}</header></article>"
    )


def posts_with_lead(lead: str, around: str = "{}") -> str:
    rows = "".join(post(100 - n, title, f"<span class=on>2026-09-{20 - n}</span>") for n, title in enumerate(TITLES))
    return page("").replace("</div></div>", around.format(f"<section>{lead}</section><div class=grid>{rows}</div>") + "</div></div>")


ASIDE = "".join(f"<article class='post type-post'><div><h3><a href=/o/{n}.html>别处第{n}号消息</a></h3></div><i>2026-09-2{n}</i></article>" for n in range(2))
RECENT = "".join(f"<li class=hentry><div><a href=/p/{n}.html>近期第{n}号消息</a></div><span class=on>2026-09-1{n}</span></li>" for n in range(4))


@pytest.mark.parametrize("around", ["{}", "<div class=all>{}</div>", "<section><div class=wide>{}</div></section>", f"<div>{{}}<ul>{RECENT}</ul></div>"])
@pytest.mark.parametrize("inner", ["{}", "<div class=large><div>{}</div></div>"])
def test_the_newest_entry_in_a_larger_box_above_the_list_is_its_first_row(inner: str, around: str) -> None:
    """It is an entry of the same kind, however its box is built; its day and its link are found, and its successor's by the recipe."""
    html = posts_with_lead(inner.format(large_post(101, OTHERS[0], "<span class=on>2026-09-21</span>")), around)
    rows = read(html)
    assert [found.title for found in rows] == [OTHERS[0], *TITLES]
    assert days(rows)[:2] == ["2026-09-21", "2026-09-20"]
    recipe = read_listing(html, URL, now=NOW).recipe
    newer = posts_with_lead(inner.format(large_post(102, OTHERS[1], "<span class=on>2026-09-22</span>")), around)
    assert [found.title for found in read_listing(newer, URL, now=NOW, recipe=recipe).rows] == [OTHERS[1], *TITLES]


@pytest.mark.parametrize(
    ("lead", "around"),
    [
        ("".join(large_post(200 + n, f"特别推荐第{n}号：企业代表到临河参观交流", "<span class=on>2025-01-01</span>") for n in range(3)), "{}"),
        (large_post(101, "、".join(OTHERS), ""), "{}"),
        ("", f"<div>{{}}<aside>{ASIDE}</aside></div>"),
        ("", f"<section>{large_post(101, OTHERS[0], '<span class=on>2026-09-21</span>')}</section><div><div><div>{{}}</div></div></div>"),
    ],
)
def test_what_stands_above_a_list_of_entries_may_be_another_list(lead: str, around: str) -> None:
    """Nearly as many again, entries without days above dated ones, and entries further out are no rows of it."""
    assert [found.title for found in read(posts_with_lead(lead, around))] == list(TITLES)


def test_a_list_of_which_not_all_rows_are_entries_keeps_them_all() -> None:
    """An entry beside it is no reason to leave out rows that bear no such mark."""
    html = posts_with_lead(large_post(101, OTHERS[0], "<span class=on>2026-09-21</span>")).replace("post-98 post type-post", "post-98 post").replace("post-97 post type-post", "post-97 post")
    assert [found.title for found in read(html)][-5:] == list(TITLES)


def test_a_list_in_two_places_is_one_also_where_the_page_names_it() -> None:
    """What continues the best list elsewhere is joined to it, however much its heading speaks for it."""
    rows = [f"<li class=news><a href=/notices/{n}.html>{title}</a><span>2026-0{9 - n}-11</span></li>" for n, title in enumerate((*TITLES, *OTHERS))]
    html = f"<title>通知公告_示范协会</title><div class=main><ul class=list>{''.join(rows[:2])}</ul><b>通知公告</b><ul class=list>{''.join(rows[2:])}</ul></div>"
    assert [found.title for found in read(html)] == [*TITLES, *OTHERS]


def test_rows_that_no_selector_parts_from_others_like_them_are_read_with_those() -> None:
    """Two cells a line, and a line that bears a name of its own: rather its cells, too, than a list of another kind."""
    cells = [f"<div class=col-6><p>2026-0{9 - n}-11</p><h3><a href=/p/{100 + n}.html>{title}</a></h3></div>" for n, title in enumerate((*TITLES, *OTHERS))]
    lines = "".join(f"<div class=row>{''.join(cells[at : at + 2])}</div>" for at in (0, 2, 4))
    wide = f"<div class='row wide' onclick=\"location.href='/p/100.html'\">{cells[0]}{cells[6]}</div>"
    videos = "".join(f"<div class=video><a href=/v/{n}.html>第{n}集：质量月里的人和事，跟着镜头走进车间</a></div>" for n in range(9))
    html = page("", f"<div id=videos>{videos}</div>").replace("<div class=list>", f"<div class=list>{lines}{wide}")
    assert {found.title for found in read(html)} == {*TITLES, *OTHERS}


@pytest.mark.parametrize(
    "day",
    [
        "<p class=date><span class=md>{y}<span>-</span></span><span class=year>{m}-{d}</span></p>",
        "<div class=when><div class=day><span>{m}</span>/<span>{d}</span></div><div class=year>{y}</div></div>",
        "<div class=when><b>{m}-{d}</b><i>{y}</i></div>",
    ],
)
def test_a_year_that_stands_apart_belongs_to_the_day(day: str) -> None:
    """The element around month, day and year tells the time, not the barer one within that leaves the year to be guessed."""
    html = page("<li>{day}<h3><a href={link}>{title}</a></h3><p>{title}，请各会员单位认真组织，并按时报送到秘书处。</p></li>")
    for number, shown in enumerate(DAYS):
        html = html.replace(shown, day.format(y=2018 - number, m=shown[5:7], d=shown[8:]))
    assert days(read(html)) == [f"{2018 - number}{shown[4:]}" for number, shown in enumerate(DAYS)]


def column(*cells: str) -> list[str | None]:
    """The days read of rows with these cells beside their titles, in 2026's November."""
    rows = "".join(f"<li><a href=/p/{n}.html>{(*TITLES, *OTHERS)[n % 7]}之{n}</a>{cell}</li>" for n, cell in enumerate(cells))
    return days(read(page("").replace("</div></div>", f"<ul>{rows}</ul></div></div>")))


def test_days_of_another_calendar_keep_their_years() -> None:
    """A year of the Thai or the Persian calendar is one, and figures of any script are figures."""
    for told in (["๑๐ ก.ย. ๒๕๖๙", "11 ส.ค. 2569", "12 ก.ค. 2569", "13 มิ.ย. 69", "14 พฤษภาคม 2569"], ["۱۴۰۵/۰۶/۱۹", "1405/05/20", "۲۱ تیر ۱۴۰۵", "1405/03/23", "۲۴ اردیبهشت ۱۴۰۵"]):
        rows = "".join(f"<li><a href={100 + n}.html>{title}</a> <span>{told[n]}</span></li>" for n, title in enumerate(TITLES))
        assert days(read(page("").replace("</div></div>", rows + "</div></div>"))) == DAYS


@pytest.mark.parametrize("months", ["سبتمبر أغسطس يوليو يونيو مايو", "กันยายน สิงหาคม กรกฎาคม มิถุนายน พฤษภาคม", "सितंबर अगस्त जुलाई जून मई"])
def test_days_without_a_year_in_other_scripts(months: str) -> None:
    """As in a box beside the title; a name so short that other words are like it needs its year."""
    cells = [f"<p><b>1{n}</b> <i>{month}</i></p>" for n, month in enumerate(months.split())]
    assert column(*cells[:3]) == DAYS[:3]


def test_rows_of_the_last_days_tell_them_in_words() -> None:
    """Counted back, or by a word that stands alone."""
    told = ["Сегодня, 10:13", "Вчера", "2 дня назад", "3 дня назад", "12 ноября 2026"]
    rows = "".join(f"<li><a href={100 + n}.html>{title}</a> <span>{told[n]}</span></li>" for n, title in enumerate(TITLES))
    assert days(read(page("").replace("</div></div>", rows + "</div></div>"))) == ["2026-11-22", "2026-11-21", "2026-11-20", "2026-11-19", "2026-11-12"]


def test_an_old_row_kept_on_top_turns_no_year() -> None:
    """Days without a year: a pinned row is old itself, those below it are of this year; a list that crosses a year still does."""
    fresh = [f"<i>11-{day:02}</i>" for day in range(20, 12, -1)]
    assert column("<i>03-01</i>", *fresh) == ["2026-03-01", *(f"2026-11-{day:02}" for day in range(20, 12, -1))]
    assert column("<i>03-01</i>", "<i>02-10</i>", *fresh)[:3] == ["2026-03-01", "2026-02-10", "2026-11-20"]
    assert column("<i>02-20</i>", "<i>01-05</i>", "<i>12-20</i>", "<i>11-02</i>", "<i>09-20</i>")[2:4] == ["2025-12-20", "2025-11-02"]


def test_rows_of_today_tell_the_time_alone() -> None:
    """Above rows that tell the day; the last such time of day is meant.  Where no row tells a day, a clock is none of publishing."""
    assert column("<i>07:05</i>", "<i>23:40</i>", "<i>11-20</i>", "<i>11-19</i>") == ["2026-11-22", "2026-11-21", "2026-11-20", "2026-11-19"]
    assert column("<i>07:05</i>", "<i>06:40</i>", "<i>05:05</i>") == [None] * 3


@pytest.mark.parametrize(
    "cell",
    [
        "<b>{d}</b><i>{m}月</i><em>2026</em>",
        "<em>2026</em><b>{m}</b><i>{d}</i>",
        "<b>{d}</b><i>{han}月</i>",
        "<b>{d}</b>/<i>2026-{m}</i>",
    ],
)
def test_a_day_in_pieces(cell: str) -> None:
    """Day, month and year in elements of their own, in any usual order, the month in Han figures, a slash between."""
    parts = [(f"{day:02}", month, han) for month, han, day in ((11, "十一", 20), (11, "十一", 9), (10, "十", 28), (9, "九", 3))]
    assert column(*(cell.format(d=d, m=m, han=han) for d, m, han in parts)) == [f"2026-{m:02}-{d}" for d, m, _ in parts]


@pytest.mark.parametrize(("mark", "left"), [("<em>[置顶]</em>", ""), ("【荐】", ""), ("置顶：", ""), ("[NEW] ", ""), ("[通知]", "[通知]")])
def test_what_marks_a_row_is_not_in_its_title(mark: str, left: str) -> None:
    """It would change when the mark goes; a category stays."""
    rows = read(page("<li><a href={link}>{mark}{title}</a><i>{day}</i></li>".replace("{mark}", mark)))
    assert [found.title for found in rows] == [left + title for title in TITLES]


def test_the_one_span_named_title_is_the_title() -> None:
    """Day, category and title side by side in one link."""
    row = "<li><a href={link}><span class=date>{day}</span><span class=cat>お知らせ</span><span class=ttl>{title}</span></a></li>"
    assert [found.title for found in read(page(row))] == list(TITLES)


def test_a_span_that_says_less_than_half_is_not_the_title() -> None:
    """Whatever it is named: what stands beside it belongs to the title."""
    row = "<li><a href={link}><span class=tit>活动消息</span>{title}</a><i>{day}</i></li>"
    assert [found.title for found in read(page(row))] == [f"活动消息{title}" for title in TITLES]


@pytest.mark.parametrize("name", ["item__title", "tit", "card-heading", "headline title"])
def test_a_span_is_named_once_whatever_it_is_named(name: str) -> None:
    """The day beside it in the link is no part of the title."""
    row = f"<li><a href={{link}}><span class='{name}'>{{title}}</span><span class=item__date>{{day}}</span></a></li>"
    rows = read(page(row))
    assert [found.title for found in rows] == list(TITLES) and days(rows) == DAYS


def test_a_day_before_the_title_in_its_link_is_the_rows() -> None:
    """Its month in words, or the year last: where a sign parts it from the title, or brackets do."""
    told = ["10 September 2026: {}", "11. August 2026 – {}", "July 12, 2026 - {}", "13.06.2026 | {}", "{} (14 May 2026)"]
    rows = read(page("").replace("</div></div>", "".join(f"<li><a href={100 + n}.html>{told[n].format(title)}</a></li>" for n, title in enumerate(TITLES)) + "</div></div>"))
    assert [found.title for found in rows] == list(TITLES) and days(rows) == DAYS


def test_fields_of_one_name_are_told_apart_by_their_other_name() -> None:
    """Rows are odd and even; days, titles and teasers stand in boxes whose first name is the same."""
    fields = "".join(f"<div class='views-field views-field-{name}'><div class=field-content>{held}</div></div>" for name, held in (("image", "<a href={link}><img src=a.jpg></a>"), ("created", "{day}"), ("title", "<a href={link}>{title}</a>"), ("body", "<p>本会近日就第{n}项作了说明，请各会员单位认真组织，并按时报送材料。</p>")))
    html = page(f"<div class='views-row views-row-{{n}}'>{fields}</div>")
    for n in range(5):
        html = html.replace(f"views-row-{n}'", f"views-row-{n} views-row-{('even', 'odd')[n % 2]}'")
    rows = read(html)
    assert days(rows) == DAYS and [row.summary for row in rows] == [f"本会近日就第{n}项作了说明，请各会员单位认真组织，并按时报送材料。" for n in range(5)]


def test_a_leading_post_in_a_box_of_another_kind_is_a_row() -> None:
    """Where the page tells machines that it is a post like the others."""
    post = "<h2><a href={0}.html>{1}</a></h2><time datetime={2}>{2}</time>"
    posts = [post.format(100 + n, title, DAYS[n]) for n, title in enumerate(TITLES)]
    rows = "".join(f"<div class=items-row><div class=span6><div class=item itemprop=blogPost>{one}</div></div></div>" for one in posts[1:])
    html = f"<title>通知公告</title><body><div class=blog><div class=items-leading><div class=leading-0 itemprop=blogPost>{posts[0]}</div></div>{rows}</div>"
    assert [row.title for row in read(html)] == list(TITLES) and days(read(html)) == DAYS


def test_a_category_before_a_new_row_is_not_its_article() -> None:
    """The recipe of a list without categories takes the link that says more."""
    row = "<li><a href={link}>{title}</a><i>{day}</i></li>"
    recipe = read_listing(page(row), URL, now=NOW).recipe
    newer = page(row).replace("<div class=list>", f"<div class=list><li><a href=/kind/>[学术]</a><a href=/p/1.html>{OTHERS[0]}</a><i>2026-10-01</i></li>")
    first = read_listing(newer, URL, now=NOW, recipe=recipe).rows[0]
    assert (first.title, first.url) == (OTHERS[0], "http://example.org/p/1.html")


def test_two_articles_in_a_row_of_a_table() -> None:
    """Each has the day in the cell after its own."""
    cells = [f"<td><a href=/p/{n}.html>{title}</a></td><td>2026-09-{20 - n}</td>" for n, title in enumerate((*TITLES, OTHERS[0]))]
    html = page("").replace("</div></div>", f"<table>{''.join(f'<tr>{cells[n]}{cells[n + 1]}</tr>' for n in (0, 2, 4))}</table></div></div>")
    rows = read(html)
    assert [(found.title, found.published and found.published.at.day) for found in rows] == [(title, 20 - n) for n, title in enumerate((*TITLES, OTHERS[0]))]


def test_days_ahead_are_not_those_of_publishing() -> None:
    """Of two columns alike the one that lies ahead of us tells when something ends."""
    cells = (f"<i>2027-01-{20 - n}</i><b>2026-09-{20 - n}</b>" for n in range(6))
    assert column(*cells) == [f"2026-09-{20 - n}" for n in range(6)]


@pytest.mark.parametrize("heads", [("截止日期", "发布日期"), ("实施日期", "发布时间"), ("成文日期", "公布日期")])
def test_the_head_of_a_table_tells_which_day_is_that_of_publishing(heads: tuple[str, str]) -> None:
    """Whichever column stands first."""
    rows = "".join(f"<tr><td><a href=/p/{n}.html>{title}</a></td><td>2026-08-{20 - n}</td><td>2026-09-{20 - n}</td></tr>" for n, title in enumerate(TITLES))
    table = f"<table><tr><th>标题</th><th>{heads[0]}</th><th>{heads[1]}</th></tr>{rows}</table>"
    assert days(read(page("").replace("</div></div>", f"{table}</div></div>"))) == [f"2026-09-{20 - n}" for n in range(5)]


@pytest.mark.parametrize("heads", [("", ""), ("<h3>本月</h3>", "<h3>要闻</h3>")])
@pytest.mark.parametrize("step", [1, 2])
def test_two_columns_are_one_list(heads: tuple[str, str], step: int) -> None:
    """Filled in turns, so that the days begin anew in the second, or one after the other."""
    rows = [f"<li><a href=/p/{n}.html>{(*TITLES, *OTHERS)[n % 7]}之{n}</a><span>2026-09-{20 - n:02}</span></li>" for n in range(10)]
    columns = (rows[::2], rows[1::2]) if step == 2 else (rows[:5], rows[5:])
    lists = "".join(f"<div class=col>{head}<ul>{''.join(column)}</ul></div>" for head, column in zip(heads, columns, strict=True))
    for html in (f"<div class=main>{lists}</div>", f"<div class=main>{lists.replace('<div class=col>', '').replace('</ul></div>', '</ul>')}</div>"):
        assert len(read(f"<title>通知公告</title><body>{html}</body>")) == 10


def test_a_list_of_others_choice_beside_one_built_alike_is_another() -> None:
    """Tables of old pages bear no names: the heading above parts them."""
    side = "".join(f"<tr><td><a href=/p/{200 + n}.html>旁边第{n}号消息：企业代表到临河参观</a></td><td>2026-09-{19 - n}</td></tr>" for n in range(4))
    main = "".join(f"<tr><td><a href=/p/{n}.html>{title}</a></td><td>2026-09-{20 - n}</td></tr>" for n, title in enumerate((*TITLES, *OTHERS)))
    html = f"<table><tr><td width=220><b>推荐信息</b><table>{side}</table></td><td><b>通知公告</b><table>{main}</table></td></tr></table>"
    assert [found.title for found in read(html)] == [*TITLES, *OTHERS]


@pytest.mark.parametrize(
    "other",
    [
        "<b>有效期至2027年1月1{n}日</b>",
        "<p class=when>2026-12-1{n}截止</p>",
        "<em>2025年9月1{n}日</em>",
    ],
)
def test_another_day_of_a_row_is_not_its_time_because_it_names_a_year(other: str) -> None:
    """A deadline beside the day of publishing, and a day in the title."""
    link = "<a href={link}>{title}</a>" if "<em>" not in other else f"<a href={{link}}>{other}{{title}}</a>"
    beside = other if "<em>" not in other else ""
    rows = read(page(f"<li>{link}{beside}<i>{{day}}</i></li>").replace("2026-0", "0"))
    assert [found.published and f"{found.published.at:%m-%d}" for found in rows] == [day[5:] for day in DAYS]


@pytest.mark.parametrize(
    "times",
    [
        "<span class='updated hidden'>2026-10-0{n}T08:14:00+00:00</span><p><span>{day}</span></p>",
        "<span class=on><time class=updated datetime=2026-10-1{n}>1{n}/10/2026</time><time class='entry-date published' datetime={day}>{day}</time></span>",
        "<time class='entry-date published' datetime={day}T09:00:00+08:00>Published on {day}</time><time class=updated datetime=2026-10-1{n}T09:00:00+08:00>{day}</time>",
    ],
)
def test_the_time_of_a_change_is_not_the_rows(times: str) -> None:
    """Weblogs write it beside that of publishing."""
    assert days(read(page(f"<article class=post><h2><a href={{link}}>{{title}}</a></h2>{times}</article>"))) == DAYS


def test_links_to_the_months_of_an_archive_are_no_list() -> None:
    """However many they are: they lead to lists."""
    months = "".join(f"<li><a href=/archive/{2060 - n}08>agosto {2060 - n} ({n})</a></li>" for n in range(60))
    rows = read(page("<div class=node><h2><a href={link}>{title}</a></h2></div>", f"<div class=box><ul>{months}</ul></div>"))
    assert [found.title for found in rows] == list(TITLES)


@pytest.mark.parametrize(
    ("months", "form"),
    [
        ("septembre août juillet juin mai", "{d} {m} 2026"), ("septiembre agosto julio junio mayo", "{d} de {m} de 2026"), ("settembre agosto luglio giugno maggio", "{d} {m} 2026"),
        ("setembro agosto julho junho maio", "{d} de {m} de 2026"), ("september augustus juli juni mei", "{d} {m} 2026"), ("сентября августа июля июня мая", "{d} {m} 2026"),
        ("września sierpnia lipca czerwca maja", "{d} {m} 2026"), ("syyskuuta elokuuta heinäkuuta kesäkuuta toukokuuta", "{d}. {m} 2026"), ("Eylül Ağustos Temmuz Haziran Mayıs", "{d} {m} 2026"),
        ("září srpna července června května", "{d}. {m} 2026"), ("вересня серпня липня червня травня", "{d} {m} 2026"), ("rujna kolovoza srpnja lipnja svibnja", "{d}. {m} 2026."),
        ("szeptember augusztus július június május", "2026. {m} {d}."), ("9월 8월 7월 6월 5월", "2026년 {m} {d}일"), ("September August Juli Juni Mai", "{d}. {m} 2026"), ("Sept. Aug. July June May", "{m} {d}, 2026"),
        ("9 8 7 6 5", "{d}. {m}. 2026"), ("9 8 7 6 5", "2026. {m}. {d}."), ("9 8 7 6 5", "2026.{m}.{d} WED"), ("wrz sie lip cze maj", "{d} {m} 2026"), ("Eyl Ağu Tem Haz May", "{d} {m} 2026"),
        ("กันยายน สิงหาคม กรกฎาคม มิถุนายน พฤษภาคม", "{d} {m} 2569"), ("سبتمبر أغسطس يوليو يونيو مايو", "{d} {m} 2026"), ("ספטמבר אוגוסט יולי יוני מאי", "{d} ב{m} 2026"),
        ("9 8 7 6 5", "{d} tháng {m}, 2026"), ("सितंबर अगस्त जुलाई जून मई", "{d} {m} 2026"), ("вер сер лип чер тра", "{d} {m} 2026"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("row", ["<li><a href={link}>{title}</a> <span>{told}</span></li>", "<li>{told}: <a href={link}>{title}</a></li>"])
def test_days_in_the_words_of_many_tongues(months: str, form: str, row: str) -> None:
    """A list is dated whatever tongue its months are named in."""
    told = [form.format(d=f"1{n}", m=month) for n, month in enumerate(months.split())]
    html = page("").replace("</div></div>", "".join(row.format(link=f"{100 + n}.html", title=title, told=told[n]) for n, title in enumerate(TITLES)) + "</div></div>")
    assert days(read(html)) == DAYS


@pytest.mark.parametrize("text", ["12 des membres", "20 out of 30 members", "6 mag", "version 3 set apart"])
def test_short_words_that_name_a_month_elsewhere_make_no_day(text: str) -> None:
    """They need a year."""
    assert not smells_of_date(text)


def test_a_title_that_comes_back_in_its_own_row_is_one() -> None:
    """What stands in many rows is no title; what one post says three times is, however long its author's name."""
    again = "<a href={link}>{title}</a>" * 3
    first = page("<article class=post><h2><a href={link}>{title}</a></h2><a href=/by/{n} title='About the author of these lines and of many others'>Author {n}</a></article>")
    html = first.replace("</article>", again.format(link="100.html", title=TITLES[0]) + "</article>", 1)
    assert [found.title for found in read(html)] == list(TITLES)


def test_a_title_is_no_label_of_the_day_after_it() -> None:
    """It may end in a word for an event, and another day stand after its own."""
    html = page("<li><a href={link}>{title}会议</a><span>{day}</span><i>{day}</i></li>").replace("<i>2026", "<i>2025")
    assert days(read(html)) == DAYS


def test_a_day_that_ends_each_links_title_is_no_name_of_the_site() -> None:
    """On a day on which all rows were put up, as after a move, each ends alike."""
    rows = read(page("<li><a href={link} title='{title} 2026-09-10'>{title:.6}…</a><span>2026-09-10</span></li>"))
    assert [found.title for found in rows] == list(TITLES)


def test_dots_within_a_title_are_looked_at_once() -> None:
    """However many: only those at its end say that it was cut."""
    dots = "." * 100_000
    assert (uncut(f"{dots}x."), uncut("质量月活动…… "), uncut("质量月活动..")) == (f"{dots}x.", "质量月活动", "质量月活动")


def test_a_links_title_on_several_lines_is_whole_unless_labels_follow() -> None:
    """Author and time on lines of their own are none of it; a subtitle is."""
    assert hint_of("质量月活动启动\n——三十家企业参加", "质量月活动…") == "质量月活动启动 ——三十家企业参加"
    assert hint_of("质量月活动启动\n作者：佚名", "质量月活动…") == "质量月活动启动"


def test_an_address_gives_a_year_to_its_own_day_alone() -> None:
    """One that names a day far off tells nothing of this one; the day in a file's name goes before that of its folder."""
    cells, addresses = ["11-20", "11-19", "11-18"], ["/2023/1120/1.html", "/2023/0601/2.html", "/20240101/t20231118_3.html"]
    found = with_years(read_column(cells, "UTC", NOW, None), cells, addresses)
    assert [stamp and stamp.at.year for stamp in found] == [2023, 2026, 2023]
    stamped = [f"/n/{name}.html" for name in ("20231120093015", "202311190930", "20231118093015123")]
    assert [stamp and stamp.at.year for stamp in with_years(read_column(cells, "UTC", NOW, None), cells, stamped)] == [2023] * 3


def test_a_title_that_is_one_word_is_parted_from_the_call_after_it() -> None:
    """As a long one is."""
    found = read(page("<li><a href={link}>要闻{n}<i>更多</i></a><span>{day}</span></li>"))
    assert [row.title for row in found] == [f"要闻{n}" for n in range(5)]


def test_two_titles_keep_their_numbers() -> None:
    """What counts the rows is seen from three on."""
    recipe = Recipe("li", link="a", time="span")
    rows = [f"<li><a href={n}.html>{n}、关于举办第{n}期培训班的通知</a><span>2026-0{9 - n}-11</span></li>" for n in (1, 2, 3)]
    for count, first in ((1, "1、关于"), (2, "1、关于"), (3, "关于")):
        found = read_listing(f"<html><title>通知</title><ul>{''.join(rows[:count])}</ul></html>", URL, now=NOW, recipe=recipe).rows
        assert len(found) == count and found[0].title.startswith(first)


def test_a_row_may_have_a_class_of_its_own() -> None:
    """Its parts stand where those of the others do, where the operator tells what the rows are."""
    row = "<article class='entry {title}'><h2><a href={link}>{title}</a></h2><p>本会近日就第{n}项作了说明，请各会员单位认真组织，并按时将有关材料报送到秘书处。</p><b>{day}</b></article>"
    found = read_listing(page(row), URL, now=NOW, pins=Pins(row=".entry")).rows
    assert days(found) == DAYS and all(one.summary and one.summary.startswith("本会近日") for one in found)


@pytest.mark.parametrize("day", ["3 जनवरी 2024", "3 फ़रवरी, 2024"])
def test_a_month_with_signs_that_are_no_letters_is_not_cut_at_them(day: str) -> None:
    """Vowels of the Devanagari script are none."""
    (stamp,) = read_column([day], "UTC", NOW, None)
    assert smells_of_date(day) and stamp and f"{stamp.at:%d %Y}" == "03 2024"


def test_few_posts_with_days_win_over_many_links_without() -> None:
    """Boxes beside a weblog's posts list what other sites wrote, without days: however many they are, they are not the page's own."""
    words = "Members of the society number {n} met in the hall"
    posts = "".join(f"<div class=item><h2><a href=/2021/05/post-{n}/>{words.format(n=n)} and had a vote</a></h2><p>{n} May 2021</p><p>They met.</p></div>" for n in range(1, 10))
    links = [f"<li><a href=http://other{n // 30}.example/{'ab-' * (n % 9)}{'cd/' * (n % 5)}hall.{n + 100}>{words.format(n=n)} again</a></li>" for n in range(390)]
    boxes = "".join(f"<ul>{''.join(links[at : at + 30])}</ul>" for at in range(0, 390, 30))
    rows = read_listing(f"<html lang=en><body><div id=main>{posts}</div><div id=more>{boxes}</div></body></html>", "https://blog.example/", now=NOW).rows
    assert [row.title for row in rows] == [f"{words.format(n=n)} and had a vote" for n in range(1, 10)]
