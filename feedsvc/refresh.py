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

from dataclasses import replace

from .admission import DoubtError
from .articles import again, read_articles
from .decide import Changes, Moment, decide
from .errors import BrokenRecipeError, FeedsvcError, SourceError
from .findings import Again, Gone, Read, Result
from .identity import address_key
from .look import Look, look_at
from .matching import Match, by_address, proposing, row_keys
from .model import Source
from .outcomes import abreast, done, doubtful, failed
from .passes import Parts, Pass
from .ports import Store
from .record import Commit, Outcome


async def refresh(source: Source, parts: Parts, release: bool = False) -> Outcome:
    """Steps 1 to 7, safe to repeat.  Raises StoreError; what goes wrong at the source is told in the Outcome."""
    commit = await plan(source, parts, release)
    parts.store.commit(commit)
    return commit.outcome


async def plan(source: Source, parts: Parts, release: bool = False) -> Commit:
    """Steps 1 to 6: everything but the writing (``check`` stops here).  ``release``: the operator vouches for the rows."""
    turn = Pass(source, parts, parts.clock(), parts.store.state(source.key), release=release)
    commit = await _planned(turn)
    return replace(commit, state=abreast(commit.state, turn.state, parts.store.state(source.key)))


async def _planned(turn: Pass) -> Commit:
    try:
        look = await look_at(turn)
        others = again(turn, look)
        results = await read_articles(turn, look, others)
        return done(turn, look, _changes(turn, look, others, results))
    except DoubtError as doubt:
        return doubtful(turn, doubt)
    except SourceError as error:
        return failed(turn, error)
    except FeedsvcError:
        raise
    except Exception as error:  # a mistake of ours costs this source a pass, and the others nothing
        words = f"the pass ended with {type(error).__name__}: {error}"
        return failed(turn, BrokenRecipeError(words, "this is a mistake of feedsvc: please report this line", url=turn.source.url))


def _changes(turn: Pass, look: Look, others: tuple[Again, ...], results: dict[str, Result]) -> Changes:
    """Step 6 with what it needs from the store.  Nothing is awaited from here to the commit: no other pass comes between."""
    store = turn.parts.store
    matches = tuple(_as_stored(match, turn) for match in look.every)
    proposals = store.find({key for match in matches for key in _proposing(match, results)})
    unseen = tuple(item for item in others if not item.shown)
    results = {**results, **{item.url: Gone() for item in unseen if _taken_over(item, results.get(item.url), store)}}
    moment = Moment(turn.now.replace(microsecond=0), turn.parts.mint, lambda when: bool(store.taken([when])), look.state.walk)
    tries = {waiting.row.url: waiting.tries for waiting in turn.state.waiting}
    return decide(turn.source, matches, unseen, results, proposals, tries, moment)


def _as_stored(match: Match, turn: Pass) -> Match:
    """The match as the store has it now: another section may have brought the article while we were reading."""
    if match.entry is not None:
        return match
    return replace(by_address(match.row, turn.parts.store.find(row_keys(match.row)[:1])), shown=match.shown)


def _proposing(match: Match, results: dict[str, Result]) -> tuple[str, ...]:
    result = results.get(match.row.url)
    if isinstance(result, Read):
        return proposing(match.row, result.article)
    return row_keys(match.row) if match.entry is None else ()


def _taken_over(item: Again, result: Result | None, store: Store) -> bool:
    """True when another article stands at the entry's address now, or where that leads: its own page is gone."""
    key = address_key(item.entry.url)
    end = address_key(result.article.url) if isinstance(result, Read) else key
    return any(owner.id != item.entry.id for owner in store.find({key, end}).values())
