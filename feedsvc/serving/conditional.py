"""Conditional requests (RFC 9110, section 13), decided from values alone."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal

Decision = Literal[200, 304, 412]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)"
_DATES = (
    re.compile(rf"[A-Z][a-z]{{2}}, (?P<day>\d\d) (?P<month>[A-Z][a-z]{{2}}) (?P<year>\d{{4}}) {_CLOCK} GMT"),
    re.compile(rf"[A-Z][a-z]{{5,8}}, (?P<day>\d\d)-(?P<month>[A-Z][a-z]{{2}})-(?P<year>\d\d) {_CLOCK} GMT"),
    re.compile(rf"[A-Z][a-z]{{2}} (?P<month>[A-Z][a-z]{{2}}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})"),
)
_TAG = re.compile(r'(W/)?"([^"]*)"')


def decide(headers: Mapping[bytes, bytes], etag: bytes, modified: int) -> Decision:
    """What a GET or HEAD gets: 200, 304, or 412, in the order of RFC 9110, 13.2.2.

    ``headers`` have lower-case names, repeated ones joined by commas; ``etag`` is strong, in its quotes;
    ``modified`` in seconds since 1970.
    """
    if (wanted := headers.get(b"if-match")) is not None:
        if not _matches(wanted, etag, weakly=False):
            return 412
    elif (moment := http_date(headers.get(b"if-unmodified-since", b""))) is not None and modified > moment:
        return 412
    if (known := headers.get(b"if-none-match")) is not None:
        return 304 if _matches(known, etag, weakly=True) else 200
    moment = http_date(headers.get(b"if-modified-since", b""))
    return 304 if moment is not None and modified <= moment else 200


def _matches(field: bytes, etag: bytes, weakly: bool) -> bool:
    """Whether a list of entity tags names ours; a strong comparison (RFC 9110, 8.8.3.2) passes over weak ones."""
    text = field.decode("latin-1").strip()
    if text == "*":
        return True
    ours = etag.decode("latin-1")[1:-1]
    return any(tag == ours and (weakly or not weak) for weak, tag in _TAG.findall(text))


@lru_cache(maxsize=1024)
def http_date(value: bytes) -> int | None:
    """Seconds since 1970 for an HTTP-date in any of its three forms (RFC 9110, 5.6.7); None when it is none.

    Written out because the standard library's parsers take almost anything, or depend on the process's locale.
    """
    text = value.decode("latin-1")
    for form in _DATES:
        if found := form.fullmatch(text):
            return _seconds(found)
    return None


def _seconds(found: re.Match[str]) -> int | None:
    year = int(found["year"])
    if year < 100:
        year += 1900 if year >= 70 else 2000
    second = 59 if found["s"] == "60" else int(found["s"])  # a leap second
    try:
        moment = datetime(year, _MONTHS.index(found["month"]) + 1, int(found["day"]), int(found["h"]), int(found["m"]), second)
    except ValueError:
        return None
    return calendar.timegm(moment.timetuple())
