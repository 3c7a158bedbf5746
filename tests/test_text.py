"""Text is cleaned, joined and cut as people and XML need it."""

from __future__ import annotations

from xml.dom.minidom import parseString
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.reading import text

ANY = st.text(st.characters(), max_size=300)


@given(ANY)
def test_clean_text_stands_in_xml(value: str) -> None:
    """Whatever comes in, what comes out is well-formed XML character data, and cleaning it again changes nothing."""
    cleaned = text.clean(value)
    parseString(f"<t>{escape(cleaned)}</t>".encode())
    assert text.clean(cleaned) == cleaned


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u2069", "\u200b", "\ufeff", "\x00", "\ud800", "\uffff"])
def test_what_eyes_cannot_see_is_taken_out(hidden: str) -> None:
    """Bidi overrides, zero-width spaces, controls and lone surrogates vanish; the words around them stay."""
    assert text.clean(f"质{hidden}量") == "质量"


def test_joiners_stay_where_they_mean_something() -> None:
    """In Persian, in Hindi and in emoji; elsewhere, and at a text's ends, editors left them behind."""
    for kept in ("می\u200cخواهم", "क्\u200dष", "👩\u200d🔬", "❤\ufe0f\u200d🔥"):
        assert text.clean(kept) == kept
    assert text.clean("\u200c关于\u200d召开\u200c会议\u200c") == "关于召开会议"
    assert text.clean("co\u200coperation\u200d") == "cooperation"


def test_spaces_between_han_characters_close_up() -> None:
    """Layout spaces in Han text go; those between Latin words, and between Latin and Han, stay."""
    assert text.join_han("大会即 将开 始") == "大会即将开始"
    assert text.join_han("建材 、 制造业 、 服务") == "建材、制造业、服务"
    assert text.join_han("see the ISO 9001 标准 now") == "see the ISO 9001 标准 now"


def test_spaces_in_a_list_of_names_stay() -> None:
    """They part words, where nobody broke a line; other spaces close up."""
    for kept in ("出席会议的有林一解 周二平 吴三省 郑四维等", "（林一解 周二平）", "本报讯（记者 林一解 通讯员 周二平）", "（摄影 林一解）"):
        assert text.join_han(kept) == kept
    assert text.join_han("大会即 将开 始，林一解 周二平 吴三省 郑四维 出 席，会 毕") == "大会即将开始，林一解 周二平 吴三省 郑四维出席，会毕"
    assert text.join_han("扫一扫 就能 看到 它的 来历（以下 简称）") == "扫一扫就能看到它的来历（以下简称）"
    assert text.join_han("推进 高质量 方针 政策 落地") == "推进高质量方针政策落地"


@given(ANY, st.integers(4, 200))
def test_cut_keeps_to_its_width_and_never_splits_a_character(value: str, width: int) -> None:
    """A cut text is at most as wide as asked, and begins as the text does, up to a grapheme's end."""
    value = text.one_line(value)
    cut = text.cut(value, width)
    body = cut.removesuffix("…")
    assert value.startswith(body.rstrip())
    assert len(list(text.graphemes(cut))) <= text.SUMMARY_CAP


@given(ANY)
def test_graphemes_joined_are_the_text(value: str) -> None:
    """Splitting into graphemes loses nothing and makes none longer than 32 code points."""
    parts = list(text.graphemes(value))
    assert "".join(parts) == value
    assert all(len(part) <= 32 for part in parts)


def test_cut_ends_at_a_sentence_else_between_words() -> None:
    """Sentences are kept whole where one fits, Latin words always."""
    assert text.cut("这是第一句话。这是后面很长很长的第二句话", 20) == "这是第一句话。"
    assert text.cut("The quick brown fox jumps over the lazy dog", 22) == "The quick brown fox…"
    for sentence in ("The board met Dr. Ann Example and the U.S. members.", "Die Sitzung am 31. Mai fand statt.", "She met J. Smith there."):
        assert text.cut(f"{sentence} And then there was much more to be told about it.", len(sentence) + 8) == sentence
    assert list(text.graphemes("👨‍👩‍👧🇨🇳e\u0301")) == ["👨‍👩‍👧", "🇨🇳", "e\u0301"]
