"""JSON Feed 1.1.

What has no field of its own stands under ``_feedsvc``: rights and licence, the origin of a repost, that a time is
only a date ("precision": "day") or that of our first sight ("first_seen": true), that an entry was taken back
("withdrawn": true), by our operator for good ("final": true), and what the site reserves
("tdm_reservation": 1, "tdm_policy", "robots": ["noai"]).
"""

from __future__ import annotations

import json
from typing import Any

from ..model import Attachment
from ..published import Document, Feed
from .content import RESERVED, TDM_POLICY, Channel, Item, prepare

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
# Harmless in JSON, dangerous where a partner pastes the document into a script element.
_SCRIPT_SIGNS = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def render(feed: Feed, ready: tuple[Item, ...] | None = None) -> Document:
    """``<key>.json``."""
    channel = prepare(feed, "json", ready)
    text = json.dumps(_channel(channel), ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _SCRIPT_SIGNS.items():
        text = text.replace(sign, escaped)
    return Document(channel.name, MEDIA_TYPE, f"{text}\n".encode(), feed.updated)


def _channel(channel: Channel) -> dict[str, Any]:
    known: dict[str, Any] = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.home_url,
        "feed_url": channel.link("self"),
        "description": channel.subtitle,
        "next_url": channel.link("prev-archive"),
        "icon": channel.logo_url,
        "favicon": channel.icon_url,
        **_authors(channel.author),
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": url} for url in channel.hubs],
        "_feedsvc": _extension(channel),
    }
    return {**_filled(known), "items": [_item(item) for item in channel.items]}


def _item(item: Item) -> dict[str, Any]:
    return _filled(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary if item.summary != item.title else "",  # boxes show one under the other
            "content_html": item.full or item.teaser,
            "image": item.image,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            **_authors(item.author),
            "tags": [label for _, label in item.categories],
            "language": item.language,
            "attachments": [_attachment(offered) for offered in item.attachments],
            "_feedsvc": _item_extension(item),
        }
    )


def _authors(name: str) -> dict[str, Any]:
    """Both the present and the first version's field: some readers know only one of them."""
    return {"authors": [{"name": name}], "author": {"name": name}}


def _attachment(offered: Attachment) -> dict[str, Any]:
    return _filled(
        {"url": offered.url, "mime_type": offered.media_type, "title": offered.title, "size_in_bytes": offered.length}
    )


def _extension(channel: Channel) -> dict[str, Any]:
    said = _filled({"rights": channel.rights, "license": channel.license_url, "archive": channel.is_archive})
    return {"about": channel.about_url, **said} if said else {}


def _item_extension(item: Item) -> dict[str, Any]:
    precision = item.precision if item.precision == "day" else ""
    said = {"source": item.origin, "rights": item.rights, "precision": precision, "first_seen": item.assumed}
    return _filled({**said, "withdrawn": item.withdrawn, "final": item.final, **_signals(item.signals)})


def _signals(signals: tuple[str, ...]) -> dict[str, Any]:
    """What the site reserves, in the names of TDMRep, and its robots words."""
    policy = next((signal.removeprefix(TDM_POLICY) for signal in signals if signal.startswith(TDM_POLICY)), "")
    robots = [signal for signal in signals if not signal.startswith("tdm-")]
    return {"tdm_reservation": int(RESERVED in signals), "tdm_policy": policy, "robots": robots}


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
