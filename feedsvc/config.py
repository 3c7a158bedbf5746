"""config.toml → Config.  Every mistake is found before any work, all at once, with its line and its remedy."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from .errors import ConfigError
from .model import Pins, Recipient, Source, Value
from .settings import TABLES, Setting
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
    runner: str = "apscheduler"
    host: str = "127.0.0.1"
    port: int = 8080
    window: int = 50
    pace: float = 1.0
    requests: int = 20_000
    megabytes: int = 2_000
    proxy: str | None = None
    ca_file: str | None = None
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
        raise ConfigError(f"no source is called {key!r}", _nearby(key, [s.key for s in self.sources]) or "see config.toml for the keys")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mistake(Value):
    """One fault of the file: ``line`` counts from 1, 0 when it has none."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lines(Value):
    """Where things stand in the file: dotted path such as ``source.0.url`` → line."""

    of: Mapping[str, int] = field(default_factory=dict)

    def find(self, location: Iterable[str | int]) -> int:
        parts = [str(part) for part in location]
        while parts:
            if (line := self.of.get(".".join(parts))) is not None:
                return line
            parts.pop()
        return 0


_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=")


def lines_of(text: str) -> Lines:
    """Where each table and key of a TOML file begins; enough for messages, tomllib does the reading."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            table = _table_path(match, counts)
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            found.setdefault(f"{table}.{match[1]}".lstrip("."), number)
    return Lines(found)


def _table_path(match: re.Match[str], counts: dict[str, int]) -> str:
    name = match[2]
    if match[1] == "[[":
        counts[name] = counts.get(name, -1) + 1
        return f"{name}.{counts[name]}"
    head, _, rest = name.partition(".")
    return f"{head}.{counts[head]}.{rest}" if rest and head in counts else name


def load(path: Path) -> Config:
    """Read and check a file.  Raises ConfigError naming every mistake."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(f"there is no {path}", "run 'feedsvc init URL' to write one, or name another with --config") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", "make it a readable UTF-8 file") from error
    return parse(text, path, os.environ)


def overlaid(data: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The file's tables with what the environment says instead: FEEDSVC_STORE, FEEDSVC_PUBLISH, FEEDSVC_HOST, FEEDSVC_LOG,
    and ``env:NAME`` in recipients and in ``watch.ping``."""
    said = {name: environment[f"FEEDSVC_{name.upper()}"] for name in ("store", "publish") if f"FEEDSVC_{name.upper()}" in environment}
    data = {**data, **said}
    for table, name in (("serve", "host"), ("watch", "log")):
        if (word := environment.get(f"FEEDSVC_{name.upper()}")) and isinstance(data.get(table, {}), dict):
            data[table] = {**data.get(table, {}), name: word}
    if isinstance(watch := data.get("watch"), dict):
        data["watch"] = {name: _said(value, environment) for name, value in watch.items()}
    if recipients := _tables(data, "recipient"):
        data["recipient"] = [{name: _said(value, environment) for name, value in table.items()} for table in recipients]
    return data


def _said(value: Any, environment: Mapping[str, str]) -> Any:
    """The environment's word for ``env:NAME``; anything else as it is."""
    named = isinstance(value, str) and value.startswith("env:")
    return environment.get(value.removeprefix("env:"), value) if named else value


def parse(text: str, path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Text of a config file → Config.  Raises ConfigError naming every mistake."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}", "mend that line; strings need quotes, tables look like [[source]]") from None
    lines = lines_of(text)
    checked = Checked(lines)
    data = overlaid(data, environment or {})
    values = checked.file(data)
    mistakes = checked.mistakes + _mistakes_across(data, lines) + _no_authority(values, lines)
    if mistakes:
        listed = "\n".join(f"  {mistake}" for mistake in sorted(mistakes, key=lambda m: m.line))
        count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
        raise ConfigError(f"{path} has {count}:\n{listed}", "mend them and start again; nothing was fetched or written")
    return _config(values, path)


class Checked:
    """Reads tables by their settings and gathers every mistake on the way."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.mistakes: list[Mistake] = []

    def file(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The whole file: its own settings, and a dict of values per table (a list of them where a table repeats)."""
        values = self.table("", (), data)
        for name in ("site", "serve", "fetch", "watch"):
            values[name] = self.table(name, (name,), values[name])
        for name in ("source", "bundle", "recipient"):
            tables = values[name] if isinstance(values[name], list) else []
            values[name] = [self.table(name, (name, number), table) for number, table in enumerate(tables)]
        for number, source in enumerate(values["source"]):
            source["selectors"] = self.table("source.selectors", ("source", number, "selectors"), source["selectors"])
        return values

    def table(self, name: str, place: tuple[str | int, ...], data: Any) -> dict[str, Any]:
        settings = TABLES[name]
        if not isinstance(data, Mapping):
            self._note(place, f"'{name}' must be a table, written [{name}]")
            data = {}
        for key in data:
            if key not in settings:
                self._note((*place, key), f"'{_dotted((*place, key))}' is not a setting; {_hint(key, list(settings))}")
        return {key: self._value(setting, (*place, key), data) for key, setting in settings.items()}

    def _value(self, setting: Setting, place: tuple[str | int, ...], data: Mapping[str, Any]) -> Any:
        key = str(place[-1])
        if key not in data:
            if setting.needed:
                self._note(place[:-1], f"'{_dotted(place)}' is missing")
            return setting.default
        try:
            return data[key] if setting.check in (dict, list) else setting.check(data[key])
        except ValueError as error:
            said = "" if setting.secret else f" = {data[key]!r}"
            self._note(place, f"'{_dotted(place)}'{said}: {error}")
            return setting.default

    def _note(self, place: tuple[str | int, ...], words: str) -> None:
        self.mistakes.append(Mistake(self._lines.find(place), words))


def _dotted(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place if not isinstance(part, int))


def _hint(word: str, known: list[str]) -> str:
    """Where the setting belongs, what was meant, or what there is."""
    if word in TABLES[""] and word not in TABLES:
        return "it belongs at the top of the file, above [site]"
    for name in ("site", "serve", "fetch", "watch"):
        if word in TABLES[name]:
            return f"it belongs under [{name}]"
    return _nearby(word, known) or "known are: " + ", ".join(known)


def _nearby(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


def _mistakes_across(data: dict[str, Any], lines: Lines) -> list[Mistake]:
    """Faults that no single value shows.  Works on the raw tables, so that they are told beside the others."""
    sources, bundles = _tables(data, "source"), _tables(data, "bundle")
    keys = [str(table.get("key")) for table in sources]
    mistakes = [*_repeated_keys([("source", sources), ("bundle", bundles)], lines), ]
    for number, table in enumerate(bundles):
        mistakes += _unknown_sources("bundle", number, table, keys, lines)
    for number, table in enumerate(sources):
        mistakes += _bad_selectors(number, table.get("selectors"), lines)
    mistakes += _bad_recipients(_tables(data, "recipient"), keys, lines)
    return mistakes


def _no_authority(values: Mapping[str, Any], lines: Lines) -> list[Mistake]:
    """Ids need a domain or a mail address (RFC 4151, 2.1); where none is given, the host of base_url must be one."""
    site, serve = values["site"], values["serve"]
    if site["authority"] or _authority(site["base_url"] or own_address(serve["host"], serve["port"])):
        return []
    words = "'site.authority' is missing: base_url names no domain that could stand in ids; write a domain or a mail address that is yours"
    return [Mistake(lines.find(("site", "base_url")), words)]


def own_address(host: str, port: int) -> str:
    return f"http://{bracketed(host)}:{port}/"


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


def _bad_recipients(recipients: list[dict[str, Any]], keys: list[str], lines: Lines) -> Iterator[Mistake]:
    names = [recipient.get("name") for recipient in recipients]
    for number, recipient in enumerate(recipients):
        name, line = recipient.get("name"), lines.find(("recipient", number))
        if name in names[:number]:
            yield Mistake(lines.find(("recipient", number, "name")), f"two recipients are called '{name}'; each needs its own name")
        mail, url = recipient.get("to") == "email", str(recipient.get("url", ""))
        if mail and not (recipient.get("sender") and recipient.get("addresses")):
            yield Mistake(line, f"the recipient '{name}' gets mail: it needs 'sender' and 'addresses'")
        if url and not url.startswith("env:") and mail != url.startswith("smtp"):
            yield Mistake(lines.find(("recipient", number, "url")), f"'{name}' needs {'smtp:// or smtps://' if mail else 'a web address'}")
        yield from _unknown_sources("recipient", number, recipient, keys, lines)


def _tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _repeated_keys(tables: list[tuple[str, list[dict[str, Any]]]], lines: Lines) -> Iterator[Mistake]:
    seen: dict[str, int] = dict.fromkeys(("all", "index", "status", "feeds", "site"), 0)
    for name, number, key in [(name, n, table.get("key")) for name, rows in tables for n, table in enumerate(rows)]:
        line = lines.find((name, number, "key"))
        if not isinstance(key, str):
            continue  # told elsewhere
        if key in seen:
            where = f"already used on line {seen[key]}" if seen[key] else "taken by feedsvc itself"
            yield Mistake(line, f"the key '{key}' is {where}; every feed needs its own")
        else:
            seen[key] = line


def _unknown_sources(kind: str, number: int, table: dict[str, Any], keys: list[str], lines: Lines) -> Iterator[Mistake]:
    named = [(place, key) for place in ("sources", "exclude_sources") for key in table.get(place) or ()]
    for setting, key in named:
        if key not in keys:
            line, name = lines.find((kind, number, setting)), table.get("key") or table.get("name")
            yield Mistake(line, f"{kind} '{name}' names no source: {key!r}; {_nearby(str(key), keys)}".rstrip("; "))


def _bad_selectors(number: int, selectors: object, lines: Lines) -> Iterator[Mistake]:
    if not isinstance(selectors, dict) or not selectors:
        return
    from .reading.recipes import check_selector

    for name, css in selectors.items():
        if isinstance(css, str) and (fault := check_selector(css)):
            yield Mistake(lines.find(("source", number, "selectors", name)), f"'selectors.{name}' = {css!r}: {fault}")


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
        runner=values["runner"], host=serve["host"], port=serve["port"], window=site["window"],
        pace=fetch["pace"], requests=fetch["requests"], megabytes=fetch["megabytes"], proxy=fetch["proxy"], ca_file=fetch["ca_file"],
        icon_url=site["icon"], logo_url=site["logo"], watch=Watch(**values["watch"]),
    )  # fmt: skip


def _source(table: Mapping[str, Any], site: Mapping[str, Any]) -> Source:
    """The source with the site's settings where it has none of its own."""
    inherited = {name: table[name] or site[name] for name in ("language", "zone", "interval", "rights")}
    own = {name: value for name, value in table.items() if name != "selectors"}
    return Source(**{**own, **inherited, "hosts": tuple(sorted(set(table["hosts"]))), "pins": Pins(**table["selectors"])})
