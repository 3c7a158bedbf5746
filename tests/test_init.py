"""What ``init`` writes into a file that somebody wrote: that, and nothing beside."""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from feedsvc.commands.init import Found, Wanted, check, look, written
from feedsvc.commands.toml_text import filled, with_source
from feedsvc.config import parse
from feedsvc.errors import ConfigError, SuspectError
from feedsvc.model import Listing
from tests.fake_fetcher import NOW, FakeFetcher

PATH = Path("config.toml")
URL = "http://www.example.org/"
FOUND = Found(Listing(URL, ()), {"新闻动态": f"{URL}news/", "质量讲座": f"{URL}talks/"}, "zh-CN")
WANTED = Wanted(URL, PATH, contact="mailto:a@example.org")
SITE = '[site]\ntitle = "T"\ncontact = "" # ask Li Wei\n'
WAITING = '[[source]]\nkey = "n"\n  url = ""   # see the wiki\ntitle = "新闻动态"\n'


def after(text: str, wanted: Wanted = WANTED) -> tuple[str, tuple[str, ...]]:
    """What becomes of a file, and the words for it; it reads without a mistake."""
    fresh, done = written(text, parse(text, PATH), wanted, FOUND)
    parse(fresh, PATH)
    return fresh, done


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_comments_spaces_and_line_ends_stay(newline: str, mark: str) -> None:
    """Only the two values between the quotes are others than before."""
    text = mark + (SITE + WAITING).replace("\n", newline)
    fresh, _ = after(text)
    assert fresh.replace("mailto:a@example.org", "").replace(f"{URL}news/", "") == text


@pytest.mark.parametrize(
    "text",
    [
        f'site.title = "T"\nsite.contact = "mailto:a@example.org"\n{WAITING}',
        f'site = {{ title = "T", contact = "" }}\n{WAITING}',
        f'source = [ {{ key = "n", url = "", title = "新闻动态" }} ] # one\n{SITE}',
        '[ "site" ]\ntitle = "T"\n"contact" = ""\n[["source"]]\nkey = "n"\n"url" = ""\ntitle = "新闻动态"\n',
        f'[site]\ntitle = "T"\ncontact = ""\nrights = """\n[[source]]\nurl = ""\n"""\n{WAITING}',
        f"{WAITING}{SITE}".rstrip("\n"),
    ],
)
def test_a_file_is_filled_in_however_it_is_written(text: str) -> None:
    """Dotted keys, inline tables, quoted keys, texts of many lines: the settings are those asked for, and all others as before."""
    fresh, _ = after(text, Wanted(URL, PATH, contact="mailto:b@example.org", base_url="https://feeds.example.org/", allow_private=True))
    before, now = tomllib.loads(text), tomllib.loads(fresh)
    assert now["site"] == {**before["site"], "contact": "mailto:b@example.org", "base_url": "https://feeds.example.org/"}
    assert now["source"] == [{**before["source"][0], "url": f"{URL}news/", "allow_private": True}]


@pytest.mark.parametrize("sources", ["source = []\n", 'source = [{ key = "n", url = "http://a.example/" }, ] # more to come\n', ""])
def test_a_source_is_added_however_the_others_are_written(sources: str) -> None:
    """A list of inline tables gets one more of them; TOML takes no [[source]] beside it."""
    text = sources + SITE.replace('""', '"mailto:a@example.org"')
    fresh = with_source(text, {"key": "x", "url": URL})
    assert tomllib.loads(fresh)["source"] == [*tomllib.loads(text).get("source", []), {"key": "x", "url": URL}]
    assert "# more to come" in fresh or "#" not in sources


def test_a_value_of_many_lines_is_replaced_whole() -> None:
    """Where a value ends is where TOML ends it."""
    assert filled('a = """\nb = 1\n""" # c\nd = 2\n', "a", "x") == 'a = "x" # c\nd = 2\n'


def test_a_section_that_found_no_link_is_named() -> None:
    """Eleven of twelve addresses found is told as that: the twelfth is named."""
    other = WAITING.replace('"n"', '"d"').replace("新闻动态", "下载专区")
    _, done = after(SITE + WAITING + other)
    assert done == (f"n: {URL}news/", "d: still without an address, as no link of this page is called '下载专区'; write its url yourself")


def test_an_address_that_is_watched_is_not_added_again() -> None:
    """Who runs ``init`` once more, to set the contact or the published address, gets that and no second feed of the same page."""
    text = with_source(SITE, {"key": "n", "url": URL})
    fresh, done = after(text, replace(WANTED, base_url="https://feeds.example.org/"))
    assert [source.key for source in parse(fresh, PATH).sources] == ["n"]
    assert parse(fresh, PATH).base_url == "https://feeds.example.org/" and "watches this address already" in done[0]
    assert [source.key for source in parse(after(fresh, replace(WANTED, key="m"))[0], PATH).sources] == ["n", "m"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"key": "News"}, "key 'News' must be"),
        ({"key": "all"}, "the key 'all' is taken"),
        ({"key": "n"}, "the key 'n' is taken"),
        ({"contact": "me"}, "contact 'me' must be"),
        ({"base_url": "feeds.example.org"}, "base-url 'feeds.example.org' is not"),
        ({"url": "www.example.org"}, "url 'www.example.org' is not"),
    ],
)
def test_what_the_file_could_not_hold_is_told_of_the_command_line(wanted: dict[str, str], words: str) -> None:
    """Before anything is fetched, and never as a line of a text that nobody wrote."""
    with pytest.raises(ConfigError, match=words):
        check(replace(Wanted(URL, PATH), **wanted), parse(SITE + WAITING, PATH))


@pytest.mark.parametrize("site, told", [("样例质量协会", True), (None, False), ("T", False), ("T 协会", False)])
def test_news_of_one_site_are_not_published_under_the_name_of_another(site: str | None, told: bool) -> None:
    """Who adds a page to a file that bears another name reads so, and what to do; no name, or the same, is no reason."""
    found = replace(FOUND, links={}, site=site)
    done = written(SITE + WAITING, parse(SITE + WAITING, PATH), Wanted(f"{URL}papers/", PATH), found)[1]
    assert done[0] == "added the source 'papers'"
    assert len(done) == 1 + told
    assert not told or ("the name 'T', and the page calls its site '样例质量协会'" in done[1] and "--config" in done[1])


def test_a_key_from_the_address_is_none_of_ours() -> None:
    """A listing at /all/ or /status/ gets a key that is free."""
    _, done = after(SITE, Wanted("http://www.example.org/all/", PATH))
    assert done == ("added the source 'all-2'",)


@pytest.mark.parametrize("links", ["<a href=/1>首页</a> <a href=/2>注册</a> <a href=/3>帮助</a>", ""])
def test_a_page_that_lists_no_articles_is_told(links: str) -> None:
    """A login page with its menu, or a page of nothing, makes a source only with a warning."""
    html = f"<html lang=zh><title>用户登录</title><h1>用户登录</h1><ul>{links}</ul><form><input name=a></form><a href=/4>忘记密码</a></html>"
    door = FakeFetcher()
    door.put(URL, html.encode())
    found = asyncio.run(look(door, WANTED, "Asia/Shanghai", NOW))
    told = written(None, None, WANTED, found)[1][0]
    assert "; but the page shows" in told and "is it the page that lists the articles?" in told


ROWS = "".join(f"<li><a href='/{n}.html'>第{n}次质量讲座在市民中心举行</a> 2026-03-{n:02}</li>" for n in range(20, 8, -1))


def looked_at(html: str, **headers: str) -> Found:
    door = FakeFetcher()
    door.put(URL, html.encode(), headers=headers)
    return asyncio.run(look(door, WANTED, "Asia/Shanghai", NOW))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>质量讲座 - 样例质量协会</title>", "样例质量协会"),
        ("<title>质量讲座</title><meta property='og:site_name' content='样例质量协会'>", "样例质量协会"),
        ("<title>质量讲座</title>", "www.example.org"),
    ],
)
def test_a_new_file_calls_the_site_by_its_name(head: str, name: str) -> None:
    """As the page tells it, else by its host; and it is said how to change it, as subscribers see it."""
    text, told = written(None, None, WANTED, looked_at(f"<html lang=zh><meta charset=utf-8>{head}<ul>{ROWS}</ul></html>"))
    assert parse(text, PATH).title == name
    assert any(f"'{name}'" in line and "[site]" in line for line in told)


def test_a_feed_of_the_sites_own_is_told() -> None:
    """Whose site has a feed needs none of ours; a page in another language, or a style, is no feed."""
    links = "<link rel=alternate hreflang=en href=/en/><link rel='Alternate home' type='application/rss+xml; charset=utf-8' href=feed.xml>"
    for config in (None, parse(SITE, PATH)):
        _, told = written(SITE if config else None, config, WANTED, looked_at(f"<html><meta charset=utf-8>{links}<ul>{ROWS}</ul></html>"))
        assert told[-1].startswith(f"the page has a feed of its own, {URL}feed.xml:")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ('<?xml version="1.0"?><?xml-stylesheet href="x"?><!-- x --><rss version="2.0"><channel/></rss>', "text/html", "is a feed itself"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "application/atom+xml", "is a feed itself"),
        ('{"title": "x", "version": "https://jsonfeed.org/version/1.1"}', "application/json", "is a feed itself"),
        ("%PDF-1.7", "application/pdf", "is application/pdf, and no web page"),
        ("<html><p>hello</p></html>", "text/html; charset=utf-8", "shows neither a list of articles nor links"),
    ],
)
def test_what_is_no_page_is_called_what_it_is(body: str, kind: str, words: str) -> None:
    """A feed, a file, a page of nothing: nothing is written, and the cause is told."""
    with pytest.raises(SuspectError, match=words):
        looked_at(body, **{"content-type": kind})


@pytest.mark.parametrize(("status", "written_to"), [(301, "http://www.example.org/list/"), (302, URL)])
def test_an_address_that_moved_for_good_is_written_as_it_is_now(status: int, written_to: str) -> None:
    """No pass has to be sent on from the old one; a redirect for the time being changes nothing."""
    door = FakeFetcher()
    door.redirect(URL, "http://www.example.org/list/", status)
    door.put("http://www.example.org/list/", f"<html lang=zh><meta charset=utf-8><title>讲座</title><ul>{ROWS}</ul></html>".encode())
    text, told = written(None, None, WANTED, asyncio.run(look(door, WANTED, "Asia/Shanghai", NOW)))
    assert parse(text, PATH).sources[0].url == written_to
    assert any("for good" in line for line in told) is (status == 301)
