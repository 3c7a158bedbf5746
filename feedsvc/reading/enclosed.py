"""What an article carries with it: files to download, a picture, and its text as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

from ..model import Attachment
from .body import Body
from .choice import Offer, choose
from .links import PLAIN_ADDRESS
from .meta import Metadata
from .outline import Outline, attribute
from .quick import quick
from .text import cap, clean, one_line

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


def attachments(outline: Outline, body: Body, page_url: str) -> tuple[Attachment, ...]:
    """The files linked in and right after the text, each once."""
    found: dict[str, Attachment] = {}
    for attributes, line in outline.links:
        if not body.first <= line < body.last + 6 or len(found) >= _MAX_ATTACHMENTS:
            continue
        if not (_FILE.search(attributes) or _FILE.search(outline.lines[line].text if line < len(outline.lines) else "")):
            continue
        name = _link_text(outline, attributes, line)
        url = web_url(attribute(attributes, "href"), page_url)
        kind = url and _media_type(url, name)
        if url and kind and url not in found:
            found[url] = Attachment(url, cap(name, 200) or unquote(url.rsplit("/", 1)[-1]), kind)
    return tuple(found.values())


def _link_text(outline: Outline, attributes: str, line: int) -> str:
    parts = outline.lines[line].parts if line < len(outline.lines) else []
    inside = "".join(part[0] for part in parts if part[2] == attributes)
    return one_line(inside or (outline.lines[line].text if parts else ""))


def _media_type(url: str, name: str) -> str | None:
    """By the ending of the path, or of the link's text where a script hands the file out."""
    path = urlsplit(url).path
    for text in (path, name):
        ending = _EXTENSION.search(text)
        if ending and ending[1].lower() in MEDIA_TYPES:
            return MEDIA_TYPES[ending[1].lower()]
    return None


def image(meta: Metadata, outline: Outline, body: Body, page_url: str) -> tuple[str | None, str]:
    """The picture the page names for itself, else the first real one in the text."""
    return choose(_pictures(meta, outline, body, page_url), lambda url: None if _ORNAMENT.search(url) else url, "the page shows no picture", "an ornament")


def _pictures(meta: Metadata, outline: Outline, body: Body, page_url: str) -> Iterator[Offer]:
    for name in ("ogimage", "ogimageurl", "ogimagesecureurl", "twitterimage", "twitterimagesrc"):
        if meta.first(name) and (url := web_url(meta.first(name), page_url)):
            yield url, "the page's metadata"
    box = outline.boxes[body.box] if body.box >= 0 else None
    inside = [number for number in outline.images if box.start < number < box.end] if box else []
    for number in inside[:_MAX_PICTURES]:
        source = attribute(outline.tokens[number][2], "src")
        url = web_url(source, page_url) if source and not source.startswith("data:") else None
        if url:
            yield url, "a picture in the text"


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
