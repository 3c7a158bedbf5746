"""config.toml as text: fill in a value or add a source, and leave comments and order as the operator wrote them.  Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..config import lines_of


def quoted(value: str | bool) -> str:
    """A TOML string or boolean; JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False)


def filled(text: str, place: str, value: str | bool) -> str:
    """``text`` with the value at ``place`` (such as ``source.2.url``) replaced, or added below its table's head."""
    lines = text.splitlines()
    table, _, key = place.rpartition(".")
    found = lines_of(text).of
    if place in found:
        lines[found[place] - 1] = f"{key} = {quoted(value)}"
    else:
        lines.insert(found[table], f"{key} = {quoted(value)}")
    return "\n".join(lines) + "\n"


def with_source(text: str, fields: Mapping[str, str | bool]) -> str:
    """``text`` with one more source at its end."""
    return text.rstrip("\n") + "\n\n" + source_table(fields)


def source_table(fields: Mapping[str, str | bool]) -> str:
    body = "".join(f"{name} = {quoted(value)}\n" for name, value in fields.items())
    return f"[[source]]\n{body}"


def new_file(title: str, language: str, zone: str, contact: str, base_url: str | None) -> str:
    """A config.toml that says only what must be said."""
    base = f"base_url = {quoted(base_url)}" if base_url else '# base_url = "https://feeds.example.org/"  # where the files are served'
    return (
        "# feedsvc: see README.md for every setting\n[site]\n"
        f"title = {quoted(title)}\nlanguage = {quoted(language)}\nzone = {quoted(zone)}\n"
        f"contact = {quoted(contact)}\n{base}\n"
    )

