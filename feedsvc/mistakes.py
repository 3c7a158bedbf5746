"""What is wrong with config.toml: value by value, then what no single value shows.  Every mistake, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from os.path import abspath, commonpath
from pathlib import Path
from typing import Any

from .model import Value
from .settings import TABLES, Setting

Place = tuple[str | int, ...]
"""Where a setting stands, such as ("source", 0, "url")."""
ONCE = ("site", "serve", "fetch", "watch")
REPEATED = ("source", "bundle", "recipient")
OUR_OWN = frozenset({"all", "index", "status", "feeds", "site"})
"""Keys no source may have: our own documents have those names."""
SHOWN = 80
"""Characters of a wrong value that are told."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Hosts that listen on all addresses of a machine, and the one of them that it can call itself."""
VARIABLES: Mapping[tuple[str, ...], str] = {
    ("store",): "FEEDSVC_STORE", ("publish",): "FEEDSVC_PUBLISH", ("serve", "host"): "FEEDSVC_HOST", ("watch", "log"): "FEEDSVC_LOG",
}  # fmt: skip
"""What the environment may say in place of the file."""
GONE = {"runner": "delete the line: there is one way to run"}
"""What was a setting once, and what to do."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mistake(Value):
    """One fault of the file: ``line`` counts from 1, 0 when it has none."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class Lines:
    """The lines of a file's places, found when the first mistake is told: most starts tell none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: Mapping[str, int] | None = None

    def find(self, place: Place) -> int:
        """The line, from 1, where a setting stands, or else the table it would stand in; 0 for neither."""
        if self._starts is None:
            from .toml_places import places_of

            self._starts = places_of(self._text).starts
        parts = [str(part) for part in place]
        while parts and ".".join(parts) not in self._starts:
            parts.pop()
        return self._text.count("\n", 0, self._starts[".".join(parts)]) + 1 if parts else 0


class Checked:
    """Reads tables by their settings and gathers every mistake on the way; ``variables``: what the environment said, by its names."""

    def __init__(self, lines: Lines, variables: Mapping[Place, str]) -> None:
        self._lines, self._variables = lines, variables
        self.mistakes: list[Mistake] = []

    def file(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The whole file: its own settings, and a dict of values per table (a list of them where a table repeats)."""
        values = self.table("", (), data)
        for name in ONCE:
            values[name] = self.table(name, (name,), values[name])
        for name in REPEATED:
            values[name] = [self.table(name, place, table) for place, table in self._repeated(name, values[name])]
        for number, source in enumerate(values["source"]):
            source["selectors"] = self.table("source.selectors", ("source", number, "selectors"), source["selectors"])
        return values

    def _repeated(self, name: str, data: Any) -> list[tuple[Place, Any]]:
        """The tables of a name that may repeat; one in single brackets is told, and read, so that its own mistakes are told too."""
        if isinstance(data, list):
            return [((name, number), table) for number, table in enumerate(data)]
        self._note((name,), _written(name))
        return [((name,), data)] if isinstance(data, Mapping) else []

    def table(self, name: str, place: Place, data: Any) -> dict[str, Any]:
        settings = TABLES[name]
        if not isinstance(data, Mapping):
            self._note(place, _written(name))
            return {key: setting.default for key, setting in settings.items()}
        for key in data:
            if key not in settings:
                self._note((*place, key), f"'{_dotted((*place, key))}' is not a setting; {_hint(key, list(settings))}")
        return {key: self._value(setting, (*place, key), data) for key, setting in settings.items()}

    def _value(self, setting: Setting, place: Place, data: Mapping[str, Any]) -> Any:
        key = str(place[-1])
        if key not in data:
            if setting.needed:
                self._note(place[:-1], f"'{_dotted(place)}' is missing")
            return setting.default
        try:
            return data[key] if setting.check in (dict, list) else setting.check(data[key])
        except ValueError as error:
            said = "" if setting.secret else f" = {_clipped(_shown(data[key]))}"
            if place in self._variables:
                self.mistakes.append(Mistake(0, f"the environment's {self._variables[place]}{said}: {error}"))
            else:
                self._note(place, f"'{_dotted(place)}'{said}: {error}")
            return setting.default

    def _note(self, place: Place, words: str) -> None:
        self.mistakes.append(Mistake(self._lines.find(place), words))


def _shown(value: object) -> str:
    """A value about as the file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, (date, time)) else repr(value)


def _clipped(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _written(name: str) -> str:
    """How a table is written."""
    return f"'{name}' must be a table; write [[{name}]]" if name in REPEATED else f"'{name}' must be a table, written [{name}]"


def _dotted(place: Place) -> str:
    return ".".join(str(part) for part in place if not isinstance(part, int))


def _hint(word: str, known: list[str]) -> str:
    """Where the setting belongs, what was meant, or what there is."""
    if word in GONE:
        return GONE[word]
    if word in TABLES[""] and word not in TABLES:
        return "it belongs at the top of the file, above [site]"
    if word in TABLES[""] and word not in known:
        return _written(word)
    for name in ONCE:
        if word in TABLES[name]:
            return f"it belongs under [{name}]"
    return nearby(word, known) or "known are: " + ", ".join(known)


def nearby(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


def mistakes_across(data: dict[str, Any], values: Mapping[str, Any], folder: Path, lines: Lines) -> Iterator[Mistake]:
    """Faults that no single value shows.  Works on the raw tables, so that they are told beside the others."""
    sources, bundles = tables(data, "source"), tables(data, "bundle")
    keys = [str(table.get("key")) for table in sources]
    yield from _repeated_keys([("source", sources), ("bundle", bundles)], lines)
    for number, table in enumerate(bundles):
        yield from _unknown_sources("bundle", number, table, keys, lines)
    for number, table in enumerate(sources):
        yield from _bad_selectors(number, table.get("selectors"), lines)
    yield from _bad_recipients(tables(data, "recipient"), keys, lines)
    yield from _given_away(values["publish"], values["store"], folder, lines)
    yield from _one_port_twice(values["serve"], values["watch"], lines)
    yield from _missing_authorities(values["fetch"]["ca_file"], folder, lines)


def _given_away(publish: str, store: str, folder: Path, lines: Lines) -> Iterator[Mistake]:
    """What lies in the published folder is read by everybody, as soon as another server than ours serves it."""
    if not publish.startswith("file:"):
        return
    public = _place(publish, folder)
    private = {"this file": abspath(folder)} | ({"the store": _place(store, folder)} if store.startswith("sqlite:") else {})
    if held := [what for what, place in private.items() if commonpath((public, place)) == public]:
        words = f"is a folder that holds {' and '.join(held)}, which whoever serves it would give away"
        yield Mistake(lines.find(("publish",)), f"'publish' = {publish!r} {words}; name a folder of its own, such as file:feeds")


def _place(url: str, folder: Path) -> str:
    """The path a file: or sqlite: address names."""
    return abspath(folder / url.partition(":")[2].removeprefix("//"))


def _one_port_twice(serve: Mapping[str, Any], watch: Mapping[str, Any], lines: Lines) -> Iterator[Mistake]:
    hosts = {serve["host"], watch["host"]}
    if serve["port"] == watch["port"] and (len(hosts) == 1 or hosts & set(EVERYWHERE)):
        words = f"'watch.port' = {watch['port']} is the port of the feeds ('serve.port') too; health and metrics need another"
        yield Mistake(lines.find(("watch", "port")), words)


def _missing_authorities(name: str | None, folder: Path, lines: Lines) -> Iterator[Mistake]:
    if name and not (folder / name).is_file():
        words = f"'fetch.ca_file' = {name!r}: there is no such file; paths are relative to the folder of this one"
        yield Mistake(lines.find(("fetch", "ca_file")), words)


def _bad_recipients(recipients: list[dict[str, Any]], keys: list[str], lines: Lines) -> Iterator[Mistake]:
    names = [recipient.get("name") for recipient in recipients]
    for number, recipient in enumerate(recipients):
        name = recipient.get("name")
        if name in names[:number]:
            yield Mistake(lines.find(("recipient", number, "name")), f"two recipients are called '{name}'; each needs its own name")
        mail, url = recipient.get("to") == "email", str(recipient.get("url", ""))
        if mail and not (recipient.get("sender") and recipient.get("addresses")):
            yield Mistake(lines.find(("recipient", number)), f"the recipient '{name}' gets mail: it needs 'sender' and 'addresses'")
        if url and not url.startswith("env:") and mail != url.startswith("smtp"):
            yield Mistake(lines.find(("recipient", number, "url")), f"'{name}' needs {'smtp:// or smtps://' if mail else 'a web address'}")
        yield from _unknown_sources("recipient", number, recipient, keys, lines)


def tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _repeated_keys(named: list[tuple[str, list[dict[str, Any]]]], lines: Lines) -> Iterator[Mistake]:
    seen: dict[str, Place | None] = dict.fromkeys(OUR_OWN)
    for name, number, key in [(name, n, table.get("key")) for name, rows in named for n, table in enumerate(rows)]:
        place = (name, number, "key")
        if not isinstance(key, str):
            continue  # told elsewhere
        if key in seen:
            first = seen[key]
            where = f"already used on line {lines.find(first)}" if first else "taken by feedsvc itself"
            yield Mistake(lines.find(place), f"the key '{key}' is {where}; every feed needs its own")
        else:
            seen[key] = place


def _unknown_sources(kind: str, number: int, table: dict[str, Any], keys: list[str], lines: Lines) -> Iterator[Mistake]:
    lists = {place: table.get(place) for place in ("sources", "exclude_sources")}
    named = [(place, key) for place, listed in lists.items() if isinstance(listed, list) for key in listed]
    for setting, key in named:
        if key not in keys:
            line, name = lines.find((kind, number, setting)), table.get("key") or table.get("name")
            yield Mistake(line, f"{kind} '{name}' names no source: {key!r}; {nearby(str(key), keys)}".rstrip("; "))


def _bad_selectors(number: int, selectors: object, lines: Lines) -> Iterator[Mistake]:
    if not isinstance(selectors, dict) or not selectors:
        return
    from .reading.recipes import check_selector

    names = ("link", "title", "time", "summary") if str(selectors.get("row")).startswith("json:") else ()  # no CSS, but names in data
    for name, css in selectors.items():
        if isinstance(css, str) and name not in names and (fault := check_selector(css)):
            yield Mistake(lines.find(("source", number, "selectors", name)), f"'selectors.{name}' = {css!r}: {fault}")


