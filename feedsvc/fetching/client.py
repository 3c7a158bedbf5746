"""One exchange with a site: within bounds, politely, and to no other place than the operator meant.

The order is always the same: parse once → robots.txt → the host's turn → connect to a judged address →
read within bounds → redirect or judge.  The deadline runs over all network time of one ``fetch``, robots.txt
and redirects included; waiting for our own turn is not counted.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from ..errors import ConfigError, RefusedError, RetryError, SuspectError
from ..guard import why_not_port
from ..model import NotModified, Page, Request
from ..ports import Clock
from ..urls import Target, UrlError, parse, same_site
from .bodies import Body, Damaged, TooLarge, UnknownCoding
from .classify import BODY_MATTERS, Answer, Closed, Fleeting, judge
from .hops import REDIRECTS, next_hop
from .memory import Forgetful, Memory
from .pace import GENEROUS, Budget, Pace, Sleep, Ticks, retry_after
from .reservation import Reservations
from .robots import MAX_BYTES, Deadline, Robots

if TYPE_CHECKING:
    from .line import Resolver
    from .wire import Reply, Wire

T = TypeVar("T")

MAX_REDIRECTS = 5
TRIES = 3
_ERROR_BODY = 64 * 1024
_SHORT_BODY, _PATIENCE = 16 * 1024, 1.0
"""Bytes, and seconds, that a body nobody needs may cost."""


@dataclass(slots=True)
class Trip:
    """One fetch under way.  ``home`` is the address the operator named; ``moved`` while every redirect so far was
    permanent; ``keep`` cuts the body there (robots.txt)."""

    request: Request
    start: Target
    home: Target
    deadline: Deadline
    moved: bool = True
    keep: int | None = None

    def private(self, target: Target) -> bool:
        """Only the server the operator named may lie inside; a redirect must not lead to its neighbours."""
        same_port = target.port == self.home.port or {target.port, self.home.port} == {80, 443}
        return self.request.allow_private and target.host == self.home.host and same_port


class WebFetcher:
    """The Fetcher for real sites.

    ``contact`` is a mail address or URL put into the User-Agent; ``pace`` seconds between two requests to one
    host; ``deadline`` seconds for one exchange; ``budget`` what a host may be asked for in a day; ``memory`` keeps
    robots.txt, waiting times and counts between processes; with ``reservations`` a site's tdmrep.json is read too.
    Raises ConfigError without a contact.
    """

    def __init__(
        self,
        contact: str,
        version: str,
        *,
        pace: float = 1.0,
        deadline: float = 30.0,
        budget: Budget = GENEROUS,
        proxy: str | None = None,
        ca_file: str | None = None,
        old_tls: Sequence[str] = (),
        memory: Memory | None = None,
        reservations: bool = False,
        resolver: Resolver | None = None,
        clock: Clock = lambda: datetime.now(UTC),
        sleep: Sleep = asyncio.sleep,
        ticks: Ticks = time.monotonic,
    ) -> None:
        self._headers = _standing_headers(contact, version)
        self._deadline = deadline
        self._clock = clock
        self._sleep = sleep
        self._ticks = ticks
        kept = memory if memory is not None else Forgetful()
        self._pace = Pace(pace, clock, kept, sleep=sleep, ticks=ticks, budget=budget)
        self._robots = Robots(self._read_small, kept, clock)
        self._reservations = Reservations(self._read_small, kept, clock) if reservations else None
        self._wiring = (resolver, proxy, ca_file, old_tls)
        self._wire: Wire | None = None

    async def fetch(self, request: Request) -> Page | NotModified:
        """One page, or that it has not changed; raises a SourceError of the right class with ``url`` set."""
        trip = self._trip(request)
        try:
            return await self._declared(judge(await self._answer(trip, polite=True), self._clock()), trip)
        except (RetryError, RefusedError, SuspectError) as error:
            error.url = error.url or trip.start.url
            raise

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False) -> tuple[int, bytes]:
        """Send a notification through the same door: the status of the answer and the beginning of its body.

        Raises RefusedError or RetryError.
        """
        trip = self._trip(Request(url, allow_private=allow_private, home=url))
        extra = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
        reply = await self._within(trip, self._ask(trip, trip.start, [self._headers[0], *extra], body))
        try:
            return reply.status, await self._within(trip, _beginning(reply))
        finally:
            await reply.aclose()

    async def aclose(self) -> None:
        self._pace.keep()
        if self._wire is not None:
            await self._wire.aclose()

    # --- one trip -------------------------------------------------------------------------------

    def _trip(self, request: Request, deadline: Deadline | None = None, keep: int | None = None) -> Trip:
        try:
            start = parse(request.url)
            home = parse(request.home) if request.home else start
        except UrlError as error:
            raise RefusedError(f"{request.url[:200]!r}: {error}", "correct the source's 'url' in config.toml", url=request.url) from error
        trip = Trip(request, start, home, deadline or Deadline(self._deadline), keep=keep)
        _check_port(trip, start)
        return trip

    async def _answer(self, trip: Trip, *, polite: bool) -> Answer:
        """The first answer that is not a redirect; each hop has its own robots.txt, turn and judged address."""
        target = trip.start
        for _ in range(MAX_REDIRECTS + 1):
            if polite:
                delay = await self._robots.check(target, trip.private(target), trip.deadline)
                self._pace.slow_down(target.host, delay)
            answer = await self._try(trip, target)
            if answer.status not in REDIRECTS:
                return answer
            target = next_hop(target, answer, trip.start, trip.request.hosts)
            _check_port(trip, target)
            trip.moved = trip.moved and answer.status in (301, 308)
        raise SuspectError(f"{trip.start.url} is redirected more than {MAX_REDIRECTS} times", "open it in a browser", url=trip.start.url)

    async def _try(self, trip: Trip, target: Target) -> Answer:
        """One hop, tried again when no answer came or the server stumbled, as long as the deadline allows."""
        for attempt in range(1, TRIES):
            delay = attempt * random.uniform(0.25, 0.75)
            try:
                answer = await self._turn(trip, target)
                if answer.status < 500 or "retry-after" in answer.headers or trip.deadline.left < 2 * delay:
                    return answer
            except Fleeting:
                if trip.deadline.left < 2 * delay:
                    raise
            trip.deadline.left -= delay
            await self._sleep(delay)
        return await self._turn(trip, target)

    async def _turn(self, trip: Trip, target: Target) -> Answer:
        host = self._pace.host(target.host)
        async with host:
            waiting = self._pace.waiting(target.host)
            if waiting is not None:
                words = f"{target.host} asked us to wait; {int(waiting.total_seconds())} s are left"
                raise RetryError(words, url=target.url, retry_after=waiting)
            self._check_budget(target)
            answer = await self._within(trip, self._exchange(trip, target))
        if answer.status in (429, 503):
            wait = retry_after(answer.headers.get("retry-after"), self._clock())
            if wait is not None:
                self._pace.wait(target.host, wait)
        return answer

    def _check_budget(self, target: Target) -> None:
        left = self._pace.overspent(target.host)
        if left is not None:
            words = f"{target.host} was asked for as much as one host may be on one day; the next begins in {left.seconds // 60} minutes"
            step = "see 'feedsvc status'; raise fetch.requests or fetch.megabytes if that is right"
            raise Closed(words, step, url=target.url, retry_after=left)

    # --- one request ----------------------------------------------------------------------------

    async def _within(self, trip: Trip, work: Awaitable[T]) -> T:
        """Run ``work`` in what is left of the deadline, on the loop's own clock."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(trip.deadline.left, 0)):
                return await work
        except TimeoutError as error:
            words = f"{trip.start.url} gave no complete answer within {self._deadline:g} s"
            raise RetryError(words, url=trip.start.url) from error
        finally:
            trip.deadline.left -= loop.time() - began

    async def _exchange(self, trip: Trip, target: Target) -> Answer:
        validators = _conditions(trip.request) if trip.keep is None else []
        reply = await self._ask(trip, target, [*self._headers, *validators])
        try:
            body = await self._body(trip, target, reply)
        finally:
            self._pace.count(target.host, reply.received)
            await reply.aclose()
        return Answer(reply.status, target.url, reply.headers, body, trip.moved and target != trip.start, bool(validators))

    async def _ask(self, trip: Trip, target: Target, headers: Sequence[tuple[bytes, bytes]], content: bytes | None = None) -> Reply:
        if self._wire is None:
            from .wire import Wire

            resolver, proxy, ca_file, old_tls = self._wiring
            self._wire = Wire(resolver=resolver, proxy=proxy, ca_file=ca_file, old_tls=old_tls)
        method = "GET" if content is None else "POST"
        return await self._wire.ask(target, headers, private=trip.private(target), method=method, content=content)

    async def _body(self, trip: Trip, target: Target, reply: Reply) -> bytes:
        if reply.status == 304:
            async for _ in reply.chunks():  # nothing comes, but the connection is free for the next request
                pass
            return b""
        if reply.status not in BODY_MATTERS:
            await _let_pass(reply)
            return b""
        try:
            if reply.status >= 300:
                return await _beginning(reply)
            return await _collect(reply, trip.keep)
        except TooLarge as error:
            raise RefusedError(f"{target.url} is {error}", "look at the page: a listing should be far smaller", url=target.url) from error
        except UnknownCoding as error:
            words = f"{target.url} comes in the coding {error}, which was not asked for"
            raise RefusedError(words, "tell the site's operator", url=target.url) from error
        except Damaged as error:
            raise RetryError(f"{target.url} came incomplete: {error}", url=target.url) from error

    async def _declared(self, page: Page | NotModified, trip: Trip) -> Page | NotModified:
        """The page; what its site's own file says of mining stands among its headers, unless they speak of it themselves."""
        if self._reservations is None or isinstance(page, NotModified) or "tdm-reservation" in page.headers:
            return page
        target = parse(page.url)
        said = await self._reservations.fields(target, trip.private(target), trip.deadline)
        return replace(page, headers={**page.headers, **said}) if said else page

    async def _read_small(self, target: Target, private: bool, deadline: Deadline) -> str:
        """A robots.txt or tdmrep.json: "" when the site has none (4xx), or sends us to a place we do not go to."""
        trip = self._trip(Request(target.url, allow_private=private, home=target.url), deadline, MAX_BYTES)
        try:
            answer = await self._answer(trip, polite=False)
        except Closed:
            raise
        except (RefusedError, SuspectError):
            return ""
        if answer.status == 200:
            return answer.body.decode("utf-8-sig", "replace")
        if answer.status == 429 or answer.status >= 500:
            wait = retry_after(answer.headers.get("retry-after"), self._clock())
            raise RetryError(f"{target.origin} has a fault of its own (HTTP {answer.status})", url=target.url, retry_after=wait)
        return ""


def _check_port(trip: Trip, target: Target) -> None:
    """A named port is open on the named site only; ``home`` names it, or a request for a private server itself."""
    named = trip.request.home or trip.request.allow_private
    allowed = frozenset({trip.home.port}) if named and same_site(target.host, trip.home.host) else frozenset()
    reason = why_not_port(target, allowed)
    if reason is not None:
        raise RefusedError(f"{target.url} is not asked: {reason}", "correct the source's 'url' in config.toml", url=target.url)


async def _beginning(reply: Reply) -> bytes:
    """What can be read of an error page: enough to see what kind it is."""
    try:
        return await _collect(reply, _ERROR_BODY)
    except (TooLarge, UnknownCoding, Damaged, RetryError):
        return b""


async def _let_pass(reply: Reply) -> None:
    """A body nobody needs, such as that of a 404 or a redirect: where it is short it is read all the same, as the connection can then
    be used for the next request.  A new one costs the site and us more, above all where it is to be made safe."""
    length = reply.headers.get("content-length")
    if length is not None and int(length) <= _SHORT_BODY:
        with suppress(TimeoutError, RetryError, RefusedError):
            async with asyncio.timeout(_PATIENCE):
                async for _ in reply.chunks():
                    pass


async def _collect(reply: Reply, keep: int | None) -> bytes:
    body = Body(reply.headers.get("content-encoding"), keep=keep)
    async for chunk in reply.chunks():
        body.feed(chunk)
        if body.full:
            break
    content = body.finish()
    if keep is None and not reply.framed and b"</html" not in content[-1024:].lower():
        raise Damaged("the connection ended without telling whether the page had")
    return content


def _standing_headers(contact: str, version: str) -> tuple[tuple[bytes, bytes], ...]:
    if not contact.strip():
        raise ConfigError("nobody can be reached about our requests", 'set contact = "mailto:you@example.org" in config.toml')
    if not contact.isascii() or not contact.isprintable():
        raise ConfigError(f"the contact {contact!r} cannot be sent with a request", "name one in ASCII, such as mailto:you@example.org")
    agent = f"feedsvc/{version} (+{contact.strip()})"
    return (
        (b"User-Agent", agent.encode("ascii")),
        (b"Accept", b"text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"),
        (b"Accept-Encoding", b"gzip"),
    )


_ENTITY_TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'  # RFC 9110, 8.8.3
_FIELD = r"[!-~\x80-\xff](?:[ -~\x80-\xff]*[!-~\x80-\xff])?"  # 5.5, without tabs


def _conditions(request: Request) -> list[tuple[bytes, bytes]]:
    """The validators as they came; what is no entity tag, or cannot stand in a header, is left out.

    A server may send "*" or two tags in one, and answers to them would say nothing about the page we hold.
    """
    known = request.validators
    pairs = ((b"If-None-Match", _ENTITY_TAG, known.etag), (b"If-Modified-Since", _FIELD, known.last_modified))
    return [(name, value.encode("latin-1")) for name, shape, value in pairs if value and len(value) <= 1024 and re.fullmatch(shape, value)]
