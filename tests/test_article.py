"""An article page is read field by field, whatever it is made of."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import SuspectError
from feedsvc.model import Pins, Row, Stamp
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode

from .article_layouts import NOW, URL, article, page

SEED = Path(__file__).parents[2] / "shared" / "seed"


def test_a_page_is_read_twice_the_same() -> None:
    """Reading is a pure function of the page."""
    html = page("table", article(3), "2021-09-08 14:13")
    assert read_article(html, URL, now=NOW) == read_article(html, URL, now=NOW)


def test_credits_files_and_safe_text() -> None:
    """Origin, author, rights, files and the sanitised text are taken; scripts, styles and pictures are not."""
    one = article(5)
    extra = (
        '<p onclick="x()" style="color:red">附件：<a href="/files/a b.doc" class=c>报名表.doc</a><a href="javascript:x()">打开</a></p><script>x()</script>'
        "<p>声明：</p><p>1、凡本网站原创信息均属样例促进会版权所有，未经授权不得转载使用。</p>"
    )
    html = page("h1 p", one, "2021-09-08").replace("</div><div class=footer>", extra + "</div><div class=footer>")
    read = read_article(html, URL, now=NOW, full=True)
    assert read.origin == "秘书处"
    assert read.rights is not None and read.rights.startswith("1、凡本网站原创信息")
    assert [(a.url, a.title) for a in read.attachments] == [("http://www.sample-society.example/files/a%20b.doc", "报名表.doc")]
    assert read.html is not None and one.paragraphs[0] in read.html
    assert not any(word in read.html for word in ("style", "onclick", "script", "class"))
    assert read.language == "zh"


def test_pins_go_before_detection() -> None:
    """An operator's selectors for title, time and text are obeyed and named in the reasons."""
    html = "<h1>大标题在这里</h1><b class=t>真正的标题</b><i class=w>2020-01-02 03:04</i><div class=x><p>一段正文，足够读出来的正文。</p></div><p>外面的话，不要。</p>"
    read = read_article(html, URL, pins=Pins(article_title=".t", article_time=".w", article_body=".x"))
    assert (read.title, read.text, read.published) == (
        "真正的标题",
        "一段正文，足够读出来的正文。",
        Stamp(datetime(2020, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=8))), "minute"),
    )


def test_a_date_without_year_takes_it_from_the_listing() -> None:
    """What the page leaves out, the row it was found by may tell."""
    row = Row(URL, "标题", Stamp(datetime(2018, 3, 8, tzinfo=timezone(timedelta(hours=8))), "day"))
    read = read_article(page("bare date", article(1), "发布时间：03-08 12:13"), URL, now=NOW, row=row)
    assert read.published is not None and f"{read.published.at:%Y-%m-%d %H:%M}" == "2018-03-08 12:13"


def test_a_good_description_is_the_summary_and_a_slogan_is_not() -> None:
    """The page's description is used when it is about the article and whole."""
    one = article(9)
    html = page("h1 p", one, "2021-09-08")
    slogan = html.replace("<head>", "<head><meta name=description content='样例省质量促进会，服务会员，服务社会，欢迎访问我们的网站。'>")
    read = read_article(slogan, URL, now=NOW)
    assert read.summary is not None and one.paragraphs[0].startswith(read.summary[:12])
    text = "<h1>Members meet</h1><p>The members met in the old town hall on a rainy evening and elected a new chair for the coming term.</p>" * 2
    about = f"<meta name=description content='A new chair was elected when the members met in the town hall.'>{text}"
    assert read_article(about, URL).summary == "A new chair was elected when the members met in the town hall."


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed page is not here")
@pytest.mark.parametrize("layout", ["div", "table", "gbk", "font"])
def test_the_seed_page(layout: str) -> None:
    """The one real page reads right in any ordinary layout."""
    lines = next(SEED.glob("*.txt")).read_text(encoding="utf-8").splitlines()
    menu, title, when, text, rest = lines[0], lines[3], lines[4], [x for x in lines[5:] if x.strip()], ""
    rest = "".join(f"<p>{x}</p>" for x in text[next(i for i, x in enumerate(text) if x.startswith("声明")) :])
    text = text[: next(i for i, x in enumerate(text) if x.startswith("声明"))]
    links = " | ".join(f"<a href=/{i}>{x.strip()}</a>" for i, x in enumerate(menu.split("|")))
    middle = {
        "div": f"<div class=t>{title}</div><div>{when}</div><div>" + "".join(f"<p>{x}</p>" for x in text) + "</div>",
        "table": f"<table><tr><td align=center><b>{title}</b></td></tr><tr><td>{when}</td></tr><tr><td>{'<br>'.join(text)}</td></tr></table>",
    }
    html = f"<html><head><title>山东省质量评价协会</title></head><body><div>{links}</div><div>{lines[1]}</div>{middle.get(layout, middle['table'])}<div>{rest}</div></body></html>"
    body = html.encode("gb18030" if layout == "gbk" else "utf-8")
    read = read_article(decode(body, "text/html; charset=gb2312" if layout == "gbk" else None).text, URL, now=NOW)
    assert read.title == title.strip()
    assert read.published is not None and (read.published.at.isoformat(), read.published.precision) == ("2021-09-08T14:13:32+08:00", "second")
    assert read.summary is not None and read.summary.startswith("9月8日") and "即将" in read.summary and "即 将" not in read.summary
    assert read.rights is not None and "凡本网站原创信息均属" in read.rights


TAGS = st.sampled_from("<p> </p> <div> </div> <h1> </h1> <a href=x> </a> <b> <table> <tr> <td> <br> <!-- --> <script> </script> <title> <li> <time datetime=2020-01-01>".split(" "))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(TAGS, st.text(max_size=30), st.sampled_from(["发布时间：2021-02-30", "2021-09-08 25:00", "&#xD800;", "\x00", "来源：", "声明："])), max_size=60))
def test_any_page_reads(pieces: list[str]) -> None:
    """Any text at all reads without an exception but SuspectError."""
    with contextlib.suppress(SuspectError):
        read_article("".join(pieces), URL, now=NOW, full=True)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=500))
def test_any_bytes_read(body: bytes) -> None:
    """Any bytes decode and read without an exception but SuspectError."""
    with contextlib.suppress(SuspectError):
        read_article(decode(body).text, URL, now=NOW)


def test_careless_tags_do_not_tear_the_text() -> None:
    """Stray quotes and signs in tags are neither shown nor do they shift the full text that is published."""
    prose = "The council met on Tuesday evening, heard the report of the year, and agreed to publish all of it by the end of the month. " * 3
    page = "<h1>Council agrees</h1>" + '<img alt=""Two"" =="a">' * 30 + f"<div><p>{prose}</p></div>"
    article = read_article(page, "http://a.example/1.html", full=True)
    assert article.text == prose.strip()
    assert article.html == f"<p>{prose}</p>"


def test_each_field_tells_where_it_came_from_and_what_lost() -> None:
    """Reasons name the place of the value that won, the values that lost, and what was no value at all."""
    head = (
        '<meta property="og:title" content="Members met"><meta property="og:image" content="/a.jpg"><meta name="author" content="The Society Weekly">'
        '<meta property="article:published_time" content="2021-09-08T14:13:00Z"><meta property="article:modified_time" content="2021-09-10T08:00:00Z">'
    )
    middle = "<p>By Ann Example</p><p>来源：admin</p><p>Posted 7 September 2021</p>"
    text = "".join(f"<p>The members of the society met in the hall and heard report number {n} of the board.</p>" for n in range(4))
    html = f"<html lang=en><head><title>Members met | Society</title>{head}</head><body><h1>Members met</h1>{middle}{text}<img src=/b.jpg><h2>More</h2></body></html>"
    reasons = read_article(html, "https://society.example/a", zone="UTC", now=NOW).reasons
    expected = {
        "title": ("<h1> on line 1", "it won over"),
        "published": ("meta articlepublishedtime", "it won over 2021-09-07 (line 4"),
        "updated": ("meta articlemodifiedtime",),
        "author": ("line 2", "it won over “The Society Weekly” (the page's metadata)"),
        "source": ("no source is named", "passed over as no name of a source: “admin” (line 3)"),
        "image": ("the page's metadata", "it won over “https://society.example/b.jpg” (a picture in the text)"),
        "language": ("declared by the page",),
        "summary": ("the first sentences of the text",),
        "text": ("paragraphs of the box",),
    }
    for field, words in expected.items():
        assert all(word in reasons[field] for word in words), (field, reasons[field])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ann Example", "Ann Example"), ("Written by Ann Example on Tuesday", "Ann Example"), ("by Ann Example May 7, 2024", "Ann Example"),
        ("By Theresa May", "Theresa May"), ("Von Max Muster am Samstag", "Max Muster"), ("By Ann Example ann@paper.example", "Ann Example"),
        ("记者：请您谈一谈，这是为什么？", None), ("作者：admin", None), ("作者：本报", None), ("Geschrieben von Max Muster", "Max Muster"),
        ('<a href="/author/ann">Ann Example</a> · 4 min', "Ann Example"),
    ],
)  # fmt: skip
def test_an_author_is_a_name(line: str, name: str | None) -> None:
    """Dates, addresses and questions beside a name are no part of it; what is no name is not taken for one."""
    text = "".join(f"<p>The members of the society met in the hall and heard report number {n} of the board.</p>" for n in range(4))
    assert read_article(f"<h1>Members met in the hall</h1><p>{line}</p>{text}", URL, now=NOW).author == name


@pytest.mark.parametrize(
    "first",
    [
        "vor 5 Stunden in Aktuelles, keine Lesermeinung", "3. maj 2012 af Hanne Eksempel, i nyt fra foreningen", "Publié le 7 mai 2024 à 14h13, mis à jour le 8 mai 2024 à 9h00", "08:39, 06 Jan 2026",
        "Listen to this article, 4 minutes. A machine reads it to you.", "A version of this story appeared in Example Weekly, Vol 3.",
        "We earn a commission when you buy something by the links on this page, at no cost to you.", "We use cookies to make this site better for you, dear reader.",
        "点击：120　来源：办公室　作者：王晓明", "当前位置：首页 > 新闻动态 > 正文内容", "分享到：微信、微博、空间等等，欢迎大家转发给身边的朋友们。",
        "This article was featured in the newsletter of the week. Sign up for it here.", "Für 0.99 € können Sie diesen Artikel erwerben, ganz ohne Abo.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["<p>{}</p>", "<div class=x>{}</div>"])
def test_a_summary_begins_with_the_text(first: str, frame: str) -> None:
    """No time line, credit, trail, call to share, disclosure or notice stands at its beginning."""
    text = "".join(f"<p>The members of the society met in the hall and heard report number {n} of the board.</p>" for n in range(5))
    html = f"<title>Members met in the hall</title><h1>Members met in the hall</h1>{frame.format(first)}<h2>What they heard, and more</h2>{text}"
    summary = read_article(html, URL, now=NOW).summary
    assert summary is not None and summary.startswith("The members of the society met"), summary


def test_a_caption_is_no_part_of_the_text() -> None:
    """What stands under a picture is neither in the summary nor dates the article."""
    text = "".join(f"<p>The members of the society met in the hall and heard report number {n} of the board.</p>" for n in range(5))
    figure = "<figure><img src=a.jpg><figcaption>The hall on 1 April 2020. Photo: Bob Camera</figcaption></figure>"
    read = read_article(f"<h1>Members met in the hall</h1>{figure}<p>By Ann Example, 7 May 2024</p>{text}", URL, now=NOW)
    assert read.summary and read.summary.startswith("The members")
    assert read.published and f"{read.published.at:%Y-%m-%d}" == "2024-05-07"


def test_what_was_escaped_twice_is_shown_as_meant() -> None:
    """Metadata that passed through two template engines reads like the page."""
    head = '<meta name=description content="The society&amp;#039;s members met &amp;amp; elected a new chair in the old town hall.">'
    text = "<p>A chair was elected when the society's members met. The hall was old, the town proud.</p>" * 3
    assert read_article(f"<title>Election</title>{head}<h1>Election of a chair</h1>{text}", URL, now=NOW).summary == (
        "The society's members met & elected a new chair in the old town hall."
    )


PROSE = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场，并就今后的工作交换了意见。</p>" for n in range(4))


@pytest.mark.parametrize(
    ("line", "origin", "author"),
    [
        ("<span>来源： 协会新闻网</span><span>发稿时间：2021-09-08 08:41</span>", "协会新闻网", None),
        ("来源：<span></span>&nbsp;&nbsp;&nbsp;发布时间：2021-09-08", None, None),
        ("来源：研工部&nbsp;供稿：方一鸣&nbsp;值班编辑：王二&nbsp;2021-09-08", "研工部", "方一鸣"),
        ("作者：&nbsp;来源：秘书处 时间：2021-09-08", "秘书处", None),
        ("发布时间：2021-09-08 来源：</p><p>各会员单位及各位同仁：", None, None),
        ("发布时间：2021-09-08 作者：</p><p>示范社临河9月8日电", None, None),
        ("来源：示范新闻网16.12 浏览次数：17 发布时间：2021年9月8日", "示范新闻网", None),
        ("作者：通讯员 林一解 来源：本站原创 时间：2021-09-08", None, "林一解"),
    ],
)
def test_a_label_without_its_value_takes_none_from_the_next(line: str, origin: str | None, author: str | None) -> None:
    """Source and author end where the next label begins, and there are none where it follows at once."""
    read = read_article(f"<h1>年度工作会议召开</h1><p>{line}</p>{PROSE}", URL, now=NOW)
    assert (read.origin, read.author) == (origin, author)


def test_a_rule_against_copying_others_is_no_declaration() -> None:
    """What an article says of leave and licence is not what its site declares."""
    rule = "<p>（六）未经他人许可，不当使用他人署名的；</p>"
    assert read_article(f"<h1>处理办法</h1>{PROSE}{rule}{PROSE}", URL, now=NOW).rights is None
    declared = "<p>未经本会书面许可，任何单位和个人不得转载、摘编或者建立镜像。</p>"
    assert "镜像" in (read_article(f"<h1>处理办法</h1>{PROSE}{rule}{declared}", URL, now=NOW).rights or "")


@pytest.mark.parametrize("foot", ["<p>地址：临河区示范大道一号 办公室：68460000 培训部：68460001</p>", "<p>网站声明：引用这里的文章，请写明出处，谢谢合作。</p>"])
def test_what_stands_at_a_pages_end_is_no_summary(foot: str) -> None:
    """A notice that is one picture has none; neither where its site is found nor what it declares takes that place."""
    assert read_article(f"<h1>春季培训简章</h1><p>发布时间：2021-09-08</p><div><img src=/files/plan.jpg></div><div>{foot}</div>", URL, now=NOW).summary is None


def test_a_class_that_everything_bears_makes_no_margin() -> None:
    """"skip-auto-fix" on every element of a page is no link for skipping."""
    html = f"<div class='content skip-auto-fix'><h1 class=skip-auto-fix>年度工作会议召开</h1><div class=skip-auto-fix>{PROSE}</div></div>"
    assert read_article(html, URL, now=NOW).text.count("\n") == 3


def test_quotes_around_a_pictures_address_are_none_of_it() -> None:
    """Text that was escaped for a script and never put right."""
    html = f"<h1>年度工作会议召开</h1>{PROSE}<p><img src='\\\"https://a.example/files/1.jpg\\\"'></p>{PROSE}"
    assert read_article(html, URL, now=NOW).image == "https://a.example/files/1.jpg"


def test_pictures_addresses_below_a_heading_are_no_list() -> None:
    """A post that is a heading, its time and addresses written out keeps its heading."""
    links = "".join(f"<p><a href=https://pictures.example/{n}.jpg>https://pictures.example/{n}.jpg</a></p>" for n in range(5))
    html = f"<title>[游记] 临河一日 - 看板 旅行 - 示范论坛</title><p><b>看板</b>旅行</p><p><b>标题</b><span>[游记] 临河一日</span></p><p><b>时间</b>2021-09-08 12:30</p>{links}{PROSE}"
    assert read_article(html, URL, now=NOW).title == "[游记] 临河一日"


@pytest.mark.parametrize("heading", ["<span>The town’s best</span><span class=hidden> : </span><span>A hall of records</span>", "<span>The town’s best:</span><span>A hall of records</span>"])
def test_the_metadata_write_a_heading_of_parts_better(heading: str) -> None:
    """Where the parts of a heading leave a space too many, or none, the same words in the metadata tell how they are written."""
    head = "<title>The town’s best: A hall of records | The Sample</title><meta property=og:title content='The town’s best: A hall of records'>"
    text = "<p>The members of the society met in the hall of records, and heard what the board had to say of it.</p>" * 5
    assert read_article(f"{head}<h1>{heading}</h1>{text}", URL, now=NOW).title == "The town’s best: A hall of records"


NOTICE = (
    "This website uses cookies, small notes that help us to make your visit pleasant, and to count how often a page is read. Cookies that we have categorized as needed"
    " are written at once, as without them no page could be shown; of the others you may say for each whether you want it, and change your mind on every later day."
)


CONSENT = "Оставаясь у нас, вы соглашаетесь с тем, что мы обрабатываем персональные данные гостей, чтобы считать, сколько раз открывали страницу. "


@pytest.mark.parametrize("notice", [NOTICE, CONSENT * 2])
def test_words_on_cookies_are_no_text(notice: str) -> None:
    """However long they are, and however short the article is."""
    html = f"<h1>A barge grounded in the river</h1><p>7 May 2024</p><p>Two tugs are on their way to free the barge.</p><div><div><p>{notice}</p></div></div>"
    read = read_article(html, URL, now=NOW)
    assert read.summary == "Two tugs are on their way to free the barge."


def test_a_frame_around_the_page_is_no_margin() -> None:
    """A class that tells where the side bar stands makes no side bar of all there is."""
    html = "<div class='page right-sidebar'><div><h2>The hall opens again</h2><p>Posted on 7 May 2024</p><p>The hall opens again on Monday, as the board has said.</p></div></div>"
    assert (read_article(html, URL, now=NOW).summary or "").startswith("The hall opens again on Monday")


def test_whose_a_picture_is_and_whose_a_page_is() -> None:
    """The maker named at the end of words on a picture declares nothing of the page; "© all rights reserved" does."""
    caption = "<p>Quick funding of recovery after the flood in the valley © JO EXAMPLE / ABC</p>"
    assert read_article(f"<h1>Funds for the valley</h1>{PROSE}{caption}", URL, now=NOW).rights is None
    assert read_article(f"<h1>Funds for the valley</h1>{PROSE}<p>The Sample Media Group Ltd. © Minden jog fenntartva</p>", URL, now=NOW).rights


def test_a_word_before_the_text_goes_with_both_its_brackets() -> None:
    """"【导读】" is no part of the summary, nor is half of it."""
    read = read_article(f"<h1>年度工作会议召开</h1><p>2021-09-08</p><p>【导读】本会第一次会议在临河召开，三十家企业登台介绍了做法。</p>{PROSE}", URL, now=NOW)
    assert (read.summary or "").startswith("本会第一次会议")


@pytest.mark.parametrize("end", ["Este post fue escrito el lunes 7 de mayo de 2012 a las 10:11", "This entry was posted on Monday by Ann", "Comments are closed.", "You might also like these"])
def test_what_a_weblog_says_below_a_post_is_none_of_it(end: str) -> None:
    """Who wrote it when, and that nobody may answer."""
    assert end not in read_article(f"<h1>Funds for the valley</h1><div>{PROSE}<p>{end}</p></div>", URL, now=NOW).text


@pytest.mark.parametrize("line", ["各会员单位：", "尊敬的用人单位：", "一、会议时间：11月28日上午9:00", "（二）报名单位：全体会员", "3、交流时间：两天"])
def test_what_a_notice_says_to_whom_and_point_by_point_is_text(line: str) -> None:
    """Words that could be a label's stand in them."""
    text = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(3))
    html = f"<title>会议通知_示范协会</title><h1>会议通知</h1><p>发布时间：2021-09-08</p><div class=con><p>{line}</p>{text}</div>"
    assert read_article(html, URL, now=NOW).text.startswith(line)


@pytest.mark.parametrize("whom", ["各省、自治区、直辖市注册会计师协会，各审计准则委员会委员：", "尊敬的各位会员、各位评审专家、各位企业质量工作者："])
def test_a_summary_begins_after_the_salutation(whom: str) -> None:
    """However long it is, it says nothing of the matter."""
    text = "本会第三次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。"
    html = f"<title>会议通知_示范协会</title><h1>会议通知</h1><p>发布时间：2021-09-08</p><div class=con><p>{whom}</p><p>{text}</p></div>"
    read = read_article(html, URL, now=NOW)
    assert read.text == f"{whom}\n{text}" and read.summary == text


@pytest.mark.parametrize(
    "tail",
    ["长按识别二维码，关注我们", "打开APP阅读全文", "点赞 12", "已有 31 人评论", "转载请注明出处：示范网", "初审：张三 复审：李四", "关键词：质量；评价", "声明：本文来源于网络，如有侵权请联系", "【纠错】", "您的浏览器不支持音频播放"],
)
def test_what_stands_around_a_text_is_none_of_it(tail: str) -> None:
    """Calls to scan and to share, credits of those who read it, labels and the frame's own words."""
    text = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(3))
    html = f"<title>会议召开_示范协会</title><h1>会议召开</h1><p>发布时间：2021-09-08</p><div class=con>{text}<p>{tail}</p></div>"
    assert tail[:4] not in read_article(html, URL, now=NOW).text


@pytest.mark.parametrize("line", ["点赞一线班组：三十家企业的质量改进故事", "已有120人报名参加本期培训，名额有限。"])
def test_words_that_begin_like_a_frames_own_may_be_text(line: str) -> None:
    """A lead that praises, a sentence that counts."""
    text = "".join(f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(3))
    html = f"<title>会议召开_示范协会</title><h1>会议召开</h1><p>发布时间：2021-09-08</p><div class=con>{text}<p>{line}</p>{text}</div>"
    assert line in read_article(html, URL, now=NOW).text


def test_readers_in_the_box_of_the_text_write_none_of_it() -> None:
    """Their heading and their times set them apart; a heading of that name with more of the article below does not."""
    text = [f"<p>本会第{n}次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。</p>" for n in range(6)]
    said = "<h3>网友评论</h3><p>张先生 2026-01-02 10:11</p><p>说得很好，我们单位也应当这样做。</p>"
    frame = "<title>会议召开_示范协会</title><h1>会议召开</h1><p>发布时间：2021-09-08</p><div class=con>{}</div>"
    assert "说得很好" not in read_article(frame.format("".join(text) + said), URL, now=NOW).text
    parts = read_article(frame.format("".join(text[:3]) + "<h3>网友评论</h3>" + "".join(text[3:])), URL, now=NOW).text
    assert "第5次会议" in parts


_PROSE = [f"<p>The members of the society met in the old town hall, heard report number {n} of the board, and asked many questions.</p>" for n in range(6)]


@pytest.mark.parametrize(
    "middle",
    [
        "<div class=text><div class=cmp-text>{0}</div></div><div class=image><img src=a.jpg></div><div class=text><div class=cmp-text>{1}{2}</div></div><div class=text><div class=cmp-text>{3}{4}{5}</div></div>",
        "<section><div><div class=block-7>{0}{1}{2}</div></div></section><section><div><div class=block-8>{3}{4}{5}</div></div></section>",
        "<div class=teaser-text><p>{0}</p></div><div class=news-text-wrap>{1}{2}{3}{4}{5}</div>",
    ],
)
def test_a_text_in_boxes_of_a_kind_is_one(middle: str) -> None:
    """Each in wrappers of its own; and its first words in a box that is called a teaser, but leads nowhere."""
    aside = "<div class=promo><p>Ferries run to the island all summer, from seven to nine, every hour and on each day of the week. Ask on board, or at the pier.</p></div>"
    read = read_article(f"<div class=main><h1>Members met in the hall</h1><p>3 May 2021</p>{middle.format(*_PROSE)}</div><div>{aside}</div>", URL, now=NOW)
    assert [f"number {n} " in read.text for n in range(6)] == [True] * 6 and "Ferries" not in read.text
    assert read.summary and read.summary.startswith("The members of the society met in the old town hall, heard report number 0")


@pytest.mark.parametrize("again", ["", "<p>{0}</p>", "<p>\u200b{0}</p>", "<p>{0}</p><figure>{0}</figure>"])
def test_a_lead_above_the_text_is_its_beginning(again: str) -> None:
    """It stands apart, with byline and picture between, and is read once where the text repeats it."""
    lead = "After three years of dispute the members of the society agreed on a new hall, to be built beside the old one."
    between = "<div class=by>By Ann Example</div><figure><img src=a.jpg></figure><p>The old hall in winter, as it stands. Photo: Bob Camera</p>"
    read = read_article(f"<h1>Members met in the hall</h1><p class=deck>{lead}</p>{between}<div class=body>{again.format(lead)}{''.join(_PROSE)}</div>", URL, now=NOW)
    assert read.text.split("\n")[0] == lead and read.text.count(lead) == 1 and "Bob Camera" not in read.text
    assert read.summary and read.summary.startswith(lead)


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("th", "สมาชิกของสมาคมประชุมกันที่ศาลากลางหลังเก่า และรับฟังรายงานฉบับที่ {n} ของคณะกรรมการ แล้วจึงถามคำถามมากมาย"),
        ("fa", "اعضای انجمن در تالار قدیمی شهر گرد آمدند، گزارش شماره {n} هیئت را شنیدند و پرسش‌های بسیاری مطرح کردند"),
        ("hi", "संस्था के सदस्य पुराने भवन में मिले और समिति की रिपोर्ट संख्या {n} सुनकर कई प्रश्न पूछे।"),
    ],
)
def test_a_text_with_stops_of_its_own_script_is_one(language: str, clause: str) -> None:
    """Neither Latin nor Chinese signs stand in it."""
    text = "".join(f"<p>{clause.format(n=n)}</p>" for n in range(5))
    side = "".join(f"<li><a href=/{n}>{clause.format(n=n + 20)[:30]}</a></li>" for n in range(6))
    read = read_article(f"<html lang={language}><body><div><h1>{clause[:24]}</h1><p>2021-05-03</p>{text}</div><div><ul>{side}</ul></div><div><p>This society keeps no records of its readers, and asks for nothing, as is told on the page on its aims.</p></div>", URL, now=NOW)
    assert len(read.text.split("\n")) == 5 and read.summary and read.summary.startswith(clause[:30])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Autor: Maria Przykład", "Maria Przykład"), ("Автор: Мария Примерова", "Мария Примерова"), ("Yazar: Ayşe Örnek", "Ayşe Örnek"), ("Av Maria Exempel", "Maria Exempel"), ("Af Maria Prøve", "Maria Prøve"),
        ("Szerző: Minta Mária", "Minta Mária"), ("بقلم مريم مثال", "مريم مثال"), ("נכתב", None), ("נויה", None), ("Oleh Maya Contoh", "Maya Contoh"), ("글쓴이 : 김보기", "김보기"), ("Por mi cumpleaños me regalaron un libro", None),
    ],
)  # fmt: skip
def test_an_author_is_named_in_many_tongues(line: str, name: str | None) -> None:
    """After the word for who wrote it, or a small one; not after a small one that begins a sentence."""
    assert read_article(f"<h1>Members met in the hall</h1><p>{line}</p>{''.join(_PROSE)}", URL, now=NOW).author == name


WRITERS = """
Author: {}|Ann Example
Words by {}|Ann Example
Von unserer Korrespondentin {}|Anna Beispiel
Ein Beitrag von {}|Anna Beispiel
Propos recueillis par {}|Anne Exemple
Autora: {}|Ana Ejemplo
A cura di {}|Anna Esempio
Door: {}|Anna Voorbeeld
Geschreven door {}|Anna van der Voorbeeld
Opracowała: {}|Anna Przykład
Napsal {}|Jan Příklad
Írta: {}|Példa Anna
Scris de {}|Ana Exemplu
Piše: {}|Ana Primjer
Аутор: {}|Ана Пример
Av: {}|Anna Exempel
Skrevet af {}|Anna Eksempel
Teksti: {}|Anna Esimerkki
Autors: {}|Anna Piemērs
Autorius: {}|Ona Pavyzdytė
Γράφει η {}|Άννα Παραδείγματος
Συντάκτης: {}|Άννα Παραδείγματος
Автор статьи: {}|Анна Примерова
Подготовила {}|Анна Примерова
Підготувала {}|Анна Прикладна
Аўтар: {}|Ганна Прыклад
Yazan: {}|Ayşe Örnek
Người viết: {}|Nguyễn Văn Dụ
Đăng bởi {}|Nguyễn Văn Dụ
Ditulis oleh {}|Budi Contoh
ผู้เขียน {}|สมชาย ตัวอย่าง
بقلم: {}|أحمد مثال
כתבה: {}|דנה דוגמה
نوشته شده توسط {}|رضا نمونه
द्वारा {}|राम उदाहरण
লেখক: {}|রাম উদাহরণ
글: {}|김보기
작성자 {}|김보기
기자명 {} 기자|김보기
{} 기자|김보기
取材・文 {}|見本太郎
ライター：{}|見本太郎
ავტორი: {}|ნინო მაგალითი
Հեղինակ՝ {}|Աննա Օրինակյան
Müəllif: {}|Aysel Nümunə
Por {} — Rio de Janeiro|Ana Exemplo
""".strip().splitlines()


@pytest.mark.parametrize("line", WRITERS)
def test_a_line_that_names_the_writer_is_read_and_no_text(line: str) -> None:
    """An author named in the text ends nothing."""
    told, name = line.split("|")
    page = f"<h1>Members met in the hall</h1><p>{told.format(name)}</p>{''.join(_PROSE)}<div>Author: Bob Later</div>{''.join(_PROSE[:1])}<p>The hall was full.</p>"
    read = read_article(page, URL, now=NOW)
    assert (read.author, read.text.startswith(_PROSE[0][3:40])) == (name, True)
    assert read.text.endswith("The hall was full.")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Posted on May 3, 2021 by Ann Example in News", "Ann Example"), ("May 3, 2021 by Ann Example Leave a Comment", "Ann Example"), ("3. Mai 2021, 10:49 Uhr von Anna Beispiel", "Anna Beispiel"),
        ("Publié le 3 mai 2021 par Anne Exemple", "Anne Exemple"), ("3 de mayo de 2021 por Ana Ejemplo", "Ana Ejemplo"), ("Pubblicato il 3 maggio 2021 da Anna Esempio", "Anna Esempio"), ("3 Maggio 2021 di Anna Esempio", "Anna Esempio"),
        ("3 mei 2021 door Anna Voorbeeld", "Anna Voorbeeld"), ("Publicerad 3 maj 2021 av Anna Exempel", "Anna Exempel"), ("24. juli 2021 af Anna Eksempel", "Anna Eksempel"), ("3 Mei 2021 oleh Budi Contoh", "Budi Contoh"),
        ("3 maja 2021, autor: Anna Przykład", "Anna Przykład"), ("3 мая 2021 автор: Анна Примерова", "Анна Примерова"), ("김보기 기자 2021.05.03 10:49", "김보기"), ("<span>06.05.2021 13:30 von Anna</span> <span>Symbolbild Beispiel</span>", "Anna"),
        ("3 Mei 2021 di Kota Contoh", None), ("May 3, 2021 by the members", None), ("3 de mayo de 2021 por la tarde", None), ("취재 기자 2021.05.03", None),
    ],
)  # fmt: skip
def test_a_line_that_tells_when_may_go_on_with_who(line: str, name: str | None) -> None:
    """After a small word and a name that is written as one."""
    assert read_article(f"<h1>Members met in the hall</h1><p>{line}</p>{''.join(_PROSE)}", URL, now=NOW).author == name


def test_an_address_of_an_author_is_no_name() -> None:
    """Another element of the head tells the name."""
    head = "<meta property=article:author content='https://www.social-network.example/@annex'><meta name=author content='Ann Example'>"
    assert read_article(f"{head}<h1>Members met in the hall</h1>{''.join(_PROSE)}", URL, now=NOW).author == "Ann Example"


def test_who_wrote_it_may_stand_above_the_heading() -> None:
    """On the line that tells when, as some weblogs have it."""
    line = "<p>Posted on <time datetime=2021-05-03>May 3, 2021</time> by <a href=/author/ann/>Ann Example</a></p>"
    assert read_article(f"<title>Members met in the hall</title>{line}<h1>Members met in the hall</h1>{''.join(_PROSE)}", URL, now=NOW).author == "Ann Example"


FURNITURE = """
Reading time: 3 minutes|3 min de lectura|Lesezeit 3 Minuten|Czyta się 3 minuty|Время чтения: 3 минуты|Okuma süresi: 3 dakika|وقت القراءة: 3 دقائق|この記事は3分で読めます|읽는 시간 3분
Artikel teilen|Partager sur Facebook|Condividi questo articolo|Udostępnij na Facebooku|Поделиться в соцсетях|Paylaş|Chia sẻ|Bagikan ke Facebook|اشتراک گذاری|שתף|シェアする|공유하기
Print this page|Imprimer|Версия для печати|طباعة|글자크기 조절|Écouter l'article|Posłuchaj artykułu
Visualizzazioni: 1.234|Просмотров: 123|Lượt xem: 123|Dibaca: 123 kali|조회수 123|閲覧数：123
Keine Kommentare|Aucun commentaire|Комментариев нет|Tidak ada komentar|لا تعليقات|댓글 0
Kategorie: Aktuelles|Рубрика: Новости|Chuyên mục: Tin tức|カテゴリ：お知らせ|Mots-clés : salle, fleuve
Zurück zur Übersicht|Retour à la liste|Powrót|Назад|Geri dön|목록으로|Zdjęcie: Bob Kamera|写真：見本太郎
""".strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("line", FURNITURE)
def test_the_pages_own_furniture_above_a_text_is_none_of_it(line: str) -> None:
    """In many tongues; in the text itself such a line may be anything."""
    read = read_article(f"<h1>Members met in the hall</h1><p>3 May 2021</p><p>{line}</p>{''.join(_PROSE)}<p>{line}</p><p>The hall was full to the last seat, and many stood outside.</p>", URL, now=NOW)
    assert read.text.startswith(_PROSE[0][3:40])


@pytest.mark.parametrize("line", ["Print shops of the town", "Share of the market: a third", "Back to the roots", "Category: unknown. Nobody asked.", "Dear members", "An die Kommentare"])
def test_a_line_that_begins_as_furniture_does_may_be_text(line: str) -> None:
    """It says more than that."""
    assert read_article(f"<h1>Members met in the hall</h1><p>3 May 2021</p><p>{line}</p>{''.join(_PROSE)}", URL, now=NOW).text.startswith(line)
