"""The main flow: one pass over one source, step by step.

1. fetch the listing politely          (look.py)
2. decode it and read its rows         (pages.py, reading/)
3. gate: is it still the page we know? (admission.py, familiar.py, gate.py)
4. page back until a known entry is met (pages.py)
5. fetch and read the articles         (articles.py)
6. decide what changed                 (material.py, decide.py)
7. commit all of it in one transaction (stores/)
8. publish what differs                (publish.py, after every pass)
"""

from __future__ import annotations

from dataclasses import replace

from .changes import Changes
from .errors import BrokenRecipeError, FeedsvcError, SourceError, UnstorableError
from .look import Look, is_quiet, look_at
from .model import Source
from .outcomes import abreast, done, doubtful, failed
from .passes import DoubtError, Parts, Pass
from .record import Commit, Outcome


async def refresh(source: Source, parts: Parts, release: bool = False) -> Outcome:
    """Steps 1 to 7, safe to repeat.  ``release``: the operator vouches for the rows.  Raises StoreError; what goes wrong at the
    source is told in the Outcome."""
    turn = _begun(source, parts, release)
    commit = await _planned(turn)
    try:
        parts.store.commit(commit)
    except UnstorableError as error:
        commit = _abreast(turn, failed(turn, _mistake(turn, error.message)))
        parts.store.commit(commit)
    return commit.outcome


async def plan(source: Source, parts: Parts) -> Commit:
    """Steps 1 to 6: everything but the writing (``check`` stops here)."""
    return await _planned(_begun(source, parts, release=False))


def _begun(source: Source, parts: Parts, release: bool) -> Pass:
    return Pass(source, parts, parts.clock(), parts.store.state(source.key), release=release)


def _abreast(turn: Pass, commit: Commit) -> Commit:
    return replace(commit, state=abreast(commit.state, turn.state, turn.parts.store.state(turn.source.key)))


async def _planned(turn: Pass) -> Commit:
    return _abreast(turn, await _looked(turn))


async def _looked(turn: Pass) -> Commit:
    try:
        look = await look_at(turn)
        if is_quiet(turn, look):
            return done(turn, look, Changes())
        return await _read(turn, look)
    except DoubtError as doubt:
        return doubtful(turn, doubt)
    except SourceError as error:
        return failed(turn, error)
    except UnstorableError as error:
        return failed(turn, _mistake(turn, error.message))
    except FeedsvcError:
        raise
    except Exception as error:
        return failed(turn, _mistake(turn, f"the pass ended with {type(error).__name__}: {error}"))


def _mistake(turn: Pass, words: str) -> SourceError:
    """A mistake of ours costs this source a pass, and the others nothing."""
    return BrokenRecipeError(words, "this is a mistake of feedsvc: please report this line", url=turn.source.url)


async def _read(turn: Pass, look: Look) -> Commit:
    """Steps 2 to 6, imported where there is something to read: most passes end before."""
    from .articles import again, must_be_empty, read_articles
    from .material import changes
    from .pages import read_pages

    look = await read_pages(turn, look)
    others = again(turn, look)
    results = await read_articles(turn, look, others)
    must_be_empty(turn, look, others, results)
    return done(turn, look, changes(turn, look, others, results))
