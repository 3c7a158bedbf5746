"""What differs between databases: connecting, transactions, locking, copying; and bringing the schema up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from ..errors import StoreError
from .migrations import Step

Row = tuple[Any, ...]


class Connector(Protocol):
    """One connection.  ``where`` names the database in messages, ``words`` are its words for migrations.

    Every method raises StoreError in plain words.
    """

    where: str

    @property
    def words(self) -> Mapping[str, str]: ...

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute once per row of values, inside a transaction."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; no other writer in between."""
        ...

    def version(self) -> int:
        """How many migrations were applied; 0 for an empty database."""
        ...

    def set_version(self, version: int) -> None: ...

    def before_migration(self, version: int) -> None:
        """Keep a copy of an existing database of that version."""
        ...

    def lock(self) -> AbstractContextManager[None]: ...

    def backup(self, path: Path) -> None: ...

    def check(self) -> tuple[str, ...]: ...

    def close(self) -> None: ...


def migrate(connector: Connector, steps: Sequence[Step]) -> None:
    """Bring the schema up to date in one transaction; a newer schema is refused, not touched."""
    version = connector.version()
    if version > len(steps):
        raise StoreError(
            f"{connector.where} was written by a newer feedsvc (schema {version}, this one knows {len(steps)}).",
            "Install that version again, or restore the copy kept before it migrated.",
        )
    if 0 < version < len(steps):
        connector.before_migration(version)
    if version < len(steps):
        with connector.transaction():
            for step in steps[connector.version() :]:  # asked again: another process may have been faster
                for statement in step:
                    connector.query(statement.format_map(connector.words))
            connector.set_version(len(steps))
