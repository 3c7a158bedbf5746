"""What an article carries with it: files to download, a picture, and its text as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from ..model import Attachment
from .body import BOILERPLATE, Body
from .choice import Offer, choose
from .han import both
from .links import PLAIN_ADDRESS
from .meta import Metadata
from .outline import Line, Outline, attribute
from .quick import quick
from .text import cap, clean, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MEDIA_TYPES = {
    "pdf": "application/pdf", "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works", "et": "application/vnd.ms-excel", "ofd": "application/ofd", "rtf": "application/rtf", "odt": "application/vnd.oasis.opendocument.text",
    "zip": "application/zip", "rar": "application/vnd.rar", "7z": "application/x-7z-compressed", "csv": "text/csv", "epub": "application/epub+zip",
    "mp3": "audio/mpeg", "mp4": "video/mp4",
}  # fmt: skip
_EXTENSION = re.compile(r"\.([a-z0-9]{2,4})$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:" + "|".join(MEDIA_TYPES) + r")\b", re.IGNORECASE)
_ORNAMENT = quick("iIİılLsSſbBqQaAeEpPfF.1", r"icon|logo|spacer|blank|qr|avatar|emoji|loading|pixel|sprite|fileTypeImages|\.gif(?:$|\?)|1x1|button")
_TAGS = frozenset(
    "p br h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i u s sub sup table thead tbody tfoot tr th td caption a figure figcaption hr".split()
)
# What systems call the files that editors send them; the template's own have names.
_UPLOADED = re.compile(r"\d{6}|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16}", re.IGNORECASE)
_ATTACHED = re.compile(both(r"附\s?件\s?\d{0,2}"))
# What a link says that gives no name.
_CALL = re.compile(both(r"\W{0,3}(?:点击|查看|立即|在线)?(?:下载|查看|预览|打开)(?:附件|文件|文档)?\W{0,3}|download|open|view"), re.IGNORECASE)
_IN_SCRIPT = re.compile(r"""["']([^"'\s]{1,400}\.\w{2,4}(?:\?[^"'\s]*)?)["']""")
# What shows a document in a page: a frame or object, an element that a player fills, a call in a script ("showPdf('/u/1.pdf')").
_FRAMES = "iframe, embed, object, [pdfsrc]"
_CALLED = re.compile(r"""[^(]*?(?i:pdf)\w{0,20}\(\s{0,4}["']([^"'\s<>]+\.pdf(?:\?[^"'\s<>]*)?)["']""")
_LONGEST_CALL = 600
_DOCUMENT = re.compile(r"\.(?:pdf|ofd|docx?|xlsx?|pptx?)$", re.IGNORECASE)
# Lines after the text that a file may stand on, and those where it must be called an attachment.
_RIGHT_AFTER, _AFTER_TEXT = 6, 16
# Tokens of a link's text.
_LONGEST_LINK = 20
# Quotes that a script's text left around an address.
_AROUND = " \t\n\r\\\"'"
_MAX_ATTACHMENTS, _MAX_PICTURES = 50, 5


def web_url(href: str, page_url: str) -> str | None:
    """The absolute http(s) URL of a link as written, in ASCII; None for anything else."""
    if PLAIN_ADDRESS.fullmatch(href):
        return href  # the way most are written; what follows gives the same, at ten times the cost
    try:
        parts = urlsplit(urljoin(page_url, clean(href).strip(_AROUND)))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@()*[]|")


def attachments(outline: Outline, body: Body, shown: list[str], page_url: str) -> tuple[Attachment, ...]:
    """The files linked in the text and right after it, and the documents that the page shows (``shown_documents``), each once."""
    found: dict[str, Attachment] = {}
    for address, name in [*_linked(outline, body), *((address, "") for address in shown)]:
        url = web_url(address, page_url)
        kind = url and _media_type(url, name)
        if url and kind and url not in found and len(found) < _MAX_ATTACHMENTS:
            found[url] = Attachment(url, cap(name, 200) or unquote(url.rsplit("/", 1)[-1]), kind)
    return tuple(found.values())


def shown_documents(tree: LexborHTMLParser, html: str) -> list[str]:
    """Addresses, as written, of documents that frames, objects and players of the page show, or calls in scripts of ``html``."""
    frames = (node.attributes for node in tree.css(_FRAMES))
    found = [_document(named.get("pdfsrc") or named.get("src") or named.get("data") or "") for named in frames]
    at = -1
    while len(found) < _MAX_ATTACHMENTS and (at := html.find(".pdf", at + 1)) >= 0:
        call = _CALLED.match(html, max(0, html.rfind("(", max(0, at - _LONGEST_CALL), at) - 30), at + _LONGEST_CALL)
        found.append(call[1] if call else None)
    return [address for address in found if address]


def _linked(outline: Outline, body: Body) -> Iterator[tuple[str, str]]:
    """Addresses and names of links to files; those of the page's foot and menus are not the article's."""
    for attributes, at, number in outline.links:
        line = outline.lines[at] if at < len(outline.lines) else None
        if not body.first <= at < body.last + _AFTER_TEXT or line is not None and outline.region(line) in ("foot", "nav"):
            continue
        if not body.first <= at < body.last + _RIGHT_AFTER and not (line is not None and _ATTACHED.search(line.text)):
            continue
        if _FILE.search(attributes) or line is not None and _FILE.search(line.text):
            href = attribute(attributes, "href")
            script = _IN_SCRIPT.search(attribute(attributes, "onclick")) if href[:11].lower() == "javascript:" else None
            yield script[1] if script else href, _name(outline, attributes, line, number)


def _name(outline: Outline, attributes: str, line: Line | None, number: int) -> str:
    """The link's text; where that only calls to fetch the file, its title, or what stands before it on the line."""
    text = _link_text(outline, number)
    if text and not _CALL.fullmatch(text):
        return text
    before = line.text.partition(text)[0] if line is not None and text else ""
    return one_line(attribute(attributes, "title")) or _ATTACHED.sub("", before).strip(" :：[【（(") or text


def _link_text(outline: Outline, number: int) -> str:
    """The text from the tag that has this number up to the link's end."""
    pieces = []
    for text, tag, _ in outline.tokens[number + 1 : number + 1 + _LONGEST_LINK]:
        pieces.append(text)
        if tag == "/a":
            break
    return one_line(unescape("".join(pieces)))


def _document(address: str) -> str | None:
    """A document's address as given, or as a viewer's page gets it ("viewer.html?file=/u/1.pdf"); None for anything else."""
    address = address.partition("#")[0]
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if _DOCUMENT.search(parts.path):
        return address
    return next((urljoin(address, value) for _, value in parse_qsl(parts.query) if _DOCUMENT.search(value.partition("#")[0])), None)


def _media_type(url: str, name: str) -> str | None:
    """By the ending of the path, or of the link's text where a script hands the file out."""
    parts = urlsplit(url)
    for text in (parts.path, name, *(value for _, value in parse_qsl(parts.query))):
        ending = _EXTENSION.search(text)
        if ending and ending[1].lower() in MEDIA_TYPES:
            return MEDIA_TYPES[ending[1].lower()]
    return None


def image(meta: Metadata, outline: Outline, body: Body, title_line: int, page_url: str) -> tuple[str | None, str]:
    """The picture the page names for itself, else the first real one in the text, or the first sent in below the title where there is no text."""
    return choose(_pictures(meta, outline, body, title_line, page_url), lambda url: None if _ORNAMENT.search(url) else url, "the page shows no picture", "an ornament")


def _pictures(meta: Metadata, outline: Outline, body: Body, title_line: int, page_url: str) -> Iterator[Offer]:
    for name in ("ogimage", "ogimageurl", "ogimagesecureurl", "twitterimage", "twitterimagesrc"):
        if meta.first(name) and (url := web_url(meta.first(name), page_url)):
            yield url, "the page's metadata"
    for number in _inside(outline, body, title_line)[:_MAX_PICTURES]:
        source = attribute(outline.tokens[number][2], "src")
        url = web_url(source, page_url) if source and not source.startswith("data:") else None
        if url:
            yield url, "a picture in the text"


def _inside(outline: Outline, body: Body, title_line: int) -> list[int]:
    """The numbers of the pictures' tags."""
    if body.box >= 0:
        box = outline.boxes[body.box]
        return [number for number in outline.images if box.start < number < box.end]
    above = outline.boxes[outline.lines[title_line].box].start if title_line >= 0 else len(outline.tokens)
    below = (box.start for box in outline.boxes if box.start > above and (box.region or BOILERPLATE.match(outline.lines[box.first].text)))
    end = next(below, len(outline.tokens))  # margins have pictures, too
    return [number for number in outline.images if above < number < end and _UPLOADED.search(attribute(outline.tokens[number][2], "src").partition("?")[0])]


def safe_html(outline: Outline, body: Body, kept: set[int], page_url: str) -> str:
    """The main part by a strict allow-list: no style, class, id, picture, form or script; links absolute and http(s) only.

    ``kept`` are the indexes of the lines that are text; boxes with none of them are left out.
    """
    import nh3

    if body.box < 0:
        return ""
    html = nh3.clean(
        _without_asides(outline, body, kept),
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "svg", "math", "title", "textarea", "iframe"},
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https"},
        url_relative=("rewrite_with_base", page_url),
        link_rel="noopener noreferrer nofollow",
    )
    return clean(html).strip()


def _without_asides(outline: Outline, body: Body, kept: set[int]) -> str:
    """The source of the body's box without the boxes that hold nothing of the text."""
    main = outline.boxes[body.box]
    places = outline.places()
    pieces = []
    at = places[main.start] + len(outline.tokens[main.start][0])
    for box in outline.boxes[body.box + 1 :]:
        if box.start >= main.end:
            break
        start = places[box.start] + len(outline.tokens[box.start][0])
        aside = kept.isdisjoint(range(box.first, box.last))
        if aside and start >= at:
            pieces.append(outline.source[at:start])
            at = places[box.end]
    return "".join([*pieces, outline.source[at : places[main.end]]])
