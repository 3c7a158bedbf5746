"""Pages that answer 200 in place of an article that is gone."""

from __future__ import annotations

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article
from feedsvc.reading.notices import leads_home, marked, says_gone

URL = "http://www.example.org/news/7.html"
FRAME = """<html><head><title>{title}</title></head><body><div class="nav"><a href="/">首页</a> <a href="/news/">新闻</a></div>
<div class="box"><h2>{heading}</h2><p>{words}</p><p><a href="/">返回首页</a></p></div><div class="foot">版权所有</div></body></html>"""
GONE = [
    ("提示信息", "提示信息", "您访问的页面不存在！"),
    ("错误", "出错了", "文章已被管理员删除。"),
    ("", "", "该信息已被删除或者尚未审核"),
    ("系统提示", "操作提示", "内容不存在，三秒后自动跳转"),
    ("404", "404", "哎呀，没有这个地方。"),
    ("样例协会", "Error 404", "We are sorry."),
    ("网站名称", "抱歉", "找不到您要的网页，请核对地址。"),
    ("网站名称", "抱歉", "没有找到相关信息"),
    ("网站名称", "参数错误", "请从首页进入"),
    ("网站名称", "信息已过期", "您可以看看别的通知"),
    ("Error", "Page not found", "We looked everywhere."),
    ("Sorry", "Sorry", "The article you asked for has been removed by its author."),
    ("Society", "Oh no", "This page no longer exists."),
    ("Society", "Oh no", "The document could not be found on this server."),
    ("Society", "Nothing here", "That story is no longer available."),
]
THERE = [
    ("关于征集优秀案例的通知", "各会员单位请于月底前提交材料。"),
    ("网站改版公告", "新网站已经上线，旧地址会自动转到新地址。"),
    ("系统维护中", "系统今晚维护，暂停访问。"),
    ("失物招领", "在会场拾到钥匙一串，请失主与秘书处联系。"),
    ("Members meet in May", "The council found that the new rules work."),
]


def read(html: str) -> Article:
    return marked(read_article(html, URL), html)


@pytest.mark.parametrize(("title", "heading", "words"), GONE)
def test_a_notice_that_says_so_is_a_page_that_is_gone(title: str, heading: str, words: str) -> None:
    """In Chinese and English, with and without a heading."""
    assert says_gone(read(FRAME.format(title=title, heading=heading, words=words)))


@pytest.mark.parametrize(("title", "words"), THERE)
def test_an_article_or_another_notice_is_not(title: str, words: str) -> None:
    """Articles, and notices that only ask for patience, say nothing of the kind."""
    assert not says_gone(read(FRAME.format(title=title, heading=title, words=words)))


@pytest.mark.parametrize("views", ["浏览次数：404", "404次浏览", "Views: 404", "404 views", "发布：2026-03-01 阅读 404"])
def test_an_article_that_was_read_404_times_is_there(views: str) -> None:
    """The number alone, in a view counter, says nothing."""
    assert not says_gone(read(FRAME.format(title="座谈会召开", heading="座谈会召开", words=f"{views}</p><p>会议于周五召开。")))


def test_a_long_article_may_speak_of_missing_pages() -> None:
    """Only a short page is a notice."""
    words = "</p><p>".join(["如果页面不存在，应当告诉读者怎么办，而不是让人对着空白的屏幕猜。"] * 12)
    assert not says_gone(read(FRAME.format(title="怎样写好提示", heading="怎样写好提示", words=words)))


def test_links_to_other_articles_do_not_count() -> None:
    """A headline elsewhere may tell of a page that was removed."""
    words = "会议于周五召开。</p><p><a href='/9.html'>谣言文章已被删除</a>"
    assert not says_gone(read(FRAME.format(title="会议召开", heading="会议召开", words=words)))


@pytest.mark.parametrize("answered", ["http://www.example.org/", "http://www.example.org/index.asp", "http://www.example.org/news/"])
def test_being_sent_home_means_that_there_is_none(answered: str) -> None:
    """The home page or the listing in place of an article."""
    assert leads_home(URL, answered, "http://www.example.org/news/")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (URL, URL),
        (URL, "https://example.org/news/7.html"),
        (URL, "http://www.example.org/2026/news/7.html"),
        ("http://www.example.org/?p=7", "http://www.example.org/?p=7"),
        ("http://www.example.org/?p=7", "https://www.example.org/?p=7"),
        ("http://www.example.org/show.asp?id=7", "http://www.example.org/?p=7"),
    ],
)
def test_a_redirect_to_the_article_itself_does_not(asked: str, answered: str) -> None:
    """Another scheme, host or path is where the article stands now."""
    assert not leads_home(asked, answered, "http://www.example.org/news/")
