"""The main flow: one pass over one source, step by step.

 1. fetch the listing politely          (look.py)
 2. decode it and read its rows         (look.py, reading/)
 3. gate: is it still the page we know? (admission.py, familiar.py, gate.py)
 4. page back until a known entry is met (look.py)
 5. fetch and read the articles         (articles.py)
 6. decide what changed                 (decide.py)
 7. commit all of it in one transaction (stores/)
 8. publish what differs                (publish.py, after every pass)
"""

from __future__ import annotations

from .admission import DoubtError
from .articles import Again, again, read_articles
from .decide import Changes, Moment, Read, Result, decide
from .errors import SourceError
from .identity import weak_keys
from .look import Look, look_at
from .matching import Match, by_address, row_keys
from .model import Commit, Outcome, Source
from .outcomes import done, doubtful, failed
from .passes import Parts, Pass


async def refresh(source: Source, parts: Parts, release: bool = False) -> Outcome:
    """Steps 1 to 7, safe to repeat.  Raises StoreError; what goes wrong at the source is told in the Outcome."""
    commit = await plan(source, parts, release)
    parts.store.commit(commit)
    return commit.outcome


async def plan(source: Source, parts: Parts, release: bool = False) -> Commit:
    """Steps 1 to 6: everything but the writing (``check`` stops here).  ``release``: the operator vouches for the rows."""
    turn = Pass(source, parts, parts.clock(), parts.store.state(source.key), release=release)
    try:
        look = await look_at(turn)
        others = again(turn, look)
        results = await read_articles(turn, look, others)
        return done(turn, look, _changes(turn, look, others, results))
    except DoubtError as doubt:
        return doubtful(turn, doubt)
    except SourceError as error:
        return failed(turn, error)


def _changes(turn: Pass, look: Look, others: tuple[Again, ...], results: dict[str, Result]) -> Changes:
    """Step 6 with what it needs from the store.  Nothing is awaited from here to the commit: no other pass comes between."""
    matches = tuple(_as_stored(match, turn) for match in look.matches)
    proposals = turn.parts.store.find({key for match in matches if match.entry is None for key in _proposing(match, results)})
    moment = Moment(turn.now.replace(microsecond=0), turn.parts.mint, lambda when: bool(turn.parts.store.taken([when])))
    unseen = tuple((item.entry, item.gone) for item in others if not item.shown)
    return decide(turn.source, matches, unseen, results, proposals, look.state.unread, moment)


def _as_stored(match: Match, turn: Pass) -> Match:
    """The match as the store has it now: another section may have brought the article while we were reading."""
    if match.entry is not None:
        return match
    return by_address(match.row, turn.parts.store.find(row_keys(match.row)[:1]))


def _proposing(match: Match, results: dict[str, Result]) -> tuple[str, ...]:
    row, result = match.row, results.get(match.row.url)
    if not isinstance(result, Read):
        return row_keys(row)
    article = result.article
    return (*row_keys(row), *weak_keys(row.url, article.title or row.title, article.published or row.published))
