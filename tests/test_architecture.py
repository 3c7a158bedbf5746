"""The house: imports point one way, and what is pure does no I/O."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "feedsvc"
IO_MODULES = set("socket sqlite3 asyncio subprocess httpx2 httpcore2 uvicorn apscheduler psycopg threading random time os".split())
VALUES = {"model", "record", "published"}
PURE_FILES = {*VALUES, "identity", "matching", "familiar", "gate", "findings", "decide", "scene", "changes", "entries", "unread", "sections", "assemble", "outcomes", "urls", "guard", "skew", "redaction", "toml_faults", "toml_places"}
PURE_FOLDERS = {"reading", "formats"}
ADAPTERS = {"fetching", "stores", "publishers", "notifiers"}
MAY_IMPORT = {
    "model": set(),
    "record": {"model"},
    "published": {"model", "record"},
    "errors": {"record"},
    "ports": {*VALUES, "errors"},
    "reading": {*VALUES, "errors", "urls"},
    "formats": {*VALUES, "errors", "reading", "redaction", "urls"},
    "guard": {"urls"},
    "toml_faults": set(),
    "toml_places": set(),
    "fetching": {*VALUES, "errors", "guard", "skew", "ports", "urls"},
    "stores": {*VALUES, "errors", "skew", "ports"},
    "publishers": {*VALUES, "errors", "ports"},
    "serving": {*VALUES, "errors", "publishers", "serve"},  # of publishers: the manifest, which both speak
    "practice": {"ports", "serve"},
    "runners": {*VALUES, "skew"},
}
MAY_NOT_BE_NAMED = {"utils", "helpers", "manager", "base", "core"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).with_suffix("").parts[0], path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(dots, module) of every import of a file, those inside functions too; type-checking ones left out."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    hidden = {id(inner) for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from ((0, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [name.name for name in node.names]
            yield from ((node.level, name) for name in names)


def own_imports(path: Path) -> set[str]:
    """The rooms of this package a file takes from."""
    depth = len(path.relative_to(PACKAGE).parts)
    return {name.split(".")[0] for dots, name in imports(path) if dots == depth}


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_point_one_way(room: str) -> None:
    """Each room takes only from those below it; adapters know values, errors and ports and nothing else."""
    found = {name for where, path in modules() if where == room for name in own_imports(path)}
    assert found - MAY_IMPORT[room] - {room, "__version__"} == set()


def test_what_is_pure_does_no_io() -> None:
    """The pure core, the readers and the formats import nothing that reaches out, and no clock."""
    guilty = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for where, path in modules()
        if where in PURE_FILES | PURE_FOLDERS
        for dots, name in imports(path)
        if dots == 0 and name.split(".")[0] in IO_MODULES
    ]
    assert guilty == []


def test_no_pure_file_asks_for_the_time() -> None:
    """``datetime.now`` and ``today`` stay out of the core: the time is an argument."""
    pure = [path for where, path in modules() if where in PURE_FILES | PURE_FOLDERS]
    guilty = [
        f"{path.name}:{node.lineno}"
        for path in pure
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow") and ast.unparse(node.value) in ("datetime", "date")
    ]
    assert guilty == []


def test_only_the_root_knows_the_adapters() -> None:
    """Stores, publishers and the fetcher are chosen in app.py; commands go through it."""
    allowed = {"app", "commands", "serving"} | ADAPTERS
    guilty = [(str(path.relative_to(PACKAGE)), own_imports(path) & ADAPTERS) for where, path in modules() if where not in allowed]
    assert [row for row in guilty if row[1]] == []


def test_functions_and_files_are_short() -> None:
    """No function above 35 lines, no file above 400; names say what is inside."""
    long = []
    for _, path in modules():
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                words = node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0  # type: ignore[operator]
                if node.end_lineno - node.lineno + 1 - words > 35:  # type: ignore[operator]
                    long.append(f"{path.name}: {node.name}")
        if text.count("\n") > 400:
            long.append(path.name)
    assert long == []
    assert {path.stem for _, path in modules()} & MAY_NOT_BE_NAMED == set()


def test_the_map_names_every_room() -> None:
    """Who reads the package's docstring finds each module and folder in it, and none that is gone."""
    told = set(re.findall(r"``(\w+)/?``", (PACKAGE / "__init__.py").read_text("utf-8")))
    rooms = {where for where, _ in modules()} - {"__init__", "__main__", "commands"}
    assert told - {"run"} == rooms
