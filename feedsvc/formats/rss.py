"""RSS 2.0 after the RSS Advisory Board's profile, with archive links (RFC 5005)."""

from __future__ import annotations

from ..model import Document, Feed
from . import xmlfeed
from .content import prepare

MEDIA_TYPE = "application/rss+xml"


def render(feed: Feed) -> Document:
    """``<key>.rss``."""
    channel = prepare(feed, "rss")
    return Document(channel.name, MEDIA_TYPE, xmlfeed.rss(channel), feed.updated)
