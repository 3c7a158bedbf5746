"""config.toml → Config.  Every mistake is found before any work, all at once, with its line and its remedy."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from .errors import ConfigError
from .mistakes import EVERYWHERE, VARIABLES, Checked, Lines, Mistake, mistakes_across, nearby, tables
from .model import Pins, Recipient, Source, Value
from .urls import UrlError, host_name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bundle(Value):
    """A merged feed of some sources.  ``include`` and ``exclude`` are words looked for in title and summary; what stands in
    one of ``exclude_sources`` too is left out."""

    key: str
    title: str
    sources: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Watch(Value):
    """How others see that we live: ``log`` is "text" or "json"; ``host`` and ``port`` answer for metrics and health;
    ``textfile`` takes the metrics after a pass; ``ping`` hears that the work is being done."""

    log: str = "text"
    host: str = "127.0.0.1"
    port: int | None = None
    textfile: str | None = None
    ping: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Config(Value):
    """One installation.  ``pending`` are the keys of sources whose address is still to be filled in;
    ``window`` is how many entries a subscription document holds; ``pace`` seconds between requests to a host,
    which gets ``requests`` and sends ``megabytes`` a day at most."""

    path: Path
    title: str
    language: str
    zone: str
    author: str
    contact: str
    base_url: str
    authority: str
    home_url: str
    rights: str | None
    license_url: str | None
    sources: tuple[Source, ...]
    pending: tuple[str, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    hubs: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    store: str = "sqlite:state/feedsvc.db"
    publish: str = "file:feeds"
    codings: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8080
    window: int = 50
    pace: float = 1.0
    requests: int = 20_000
    megabytes: int = 2_000
    proxy: str | None = None
    ca_file: str | None = None
    old_tls: tuple[str, ...] = ()
    icon_url: str | None = None
    logo_url: str | None = None
    watch: Watch = Watch()

    def __hash__(self) -> int:
        """Asked for at every pass, and a hundred sources are much to hash."""
        return hash((self.path, self.title, len(self.sources)))

    def source(self, key: str) -> Source:
        for source in self.sources:
            if source.key == key:
                return source
        if key in self.pending:
            raise ConfigError(f"the source {key!r} has no address yet", "run 'feedsvc init URL' with the address of its listing")
        raise ConfigError(f"no source is called {key!r}", nearby(key, [s.key for s in self.sources]) or "see config.toml for the keys")


def load(path: Path) -> Config:
    """Read and check a file.  Raises ConfigError naming every mistake."""
    return parse(text_of(path), path, os.environ)


def text_of(path: Path) -> str:
    """A config file as it stands, its line ends too.  Raises ConfigError where it cannot be read."""
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"there is no {path.absolute()}", "run 'feedsvc init URL' to write one, or name another with --config") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", "make it a file that this user may read") from error
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        words = f"{path} is not UTF-8: line {line} holds {_encoding_of(body)}"
        raise ConfigError(words, "save it as UTF-8, in Notepad by 'Save as'") from None


def _encoding_of(body: bytes) -> str:
    """What the bytes may be that are not UTF-8."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return "bytes of another encoding"
    return "what looks like GBK"


def line_of(path: Path, key: str, setting: str) -> int:
    """The line of a config file that reads, where a source has a setting, or else begins."""
    text = text_of(path)
    keys = [table["key"] for table in tomllib.loads(text.removeprefix("\ufeff"))["source"]]
    return Lines(text).find(("source", keys.index(key), setting))


def overlaid(data: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The file's tables with what the environment says instead: its ``VARIABLES``, and ``env:NAME`` in recipients and in
    ``watch.ping``."""
    data = dict(data)
    for (*table, name), variable in VARIABLES.items():
        if not (word := environment.get(variable)):
            continue
        if not table:
            data[name] = word
        elif isinstance(data.get(table[0], {}), dict):
            data[table[0]] = {**data.get(table[0], {}), name: word}
    if isinstance(watch := data.get("watch"), dict):
        data["watch"] = {name: _said(value, environment) for name, value in watch.items()}
    if recipients := tables(data, "recipient"):
        data["recipient"] = [{name: _said(value, environment) for name, value in table.items()} for table in recipients]
    return data


def _said(value: Any, environment: Mapping[str, str]) -> Any:
    """The environment's word for ``env:NAME``; anything else as it is."""
    named = isinstance(value, str) and value.startswith("env:")
    return environment.get(value.removeprefix("env:"), value) if named else value


def parse(text: str, path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Text of a config file, with a byte order mark or without → Config.  Raises ConfigError naming every mistake."""
    try:
        return _parsed(text, path, environment or {})
    except tomllib.TOMLDecodeError as error:
        from .toml_faults import fault

        words, step = fault(text, str(error))
        raise ConfigError(f"{path} is not TOML: {words}", step) from None
    except RecursionError:
        raise ConfigError(f"{path} nests brackets in brackets beyond reason", "write it as deploy/REFERENCE.md shows") from None


def _parsed(text: str, path: Path, environment: Mapping[str, str]) -> Config:
    data = overlaid(tomllib.loads(text.removeprefix("\ufeff")), environment)
    lines = Lines(text)
    checked = Checked(lines, {place: name for place, name in VARIABLES.items() if environment.get(name)})
    values = checked.file(data)
    mistakes = [*checked.mistakes, *mistakes_across(data, values, path.parent, lines), *_no_authority(values, lines)]
    if mistakes:
        listed = "\n".join(f"  {mistake}" for mistake in sorted(mistakes, key=lambda m: m.line))
        count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
        raise ConfigError(f"{path} has {count}:\n{listed}", "mend them and start again; nothing was fetched or written")
    return _config(values, path)


def _no_authority(values: Mapping[str, Any], lines: Lines) -> list[Mistake]:
    """Ids need a domain or a mail address (RFC 4151, 2.1); where none is given, the host of base_url must be one."""
    site, serve = values["site"], values["serve"]
    if site["authority"] or _authority(site["base_url"] or own_address(serve["host"], serve["port"])):
        return []
    words = "'site.authority' is missing: base_url names no domain that could stand in ids; write a domain or a mail address that is yours"
    return [Mistake(lines.find(("site", "base_url")), words)]


def own_address(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    return f"http://{bracketed(EVERYWHERE.get(host, host))}:{port}/"


def bracketed(host: str) -> str:
    """A host as addresses and Host fields write it (RFC 3986, 3.2.2)."""
    return f"[{host}]" if ":" in host else host


def _authority(base_url: str) -> str:
    """The host of an address as ids have it; "" for one that is no domain, as an IPv6 address."""
    try:
        host = host_name(urlsplit(base_url).hostname or "localhost")
    except UrlError:
        return ""
    return "" if ":" in host else host


def _config(values: Mapping[str, Any], path: Path) -> Config:
    site, serve, fetch = values["site"], values["serve"], values["fetch"]
    base_url = site["base_url"] or own_address(serve["host"], serve["port"])
    filled = [table for table in values["source"] if table["url"]]
    return Config(
        path=path, title=site["title"], language=site["language"], zone=site["zone"], author=site["author"] or site["title"],
        contact=site["contact"], base_url=base_url, authority=site["authority"] or _authority(base_url),
        home_url=site["home"] or (urljoin(filled[0]["url"], "/") if filled else base_url), rights=site["rights"],
        license_url=site["license"], sources=tuple(_source(table, site) for table in filled),
        pending=tuple(table["key"] for table in values["source"] if not table["url"]),
        bundles=tuple(Bundle(**table) for table in values["bundle"]), hubs=site["hubs"],
        recipients=tuple(Recipient(**table) for table in values["recipient"]), store=values["store"],
        publish=values["publish"], codings=values["codings"],
        host=serve["host"], port=serve["port"], window=site["window"],
        pace=fetch["pace"], requests=fetch["requests"], megabytes=fetch["megabytes"], proxy=fetch["proxy"],
        ca_file=str(path.parent / fetch["ca_file"]) if fetch["ca_file"] else None, old_tls=fetch["old_tls"],
        icon_url=site["icon"], logo_url=site["logo"], watch=Watch(**values["watch"]),
    )  # fmt: skip


def _source(table: Mapping[str, Any], site: Mapping[str, Any]) -> Source:
    """The source with the site's settings where it has none of its own."""
    inherited = {name: table[name] or site[name] for name in ("language", "zone", "interval", "rights")}
    own = {name: value for name, value in table.items() if name != "selectors"}
    return Source(**{**own, **inherited, "hosts": tuple(sorted(set(table["hosts"]))), "pins": Pins(**table["selectors"])})
