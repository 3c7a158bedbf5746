"""Where a redirect may lead (RFC 9110, 15.4): on the same site, or to a host the source names; never down to http."""

from __future__ import annotations

from collections.abc import Container

from ..errors import RefusedError, SuspectError
from ..urls import Target, UrlError, join, same_site
from .classify import Answer

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def next_hop(current: Target, answer: Answer, start: Target, hosts: Container[str]) -> Target:
    """The target a redirect points to; raises SuspectError when it points nowhere, RefusedError when we do not follow."""
    location = answer.headers.get("location")
    if not location:
        raise SuspectError(f"{current.url} redirects to nowhere (HTTP {answer.status})", "open it in a browser", url=current.url)
    try:
        target = join(current, _text(location))
    except UrlError as error:
        raise RefusedError(f"{current.url} redirects to {location[:200]!r}: {error}", "open it in a browser", url=current.url) from error
    if not (same_site(target.host, start.host) or target.host in hosts):
        remedy = f'if that is right, add hosts = ["{target.host}"] to the source, or use the new address as its url'
        raise RefusedError(f"{current.url} redirects to another host: {target.url}", remedy, url=current.url)
    if current.scheme == "https" and target.scheme == "http":
        raise RefusedError(f"{current.url} redirects to unprotected http: {target.url}", "tell the site's operator", url=current.url)
    return target


def _text(location: str) -> str:
    """Headers are bytes; servers put UTF-8 there although they should not."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
