"""Answers that are no page themselves: they send the browser on, or stay empty until it has run their scripts."""

from __future__ import annotations

import re

from ..urls import UrlError, join, parse

# Words, not patterns: re compiles them when such an answer comes.
_REFRESH = (
    rb"(?i)<meta\b(?=[^<>]{0,400}http-equiv\s{0,9}=\s{0,9}[\"']?\s{0,9}refresh)"
    rb"[^<>]{0,400}?\burl\s{0,9}=\s{0,9}[\"']?\s{0,9}([^\"'<>\s]{1,500})"
)
# A script of one statement.  Another one computes, and is a test for browsers.
_STATEMENT = (
    rb"(?i)<script[^<>]{0,200}>\s{0,200}(?:<!--\s{0,200}|//[^\n<]{0,100}\n\s{0,200})?"
    rb"(?:(?:window|self|top|parent|document)\s?\.\s?){0,2}location(?:\s?\.\s?href)?\s{0,9}"
    rb"(?:=\s{0,9}|\.\s?(?:replace|assign)\s?\(\s{0,9})[\"']([^\"'<>\s\\]{1,500})[\"']\s{0,9}\)?\s{0,9};?\s{0,200}(?://)?\s?(?:-->)?\s{0,200}</script"
)
_ROOM = (
    rb"(?i)<(?:div|main|app-root)\b[^<>]{0,300}?\bid\s{0,9}=\s{0,9}[\"']?(?:app|root|__next|__nuxt|q-app|main-app|react-root)\b[^<>]{0,300}>"
    rb"\s{0,200}(?:<!--[^<>]{0,200}-->\s{0,200})?</"
)
_SOURCE = rb"(?i)<script\b[^<>]{1,1000}?\bsrc\s{0,9}="
_SMALL = 65_536


def sent_on_to(body: bytes, url: str) -> str | None:
    """The address a browser is sent on to by a refresh or by a script of one statement; None where there is none."""
    found = re.search(_REFRESH, body) or re.search(_STATEMENT, body) if len(body) <= _SMALL else None
    if found is None:
        return None
    try:
        here = parse(url)
        target = join(here, found[1].decode("utf-8", "replace"))
    except UrlError:
        return None
    return target.url if target != here else None


def is_shell(body: bytes) -> bool:
    """Whether scripts are to fill an empty page: room for an application, and nothing but scripts from elsewhere."""
    return len(body) <= _SMALL and re.search(_ROOM, body) is not None and re.search(_SOURCE, body) is not None
