"""``make bench-reading FOLDER=…``: what reading a page costs, and how right it is, over a folder of stored pages.

The folder holds ``manifest.jsonl``, one object a line: ``file`` (relative to the folder), ``url`` and ``as`` ("listing"
or "article"); beside each page may lie its ``truth.json`` (see ``figures``).  CPU is that of this process, from the
page's bytes to its values, the least of several rounds as other work on the machine only adds.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from feedsvc.commands.inspect import inspect_batch
from feedsvc.errors import FeedsvcError
from feedsvc.model import Recipe
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode
from feedsvc.reading.listing import read_listing

from .figures import figures

ROUNDS = 3
Pages = Sequence[tuple[str, bytes]]


def pages(folder: Path, kind: str) -> Pages:
    """Address and bytes of each page of this kind."""
    wanted = (json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines() if line.strip())
    return [(one["url"], (folder / one["file"]).read_bytes()) for one in wanted if one["as"] == kind]


def read_one(url: str, body: bytes, kind: str, now: datetime, recipe: Recipe | None = None) -> Recipe | None:
    """Reads a page; the recipe if it is a listing that has one.  Pages that are refused cost, too."""
    try:
        text = decode(body).text
        if kind == "listing":
            return read_listing(text, url, now=now, recipe=recipe).recipe
        read_article(text, url, now=now)
    except FeedsvcError:
        pass
    return None


def milliseconds(all_pages: Pages, kind: str, now: datetime, recipes: Sequence[Recipe | None]) -> float:
    """Mean CPU of one page.  Each round is a process of its own: what one has remembered does not help the next."""
    apart = multiprocessing.get_context("fork")
    with apart.Pool(1, maxtasksperchild=1) as pool:
        rounds = [pool.apply(once, (all_pages, kind, now, recipes)) for _ in range(ROUNDS)]
    return min(rounds) / len(all_pages) * 1000


def once(all_pages: Pages, kind: str, now: datetime, recipes: Sequence[Recipe | None]) -> float:
    start = time.process_time()
    for (url, body), recipe in zip(all_pages, recipes, strict=True):
        read_one(url, body, kind, now, recipe)
    return time.process_time() - start


def costs(folder: Path, now: datetime) -> Iterator[tuple[str, int, float]]:
    """What was read, number of pages, milliseconds each."""
    for kind in ("article", "listing"):
        found = pages(folder, kind)
        if not found:
            continue
        read_one(*found[0], kind, now)  # the first one imports
        yield kind, len(found), milliseconds(found, kind, now, [None] * len(found))
        if kind == "listing":
            recipes = [read_one(url, body, kind, now) for url, body in found]
            yield "listing, known recipe", len(found), milliseconds(found, kind, now, recipes)


def show_figures(folder: Path, now: datetime) -> None:
    manifest = folder / "manifest.jsonl"
    files = [json.loads(line)["file"] for line in manifest.read_text("utf-8").splitlines() if line.strip()]
    truths = [(folder / file).with_name("truth.json") for file in files]
    read = map(json.loads, inspect_batch(manifest, now))
    known = [(json.loads(truth.read_text("utf-8")), one) for truth, one in zip(truths, read, strict=True) if truth.exists()]
    for (kind, group), shares in figures(known).items():
        count = shares.pop("pages")
        print(f"{kind:8} {group:6} {count:4.0f} pages  " + "  ".join(f"{name} {share:.1%}" for name, share in shares.items()))


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 and sys.argv[1] else None
    if folder is None or not (folder / "manifest.jsonl").is_file():
        print("name the folder of pages, which holds manifest.jsonl: make bench-reading FOLDER=…", file=sys.stderr)
        return 2
    now = datetime.now(UTC)
    for name, count, cost in costs(folder, now):
        print(f"{name:22} {count:4} pages  {cost:6.2f} ms CPU each", flush=True)
    show_figures(folder, now)
    return 0


if __name__ == "__main__":
    sys.exit(main())
