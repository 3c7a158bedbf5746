"""Every answer gets its class: above all, a browser check is never taken for a page, nor a page for a check."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import BlockedError, RetryError, SourceError, SuspectError
from feedsvc.fetching.classify import Answer, Fleeting, judge, looks_like_challenge
from feedsvc.fetching.pace import retry_after
from feedsvc.model import NotModified, Page

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
URL = "https://news.example/list"
LONG_SCRIPT = "var _0xab=['\\x61'];(function(a,b){while(--b){a.push(a.shift())}})(_0xab,0x1f);" * 400

# name → status, headers, body
CHECKS: Mapping[str, tuple[int, dict[str, str], str]] = {
    "script alone": (200, {}, f"<script>{LONG_SCRIPT}</script>"),
    "script in an empty page": (200, {}, f"<!DOCTYPE html><html><head><script>{LONG_SCRIPT}</script></head><body></body></html>"),
    "onload only": (200, {}, '<html><head><title></title></head><body onload="go()"></body></html>'),
    "cookie by header, reload": (200, {"set-cookie": "s=1"}, "<html><body>One moment<script>location.reload()</script></body></html>"),
    "cookie by script, reload": (
        200,
        {},
        "<html><body>Your visit is being checked, please stay"
        "<script>document.cookie='k=1';window.location.href=location.href</script></body></html>",
    ),
    "cookie by header, refresh": (
        200,
        {"set-cookie": "s=1"},
        '<html><head><meta http-equiv="refresh" content="1"></head><body>Please wait while we look at your visit</body></html>',
    ),
    "cookie clearance 521": (521, {"set-cookie": "__jsl=1"}, "<script>document.cookie=('_')+('_');location.href=location.href</script>"),
    "waiting room 503": (
        503,
        {"server": "shield"},
        "<html><title>Just a moment...</title><body><h1>Checking your browser</h1><form id=challenge-form action=/x></form>"
        "<script src=/cdn-cgi/challenge-platform/x.js></script></body></html>",
    ),
    "status 412 with script": (412, {"set-cookie": "a=b"}, f"<meta content='x'><script>{LONG_SCRIPT}</script>"),
    "status 418": (418, {}, "<html>I am a teapot</html>"),
    "status 403 with reference": (403, {"server": "waf"}, "<html><h1>Access denied</h1><p>Reference 18.2ab</p></html>"),
    "status 403 empty": (403, {}, ""),
    "status 429": (429, {}, "<html>slow down</html>"),
    "slide to go on": (200, {}, "<body><div id=nc></div><p>访问验证，请完成安全验证后继续访问，请按住滑块</p><script src=/nc.js></script>"),
    "slide to go on, GBK": (200, {}, "<body><p>为了您的账号安全，请拖动滑块完成人机验证后继续访问</p><script src=/nc.js></script>"),
    "picture code": (
        200,
        {},
        "<html><body><form action=/check method=post>请输入图片中的验证码继续访问<img src=/code><input name=code></form></body></html>",
    ),
    "noscript hint": (200, {}, f"<html><body><noscript>Please enable JavaScript</noscript><script>{LONG_SCRIPT}</script></body></html>"),
    "form that sends itself": (
        200,
        {"set-cookie": "t=1"},
        "<html><body><form id=f method=post><input type=hidden name=a value=b></form>Redirecting you now, hold on"
        "<script>document.forms[0].submit()</script></body></html>",
    ),
    "script never closed": (200, {}, f"<html><script>{LONG_SCRIPT}"),
}

TEXT = "质量月活动在全市展开，各单位积极参与，现场交流气氛热烈。" * 12
ROWS = "".join(f'<li><a href="/{number}.html">第{number}条新闻标题</a></li>' for number in range(8))
PAGES: Mapping[str, tuple[dict[str, str], str]] = {
    "article": ({}, f"<html><body><h1>标题</h1><p>{TEXT}</p></body></html>"),
    "article with counter script": ({"set-cookie": "s=1"}, f"<html><body><p>{TEXT}</p><script>document.cookie='v'</script></body></html>"),
    "article about captchas": ({}, f"<html><body><p>验证码 {TEXT}</p><form><input></form><script>1</script></body></html>"),
    "listing": ({}, f"<html><body><ul>{ROWS}</ul></body></html>"),
    "listing with much script": ({"set-cookie": "s=1"}, f"<html><script>{LONG_SCRIPT};location.href</script><ul>{ROWS}</ul></html>"),
    "listing in capitals": ({}, f"<HTML><SCRIPT>location.reload</SCRIPT><UL>{ROWS.replace('<a', '<A')}</UL></HTML>"),
    "short notice": ({}, "<html><body><p>本页暂无内容，敬请期待。欢迎关注我们的新闻动态。</p></body></html>"),
    "short notice with cookie": ({"set-cookie": "s=1"}, "<html><body><p>今日无新闻，请明天再来看看我们的网站。</p></body></html>"),
    "empty": ({}, ""),
    "not HTML": ({}, '{"news": []}'),
    "plain text": ({}, "location.reload document.cookie captcha"),
    "english article": ({}, "<html><body>" + "<p>The members met and talked about quality.</p>" * 20 + "</body></html>"),
}


def encoded(name: str, text: str) -> bytes:
    return text.encode("gb18030" if "GBK" in name else "utf-8")


def test_enough() -> None:
    """At least twelve look-alikes stand against as many pages."""
    assert len(CHECKS) >= 12
    assert len(PAGES) >= 12


@pytest.mark.parametrize("name", CHECKS)
def test_s6_challenge(name: str) -> None:
    """A browser check is reported as being turned away, with a way out that is not to solve it."""
    status, headers, text = CHECKS[name]
    with pytest.raises(BlockedError) as caught:
        judge(Answer(status, URL, headers, encoded(name, text)), NOW)
    assert URL in caught.value.message
    assert "operator" in caught.value.next_step


@pytest.mark.parametrize("name", PAGES)
def test_page_is_a_page(name: str) -> None:
    """A page is a page, whatever scripts, cookies and words it has."""
    headers, text = PAGES[name]
    answer = judge(Answer(200, URL, headers, encoded(name, text)), NOW)
    assert isinstance(answer, Page)


SENDS_ON = {
    "refresh": ({}, '<html><head><meta http-equiv="Refresh" content="0; url=/news/"></head></html>'),
    "refresh, the other way round": ({}, "<META content='0;URL=/news/' http-equiv=refresh><title>跳转</title>"),
    "refresh to a script's route, which no request names": ({}, '<meta http-equiv=refresh content="0;url=/news/#/list">'),
    "refresh of a site with sessions": ({"set-cookie": "JSESSIONID=1"}, "<meta http-equiv=refresh content=0;url=/news/>"),
    "script": ({}, "<html><head><script>window.location.href='/news/';</script></head><body></body></html>"),
    "script in a comment": ({}, '<script type="text/javascript">\n<!--\nlocation = "/news/"\n//-->\n</script>'),
    "script that replaces": ({"set-cookie": "s=1"}, "<script>self.location.replace('/news/')</script><title>首页</title>"),
    "script of all windows": ({}, "<body><script language=javascript>top.location.href = \"/news/\"</script></body>"),
}


@pytest.mark.parametrize("name", SENDS_ON)
def test_points_elsewhere(name: str) -> None:
    """A page that only sends the browser on is not followed, and the operator is told where to."""
    headers, text = SENDS_ON[name]
    with pytest.raises(SuspectError, match="only sends the browser on to https://news.example/news/$") as caught:
        judge(Answer(200, URL, headers, text.encode()), NOW)
    assert "'url' in config.toml" in caught.value.next_step


def test_points_to_nowhere_readable() -> None:
    """A refresh whose address cannot be read is told, too."""
    body = b'<html><head><meta http-equiv="Refresh" content="0; url=javascript:go()"></head></html>'
    with pytest.raises(SuspectError, match="another address"):
        judge(Answer(200, URL, {}, body), NOW)


@pytest.mark.parametrize(
    "text",
    [
        '<html><head><title>新闻</title></head><body><div id="app"></div><script src="/js/app.1a2b.js"></script></body></html>',
        '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"><!-- x --></div><script type=module src=/a.js></script>',
    ],
)
def test_an_empty_room_for_scripts(text: str) -> None:
    """A page that its scripts are to fill is no browser check: asking the site's operator would not help."""
    with pytest.raises(SuspectError, match="is empty until a browser runs its scripts") as caught:
        judge(Answer(200, URL, {"set-cookie": "s=1"}, text.encode()), NOW)
    assert "without them" in caught.value.next_step


PIECES = [b"<", b"<script", b"</script", b"<!--", b"-->", b"<a ", b">", b" ", b"x", b"location="]
HOSTILE = [b"<meta http-equiv=refresh ", b"<script>location=", b"<div id=app>", b"<div id=app><!-- ", b"<", b"<script", b"<!--", b"</script ", b"<body ", b"<body onload", b"&nbsp;", b" ", b"</", b"http-equiv=", b"document ."]


@given(st.binary(max_size=400) | st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_any_body(body: bytes) -> None:
    """Any body is judged without a fault."""
    assert looks_like_challenge(Answer(200, URL, {}, body)) in (True, False)


@pytest.mark.parametrize("piece", HOSTILE)
def test_linear(piece: bytes) -> None:
    """The judgement reads a hostile body of any size in one go: work grows with its length, not faster."""
    body = b"<" + piece * (200_000 // len(piece))
    assert looks_like_challenge(Answer(200, URL, {}, body)) in (True, False)
    with suppress(SourceError):
        judge(Answer(200, URL, {}, body[:60_000]), NOW)


@pytest.mark.parametrize(("status", "body"), [(503, TEXT), (521, TEXT), (500, ""), (502, ""), (504, ""), (599, "")])
def test_s16_server_fault(status: int, body: str) -> None:
    """A server's own fault is worth another try at once, unless it asks to wait."""
    with pytest.raises(Fleeting):
        judge(Answer(status, URL, {}, f"<p>{body}</p>".encode()), NOW)
    with pytest.raises(RetryError) as caught:
        judge(Answer(status, URL, {"retry-after": "600"}, f"<p>{body}</p>".encode()), NOW)
    assert not isinstance(caught.value, Fleeting)
    assert caught.value.retry_after == timedelta(minutes=10)


def test_s14_not_modified() -> None:
    """304 counts only as the answer to a condition."""
    assert judge(Answer(304, URL, conditional=True), NOW) == NotModified(URL)
    with pytest.raises(SuspectError):
        judge(Answer(304, URL), NOW)


@given(st.integers(100, 999), st.binary(max_size=100))
def test_every_status(status: int, body: bytes) -> None:
    """Every status has a class; only 200 and 203 are pages."""
    try:
        answer = judge(Answer(status, URL, {}, body), NOW)
    except SourceError as error:
        assert error.url == URL
        assert error.message
        assert error.next_step
    else:
        assert isinstance(answer, Page)
        assert status in (200, 203)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("120", 2),
        (" 120 ", 2),
        ("0", 1),
        ("-5", 1),
        ("59", 1),
        ("86401", 1440),
        ("9" * 400, 1440),
        ("Mon, 23 Nov 2026 08:30:00 GMT", 30),
        ("Mon, 23 Nov 2026 16:30:00 +0800", 30),
        ("Monday, 23-Nov-26 08:30:00 GMT", 30),
        ("Mon Nov 23 08:30:00 2026", 30),
        ("Sun, 22 Nov 2026 08:00:00 GMT", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1440),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
    ],
)
def test_s15_retry_after(value: str, minutes: int) -> None:
    """Seconds and dates of all three forms are read, and kept between one minute and one day."""
    assert retry_after(value, NOW) == timedelta(minutes=minutes)


@pytest.mark.parametrize("value", [None, "", "soon", "1.5", "1e3", "12 minutes", "٣", "Mon, 99 Nov 2026 08:30:00 GMT", "--5", "0x10"])
def test_s15_unreadable(value: str | None) -> None:
    """What cannot be read counts as not said."""
    assert retry_after(value, NOW) is None


@given(st.text(max_size=40))
def test_s15_any_text(value: str) -> None:
    """Any text is a wait within bounds, or none."""
    wait = retry_after(value, NOW)
    assert wait is None or timedelta(minutes=1) <= wait <= timedelta(hours=24)
