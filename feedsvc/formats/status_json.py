"""status.json: each source's health for programs.  Nothing in it moves while nothing happens."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from ..published import Document, Site
from ..record import SourceStatus, Verdict
from ..redaction import redacted
from .safe import legal

_PATH = re.compile(r"(?<![\w/:.])/(?:[\w.+-]+/)+[\w.+-]*")


def render(site: Site) -> Document:
    """Site → status.json; times are ISO 8601 in UTC, unknown is null, in configured order."""
    body = {
        "title": legal(site.title),
        "updated": _time(site.updated),
        "healthy": not any(failing(status) for status in site.statuses),
        "sources": [_source(status, site) for status in site.statuses],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return Document("status.json", "application/json; charset=utf-8", f"{text}\n".encode(), site.updated)


def failing(status: SourceStatus) -> bool:
    return status.verdict is not None and failing_verdict(status.verdict)


def failing_verdict(verdict: Verdict) -> bool:
    return verdict not in (Verdict.OK, Verdict.UNCHANGED)


def public(text: str) -> str:
    """Words fit for everybody: without what opens a door, or paths of this machine."""
    return _PATH.sub("…", redacted(legal(text)))


def _source(status: SourceStatus, site: Site) -> dict[str, object]:
    return {
        "key": status.key,
        "title": legal(status.title),
        "url": redacted(legal(status.url)),
        "healthy": not failing(status),
        "verdict": status.verdict.value if status.verdict else None,
        "line": public(status.line),
        "next_step": public(status.next_step),
        "since": _time(status.since),
        "last_success": _time(status.last_success),
        "entries": status.entries,
        "newest": _time(status.newest),
        "gap": public(status.gap) if status.gap else None,
        "feed": f"{site.base_url}{status.key}.atom",
        "quiet": status.quiet,
        "turns": [{"at": _time(turn.at), "verdict": turn.verdict.value, "line": public(turn.line)} for turn in status.turns],
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z") if at else None
