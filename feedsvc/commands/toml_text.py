"""config.toml as text: fill in a value or add a source, and leave comments and order as the operator wrote them.  Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..toml_places import newline_of, places_of


def quoted(value: str | bool) -> str:
    """A TOML string or boolean; JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False)


def filled(text: str, place: str, value: str | bool) -> str:
    """``text`` with the value at ``place`` (such as ``source.2.url``) replaced, or added to its table."""
    found = places_of(text)
    if place in found.values:
        start, end = found.values[place]
        return text[:start] + quoted(value) + text[end:]
    table, _, key = place.rpartition(".")
    return found.rooms[table].filled(text, f"{key} = {quoted(value)}")


def with_source(text: str, fields: Mapping[str, str | bool]) -> str:
    """``text`` with one more source, at its end or in the list that its sources are written as."""
    found = places_of(text)
    settings = [f"{name} = {quoted(value)}" for name, value in fields.items()]
    if "source" in found.values:  # an array, beside which TOML takes no [[source]]
        return found.rooms["source"].filled(text, f"{{ {', '.join(settings)} }}")
    newline = newline_of(text)
    return newline.join([text.rstrip("\r\n"), "", "[[source]]", *settings, ""])


def new_file(title: str, language: str, zone: str, contact: str, base_url: str | None) -> str:
    """A config.toml that says only what must be said."""
    base = f"base_url = {quoted(base_url)}" if base_url else '# base_url = "https://feeds.example.org/"  # where the files are served'
    return (
        "# feedsvc: see deploy/REFERENCE.md for every setting\n[site]\n"
        f"title = {quoted(title)}\nlanguage = {quoted(language)}\nzone = {quoted(zone)}\n"
        f"contact = {quoted(contact)}\n{base}\n"
    )

