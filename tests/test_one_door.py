"""There is one door to the network: nothing outside feedsvc/fetching opens a connection to anywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent / "feedsvc"
DOOR = "fetching"
CLIENTS = {
    "aiohttp", "ftplib", "h11", "h2", "httpcore", "httpcore2", "http.client", "httpx", "httpx2", "imaplib", "nntplib", "poplib", "pycurl",
    "requests", "smtplib", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc.client", "anyio", "trio", "niquests",
}  # fmt: skip
CALLS = {"create_connection", "open_connection", "open_unix_connection", "sock_connect", "urlopen", "urlretrieve", "start_tls"}


def files() -> list[Path]:
    return sorted(path for path in HOME.rglob("*.py") if path.relative_to(HOME).parts[0] != DOOR)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id


def reaches_out(source: str) -> list[str]:
    """What in a module could open a connection."""
    tree = ast.parse(source)
    clients = [name for name in imported(tree) if name in CLIENTS or name.split(".")[0] in CLIENTS]
    return clients + [name for name in called(tree) if name in CALLS]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(HOME)))
def test_no_other_client(path: Path) -> None:
    """A module outside the door imports no network client and opens no connection."""
    assert reaches_out(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import httpx2 as httpx",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http import client",
        "import http.client as c",
        "def f():\n    import requests",
        "asyncio.open_connection('x', 1)",
        "socket.create_connection(('x', 1))",
        "from aiohttp.client import ClientSession",
    ],
)
def test_the_lint_sees(source: str) -> None:
    """The lint sees each way of getting round the door."""
    assert reaches_out(source)


def test_servers_are_no_clients() -> None:
    """What only listens, or only parses addresses, is not meant."""
    assert reaches_out("import socket\nfrom urllib.parse import urlsplit\nfrom http import HTTPStatus\nsocket.create_server(('', 0))") == []


def test_the_door_opens_late() -> None:
    """The HTTP library is imported on the first fetch, not before: most commands never need it."""
    code = "import sys, feedsvc.fetching; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HOME.parent)
    loaded = {name.split(".")[0] for name in result.stdout.split()}
    assert not loaded & {"httpx2", "httpcore2", "h11", "anyio", "protego", "idna"}
