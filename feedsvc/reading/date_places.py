"""Where in a text a date may begin: forms of dates are tried there only, which costs a tenth of trying them everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

First = Literal["number", "word", "any"]
"""What a form begins with: a number, a word with a number right after it, or either or neither of them."""

_NUMBER = re.compile(r"\d+")
# A month's name, and what may stand between it and the day.
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,12}[.,]?[\s-]{1,2}$")
_REACH = 16


class Places:
    """The places of one text, found once for all forms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers = [run.start() for run in _NUMBER.finditer(text)]
        self._words: list[int] | None = None

    @property
    def words(self) -> list[int]:
        if self._words is None:
            before = (_WORD_BEFORE.search(self.text, max(0, at - _REACH), at) for at in self.numbers)
            self._words = [word.start() for word in before if word]
        return self._words

    def leave_out(self, start: int, end: int) -> None:
        """No other date begins here: this is one."""
        self.numbers = [at for at in self.numbers if not start <= at < end]
        self._words = None

    def matches(self, pattern: re.Pattern[str], first: First) -> Iterator[re.Match[str]]:
        """What ``pattern.finditer`` finds, for a pattern that begins as ``first`` tells."""
        if first == "any":
            yield from pattern.finditer(self.text)
            return
        past = 0
        for at in self.numbers if first == "number" else self.words:
            if at >= past and (match := pattern.match(self.text, at)):
                past = match.end()
                yield match
