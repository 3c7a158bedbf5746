"""What publishing works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .config import Config
from .ports import Publisher, Renderer, Store
from .provenance import rendering_mark
from .sections import settings_mark

if TYPE_CHECKING:
    from .published import Feed


@dataclass(frozen=True, slots=True)
class Press:
    """``render`` knows the formats, ``cards`` keeps what the site's pages show of each feed,
    with the fingerprint it was made for: a hundred feeds are not read again because one of them changed."""

    config: Config
    store: Store
    publisher: Publisher
    render: Renderer
    cards: dict[str, tuple[str, Feed]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What every document depends on besides its own feed: the settings, and the code that renders."""
        return settings_mark(self.config, rendering_mark())
