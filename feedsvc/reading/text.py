"""Plain text as it is stored and shown: one filter, one folding, one way to cut.

Everything taken from a page passes ``clean`` once before it is stored (XML 1.0, section 2.2: what may stand in a
document), so that no writer, database or reader can stumble over it, and nothing invisible can disguise it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

TITLE_CAP = 300
NAME_CAP = 2_000
"""Characters of what a page calls itself that are looked at: names of site and section are parted in it by signs of any number."""
SUMMARY_CAP = 500
# Columns of a summary: 140 Han characters.
SUMMARY_WIDTH = 280

# Not allowed in XML (C0, surrogates, U+FFFE/F), or allowed and harmful: C1, DEL, zero-width spaces, bidi overrides.
_BANNED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e001f]"
)
# What is removed though it is white space to Python, or can be printed.
_DISGUISED = re.compile("[\x1c-\x1f\ufff0-\uffff]")
_LINE_BREAKS = re.compile("[\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK = re.compile(f"[{_MARKS}]")
_MARK_FLOOD = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")

# What joins two letters, or keeps them apart, means something in the scripts from Hebrew to Mongolian and in emoji alone.
_JOINED = "\u0590-\u1fff\u2600-\u27bf\ua800-\uabff\ufb50-\ufefe\ufe0f\U00010a00-\U00011fff\U0001f000-\U0001faff"
_JOINERS = re.compile(f"[\u200c\u200d](?:(?<![{_JOINED}].)|(?![{_JOINED}]))")

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u30ff\u31f0-\u31ff"
_CJK_POINTS = "\u3001-\u3004\u3008-\u3020\u3030\u303d\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_SHARED_POINTS = "\u2018-\u201d\u2026\u2014\u00b7"
# It begins with the white space itself, at the first of a run, as that is what can be searched for quickly.
_HAN_SPACE = re.compile(
    f"[^\\S\n](?<![^\\S\n]{{2}})(?:(?<=[{HAN}{_KANA}].)[^\\S\n]*+(?=[{HAN}{_KANA}{_CJK_POINTS}{_SHARED_POINTS}])"
    f"|(?<=[{_CJK_POINTS}].)[^\\S\n]*+"
    f"|(?<=[{_SHARED_POINTS}].)[^\\S\n]*+(?=[{HAN}{_KANA}{_CJK_POINTS}])"
    f"|[^\\S\n]*+(?=[{_CJK_POINTS}]))"
)
# The family names of nine in ten Chinese.
_FAMILY = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹"
    "薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯"
)
PERSON = f"[{_FAMILY}][{HAN}]{{1,3}}"
_NAME = f"[{_FAMILY}][{HAN}]{{1,2}}"
# Spaces that part words, where no line was broken: in a list of names, three at least, as words begin so, too ("林一解 周二平 吴三省 郑四维"), and of names in brackets.
_LIST = re.compile(
    f"(?:(?<=[{HAN}]) |(?<![{HAN}])){_NAME}(?: {_NAME}){{2,}}|[（(]{PERSON}(?: {PERSON})+[）)]"
    "|[（(][^（）()\n。]{0,16}(?:记者|記者|通讯员|通訊員|作者|摄影|攝影|撰稿|供稿)[^（）()\n。]{2,60}[）)]"
)
# Without one of these no such space is there.
_EAST_ASIAN = re.compile("[^\x00-\u2e7f]")
_SPACED_OUT = re.compile(f"[{HAN}](?: [{HAN}])+")
_LETTER_RUN = re.compile(r"[^\W_]+")
_ASCII_SIGNS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
_HAN_RUN = re.compile(f"[{HAN}]+")

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff\U00020000-\U0003fffd]+"
)
_NARROWEST = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
# Where one character may not be one grapheme.
_CLUSTERS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u200c\u200d\u20d0-\u20ff\u3099\u309a\ua000-\uabff\ufe00-\ufe2f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U00010a00-\U0001e94a\U000e0020-\U000e01ef]")

# Signs of running text that neither Latin nor Chinese has; in Thai a space parts clauses.
_OTHER_STOPS, _THAI = "،؛؟।۔։", "\u0e01-\u0e4e"

# "Dr.", "U.S.", "the 31." end no sentence.
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|[DM]rs?|Ms|Prof|St|[SJ]r|Nr|No|vs|bzw|ca|Inc|Ltd|Co|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Mio|Mrd|Abs|Art|Vol|\d{1,2})\.$")
# A sentence ends at CJK stops anywhere, at Western ones only before white space; closing quotes belong to it.
SENTENCE_END = re.compile("(?:[。！？｡…!?؟۔।॥]{1,6}|\\.{1,3}(?=[\"'”’)\\]»]{0,3}(?:\\s|$)))[”’\"'」』）)\\]】»]{0,3}")


def stops(whole: str, latin: str, after: str) -> re.Pattern[str]:
    """What finds a sign of running text: one of ``whole``, one of ``latin`` before what matches ``after``, or one of another script.
    It begins with a set, as that is what can be searched for quickly."""
    whole += _OTHER_STOPS
    return re.compile(f"[{whole}{latin}{_THAI}](?:(?<=[{whole}])|(?<![{_THAI}])(?={after})|(?= [{_THAI}]))")


def clean(text: str) -> str:
    """The text without what XML forbids or eyes cannot see, in Unicode form NFC; idempotent.  Line feeds and tabs stay."""
    if _is_clean(text):
        return text
    text = _BANNED.sub("", _LINE_BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", _JOINERS.sub("", text))
    return _MARK_FLOOD.sub(r"\1", text) if _MARK.search(text) else text


def _is_clean(text: str) -> bool:
    return text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text) and not _MARK.search(text))


def one_line(text: str) -> str:
    """Cleaned text with every run of white space (U+3000 and no-break spaces too) folded into one space."""
    line = " ".join(text.split())  # without its line feeds and tabs, most text is clean
    return line if _is_clean(line) and (line == text or not _DISGUISED.search(text)) else " ".join(clean(text).split())


def letters(text: str) -> str:
    """Letters and digits only, which is what has to agree when two texts say the same."""
    if text.isascii():
        return text.encode().translate(None, _ASCII_SIGNS).decode()
    return text if text.isalnum() else "".join(_LETTER_RUN.findall(text))


def join_han(text: str) -> str:
    """Text without the spaces that line breaks left between Han characters, kana and CJK punctuation.

    Spaces between Latin words, between Latin and Han, and in lists of names stay; so do line feeds.
    """
    if text.isascii() or not _EAST_ASIAN.search(text):
        return text
    joined = _HAN_SPACE.sub("", text)
    return joined if len(joined) == len(text) else _with_lists(text)


def _with_lists(text: str) -> str:
    """The text joined but for its lists of names, whose spaces a sign that no text has stands for meanwhile."""
    marked = _LIST.sub(lambda names: names[0].replace(" ", "\0"), text)
    return _HAN_SPACE.sub("", marked).replace("\0", " ")


def close_up(text: str) -> str:
    """A title whose characters were spaced out one by one for looks ("通 知") is closed up; spaces between clauses stay."""
    if _SPACED_OUT.fullmatch(text):
        return text.replace(" ", "")
    return text


def han_share(text: str) -> float:
    """Share of Han characters among all letters and digits, 0 to 1."""
    if text.isascii() or not _EAST_ASIAN.search(text):
        return 0.0
    whole = len(letters(text))
    return len("".join(_HAN_RUN.findall(text))) / whole if whole else 0.0


def graphemes(text: str) -> Iterator[str]:
    """What a person calls characters (after UAX 29, without its rarest rules); joined back they are the text.

    No cluster is longer than 32 code points, so that a flood of marks cannot pass as one character.
    """
    start = 0
    flags = 0
    for i in range(1, len(text)):
        flags = flags + 1 if _is_flag(text[i - 1]) else 0
        if i - start < 32 and _joined(text[i - 1], text[i], flags):
            continue
        yield text[start:i]
        start = i
    if text:
        yield text[start:]


def _is_flag(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"


def _joined(before: str, after: str, flags: int) -> bool:
    """True if no boundary lies between the two characters; ``flags`` counts regional indicators up to ``before``."""
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    if after in "\u200c\u200d" or before == "\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if _is_flag(after):
        return flags % 2 == 1
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff"


def cap(text: str, limit: int) -> str:
    """The text, or its first ``limit`` graphemes the last of which is then "…"."""
    if len(text) <= limit:
        return text
    if not _CLUSTERS.search(text):
        return text[: limit - 1].rstrip() + "…"
    parts = []
    for part in graphemes(text):
        parts.append(part)
        if len(parts) > limit:
            return "".join(parts[: limit - 1]).rstrip() + "…"
    return text


def columns(text: str) -> int:
    """Width in columns of a terminal: Han, kana, full-width signs and emoji take two, marks none."""
    if text.isascii():
        return len(text)
    narrow = _WIDE.sub("", text)
    return 2 * len(text) - len(narrow) - (0 if narrow.isascii() else len(_NARROWEST.findall(narrow)))


def cut(text: str, width: int) -> str:
    """The text in at most ``width`` columns: whole sentences if they fill a third of it, else cut between words
    (or graphemes where the script has no spaces) and ended by "…"; never more than 500 graphemes."""
    head = _fitting(text, width)
    if len(head) == len(text):
        return cap(text, SUMMARY_CAP)
    ends = [m.end() for m in SENTENCE_END.finditer(text[: len(head) + 3]) if m.end() <= len(head) and not _ABBREVIATED.search(m.string, max(0, m.start() - 8), m.end())]
    if ends and columns(head[: ends[-1]]) * 3 >= width:
        return cap(head[: ends[-1]].rstrip(), SUMMARY_CAP)
    return cap(_between_words(_fitting(text, width - 1), text), SUMMARY_CAP)


def _fitting(text: str, width: int) -> str:
    """The longest beginning of whole graphemes that is at most ``width`` columns wide."""
    if columns(text[: width + 1]) <= width and len(text) <= width:
        return text
    head = text[: width * 4 + 64]
    used = end = 0
    if not _CLUSTERS.search(head):
        # No character is wider than two columns: half of what is left of the width always fits.
        while (step := (width - used) // 2) > 1 and end < len(text):
            used += columns(text[end : end + step])
            end += step
        head = head[end:]
    parts: Iterable[str] = graphemes(head) if _CLUSTERS.search(head) else head
    for part in parts:
        used += 1 if part < "\u0300" and len(part) == 1 else min(2, columns(part))
        if used > width:
            break
        end += len(part)
    return text[:end]


def _between_words(head: str, text: str) -> str:
    """``head`` back to the last word boundary, with an ellipsis; ``text`` tells what follows."""
    following = text[len(head) : len(head) + 1]
    if following and not following.isspace() and not _breaks_anywhere(following):
        at = max((i for i in range(len(head)) if head[i].isspace() or _breaks_anywhere(head[i])), default=-1)
        if at > 0:
            head = head[: at + 1]
    return head.rstrip(" ,;:，、；：—–-\n（(《“‘【「『[") + "…"


def _breaks_anywhere(c: str) -> bool:
    """True for scripts written without spaces: a line may break beside their characters."""
    return c >= "\u0e00" and (unicodedata.east_asian_width(c) in "WF" and not "\uac00" <= c <= "\ud7af" or "\u0e00" <= c <= "\u0eff")
