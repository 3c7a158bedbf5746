"""The ids of the feeds themselves (RFC 4287, 4.2.6): minted once, kept in the store, the same wherever the feeds move to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .config import Config
from .ports import Publisher, Store
from .sections import EPOCH, Section

NAME = "feed ids"
STATUS, AUTHORITY = "status", "status/authority"
"""The feed of the states of sources, and the authority that its entries' ids name."""
_ID, _AUTHORITY = re.compile(rb"<id>([^<]+)</id>"), re.compile(rb"<entry>\s*<id>tag:([^<,]+),")


def feed_ids(config: Config, store: Store, publisher: Publisher, sections: Sequence[Section]) -> Mapping[str, str]:
    """Feed key → its id.  One that has none yet keeps the id it is published under: by an earlier release, which named feeds by
    their address, or before the store was lost.  Raises StoreError and PublishError."""
    known = store.get_value(NAME) or {}
    lacking = [section for section in sections if section.key not in known]
    if not lacking and STATUS in known:
        return dict(known)
    year = max((section.changed or EPOCH for section in sections), default=EPOCH).year
    fresh = {key: _published(publisher, key) or f"tag:{config.authority},{year}:{key}" for key in (*(each.key for each in lacking), STATUS)}
    every = {AUTHORITY: _published(publisher, STATUS, _AUTHORITY) or config.authority, **fresh, **known}
    store.set_value(NAME, every)
    return every


def _published(publisher: Publisher, key: str, what: re.Pattern[bytes] = _ID) -> str | None:
    found = what.search(publisher.read(f"{key}.atom") or b"")
    return found[1].decode("utf-8", "replace") if found else None
