"""``init``: look at a listing, show what would be read, write config.toml.

Where config.toml already names sections whose address is missing, the page's own navigation fills them in: the
section called 新闻动态 gets the address of the link that says 新闻动态.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .. import settings
from ..config import Config
from ..errors import ConfigError, SuspectError, os_words
from ..familiar import Overlap
from ..gate import judge
from ..mistakes import OUR_OWN
from ..model import Listing
from ..ports import Fetcher
from ..reading.decoding import decode
from ..reading.links import page_base, resolve
from ..reading.listing import read_listing
from ..reading.section import site_name
from ..reading.tree import parse as parse_tree
from ..reading.zones import likely_zone, zone_of
from ..record import SourceState, Verdict
from . import toml_text
from .one_page import one_page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

BEGINNING = 4000
"""Characters within which a feed says that it is one."""
_FEED = re.compile(r"(?s)\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b|\s*\{.*?\"https://jsonfeed\.org/version/")
_IN_A_BROWSER = "open the address in a browser; if that shows no articles either, name a page of the site that lists them for everybody"
MENU = 12
"""Fewer links than these, and no list of articles: the page is a frame around others."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator said on the command line."""

    url: str
    path: Path
    key: str | None = None
    title: str | None = None
    contact: str | None = None
    base_url: str | None = None
    allow_private: bool = False


OPTIONS = {"url": settings.address, "key": settings.key, "contact": settings.contact, "base_url": settings.folder_address}
"""What is written as it was said, and how config.toml must have it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the page showed: its listing, the addresses its links give to names, why its rows would not be believed, what the site
    calls itself, the feeds it has of its own, and the address it says has taken this one's place for good."""

    listing: Listing
    links: Mapping[str, str]
    language: str
    doubt: str = ""
    site: str | None = None
    feeds: tuple[str, ...] = ()
    moved: str = ""


def check(wanted: Wanted, config: Config | None) -> None:
    """Raises ConfigError for what was said on the command line and could not stand in config.toml."""
    for name, must_be in OPTIONS.items():
        value = getattr(wanted, name)
        try:
            _ = value is None or must_be(value)
        except ValueError as error:
            raise ConfigError(f"{name.replace('_', '-')} {value!r} {error}", "see feedsvc init --help") from None
    if wanted.key in _taken(config):
        raise ConfigError(f"the key {wanted.key!r} is taken", "choose another with --key")
    if not wanted.contact and config is None:
        raise ConfigError("a contact is missing: sites must be able to reach you", "add --contact mailto:you@example.org")


def _taken(config: Config | None) -> set[str]:
    """The keys that no new source may have."""
    sources, bundles = ({one.key for one in config.sources}, {one.key for one in config.bundles}) if config else (set[str](), set[str]())
    return {*OUR_OWN, *sources, *bundles, *(config.pending if config else ())}


async def look(fetcher: Fetcher, wanted: Wanted, zone: str, now: datetime) -> Found:
    """Fetch and read the page.  Raises a SourceError when it cannot be had."""
    answer = await one_page(fetcher, wanted.url, wanted.allow_private)
    decoded = decode(answer.body, answer.content_type)
    if _FEED.match(decoded.text[:BEGINNING]):
        step = "readers can subscribe to it as it is; for a feed of ours name the page that lists the articles"
        raise SuspectError(f"{wanted.url} is a feed itself", step, url=wanted.url)
    zone = likely_zone(decoded.text, urlsplit(answer.url).hostname or "") or zone
    listing = read_listing(decoded.text, answer.url, zone=zone, now=now)
    links = named_links(decoded.text, answer.url)
    poor = len(links) < MENU and not any(row.published for row in listing.rows)
    if poor and (frames := framed(decoded.text, answer.url)):
        step = f"name the frame's address: {' or '.join(frames[:3])}"
        raise SuspectError(f"{wanted.url} shows what it has in a frame", step, url=wanted.url)
    judgement = judge(decoded, listing, SourceState(wanted.key or ""), Overlap())
    if not listing.rows and not links:
        if judgement.verdict is Verdict.SUSPECT:  # a login, a notice, letters that cannot be read
            raise SuspectError(f"{wanted.url}: {judgement.line}", _IN_A_BROWSER, url=wanted.url)
        raise SuspectError(f"{wanted.url} {_nothing(answer.content_type)}", "name the address of a news listing", url=wanted.url)
    tree = parse_tree(decoded.text)
    moved = answer.url if answer.moved else ""
    return Found(listing, links, listing.language or "zh-CN", judgement.line, site_name(tree), own_feeds(tree, answer.url), moved)


def _nothing(content_type: str | None) -> str:
    """What a page is on which nothing was found."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return "shows neither a list of articles nor links" if not kind or re.search("html|xml", kind) else f"is {kind}, and no web page"


def own_feeds(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    """The addresses of the feeds a page names as its own (HTML, 4.6.7.1)."""
    base = page_base(tree, url)
    found = (resolve(base, node.attributes.get("href") or "") for node in tree.css("link[rel~=alternate i][href]") if _is_feed(node))
    return tuple(dict.fromkeys(address for address in found if address))


def _is_feed(node: LexborNode) -> bool:
    kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
    return kind in ("application/atom+xml", "application/rss+xml", "application/feed+json")


def framed(html: str, url: str) -> list[str]:
    """The addresses of the page's frames that are on its host."""
    tree = parse_tree(html)
    base = page_base(tree, url)
    found = (resolve(base, node.attributes.get("src") or "") for node in tree.css("frame[src], iframe[src]"))
    return [address for address in dict.fromkeys(found) if address and urlsplit(address).netloc == urlsplit(url).netloc]


def named_links(html: str, url: str) -> dict[str, str]:
    """The words of each link, without spaces → its address."""
    tree = parse_tree(html)
    base = page_base(tree, url)
    found: dict[str, str] = {}
    for anchor in tree.css("a[href]"):
        address = resolve(base, anchor.attributes.get("href") or "")
        if address and (name := re.sub(r"\s+", "", anchor.text())):
            found.setdefault(name, address)
    return found


def written(text: str | None, config: Config | None, wanted: Wanted, found: Found) -> tuple[str, tuple[str, ...]]:
    """The new text of config.toml and what was filled in, in words.  ``text`` is the present file, ``config`` what it says."""
    wanted = replace(wanted, url=found.moved or wanted.url)
    key = _key(wanted, _taken(config))
    unsure = f"; but {found.doubt}: is it the page that lists the articles?" if found.doubt else ""
    if text is None or config is None:
        title = _site(wanted, found)
        named = f"the site is called '{title}': if that is not its name, write another 'title' under [site]"
        done = [f"new file with the source '{key}'{unsure}", named, *_beside(found)]
        return toml_text.with_source(_fresh(title, wanted, found), _source(key, wanted, found)), tuple(done)
    done = []
    if wanted.contact:
        text = toml_text.filled(text, "site.contact", wanted.contact)
    if wanted.base_url:
        text = toml_text.filled(text, "site.base_url", wanted.base_url)
    text = _fill_sections(text, wanted, found, done)
    watching = next((source.key for source in config.sources if source.url == wanted.url), None)
    if not done and watching and not wanted.key:
        done.append(f"{watching}: watches this address already; a second feed of it needs a --key of its own")
    elif not done or wanted.key:
        text = toml_text.with_source(text, _source(key, wanted, found))
        done += [f"added the source '{key}'{unsure}", *_of_another(config, found)]
    return text, (*done, *_beside(found))


def _beside(found: Found) -> tuple[str, ...]:
    """What else is worth knowing; who subscribes to a feed of the site's own needs none of ours."""
    moved = (f"the site says that the page stands at {found.moved} for good: that is the address written",) if found.moved else ()
    return moved + ((f"the page has a feed of its own, {found.feeds[0]}: look whether it is good enough",) if found.feeds else ())


def _of_another(config: Config, found: Found) -> tuple[str, ...]:
    """That the file may be for another site, under whose name, and with whose rights, this one's news would be published."""
    ours, theirs = ("".join(name.split()) for name in (config.title, found.site or ""))
    if not theirs or ours in theirs or theirs in ours:
        return ()
    words = f"the feeds of {config.path} bear the name '{config.title}', and the page calls its site '{found.site}'"
    return (f"{words}: if that is another site, take the source out again, and give the site a file of its own with --config",)


def _site(wanted: Wanted, found: Found) -> str:
    return found.site or urlsplit(wanted.url).hostname or "site"


def _fill_sections(text: str, wanted: Wanted, found: Found, done: list[str]) -> str:
    if wanted.key:
        return text
    filled, left = list[str](), list[str]()
    for number, table in enumerate(tomllib.loads(text.removeprefix("\ufeff")).get("source", [])):
        name = str(table.get("title", ""))
        address = wanted.url if name and name == found.listing.title else found.links.get(re.sub(r"\s+", "", name))
        if table.get("url") == "" and address:
            text = toml_text.filled(text, f"source.{number}.url", address)
            if wanted.allow_private:
                text = toml_text.filled(text, f"source.{number}.allow_private", True)
            filled.append(f"{table.get('key')}: {address}")
        elif table.get("url") == "":
            left.append(f"{table.get('key')}: still without an address, as no link of this page is called '{name}'; write its url yourself")
    done += [*filled, *left] if filled else []
    return text


def _fresh(title: str, wanted: Wanted, found: Found) -> str:
    language = found.language
    zone = zone_of(language, urlsplit(wanted.url).hostname or "") or "UTC"
    return toml_text.new_file(title, language, zone, wanted.contact or "", wanted.base_url)


def _source(key: str, wanted: Wanted, found: Found) -> dict[str, str | bool]:
    fields: dict[str, str | bool] = {"key": key, "url": wanted.url}
    if title := wanted.title or found.listing.title:
        fields["title"] = title
    return {**fields, "allow_private": True} if wanted.allow_private else fields


def _key(wanted: Wanted, taken: set[str]) -> str:
    """The operator's key, else one from the address; never one that is taken."""
    if wanted.key:
        return wanted.key
    parts = re.split(r"[^a-z0-9]+", urlsplit(wanted.url).path.lower())
    words = [word for word in parts if word and not re.fullmatch(r"index|html?|php|aspx?|list|\d+", word)]
    start = (words[-1] if words else "news")[:36]
    return next(key for key in (start, *(f"{start}-{number}" for number in range(2, 1000))) if key not in taken)


def replace_whole(path: Path, text: str) -> None:
    """The file with this text, or as it was; a link stays a link, and who may read it stays.  Raises ConfigError."""
    place = path.resolve()
    partial = place.with_name(f".{place.name}.tmp")
    try:
        with partial.open("w", encoding="utf-8") as file:
            if place.exists():
                _as_of(place, file.fileno())
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, place)
    except OSError as error:
        raise ConfigError(*os_words(error, f"the file {path}")) from error
    finally:
        partial.unlink(missing_ok=True)


def _as_of(place: Path, handle: int) -> None:
    """Owner, where we may give files away, and mode: before anything is in it."""
    old = place.stat()
    with suppress(PermissionError):
        os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, old.st_mode & 0o777)


def agreed(yes: bool) -> bool:
    """Ask on a terminal; elsewhere go on."""
    if yes or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    return input("Write this? [Y/n] ").strip().lower() in ("", "y", "yes")

