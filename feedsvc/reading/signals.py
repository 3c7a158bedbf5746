"""What a site says to programs about the use of its pages: robots words, and the reservation of text and data mining.

Words in lower case, as they come ("noarchive", "nosnippet", "noai", …); a reservation (TDMRep) is "tdm-reservation", one
expressly not made "tdm-reservation=0", its policy "tdm-policy=URL".  A page's own word goes before the server's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from ..urls import UrlError, written

RESERVED, FREE, POLICY = "tdm-reservation", "tdm-reservation=0", "tdm-policy="
PASSED_ON = frozenset({"noai", "noimageai", RESERVED})
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_OURS = "feedsvc"


def of_page(names: Mapping[str, list[str]]) -> frozenset[str]:
    """The words of a page's meta tags; ``names`` as in Metadata (squeezed name → contents)."""
    robots = [content for name in ("robots", _OURS) for content in names.get(name, ())]
    reservation, policy = (names.get(name, [""])[0] for name in ("tdmreservation", "tdmpolicy"))
    return frozenset((*_words(robots), *_reservation(reservation, policy)))


def of_server(headers: Mapping[str, str]) -> frozenset[str]:
    """The words of an answer's header fields (lower-case names)."""
    robots = _for_us(headers.get("x-robots-tag", ""))
    return frozenset((*robots, *_reservation(headers.get("tdm-reservation", ""), headers.get("tdm-policy", ""))))


def together(page: frozenset[str], server: frozenset[str]) -> frozenset[str]:
    """Both; where the page speaks of mining, what the server says of it does not count."""
    if page & {RESERVED, FREE}:
        server = frozenset(word for word in server if not word.startswith("tdm-"))
    return page | server


def passed_on(words: Iterable[str]) -> tuple[str, ...]:
    """Those that our own documents must repeat, in fixed order; a policy only with a reservation."""
    found = set(words)
    return tuple(sorted(word for word in found if word in PASSED_ON or word.startswith(POLICY) and RESERVED in found))


def _words(contents: Iterable[str]) -> Iterator[str]:
    return (word for content in contents for part in content.lower().split(",") if (word := part.strip()))


def _for_us(field: str) -> Iterator[str]:
    """The words of an X-Robots-Tag field that are meant for everybody, or for us: an agent's name holds until the next one."""
    agent = ""
    for word in _words([field]):
        name, colon, rest = word.partition(":")
        if colon and name.strip() not in _VALUED and " " not in name.strip():  # a date has blanks before its clock
            agent, word = name.strip(), rest.strip()
        if agent in ("", "*", _OURS) and word:
            yield word


def _reservation(value: str, policy: str) -> Iterator[str]:
    if value.strip() in ("0", "1"):
        yield RESERVED if value.strip() == "1" else FREE
        with suppress(UrlError):
            yield POLICY + written(policy.strip())
