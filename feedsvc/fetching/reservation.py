"""/.well-known/tdmrep.json: whether a site reserves text and data mining (TDMRep), read once a day per origin.

It is asked for only after a page was had, and nothing depends on it: a site that has no such file, or none that can be
read, has said nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from ..errors import SourceError
from ..ports import Clock
from ..urls import Target
from .memory import Memory

PATH = "/.well-known/tdmrep.json"
FRESH = timedelta(hours=24)

# Fetches a small file: "" when there is none; raises SourceError when nobody can tell.
Read = Callable[[Target, bool], Awaitable[str]]


class Reservations:
    """What every origin asked so far declared, kept in ``memory`` between processes."""

    def __init__(self, read: Read, memory: Memory, clock: Clock) -> None:
        self._read = read
        self._memory = memory
        self._clock = clock

    async def fields(self, target: Target, private: bool) -> dict[str, str]:
        """The header fields that say the same of this address; none when nothing was said."""
        return fields_for(await self._text(target, private), target.path)

    async def _text(self, target: Target, private: bool) -> str:
        key, now = f"tdmrep {target.origin}", self._clock().timestamp()
        try:
            note = json.loads(self._memory.load(key) or "")
            if 0 <= now - note["at"] < FRESH.total_seconds():
                return str(note["text"])
        except (ValueError, KeyError, TypeError):
            pass  # nothing known yet, or an unreadable note, which the next one replaces
        try:
            text = await self._read(Target(target.scheme, target.host, target.port, PATH), private)
        except SourceError:
            text = ""
        self._memory.save(key, json.dumps({"at": now, "text": text}, ensure_ascii=False))
        return text


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
    if not isinstance(location, str) or not location.startswith("/") or location.count("*") > 8:
        return False
    closed = location.endswith("$")
    parts = [re.escape(part) for part in location.rstrip("$").split("*")]
    return re.match(".*".join(parts) + ("$" if closed else ""), path.partition("?")[0]) is not None


def _fields(rule: Mapping[str, Any]) -> dict[str, str]:
    value, policy = rule.get("tdm-reservation"), rule.get("tdm-policy")
    if value not in (0, 1) or isinstance(value, bool):
        return {}
    return {"tdm-reservation": str(value), **({"tdm-policy": policy} if isinstance(policy, str) else {})}
