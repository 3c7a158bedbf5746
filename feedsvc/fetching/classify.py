"""What an answer is: a page, "not modified", or the error of the right class (RFC 9110, 15).

A challenge is recognised and reported, never solved: the site has decided not to serve programs, and
the operator has to talk to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from ..errors import LATER, BlockedError, GoneError, RefusedError, RetryError, SuspectError
from ..model import NotModified, Page
from . import elsewhere
from .pace import retry_after

# The body of these says more than the status; of all others it is not read.
BODY_MATTERS = frozenset({200, 203, 503, 521})
_TURNED_AWAY = frozenset({401, 403, 407, 412, 418, 429, 451})
_GONE = frozenset({404, 410})
_PASSING = frozenset({408, 421, 425})

_ASK = "ask the site's operator to let feedsvc in; the address in the User-Agent tells them who you are"
_LESS = "give its sources a longer 'interval', or 'pace' under [fetch] more seconds; if that does not help, ask the site's operator"
_NO_SCRIPTS = (
    "feedsvc runs none: make the source's 'url' a listing that shows its articles without them,"
    " or the address at which they ask for the list as JSON"
)
_PUT = "open the address in a browser, and make {} the source's 'url' in config.toml"
_LOOK = "open the address in a browser; if the page has moved, make its new address the source's 'url' in config.toml"


class Fleeting(RetryError):
    """A failure that another try within the same exchange may cure."""


class Closed(RefusedError):
    """The guard does not let us connect there, or the day's budget does not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer after redirects.  ``moved`` when every redirect on the way was permanent;
    ``conditional`` when the request carried validators."""

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved: bool = False
    conditional: bool = False


def judge(answer: Answer, now: datetime) -> Page | NotModified:
    """The page, or the SourceError that says what came instead."""
    status = answer.status
    if status in (200, 203):
        return _page(answer)
    if status == 304:
        return _not_modified(answer)
    if status in _GONE:
        raise GoneError(f"{answer.url} is gone (HTTP {status})", _LOOK, url=answer.url, status=status)
    if status in _TURNED_AWAY or (status in (503, 521) and looks_like_challenge(answer)):
        _turned_away(answer, now)
    if status >= 500 or status in _PASSING:
        _later(answer, now)
    raise SuspectError(f"{answer.url} answers HTTP {status}, which is not a page", _LOOK, url=answer.url)


def _page(answer: Answer) -> Page:
    if _is_bare(answer.body):
        _stands_for_another(answer)
    if looks_like_challenge(answer):
        raise BlockedError(f"{answer.url} answers with a browser check instead of the page", _ASK, url=answer.url)
    return Page(answer.url, answer.body, answer.headers, answer.moved)


def _not_modified(answer: Answer) -> NotModified:
    if not answer.conditional:
        raise SuspectError(f"{answer.url} answers 304 although nothing was asked conditionally", LATER, url=answer.url)
    return NotModified(answer.url, answer.moved)


def _turned_away(answer: Answer, now: datetime) -> NoReturn:
    wait = retry_after(answer.headers.get("retry-after"), now)
    words, step = ("asks for fewer requests", _LESS) if answer.status == 429 else ("turns us away", _ASK)
    raise BlockedError(f"{answer.url} {words} (HTTP {answer.status})", step, url=answer.url, retry_after=wait, status=answer.status)


def _later(answer: Answer, now: datetime) -> NoReturn:
    wait = retry_after(answer.headers.get("retry-after"), now)
    kind = Fleeting if wait is None and answer.status != 421 else RetryError
    raise kind(f"{answer.url} has a fault of its own (HTTP {answer.status})", url=answer.url, retry_after=wait)


# --- challenges ---------------------------------------------------------------------------------

_LINKS_OF_A_PAGE = 5
_SHORT_TEXT = 400  # bytes; a page that says something is longer
_NO_TEXT = 30
_BEGINNING = 262_144
# Words, not patterns: re compiles them when a page first comes, which is never in a pass that finds nothing new.
_HIDDEN = rb"(?is)<(script|style|noscript|title|textarea|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>"
_BLANK = rb"&nbsp;|&#160;|\s+"
_SCRIPT = rb"(?i)<script\b|<body[^<>]{1,500}onload\s*="
_RELOAD = (
    rb"(?i)location\s*(?:\.\s*(?:reload|replace|href|assign)|\[|=)|http-equiv\s*=\s*[\"']?refresh|\.submit\s*\(|history\.go"
)
_REFRESH = rb"(?i)http-equiv\s*=\s*[\"']?refresh"
_COOKIE = rb"(?i)document\s*\.\s*cookie|document\s*\["
_WORDS = (
    "(?i)captcha|geetest|turnstile|cf-challenge|challenge-platform|__jsl_clearance|acw_sc__|checking your browser|just a moment"
    "|enable javascript|browser verification|安全验证|人机验证|验证码|滑动验证|正在验证|浏览器检查|安全检查|请开启javascript|网站防火墙"
)


def looks_like_challenge(answer: Answer) -> bool:
    """Whether a body is a test for browsers: hardly any text, and a script, a cookie or words that give it away."""
    body = answer.body[:_BEGINNING]
    if body.count(b"<a ") + body.count(b"<A ") >= _LINKS_OF_A_PAGE or b"<" not in body[:1024]:
        return False
    text = _text_size(body)
    if text >= _SHORT_TEXT:
        return False
    scripted = re.search(_SCRIPT, body) is not None
    if text < _NO_TEXT and scripted:
        return True
    sets_cookie = "set-cookie" in answer.headers or re.search(_COOKIE, body) is not None
    if sets_cookie and re.search(_RELOAD, body):
        return True
    return _says_so(body) and (scripted or sets_cookie or b"<form" in body.lower())


def _says_so(body: bytes) -> bool:
    return any(re.search(_WORDS, body.decode(encoding, "ignore")) for encoding in ("utf-8", "gb18030"))


def _is_bare(body: bytes) -> bool:
    """Whether a page shows hardly any text and no links."""
    start = body[:_BEGINNING]
    return b"<" in start[:1024] and not (b"<a " in start or b"<A " in start) and _text_size(start) < _NO_TEXT


def _stands_for_another(answer: Answer) -> None:
    """Raises for an answer that only sends the browser on, or that its scripts are to fill."""
    body = answer.body[:_BEGINNING]
    if re.search(_COOKIE, body):
        return
    target = elsewhere.sent_on_to(body, answer.url) if re.search(_RELOAD, body) else None
    if target and ("set-cookie" not in answer.headers or target.partition("?")[0] != answer.url.partition("?")[0]):
        raise SuspectError(f"{answer.url} only sends the browser on to {target}", _PUT.format("that address"), url=answer.url)
    if "set-cookie" not in answer.headers and re.search(_REFRESH, body):
        raise SuspectError(f"{answer.url} only sends the browser on to another address", _PUT.format("where it ends"), url=answer.url)
    if not re.search(_RELOAD, body) and elsewhere.is_shell(body):
        raise SuspectError(f"{answer.url} is empty until a browser runs its scripts", _NO_SCRIPTS, url=answer.url)


def _text_size(body: bytes) -> int:
    """Bytes of visible text, blanks left out; counts no further than to a text that is long enough."""
    size = start = 0
    for hidden in re.finditer(_HIDDEN, body):
        if hidden.start() > start:
            size += len(re.sub(_BLANK, b"", body[start : hidden.start()]))
            if size >= _SHORT_TEXT:
                return size
        start = hidden.end()
    return size + len(re.sub(_BLANK, b"", body[start:]))
