"""What every publisher decides alike."""

from __future__ import annotations

import pytest

from feedsvc.publishers.edition import digest, is_anothers, next_modified
from feedsvc.record import Published
from tests.publisher_contract import NOW, SECOND

OURS = b"User-agent: *\nAllow: /\n# written by feedsvc\n"
CLOSED = b"# the feeds of feedsvc\nUser-agent: *\nDisallow: /intern/\n"


@pytest.mark.parametrize(
    ("name", "there", "known", "anothers"),
    [
        ("robots.txt", None, None, False),
        ("robots.txt", b"", None, False),
        ("robots.txt", b"User-agent: *\nAllow: /\n", None, True),
        ("robots.txt", OURS, None, False),
        ("robots.txt", b"User-agent: *\nSitemap: https://a.example/all.atom\n", None, False),
        ("robots.txt", CLOSED, None, True),
        ("robots.txt", CLOSED, OURS, True),
        ("robots.txt", CLOSED, CLOSED, False),
        ("robots.txt", OURS + b"\n" * 2, None, False),
        ("robots.txt", OURS + b"\n" * 3, None, True),
        ("index.html", CLOSED, None, False),
    ],
)
def test_a_robots_txt_of_somebody_elses(name: str, there: bytes | None, known: bytes | None, anothers: bool) -> None:
    """It does not name us or our feed, forbids something or is long; what we are known to have written is ours, whatever it says."""
    record = None if known is None else Published("text/plain", digest(known), len(known), 0, "site")
    assert is_anothers(name, lambda _: there, record) is anothers


@pytest.mark.parametrize(("replaced", "modified"), [((), 0), ((-9,), 0), ((-1,), 0), ((0,), 1), ((5, 3), 6)])
def test_last_modified_is_later_than_what_is_replaced(replaced: tuple[int, ...], modified: int) -> None:
    """By a second at least than every one of them, and in whole seconds."""
    assert next_modified(NOW, [SECOND + each for each in replaced]) == SECOND + modified
    assert next_modified(NOW.replace(year=1960), []) == 0
