"""A page asked for by hand: what is told to the one who waits for it."""

from __future__ import annotations

import asyncio

import pytest

from feedsvc.commands.one_page import one_page
from feedsvc.errors import RetryError

from .fake_fetcher import FakeFetcher

URL = "http://site.example/"


@pytest.mark.parametrize("own, told", [("", "then try again"), ("tell the site's operator", "tell the site's operator")])
def test_nobody_is_told_to_wait_for_what_never_comes(own: str, told: str) -> None:
    """The service tries again by itself what passes; one who asked once has to.  A failure with a remedy of its own keeps it."""
    door, error = FakeFetcher(), RetryError("no answer", own, url=URL)
    door.fail(URL, error)
    assert error.passing == (not own)
    with pytest.raises(RetryError, match="no answer") as caught:
        asyncio.run(one_page(door, URL, allow_private=False))
    assert told in caught.value.next_step
    assert door.closed
