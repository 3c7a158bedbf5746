"""Why a text is no TOML, in the words of who wrote it.  Pure.

tomllib says where it stopped and what it wanted there.  What most often stands there instead is a sign of full width, as a Chinese
keyboard gives it, or a habit from another language.  Of the text nothing is quoted but such a sign: it may hold a password.
"""

from __future__ import annotations

import re

QUOTES = dict.fromkeys("“”„‟＂", '"') | dict.fromkeys("‘’＇", "'")
_OTHERS = {"【": "[", "】": "]", "、": ",", "。": ".", "：": "=", "\u3000": " "}
MEANT = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _OTHERS | QUOTES
"""A sign of full width → the one that TOML has for it."""
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_VALUE = re.compile(r"[^=]*=\s*([A-Za-z]+)\s*(?:#|$)")
_HABITS = {
    **dict.fromkeys(("true", "yes", "on"), "write true, in small letters"),
    **dict.fromkeys(("false", "no", "off"), "write false, in small letters"),
    **dict.fromkeys(("none", "null", "nil"), "delete the line: what is not there has its default"),
}
_CAUSES = {
    "Cannot overwrite": "the setting stands twice in its table: delete one of the two",
    "Cannot declare": "the table stands twice: put all its settings under one such line",
    "Expected '=' after": "between a setting and its value stands =",
    "Invalid hex": "between double quotes a backslash is written twice; or put the text between single quotes",
    "Unescaped": "between double quotes a backslash is written twice; or put the text between single quotes",
}
_QUOTED = "a text needs quotes"
_MEND = "mend that line; strings need quotes, tables look like [[source]]"


def fault(text: str, said: str) -> tuple[str, str]:
    """What is wrong, with its place, and what to do; ``said`` are tomllib's words about this text."""
    place = _PLACE.search(said)
    if place is None:
        return said, _MEND
    number, column = int(place[1]), int(place[2])
    line = text.removeprefix("\ufeff").split("\n")[number - 1].rstrip("\r")
    here = line[column - 1 : column]
    if sign := here if here in MEANT else _closing(line, here):
        return f"line {number} holds '{sign}', a sign of full width", f"write {MEANT[sign]} in its place, with the input method off"
    return said, _step(line, here, said)


def _closing(line: str, here: str) -> str:
    """A text that begins with a plain quote and ends with one of full width goes on to the end of its line."""
    unclosed = not here and line.count('"') % 2 + line.count("'") % 2
    return next((sign for sign in reversed(line) if sign in QUOTES), "") if unclosed else ""


def _step(line: str, here: str, said: str) -> str:
    if here and (ord(here) < 32 or ord(here) == 127):
        return "delete the control character that stands there"
    if not here and "Illegal character" in said:
        return "close the text with the quote it begins with"
    for cause, step in _CAUSES.items():
        if said.startswith(cause):
            return step
    if said.startswith("Invalid value"):
        word = _VALUE.match(line)
        return _HABITS.get(word[1].lower(), _QUOTED) if word else _QUOTED
    return _MEND if here.isascii() else "settings have English names, as deploy/REFERENCE.md lists them"
