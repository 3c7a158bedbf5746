"""Conditional requests and content codings over real sockets: the tables of RFC 9110, sections 12.5.3 and 13."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve import StaticFeeds
from feedsvc.serving.coding import choose
from feedsvc.serving.conditional import decide, http_date

from .http_client import Connection, Response, get, request, serving
from .published_folder import ATOM, DOCUMENTS, write

TAG = f'"{sha256(ATOM).hexdigest()[:32]}"'
PACKED = gzip.compress(ATOM, 6, mtime=0)
PACKED_TAG = f'"{sha256(PACKED).hexdigest()[:32]}"'
SAME, LATER, EARLIER = "Mon, 21 Sep 2026 14:13:20 GMT", "Mon, 21 Sep 2026 14:13:21 GMT", "Mon, 21 Sep 2026 14:13:19 GMT"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    root = tmp_path_factory.mktemp("feeds")
    write(root, DOCUMENTS)
    with serving(StaticFeeds(root)) as port:
        yield port


CASES: list[tuple[dict[str, str], int]] = [
    # no condition
    ({}, 200),
    # If-None-Match: weak comparison, lists, *, and what is no tag
    ({"If-None-Match": TAG}, 304),
    ({"If-None-Match": f"W/{TAG}"}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": " * "}, 304),
    ({"If-None-Match": f'"other", {TAG}'}, 304),
    ({"If-None-Match": f'{TAG}, "other"'}, 304),
    ({"If-None-Match": f'"other",{TAG},"third"'}, 304),
    ({"If-None-Match": f'W/"other", W/{TAG}'}, 304),
    ({"If-None-Match": f', ,"other" ,, {TAG}'}, 304),
    ({"If-None-Match": f'"a,b", {TAG}'}, 304),
    ({"If-None-Match": f'"a, {TAG[1:-1]}, b"'}, 200),
    ({"If-None-Match": '"other"'}, 200),
    ({"If-None-Match": 'W/"other"'}, 200),
    ({"If-None-Match": '"*"'}, 200),
    ({"If-None-Match": '""'}, 200),
    ({"If-None-Match": TAG[1:-1]}, 200),
    ({"If-None-Match": TAG[:-1]}, 200),
    ({"If-None-Match": TAG.upper()}, 200 if TAG.upper() != TAG else 304),
    ({"If-None-Match": f'w/"x", {TAG[:-2]}"'}, 200),
    ({"If-None-Match": "garbage"}, 200),
    ({"If-None-Match": '"' * 99}, 200),
    ({"If-None-Match": ", ".join(f'"{number}"' for number in range(500))}, 200),
    ({"If-None-Match": ", ".join([*(f'"{number}"' for number in range(500)), TAG])}, 304),
    # the tag belongs to one coding
    ({"If-None-Match": PACKED_TAG}, 200),
    ({"If-None-Match": PACKED_TAG, "Accept-Encoding": "gzip"}, 304),
    ({"If-None-Match": TAG, "Accept-Encoding": "gzip"}, 200),
    ({"If-None-Match": f"{TAG}, {PACKED_TAG}", "Accept-Encoding": "gzip"}, 304),
    ({"If-None-Match": TAG, "Accept-Encoding": "gzip;q=0"}, 304),
    ({"If-None-Match": TAG[:-1] + '-gzip"', "Accept-Encoding": "gzip"}, 200),
    # If-Modified-Since: three forms of date, earlier and later, and what is no date
    ({"If-Modified-Since": SAME}, 304),
    ({"If-Modified-Since": LATER}, 304),
    ({"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
    ({"If-Modified-Since": EARLIER}, 200),
    ({"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200),
    ({"If-Modified-Since": "Monday, 21-Sep-26 14:13:20 GMT"}, 304),
    ({"If-Modified-Since": "Monday, 21-Sep-26 14:13:19 GMT"}, 200),
    ({"If-Modified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"}, 200),
    ({"If-Modified-Since": "Mon Sep 21 14:13:20 2026"}, 304),
    ({"If-Modified-Since": "Sun Nov  6 08:49:37 1994"}, 200),
    ({"If-Modified-Since": "Mon, 21 Sep 2026 14:13:20"}, 200),
    ({"If-Modified-Since": "Mon, 21 Sep 2026 14:13:20 +0000"}, 200),
    ({"If-Modified-Since": "Mon, 21 Sep 2026 22:13:20 CST"}, 200),
    ({"If-Modified-Since": "2026-09-21T14:13:20Z"}, 200),
    ({"If-Modified-Since": "Mon, 31 Feb 2027 14:13:20 GMT"}, 200),
    ({"If-Modified-Since": "Mon, 21 Foo 2027 14:13:20 GMT"}, 200),
    ({"If-Modified-Since": "Mon, 21 Sep 2027 25:13:20 GMT"}, 200),
    ({"If-Modified-Since": "1900000000"}, 200),
    ({"If-Modified-Since": "0"}, 200),
    ({"If-Modified-Since": "garbage"}, 200),
    ({"If-Modified-Since": SAME + "; length=99"}, 200),
    # If-None-Match decides alone
    ({"If-None-Match": '"other"', "If-Modified-Since": SAME}, 200),
    ({"If-None-Match": '"other"', "If-Modified-Since": LATER}, 200),
    ({"If-None-Match": TAG, "If-Modified-Since": EARLIER}, 304),
    ({"If-None-Match": TAG, "If-Modified-Since": "garbage"}, 304),
    ({"If-None-Match": "garbage", "If-Modified-Since": SAME}, 200),
    ({"If-None-Match": "*", "If-Modified-Since": EARLIER}, 304),
    # If-Match: strong comparison, before everything else
    ({"If-Match": TAG}, 200),
    ({"If-Match": "*"}, 200),
    ({"If-Match": f'"other", {TAG}'}, 200),
    ({"If-Match": '"other"'}, 412),
    ({"If-Match": f"W/{TAG}"}, 412),
    ({"If-Match": PACKED_TAG}, 412),
    ({"If-Match": TAG, "If-None-Match": TAG}, 304),
    ({"If-Match": '"other"', "If-None-Match": TAG}, 412),
    ({"If-Match": TAG, "If-Modified-Since": SAME}, 304),
    # If-Unmodified-Since counts only without If-Match
    ({"If-Unmodified-Since": SAME}, 200),
    ({"If-Unmodified-Since": LATER}, 200),
    ({"If-Unmodified-Since": EARLIER}, 412),
    ({"If-Unmodified-Since": "garbage"}, 200),
    ({"If-Unmodified-Since": EARLIER, "If-Match": TAG}, 200),
    ({"If-Unmodified-Since": LATER, "If-None-Match": TAG}, 304),
    # ranges are not offered: the whole document, or 304
    ({"Range": "bytes=0-9"}, 200),
    ({"Range": "bytes=0-9,20-29", "If-Range": TAG}, 200),
    ({"Range": "bytes=9999999-"}, 200),
    ({"Range": "bytes=" + ",".join(f"{number}-{number}" for number in range(1000))}, 200),
    ({"Range": "bytes=0-9", "If-None-Match": TAG}, 304),
    # what a feed reader adds makes no difference
    ({"A-IM": "feed", "If-None-Match": '"other"'}, 200),
    ({"Accept": "application/rss+xml"}, 200),
    ({"Accept": "image/png;q=1, */*;q=0"}, 200),
    ({"Cache-Control": "no-cache", "If-None-Match": TAG}, 304),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers, status", CASES, ids=[str(number) for number in range(len(CASES))])
def test_conditions_are_judged_as_the_rfc_orders(port: int, method: str, headers: dict[str, str], status: int) -> None:
    """Each combination of conditions gets the status RFC 9110, 13.2.2 demands, for GET and for HEAD alike."""
    response = get(port, "/news.atom", headers, method)
    assert response.status == status
    if status == 200 and method == "GET":
        assert _plain(response) == ATOM


def test_the_table_is_long_enough() -> None:
    """At least sixty cases are in it."""
    assert len(CASES) >= 60


def test_repeated_fields_are_one_list(port: int) -> None:
    """If-None-Match sent twice is a list of two (RFC 9110, 5.3)."""
    data = request("/news.atom", {"If-None-Match": '"other"'}).replace(b"\r\n\r\n", f"\r\nIf-None-Match: {TAG}\r\n\r\n".encode())
    with Connection(port) as connection:
        connection.send(data)
        assert connection.read().status == 304


def test_not_modified_repeats_what_caches_need(port: int) -> None:
    """A 304 has the tag, date, caching and Vary of the 200 it stands for, and no body or content fields."""
    full = get(port, "/news.atom")
    brief = get(port, "/news.atom", {"If-None-Match": TAG})
    kept = ("etag", "last-modified", "cache-control", "vary", "access-control-allow-origin", "date")
    assert all(name in brief.headers for name in kept)
    assert all(brief.headers[name] == full.headers[name] for name in kept if name != "date")
    assert not {"content-type", "content-length", "content-encoding"} & set(brief.headers)


ENCODINGS: list[tuple[str, str]] = [
    ("", "identity"),
    ("gzip", "gzip"),
    ("GZip", "gzip"),
    ("x-gzip", "gzip"),
    ("gzip, deflate, br, zstd", "gzip"),
    ("deflate, br", "identity"),
    ("*", "gzip"),
    ("identity", "identity"),
    ("gzip;q=0", "identity"),
    ("gzip; q=0.0", "identity"),
    ("gzip;q=0.001", "gzip"),
    ("gzip;q=1.000", "gzip"),
    ("gzip;q=0.5, identity", "identity"),
    ("gzip;q=0.5, identity;q=0.5", "gzip"),
    ("gzip, identity;q=0", "gzip"),
    ("identity;q=0", "identity"),
    ("*;q=0", "identity"),
    ("*;q=0.5, gzip;q=0", "identity"),
    ("gzip;q=0, *", "identity"),
    ("gzip;q=2", "identity"),
    ("gzip;q=nan", "identity"),
    ("gzip;q=-1", "identity"),
    ("gzip;level=9", "identity"),
    (",,gzip,,", "gzip"),
    ("gzipped", "identity"),
    ("xgzip, br", "identity"),
]


@pytest.mark.parametrize("accepted, coding", ENCODINGS)
def test_codings_are_chosen_by_weight(port: int, accepted: str, coding: str) -> None:
    """gzip goes only to who takes it at least as gladly as plain bytes; refusing everything gets plain bytes."""
    response = get(port, "/news.atom", {"Accept-Encoding": accepted})
    assert response.headers.get("content-encoding", "identity") == coding
    assert response.headers["etag"] == (PACKED_TAG if coding == "gzip" else TAG)
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.body == (PACKED if coding == "gzip" else ATOM)
    head = get(port, "/news.atom", {"Accept-Encoding": accepted}, "HEAD")
    assert {**head.headers, "date": ""} == {**response.headers, "date": ""}


def test_a_file_without_sibling_does_not_vary(port: int) -> None:
    """What exists in one coding only is the same for everybody."""
    response = get(port, "/favicon.ico", {"Accept-Encoding": "gzip"})
    assert "vary" not in response.headers and "content-encoding" not in response.headers


@given(st.binary(max_size=80), st.binary(max_size=80), st.sampled_from([b"if-none-match", b"if-match"]))
def test_any_bytes_get_a_decision(field: bytes, date: bytes, name: bytes) -> None:
    """No condition, however garbled, makes the server stumble; a list without our tag never matches."""
    found = decide({name: field, b"if-modified-since": date}, b'"0123"', 1)
    assert found in (200, 304, 412)
    if b"0123" not in field and field.strip() != b"*":
        assert found == (200 if name == b"if-none-match" else 412)


@given(st.integers(0, 253_402_300_799))
def test_dates_come_back_from_all_three_forms(moment: int) -> None:
    """Every second from 1970 to 9999 reads back from the form we write and from asctime's; the short year within its century."""
    from datetime import UTC, datetime

    at = datetime.fromtimestamp(moment, UTC)
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    assert http_date(f"Mon, {at.day:02d} {month} {at.year:04d} {at:%H:%M:%S} GMT".encode()) == moment
    assert http_date(f"Mon {month} {at.day:2d} {at:%H:%M:%S} {at.year:04d}".encode()) == moment
    if at.year < 2070:
        assert http_date(f"Monday, {at.day:02d}-{month}-{at:%y} {at:%H:%M:%S} GMT".encode()) == moment


def test_a_leap_second_is_the_last_one_of_its_minute() -> None:
    """A clock that shows one is not wrong; one that shows another is (RFC 9110, 5.6.7)."""
    assert [http_date(b"Sat, 31 Dec 2016 23:59:%b GMT" % second) for second in (b"59", b"60", b"61", b"07")] == [
        1483228799, 1483228799, None, 1483228747,
    ]  # fmt: skip


@given(st.binary(max_size=60), st.sampled_from([(), ("gzip",), ("br", "gzip"), ("zstd", "br", "gzip")]))
def test_only_available_codings_are_chosen(accepted: bytes, available: tuple[str, ...]) -> None:
    """Whatever is asked for, the answer is one of the codings there are."""
    assert choose(accepted, available) in (*available, "identity")


@pytest.mark.parametrize(
    "accepted, coding",
    [
        (b"gzip, br, zstd", "zstd"),
        (b"gzip, br", "br"),
        (b"br;q=0.5, gzip", "gzip"),
        (b"*", "zstd"),
        (b"*, zstd;q=0", "br"),
        (b"gzip, br;q=1.0", "br"),
        (b"br, gzip;q=1.000", "br"),
        (b"br ; q=0.5 , gzip ; q=0.6 ", "gzip"),
        (b" br\t", "br"),
        (None, "identity"),
    ],
)
def test_among_equals_our_favourite_wins(accepted: bytes | None, coding: str) -> None:
    """With several codings ready, weight decides, and then our order."""
    assert choose(accepted, ("zstd", "br", "gzip")) == coding


def _plain(response: Response) -> bytes:
    return gzip.decompress(response.body) if response.headers.get("content-encoding") == "gzip" else response.body


def test_the_folder_is_not_written(tmp_path: Path) -> None:
    """Serving leaves every file and modification time as it was."""
    write(tmp_path, DOCUMENTS)
    before = {path: path.stat() for path in tmp_path.rglob("*")}
    with serving(StaticFeeds(tmp_path)) as port:
        assert get(port, "/news.atom").status == 200
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == {path: stat.st_mtime_ns for path, stat in before.items()}
