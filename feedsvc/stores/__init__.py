"""Where the truth is kept: one module of plain SQL (``sql``) over thin connectors, chosen by URL scheme.

``sqlite:state/feedsvc.db`` needs nothing; ``postgresql://user@host/database`` needs the extra "postgres".
"""

from __future__ import annotations

from importlib import import_module

from ..errors import ConfigError
from ..ports import Store

SCHEMES = {"sqlite": "sqlite", "postgresql": "postgres", "postgres": "postgres"}


def open_store(url: str) -> Store:
    """The store at ``url``, its schema brought up to date.  A path after ``sqlite:`` is relative to the working folder.

    Raises ConfigError for a scheme nobody serves and StoreError when the database cannot be used.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in SCHEMES:
        raise ConfigError(f"There is no store for {scheme!r}.", f"Use one of: {', '.join(f'{name}:' for name in SCHEMES)}")
    module = import_module(f".{SCHEMES[scheme]}", __name__)
    store: Store = module.open_url(url)
    return store
