"""The shape of config.toml, as pydantic checks it.  Imported only when a file is read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from .config import KEY_PATTERN
from .model import Content, Pins, Source


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone; write one like Asia/Shanghai or Europe/Berlin") from None
    return name


def _language(tag: str) -> str:
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", tag):
        raise ValueError("is not a language tag; write one like zh-CN or en")
    return tag


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not a web address; it must begin with http:// or https:// and name a host")
    if parts.username or parts.password or re.search(r"[\s\\\x00-\x20]", url):
        raise ValueError("must not hold a user name, spaces or backslashes")
    return url


def _address_or_empty(url: str) -> str:
    return _address(url) if url else url


def _folder_address(url: str) -> str:
    return _address(url).rstrip("/") + "/"


def _contact(text: str) -> str:
    if text and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https?://\S+", text):
        raise ValueError("must be mailto:someone@example.org or a web address that tells who you are")
    return text


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> int:
    """``1800``, ``"30m"``, ``"2h"``, ``"1d"`` → seconds."""
    match = re.fullmatch(r"(\d{1,6})([smhd]?)", str(value).strip()) if not isinstance(value, bool) else None
    if not match:
        raise ValueError('is not a length of time; write "30m", "2h" or "1d"')
    seconds = int(match[1]) * _UNITS.get(match[2], 1)
    if not 5 <= seconds <= timedelta(days=31).total_seconds():
        raise ValueError("must lie between 5s and 31d")
    return seconds


def _store(url: str) -> str:
    if not url.startswith(("sqlite:", "postgresql://")):
        raise ValueError('must be "sqlite:PATH" or "postgresql://…"')
    return url


def _publisher(url: str) -> str:
    if not url.startswith(("file:", "s3://")):
        raise ValueError('must be "file:FOLDER" or "s3://bucket/prefix"')
    return url


Address = Annotated[str, AfterValidator(_address)]
FolderAddress = Annotated[str, AfterValidator(_folder_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Seconds = Annotated[int, BeforeValidator(_seconds)]
Key = Annotated[str, Field(pattern=f"^{KEY_PATTERN}$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SiteTable(_Table):
    title: Annotated[str, Field(min_length=1)]
    home: Address | None = None
    language: Language = "zh-CN"
    zone: Zone = "Asia/Shanghai"
    author: str | None = None
    contact: Annotated[str, AfterValidator(_contact)]
    base_url: FolderAddress | None = None
    authority: Annotated[str, Field(pattern=r"^[a-z0-9.-]+(@[a-z0-9.-]+)?$")] | None = None
    rights: str | None = None
    license: Address | None = None
    interval: Seconds = 1800
    window: Annotated[int, Field(ge=5, le=500)] = 50
    hubs: list[Address] = []


class SelectorsTable(_Table):
    row: str | None = None
    link: str | None = None
    title: str | None = None
    time: str | None = None
    summary: str | None = None
    next: str | None = None
    article_title: str | None = None
    article_time: str | None = None
    article_body: str | None = None


class SourceTable(_Table):
    key: Key
    url: Annotated[str, AfterValidator(_address_or_empty)]
    title: str | None = None
    language: Language | None = None
    zone: Zone | None = None
    encoding: str | None = None
    interval: Seconds | None = None
    content: Content = "summary"
    pages: Annotated[int, Field(ge=1)] | None = None
    hosts: list[str] = []
    allow_private: bool = False
    rights: str | None = None
    selectors: SelectorsTable = SelectorsTable()

    def value(self, site: SiteTable) -> Source:
        """The source with the site's settings where it has none of its own."""
        return Source(
            self.key, self.url, self.title, self.language or site.language, self.zone or site.zone, self.encoding,
            self.interval or site.interval, self.content, self.pages, frozenset(self.hosts), self.allow_private,
            self.rights or site.rights, Pins(**self.selectors.model_dump()),
        )  # fmt: skip


class BundleTable(_Table):
    key: Key
    title: str
    sources: Annotated[list[str], Field(min_length=1)]
    include: list[str] = []
    exclude: list[str] = []


class ServeTable(_Table):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080


class FetchTable(_Table):
    pace: Annotated[float, Field(ge=0, le=3600)] = 1.0
    proxy: Address | None = None
    ca_file: str | None = None


class FileSettings(_Table):
    """config.toml as a whole."""

    site: SiteTable
    source: list[SourceTable] = []
    bundle: list[BundleTable] = []
    serve: ServeTable = ServeTable()
    fetch: FetchTable = FetchTable()
    store: Annotated[str, AfterValidator(_store)] = "sqlite:state/feedsvc.db"
    publish: Annotated[str, AfterValidator(_publisher)] = "file:feeds"
    runner: Literal["apscheduler"] = "apscheduler"


_TABLES: dict[tuple[str, ...], type[_Table]] = {
    (): FileSettings, ("site",): SiteTable, ("source",): SourceTable, ("source", "selectors"): SelectorsTable,
    ("bundle",): BundleTable, ("serve",): ServeTable, ("fetch",): FetchTable,
}  # fmt: skip


def known_keys(location: tuple[str | int, ...]) -> list[str]:
    """The settings a table may have."""
    return list(_TABLES[tuple(part for part in location if isinstance(part, str))].model_fields)
