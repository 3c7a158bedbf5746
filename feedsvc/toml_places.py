"""Where things stand in a TOML text, so that a message names the line, and an edit touches nothing beside.  Pure.

tomllib tells values and no places.  The text must be one that tomllib has read (TOML 1.0).  A place is a dotted path
such as ``source.0.url``, whichever way the file writes it: under a head, inline, quoted or with dots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SKIPPED = re.compile(r"(?:[ \t\r\n\ufeff]|#[^\n]*)*+")
_TEXT = r'"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\''
_PART = re.compile(rf"[ \t]*([\w-]+|{_TEXT})[ \t]*")
_VALUE = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}|'
    rf"'''(?:[^']|'{{1,2}}(?!'))*+'{{3,5}}|{_TEXT}|"
    r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+"
)
_REST_OF_LINE = re.compile(r"[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Room:
    """Where something more can be written into a table or an array, and what must stand around it."""

    at: int
    before: str = ""
    after: str = ""

    def filled(self, text: str, words: str) -> str:
        return text[: self.at] + self.before + words + self.after + text[self.at :]


@dataclass(slots=True)
class Places:
    """Path → offset of its key or head, → first and last offset of its value, → room for more in it."""

    starts: dict[str, int] = field(default_factory=dict)
    values: dict[str, tuple[int, int]] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)


def places_of(text: str) -> Places:
    """Every table, key and element of a TOML text.  Raises RecursionError for one that is nested beyond reason."""
    return _Scan(text).document()


def newline_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


class _Scan:
    """One walk through the text; ``at`` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.newline = text, 0, newline_of(text)
        self.found = Places()
        self.counts: dict[str, int] = {}

    def document(self) -> Places:
        table = ""
        while self._next() != "":
            if self._next() == "[":
                table = self._head()
            else:
                self._pair(table, self.newline)
        return self.found

    def _next(self) -> str:
        """The sign that follows spaces, line ends and comments; "" at the end."""
        self.at = _end(_SKIPPED, self.text, self.at)
        return self.text[self.at : self.at + 1]

    def _head(self) -> str:
        """``[site]`` or ``[[source]]`` → its path."""
        start, brackets = self.at, 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        key = self._key()
        path = self._path_of_head(key, repeats=brackets == 2)
        self.at += brackets
        self.found.starts.setdefault(path, start)
        self.found.starts.setdefault(".".join(key), start)
        self.found.rooms[path] = Room(_end(_REST_OF_LINE, self.text, self.at), self.newline)
        return path

    def _path_of_head(self, key: list[str], repeats: bool) -> str:
        path = ""
        for number, part in enumerate(key, 1):
            path = _below(path, part)
            if repeats and number == len(key):
                self.counts[path] = self.counts.get(path, -1) + 1
            path = _below(path, str(self.counts[path])) if path in self.counts else path
        return path

    def _key(self) -> list[str]:
        """The parts of a key with dots."""
        parts: list[str] = []
        while match := _PART.match(self.text, self.at):
            parts.append(match[1].strip("\"'"))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def _pair(self, table: str, separator: str) -> None:
        """``key = value``; a key with dots makes the tables it goes through."""
        start, parts, path = self.at, self._key(), table
        for number, part in enumerate(parts):
            path = _below(path, part)
            self.found.starts.setdefault(path, start)
            if number < len(parts) - 1:
                self.found.rooms.setdefault(path, Room(start, ".".join(parts[: number + 1]) + ".", separator))
        self.at += 1  # =
        self._value(path)

    def _value(self, path: str) -> None:
        opening = self._next()
        start = self.at
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        else:
            self.at = _end(_VALUE, self.text, self.at)
        self.found.values[path] = (start, self.at)

    def _array(self, path: str) -> None:
        self.at += 1
        self.found.rooms[path], number = Room(self.at), 0
        while self._next() not in ("]", ""):
            if self._next() == ",":
                self.at += 1
                continue
            self.found.starts[_below(path, str(number))] = self.at
            self._value(_below(path, str(number)))
            self.found.rooms[path], number = Room(self.at, ", "), number + 1
        self.at += 1

    def _inline(self, path: str) -> None:
        self.at += 1
        empty = self._next() == "}"
        self.found.rooms[path] = Room(self.at, "", "" if empty else ", ")
        while self._next() not in ("}", ""):
            if self._next() == ",":
                self.at += 1
            else:
                self._pair(path, ", ")
        self.at += 1


def _below(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern ends that begins there; one sign further where it does not, so that a walk always ends."""
    match = pattern.match(text, at)
    return match.end() if match else at + 1
