"""Dates a page lets slip where it states none: in its description, in attributes for its own scripts, in an image's path.

Asked only when nothing else tells; what is found must be the only day told at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from . import dates
from .date_forms import Found
from .meta import Metadata
from .outline import Outline
from .witness import Setting, Witness

_ATTRIBUTE = re.compile(r'\s(?:data-(?:date|time|timestamp|published?(?:-?(?:at|on|date|time))?|pub-?date|created(?:-?at)?|publish-?(?:date|time))|datetime)="([^"]{6,60})"')
# A field that visitors fill in starts with the day they visit.
_FIELD = re.compile("<(?:input|select|option)\\b[^<>]*$", re.IGNORECASE)
_IMAGE_DAY = re.compile(r"[/_-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-])")
_MAX_ATTRIBUTES = 20


def from_traces(outline: Outline, meta: Metadata, title_line: int, setting: Setting) -> list[Witness]:
    """The first kind of trace that tells exactly one day."""
    for source, found in (
        ("the description", _in_description(meta, setting)),
        ("an attribute", _in_attributes(outline, setting)),
        ("the path of the page's image", _in_image(meta, setting)),
    ):
        told = list(found)
        if told and len({one.stamp.at.date() for one in told}) == 1:
            return [Witness(told[0].stamp, 1, source, told[0].zoned)]
    return []


def _in_description(meta: Metadata, setting: Setting) -> Iterable[Found]:
    return dates.find(meta.first("description", "ogdescription")[:300], setting.zone, None, setting.order)


def _in_attributes(outline: Outline, setting: Setting) -> Iterator[Found]:
    for number, attribute in enumerate(_ATTRIBUTE.finditer(outline.source)):
        if number >= _MAX_ATTRIBUTES:
            return
        if _FIELD.search(outline.source, max(0, attribute.start() - 300), attribute.start()):
            continue
        found = dates.from_metadata(attribute[1], setting.zone, setting.order)
        if found:
            yield found


def _in_image(meta: Metadata, setting: Setting) -> Iterator[Found]:
    match = _IMAGE_DAY.search(meta.first("ogimage", "twitterimage"))
    if match:
        yield from dates.find("-".join(match.groups()), setting.zone)
