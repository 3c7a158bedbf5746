"""One page that somebody asked for by hand: nothing comes back to it later by itself."""

from __future__ import annotations

from dataclasses import replace

from .. import __version__
from .. import app as composition
from ..config import Config
from ..errors import ConfigError, RetryError
from ..model import Page, Request
from ..ports import Fetcher

_AGAIN = "see whether the address is right and the site is up; then try again"
_ADD = "add --contact mailto:you@example.org"


async def one_page(door: Fetcher, url: str, allow_private: bool, hosts: tuple[str, ...] = ()) -> Page:
    """The page at ``url``.  Raises SourceError, with what the one who waits for it can do."""
    try:
        answer = await door.fetch(Request(url, hosts=hosts, allow_private=allow_private, home=url))
    except RetryError as error:
        raise RetryError(error.message, _AGAIN if error.passing else error.next_step, url=error.url) from error
    finally:
        await door.aclose()
    assert isinstance(answer, Page)
    return answer


def door(contact: str | None, config: Config | None) -> Fetcher:
    """The way to the network, as ``config`` has it; a page is never asked for without a contact.  Raises ConfigError."""
    from ..fetching.client import WebFetcher

    if not contact:
        raise ConfigError("a contact is missing: sites must be able to reach you", _ADD)
    return composition.open_fetcher(replace(config, contact=contact), None) if config else WebFetcher(contact, __version__)
