"""The files that pages and partners load: style sheet, scripts, icons."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path

from ..formats.builder import Script
from ..model import Document

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
}


def assets(modified: datetime) -> tuple[Document, ...]:
    """Every file of this folder, and the embed script once more under a name that holds its hash."""
    files = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in _TYPES)
    documents = tuple(Document(path.name, _TYPES[path.suffix], path.read_bytes(), modified) for path in files)
    return (*documents, Document(embed_script().name, _TYPES[".js"], _embed(), modified))


def embed_script() -> Script:
    """The frozen edition partners pin: a changed script gets another name, so a pinned page never breaks."""
    digest = b64encode(sha384(_embed()).digest()).decode()
    return Script(f"embed-{sha256(_embed()).hexdigest()[:12]}.js", f"sha384-{digest}")


@cache
def _embed() -> bytes:
    return (Path(__file__).parent / "embed.js").read_bytes()
