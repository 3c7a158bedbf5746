"""By what a text was read: a mark that differs when the code that decides it does.

Derived from the sources, as no developer has to remember it then, and a release that reads as the one before stays able to tell
a correction of the site's.  Computed when the first article is read (54 files: about a millisecond), not at the start.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from . import __version__

PACKAGE = Path(__file__).parent


@cache
def reading_mark(package: Path = PACKAGE) -> str:
    """Of the readers, of what digests a text, and of the parser; comments count as well: a mark too many costs one look at each
    article that takes a correction for another reading.  A package without its sources (compiled, in an archive) has its version."""
    import selectolax

    digest = hashlib.sha256(selectolax.__version__.encode())
    try:
        for path in (*sorted((package / "reading").glob("*.py")), package / "identity.py"):
            digest.update(path.read_bytes())
    except OSError:
        return f"feedsvc {__version__}"
    return f"reading {digest.hexdigest()[:12]}"
