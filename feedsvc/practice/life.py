"""What happens on the practice site, and when: a history that anybody can compute again from seed and start.

Nothing here reads a clock.  A history only grows; what stood on the site at a moment is looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from . import words
from .sections import SECTIONS

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Post:
    """One version of an article.  ``published`` is in Beijing time, whole seconds; ``changed`` is when this version appeared."""

    number: int
    section: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    changed: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Publish:
    """A new article; it gets the next number.  Title and text are made up when not given."""

    at: datetime
    section: str
    title: str | None = None
    paragraphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction; None leaves a part as it was."""

    at: datetime
    number: int
    title: str | None = None
    paragraphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The article is gone from its address and from the listing."""

    at: datetime
    number: int


Event = Publish | Edit | Withdraw


class Life:
    """The history of one site from ``started_at`` on.

    Begins with ``initial`` articles from the time before, numbered 1 … ``initial``.  Then, with a ``script``, exactly
    those events (in order of time) happen; without one, an article appears every ``interval`` and some are corrected or
    withdrawn.  Equal arguments give equal histories.
    """

    def __init__(
        self,
        started_at: datetime,
        seed: int = 1,
        interval: timedelta = timedelta(seconds=60),
        initial: int = 250,
        script: Sequence[Event] | None = None,
    ) -> None:
        self._seed = seed
        self._started_at = started_at.astimezone(ZONE).replace(microsecond=0)
        self._interval = interval
        self._versions: dict[int, list[Post]] = {}
        self._withdrawn: dict[int, datetime] = {}
        self._sections: dict[str, list[int]] = {section.key: [] for section in SECTIONS}
        self._titles: set[str] = set()
        self._ticks = 0
        self._scripted = script is not None
        for at, section in self._before(initial):
            self.happen(Publish(at, section))
        for event in sorted(script or (), key=lambda event: event.at):
            self.happen(event)

    def post(self, number: int, now: datetime) -> Post | None:
        """The article as it stands at ``now``; None when it is not there (yet, or any more)."""
        self._extend(now)
        gone = self._withdrawn.get(number)
        return None if gone is not None and gone <= now else self._version(number, now)

    def live(self, section: str, now: datetime) -> list[Post]:
        """The articles of a section at ``now``, newest first."""
        self._extend(now)
        posts = [post for number in self._sections[section] if (post := self.post(number, now)) is not None]
        return sorted(posts, key=lambda post: (post.published, post.number), reverse=True)

    def changed(self, section: str, now: datetime) -> datetime:
        """When the section last changed, in whole seconds."""
        self._extend(now)
        times = [self._started_at - timedelta(minutes=1)]
        for number in self._sections[section]:
            times += [post.changed for post in self._versions[number]]
            times += [self._withdrawn[number]] if number in self._withdrawn else []
        return max(at for at in times if at <= now)

    def posts(self, now: datetime) -> list[tuple[Post, bool]]:
        """Every article that ever stood on the site by ``now``, in its latest version, and whether it is withdrawn."""
        self._extend(now)
        found = [post for number in self._versions if (post := self._version(number, now)) is not None]
        return [(post, self.post(post.number, now) is None) for post in found]

    def happen(self, event: Event) -> None:
        """Adds an event, which must not lie before those already added; KeyError for an article that never was."""
        at = event.at.astimezone(ZONE).replace(microsecond=0)
        if isinstance(event, Publish):
            self._publish(event, at)
        elif isinstance(event, Edit):
            last = self._versions[event.number][-1]
            text = event.paragraphs or last.paragraphs
            self._versions[event.number].append(
                replace(last, title=event.title or last.title, paragraphs=text, changed=at, revision=last.revision + 1)
            )
        else:
            self._withdrawn.setdefault(event.number, at)

    def _version(self, number: int, now: datetime) -> Post | None:
        versions = [post for post in self._versions.get(number, ()) if post.changed <= now]
        return versions[-1] if versions else None

    def _before(self, count: int) -> Iterator[tuple[datetime, str]]:
        """Days and sections of the articles that were there at the start, oldest first: two years of office hours."""
        rng = Random(f"{self._seed}:before")
        weights = [4 if section.key == "news" else 2 for section in SECTIONS]
        keys = rng.choices([section.key for section in SECTIONS], weights, k=count)
        for place, key in enumerate(keys):
            day = self._started_at - timedelta(days=1 + 730 * (count - 1 - place) // max(count, 1))
            yield day.replace(hour=rng.randint(8, 17), minute=rng.randint(0, 59), second=rng.randint(0, 59)), key

    def _extend(self, now: datetime) -> None:
        while not self._scripted and self._started_at + self._interval * (self._ticks + 1) <= now:
            self._ticks += 1
            for event in self._tick(self._ticks):
                self.happen(event)

    def _tick(self, count: int) -> Iterator[Event]:
        """What happens around the ``count``-th publication: always a new article, now and then a correction or a withdrawal."""
        rng = Random(f"{self._seed}:tick:{count}")
        at = self._started_at + self._interval * count
        yield Publish(at, SECTIONS[0].key if count % 3 == 1 else rng.choice(SECTIONS).key)
        if count % 4 == 2:
            yield self._correction(rng, at + self._interval / 3)
        if count % 7 == 3:
            yield Withdraw(at + self._interval / 2, rng.choice(self._recent(at)))

    def _correction(self, rng: Random, at: datetime) -> Edit:
        post = self._versions[rng.choice(self._recent(at))][-1]
        if rng.random() < 0.4:
            return Edit(at, post.number, title=words.corrected_title(post.title))
        return Edit(at, post.number, paragraphs=words.corrected_paragraphs(rng, post.paragraphs))

    def _recent(self, now: datetime) -> list[int]:
        """The last articles still there: those an editor would look at again."""
        return [number for number in list(self._versions)[-40:] if number not in self._withdrawn][-20:]

    def _publish(self, event: Publish, at: datetime) -> None:
        number = len(self._versions) + 1
        rng = Random(f"{self._seed}:post:{number}")
        title = event.title or self._title(rng, event.section, at.year)
        text = event.paragraphs or words.paragraphs(rng, event.section, title, at)
        self._versions[number] = [Post(number, event.section, title, at, text, at)]
        self._sections[event.section].append(number)

    def _title(self, rng: Random, section: str, year: int) -> str:
        """A headline that was not used before."""
        title = words.title(rng, section, year)
        for _ in range(8):
            if title not in self._titles:
                break
            title = words.title(rng, section, year)
        if title in self._titles:
            title = f"{title}（总第{len(self._versions) + 1}号）"
        self._titles.add(title)
        return title
