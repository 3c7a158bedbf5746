"""Where the truth is kept: one module of plain SQL (``sql``) over thin connectors, chosen by URL scheme.

``sqlite:state/feedsvc.db`` needs nothing; ``postgresql://user@host/database`` needs the extra "postgres".
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ..errors import ConfigError
from ..ports import Store

SCHEMES = {"sqlite": "sqlite", "postgresql": "postgres"}


def open_store(url: str) -> Store:
    """The store at ``url``, its schema brought up to date.  A path after ``sqlite:`` is relative to the working folder.

    Raises ConfigError for a scheme nobody serves and StoreError when the database cannot be used.
    """
    store: Store = _module(url).open_url(url)
    return store


def restored(url: str, backup: Path) -> AbstractContextManager[tuple[Store, Path | None]]:
    """Puts a backup (as ``Store.backup`` writes them) in the place of the store at ``url``, and gives that store, with
    ``TO_TAKE_OVER`` set and its lock held to the end, and where the one before is kept, None when there was none.

    Nothing changes unless the backup is whole.  Raises BusyError while another instance is at work, and StoreError.
    """
    opened: AbstractContextManager[tuple[Store, Path | None]] = _module(url).restored(url, backup)
    return opened


def _module(url: str) -> ModuleType:
    scheme = url.partition(":")[0].lower()
    if scheme not in SCHEMES:
        raise ConfigError(f"There is no store for {scheme!r}.", f"Use one of: {', '.join(f'{name}:' for name in SCHEMES)}")
    return import_module(f".{SCHEMES[scheme]}", __name__)
