"""/.well-known/tdmrep.json: whether a site reserves text and data mining (TDMRep), read once a day per origin.

It is asked for only after a page was had, and nothing depends on it: a site that has no such file, or none that can be
read, has said nothing.  Where the file cannot be had, what it said before stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import SourceError
from ..ports import Clock
from ..skew import is_fresh
from ..urls import Target, UrlError, written
from .memory import Memory
from .robots import Deadline, Read

PATH = "/.well-known/tdmrep.json"
FRESH = timedelta(hours=24)
AGAIN = timedelta(hours=1)
"""How soon it is asked for again where nobody could tell."""


class Reservations:
    """What every origin asked so far declared, kept in ``memory`` between processes."""

    def __init__(self, read: Read, memory: Memory, clock: Clock) -> None:
        self._read = read
        self._memory = memory
        self._clock = clock
        self._known: dict[str, tuple[datetime, str]] = {}

    async def fields(self, target: Target, private: bool, deadline: Deadline) -> dict[str, str]:
        """The header fields that say the same of this address; none when nothing was said."""
        return fields_for(await self._text(target, private, deadline), target.path)

    async def _text(self, target: Target, private: bool, deadline: Deadline) -> str:
        key, now = f"tdmrep {target.origin}", self._clock()
        known = self._known.get(key) or self._recall(key)
        if known is None or not is_fresh(known[0], now, FRESH):
            known = await self._asked(target, private, deadline, known[1] if known else "")
            self._memory.save(key, json.dumps({"at": known[0].timestamp(), "text": known[1]}, ensure_ascii=False))
        self._known[key] = known
        return known[1]

    async def _asked(self, target: Target, private: bool, deadline: Deadline, before: str) -> tuple[datetime, str]:
        """When the file counts as read, and its text."""
        now = self._clock()
        try:
            return now, await self._read(Target(target.scheme, target.host, target.port, PATH), private, deadline)
        except SourceError:
            return now - FRESH + AGAIN, before

    def _recall(self, key: str) -> tuple[datetime, str] | None:
        try:
            note = json.loads(self._memory.load(key) or "")
            return datetime.fromtimestamp(note["at"], UTC), str(note["text"])
        except (ValueError, KeyError, TypeError, OverflowError, OSError):
            return None  # nothing known yet, or an unreadable note, which the next one replaces


def fields_for(text: str, path: str) -> dict[str, str]:
    """The rule of a tdmrep.json for this path, as header fields: the first that matches, patterns as in robots.txt."""
    try:
        rules = json.loads(text) if text.strip() else []
    except (ValueError, RecursionError):
        return {}
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, Mapping) and _matches(rule.get("location"), path):
            return _fields(rule)
    return {}


def _matches(location: Any, path: str) -> bool:
    """Whether a pattern with "*" and a "$" at its end fits; part by part, as a pattern for ``re`` could take for ever."""
    if not isinstance(location, str) or not location.startswith("/"):
        return False
    path, closed = path.partition("?")[0], location.endswith("$")
    first, *others = location.removesuffix("$").split("*")
    if not path.startswith(first) or (closed and not others):
        return path == first
    last = others.pop() if closed else ""
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at


def _fields(rule: Mapping[str, Any]) -> dict[str, str]:
    value = rule.get("tdm-reservation")
    if value not in (0, 1) or isinstance(value, bool):
        return {}
    return {"tdm-reservation": str(value), **_policy(rule.get("tdm-policy"))}


def _policy(said: Any) -> dict[str, str]:
    """Only an address: JSON can spell what no header field, document or store can hold."""
    try:
        return {"tdm-policy": written(said.strip())} if isinstance(said, str) else {}
    except UrlError:
        return {}
