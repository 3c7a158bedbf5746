"""Every fault of the table has its tests, and every test it names exists."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from .faults import AGAINST, FAULTS, ROWS

HERE = Path(__file__).parent
ALL = [f"{part}{number}" for part, count in ROWS.items() for number in range(1, count + 1)]


@cache
def names(file: str) -> frozenset[str]:
    """The tests of a file, as "name" and "Class::name"."""
    paths = [HERE / f"test_{file}.py", HERE / f"{file}.py"]
    tree = ast.parse(next(path for path in paths if path.exists()).read_text("utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return frozenset(functions | {f"{one.name}::{node.name}" for one in classes for node in one.body if isinstance(node, ast.FunctionDef)})


def written_out(test: str) -> tuple[str, str]:
    """"guard::direct" → its file, and the name as it is written there."""
    file, *inside = test.split("::")
    return file, "::".join([*inside[:-1], f"test_{inside[-1]}"])


def missing(tests: tuple[str, ...]) -> list[str]:
    found = []
    for test in tests:
        file, name = written_out(test)
        known = (HERE / f"test_{file}.py").exists() or (HERE / f"{file}.py").exists()
        found += [test] if not known or name not in names(file) else []
    return found


def test_every_row_is_there() -> None:
    """No fault is left out of the table, and none stands in it twice or under an unknown name."""
    assert list(FAULTS) == ALL


@pytest.mark.parametrize("row", ALL)
def test_every_fault_is_shown(row: str) -> None:
    """By tests that exist, or it is said why no test can."""
    fault = FAULTS[row]
    assert fault.what
    assert missing(fault.shown) == []
    assert bool(fault.shown) != (row in AGAINST)


def test_a_row_that_names_no_test_is_found() -> None:
    """A test that was renamed or taken away is missed."""
    assert missing(("guard::direct", "guard::no_such_test", "no_such_file::direct")) == ["guard::no_such_test", "no_such_file::direct"]
    assert set(AGAINST) <= set(ALL)
    assert all(len(reason) > 20 for reason in AGAINST.values())
