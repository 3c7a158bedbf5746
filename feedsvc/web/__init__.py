"""The files that pages and partners load: style sheet, scripts, icons."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path

from ..formats.builder import Script
from ..published import Document

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
}


_FOLDER = Path(__file__).parent


def assets(modified: datetime) -> tuple[Document, ...]:
    """Every file of this folder, and every edition of the embed script that was ever given to partners."""
    files = sorted(path for path in (*_FOLDER.iterdir(), *(_FOLDER / "editions").iterdir()) if path.suffix in _TYPES)
    return tuple(Document(path.name, _TYPES[path.suffix], path.read_bytes(), modified) for path in files)


def embed_script() -> Script:
    """The edition partners are given now; ``editions`` holds the same bytes under this name, beside all earlier ones."""
    digest = b64encode(sha384(_embed()).digest()).decode()
    return Script(f"embed-{sha256(_embed()).hexdigest()[:12]}.js", f"sha384-{digest}")


@cache
def _embed() -> bytes:
    return (_FOLDER / "embed.js").read_bytes()
