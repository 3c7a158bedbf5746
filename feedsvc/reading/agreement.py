"""What the title of an article should agree with: what the page calls it in <title>, Open Graph and JSON-LD, and the
listing's row; and what is none: the names of the site and of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from .body import TRAIL
from .info import is_info
from .meta import Metadata, text_of
from .outline import Outline
from .quick import quick
from .text import NAME_CAP, columns, letters

if TYPE_CHECKING:
    from ..model import Row

_SEPARATOR = re.compile(r"\s+[-–—|/:·•«»›>~]{1,3}\s+|\s*[|_｜»«›]+\s*|\s*--+\s*|(?<=[^\x00-\xff])[-–—](?=[^\x00-\xff])|(?<=[^\x00-\xff])\s?[-–—]\s?(?=\S)|(?<=\S)\s?[-–—]\s?(?=[\u3400-\u9fff])")
_STEPS = re.compile(r"[>»›/·|:：\\]+|&gt;")
# Found by letters that are rare.
IMPRINT = quick("版技pP备©yYvV主地电邮", r"版权所有|技术支持|(?<=ic)p备|备案|©|(?<=cop)yright|(?<=all rights reser)ved|主办单位|地址[:：]|电话[:：]|邮编")
_HOME = re.compile(r' href="(?:https?://[^/"]{1,253})?/(?:(?:index|default)\.\w{1,5})?"')


@dataclass(slots=True)
class Evidence:
    """Normalised strings a title should agree with."""

    document: str = ""
    document_text: str = ""
    segments: list[str] = field(default_factory=list)
    machine: list[tuple[str, str, str]] = field(default_factory=list)
    site: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    row: str = ""
    whole: str = ""
    """What each of them calls the article, one a line."""


@lru_cache(maxsize=256)
def normal(text: str) -> str:
    """Letters and digits only, lower case: what has to agree when two titles are the same."""
    return letters(text).casefold()


def says_title(text: str, title: str) -> bool:
    """Whether a text has the letters of the title, and no others."""
    wanted = normal(title)
    return wanted.startswith(letters(text[: len(title) + 20]).casefold()) and normal(text) == wanted


def segments(title: str) -> list[str]:
    """The parts of a document's title."""
    return [part for part in _SEPARATOR.split(title) if part]


def evidence_of(meta: Metadata, row: Row | None, outline: Outline) -> Evidence:
    """What metadata, listing and page say of the title."""
    found = Evidence(normal(meta.title), meta.title)
    found.segments = [normal(part) for part in segments(meta.title)]
    for source, value in _machine_titles(meta):
        if value:
            found.machine.append((source, value[:NAME_CAP], normal(value[:NAME_CAP])))
    site = meta.first("ogsitename", "applicationname", "sitename", "applemobilewebapptitle")
    publisher = next((text_of(thing.get("publisher")) for thing in meta.articles()), "")
    found.site = {normal(name) for name in (site, publisher) if name}
    found.row = normal(row.title) if row else ""
    found.whole = "\n".join([*found.segments, found.row, *(machine[2] for machine in found.machine)])
    found.sections = _sections(outline)
    found.site |= _home_links(outline) | _imprinted(outline, found)
    return found


def _home_links(outline: Outline) -> set[str]:
    """What the links to the site's root are called: its name, on a heading too, never the article's."""
    homes = {line for attributes, line, _ in outline.links if ('/"' in attributes or "/index." in attributes or "/default." in attributes) and _HOME.search(attributes)}
    lines = [outline.lines[number] for number in homes if number < len(outline.lines)]
    return {normal(line.text) for line in lines if line.linked * 2 > len(line.text)}


def _imprinted(outline: Outline, evidence: Evidence) -> set[str]:
    """Parts of <title> that stand in the imprint at the page's end: the site's or its owner's name."""
    parts = {part for part in (evidence.document, *evidence.segments) if len(part) >= 4}
    imprint = "\n".join(normal(line.text) for line in outline.lines_with(IMPRINT, 40) if len(line.text) < 300) if parts else ""
    return {part for part in parts if part in imprint}


def _sections(outline: Outline) -> set[str]:
    """Names of the site's sections: its short navigation links, and the steps of the line that says where one is."""
    found = {normal(text) for text in outline.skipped if columns(text) <= 24}
    for line in outline.lines:
        if not line.linked or len(line.text) >= 300:
            continue
        if line.linked * 2 > len(line.text) and len(line.text) <= 16 and outline.region(line) == "nav":
            found.add(normal(line.text))
        elif TRAIL.search(line.text) and not is_info(line.text):
            steps = [normal(step) for step in _STEPS.split(line.text) if 0 < columns(step) <= 24]
            found.update(steps if not _heads_info(outline, line.index, steps[-1:]) else steps[:-1])
    return found - {""}


def _heads_info(outline: Outline, trail: int, last: list[str]) -> bool:
    """Whether the last step of a trail stands again right above the line that tells time and source: the article's own title."""
    following = outline.lines[trail + 1 : trail + 8]
    return any(is_info(below.text) and [normal(line.text)] == last for line, below in pairwise(following))


def _machine_titles(meta: Metadata) -> Iterator[tuple[str, str]]:
    for thing in meta.articles():
        yield "JSON-LD headline", text_of(thing.get("headline") or thing.get("name"))
        break
    yield "og:title", meta.first("ogtitle")
    yield "meta title", meta.first("articletitle", "twittertitle", "title", "dctitle", "dctermstitle", "citationtitle", "parselytitle", "sailthrutitle", "headline")


def contains(norm: str, evidence: Evidence) -> bool:
    """The line holds what the page, or the listing's row, calls the article, and more."""
    row = evidence.row
    whole = len(evidence.document) >= 4 and evidence.document in norm
    return whole or bool(row) and (row in norm or norm.startswith(row[: max(6, len(row) - 3)]))


def agrees(norm: str, evidence: Evidence) -> bool:
    if len(norm) < 3:
        return norm in evidence.segments[:1]
    if norm in evidence.document or norm == evidence.row:
        return True
    return any(machine and (norm in machine or machine in norm) for _, _, machine in evidence.machine)


def agreement(norm: str, evidence: Evidence, heading: bool) -> float:
    """How well a text agrees with <title>, the metadata and the listing's row."""
    score = 0.0
    if norm == evidence.document and not heading and columns(evidence.document_text) < 18:
        score += 1.0  # the site's name, as often as not
    elif len(norm) >= 2 and norm in evidence.document:
        share = len(norm) / len(evidence.document)
        score += 1.0 + 2 * share
        if evidence.segments and norm in evidence.segments:
            score += 0.5 + (0.8 if norm == evidence.segments[0] else 0)
    elif len(evidence.document) >= 4 and evidence.document in norm and evidence.document not in evidence.site:
        score += 2.0
    for _, _, machine in evidence.machine:
        if norm == machine:
            score += 1.5
        elif norm and (norm in machine or machine in norm) and machine:
            score += 1.0 * min(len(norm), len(machine)) / max(len(norm), len(machine))
    if evidence.row and norm:
        if norm == evidence.row:
            score += 3
        elif evidence.row in norm or norm.startswith(evidence.row[: max(6, len(evidence.row) - 3)]):
            score += 2
    return score


def without_site(text: str, site: set[str]) -> str:
    """A document title up to the separator before the site's name; the first part when nothing is known of the site."""
    cuts = [m for m in _SEPARATOR.finditer(text) if m.start() > 0]
    for cut in cuts:
        if normal(text[cut.end() :]) in site:
            return text[: cut.start()]
    if cuts and normal(text[: cuts[0].start()]) in site:
        return text[cuts[0].end() :]
    if cuts and cuts[0][0].strip() in ("_", "|"):
        return text[: cuts[0].start()]
    return text[: cuts[-1].start()] if cuts and columns(text[: cuts[-1].start()]) >= 10 else text
