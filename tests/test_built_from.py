"""What feedsvc is built from: few packages, each kept by somebody, installed by hash; and nothing that runs foreign code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.formats.lint import lint
from feedsvc.published import Document

HOME = Path(__file__).parent.parent
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
MODULES = sorted((HOME / "feedsvc").rglob("*.py"))


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", one)[0].lower() for one in requirements}


def test_c1_few_run() -> None:
    """What runs is named in pyproject.toml: a dozen packages at most."""
    assert len(named(PROJECT["dependencies"])) <= 12


def test_c1_installing_insists_on_hashes() -> None:
    """Make and the image install from the locks alone."""
    for file in (HOME / "Makefile", HOME / "Dockerfile"):
        text = file.read_text("utf-8")
        installs = [line for line in text.splitlines() if "install" in line and "-r " in line]
        assert installs
        assert all("--require-hashes" in line for line in installs)


def test_c6_somebody_keeps_every_package_we_name() -> None:
    """DECISIONS.md says who keeps each, and what would take its place."""
    rows = re.findall(r"^\| ([a-z0-9, ()-]+) \| [^|]+ \| [^|]+ \|$", (HOME / "DECISIONS.md").read_text("utf-8"), re.MULTILINE)
    told = {name.strip() for row in rows for name in re.split("[,()]", row)}
    assert named(PROJECT["dependencies"]) <= told


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
