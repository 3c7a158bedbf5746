"""The fields of answers, from values alone."""

from __future__ import annotations

import pytest

from feedsvc.record import Published
from feedsvc.serving import headers

FILE = Published("text/html", "a" * 64, 10, 1_790_000_000, "site", {"gzip": "b" * 64})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (None, []),
        (b'[{"location": "/*", "tdm-reservation": 1}]', [(b"tdm-reservation", b"1")]),
        (b'[{"tdm-policy": "https://a.example/\xe7\xad\x96 x\\r\\ny"}]', [(b"tdm-policy", b"https://a.example/%E7%AD%96%20x%0D%0Ay")]),
        (b'[{"tdm-reservation": 0}, {"tdm-reservation": 1}]', [(b"tdm-reservation", b"0")]),
        (b'[{"location": "/*"}]', []),
        (b"[]", []),
        (b"[1]", []),
        (b"{}", []),
        (b"{", []),
        (b"\xff", []),
    ],
)
def test_a_reservation_is_said_of_every_document(text: bytes | None, fields: list[tuple[bytes, bytes]]) -> None:
    """As the first rule of our tdmrep.json says it; a file that says nothing so adds nothing."""
    assert headers.reservation(text) == fields


def test_each_coding_has_its_own_fields() -> None:
    """Its tag, its size, its name; what has one coding alone is the same for everybody."""
    plain, packed = (dict(headers.full("x.html", FILE, coding, 7, caching="c", links={})) for coding in ("identity", "gzip"))
    assert (plain[b"etag"], packed[b"etag"]) == (b'"%b"' % (b"a" * 32), b'"%b"' % (b"b" * 32))
    assert (plain.get(b"content-encoding"), packed[b"content-encoding"], packed[b"content-length"]) == (None, b"gzip", b"7")
    assert plain[b"vary"] == packed[b"vary"] == b"Accept-Encoding"
    alone = dict(headers.brief("x.html", Published("text/html", "a" * 64, 10, 1, "site"), "identity", caching="c", links={}))
    assert b"vary" not in alone and (alone[b"cache-control"], alone[b"last-modified"]) == (b"c", b"Thu, 01 Jan 1970 00:00:01 GMT")


def test_links_are_written_for_a_field() -> None:
    """Every address of a relation, and nothing that could end the line."""
    fields = headers.brief("x", FILE, "gzip", caching="c", links={"hub": ("https://a.example/?x=1", "https://b.example/新\r\n"), "self": ("https://c.example/",)})
    assert [value for name, value in fields if name == b"link"] == [
        b'<https://a.example/?x=1>; rel="hub"', b'<https://b.example/%E6%96%B0%0D%0A>; rel="hub"', b'<https://c.example/>; rel="self"',
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "framed"), [("news.html", False), ("news.frame.html", True), ("news.fragment.html", True), ("frame.html", False)])
def test_only_the_news_box_may_be_framed(name: str, framed: bool) -> None:
    """By strangers; what is no page may do nothing at all."""
    assert headers.policy(name, "text/html; charset=utf-8").endswith("frame-ancestors *" if framed else "frame-ancestors 'self'")
    assert headers.policy(name, "application/atom+xml") == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (400, {b"connection": b"close"}),
        (404, {}),
        (405, {b"allow": b"GET, HEAD, OPTIONS"}),
        (412, {}),
        (413, {b"connection": b"close"}),
        (414, {b"connection": b"close"}),
        (421, {}),
        (431, {b"connection": b"close"}),
        (503, {b"retry-after": b"2"}),
    ],
)
def test_a_refusal_is_never_kept(status: int, more: dict[bytes, bytes]) -> None:
    """It tells what would be taken, when to come back, or that the connection ends."""
    fields = dict(headers.refusal(status, b"No.\n"))
    assert (fields[b"cache-control"], fields[b"content-length"], fields[b"content-type"]) == (b"no-store", b"4", b"text/plain; charset=utf-8")
    assert {name: value for name, value in fields.items() if name in (b"connection", b"allow", b"retry-after")} == more
