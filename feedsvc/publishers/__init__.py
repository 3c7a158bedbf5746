"""Where published documents go, chosen by URL scheme: ``file:feeds`` is a folder, ``s3://bucket/prefix`` object storage."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ..errors import ConfigError
from ..ports import Publisher

SCHEMES = {"file": "files", "s3": "s3"}


def open_publisher(url: str, codings: Sequence[str] = ()) -> Publisher:
    """The publisher at ``url``.  A path after ``file:`` is relative to the working folder; there, ``codings`` besides gzip are
    written beside the documents.

    Raises ConfigError for a scheme nobody serves and PublishError when the place cannot be used.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in SCHEMES:
        raise ConfigError(f"There is no publisher for {scheme!r}.", f"Use one of: {', '.join(f'{name}:' for name in SCHEMES)}")
    publisher: Publisher = import_module(f".{SCHEMES[scheme]}", __name__).open_url(url, codings)
    return publisher
