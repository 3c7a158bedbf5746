"""The subscription list of a site: OPML 2.0."""

from __future__ import annotations

from ..published import Document, Feed, Site
from .safe import line, moment, web_url
from .xmlfeed import rfc822

MEDIA_TYPE = "text/x-opml"
NAME = "feeds.opml"


def render(site: Site) -> Document:
    """``feeds.opml``: every section; the merged feed, in which each article would come a second time, only where there is none.

    An outline's type stays "rss" for Atom too.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    for name, text in (
        ("title", line(site.title)),
        ("dateModified", rfc822(moment(site.updated))),
        ("ownerName", line(site.author)),
    ):
        SubElement(head, name).text = text
    body = SubElement(root, "body")
    for feed in site.feeds or (site.merged,):
        SubElement(body, "outline", _outline(feed))
    indent(root)
    return Document(NAME, MEDIA_TYPE, tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n", site.updated)


def _outline(feed: Feed) -> dict[str, str]:
    title = line(feed.title) or feed.key
    return {
        "text": title,
        "title": title,
        "type": "rss",
        "xmlUrl": web_url(feed.url("atom")) or feed.url("atom"),
        "htmlUrl": web_url(feed.home_url) or web_url(feed.base_url) or feed.base_url,
    }
