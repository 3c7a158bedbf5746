"""The title of an article: the heading a person sees, found with the help of what the page says elsewhere.

Every line that could be the title gets a score from its element, its place and its agreement with <title>, Open Graph
and JSON-LD.  What the page says to machines only is used when no line shows it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .agreement import IMPRINT, Evidence, agreement, agrees, contains, evidence_of, normal, segments, without_site
from .body import TRAIL, Body
from .broken_titles import unbroken, uncut
from .han import both
from .heading_words import above_its_info, above_subtitle, after_day, before_info, without_signs
from .info import is_info
from .meta import Metadata
from .others import heads_list, in_calendar, in_list, opens_discussion
from .outline import Heading, Line, Outline, Part
from .text import HAN, TITLE_CAP, cap, close_up, columns, one_line

if TYPE_CHECKING:
    from ..model import Row

_HEADING_SCORE = {1: 5.0, 2: 2.5, 3: 2.0, 4: 1.5, 5: 1.2, 6: 1.0}
_TITLE_MARK = re.compile(r"(?:^|[\W_])(?:[a-z]{0,12}(?:title|headline|heading)|[a-z]{0,6}(?:tit|biaoti|bt)|h1)\d{0,2}(?:$|[\W_])")
# Marks of what stands beside one.
_OTHER_MARK = re.compile(r"(?:source|author|time|date|laiyuan)[\W_]?tit")
_TITLE_NAMES = ("tit", "head", "biaoti", "bt", "h1")
_NOT_A_TITLE = re.compile(
    both(
        r"^(?:首页|新闻(?:中心|动态|资讯)?|正文|当前位置|您(?:的|现在的)?位置|您所在的位置|打印|关闭|来源|作者|发布|点击|浏览|分享|字号|相关(?:链接|阅读|新闻|文章|附件|推荐|信息|报道)?|推荐(?:阅读|文章)?|友情链接|热门|最新|上一|下一|标题|公告|通知公告|导航|搜索|登录|注册|home|news|menu|search|"
        r"share|related|comments?|latest|more|about|contact|login|advertisement|subscribe|newsletter)\s?[:：]?$|^.{0,12}[:：]$"
    ),
    re.IGNORECASE,
)
_SUBTITLE = ("——", "--", "—", "──", "－－", "（", "(")
# What templates call every page of an article.
_GENERIC = re.compile(both(r"\w{0,4}(?:正文|详情|详细|内容|浏览|首页|主页|无标题|未命名)(?:页面?|内容|信息|文档)?|untitled|new page|document|index|home|news|article"), re.IGNORECASE)
_LABEL = re.compile(both(r"^(?:标\s*题|(?:信息|文件|公文|文章|新闻|公告)(?:标题|名称))\s*[:：]\s*(?=\S{4})"))
_STEPS = (">", "»", "›")
"""What stands before a step of the line that says where one is."""
_SENTENCES = re.compile(r"。.{8}|^.{60,}[！？].{8}|^.{80,}\.$")
_GLUED = re.compile(r"""[a-zäöüß][A-ZÄÖÜ]|\w["„“»]\w|\S\s[:,;]\s|[:;][^\W\d_]""")
_KICKER = re.compile(r"kicker|overline|dachzeile|topline|roofline|spitzmarke|eyebrow|rubrik|pre-?title|sup-?title|supertitle|vorzeile|catchline|overhead|category|section|\blabel|\bhat\b")


@dataclass(slots=True)
class _Candidate:
    text: str
    line: int
    score: float
    source: str
    norm: str = ""
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """``line`` is the outline's line it stands in, -1 if no line shows it; ``reason`` tells why it won and what lost."""

    text: str | None
    line: int
    reason: str


def read_title(meta: Metadata, outline: Outline, body: Body, row: Row | None = None) -> Title:
    """The title, without the site's name and the section."""
    evidence = evidence_of(meta, row, outline)
    ranked = _ranked(_candidates(outline, body, evidence), outline, body, evidence)
    if not ranked or ranked[0].score <= _PLAIN_MOST:
        ranked = _ranked([*ranked, *_plain_lines(outline, body, evidence)], outline, body, evidence)
    ranked = _below_site(ranked, evidence, body)
    if ranked and ranked[0].score < _SURE and _is_stranger(ranked[0].norm, evidence, outline):
        told = next((one for one in ranked if _is_told(one.norm, evidence)), None)
        return _shown([told, *(one for one in ranked if one is not told)]) if told else _from_machines(meta, evidence, ranked, outline, body)
    if ranked and ranked[0].score >= 2.0:
        ranked[0].text = _unglued(ranked[0], evidence)
        if not agrees(ranked[0].norm, evidence):
            ranked[0].text, ranked[0].line = unbroken(outline, ranked[0].text, ranked[0].line)
        return _shown(ranked)
    return _from_machines(meta, evidence, ranked, outline, body)


def _below_site(ranked: list[_Candidate], evidence: Evidence, body: Body) -> list[_Candidate]:
    """The heading below the best one first, where <title> has both and it says more: the upper one is the site's, or a section's."""
    best = ranked[0].norm if ranked else ""
    if best in evidence.segments and not any(best == machine for _, _, machine in evidence.machine) and ranked[0].source[:2] == "<h":
        for one in ranked[1:6]:
            if one.source[:2] == "<h" and ranked[0].line < one.line <= body.start and one.score > _LIKELY and len(one.norm) > len(best) and one.norm in evidence.segments:
                return [one, *(other for other in ranked if other is not one)]
    return ranked


def _is_stranger(norm: str, evidence: Evidence, outline: Outline) -> bool:
    """Whether the metadata call the article by a name of its own, and the text has nothing of it and is no heading of the first rank:
    that of a box, or of a part."""
    named = any(machine and machine not in evidence.site for _, _, machine in evidence.machine)
    if not named or agrees(norm, evidence) or contains(norm, evidence):
        return False
    return not any(heading.level == 1 and normal(heading.text) == norm for heading in outline.headings)


def _is_told(norm: str, evidence: Evidence) -> bool:
    """Whether the text is most of what the metadata call the article."""
    return any(norm in machine and 2 * len(norm) > len(machine) for _, _, machine in evidence.machine)


def _ranked(candidates: Iterable[_Candidate], outline: Outline, body: Body, evidence: Evidence) -> list[_Candidate]:
    """The candidates judged, best first, each text once."""
    best: dict[str, _Candidate] = {}
    for candidate in candidates:
        if not candidate.judged:
            _judge(candidate, outline, body, evidence)
        known = best.get(candidate.norm)
        if known is None or candidate.score > known.score:
            best[candidate.norm] = candidate
    return sorted(best.values(), key=lambda c: -c.score)


def _candidates(outline: Outline, body: Body, evidence: Evidence) -> Iterator[_Candidate]:
    headed: set[int] = set()
    for heading in outline.headings:
        headed.update(range(heading.line, heading.end))
        yield from _of_heading(outline, heading, evidence)
    for line in _upper_lines(outline, body):
        if line.index not in headed:
            yield from _in_line(outline, line, evidence)
            yield from _wrapped(outline, line, evidence)


def _upper_lines(outline: Outline, body: Body) -> Iterator[Line]:
    """Lines a title may stand in: up to where the text starts."""
    limit = max(body.start + 3, 40) if body.box >= 0 else len(outline.lines)
    return (line for line in outline.lines[:limit] if 2 <= len(line.text) <= 400)


# A short line that may be a title: in other writings one is a section's name ("Press").
_SHORT_NAME = re.compile(f"[{HAN}]{{2,3}}")
# What a short line has, which being short takes three from: less than any other, more than a sentence.
_SHORT = 1.6
# What a plain line can reach at most, by its place alone: nothing else on the page says the same.
_PLAIN_MOST = 3.3
# What a heading of the first rank has by its place alone; one with less may be any other.
_SURE = 4.5
# How much less the site's own name counts.
_SITES = 8
# What one has that nothing speaks against.
_LIKELY = 0.0
# In so long a line stands text.
_RUNNING = 80
# How much less one counts that stands in the text's box, such as the words on a picture.
_IN_TEXT = 0.15


def _plain_lines(outline: Outline, body: Body, evidence: Evidence) -> Iterator[_Candidate]:
    """Lines that nothing speaks for but their place."""
    headed = {number for heading in outline.headings for number in range(heading.line, heading.end)}
    for line in _upper_lines(outline, body):
        if line.index in headed or line.linked * 2 > len(line.text) or outline.region(line) or is_info(line.text) or TRAIL.search(line.text):
            continue
        score = _plain_score(outline, body, line)
        if score is not None and (line.index or _above_info(outline, 0)):  # the first line is most often the site's
            yield _Candidate(line.text, line.index, score - (_IN_TEXT if body.box >= 0 and body.first <= line.index else 0), "a line", normal(line.text))


def _plain_score(outline: Outline, body: Body, line: Line) -> float | None:
    """By its width; a short line is none but right above the text, or above its time, where it goes before the text's sentences."""
    wide = columns(line.text)
    if wide >= 8:
        return 0.0 if wide >= 16 else -1.0 if wide >= 10 else -1.5
    following = outline.lines[line.index + 1].text if line.index + 1 < len(outline.lines) else ""
    return _SHORT if _SHORT_NAME.fullmatch(line.text) and (line.index + 1 == body.start or is_info(following)) else None


def _of_heading(outline: Outline, heading: Heading, evidence: Evidence) -> Iterator[_Candidate]:
    """The heading; and what is left of it without a first part that is set apart (a section, a kicker)."""
    score = _HEADING_SCORE[heading.level] - (2.5 if heading.linked * 2 > len(heading.text) else 0)
    parts = [part for line in outline.lines[heading.line : heading.end] for part in line.parts if not part[0].isspace()]
    kicked = len(parts) > 1 and bool(_KICKER.search(parts[0][2]) or _KICKER.search(outline.boxes[outline.lines[heading.line].box].mark))
    name = f"<h{heading.level}>"
    trail = 4.0 if TRAIL.search(heading.text) and any(outline.lines[at].linked for at in range(heading.line, heading.end)) else 0.0
    score -= trail
    yield _Candidate(heading.text, heading.line, score - (2.5 if kicked else 0), name)
    if shorter := above_its_info(outline, heading) or after_day(heading.text, evidence) or above_subtitle(parts, evidence):
        yield _Candidate(shorter, heading.line, score, f"the beginning of {name}")
    if len(parts) > 1 and parts[-1][1] == "a" != parts[0][1]:  # it ends in a link, as to the section
        yield _Candidate(one_line(" ".join(part[0] for part in parts[:-1])).rstrip(" |•·"), heading.line, score - (3.5 if kicked else 1.5), f"the beginning of {name}")
    for first in range(1, min(len(parts), 4)):
        rest = one_line(" ".join(part[0] for part in parts[first:]))
        yield _Candidate(rest.lstrip(":|–—- "), heading.end - 1, score - (0.3 if kicked else 1.5), f"the end of {name}")


def _wrapped(outline: Outline, line: Line, evidence: Evidence) -> Iterator[_Candidate]:
    """A title broken over several lines, when the page names it whole elsewhere, in one part of <title>."""
    joined, text = normal(line.text), line.text
    if len(joined) < 3 or joined not in evidence.whole or text.startswith(_STEPS):
        return
    for following in outline.lines[line.index + 1 : line.index + 5]:
        joined += normal(following.text)
        if joined not in evidence.whole:
            return
        text = _joined(text, following.text)
        yield _Candidate(text, following.index, 2.5, "lines that follow each other", joined)


def _joined(one: str, other: str) -> str:
    """Latin words need the space that the line break stood for."""
    return f"{one} {other}" if one[-1:].isascii() and other[:1].isascii() else one + other


def _in_line(outline: Outline, line: Line, evidence: Evidence) -> Iterator[_Candidate]:
    """The whole line, and single runs of text in it, where something speaks for them."""
    penalty = 2.0 if line.linked * 2 > len(line.text) else 0.0
    if penalty and outline.region(line):
        return
    marked = _box_marked(outline, line)
    norm = normal(line.text)
    if len(norm) < 2:
        return
    if marked or agrees(norm, evidence):
        yield _Candidate(line.text, line.index, (1.5 if marked else 0.5) - penalty, "a line marked as title" if marked else "a line", norm)
    elif contains(norm, evidence) and line.index and penalty == 0 and not outline.region(line) and not (line.linked and TRAIL.search(line.text)):
        yield _Candidate(line.text, line.index, 0.0, "a line", norm)
    if marked and (title := before_info(line)):
        yield _Candidate(title, line.index, 3.5 - penalty, "the beginning of a line marked as title")
    if marked and (whole := _two_lines(outline, line)):
        yield _Candidate(whole, line.index + 1, 1.8 - penalty, "two lines marked as title")
    if len(line.parts) > 1:
        for part in _runs(line.parts):
            own = one_line(part[0])
            norm = normal(own)
            speaks = part[2] and _is_title_mark(part[2])
            if len(norm) >= 2 and own != line.text and (speaks or agrees(norm, evidence) and not _is_word_of_text(own, line)):
                yield _Candidate(own, line.index, (1.5 if speaks else 0.3) - penalty, "a part of a line", norm)


def _is_word_of_text(own: str, line: Line) -> bool:
    """Whether a few words stand out in a sentence, as in bold: they are in the title, too, as the text tells of it."""
    before, _, _ = line.text.partition(own)
    return len(line.text) > max(_RUNNING, 3 * len(own)) and before.rstrip()[-1:].islower()


def _two_lines(outline: Outline, line: Line) -> str | None:
    """Both lines of a box that holds no more but time and source, where the second is no subtitle."""
    box = outline.boxes[line.box]
    lines = [one for one in outline.lines[line.index : box.last] if one.box == line.box]
    told = next((at for at, one in enumerate(lines) if is_info(one.text)), len(lines))
    if box.first != line.index or told != 2 or lines[1].text.startswith(_SUBTITLE):
        return None
    return _joined(line.text, lines[1].text)


def _runs(parts: list[Part]) -> Iterator[Part]:
    return (part for part in parts if len(part[0]) > 1 and not part[0].isspace())


def _box_marked(outline: Outline, line: Line) -> bool:
    """The line's box, or one that holds nothing else, is named a title; or the only element in it is."""
    box = outline.boxes[line.box]
    for _ in range(3):
        if box.mark and _is_title_mark(box.mark):
            return True
        if box.parent <= 0 or outline.boxes[box.parent].last - outline.boxes[box.parent].first > 1:
            break
        box = outline.boxes[box.parent]
    attributes = line.parts[0][2]
    return bool(attributes) and _is_title_mark(attributes)


@lru_cache(maxsize=512)
def _is_title_mark(words: str) -> bool:
    words = words.lower()
    return any(name in words for name in _TITLE_NAMES) and _TITLE_MARK.search(words) is not None and _OTHER_MARK.search(words) is None


def _judge(candidate: _Candidate, outline: Outline, body: Body, evidence: Evidence) -> None:
    """Adds what speaks for and against the text, wherever it stands."""
    candidate.judged = True
    norm = candidate.norm = candidate.norm or normal(candidate.text)
    line = outline.lines[candidate.line]
    candidate.score += agreement(norm, evidence, "<h" in candidate.source)
    wide = columns(candidate.text[:400])
    if wide < 8 and norm not in evidence.segments[:1] or _NOT_A_TITLE.match(candidate.text):
        candidate.score -= 3
    if wide > 300:
        candidate.score -= 3
    if candidate.source == "a line" and candidate.text.endswith("。"):
        candidate.score -= 1.0
    if candidate.text.startswith(_SUBTITLE) or candidate.text.endswith(("。", "：", ":")) or _SENTENCES.search(candidate.text):
        candidate.score -= 1.5
    if norm in evidence.site:
        candidate.score -= _SITES  # more than its place, its rank and <title> can speak for it
    elif not norm or opens_discussion(candidate.text):
        candidate.score -= 5
    if norm in evidence.sections or is_info(candidate.text):
        candidate.score -= 3
    if region := outline.region(line):
        candidate.score -= 1.5 if region == "side" else 2.5
    if candidate.source == "a part of a line" and (is_info(line.text) or TRAIL.search(line.text)):
        candidate.score -= 4
    if heads_list(outline, candidate.line + 1):
        candidate.score -= 3
    if candidate.source.startswith("<h") and _heads_part(outline, body, candidate.line):
        candidate.score -= 2
    if IMPRINT.search(candidate.text) and wide < 100:
        candidate.score -= 4
    candidate.score += _place(candidate.line, body)
    if candidate.line <= body.start and not candidate.text.endswith("。"):  # what stands so in the text is its signature
        candidate.score += _above_info(outline, candidate.line)


def _heads_part(outline: Outline, body: Body, line: int) -> bool:
    """Whether the text begins with this heading, has more of its level, and a higher one above: the first of its parts is called so."""
    if not body.first <= line <= body.start:
        return False
    ahead = {level: bisect_left(lines, line) for level, lines in outline.levels.items()}
    _, own = min((lines[ahead[level]], level) for level, lines in outline.levels.items() if ahead[level] < len(lines))
    more = bisect_left(outline.levels[own], body.last) - ahead[own]
    return more > 2 and any(ahead[level] for level in ahead if level < own)


def _place(line: int, body: Body) -> float:
    if body.box < 0:
        return 0.0
    if line > body.start:
        return -2.0 if line < body.last else -4.0
    return 0.8 - min(0.8, (body.start - line) / 20)


def _above_info(outline: Outline, at: int) -> float:
    """A title stands right above the line that tells time and source."""
    if in_list(outline, at):
        return 0.0
    for distance, line in enumerate(outline.lines[at + 1 : at + 5]):
        if is_info(line.text):
            other = in_list(outline, line.index) or in_calendar(outline, line.index)
            return 0.0 if other else 2.5 - 0.5 * distance
        if line.linked * 2 > len(line.text) or line.text.endswith("。"):  # the text has begun: a picture's source is none of this
            return 0.0
    return 0.0


def _shown(ranked: list[_Candidate]) -> Title:
    best = ranked[0]
    lost = "; ".join(f"“{cap(c.text, 40)}” ({c.source}, {c.score:.1f})" for c in ranked[1:4])
    reason = f"{best.source} on line {best.line + 1} of the page, score {best.score:.1f}" + (f"; it won over {lost}" if lost else "")
    return Title(_polished(best.text), best.line, reason)


def _unglued(best: _Candidate, evidence: Evidence) -> str:
    """Where the heading's parts stand together without a space, or with one too many, the metadata's writing is better."""
    if best.source.startswith("<h") and _GLUED.search(best.text):
        return next((text for _, text, norm in evidence.machine if norm == best.norm), best.text)
    return best.text


def _polished(text: str) -> str:
    return cap(close_up(_LABEL.sub("", without_signs(one_line(text).rstrip(" <")))), TITLE_CAP)


def _named_by_document(meta: Metadata, evidence: Evidence) -> str:
    """<title> without the names of sections and site, on whichever side they stand."""
    others = evidence.site | evidence.sections
    parts = [part for part in segments(meta.title) if normal(part) not in others and not _GENERIC.fullmatch(part)]
    return parts[0] if len(parts) == 1 else without_site(meta.title, evidence.site)


def _says_nothing(named: str, meta: Metadata, evidence: Evidence, shown: float) -> bool:
    """Whether <title> is called as any page of an article is, or begins so where a line with that score may be the title."""
    generic = shown >= _LIKELY and any(_GENERIC.fullmatch(part) for part in segments(meta.title))
    return generic or (_GENERIC.fullmatch(named) or _NOT_A_TITLE.match(named)) is not None or normal(named) in evidence.sections


def _from_machines(meta: Metadata, evidence: Evidence, ranked: list[_Candidate], outline: Outline, body: Body) -> Title:
    """No line will do: the metadata's title, or <title> without its last parts that name site and section."""
    for source, text, norm in evidence.machine:
        if norm and norm not in evidence.site:
            return Title(_polished(without_site(text, evidence.site)), -1, f"{source}, as no line of the page shows a title")
    named = _named_by_document(meta, evidence)
    if named and not (ranked and (evidence.document in evidence.site or _says_nothing(named, meta, evidence, ranked[0].score))):
        return Title(_polished(uncut(outline, max(0, body.first - 2), body.start, named)), -1, "<title> without the site's name, as no line of the page shows a title")
    if ranked:
        return _shown(ranked)
    return Title(None, -1, "the page shows no title")
