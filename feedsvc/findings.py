"""What step 5 found: an address → what its page said, and which known entries were looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .model import Article, Entry, Validators, Value
from .reading.notices import says_gone


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Read(Value):
    """An article page that was read, with its validators."""

    article: Article
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Same(Value):
    """The page answered 304: as at the last look."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Gone(Value):
    """The page is not there any more (404, 410, or the site says so with other words)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unread(Value):
    """The page could not be read this time, or is none of ours to read (a document, another host)."""

    why: str
    final: bool = False


Result = Read | Same | Gone | Unread


def is_gone(result: Result) -> bool:
    """Whether the page said that there is no such article, by its status or in words."""
    return isinstance(result, Gone) or (isinstance(result, Read) and says_gone(result.article))


Absence = Literal["", "top", "walk", "all"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Again(Value):
    """An entry to read again at ``url``, and how it left the listing: its top lacks it ("top"), no page showed it on a walk
    through all of them ("walk"), or it holds no row at all ("all"); ``shown`` when a row of this look is it after all, ``lost``
    when another article stands at its address now: ``owner`` is that one where its page has told so first; ``elsewhere`` when
    another section shows it under another address, ``awaited`` when one may by now that was not looked through since."""

    entry: Entry
    url: str
    gone: Absence = ""
    shown: bool = False
    lost: bool = False
    owner: Entry | None = None
    elsewhere: bool = False
    awaited: bool = False
