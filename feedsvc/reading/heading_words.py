"""What stands in a heading and is no part of the title: a subtitle, a day, the sign of a link to the place itself."""

from __future__ import annotations

import re

from . import dates
from .agreement import Evidence, normal
from .info import is_info
from .outline import Heading, Line, Outline, Part, join_lines
from .text import one_line

_SUBTITLE = re.compile(r"(?:^|[\W_])(?:sub-?(?:title|line|head(?:ing|line)?)|unter(?:titel|zeile)|deck|dek|standfirst|sous-?titre|subtitulo|sottotitolo|undertitel)\d?(?:$|[\W_])", re.IGNORECASE)
# A link to the place itself, and one to change it, as wikis have.
_LINK_SIGN = re.compile(r"\s?[¶🔗§]$|(?<=\w)\s#$|^(?:#|🔗|¶)\s?(?=[^\W\d_])|\s?\[\s?(?:edit|bearbeiten|modifier|editar|modifica|bewerken|edytuj|rediger|править|編集)(?:\s?\|[^\[\]]{1,40})?\s?\]$", re.IGNORECASE)
_HASHTAG = re.compile(r"^#\w")
_AFTER_DAY = re.compile(r"\s?[-–—:|•·,]?\s{0,3}")
_LONGEST_DAY = 24


def without_signs(text: str) -> str:
    """A heading without the signs of links that stand in it."""
    return text if _HASHTAG.match(text) else _LINK_SIGN.sub("", text)


def above_subtitle(parts: list[Part], evidence: Evidence) -> str | None:
    """What stands before the part of a heading that is marked as a subtitle, where the page calls itself so elsewhere."""
    for first in range(1, min(len(parts), 4)):
        if parts[first][1] != "small" and not _SUBTITLE.search(parts[first][2]):
            continue
        above = one_line(" ".join(part[0] for part in parts[:first]))
        return above if _is_named(above, evidence) else None
    return None


def after_day(text: str, evidence: Evidence) -> str | None:
    """What stands after the day that a heading begins with, where the page calls itself so elsewhere."""
    if not text[:1].isdigit():
        return None
    day = next((one for one in dates.find(text[:_LONGEST_DAY], "UTC", None, "dmy") if one.start == 0), None)
    rest = _AFTER_DAY.sub("", text[day.end :], count=1) if day else ""
    return rest if rest and _is_named(rest, evidence) else None


def above_its_info(outline: Outline, heading: Heading) -> str | None:
    """What stands in a heading before what tells time and source, where that is in it, too."""
    lines = outline.lines[heading.line : heading.end]
    if info := next((at for at, line in enumerate(lines) if is_info(line.text)), 0):
        return join_lines([line.text for line in lines[:info]])
    return before_info(lines[0])


def before_info(line: Line) -> str | None:
    """What stands on a line before what tells time and source."""
    texts = [part[0] for part in line.parts]
    last = next((at for at, text in enumerate(texts) if at and is_info(one_line(text))), 0)
    return one_line("".join(texts[:last])) or None


def _is_named(text: str, evidence: Evidence) -> bool:
    norm = normal(text)
    return len(norm) > 3 and (norm in evidence.segments or any(norm == machine for _, _, machine in evidence.machine))
