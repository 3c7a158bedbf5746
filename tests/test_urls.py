"""One parser decides what the host of a URL is; what two parsers could read differently is no URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.urls import Target, UrlError, address, join, parse, same_site

GOOD = {
    "http://example.org": "http://example.org/",
    "HTTP://Example.ORG:80/A": "http://example.org/A",
    "https://example.org:443/": "https://example.org/",
    "https://example.org:8443/x": "https://example.org:8443/x",
    "http://example.org./": "http://example.org/",
    "http://example.org?q=1": "http://example.org/?q=1",
    "http://example.org#top": "http://example.org/",
    "http://example.org/a?b#c?d": "http://example.org/a?b",
    "http://example.org:/": "http://example.org/",
    "http://example.org/a/../b/./c": "http://example.org/b/c",
    "http://example.org/../../x": "http://example.org/x",
    "http://example.org/a/..": "http://example.org/",
    "http://example.org/a/%2E%2e/b": "http://example.org/b",
    "http://example.org//a": "http://example.org//a",
    "http://example.org/新闻 1.html": "http://example.org/%E6%96%B0%E9%97%BB%201.html",
    "http://example.org/a%2Fb": "http://example.org/a%2Fb",
    'http://example.org/"<x>"': "http://example.org/%22%3Cx%3E%22",
    "http://新闻.example/": "http://xn--efvy88h.example/",
    "http://ＥＸＡＭＰＬＥ.org/": "http://example.org/",
    "http://a_b.example.org/": "http://a_b.example.org/",
    "http://3com.example/": "http://3com.example/",
    "http://93.184.216.34/": "http://93.184.216.34/",
    "http://[2001:DB8:0:0::1]:8080/": "http://[2001:db8::1]:8080/",
    "http://example.org/a@b:c": "http://example.org/a@b:c",
}

BAD = [
    "", " ", "example.org", "//example.org/", "/path", "http:/example.org/", "http:example.org", "http:///x", "http://",
    "ftp://example.org/", "file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "gopher://x/", "javascript:alert(1)",
    "data:text/html,x", "view-source:http://x/", "jar:http://x!/", "http+unix://x/", "\x00http://example.org/",
    " http://example.org/", "http://example.org/\n", "http://exa\tmple.org/", "http://example.org/\r\nHost: x", "http://example.org\\@evil/",
    "http:\\\\example.org\\", "http://10.0.0.1\\@example.org/", "http://user@example.org/", "http://user:pw@example.org/",
    "http://@example.org/", "http://example.org@/", "http://example.org:99999/", "http://example.org:0/", "http://example.org:-1/",
    "http://example.org:8o/", "http://example.org:80:80/", "http://example%2eorg/", "http://%65xample.org/", "http://exa mple.org/",
    "http://example.org\u3000/", "http://exam\u200bple.org/", "http://exam\u00adple.org/", "http://\u202eexample.org/", "http://.example.org/",
    "http://example..org/", "http://-example.org/", "http://example-.org/", "http://" + "a" * 64 + ".org/", "http://" + "a." * 130 + "org/",
    "http://[::1/", "http://::1/", "http://[::1%25eth0]/", "http://[g::1]/", "http://[127.0.0.1]/", "http://127.1/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://127.0.0.01/", "http://127.0.0.256/", "http://1.2.3.4.5/",
    "http://1.2.3.0x4/", "http://0/", "http://x.1/", "http://xn--/", "http://xn--a b/", "http://exa<mple.org/", "http://exa|mple.org/",
    "http://exa^mple.org/", "http://exa\uffa0mple.org/", "http://exa\u3164mple.org/", "http://xn--_b/", "http://10.xn--2_55/", "http://xn--example-/", "http://xn--a9b/", "http://example.org,evil.org/", "http://example.org;evil/", "http://①②⑦.①/", "http://example.org\ud800/",
    "http://example.org/" + "a" * 9000,
]  # fmt: skip


@pytest.mark.parametrize(("written", "canonical"), GOOD.items())
def test_one_form(written: str, canonical: str) -> None:
    """Every way to write an address comes to one form, which is its own form."""
    assert parse(written).url == canonical
    assert parse(canonical).url == canonical


@pytest.mark.parametrize("url", BAD)
def test_refused(url: str) -> None:
    """What is not clearly one http or https address is none, and the reason is said in words."""
    with pytest.raises(UrlError) as caught:
        parse(url)
    assert len(str(caught.value)) > 10


def test_parts() -> None:
    """The parts are what a request needs."""
    target = parse("http://[2001:db8::1]:8080/a?b")
    assert target == Target("http", "2001:db8::1", 8080, "/a?b")
    assert (target.authority, target.origin) == ("[2001:db8::1]:8080", "http://[2001:db8::1]:8080")


@pytest.mark.parametrize(
    ("reference", "result"),
    [
        ("/x", "http://example.org/x"),
        ("y?z", "http://example.org/a/y?z"),
        ("//other.example/", "http://other.example/"),
        ("https://example.org/", "https://example.org/"),
        ("?q", "http://example.org/a/b?q"),
        ("../../../x", "http://example.org/x"),
        ("#f", "http://example.org/a/b"),
    ],
)
def test_join(reference: str, result: str) -> None:
    """A reference is read from where it was found."""
    assert join(parse("http://example.org/a/b"), reference).url == result


@pytest.mark.parametrize(
    "reference",
    ["http:\\\\x", "/\\x", "\t//x", "http://u@x/", "file:///x", "http://[::1", "//127.1/", "java\nscript:x"],
)
def test_join_refused(reference: str) -> None:
    """A reference is judged as strictly as an address."""
    with pytest.raises(UrlError):
        join(parse("http://example.org/a/b"), reference)


def test_same_site() -> None:
    """Only a leading www makes no difference."""
    assert same_site("www.example.org", "example.org")
    assert not same_site("a.example.org", "example.org")
    assert not same_site("example.org.evil", "example.org")


def test_address() -> None:
    """A host is an address only in the canonical spelling."""
    assert str(address("127.0.0.1")) == "127.0.0.1"
    assert str(address("::1")) == "::1"
    assert address("example.org") is None


SHORT = st.text(max_size=20)


@given(st.text(max_size=60) | st.builds("http://{}".format, SHORT) | st.builds("http://{}:{}/{}".format, SHORT, SHORT, SHORT))
def test_any_text(text: str) -> None:
    """Any text is an address in ASCII that parses to itself, or an UrlError; never anything else."""
    try:
        target = parse(text)
    except UrlError:
        return
    assert target.url.isascii()
    assert not set("\\ \t\r\n#") & set(target.url)
    assert parse(target.url) == target


@given(st.text(max_size=80))
def test_any_reference(text: str) -> None:
    """Any reference is an address or an UrlError."""
    try:
        assert parse(join(parse("https://example.org/a/"), text).url)
    except UrlError:
        return
