"""Which of a page's dates is the time of publishing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model import Row, Stamp
from feedsvc.reading.article import read_article
from feedsvc.reading.date_forms import Order
from feedsvc.reading.han import both

from .article_layouts import NOW
from .watched_section import Section

URL = "https://www.sample-society.example/item/4711"
TEXT = "".join(
    f"<p>The members of the society met in the old town hall, heard the report number {n} of the board, and asked many questions.</p>" for n in range(6)
)


def day(middle: str, *, head: str = "", language: str = "en", url: str = URL) -> str | None:
    """What is read as the day of publishing of a page with this between its heading and its text."""
    html = f"<html lang={language}><head><title>Members met in the hall</title>{head}</head><body><h1>Members met in the hall</h1>{middle}{TEXT}</body></html>"
    published = read_article(html, url, zone="UTC", now=NOW).published
    return written(published) if published else None


def written(stamp: Stamp) -> str:
    return f"{stamp.at:%Y-%m-%d}" if stamp.precision == "day" else f"{stamp.at:%Y-%m-%d %H:%M}"


ROWS = "".join(f"<p>{n}.08.2021</p>" for n in range(10, 20))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(f"<p>Posted on 3 May 2021</p></div><ul>{'<li>9 June 2021 a comment said so</li>' * 9}</ul>", "2021-05-03", id="nine comments of one day"),
        pytest.param(f"{ROWS}<p>Published: 3 May 2021</p>", "2021-05-03", id="a column of dates"),
        pytest.param('<p>by the board, <time datetime="2021-05-03T10:11:12Z">May 3</time></p>', "2021-05-03 10:11", id="a time element"),
        pytest.param('<p>May 3, 2021</p></div><aside><time datetime="2022-01-01T00:00Z">a year on</time></aside>', "2021-05-03", id="a time element elsewhere"),
        pytest.param('<p>Published 3 seconds ago</p><script>var x={"publishDate":"2021-05-03 10:11"}</script>', None, id="only now"),
        pytest.param('<p><time datetime="2021-05-03T10:11:12Z">3 seconds ago</time></p>', "2021-05-03 10:11", id="ago, with the time beside"),
        pytest.param('<p><relative-time datetime="2021-05-03T10:11:12Z">on May 3, 2021</relative-time></p>', "2021-05-03 10:11", id="an element of a library"),
        pytest.param('<script>var page={"publishTime":"2021-05-03 10:11:12"}</script>', "2021-05-03 10:11", id="a script"),
        pytest.param('<script>[{"pubDate":"2012-06-24"},{"pubDate":"2016-06-25"}]</script>', None, id="a script's list of other things"),
        pytest.param('<div data-date="3 May 2021" class=line></div>', "2021-05-03", id="an attribute"),
        pytest.param('<form><input name=from value="" data-date="2021-05-03"></form>', None, id="a field to fill in"),
        pytest.param('<p>Valid od 03.05.2021 do 10.05.2021</p>', None, id="a span of days"),
        pytest.param('<div data-date="3 May 2021"></div><div data-date="4 May 2021"></div>', None, id="attributes of several things"),
    ],
)
def test_the_day_is_told_by_the_best_place(html: str, expected: str | None) -> None:
    """Places that speak of this article go before places that speak of others; where only others speak, none is given."""
    found = day(html)
    assert (found == expected) if expected else (found is None or found.startswith("2026")), found


def test_what_the_description_and_the_image_let_slip() -> None:
    """Asked last: a date in the description, then the day in the image's path."""
    described = "<meta name=description content='News of 3 May 2021'>"
    pictured = "<meta property=og:image content='https://x.example/files/2021/05/03/hall.jpg'>"
    assert day("", head=described) == "2021-05-03"
    assert day("", head=pictured) == "2021-05-03"
    assert day("<p>Posted on 4 June 2020</p>", head=described + pictured) == "2020-06-04"
    assert day("") is None


@pytest.mark.parametrize("name", ["ptime", "livedate", "firstpublishedtime", "og:release_date", "dc.date.publication", "mediator_published_time", "datePosted"])
def test_the_time_has_many_names(name: str) -> None:
    """As content management systems write them, with what parts day and clock."""
    told = f'<meta name="{name}" content="2021-05-03-10:11:12"><meta name="lastmodifiedtime" content="2021-05-09-08:00:00">'
    html = f"<html><head><title>Members met in the hall</title>{told}</head><body><h1>Members met in the hall</h1>{TEXT}</body></html>"
    read = read_article(html, URL, zone="UTC", now=NOW)
    assert read.published and written(read.published) == "2021-05-03 10:11" and read.updated and written(read.updated) == "2021-05-09 08:00"


@pytest.mark.parametrize(
    ("html", "language", "url", "expected"),
    [
        ("<p>Posted 03/04/2021</p>", "en", URL, None),
        ("<p>Posted 03/04/2021</p><p>Next meeting: 25/06/2021</p>", "en", URL, "2021-04-03"),
        ("<p>Posted 03/04/2021</p><p>Next meeting: 06/25/2021</p>", "en", URL, "2021-03-04"),
        ("<p>Posted 03/04/2021</p><p>From 06/25/2021 to 25/07/2021</p>", "en", URL, None),
        ("<p>Posted 03/04/2021</p>", "en-US", URL, "2021-03-04"),
        ("<p>Posted 03/04/2021</p>", "en-GB", URL, "2021-04-03"),
        ("<p>Publicado 03/04/2021</p>", "es", URL, "2021-04-03"),
        ("<p>Posted 03/04/2021</p><p>Next meeting: 06/25/2021</p>", "en-GB", URL, "2021-03-04"),
        ("<p>Posted 03/04/2021 10:11</p>", "en", "https://www.sample-society.example/2021/04/03/item", "2021-04-03 10:11"),
        ("<p>Posted 13/04/2021</p>", "en", URL, "2021-04-13"),
    ],
)
def test_day_and_month_are_told_apart(html: str, language: str, url: str, expected: str | None) -> None:
    """By the page's other dates, by a day known from elsewhere, by the language; where nothing tells, no date is given."""
    found = day(html, language=language, url=url)
    assert found == expected


@pytest.mark.parametrize(
    ("language", "order", "row", "expected"),
    [
        ("en", "dmy", None, "2021-04-03 20:58"),
        ("en", "mdy", None, "2021-03-04 20:58"),
        ("en-US", "dmy", None, "2021-04-03 20:58"),
        ("en-GB", "ymd", None, "2021-04-03 20:58"),
        ("en", "ymd", None, None),
        ("en", None, "2021-04-03", "2021-04-03 20:58"),
        ("en", None, "2021-03-04", "2021-03-04 20:58"),
    ],
)
def test_a_page_is_read_as_its_listing_is_written(language: str, order: Order | None, row: str | None, expected: str | None) -> None:
    """Which of day and month comes first is told by how the listing writes its days, or by the day it gives this article."""
    html = f"<html lang={language}><body><h1>Members met in the hall</h1><p>Posted on 03/04/2021 at 08:58 PM</p>{TEXT}</body></html>"
    shown = Row(URL, "Members met in the hall", Stamp(datetime.fromisoformat(row).replace(tzinfo=UTC), "day")) if row else None
    read = read_article(html, URL, zone="UTC", now=NOW, row=shown, order=order)
    assert (written(read.published) if read.published else None) == expected


def test_a_day_well_ahead_is_believed_when_the_listing_dates_the_article_so() -> None:
    """A meeting to come, announced under its own day; without the row it is the day of an event the text speaks of."""
    html = "<html><body><h1>年会通知</h1><p>发布时间：2027-03-01 09:30</p><p>会员单位请于会前一周报名，会期一天，地点另行通知。</p></body></html>"
    now, row = datetime(2026, 11, 22, tzinfo=UTC), Row(URL, "年会通知", Stamp(datetime(2027, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai")), "day"))
    listed, alone = (read_article(html, URL, now=now, row=shown).published for shown in (row, None))
    assert listed is not None and listed.at.isoformat() == "2027-03-01T09:30:00+08:00"
    assert alone is None


_DATA = '{"@type": "NewsArticle", "headline": "协会发布年度质量报告",\n"datePublished": "2021-09-08T14:13:32+08:00"}'


@pytest.mark.parametrize(
    "data",
    [
        _DATA, f"<!--{_DATA}-->", f"//<![CDATA[\n{_DATA}\n//]]>", f"/*<![CDATA[*/{_DATA}/*]]>*/", f"<![CDATA[{_DATA}]]>", f"\ufeff {_DATA}", f"{_DATA};",
        f"[{_DATA},]", _DATA.replace("}", ",}"), _DATA + _DATA, _DATA.replace('"', "&quot;"), _DATA.replace("年度", "年度\t"), f"{_DATA}</p>",
    ],
)  # fmt: skip
def test_data_that_authors_spoiled(data: str) -> None:
    """JSON-LD in wrappings, with commas too many, escaped, twice, or with raw control characters still tells the time."""
    html = f"<script type='application/ld+json'>{data}</script><h1>协会发布年度质量报告</h1><p>正文在这里，没有日期。</p>"
    read = read_article(html, "http://www.sample.example/a/1.html")
    assert read.published is not None, read.reasons["published"]
    assert f"{read.published.at:%Y-%m-%d %H:%M:%S}" == "2021-09-08 14:13:32"


@pytest.mark.parametrize(
    "line",
    [
        "發布時間：2021-09-08 14:13:32 來源：秘書處 點閱：20", "發佈日期：2021-09-08 14:13:32　瀏覽次數：31", "時間：2021-09-08 14:13:32 編輯：王曉明",
        "刊登於 2021-09-08 14:13:32", "添加時間：2021-09-08 14:13:32 更新時間：2021-10-01 09:00", "責任編輯：王曉明　2021-09-08 14:13:32", "2021年9月8日 14:13:32 星期三",
    ],
)  # fmt: skip
def test_labels_in_traditional_characters(line: str) -> None:
    """What the mainland writes 发布时间 is read where it is written 發布時間, and is no part of the text."""
    text = "<p>協會召開年度工作會議，與會代表圍繞檢驗方法的改進作了發言，並就下一步的分工達成一致。</p>" * 3
    end = "<p>點擊數：2672【收藏本頁】</p><p>責任編輯：王曉明</p><h3>網友評論</h3><p>張先生 發表於 2026-01-02 10:11</p>"
    html = f"<title>工作會議召開</title><h1>工作會議召開</h1><p>{line}</p>{text}{end}"
    read = read_article(html, "http://www.sample.example/a/1.html", now=NOW)
    assert read.published is not None and f"{read.published.at:%Y-%m-%d %H:%M:%S}" == "2021-09-08 14:13:32", read.reasons["published"]
    assert "點擊" not in read.text and "責任編輯" not in read.text and (read.summary or "").startswith("協會召開")


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ("<p>来源：本会 发布时间：2021-05-03 10:49:00 浏览次数：12</p>", "2021-05-03 10:49"),
        ("<p>来源：本会 访问量：199 发布日期：</p><p>2021-05-03 10:49:00</p>", "2021-05-03 10:49"),
        ("<p>Published: 3 May 2021</p>", "2022-04-24 10:00"),
        ("<p>来源：本会 浏览次数：12</p>", "2022-04-24 10:00"),
    ],
)
def test_a_chinese_label_beside_the_heading_goes_before_metadata(middle: str, expected: str) -> None:
    """Sites that moved, or write their pages anew, name the day of that in the metadata; readers see the day of publishing."""
    assert day(middle, head='<meta name=PubDate content="2022-04-24 10:00:43">', language="zh-CN") == expected


def test_patterns_for_both_ways_of_writing() -> None:
    """Words and sets of signs alike; what is escaped stays, and a pattern without Chinese is as it was."""
    assert (both("发布"), both("[发x]布?"), both(r"\[发]"), both(r"[^\]时]")) == ("[发發][布佈]", "[发發x][布佈]?", r"\[[发發]]", r"[^\]时時]")
    assert both(r"\bby\s[a-z]{2}") == r"\bby\s[a-z]{2}"


@pytest.mark.parametrize(
    ("title", "line", "expected"),
    [
        ("《评价办法》发布实施", "2017-11-21 12:44:33 admin", "2017-11-21 12:44"),
        ("关于调整开放时间", "2017-11-21 12:44:33 admin", "2017-11-21 12:44"),
        ("准考证领取通知", "发布日期时间：2011/1/6 来源：示范协会秘书处 点击数：12", "2011-01-06"),
        ("关于召开会议的通知", "2017-11-21 来源：示范协会 发布人：王晓明", "2017-11-21"),
        ("关于召开会议的通知", "发布时间：2017年11月21日 12:44 来源：示范协会 发布者：admin", "2017-11-21 12:44"),
        ("关于召开会议的通知", "2017年11月21日 文号：示协〔2017〕3号 公布：办公室", "2017-11-21"),
        ("关于召开会议的通知", "2017年11月21日 示范协会 发布", "2017-11-21"),
    ],
)
def test_a_heading_is_no_label_of_the_day_below_it(title: str, line: str, expected: str) -> None:
    """A short heading may end in a word that would set a day apart, a label may say both day and time, and the source after it may
    be called as those who pass a law."""
    text = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(4))
    published = read_article(f"<title>{title}_示范协会</title><h1>{title}</h1><div>{line}</div>{text}", URL, zone="UTC", now=NOW).published
    assert published is not None and written(published) == expected


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ("<p>10 February 2021 09:00 ~ 20 April 2021 18:00</p><p>9 February 2021</p>", "2021-02-09"),
        ("<p>Başlangıç: 09/06/2021 - 10:00</p><p>anna tarafından 03/05/2021 - 17:32</p>", "2021-05-03 17:32"),
        ("<p>Escrito en <a href=/c/1>Noticias, Cultura, Deporte y Sociedad del Norte</a> el Domingo 16 de agosto de 2020 a las 10:11</p><p>1 de mayo de 2019</p>", "2020-08-16 10:11"),
        ("<p>04 May 2021 Par Anne Exemple dans Vie de la société Lus 431 fois</p><p>15/03/2020 La fête des voisins se prépare Lus 95 fois</p>", "2021-05-04"),
    ],
)
def test_neither_a_span_of_time_nor_another_articles_day(middle: str, expected: str) -> None:
    """Beginning and end of an event are none of publishing; a line that counts its readers, or says who wrote where and when,
    is the line of time and source."""
    assert day(middle, language="fr") == expected


@pytest.mark.parametrize(
    "span",
    [
        "8 ottobre 2021 al 10 novembre", "dal 3 al 10 maggio 2021", "Du 3 au 10 mai 2021", "desde el 8 de mayo hasta el 10 de mayo de 2021", "3 de maio de 2021 a 10 de maio de 2021",
        "3. Mai 2021 – 10. Mai 2021", "03.05. - 10.05.2021", "3 mei 2021 t/m 10 mei 2021", "с 3 мая по 10 мая 2021", "Từ ngày 3/5 đến ngày 10/5/2021", "3 Mei sampai 10 Mei 2021",
        "May 3, 2021 through May 10, 2021", "When? May 3, 2021", "Wann: 3. Mai 2021, 19 Uhr",
    ],
)  # fmt: skip
def test_neither_end_of_a_span_tells_when_its_news_came(span: str) -> None:
    """Whatever tongue says "to", and however little of the first day is written; nor does the answer to "when"."""
    assert day(f"<p>{span}</p>", language="fr") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("May 3, 2021 - 5 min read", "2021-05-03"), ("3. Mai 2021 – 3 Kommentare", "2021-05-03"), ("No. 12 - 3 May 2021", "2021-05-03"), ("12 comments - 3 May 2021", "2021-05-03"),
        ("3 May 2021 - 14:22", "2021-05-03 14:22"), ("3 May 2021 to all members", "2021-05-03"), ("Aggiornato al 3 maggio 2021", "2021-05-03"),
    ],
)  # fmt: skip
def test_a_day_beside_a_count_is_the_end_of_no_span(line: str, expected: str) -> None:
    """Numbers of comments, minutes and issues are no days, and "up to" a day is when something was last changed."""
    assert day(f"<p>{line}</p>") == expected


def test_an_attribute_for_scripts_tells_the_year_of_a_day_without_one() -> None:
    """Where all days that are shown leave it out, the instant beside one is asked, not the calendar."""
    assert day('<p><time data-timestamp="1538956800">8 Oct</time></p>') == "2018-10-08"
    assert day('<p><time data-timestamp="1539043200">8 Oct</time></p>') != "2018-10-08"


@pytest.mark.parametrize(
    ("document", "own", "expected"),
    [("Members met in the hall", "", None), ("Members met in the hall", "<meta itemprop=datePublished content=2021-05-03>", "2021-05-03"), ("Another thing that happened 0 | Society", "", "2021-05-01")],
    ids=["of others alone", "of its own, too", "of one that <title> names"],
)
@pytest.mark.parametrize("where", ["{0}<section><h2>More</h2>{1}</section>", "<div><h3>Latest</h3>{1}</div>{0}"])
def test_days_in_teasers_markup_are_not_the_articles(document: str, own: str, expected: str | None, where: str) -> None:
    """The heading of each leads to another article."""
    teasers = "".join(
        f"<article itemscope><h3><a href=/{n}>Another thing that happened {n}</a></h3><time itemprop=datePublished datetime=2021-05-0{n + 1}>2021-05-0{n + 1}</time></article>" for n in range(3)
    )
    article = f"<main itemscope>{own}<h1>Members met in the hall</h1>{TEXT}</main>"
    published = read_article(f"<html lang=en><title>{document}</title><body>{where.format(article, teasers)}</body></html>", URL, zone="UTC", now=NOW).published
    assert (f"{published.at:%F}" if published else None) == expected


@pytest.mark.parametrize(("level", "expected"), [("h1", "Plans for the coast"), ("h2", "Make your harbour festival a success")])
def test_a_few_words_in_bold_are_no_title(level: str, expected: str) -> None:
    """They stand in <title>, too, as the text tells of it: the title is the first heading, though a list follows it, or what metadata say."""
    told = "To make the <strong>harbour festival</strong> known, it needs plans that fit the season, the guests and the weather of the coast in spring."
    head = f"<title>{expected}</title><meta property=og:title content='{expected}'>".replace("Plans for the coast", "Make your harbour festival a success")
    linked = "<ul>" + "<li><a href=/b>Guests of the town hall and others</a></li>" * 5 + "</ul>"
    html = f"<html lang=en><head>{head}</head><body><{level}>Plans for the coast</{level}>{linked}<p>{told}</p>{TEXT}</body></html>"
    assert read_article(html, URL, zone="UTC", now=NOW).title == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("The final of the cup was played in the central stadium on Saturday, 22 October 2022, before a great crowd that had come from all over the land.", None),
        ("Harbour town, 22 October 2022 - The final of the cup was played in the central stadium before a crowd that had come from all over the land.", "2022-10-22"),
        ("The plan for the harbour, the ferry and its two new stops, which the council had asked for in spring, was published on 22 October 2022 and discussed at great length.", "2022-10-22"),
    ],
)
def test_a_day_that_the_first_sentence_tells_of_is_an_event(first: str, expected: str | None) -> None:
    """Unless the sentence begins with it, as reports from a place do, or says that it is that of publishing."""
    assert day(f"<p>{first}</p>") == expected


def test_a_section_that_writes_the_day_first_keeps_the_times_of_its_articles() -> None:
    """On days that can be read in two ways, too: at first sight, and at looks when the listing is not read again."""
    section, days = Section(), [date(2026, 11, 20) - timedelta(days=9 * number) for number in range(7)]
    rows = "".join(f'<li><a href="/a/{n}.html">Report number {n} on the quality of widgets</a> <span>{day:%d/%m/%Y}</span></li>' for n, day in enumerate(days))
    section.show(f'<html lang="en"><body><h2>Reports</h2><ul>{rows}</ul></body></html>')
    for n, when in enumerate(days):
        title = f"Report number {n} on the quality of widgets"
        text = f"<h1>{title}</h1><p class=date>Posted on {when:%d/%m/%Y} at 08:{n:02} PM</p>{TEXT}"
        section.web.put(urljoin(section.source.url, f"/a/{n}.html"), f'<html lang="en"><body>{text}</body></html>'.encode())
    for _ in range(6):
        section.look()
    told = {f"{entry.published.at:%Y-%m-%d %H:%M}" for entry in section.entries}
    assert told == {f"{day} 20:{n:02}" for n, day in enumerate(days)}
    assert all(entry.checks for entry in section.entries if section.now - entry.published.at < timedelta(days=30))


@pytest.mark.parametrize("info", ["<p>来源：本会 2021-05-03 10:49</p>", ""])
@pytest.mark.parametrize("foot", ["<p>发布时间：2021-05-03 10:49</p>", ""])
def test_a_time_alone_below_the_heading_may_be_an_events(info: str, foot: str) -> None:
    """Only one of the day that the page's address names goes before what stands elsewhere."""
    head = '<meta name=PubDate content="2021-05-03 10:49:00">'
    assert day(f"{info}<p>2021年06月20日 14:00</p>", head=head, language="zh-CN") == "2021-05-03 10:49"
    if info or foot:
        text = TEXT.replace("</p>", f"</p>{foot}") if foot else TEXT
        html = f"<html lang=zh-CN><title>会议通知</title><h1>会议通知</h1>{info}<p>2021年06月20日 14:00</p>{text}</html>"
        published = read_article(html, URL, zone="UTC", now=NOW).published
        assert published is not None and written(published) == "2021-05-03 10:49"


@pytest.mark.parametrize(
    ("middle", "foot", "expected"),
    [
        ("<table><tr><td>发文日期</td><td>2021年05月09日</td></tr><tr><td>发布日期</td><td>2021年05月15日</td></tr></table>", "", "2021-05-09 2021-05-15"),
        ("<table><tr><td>成文日期</td><td>2021年05月09日</td></tr><tr><td>公开日期</td><td>2021年05月15日</td></tr></table>", "", "2021-05-15"),
        ("<p>更新时间：2021-05-16 09:10</p>", "<p>样例协会</p><p>2021年5月12日</p>", "2021-05-16 09:10"),
        ("<p>上一篇：无</p><p>2021-05-03</p>", "", "2021-05-03"),
        ("", "<div>下一篇：</div><div>2021-05-01</div>", ""),
        ("", "<div>下一篇：<a href=/item/4712>关于召开会员大会的通知</a> 2021-05-01</div>", ""),
    ],
)
def test_days_of_a_notice(middle: str, foot: str, expected: str) -> None:
    """Labels in cells of their own; the day below the signature; the day of the article after this one."""
    text = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(3))
    html = f"<html lang=zh-CN><title>会议通知_示范协会</title><body><h1>会议通知</h1>{middle}<div>{text}{foot}</div></body></html>"
    published = read_article(html, URL, zone="UTC", now=NOW).published
    assert (written(published) if published else "") in (expected.split(" ") if ":" not in expected else [expected])


def test_the_time_of_a_change_tells_the_minute_where_the_address_alone_names_the_day() -> None:
    """A page that says nothing else of its publishing."""
    url = "https://www.sample-society.example/2021/0516/4711.html"
    assert day("<p>更新时间：2021-05-16 09:10</p>", language="zh-CN", url=url) == "2021-05-16 09:10"


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ("<p>Start date: 3 May 2021 10:49</p><p>End date: 4 May 2021</p>", None),
        ("<footer><p>Submitted by Ann on Mon, 05/03/2021 - 10:49</p></footer><p><time datetime=2021-06-20T09:00:00Z>Sunday</time> in the hall</p>", "2021-05-03 10:49"),
        ("<footer><p>Skrevet av Ann man, 05/03/2021 - 10:49</p></footer><p><time datetime=2021-06-20T09:00:00Z>søndag</time></p>", "2021-05-03 10:49"),
    ],
)
def test_days_of_an_event_are_not_those_of_publishing(middle: str, expected: str | None) -> None:
    """Whatever the label ends with; who sent an article in is told above its text, in a footer of it, too."""
    html = f"<html lang=en-US><title>Members met in the hall</title><body><article><h1>Members met in the hall</h1>{middle}{TEXT}</article></body></html>"
    published = read_article(html, URL, zone="UTC", now=NOW).published
    assert (written(published) if published else None) == expected


@pytest.mark.parametrize(("machine", "hour"), [("2021-05-03T10:49:12-05:00", 15), ("2021-05-03T10:49:12Z", 8)])
def test_who_names_the_zone_of_the_clock_that_is_shown_tells_the_instant(machine: str, hour: int) -> None:
    """The page shows it bare; but a clock that is called UTC and is the local one is a local one."""
    html = f"<title>Members met in the hall</title><meta name=dc.date content='{machine}'><body><h1>Members met in the hall</h1><p>Published: 3 May 2021, 10:49</p>{TEXT}</body>"
    published = read_article(html, URL, zone="Europe/Berlin", now=NOW).published
    assert published is not None and published.at.astimezone(UTC).hour == hour


LABELS = """
en|Published|3 May 2021, 10:49|Last updated|5 May 2021, 12:00
fr|Publié le|3 mai 2021 à 10h49|Mis à jour le|5 mai 2021 à 12h00
es|Fecha de publicación:|3 de mayo de 2021, 10:49|Modificado:|5 de mayo de 2021 a las 12:00
nl|Gepubliceerd op|3 mei 2021 om 10:49|Laatst gewijzigd op|5 mei 2021 om 12:00
sv|Publicerad|3 maj 2021 kl. 10.49|Senast uppdaterad|5 maj 2021 kl. 12.00
da|Udgivet|3. maj 2021 kl. 10.49|Sidst opdateret|5. maj 2021 kl. 12.00
fi|Julkaistu|3.5.2021 klo 10.49|Päivitetty|5.5.2021 klo 12.00
pl|Data publikacji:|3 maja 2021, godz. 10:49|Ostatnia aktualizacja:|5 maja 2021, godz. 12:00
cs|Publikováno|3. 5. 2021 10:49|Aktualizováno|5. 5. 2021 12:00
sk|Zverejnené dňa|3. 5. 2021, 10:49|Aktualizované dňa|5. 5. 2021, 12:00
hu|Közzétéve:|2021. május 3. 10:49|Frissítve:|2021. május 5. 12:00
ro|Publicat|3 mai 2021, 10:49|Actualizat|5 mai 2021, 12:00
hr|Objavljeno:|3. svibnja 2021. u 10:49|Ažurirano:|5. svibnja 2021. u 12:00
tr|Yayınlanma Tarihi:|3 Mayıs 2021 10:49|Güncelleme Tarihi:|5 Mayıs 2021 12:00
el|Δημοσιεύτηκε:|3 Μαΐου 2021, 10:49|Τελευταία ενημέρωση:|5 Μαΐου 2021, 12:00
ru|Дата публикации:|3 мая 2021 г., 10:49|Дата обновления:|5 мая 2021 г., 12:00
uk|Опубліковано|3 травня 2021, 10:49|Оновлено|5 травня 2021, 12:00
ar|نشر في|3 مايو 2021 - 10:49|آخر تحديث|5 مايو 2021 - 12:00
fa|تاریخ انتشار:|۱۳ اردیبهشت ۱۴۰۰ - ۱۰:۴۹|به‌روزرسانی:|۱۵ اردیبهشت ۱۴۰۰ - ۱۲:۰۰
he|פורסם|3 במאי 2021, 10:49|עודכן|5 במאי 2021, 12:00
hi|प्रकाशित:|3 मई 2021, 10:49|अद्यतन:|5 मई 2021, 12:00
th|วันที่เผยแพร่|3 พฤษภาคม 2564 เวลา 10:49 น.|ปรับปรุงล่าสุด|5 พฤษภาคม 2564 เวลา 12:00 น.
vi|Ngày đăng:|03/05/2021 10:49|Cập nhật:|05/05/2021 12:00
id|Diterbitkan|3 Mei 2021, 10:49 WIB|Diperbarui|5 Mei 2021, 12:00 WIB
ja|公開日：|2021年5月3日 10:49|最終更新日：|2021年5月5日 12:00
ko|등록일|2021.05.03 10:49|수정일|2021.05.05 12:00
en|Release date|3 May 2021, 10:49|Modification date|5 May 2021, 12:00
fr|Mis en ligne le|3 mai 2021 à 10h49|Actualisé le|5 mai 2021 à 12h00
pt|Criado em|3 de maio de 2021, 10:49|Última modificação|5 de maio de 2021, 12:00
pl|Opublikowano|03.05.2021 10:49|Zaktualizowano|05.05.2021 12:00
cs|Zveřejněno|3. 5. 2021 10:49|Poslední změna|5. 5. 2021 12:00
ru|Создано|03.05.2021 10:49|Последнее обновление|05.05.2021 12:00
bg|Публикувана на|03.05.2021 10:49|Последна промяна|05.05.2021 12:00
hr|Datum objave|03.05.2021 10:49|Zadnja izmjena|05.05.2021 12:00
sr|Објављено|03.05.2021 10:49|Ажурирано|05.05.2021 12:00
mk|Објавено|03.05.2021 10:49|Ажурирано|05.05.2021 12:00
be|Апублікавана|03.05.2021 10:49|Абноўлена|05.05.2021 12:00
et|Avaldatud|03.05.2021 10:49|Uuendatud|05.05.2021 12:00
lv|Publicēts|03.05.2021 10:49|Atjaunots|05.05.2021 12:00
lt|Paskelbta|2021-05-03 10:49|Atnaujinta|2021-05-05 12:00
is|Birt|03.05.2021 10:49|Uppfært|05.05.2021 12:00
sq|Publikuar|03.05.2021 10:49|Përditësuar|05.05.2021 12:00
ca|Publicat el|03.05.2021 10:49|Actualitzat el|05.05.2021 12:00
az|Yayımlanıb|03.05.2021 10:49|Yenilənib|05.05.2021 12:00
kk|Жарияланды|03.05.2021 10:49|Жаңартылды|05.05.2021 12:00
id|Tanggal terbit|03/05/2021 10:49|Pembaruan|05/05/2021 12:00
ms|Diterbitkan|03/05/2021 10:49|Dikemaskini|05/05/2021 12:00
ar|تم النشر في|03/05/2021 10:49|تم التعديل|05/05/2021 12:00
fa|منتشر شده در|03/05/2021 10:49|به روز رسانی|05/05/2021 12:00
ur|تاریخ اشاعت|03/05/2021 10:49|آخری اپ ڈیٹ|05/05/2021 12:00
he|פורסם בתאריך|03/05/2021 10:49|עודכן בתאריך|05/05/2021 12:00
bn|প্রকাশ|03/05/2021 10:49|আপডেট|05/05/2021 12:00
ka|გამოქვეყნდა|03.05.2021 10:49|განახლდა|05.05.2021 12:00
hy|Հրապարակվել է|03.05.2021 10:49|Թարմացվել է|05.05.2021 12:00
""".strip().splitlines()


@pytest.mark.parametrize("line", LABELS, ids=lambda line: line[:2])
@pytest.mark.parametrize("middle", ["<ul><li>{2} {3}</li><li>{0} {1}</li></ul>", "<p>{2} {3} | {0} {1}</p>", "<table><tr><th>{2}<td>{3}<tr><th>{0}<td>{1}</table>"])
def test_labels_in_many_tongues_tell_publishing_from_change(line: str, middle: str) -> None:
    """Also where the change is told first; and neither of them is the text's first sentence."""
    language, *told = line.split("|")
    html = f"<html lang={language}><title>Members met in the hall</title><body><h1>Members met in the hall</h1>{middle.format(*told)}{TEXT}</body></html>"
    read = read_article(html, URL, zone="UTC", now=NOW)
    assert read.published is not None and f"{read.published.at:%F %H:%M}" == "2021-05-03 10:49", read.reasons["published"]
    assert read.updated is not None and f"{read.updated.at:%F %H:%M}" == "2021-05-05 12:00", read.reasons["updated"]
    assert read.text.startswith("The members")


@pytest.mark.parametrize(
    ("first", "language"),
    [
        ("Pada hari Selasa tanggal 4 Mei 2021 para anggota bertemu di balai kota untuk membahas laporan tahunan.", "id"),
        ("Sáng ngày 04/05/2021, các thành viên gặp nhau tại tòa thị chính để thảo luận báo cáo hằng năm.", "vi"),
        ("Die alte Halle, die hier seit vielen Jahren steht, wird bald umgebaut, sagte der Vorstand den Mitgliedern.", "de"),
    ],
)
def test_a_word_for_a_day_in_running_text_is_no_label(first: str, language: str) -> None:
    """It tells of an event, or of something else altogether."""
    assert day("<p>3.5.2021</p><p>Pada tanggal 4 Mei 2021 para anggota bertemu di balai kota Jakarta.</p>", language="id") == "2021-05-03"
    assert day(f"<p>{first}</p>", language=language) is None or day(f"<p>3.5.2021</p><p>{first}</p>", language=language) == "2021-05-03"


def test_a_sentence_that_begins_with_a_word_for_a_day_is_text() -> None:
    """It is no line of time and source, however short its last word."""
    first = "Sáng ngày 3 tháng 5 năm 2021, hội nghị đã diễn ra tại tòa thị chính với nhiều đại biểu tham dự."
    text = "<p>Các đại biểu đã thảo luận báo cáo hằng năm, và thông qua nghị quyết chung của hội nghị.</p>" * 4
    assert read_article(f"<h1>Hội nghị toàn quốc</h1><p>{first}</p>{text}", URL, zone="UTC", now=NOW).text.startswith(first)


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("</div><div>更新时间：2021-09-08 14:13:32</div>", "2021-09-08 14:13"), ("<p>更新时间：2021-09-08</p></div>", "2021-09-08"),
        ("</div><div>更新时间：2023-09-08 14:13:32</div>", "2021-09-06"), ("</div><div>网站更新时间：2021-09-08</div>", "2021-09-06"),
    ],
    ids=["below the text", "in its box", "years later", "the site's"],
)  # fmt: skip
def test_the_time_at_a_pages_foot_goes_before_a_letters_own_day(below: str, expected: str) -> None:
    """Many systems show the time of publishing as that of a change; a letter is signed some days before it is published."""
    prose = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场，并商定了明年会议的时间。</p>" for n in range(12))
    html = f"<html lang=zh><title>关于召开会议的通知</title><h1>关于召开会议的通知</h1><div>{prose}<p>示范省协会</p><p>2021年9月6日</p>{below}</html>"
    published = read_article(html, URL, now=NOW).published
    assert published and written(published) == expected


@pytest.mark.parametrize(
    ("shown", "expected"), [("更新时间：2021-09-08 10:46", "2021-09-08 10:46"), ("更新时间：2021-09-09 10:46", "2021-09-08"), ("发布日期：2021-09-08 更新时间：2021-09-08 10:46", "2021-09-08")]
)
def test_where_metadata_tell_the_day_alone_the_time_shown_tells_the_minute(shown: str, expected: str) -> None:
    """Though it is called that of a change, when it is of that day and the page shows no other."""
    assert day(f"<p>来源：示范区 {shown}</p>", language="zh-CN", head='<meta name="PubDate" content="2021-09-08">') == expected
