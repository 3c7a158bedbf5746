"""What feedsvc is built from: every package locked, few of them, each with a reason; and nothing that runs foreign code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from feedsvc.formats.lint import lint
from feedsvc.model import Document

HOME = Path(__file__).parent.parent
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = [HOME / "deploy/requirements.lock", HOME / "tests/requirements.lock", HOME / "tests/fuzz/requirements.lock"]
MODULES = sorted((HOME / "feedsvc").rglob("*.py"))


def locked(lock: Path) -> Iterator[tuple[str, str]]:
    """Package → its lines in the lock."""
    for block in re.split(r"\n(?=[a-z])", lock.read_text("utf-8")):
        if found := re.match(r"([a-z0-9._-]+)(?:\[[^\]]*\])?==", block):
            yield found[1], block


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(HOME)))
def test_c1_every_package_is_locked_with_its_hashes(lock: Path) -> None:
    """One version each, by hash, from no particular address: what is installed is what was tested."""
    packages = dict(locked(lock))
    assert packages
    assert [name for name, block in packages.items() if "--hash=sha256:" not in block] == []
    assert "://" not in lock.read_text("utf-8")


def test_c1_few_run() -> None:
    """What runs is named in pyproject.toml, a dozen packages at most, and stands in the lock."""
    needed = named(PROJECT["dependencies"])
    assert len(needed) <= 12
    assert needed <= {name for name, _ in locked(LOCKS[0])}


def test_c1_installing_insists_on_hashes() -> None:
    """Make and the image install from the locks alone."""
    for file in (HOME / "Makefile", HOME / "Dockerfile"):
        text = file.read_text("utf-8")
        installs = [line for line in text.splitlines() if "install" in line and "-r " in line]
        assert installs
        assert all("--require-hashes" in line for line in installs)


def test_c3_every_package_that_runs_is_told_with_its_licence() -> None:
    """Each has a name, a version and a licence in its own metadata: all that a list of parts needs."""
    without = []
    for name, block in locked(LOCKS[0]):
        try:
            told = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            if ";" in block.partition("\\")[0] or name not in named(PROJECT["dependencies"]):
                continue  # for another system or Python, or for an extra
            raise
        classified = [line for line in told.get_all("Classifier") or () if line.startswith("License ::")]
        if not (told.get("License-Expression") or told.get("License") or classified):
            without.append(name)
    assert without == []


def test_c6_every_package_we_name_has_its_reason() -> None:
    """DECISIONS.md or README.md says what each is for, so that it can be replaced."""
    text = ((HOME / "DECISIONS.md").read_text("utf-8") + (HOME / "README.md").read_text("utf-8")).lower()
    assert sorted(name for name in named(PROJECT["dependencies"]) if name not in text) == []


EVALUATING = {"eval", "exec", "compile", "__import__", "import_module"}
CHOOSERS = {"stores/__init__.py", "publishers/__init__.py", "notifiers/__init__.py"}
"""They import one of our own adapters, by a name the configuration was checked for."""
LOADING = {"pickle", "marshal", "shelve", "yaml", "jinja2", "code", "runpy"}


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_a9_nothing_is_evaluated(path: Path) -> None:
    """No text of a page, a header or the configuration becomes code: nothing here evaluates, unpickles or fills templates."""
    tree = ast.parse(path.read_text("utf-8"))
    allowed = {"import_module"} if str(path.relative_to(HOME / "feedsvc")) in CHOOSERS else set()
    assert {*calls(tree)} & EVALUATING <= allowed
    assert {name.split(".")[0] for name in imports(tree)} & LOADING == set()


def test_a19_xml_from_outside_is_not_parsed() -> None:
    """Only the writers and our own lint know XML, of documents we made ourselves."""
    readers = ("xml.dom", "xml.sax", "xml.etree", "xml.parsers", "lxml", "defusedxml", "xmltodict")
    found = {path.name for path in MODULES for name in imports(ast.parse(path.read_text("utf-8"))) if name.startswith(readers)}
    assert found <= {"lint.py", "lint_atom.py", "lint_rss.py", "opml.py", "xmlfeed.py"}


def test_a19_a_doctype_opens_nothing(tmp_path: Path) -> None:
    """And the lint would not open what a DOCTYPE names."""
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    feed = f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "{secret.as_uri()}">]><feed xmlns="http://www.w3.org/2005/Atom">&x;</feed>'
    found = lint(Document("news.atom", "application/atom+xml", feed.encode(), datetime(2026, 11, 22, tzinfo=UTC)))
    assert found
    assert "do not read" not in str(found)


def test_the_locks_are_what_is_installed() -> None:
    """The tests run on the versions of the lock."""
    installed = {one.name.lower().replace("_", "-"): one.version for one in metadata.distributions()}
    for name, block in locked(LOCKS[0]):
        if name in named(PROJECT["dependencies"]):
            assert f"{name}=={installed[name]}" in block
