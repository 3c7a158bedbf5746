"""Where the article's text is: the box with the most prose, and the lines in it that belong to the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .bare_labels import without_labels
from .bylines import names_writer
from .furniture import is_furniture
from .han import both
from .info import is_info
from .others import discussion, is_teaser
from .outline import Line, Outline
from .quick import quick
from .text import HAN, letters, stops

_HAN_WIDE = re.compile(f"[{HAN}\u3041-\u30ff\uac00-\ud7af]+")
_STOPS = stops("，。；？！、：", ".,;:?!", "[\\s\"'”’)]|$")
_NO_WIDTH = "\u200b\u200c\u200d\ufeff"
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LEAF_TAGS = frozenset("p li ul ol dl dd dt blockquote pre h1 h2 h3 h4 h5 h6 center figure figcaption tbody tr".split())
# Lines inside or at the end of the text that are not part of it.
BOILERPLATE = re.compile(
    both(
        r"^[\s【\[(（<《]*(?:欢迎(?:您|你)?(?:访问|光临|来到).{0,24}(?:网|站|主页)|.{0,16}今天是(?:\s?[:：\d]|$)|上一[篇条页则]|下一[篇条页则]|上篇|下篇|打印|关闭|返回|收藏|分享|扫一扫|扫描二维码|责任编辑|责编|编辑[:：]|审核[:：]|网友评论|相关(?:阅读|新闻|链接|文章|附件|报道)|推荐阅读|热门"
        r"|版权所有|(?:版权|免责|网站|法律|本站)声明|声明[:：]?$|特别声明|更多精彩|点击(?:数|量|次数|率)|浏览(?:次数|量|数)|阅读(?:次数|量|数)|\[?打印|字号|字体|大\s?中\s?小\W{0,3}$|微信|微博|用微信|[（(]?原标题|引用[网網]址|欢迎关注|扫码|扫描下方|长按.{0,6}二维码|打开APP|点击上方|点赞(?:数|量)?\s?(?:[:：（(\d]|$)|【?纠错|已有\s?\d+\s?人(?:阅读|浏览|点赞|评论|参与|关注|访问)|您的浏览器(?:不|暂不)支持|转载请注明|本文(?:地址|链接|网址)[:：]|(?:供稿|撰稿|通讯员|初审|复审|终审|[一二三]审|校对|审校|摄影|排版)\s?[:：|｜丨]|关键[词字][:：]|标签[:：]|返回顶部|声明[:：].{0,60}(?:来源|转载|侵权|网络)|收听|关注$|举报$|本文来源[:：]|赞\s?[（(]\d|打赏$|赞赏$|以下文章来源于|[+＋]1$|(?:精彩)?图集$|正文已结束|本文由.{2,30}(?:发布|整理)，不代表|加载中|loading[.…]*$|top$|\d+\s?人打了分|-+\s?(?:the )?(?:eof|end)\s?-+$|未经(?:授权|许可|允许|同意)[^。]{0,12}转载|[-_=—─·\s]{6,}|[-_=—─]{4,}.{0,8}[-_=—─]{4,}$"
        r"|share (?:this|on)|a version of this (?:article|story)|this (?:article|story) (?:was|is|has been|originally|first) (?:featured|part of|published|originally|first|updated|appeared)|listen to this|related|read more|read next|read also|also read|see also|advertisement|follow us|sign up|subscribe|comments?\b|tags?:|filed under|posted in|leave a|copyright|©|all rights"
        r"|previous|next (?:post|article)|click here|you (?:might|may) also like|this (?:entry|post) was (?:posted|written)|este post fue escrito|dieser (?:beitrag|eintrag) wurde|comments are closed|los comentarios están cerrados|lesen sie auch|mehr zum thema|mehr dazu|anzeige$|teilen|drucken|lire aussi|leggi anche|lea también)"
    ),
    re.IGNORECASE,
)
# The line that says where in the site one is.
TRAIL = quick("位首主hHsSſ>»›", r"位置|首页|主页|^home\b|^start(?:seite)?\b|[>»›].*[>»›]")
# Where its owner is found, as it stands at a page's end.
ADDRESS = re.compile(both(r"\W{0,3}(?:联系|单位|办公|通讯|学校|公司)?地\s?址\s?[:：].*(?:\d{7}|邮编|电话)"))
# What the last lines of a page consist of: whose it is, and how to reach them; what only they say, and not a notice of a meeting.
_IMPRINT = re.compile(both("(?:主办|承办|主管)单位|技术支持|运维|(?:联系|办公)?(?:地址|电话)[:： ]|邮编|邮箱|标识码|备案号?|版权所有|[Ii][Cc][Pp]备"))
_OF_SITE = re.compile(both("技术支持|运维|标识码|备案|版权所有|[Ii][Cc][Pp]备"))
# What a site says of cookies before it shows its page.
_CONSENT = re.compile(
    r"(?:site|page|we|wir|webseite|seite|site web|sito|sitio|website|strona)\s(?:also\s)?(?:uses?|verwende[nt]|nutz(?:en|t)|benutz(?:en|t)|utilise|utilizza|utiliza|gebruikt|używa)\b.{0,40}\bcookies?"
    r"|соглашаетесь с тем, что мы обрабатываем|файл(?:ы|ов) cookies?|cookies?\b.{0,60}\b(?:stored (?:on|in) your browser|categorized as)",
    re.IGNORECASE,
)
# How many times the prose a parent has that adds much; boxes that hold nothing else than their one child.
_MUCH, _WRAPPERS = 1.3, 6
# Lines between title and body among which the article's lead may stand, how much prose it has at least, and the characters that tell
# whether the body begins alike; what tells who made a picture.
_LEAD, _LEAD_PROSE, _SAME = 14, 60, 80
_CREDIT = re.compile(r"\b(?:foto|photo|bild|image|quelle|crédit|credit)s?\s?:|©", re.IGNORECASE)
# An abstract's label; how many lines it may stand before what it was cut from; how many letters must agree, and its length at most.
_ABSTRACT = re.compile(both(r"\W{0,3}(?:摘\s{0,4}要|内容提要|内容摘要|导\s{0,4}读|核心提示)\s?[】\]]?\s?[:：]\s?"))
_ABSTRACTS, _SAME_LEAST, _ABSTRACT_MOST = 5, 20, 300
DECLARATION = re.compile(both(r"\s*(?:版权|免责|特别|重要|郑重|本[网站]){0,2}\s?声\s?明\s?[:：]?\s*"))
"""The heading, alone on its line, of the site's words on rights that follow every article's text."""

# Alone on its line, what readers may press below every text; figures follow.
_VOTES = frozenset(("顶一下", "頂一下", "踩一下"))


@dataclass(frozen=True, slots=True)
class Body:
    """``box`` is the outline's box that holds the text (-1: none found), lines ``first`` up to ``last``; ``start`` is the first line of prose."""

    box: int
    first: int
    last: int
    start: int
    prose: int


def find_body(outline: Outline) -> Body:
    """The box that holds the article's text, by how much prose stands in it."""
    end = discussion(outline, len(outline.lines))
    weights = [_prose(outline, line) if line.index < end else 0 for line in outline.lines]
    sums = [0]
    for weight in weights:
        sums.append(sums[-1] + weight)
    scores: dict[int, float] = {}
    for line, weight in zip(outline.lines, weights, strict=True):
        if weight:
            _credit(outline, scores, line.box, weight)
    if not scores:
        return Body(-1, 0, len(outline.lines), len(outline.lines), 0)
    best = _widened(outline, sums, max(scores, key=lambda box: (scores[box], -box)))
    box = outline.boxes[best]
    start = next(i for i in range(box.first, box.last) if weights[i])
    return Body(best, box.first, box.last, start, sums[box.last] - sums[box.first])


def _credit(outline: Outline, scores: dict[int, float], box: int, weight: float) -> None:
    """A paragraph's prose counts for the box around it, half for the next, a quarter for the one after."""
    while box > 0 and (outline.boxes[box].tag in _LEAF_TAGS or _is_paragraph(outline, box)):
        box = outline.boxes[box].parent
    for _ in range(3):
        if box < 0:
            return
        scores[box] = scores.get(box, 0) + weight
        weight /= 2
        box = outline.boxes[box].parent


def _is_paragraph(outline: Outline, box: int) -> bool:
    """Whether a plain box holds a single line of Chinese, whose editors write paragraphs so, too."""
    one = outline.boxes[box]
    return one.tag == "div" and not one.mark and one.last - one.first == 1 and _HAN_WIDE.search(outline.lines[one.first].text) is not None


def _widened(outline: Outline, sums: list[int], box: int) -> int:
    """Up to the parent while that adds much prose: text cut into several sections; through a few boxes that hold nothing else, too,
    where what is added stands in boxes like them."""
    wide = inner = box
    wrappers = 0
    while (parent := outline.boxes[inner].parent) > 0:
        if _prose_in(outline, sums, parent) >= _prose_in(outline, sums, wide) * _MUCH:
            if inner != wide and _prose_beside(outline, sums, inner) < _prose_in(outline, sums, wide) * _MUCH:
                break
            wide, wrappers = parent, 0
        elif _extent(outline, parent) != _extent(outline, wide) or (wrappers := wrappers + 1) > _WRAPPERS:
            break
        inner = parent
    return wide


def _prose_in(outline: Outline, sums: list[int], box: int) -> int:
    first, last = _extent(outline, box)
    return sums[last] - sums[first]


def _extent(outline: Outline, box: int) -> tuple[int, int]:
    return outline.boxes[box].first, outline.boxes[box].last


def _prose_beside(outline: Outline, sums: list[int], box: int) -> int:
    """The prose in a box and in those beside it of its tag and class."""
    one = outline.boxes[box]
    alike = (at for at, other in enumerate(outline.boxes) if other.parent == one.parent and (other.tag, other.mark) == (one.tag, one.mark))
    return sum(_prose_in(outline, sums, at) for at in alike)


def _prose(outline: Outline, line: Line) -> int:
    """How much running text a line is, in letters (a Han character counts as three); 0 for links, labels and asides."""
    text = line.text
    if len(text) < 12 or line.linked * 2 > len(text) or outline.boxes[line.box].region or outline.boxes[line.box].tag in _HEADINGS:
        return 0
    size = len(text) if text.isascii() or len(text) >= 600 else len(text) + 2 * len("".join(_HAN_WIDE.findall(text)))
    if size < 40 or not _STOPS.search(text):
        return 0
    if size < 400 and "址" in text and ADDRESS.match(text):
        return 0
    if _is_consent(text) or _is_imprint(text):
        return 0
    if size < 200 and (BOILERPLATE.match(text) or is_info(text) or TRAIL.search(text)):
        return 0
    return 0 if is_teaser(outline, line.index) else min(size, 600)


def _is_imprint(text: str) -> bool:
    """Whether a line is one of a page's foot, with several of its labels: two where one is a foot's own, else three, parted by signs."""
    if len(text) >= 200 or not ("|" in text or "单位" in text or "單位" in text or "技术支持" in text):
        return False
    labels = set(_IMPRINT.findall(text))
    return len(labels) > 1 and _OF_SITE.search(text) is not None or "|" in text and len(labels) > 2


def _is_consent(text: str) -> bool:
    return ("ookie" in text or "персональные" in text) and _CONSENT.search(text) is not None


def text_lines(outline: Outline, body: Body, title: str, title_line: int) -> list[Line]:
    """The lines of the text: without title, time line, asides and link lists.  Where no box holds prose, what follows the title."""
    wanted = letters(title)
    if body.box < 0:
        return without_labels(outline, _after_title(outline, wanted, title_line), len(outline.lines))
    first = title_line + 1 if body.first <= title_line < body.first + 10 else body.first
    early = max(body.start, title_line + 4)
    end = _before_readers(outline, body)
    last = next((line.index for line in outline.lines[early : end] if line.text in _VOTES or "声" in line.text and DECLARATION.fullmatch(line.text)), end)
    lines = [*_leads(outline, body, title_line), *outline.lines[first:last]]
    kept = _once([line for line in lines if _is_text(outline, line, wanted, line.index <= early)])
    return without_labels(outline, [line for at, line in enumerate(kept) if at >= _ABSTRACTS or not _is_said_again(kept, at, wanted)], body.start)


def _once(lines: Iterable[Line]) -> list[Line]:
    """Without sentences that stand there again, as leads and words of pictures do."""
    seen: dict[str, Line] = {}
    return [line for line in lines if len(line.text) < _LEAD_PROSE or seen.setdefault(line.text.strip(_NO_WIDTH), line) is line]


def _is_said_again(lines: list[Line], at: int, title: str) -> bool:
    """Whether a line at the beginning is an abstract made by software: the title with its key words, or the cut beginning of a
    sentence that follows whole."""
    label = _ABSTRACT.match(lines[at].text)
    told = lines[at].text[label.end() if label else 0 :].rstrip(".… ")
    following = [one for one in lines[at + 1 : at + (_ABSTRACTS if label else 2)] if told[:6] in one.text]
    if not label and not following:
        return False
    own = letters(told)
    if label and title and own.startswith(title):
        return True
    if len(own) < _SAME_LEAST or len(told) > _ABSTRACT_MOST:
        return False
    if label:
        return any(own[:_SAME_LEAST] in letters(one.text) for one in following)
    return _STOPS.search(told[:-1]) is not None and any(letters(one.text).startswith(own) and one.text != lines[at].text for one in following)


def _leads(outline: Outline, body: Body, title_line: int) -> list[Line]:
    """Running text between title and body: the article's lead, which is set apart; no words on a picture, and none that the body
    begins with, too."""
    between = outline.lines[title_line + 1 : body.first] if title_line >= 0 and body.first - title_line <= _LEAD else []
    told = [line for line in between if not line.linked and _prose(outline, line) >= _LEAD_PROSE and not _CREDIT.search(line.text)]
    start = [line.text[:_SAME] for line in outline.lines[body.first : body.first + 4]]
    return [line for line in told if line.text[:_SAME] not in start]


def _before_readers(outline: Outline, body: Body) -> int:
    """Where the text ends, or where readers begin to speak in its box: under a heading for that, with the times they wrote at."""
    told = max(discussion(outline, body.start), body.start + 1)
    return told if any(is_info(line.text) for line in outline.lines[told + 1 : body.last]) else body.last


def _after_title(outline: Outline, title: str, title_line: int) -> list[Line]:
    taken: list[Line] = []
    for line in outline.lines[title_line + 1 : title_line + 40] if title_line >= 0 else ():
        if outline.region(line) or _is_imprint(line.text) or (BOILERPLATE.match(line.text) and not is_info(line.text)):
            break
        if _is_text(outline, line, title, early=True):
            taken.append(line)
    return taken


def _is_text(outline: Outline, line: Line, title: str, early: bool) -> bool:
    text = line.text
    if outline.region(line) or (line.linked * 2 > len(text) and line.linked > 6) or _is_consent(text):
        return False
    if len(text) > len(title) + 40 and len(text) >= 100:
        return True
    if early and title and ((own := letters(text)) in title or title in own and len(own) < len(title) + 8):
        return False
    return not (len(text) < 100 and (BOILERPLATE.match(text) or early and (is_info(text) or names_writer(text) or is_furniture(text) or TRAIL.search(text))))


def is_subheading(outline: Outline, line: Line) -> bool:
    """A heading inside the text that is no sentence."""
    return outline.boxes[line.box].tag in _HEADINGS and line.text[-1] not in ".!?…。！？：:"
