"""What the store keeps, how long, and what it must forget."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from ..model import Revision

FARTHEST = timedelta(days=400)
"""The longest wait for a re-check, as ``skew.still_ahead`` takes it."""
JOURNAL_DAYS = 400
JOURNAL_ROWS = 2000  # per source
NOTE_ROWS = 500  # per source and per entry
REVISION_ROWS = 100  # per entry
OUTBOX_ROWS = 5000
QUARANTINE_ROWS = 5  # per source
QUARANTINE_BYTES = 512 * 1024  # per page

# The fields of an entry that hold the site's text: a withdrawn entry must not live on in its history.
TEXTS = frozenset({"summary", "html", "text", "attachments", "image"})

_ID = re.compile(r"tag:[a-z0-9:,.@/-]+")


def forgotten(revision: Revision) -> Revision:
    """The revision without the site's text; that the field changed, and when, stays."""
    before = {name: "" if name in TEXTS else value for name, value in revision.before.items()}
    return replace(revision, before=before)


def entry_names(note: str) -> list[str]:
    """The entry ids that stand in a note, each once: the note is theirs as well."""
    return list(dict.fromkeys(name.rstrip(":,./-") for name in _ID.findall(note)))


def kept_bytes(body: bytes) -> bytes:
    """As much of a page as is kept for the operator to look at."""
    return body[:QUARANTINE_BYTES]
