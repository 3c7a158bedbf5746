"""The guard before the parser: hostile pages are refused quickly, real and sloppy ones pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import SuspectError
from feedsvc.reading import tree


def numbered(tag: str, count: int) -> str:
    return "".join(f"<{tag} {n}>" for n in range(count))


BOMBS = {
    "unclosed formatting crossed": numbered("b", 2200) + numbered("i", 2200) + "</b>" * 2200,
    "formatting in every paragraph": "".join(f"<p><b {n}>" for n in range(2000)),
    "formatting brought back in every block": numbered("b", 400) + "<p>x" * 9000,
    "formatting whose end tag is in an attribute": "".join(f'<b {n} title="></b>">' for n in range(400)) + "<p>x" * 9000,
    "formatting whose end tag is in an attribute's value": "".join(f"<b {n} title='x>y</b>'>" for n in range(400)) + "<p>x" * 9000,
    "formatting whose end tag is in a comment": "".join(f"<b {n}><!-- </b> -->" for n in range(400)) + "<p>x" * 9000,
    "nested": "<div>" * 50_000,
    "nested and closed": "<div>" * 50_000 + "</div>" * 50_000,
    "links": "<a href=x>y</a>" * 100_000,
    "options": "<option><b>" * 30_000,
    "end tag that does not reach out of a cell": "<div><table><tr><td></div></td></tr></table>" * 20_000,
    "end tag in an attribute": '<div title="></div>">' * 20_000,
    "end tag in a second attribute": "<div a='\">' b=\"></div>\">" * 20_000,
    "end tag in a comment": "<div><!-- </div> -->" * 20_000,
    "end tag in a script": '<div><script>"</div>"</script>' * 20_000,
    "end tag in a script in a comment in a script": "<div><script><!--<script></script></div></script>--></script>" * 20_000,
    "end tag in a drawing's data": "<div><svg><![CDATA[></div>]]></svg>" * 20_000,
    "end tag in a drawing's text": "<div><svg><foreignObject></div></foreignObject></svg>" * 20_000,
    "end tag in an object": "<div><object></div></object>" * 20_000,
    "table end in a template": "<div><table><template></table></div></template>" * 20_000,
    "lists without ends": "<ul><li>" * 20_000,
    "upper case": "<DIV>" * 50_000,
    "too long": "a" * (tree.MAX_CHARACTERS + 1),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused(bomb: str) -> None:
    """In words that say what is wrong, before the parser sees the page."""
    with pytest.raises(SuspectError, match="Page not read") as caught:
        tree.parse(BOMBS[bomb])
    assert caught.value.next_step


HARMLESS = {
    "empty": "",
    "paragraphs left open": "<p>a" * 5000,
    "rows and cells left open": "<table>" + "<tr><td>a<td><a href=x>b" * 3000 + "</table>",
    "upper case rows": "<TABLE>" + "<TR><TD><BR><A HREF=x>b</A></TD></TR>" * 3000 + "</TABLE>",
    "one colour left open in every cell": "<div>" + "<div><font color=red>a</div>" * 400 + "</div>",
    "stray end tags": "</div></b>" * 5000,
    "drawings": "<svg>" + "<path d=x />" * 5000 + "</svg>",
    "comments left open": "<li><div>" * 1_100 + "<p>x</p>" * 5_500,
    "quotes left open": '<a href="' * 15_000,
    "comment left open": "<!--" * 100_000,
    "signs": "<" * 300_000,
    "scripts left open": "<script>" * 50_000,
    "lone surrogates": "<p>\ud800</p>",
}


@pytest.mark.parametrize("page", HARMLESS)
def test_sloppy_pages_pass(page: str) -> None:
    """Carelessness is no attack."""
    assert tree.parse(HARMLESS[page]).body is not None


PIECES = (
    "<div> </div> <b\01> </b> <b\0#> <p> </p> <table> </table> <td> </td> <tr> <svg> </svg> <script> </script> <![CDATA[ ]]> <title> </title> <path/>"
    " <template> </template> <select> </select> <option> <object> </object> <ul> <li> </ul> <foreignObject> </foreignObject> <i> </i> <h1> </h2>"
    " <span> </span> <a> </a> <button> </button> <math> <mi> </math> <style> </style> <tbody> <font\0#> </font> text <!-- -->"
).split(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_no_pattern_nests_without_end(pattern: list[str]) -> None:
    """However tags are crossed over and over, the page is refused or its tree is shallow."""
    html = "".join("".join(pattern).replace("\0#", f" {n}").replace("\0", " ") for n in range(2500))
    try:
        parsed = tree.parse(html)
    except SuspectError:
        return
    node, depth = parsed.body, 0
    while node is not None:
        node, depth = node.last_child, depth + 1
    assert depth <= max(2 * tree.MAX_DEPTH, tree.MAX_UNCHECKED)
