"""Any text reads as a listing without an exception of another kind than the promised one, and twice the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import SuspectError
from feedsvc.model import Listing
from feedsvc.reading.links import resolve
from feedsvc.reading.listing import read_listing
from tests import listing_layouts as layouts

PIECES = st.sampled_from(
    ["<ul>", "</ul>", "<li>", "<a href=/a.html>", "<a href='javascript:go(\"1\")'>", "<a href=//[x>", "<a href=http://a:b/>", "</a>", "<tr><td>", "<br>",
     "标题文字很长的一条新闻", "2021-02-30", "2021-03-05", "99-99", "<time datetime=x>", "</time>", "<h3>", "下一页", "<a>2</a>", "\ud800", "\0", "<base href=:>",
     "<p class='\\ . #1'>", "<div id='1 a'>", "<title>a - b", "</title>", "createPageHTML(3,1,'index','html')", "\u202e", "昨天", "9999-12-31"]
)  # fmt: skip


def read(html: str) -> Listing | None:
    try:
        return read_listing(html, layouts.URL, now=layouts.NOW)
    except SuspectError:
        return None


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_reads(html: str) -> None:
    """A listing or a SuspectError; the same again; and the recipe found reads what was found."""
    listing = read(html)
    assert listing == read(html)
    if listing is not None and listing.recipe is not None:
        again = read_listing(html, layouts.URL, now=layouts.NOW, recipe=listing.recipe)
        assert again.rows == listing.rows


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "http:", "//", "/", "?", "javascript:open('", "http://[", "http://a@b/", "\\"]))
def test_any_link_resolves_to_a_web_address_or_to_none(text: str, start: str) -> None:
    """Nothing but http and https comes out, in ASCII, and nothing raises."""
    found = resolve(layouts.URL, start + text)
    assert found is None or (found.startswith(("http://", "https://")) and found.isascii())


def test_routes_of_a_script_lead_apart() -> None:
    """What stands behind "#/" tells articles apart; what only names a place on a page does not."""
    base = "https://a.example/list/"
    assert resolve(base, "https://b.example/#/notice?id=7") == "https://b.example/#/notice?id=7"
    assert resolve(base, "/app#!/7 8") == "https://a.example/app#!/7%208"
    assert resolve(base, "1.html#top") == "https://a.example/list/1.html"
    assert resolve(base, "https://b.example/#/") == "https://b.example/"


def test_links_are_read_as_browsers_read_them() -> None:
    """White space, scripts that name their target, Han paths; and nothing from what leads nowhere."""
    base = "http://a.example/x/y.html"
    assert resolve(base, " \n/b .html#top") == "http://a.example/b%20.html"
    assert resolve(base, "新闻/1.html") == "http://a.example/x/%E6%96%B0%E9%97%BB/1.html"
    assert resolve(base, "javascript:window.open('/b.html')") == "http://a.example/b.html"
    for nowhere in ("", "#a", "javascript:;", "mailto:a@b.example", "tel:1", "data:text/html,x", "java\tscript:alert(1)", "http://u@b.example/"):
        assert resolve(base, nowhere) is None
