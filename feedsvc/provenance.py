"""By which code a text was read, and documents are rendered: marks that differ when the code that decides it does.

Derived from the sources, as no developer has to remember it then, and a release that reads as the one before stays able to tell
a correction of the site's.  Computed when the first article is read, and at the first publication (some sixty and fifty files: about a
millisecond, and half of one), not at the start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from os import listdir
from pathlib import Path

from . import __version__

PACKAGE = Path(__file__).parent
PYTHON = (".py",)
LOADED = (*PYTHON, ".js", ".css", ".svg", ".ico", ".png")
RENDERING = ("assemble.py", "feed_ids.py", "model.py", "published.py", "record.py", "redaction.py", "rendering.py", "urls.py")
"""What decides documents beside the folders of formats and of what pages load."""


@cache
def reading_mark(package: Path = PACKAGE) -> str:
    """Of the readers, of what digests a text, and of the parser; comments count as well: a mark too many costs one look at each
    article that takes a correction for another reading.  A package without its sources (compiled, in an archive) has its version."""
    import selectolax

    try:
        return f"reading {_digest(selectolax.__version__, package, (*_files(package, 'reading', PYTHON), 'identity.py'))}"
    except OSError:
        return f"feedsvc {__version__}"


@cache
def rendering_mark(package: Path = PACKAGE) -> str:
    """Of all that makes documents, and of the files that pages load; a mark too many costs one rendering, of which what has the
    same bytes is not written.  The version stands for the libraries, which a release may change, and for sources that are not there."""
    folders = (("formats", PYTHON), ("formats/words", PYTHON), ("web", LOADED), ("web/editions", LOADED))
    try:
        names = [name for folder, kinds in folders for name in _files(package, folder, kinds)]
        return f"rendering {_digest(__version__, package, (*names, *RENDERING))}"
    except OSError:
        return f"feedsvc {__version__}"


def _files(package: Path, folder: str, kinds: tuple[str, ...]) -> list[str]:
    return [f"{folder}/{name}" for name in sorted(listdir(f"{package}/{folder}")) if name.endswith(kinds)]


def _digest(version: str, package: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256(version.encode())
    for name in names:
        with open(f"{package}/{name}", "rb", buffering=0) as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]
