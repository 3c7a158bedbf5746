"""robots.txt (RFC 9309): everything here may be read; search engines take the merged feed for a list of what is new."""

from __future__ import annotations

from ..published import Document, Site


def render(site: Site) -> Document:
    """Site → robots.txt; crawlers heed it where the published folder is the root of its host."""
    text = f"# written by feedsvc\nUser-agent: *\nAllow: /\n\nSitemap: {site.merged.url('atom')}\n"
    return Document("robots.txt", "text/plain; charset=utf-8", text.encode(), site.updated)
