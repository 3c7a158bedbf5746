"""Bytes decode by the web's rules, and a label that lies is noticed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import SuspectError
from feedsvc.model import Decoded, Page
from feedsvc.passes import Parts, Pass
from feedsvc.reading.decoding import decode
from feedsvc.record import SourceState
from tests.builders import NOW, SOURCE

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


POLISH = "Członkowie stowarzyszenia spotkają się w przyszłym miesiącu w wielkiej sali, żeby omówić nowe przepisy. " * 4
GREEK = "Τα μέλη της εταιρείας θα συναντηθούν τον επόμενο μήνα στη μεγάλη αίθουσα. " * 4
TURKISH = "Derneğin üyeleri gelecek ay büyük salonda toplanacak ve yeni kuralları görüşecek. Şimdiden teşekkürler. " * 4
HEBREW = "חברי האגודה ייפגשו בחודש הבא באולם הגדול כדי לדון בכללים החדשים. " * 4
ARABIC = "سيجتمع أعضاء الجمعية الشهر القادم في القاعة الكبرى لمناقشة القواعد الجديدة. " * 4
THAI = "สมาชิกของสมาคมจะประชุมกันในเดือนหน้าที่ห้องประชุมใหญ่เพื่อหารือกฎใหม่ " * 4
TONGUES = [
    (HAN, "gb18030"), (TRADITIONAL, "big5"), (JAPANESE, "cp932"), (JAPANESE, "euc-jp"), (KOREAN, "euc-kr"), (GERMAN, "cp1252"), (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"), (POLISH, "cp1250"), (POLISH, "iso8859-2"), (GREEK, "cp1253"), (TURKISH, "cp1254"), (HEBREW, "cp1255"), (ARABIC, "cp1256"), (THAI, "cp874"),
]  # fmt: skip


@pytest.mark.parametrize("rows", [0, 30, 300, 3000])
@pytest.mark.parametrize("header", [None, "text/html; charset=utf-8"])
@pytest.mark.parametrize(("text", "codec"), TONGUES)
def test_much_markup_hides_no_tongue(text: str, codec: str, header: str | None, rows: int) -> None:
    """A page without a label, or with its server's wrong one, is read by its words, however much markup is around them."""
    menu = "".join(f"<div class='item row'><a href='/x/{n}.html' title='more'>more {n}</a></div>\n" for n in range(rows))
    assert text in decode(page(f"{menu}<p>{text}</p>{menu}", codec), header).text


@pytest.mark.parametrize("words", ["Supreme Court’s opinions – 2023", "——————————————— – ’til then", "“Quality” costs €5 – it’s free"])
def test_points_alone_are_western(words: str) -> None:
    """Quotes and dashes in an English page without a label are read as Windows wrote them."""
    body = page(f"<p>Read the annual report of the members.</p><p>{words}</p>" * 3, "cp1252")
    assert words in decode(body).text


def test_a_label_is_not_believed_when_most_bytes_beyond_ascii_are_flaws() -> None:
    """A long page of Windows letters, labelled UTF-8 by its server, has few flaws for its length, and many for its letters."""
    body = page("<p class=row>plain words of the menu</p>" * 4000 + GERMAN, "cp1252")
    assert GERMAN in decode(body, "text/html; charset=utf-8").text


def test_a_cut_last_character_is_left_off() -> None:
    """A page cut in the middle of a character still counts as what its label says."""
    body = HAN.encode("gb18030") + "质".encode("gb18030")[:1]
    assert decode(b"<meta charset=gbk>" + body).replaced == 0


def test_a_pinned_encoding_goes_before_all() -> None:
    """What the operator fixed is not questioned, and what does not decode by it is counted."""
    found = decode(HAN.encode("gb18030"), "text/html; charset=gbk", "utf-8")
    assert (found.encoding, found.replaced > 0) == ("utf-8", True)


def test_an_article_nobody_can_read_is_suspect() -> None:
    """A page most of whose characters are lost is no article: told so, with the encoding, and tried again later."""
    turn = Pass(replace(SOURCE, encoding="utf-8"), cast(Parts, None), NOW, SourceState("news"))
    good, bad = page(HAN, "utf-8"), page(HAN, "gb18030")
    assert asyncio.run(turn.read_article(Page(SOURCE.url, good), None)).text
    with pytest.raises(SuspectError, match="cannot be read as utf-8"):
        asyncio.run(turn.read_article(Page(SOURCE.url, bad), None))


def test_one_bad_byte_garbles_no_page() -> None:
    """A handful of flaws is what pages have; a part in a thousand is too many."""
    assert not Decoded("x" * 500 + "\ufffd" * 3, "utf-8", 3).is_garbled
    assert not Decoded("x" * 9000, "utf-8", 9).is_garbled
    assert Decoded("x" * 9000, "utf-8", 10).is_garbled


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


@pytest.mark.parametrize("text", ["Как прошла встреча общества: отчёт правления и вопросы из зала, июнь.", "Η εταιρεία ποιότητας συνεδρίασε στην παλιά αίθουσα της πόλης."])
def test_letters_of_two_bytes_are_not_taken_for_gbk(text: str) -> None:
    """UTF-8 without a flaw under another label: so many different letters are none by chance."""
    body = f'<meta charset="windows-1251"><title>{text}</title><p>{text * 9}</p>'.encode()
    assert text in decode(body).text
