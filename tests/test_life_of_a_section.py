"""Random lives of a site, with faults at any request: nothing lost, doubled or told wrongly.

A thousand lives here, and some more with the store on disk; ``make lives`` lives more than ten thousand.
"""

from __future__ import annotations

import pytest

from tests.simulator.campaign import all_well
from tests.simulator.history import WORLDS


@pytest.mark.parametrize("first", range(1000, 1170, 17))
@pytest.mark.parametrize("world", WORLDS)
def test_nothing_is_lost_doubled_or_made_up(world: str, first: int) -> None:
    """Seventeen lives of sixty steps: in the end the feeds tell what the site tells, under the first ids, at the right times."""
    all_well(world, range(first, first + 17))


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_with_the_store_on_disk(world: str) -> None:
    """The store in memory is a twin; the real one is asked, too, and a real format rendered."""
    all_well(world, range(2000, 2007), disk=True)
