"""The list of published files as text: written by the publisher, read by the server."""

from __future__ import annotations

import json
from dataclasses import asdict

from .model import Manifest, Published

NAME = ".manifest.json"
SUFFIXES = {"gzip": ".gz"}
"""What the precompressed sibling of a file is called: ``news.atom`` → ``news.atom.gz``."""


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON, the same bytes for the same manifest."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def decode(data: bytes) -> Manifest:
    """The manifest that ``encode`` wrote; ValueError for anything else."""
    try:
        value = json.loads(data)
        files = {name: Published(**fields) for name, fields in value["files"].items()}
        return Manifest(files, dict(value["groups"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is not a list of published files: {error}") from error
