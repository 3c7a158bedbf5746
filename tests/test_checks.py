"""The small judgements of the lint, each just on this side of its rule and just beyond."""

from __future__ import annotations

from datetime import datetime

import pytest

from feedsvc.formats.checks import (
    Finding,
    duplicates,
    forbidden_character,
    has_markup,
    html_faults,
    is_id,
    is_language,
    is_media_type,
    is_uri,
    rfc822,
    rfc3339,
)


@pytest.mark.parametrize(
    ("html", "rules"),
    [
        ("", []),
        ("plain", []),
        ("<p>a<br>b<br/>c<img src='https://a.example/1.jpg'></p><hr>", []),
        ("<P>a</p><A HREF='https://a.example/'>x</A>", []),
        ("<p title='1 < 2'>a</p>", []),
        ("1 < 2", ["H1"]),
        ("<p", ["H1"]),
        ("<p>a", ["H1"]),
        ("a</p>", ["H1"]),
        ("<b><i>a</b></i>", ["H1"]),
        ("</p></i></b>", ["H1"]),
        ("<script>x</script>", ["H1", "H1"]),
        ("<SVG></SVG>", ["H1", "H1"]),
        ("<p onclick=x>a</p>", ["H1"]),
        ("<p ONCLICK=x>a</p>", ["H1"]),
        ("<p style='a' onload='b'>a</p>", ["H1", "H1"]),
        ("<p class='x' id=y>a</p>", []),
        ("<a href='mailto:a@example.org'>x</a>", []),
        ("<a href='HTTPS://a.example/'>x</a>", []),
        ("<a href='javascript:x'>x</a>", ["R7"]),
        ("<a href='java&#115;cript:x'>x</a>", ["R7"]),
        ("<a href='//a.example/'>x</a>", ["R7"]),
        ("<a href='https:// a'>x</a>", ["R7"]),
        ("<a title='/x'>x</a>", []),
        ("<blockquote cite=/x>a</blockquote><video poster='y'></video>", ["R7", "R7"]),
        ("<img srcset='https://a.example/1.jpg 1x, https://a.example/2.jpg 2x,'>", []),
        ("<img srcset='https://a.example/1.jpg 1x, 2.jpg 2x'>", ["R7"]),
        ("<img srcset='1.jpg https://a.example/'>", ["R7"]),
    ],
)
def test_html_that_must_not_be_published(html: str, rules: list[str]) -> None:
    """Active parts, tags that do not fit together, addresses that lead elsewhere than they should."""
    assert [rule for rule, _ in html_faults(html)] == rules


def test_an_address_of_any_length_is_told_in_short() -> None:
    """A data address may be a whole picture."""
    ((_, words),) = html_faults(f"<img src='data:{'x' * 999}'>")
    assert words == f"src={'data:' + 'x' * 55!r} is not an absolute web address"


@pytest.mark.parametrize("text", ["a &amp; b", "a &apos; b", "a &#38; b", "a &#x26; b", "a &eacute b", "<b>", "</b", "<!--", "<?x", "a &copy b", "&notit;", "a &alpha b", "a &apos b", "Q&A1"])
def test_plain_text_with_markup(text: str) -> None:
    """A tag, or what any reader takes for a character reference."""
    assert has_markup(text)


@pytest.mark.parametrize("text", ["", "a & b", "A&B", "1 < 2", "a<1", "a &b; c", "AT&T", "Q&A：<"])
def test_plain_text_without_markup(text: str) -> None:
    """An ampersand or a sign of comparison alone is none."""
    assert not has_markup(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Sun, 22 Nov 2026 09:02:00 +0800", True),
        ("Sun, 22 Nov 2026 09:02:00 -0330", True),
        ("Sat, 22 Nov 2026 09:02:00 +0800", False),
        ("Mon, 30 Feb 2026 09:02:00 +0800", False),
        ("Sun, 22 Nov 2026 24:02:00 +0800", False),
        ("Sun, 22 Nov 2026 09:02 +0800", False),
        ("Sun, 22 Nov 2026 09:02:00 GMT", False),
    ],
)
def test_dates_as_rss_writes_them(text: str, good: bool) -> None:
    """A day that exists, on its weekday, in a zone of full or half hours."""
    assert (rfc822(text) is not None) is good


def test_times_are_what_they_say() -> None:
    """With their zone; what RFC 3339 does not know is none."""
    assert rfc822("Sun, 22 Nov 2026 09:02:03 +0800") == rfc3339("2026-11-22T09:02:03+08:00") == datetime.fromisoformat("2026-11-22T01:02:03+00:00")
    assert rfc3339("2026-11-22T01:02:03.5Z") and not rfc3339("2026-13-22T01:02:03Z") and not rfc3339("20261122T010203Z")


def test_names_and_addresses() -> None:
    """As validators accept them."""
    assert all(map(is_id, ("tag:example.org,2026:news/1", "tag:example.org,2026-11-22:x", "urn:uuid:1", "https://a.example/x")))
    assert not any(map(is_id, ("tag:example.org:x", "uuid:1", "news-1", "")))
    assert is_uri("http://[::1]:80/a?b#c") and not is_uri("https://a.example/ x") and not is_uri("ftp://a.example/") and not is_uri(None)
    assert is_language("zh-Hans-CN") and not is_language("chinese!") and not is_language(None)
    assert is_media_type("image/svg+xml") and not is_media_type("image") and not is_media_type(None)
    assert (forbidden_character("a\x85"), forbidden_character("a\tb\n")) == ("U+0085", None)
    assert duplicates("abcabad") == ["a", "b"]
    assert str(Finding("A1", "feed", "there are 2 <title>")) == "A1 feed: there are 2 <title>"
