"""What costs the parser its square is refused before it sees the page; nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.errors import SuspectError
from feedsvc.reading import tree
from feedsvc.reading.crowds import MAX_ATTRIBUTES, crowd

MANY = "".join(f" a{n}" for n in range(MAX_ATTRIBUTES + 1))
QUOTED = "".join(f' a{n}="<{n}>"' for n in range(MAX_ATTRIBUTES + 1))
CROWDS = {
    "attributes": f"<div{MANY}>",
    "a million attributes": "<div" + "".join(f" a{n}=b" for n in range(400_000)) + ">",
    "attributes of an end tag": f"<p></p{MANY}>",
    "attributes of several tags": f"<p{MANY[:2_500]}>" * 30,
    "attributes behind quoted ends": f"<div{QUOTED}>",
    "attributes without blanks": "<div" + "".join(f"/a{n}" for n in range(MAX_ATTRIBUTES + 1)) + ">",
    "attributes after a tag in a value": f'<a b="<a b=\'"{MANY}>',
    "attributes in a drawing's script": f"<svg><script><div{MANY}></script></svg>",
    "attributes after a drawing in disguise": f"<svg><![CDATA[></svg>]]><script><div{MANY}></script>",
    "attributes after a comment": f"<!-- x --><div{MANY}>",
    "attributes of a script": f"<script{MANY}>1</script>",
    "attributes of the last tag, not closed": f"<div{MANY}",
    "roots": "".join(f"<body a{n}=1>" for n in range(200)),
    "roots in capitals": "".join(f"<HTML A{n}=1>" for n in range(200)),
    "options": "<select>" + "<option>" * 20_000,
    "options with text": "<select>" + "<option>x</option>" * 20_000,
}
FINE = {
    "a long value": f'<img src="data:image/png;base64,{"A" * 50_000}">',
    "a long text": "<p>" + "quality " * 5000,
    "a script": f"<script>if(a<b{MANY.replace(' ', '&&')}){{c}} var d = a <e {MANY}</script>",
    "a script after a drawing": f"<svg><path d='M1'/><title>x</title></svg><script>a<b {MANY}</script>",
    "a comment": f"<!-- <div{MANY} -->",
    "markup in values": '<p data-x="<b>x</b>">' * 1000,
    "menus": "<select><option>1<option>2</select>" * 3000,
    "many attributes in all": "<p" + MANY[:700] + ">" * 500,
    "a quote inside a value": '<meta content="It is called "' + "".join(f"word{n} " for n in range(700)) + '">',
    "quotes left open": '<a href="' * 15_000,
}


@pytest.mark.parametrize("name", CROWDS)
def test_s36_crowds_are_refused(name: str) -> None:
    """With words and a next step, however the crowd is dressed."""
    with pytest.raises(SuspectError, match="Page not read") as caught:
        tree.parse(f"<!DOCTYPE html>{CROWDS[name]}")
    assert caught.value.next_step


@pytest.mark.parametrize("name", FINE)
def test_others_are_not(name: str) -> None:
    """Scripts, comments and long values only look like it."""
    assert crowd(FINE[name], FINE[name].count("<")) is None


PIECES = [
    f"<div{MANY}>", f"<div{MANY}", f"</p{MANY}>", ">", "<", '"', "'", "=", ' b="', " b='", "<p ", "</p>", "<!--", "-->", "<svg>", "</svg>", "<svg/>",
    "<math>", "</math>", "<mi>", "<title>", "</title>", "<desc>", "<foreignObject>", "</foreignObject>", "<![CDATA[", "]]>", "<script>", "</script>",
    "<style>", "</style>", "<p>", "<textarea>", "</textarea>", "<?", "<!x", "text", "<div>", "</div>", "<noscript>", "<template>",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_the_parser_never_meets_one(pieces: list[str]) -> None:
    """Whatever stands around it, a tag the parser gives too many attributes is seen before."""
    html = "".join(pieces)
    nodes = [] if not html else LexborHTMLParser(html).root.traverse()  # type: ignore[union-attr]
    if max((len(node.attributes) for node in nodes), default=0) > MAX_ATTRIBUTES:
        assert crowd(html, html.count("<")) is not None
