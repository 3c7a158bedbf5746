"""Words fit for others: nothing in them opens a door."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "***"
_USER_INFO = re.compile(r"(?<=://)[^/?#\s'\"]+@")
_KINDS = "(?:api|access|app)?(?:key|token|secret)|sign|signature|sig|password|passwd|pwd|auth|credential"
_PARAMETER = re.compile(rf"(?i)(?<![\w-])((?:[\w-]*[_-])?(?:{_KINDS})=)[^&\s'\"#]+")
"""What opens doors in an address's query: ``key``, and whatever ends so, as ``X-Amz-Signature`` does."""


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets, user names and passwords in addresses, and keys in their queries."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _PARAMETER.sub(rf"\1{HIDDEN}", _USER_INFO.sub(f"{HIDDEN}@", text))
