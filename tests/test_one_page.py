"""A page asked for by hand: what is told to the one who waits for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from feedsvc.commands.init import Wanted, look
from feedsvc.commands.one_page import one_page
from feedsvc.errors import RetryError, SuspectError

from .fake_fetcher import NOW, FakeFetcher

URL = "http://site.example/"


@pytest.mark.parametrize("own, told", [("", "then try again"), ("tell the site's operator", "tell the site's operator")])
def test_nobody_is_told_to_wait_for_what_never_comes(own: str, told: str) -> None:
    """The service tries again by itself what passes; one who asked once has to.  A failure with a remedy of its own keeps it."""
    door, error = FakeFetcher(), RetryError("no answer", own, url=URL)
    door.fail(URL, error)
    assert error.passing == (not own)
    with pytest.raises(RetryError, match="no answer") as caught:
        asyncio.run(one_page(door, URL, allow_private=False))
    assert told in caught.value.next_step
    assert door.closed


@pytest.mark.parametrize(
    "html",
    [
        "<title>新闻动态</title><frameset cols='200,*'><frame src=menu.html><frame src=list.html name=main></frameset>",
        "<title>新闻动态</title><a href=/>首页</a><a href=/b/>机构</a><iframe src=/news/menu.html></iframe><iframe src=list.html></iframe>"
        "<iframe src=//ads.example/></iframe>",
    ],
)
def test_a_frame_is_named(html: str) -> None:
    """Who sets up a page that shows its list in a frame reads which address to give instead."""
    door = FakeFetcher()
    door.put(f"{URL}news/", html.encode())
    with pytest.raises(SuspectError, match="shows what it has in a frame") as caught:
        asyncio.run(look(door, Wanted(f"{URL}news/", Path("config.toml")), "Asia/Shanghai", NOW))
    assert caught.value.next_step == f"name the frame's address: {URL}news/menu.html or {URL}news/list.html"


def test_a_list_beside_a_frame_is_read() -> None:
    """A frame of advertisements on the site's own host is in nobody's way."""
    rows = "".join(f"<li><a href=/n/{n}.html>关于召开第{n}次会员代表大会的通知公告</a><span>2025-03-{20 - n:02d}</span></li>" for n in range(8))
    door = FakeFetcher()
    door.put(URL, f"<title>新闻动态</title><ul>{rows}</ul><iframe src=/ads.html></iframe>".encode())
    assert len(asyncio.run(look(door, Wanted(URL, Path("config.toml")), "Asia/Shanghai", NOW)).listing.rows) == 8
