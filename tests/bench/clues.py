"""``make bench-clues FOLDER=…``: how right pages are read when each loses a clue it has, or gets company it might have had.

The folder is that of ``make bench-reading``.  Times and titles that only the lost clue told cannot come back, so
"day" sinks where metadata go; "wrong day" and a title that turns wrong tell where reading leans on one clue.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feedsvc.commands.inspect import inspect_page
from feedsvc.errors import FeedsvcError
from feedsvc.model import Page
from feedsvc.reading.decoding import decode

from ..clues import CLUES
from .figures import figures

NOW = datetime.now(UTC)
SHOWN = ("day, sure truth", "wrong day", "minute", "title", "f1")


def read(folder: Path, line: Mapping[str, Any], clue: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The truth of a page, and what is read from it the hard way."""
    file = folder / line["file"]
    html = decode(file.read_bytes()).text
    html, url = CLUES[clue](html, line["url"]) if clue else (html, line["url"])
    page = Page(url, html.encode(), {"content-type": "text/html; charset=utf-8"})
    truth = json.loads(file.with_name("truth.json").read_text("utf-8"))
    try:
        return truth, inspect_page(page, line["as"], "Asia/Shanghai", NOW)
    except FeedsvcError as error:
        return truth, {"error": error.message}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) >= 2 and sys.argv[1] else None
    if folder is None or not (folder / "manifest.jsonl").is_file():
        print("name the folder of pages, which holds manifest.jsonl: make bench-clues FOLDER=…", file=sys.stderr)
        return 2
    lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines() if line.strip()]
    lines = [line for line in lines if (folder / line["file"]).with_name("truth.json").exists()]
    with multiprocessing.get_context("fork").Pool() as pool:
        for clue in sys.argv[2:] or ["", *CLUES]:
            pages = pool.starmap(read, [(folder, line, clue) for line in lines], chunksize=8)
            for (kind, group), shares in figures(pages).items():
                words = "  ".join(f"{name} {shares[name]:6.1%}" for name in SHOWN if name in shares)
                print(f"{clue or 'as it is':38} {kind:8} {group:6} {words}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
