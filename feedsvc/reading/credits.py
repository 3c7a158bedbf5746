"""Whose an article is: author, origin of a repost, and what the site declares about rights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .body import Body
from .bylines import BY, BYLINE, GOES_ON, KOREAN
from .choice import Offer, choose
from .han import both
from .info import is_info
from .meta import Metadata, text_of
from .outline import Line, Outline
from .quick import quick
from .text import HAN, PERSON, SUMMARY_CAP, cap, columns, join_han, one_line
from .titles import Title

# Words that begin a label are part of many a name ("美文阅读网").
_NEXT_LABEL = (
    r"(?=[\s|｜;；,，·/()（）\]】]*(?:$|\[|(?:来源|稿源|作者|(?<!责任)编辑|责任编辑|责编|值班|记者|通讯员|发布|发表|发稿|更新|时间|日期|点击|浏览|阅读|访问|字号|字体|打印|分享|收藏|人气|评论|审核|摄影|供稿|单位|部门|录入|上传|关闭)(?![网报社台部])"
    r"|(?:\d{4}\s?[-/.年]|\d+\s?(?:次|人)|T\||【)))"
)
# Where the value is missing the next label follows at once.
_NOT_LABEL = r"(?!\s{0,9}(?:发布|发表|发稿|更新|录入|上传|作者|编辑|责编|来源|点击|浏览|阅读|访问|字号|字体|审核)[^:：]{0,4}[:：])"
_ORIGIN = re.compile(both(r"(?<![片据據料频頻图圖])(?:文章|信息|稿件|新闻|消息|内容)?(?:来\s?源|稿源|出处|转自|转载自|来自(?=\s?[:：]))\s?(?:[:：]|于[:：]?)\s?" + _NOT_LABEL + r"(?P<value>[^:：|｜]{2,40}?)" + _NEXT_LABEL))
_ORIGIN_SIGN = re.compile(both("[源处自]"))
_ORIGIN_LABEL = re.compile(both(r"(?:来\s?源|稿源|出处|转自|来自)\s?[:：]\s*$"))
_AUTHOR = re.compile(both(rf"(?:(?:作\s?者|撰\s?稿人?|供\s?稿人?|记者)\s?[:：/]|(?<![{HAN}])文字?\s?[/／]\s?+(?:图片?|摄影?|视频)?+\s?[:：]?)\s?" + _NOT_LABEL + r"(?P<value>[^:：|｜]{2,30}?)" + _NEXT_LABEL))
_PIECES = 5
# What stands after a name and says when, and links that lead on.
_NAME_ENDS = re.compile(r"(?<![\w’'])(?!(?i:by|von|par|por|di|da|de|door|av|af)$)[A-ZÀ-Þ][\w.'’-]*[a-zß-ÿ]$")
_SAID_WHEN = re.compile(r"\s(?:posted|published|updated|publiée?|mis(?:e)? à jour|veröffentlicht|aktualisiert|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|publicerad|uppdaterad|opublikowano)$", re.IGNORECASE)
_LEADS_ON = re.compile(r"^(?:(?:see|read|view|more|all|about|follow|meet|contact|visit|show)\s(?:\S+\s){0,3}(?:by|from|posts?|stories|articles|page|profile|bio|more|author|editor|all|me|us)\b|(?:bio|profile|continued)$|(?:mehr|alle) (?:von|beiträge|artikel)\b|(?:plus|tous) (?:de|les)\b|más de\b)", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"^der\s(?=(?:\w+-)?Redaktion$)")
_MARKUP = re.compile(r"<[a-z/][^<>]{0,300}>", re.IGNORECASE)
_DATE_AFTER = re.compile(r"(?<=[^\d\s])\s?\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?\.?$")
_AUTHOR_MARK = re.compile(r' rel="[^"]*\bauthor\b|/authors?/| class="(?:[^"]* )?(?:author|author-?name|byline-?name|fn|p-author)(?: |")|itemprop="author', re.IGNORECASE)
# What follows "por" in a sentence, not in a byline: words in small letters.
_IN_WORDS = re.compile(r"[a-zà-ž]{1,12}\s(?:\S+\s){2}")
# Lines above the heading in which some weblogs tell time and author.
_ABOVE = 2
# Characters of a line that may be a sentence.
_SENTENCE_LEAST = 60
# What follows a name on its line.
_TRAILING = re.compile(r"\s?\S{0,40}@\S{2,60}")
# Drawings beside a name.
_SIGNS = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]{1,9}$")
# Names of people with commas between: no sentence.
_PERSONS = re.compile(f"{PERSON}(?:，{PERSON}){{1,5}}")
_CLOSING = {")": "(", "）": "（", "]": "[", "】": "【"}
_SENTENCE = re.compile("[，。？！]|[?!]$")
_NOBODY = re.compile(both(r"https?:|www\.|日[电讯]$|^\d+$|^\w{3,8} by \S{3,30}\.(?:com|cn|net|org)/?$|^(?:admin|administrator|管理员|本[站网报刊社](?:站|原创|讯)?|佚名|未知|不详|匿名|原创|webmaster|editor|user|system|root|test|none|null|by|oleh|autor|n/?a)$"), re.IGNORECASE)
_DECLARATION = re.compile(both(r"^[\W\d]{0,6}(?:版权|免责|特别|重要|郑重)?\s?声\s?明\s?[:：]?$|^[\W\d]{0,6}(?:版权|免责|特别|重要|郑重)?声明\s?[:：]|凡(?:本|注明|在本).{0,30}(?:版权|转载|来源)|未经.{0,20}(?:授权|许可|同意|允许)(?=.{0,60}(?:转载|复制|摘编|镜像|引用|链接|使用本))|(?:reproduction|reprint).{0,60}(?:permission|prohibited|forbidden)"))
# The last one is found by its "p", which is rare.
_SPEAKS = re.compile("声\\s?明|聲\\s?明|凡本|凡注明|凡在本|未经|未經|p(?<=ep)r(?:int|oduc)")
# At the end of words on a picture stand its maker and an agency.
_PICTURE_CREDIT = re.compile(r".{20}\s©\s?[^\d/]{2,40}/\s?\w{2,20}$")
# Found by letters that are rare.
_COPYRIGHT = quick(
    "版著©(yYvVdD",
    r"版权所有|版权归|著作权|©|\(c\)\s?(?:19|20)\d\d|(?<=cop)yright|(?<=all rights reser)ved|(?<=alle rechte )vorbehalten|(?<=tous droits réser)vés|(?<=todos los )derechos",
)


_SAYING_AUTHOR = ("articleauthor", "author", "byl", "dccreator", "parselyauthor", "citationauthor", "sailthruauthor")
_ADDRESS = re.compile("https?:|//", re.IGNORECASE)


def read_author(meta: Metadata, outline: Outline, body: Body, title: Title) -> tuple[str | None, str]:
    """The author's name and where it stands, with what lost; some software writes the title there."""
    offers = (offer for offer in _authors(meta, outline, body, title.line) if offer[0] != title.text)
    return choose(offers, _name, "no author is named", "no name of a person")


def _authors(meta: Metadata, outline: Outline, body: Body, title_line: int) -> Iterator[Offer]:
    site = {meta.first("ogsitename"), ""}
    for thing in meta.articles():
        name = _people(thing.get("author"))
        if name and _name(name) not in site | {text_of(thing.get("publisher"))}:
            yield name, "JSON-LD author"
    for line in _near(outline, body, title_line):
        match = _AUTHOR.search(_with_value(outline, line)) or _byline(line, line.index > body.start) or KOREAN.search(line.text)
        match = None if match and _IN_WORDS.match(match["value"]) else match
        name = match["value"] if match else _marked_author(line) or ""
        if name:
            yield name, f"line {line.index + 1}"
    yield from ((value, "markup author") for value in meta.marked.get("author", ())[:1] if _is_short_name(value))
    above = outline.lines[max(0, title_line - _ABOVE) : max(0, title_line)]
    yield from ((named, f"line {line.index + 1}") for line in above if is_info(line.text) and (named := _named_above(line)))
    said = next((value for key in _SAYING_AUTHOR if (value := meta.first(key)) and not _ADDRESS.match(value)), None)
    if said and _name(said) not in site:
        yield said, "the page's metadata"


def _byline(line: Line, in_text: bool) -> re.Match[str] | None:
    """Who wrote it by the words before a name, at a line's beginning, or where the line goes on with that; a sentence of the text
    that begins so ("By contrast, …") has no name there."""
    text = _parted(line)
    found = BYLINE.match(text)
    if found is None and is_info(line.text):
        pieces = GOES_ON.split(text, _PIECES)[1:]
        found = next((match for piece in pieces if (match := BYLINE.match(piece)) and not match["value"][:1].islower()), None)
    return None if found and in_text and found["value"][:1].islower() and len(line.text) > _SENTENCE_LEAST else found


def _parted(line: Line) -> str:
    """The line's text, with a sign where an element begins right after the last letter of a name: "Ann Rye" and "June 7"."""
    if len(line.parts) == 1:
        return line.text
    text, glued = "", False
    for part in line.parts:
        ends = part[0][:1].isupper() and _NAME_ENDS.search(text) is not None
        text, glued = text + (" | " if ends else "") + part[0], glued or ends
    return one_line(text) if glued else line.text


def _named_above(line: Line) -> str | None:
    """The author on a line above the heading."""
    found = _byline(line, False)
    return _marked_author(line) or (found["value"] if found and not _IN_WORDS.match(found["value"]) else None)


def _marked_author(line: Line) -> str | None:
    """A run of text whose element says that it is the author: rel, class or the address it leads to."""
    runs = (one_line(part[0]) for part in line.parts if part[2] and _AUTHOR_MARK.search(part[2]))
    return next((text for text in runs if _is_short_name(text)), None)


def _is_short_name(text: str) -> bool:
    return 2 <= columns(text) <= 40 and text.count(" ") < 5 and not any(map(str.isdigit, text))


def _people(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for name in map(text_of, value[:5]) if name))
    return text_of(value)


def _name(text: str | None) -> str | None:
    text = _SIGNS.sub("", _TRAILING.sub("", one_line(_MARKUP.sub("", text or "")))).strip(" ,，;；|/:：.-–—([【")
    text = (text if text[-1:] in _CLOSING and text.count(_CLOSING[text[-1]]) == text.count(text[-1]) else text.strip("()（）[]【】")).strip()
    text = _SAID_WHEN.sub("", _ARTICLE_BEFORE.sub("", _DATE_AFTER.sub("", BY.sub("", text))))
    text = text.replace("，", "、") if _PERSONS.fullmatch(text) else text
    if _LEADS_ON.match(text) or not 2 <= columns(text) <= 100 or _NOBODY.search(text) or _SENTENCE.search(text):
        return None
    return join_han(text) if any(len(piece) == 1 for piece in text.split()) else text


def read_origin(outline: Outline, body: Body, title_line: int, meta: Metadata) -> tuple[str | None, str]:
    """What the page names as its source (来源): the publication a repost comes from."""
    return choose(_origins(outline, body, title_line, meta), _name, "no source is named", "no name of a source")


def _origins(outline: Outline, body: Body, title_line: int, meta: Metadata) -> Iterator[Offer]:
    for line in _near(outline, body, title_line):
        if name := _linked_origin(line) or _written_origin(outline, line):
            yield name, f"line {line.index + 1}"
    if said := meta.first("contentsource", "articlesource", "mediaid"):
        yield said, "the page's metadata"


def _linked_origin(line: Line) -> str | None:
    """The name where it is an element of its own after the label, often a link."""
    runs = [part for part in line.parts if not part[0].isspace()]
    for label, value in zip(runs, runs[1:], strict=False):
        if _ORIGIN_LABEL.search(label[0]) and value[1] != label[1] and columns(value[0]) < 60 and not value[0].rstrip().endswith((":", "：")):
            return one_line(value[0])
    return None


def _written_origin(outline: Outline, line: Line) -> str | None:
    text = _with_value(outline, line)
    match = _ORIGIN.search(text) if _ORIGIN_SIGN.search(text) else None
    if match is None or len(match["value"].strip()) < 2:
        return None
    after = text[match.end("value") : match.end("value") + 1]
    return match["value"] + (after if after in _CLOSING and _CLOSING[after] in match["value"] else "")


def _with_value(outline: Outline, line: Line) -> str:
    """The line's text, with the next line where it ends in a label whose value stands there."""
    following = outline.lines[line.index + 1].text if line.index + 1 < len(outline.lines) and line.text.rstrip().endswith((":", "：")) else ""
    if following.endswith((":", "：")) or _SENTENCE.search(following):  # it is the next label, or begins the text
        following = ""
    return f"{line.text}{following}"[:300]


def _near(outline: Outline, body: Body, title_line: int) -> list[Line]:
    """The lines between heading and text, and the last ones of the text."""
    first = max(0, title_line)
    head = outline.lines[first : max(body.start + 1, first + 8)]
    return [line for line in head + outline.lines[max(body.start, body.last - 3) : body.last + 2] if len(line.text) < 200]


def read_rights(outline: Outline, meta: Metadata) -> tuple[str | None, str]:
    """The site's declaration, else its copyright line, else the metadata's."""
    for line in outline.lines_with(_SPEAKS):
        if _DECLARATION.search(line.text) and line.linked * 2 <= len(line.text):
            text = _declaration(outline, line)
            if columns(text) >= 24:
                return cap(join_han(one_line(text)), SUMMARY_CAP), f"the declaration on line {line.index + 1}"
    for line in reversed(list(outline.lines_with(_COPYRIGHT, 60))):
        if len(line.text) <= 300 and line.linked * 2 <= len(line.text) and not _PICTURE_CREDIT.search(line.text):
            return cap(join_han(one_line(line.text)), SUMMARY_CAP), f"the copyright line {line.index + 1}"
    said = meta.first("copyright", "dcrights", "dctermsrights", "rights")
    return (cap(said, SUMMARY_CAP), "the page's metadata") if said else (None, "nothing is declared")


def _declaration(outline: Outline, line: Line) -> str:
    """A declaration with its numbered points, without the bare word over them."""
    taken = [line.text] if columns(line.text) >= 24 else []
    for following in outline.lines[line.index + 1 : line.index + 8]:
        numbered = re.match(r"\s{0,3}[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）、.．]", following.text)
        if not numbered and not (not taken and _COPYRIGHT.search(following.text) or _DECLARATION.search(following.text)):
            break
        taken.append(following.text)
    return " ".join(taken)
