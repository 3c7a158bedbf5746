"""Addresses that are the same article, and those that are not."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.identity import address_key, article_number, minter, text_digest, title_key, weak_keys
from tests.builders import day

PAGE = "http://www.example.org/news/show.asp?id=7&cat=2"


@pytest.mark.parametrize(
    "variant",
    [
        "https://www.example.org/news/show.asp?id=7&cat=2",
        "http://example.org/news/show.asp?id=7&cat=2",
        "http://www.example.org:80/news/show.asp?cat=2&id=7",
        "http://WWW.EXAMPLE.ORG/news//show.asp?id=7&cat=2",
        "http://www.example.org/news/show.asp?id=7&cat=2&utm_source=weixin",
        "http://www.example.org/news/show.asp?id=7&cat=2&from=timeline&isappinstalled=0",
        "http://www.example.org/news/show.asp;jsessionid=0A1B2C?id=7&cat=2",
        "http://www.example.org/news/show.asp?id=7&cat=2&PHPSESSID=8d7f6a5b4c3d2e1f",
        "http://www.example.org/news/show.asp?id=7&cat=2&sid=8d7f6a5b4c3d2e1f8d7f6a5b",
        "http://www.example.org/news/show.asp?id=7&cat=2&t=1763982000123",
        "http://www.example.org/news/show.asp?id=7&cat=2&_=0.8261526390",
        "http://www.example.org/news/show.asp?id=7&cat=2#top",
    ],
)
def test_variants_of_one_address_are_one(variant: str) -> None:
    """Scheme, www., order, tracking, sessions and fragments do not tell articles apart."""
    assert address_key(variant) == address_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.org/news/show.asp?id=8&cat=2",
        "http://www.example.org/news/show.asp?id=7",
        "http://www.example.org/notices/show.asp?id=7&cat=2",
        "http://other.example.org/news/show.asp?id=7&cat=2",
        "http://www.example.org/news/show.asp?id=7&cat=2&source=3",
        "http://www.example.org/news/show.asp?sid=7&cat=2",
        "http://www.example.org/news/show.asp?id=7&cat=2&t=3",
        "http://www.example.org/News/show.asp?id=7&cat=2",
        "http://www.example.org/news/show.asp?id=7&cat=2#/notice/3",
    ],
)
def test_another_article_is_another_address(other: str) -> None:
    """What may tell articles apart stays."""
    assert address_key(other) != address_key(PAGE)


def test_words_in_an_old_charset_tell_articles_apart() -> None:
    """Sites older than UTF-8 write GBK into their addresses; what cannot be read as UTF-8 is kept byte by byte."""
    titles = ("公告", "工作", "标准", "会议", "质量")
    addresses = ["http://www.example.org/show.asp?name=" + quote(title, encoding="gbk") for title in titles]
    assert len({address_key(url) for url in addresses}) == len(titles)
    assert address_key(addresses[0]) == address_key(addresses[0].replace("?name=", "?from=weixin&name="))


def test_a_long_name_is_a_session_only_beside_what_names_the_article() -> None:
    """Where the parameter is all there is, it is the article's name: ``detail?sid=…``."""
    names = [f"{number:032x}" for number in range(9)]
    for whole in ("http://example.org/detail?sid={}", "http://example.org/news/show.asp?token={}", "http://example.org/v2/detail/?sid={}"):
        assert len({address_key(whole.format(name)) for name in names}) == len(names)
    for named in ("77.html?sid={}", "news/quality-month?sid={}", "a/notice.shtml?sid={}", "show.asp?id=7&sid={}", "?sid={}#/notice/7"):
        assert len({address_key("http://example.org/" + named.format(name)) for name in names}) == 1


def test_a_number_that_keeps_a_page_out_of_caches_is_none_of_its_address() -> None:
    """``7.html?t=100001`` is another at every look; ``detail.html?t=7`` is an article's own."""
    for name in ("t", "v", "_", "r", "rnd", "timestamp"):
        assert address_key(f"http://example.org/a/7.html?{name}=100001") == address_key("http://example.org/a/7.html")
        for own in ("detail.html?{}={}", "detail1.html?{}={}", "show.php?cat=3&{}=2024110700{}", "news-detail?{}=2024110700{}", "view?lang=zh&{}=8800123400{}"):
            assert len({address_key("http://example.org/" + own.format(name, number)) for number in range(9)}) == 9


def test_places_that_a_script_shows_are_places() -> None:
    """What follows "#/" or "#!" is the address of an article on sites that are one script; such articles are not one."""
    routes = ("#/notice?id=700", "#/notice?id=701", "#!/notice/700", "")
    assert len({address_key("http://example.org/" + route) for route in routes}) == 4
    assert article_number("http://example.org/#/notice?id=701") == "701"


def test_index_pages_and_slashes_are_one() -> None:
    """``/a/``, ``/a`` and ``/a/index.html`` are one address."""
    assert len({address_key(f"http://example.org/a{end}") for end in ("", "/", "/index.html", "/index.php")}) == 1


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("http://example.org/html/917/2020-09-28/content-4244.html", "4244"),
        ("http://example.org/202103/t20210325_56133.html", "56133"),
        ("http://example.org/show.asp?id=1201", "1201"),
        ("http://example.org/2021/09/08/", None),
        ("http://example.org/about.html", None),
    ],
)
def test_the_cms_number_is_found_and_dates_are_none(url: str, number: str | None) -> None:
    """The last long run of figures that is no date."""
    assert article_number(url) == number


def test_ids_say_nothing_of_the_article_and_never_repeat() -> None:
    """``tag:`` ids of allowed characters, minted at random."""
    mint = minter("feeds.example.org", 2026)
    ids = {mint("news") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(made.startswith("tag:feeds.example.org,2026:news/") for made in ids)


def test_titles_compare_by_letters_alone() -> None:
    """Spaces, quotes and width of punctuation are layout."""
    assert title_key("“质量月”, 启动") == title_key("质量月 启动")
    assert title_key("质量月启动") != title_key("质量月启动了")


def test_weak_keys_carry_the_day() -> None:
    """The same title on another day proposes nothing."""
    assert set(weak_keys(PAGE, "题", day("2026-11-20"), "")) != set(weak_keys(PAGE, "题", day("2026-11-21"), ""))


@given(st.text())
def test_layout_does_not_change_a_texts_digest(text: str) -> None:
    """White space between characters does not count."""
    assert text_digest(" ".join(text)) == text_digest(text)


def test_a_texts_digest_stays() -> None:
    """It is stored: whatever parts the words, the digest of a text is the one it had."""
    assert text_digest("质量\u3000月\n\x1c即\x85 将\u2028") == hashlib.sha256("质量月即将".encode()).hexdigest()[:24]
    assert text_digest(" \n\u3000") == ""


@given(st.from_regex(r"https?://[a-z]{1,8}\.[a-z]{2,3}(/[\w%.~-]{0,8}){0,3}(\?[a-z]=[\w%]{0,5}(&[a-z]=\w{0,4}){0,3})?", fullmatch=True))
def test_a_key_is_a_fixed_point(url: str) -> None:
    """The key of an address rebuilt from its key is the same key."""
    key = address_key(url)
    assert address_key("http://" + key[2:]) == key
