"""Which content coding a client gets (RFC 9110, 12.5.3), decided from values alone."""

from __future__ import annotations

import re
from functools import lru_cache

IDENTITY = "identity"
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@lru_cache(maxsize=512)
def choose(accepted: bytes | None, available: tuple[str, ...]) -> str:
    """The coding to send: the best-weighted of ``available`` (our favourite first) or "identity".

    ``accepted`` is the Accept-Encoding field, None when absent.  Who refuses everything we have still gets
    the plain bytes: an answer serves a reader better than 406.
    """
    if accepted is None:
        return IDENTITY
    weights = _weights(accepted.decode("latin-1").lower())
    fallback = weights.get("*", 0.0)
    best, best_weight = IDENTITY, weights.get(IDENTITY, 0.0)
    for name in reversed(available):
        weight = weights.get(name, weights.get(f"x-{name}", fallback))
        if weight > 0 and weight >= best_weight:
            best, best_weight = name, weight
    return best


def _weights(field: str) -> dict[str, float]:
    weights = {}
    for part in field.split(","):
        name, _, parameter = (piece.strip() for piece in part.partition(";"))
        found = _WEIGHT.fullmatch(parameter)
        if found or not parameter:
            weights[name] = float(found[1]) if found else 1.0
    return weights
