"""The random steps of a site's life.  Each step has a seed of its own, so that steps left out do not change the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from random import Random
from typing import NamedTuple

from .site import STYLES, Post, Seen, Site, title_of


class Step(NamedTuple):
    """``kind`` is a name in ``CHANGES`` or one of those the history itself acts on."""

    kind: str
    seed: int


LOOKS = "look fault storm between crash late-crash unpublished skew".split()
WEIGHTS = {
    "look": 30, "publish": 9, "schedule": 2, "burst": 3, "edit": 4, "retitle": 4, "redate": 2, "delete": 4, "restore": 3, "repath": 3, "pin": 2, "unpin": 2,
    "crosspost": 2, "leave": 2, "reuse": 2, "twin": 2, "move": 1, "https": 1, "renumber": 1, "redesign": 1, "fault": 7, "storm": 2, "between": 4,
    "crash": 1, "late-crash": 1, "unpublished": 1, "skew": 1, "amnesia": 1,
}  # fmt: skip


LATIN = (
    "harbour garden winter council violin copper market bridge teacher railway orchard museum signal lantern doctor meadow"
    " furnace library captain weather"
).split()


class Stage(NamedTuple):
    """A site with its time and with what the program has read of each article (uid → what its page showed)."""

    site: Site
    now: datetime
    known: Mapping[int, Seen]
    announced: Mapping[int, str]


def steps(rng: Random, count: int) -> list[Step]:
    kinds = rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
    return [Step(kind, rng.randrange(1 << 30)) for kind in kinds]


def recognisable(post: Post, known: Seen | None, announced: bool, undated: bool) -> bool:
    """Whether a reader could still tell that this is the article it knows: what a person could not tell, we do not ask."""
    if known is None:
        return not announced
    same = (post.title == known.title) + (post.at == known.at and not undated) + (post.revision == known.revision)
    same_day = undated or post.at.date() == known.at.date()
    if post.path != known.path:
        return same >= 2 and same_day
    return same >= 1 and (same_day or SequenceMatcher(None, post.title, known.title).ratio() >= 0.5)


def change(stage: Stage, kind: str, rng: Random) -> str:
    """Apply one change to the site; words on what was done ("" when nothing could be)."""
    return CHANGES[kind](stage, rng)


# --- posts ------------------------------------------------------------------------------------------


def _publish(stage: Stage, rng: Random) -> str:
    post = stage.site.publish(stage.now, rng.choice(stage.site.world.sections))
    return f"publish {_name(post)}"


def _schedule(stage: Stage, rng: Random) -> str:
    """An article dated ahead: a meeting to come, or a slip of the pen."""
    if not stage.site.world.scheduled:
        return ""
    post = stage.site.publish(stage.now + rng.choice((timedelta(hours=3), timedelta(days=4), timedelta(days=366))), rng.choice(stage.site.world.sections))
    return f"publish {_name(post)}, dated ahead"


def _burst(stage: Stage, rng: Random) -> str:
    section = rng.choice(stage.site.world.sections)
    count = rng.randrange(3, 3 * stage.site.world.rows)
    posts = [stage.site.publish(stage.now - timedelta(minutes=count - place), section) for place in range(count)]
    return f"burst of {count} from {_name(posts[0])} on"


def _twin(stage: Stage, rng: Random) -> str:
    """Another article with the same title."""
    if not (post := _one(stage, rng)) or abs(stage.now - post.at) < timedelta(seconds=2):
        return ""
    return f"publish {_name(stage.site.publish(stage.now, rng.choice(stage.site.world.sections), post.title))}, twin of {post.uid}"


def _edit(stage: Stage, rng: Random) -> str:
    return _altered(stage, _one(stage, rng), "edit", lambda post: _rewrite(post, stage.now))


def _rewrite(post: Post, now: datetime) -> None:
    post.revision += 1
    post.edited = now


def _retitle(stage: Stage, rng: Random) -> str:
    wholly, suffix = rng.random() < 0.2, rng.choice(("（更正）", "（延期）", "", "【图】"))

    def act(post: Post) -> None:
        post.title = f"协会{post.uid}号要闻速递" if wholly else title_of(post.uid) + suffix

    return _altered(stage, _one(stage, rng), "retitle", act)


def _redate(stage: Stage, rng: Random) -> str:
    shift = timedelta(minutes=rng.choice((-2000, -90, -7, 7, 90, 2000)))

    def act(post: Post) -> None:
        post.edited = stage.now
        post.at = min(post.at + shift, stage.now.astimezone(post.at.tzinfo).replace(microsecond=0))

    return _altered(stage, _one(stage, rng), "redate", act)


def _repath(stage: Stage, rng: Random) -> str:
    style, renumbered = rng.randrange(STYLES), rng.random() < 0.3

    def act(post: Post) -> None:
        post.style = style
        if renumbered:
            post.number = stage.site.next_number
            stage.site.next_number += 1
        stage.site.place(post)

    return _altered(stage, _one(stage, rng), "repath", act)


def _altered(stage: Stage, post: Post | None, what: str, act: Callable[[Post], None]) -> str:
    """Do it, and undo it when nobody could recognise the article any more."""
    if post is None:
        return ""
    before = dict(vars(post), titles=set(post.titles), times=set(post.times), paths=set(post.paths))
    act(post)
    post.remember()
    if not recognisable(post, stage.known.get(post.uid), post.uid in stage.announced, stage.site.world.undated) or _doubles(stage.site, post):
        vars(post).update(before)
        return ""
    return f"{what} {_name(post)}"


def _doubles(site: Site, post: Post) -> bool:
    """Two articles that differ in their text alone, or that share an address, are no fair question."""
    others = [other for other in site.posts if other is not post]
    return any((other.title, other.at) == (post.title, post.at) or (other.path == post.path and other.there) for other in others)


def _delete(stage: Stage, rng: Random) -> str:
    if not (post := _one(stage, rng)):
        return ""
    post.there, post.pinned, post.gone = False, False, rng.choice(("404", "410", "notice", "home"))
    return f"delete {_name(post)}"


def _restore(stage: Stage, rng: Random) -> str:
    gone = [post for post in stage.site.posts if not post.there and not post.taken_over]
    if not gone:
        return ""
    post = rng.choice(gone)
    post.there, post.back = True, stage.now
    return f"restore {_name(post)}"


def _pin(stage: Stage, rng: Random) -> str:
    if not (post := _one(stage, rng)):
        return ""
    post.pinned = True
    return f"pin {_name(post)}"


def _unpin(stage: Stage, rng: Random) -> str:
    pinned = [post for post in stage.site.posts if post.pinned]
    for post in pinned:
        post.pinned = False
    return f"unpin {len(pinned)}" if pinned else ""


def _crosspost(stage: Stage, rng: Random) -> str:
    post, section = _one(stage, rng), rng.choice(stage.site.world.sections)
    if post is None or section in post.sections:
        return ""
    post.sections.append(section)
    return f"show {_name(post)} in {section} too"


def _leave(stage: Stage, rng: Random) -> str:
    """An article that stands in two sections leaves the first; where each has an address of its own, the first one's goes."""
    shared = [post for post in stage.site.posts if post.there and len(post.sections) > 1]

    def act(post: Post) -> None:
        place = stage.site.address(post, post.sections[1])
        post.sections, post.path = post.sections[1:], place

    return _altered(stage, rng.choice(shared) if shared else None, "take out of a section", act)


def _reuse(stage: Stage, rng: Random) -> str:
    """Another article takes the address of one that is gone."""
    free = [p for p in stage.site.posts if not p.there and not p.taken_over and _later_day(stage.now, p)]
    free = [p for p in free if not stage.site.world.undated or p.style]  # the day in its address would be the only one
    if not free:
        return ""
    old = rng.choice(free)
    post = stage.site.publish(stage.now, old.sections[0], " ".join(rng.sample(LATIN, 4)).capitalize())
    post.paths.clear()
    post.path, post.number, post.style, old.taken_over = old.path, old.number, old.style, True
    post.remember()
    return f"publish {_name(post)} where {old.uid} was"


def _later_day(now: datetime, post: Post) -> bool:
    return now.astimezone(post.at.tzinfo).date() > max(at.date() for at in post.times)


# --- the site as a whole ------------------------------------------------------------------------------


def _move(stage: Stage, rng: Random) -> str:
    stage.site.hosts.append("www.example.net" if stage.site.hosts[-1].endswith("org") else "www.example.org")
    return f"move to {stage.site.origin}"


def _https(stage: Stage, rng: Random) -> str:
    stage.site.scheme = "https"
    return "https everywhere"


def _renumber(stage: Stage, rng: Random) -> str:
    """The CMS gives every article another number; sometimes numbers that others had."""
    site, overlapping = stage.site, rng.random() < 0.5
    live = [post for post in site.posts if post.there]
    settled = all(p.uid not in stage.announced or (k := stage.known.get(p.uid)) and p.seen == k for p in live)
    if not settled or len({post.title for post in live}) < len(live) or any(not post.there for post in site.posts):
        return ""
    for place, post in enumerate(live):
        post.number = 1002 + place if overlapping else site.next_number + place
        site.place(post)
    site.next_number += len(live) + 1
    return f"renumber all{' with used numbers' if overlapping else ''}"


def _redesign(stage: Stage, rng: Random) -> str:
    if not stage.site.world.redesigns:
        return ""
    stage.site.layout = (stage.site.layout + 1 + rng.randrange(3)) % 4
    return f"redesign: layout {stage.site.layout}"


def _one(stage: Stage, rng: Random) -> Post | None:
    """A post that stands on the site; oftener one of the newest."""
    there = [post for post in stage.site.posts if post.there]
    if not there:
        return None
    return rng.choice(there[-5:] if rng.random() < 0.7 else there)


def _name(post: Post) -> str:
    return f"{post.uid} {post.path} “{post.title}” {post.at:%m-%d %H:%M:%S} r{post.revision}"


CHANGES: dict[str, Callable[[Stage, Random], str]] = {
    "publish": _publish, "schedule": _schedule, "burst": _burst, "edit": _edit, "retitle": _retitle, "redate": _redate, "delete": _delete, "restore": _restore,
    "repath": _repath, "pin": _pin, "unpin": _unpin, "crosspost": _crosspost, "leave": _leave, "reuse": _reuse, "twin": _twin, "move": _move, "https": _https,
    "renumber": _renumber, "redesign": _redesign,
}  # fmt: skip
