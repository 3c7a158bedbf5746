"""Values ↔ JSON text, by their type annotations, so that a field added to a value is stored without a new column.

Times are integers of microseconds UTC; a ``Stamp`` is [microseconds, zone offset in seconds, precision].
Fields missing from old text take their defaults; fields this version does not know are left out.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from ..model import Stamp

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Reader = Callable[[Any], Any]
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def dump(value: object) -> str:
    """Plain JSON text."""
    return _ENCODER.encode(value)


def pack(value: object) -> str:
    return dump(_plain(value))


def unpack(cls: type[T], text: str) -> T:
    value: T = _builder(cls)(json.loads(text))  # type: ignore[arg-type]  # mypy takes a class for unhashable
    return value


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return to_micros(value)
    if isinstance(value, Stamp):
        offset = value.at.utcoffset() or timedelta(0)
        return [to_micros(value.at), offset // timedelta(seconds=1), value.precision]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _stamp(plain: list[Any]) -> Stamp:
    micros, offset, precision = plain
    return Stamp(from_micros(micros).astimezone(_zone(offset)), precision)


@cache
def _zone(offset: int) -> timezone:
    """There are few of them, and many stamps."""
    return timezone(timedelta(seconds=offset))


@cache
def _builder(cls: type) -> Reader:
    """The function that makes a value of this dataclass from plain JSON."""
    hints = get_type_hints(cls)
    readers = [(name, reader) for name, hint in hints.items() if (reader := _reader(hint))]

    def build(plain: dict[str, Any]) -> Any:
        for name, read in readers:
            if plain.get(name) is not None:
                plain[name] = read(plain[name])
        return cls(**(plain if plain.keys() <= hints.keys() else {name: plain[name] for name in hints if name in plain}))

    return build


def _reader(hint: Any) -> Reader | None:
    """What makes a value of this annotation from plain JSON other than null; None: it is one already."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(arm for arm in get_args(hint) if arm is not type(None)))
    if origin is tuple:
        return _tuple_of(_reader(get_args(hint)[0]))
    if origin is frozenset:
        return frozenset
    if hint is Stamp:
        return _stamp
    if hint is datetime:
        return from_micros
    if isinstance(hint, type) and is_dataclass(hint):
        return _builder(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return None


def _tuple_of(read: Reader | None) -> Reader:
    return tuple if read is None else lambda plain: tuple([read(item) for item in plain])
