"""A part of the long campaign over generated feeds (``make feeds``)."""

from __future__ import annotations

import pytest

from .many_feeds import run


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_generated_feeds_are_valid_and_come_back_equal() -> None:
    """Generated feeds pass every check, and five readers give back what went in."""
    assert run(50, 2) % 3 == 0
