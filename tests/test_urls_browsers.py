"""Our parser beside a browser's: an address is refused, or means the same host and port to both (WHATWG URL, by Node)."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess

import pytest

from feedsvc.urls import UrlError, parse

from .test_guard import INSIDE, SPELLINGS, literal
from .test_urls import BAD, GOOD

COUNT = 60_000
BITS = [*"/?#@:\\.%[]-_ \t\n\r0189axXﾠ。．①新é\u200b\u00ad", "%2e", "0x7f", "xn--", "//", "..", "::ffff:", "127.1", ":80", ":443", "%00", "%e3%80%82"]
ASK = """
const lines = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(lines.map(line => {
  try { const url = new URL(line); return [url.hostname, url.port || (url.protocol == "https:" ? "443" : "80")] } catch { return null }
})));
"""


def mutated(seed: int) -> list[str]:
    """Good, bad and inside addresses, with bits put in and taken out at random."""
    rng = random.Random(seed)
    seeds = [*GOOD, *(one for one in BAD if len(one) < 300), *(f"http://{literal(a)}/x" for a in INSIDE), *(f"http://{s}/" for s in SPELLINGS)]
    found = []
    for _ in range(COUNT):
        text = rng.choice(seeds)
        for _ in range(rng.randrange(4)):
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(BITS) + text[at + rng.choice((0, 0, 1, 2)) :]
        found.append(text)
    return found


def ours(text: str) -> tuple[str, str] | None:
    try:
        target = parse(text)
    except UrlError:
        return None
    return target.host, str(target.port)


def test_s13_no_address_means_two_hosts() -> None:
    """Whatever we accept, a browser accepts, and goes to the same host and port."""
    node = shutil.which("node")
    if node is None:
        words = "node is not installed"
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    texts = [text for text in mutated(random.randrange(1 << 30)) if not any("\ud800" <= sign <= "\udfff" for sign in text)]
    accepted = {text: found for text in texts if (found := ours(text)) is not None}
    assert len(accepted) > COUNT // 40
    done = subprocess.run([node, "-e", ASK], input=json.dumps(list(accepted)), capture_output=True, text=True, check=True)
    theirs = dict(zip(accepted, json.loads(done.stdout), strict=True))
    assert {text: (found, theirs[text]) for text, found in accepted.items() if theirs[text] is None or not same(found, theirs[text])} == {}


def same(one: tuple[str, str], other: list[str]) -> bool:
    """A trailing dot names the same host."""
    return one == (other[0].strip("[]").removesuffix("."), other[1])
