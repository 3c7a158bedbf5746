"""Bytes decode by the web's rules, and a label that lies is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.reading.decoding import decode

HAN = "本会定于下月举办技术交流活动，请各会员单位按时报名并安排好有关工作。" * 4
TRADITIONAL = "本會定於下月舉辦技術交流活動，請各會員單位按時報名並安排好有關工作。" * 4
JAPANESE = "技術交流会を来月開催しますので、会員の皆様はお早めにお申し込みください。" * 4
KOREAN = "다음 달에 기술 교류회를 개최하오니 회원 여러분의 많은 참여를 바랍니다. " * 4
GERMAN = "Die Mitglieder prüfen nächste Woche die Entwürfe für größere Geräte. " * 4
RUSSIAN = "Совещание членов общества состоится в следующем месяце в большом зале. " * 4


def page(text: str, codec: str, label: str | None = None) -> bytes:
    meta = f"<meta charset='{label}'>" if label else ""
    return f"<html><head>{meta}<title>x</title></head><body>{text}</body></html>".encode(codec)


@pytest.mark.parametrize(
    ("text", "codec", "label", "header"),
    [
        (HAN, "gb18030", "gb2312", None),
        (HAN, "gb18030", "x-gbk", None),
        (HAN, "gb18030", None, "text/html; charset=gbk"),
        (HAN, "gb18030", None, None),
        (HAN, "gb18030", "utf-8", None),
        (HAN, "gb18030", "gbk", "text/html; charset=ISO-8859-1"),
        (HAN, "utf-8", "gb2312", "text/html; charset=gbk"),
        (HAN, "utf-8-sig", "gbk", None),
        (HAN, "utf-16", None, None),
        (HAN, "utf-16-le", None, None),
        (TRADITIONAL, "big5", "big5", None),
        (TRADITIONAL, "big5", None, None),
        (JAPANESE, "cp932", "Shift_JIS", None),
        (JAPANESE, "cp932", None, None),
        (JAPANESE, "euc-jp", "euc-jp", None),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp", None),
        (KOREAN, "euc-kr", "euc-kr", None),
        (KOREAN, "euc-kr", None, None),
        (GERMAN, "cp1252", "iso-8859-1", None),
        (GERMAN, "cp1252", None, None),
        (GERMAN, "utf-8", "iso-8859-1", None),
        (RUSSIAN, "cp1251", "windows-1251", None),
        (RUSSIAN, "cp1251", None, None),
        (RUSSIAN, "koi8-r", None, None),
    ],
)
def test_the_text_comes_back(text: str, codec: str, label: str | None, header: str | None) -> None:
    """Rightly, wrongly or not labelled, the page's text is what its author wrote."""
    found = decode(page(text, codec, label), header)
    assert text in found.text
    assert found.replaced == 0


def test_a_cut_last_character_is_left_off() -> None:
    """A page cut in the middle of a character still counts as what its label says."""
    body = HAN.encode("gb18030") + "质".encode("gb18030")[:1]
    assert decode(b"<meta charset=gbk>" + body).replaced == 0


def test_a_pinned_encoding_goes_before_all() -> None:
    """What the operator fixed is not questioned, and what does not decode by it is counted."""
    found = decode(HAN.encode("gb18030"), "text/html; charset=gbk", "utf-8")
    assert (found.encoding, found.replaced > 0) == ("utf-8", True)


@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "charset=utf-16", "charset=no-such", "charset=big5"]))
def test_any_bytes_decode(body: bytes, header: str | None) -> None:
    """No bytes and no header raise an exception, and the same bytes decode the same."""
    assert decode(body, header) == decode(body, header)


def test_every_label_of_the_standard_reads() -> None:
    """No label, in header or meta, makes a page unreadable."""
    from webencodings.labels import LABELS

    for label in LABELS:
        decode(b"<p>\x80\xff abc \xe4</p>", f"text/html; charset={label}")
        decode(f"<meta charset={label}><p>".encode() + b"\x80\xff abc \xe4")
