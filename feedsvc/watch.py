"""How others see that the work is being done: who is overdue, metrics, an answer to health checks, a sign of life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from . import __version__
from .config import Config
from .errors import ConfigError, FeedsvcError, NotifyError, SourceError
from .guard import is_inside
from .model import Source
from .outcomes import is_early
from .ports import Clock, Store
from .record import SourceState, Verdict
from .skew import is_fresh

MISSED = 3
GRACE = timedelta(seconds=60)
"""What one pass may take beyond its time before it counts as missed."""
PING_PAUSE = timedelta(minutes=1)
PLAIN = "text/plain; charset=utf-8"
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

Post = Callable[..., Awaitable[tuple[int, bytes]]]


def overdue(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> list[str]:
    """One sentence for each source not looked at for three intervals; one that was told to wait longer may wait."""
    found = (_overdue(source, states.get(source.key) or SourceState(source.key), now) for source in sources)
    return [words for words in found if words]


def _overdue(source: Source, state: SourceState, now: datetime) -> str:
    """The sentence, "" for none.  A last look that lies far ahead proves nothing: a wrong clock told its time."""
    if state.last_run is None or abs(now - state.last_run) <= MISSED * timedelta(seconds=source.interval) + GRACE:
        return ""
    words = f"{source.key}: last look {state.last_run.isoformat()}, more than {MISSED} intervals of {source.interval} s"
    if state.last_run > now:
        return f"{words} ahead: the clock was wrong then, or is now"
    return "" if is_early(state, now - GRACE) else f"{words} ago"


# --- metrics ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the metrics tell, read at one moment: states and live entries by source key, failures in a row by recipient."""

    sources: Sequence[Source]
    states: Mapping[str, SourceState]
    entries: Mapping[str, int]
    recipients: Mapping[str, int]
    now: datetime


def numbers(config: Config, store: Store, now: datetime) -> Numbers:
    notes = {recipient.name: store.get_value(f"recipient:{recipient.name}") or {} for recipient in config.recipients}
    failures = {name: int(note.get("failures", 0)) for name, note in notes.items()}
    return Numbers(config.sources, store.states(), store.counts(), failures, now)


def exposition(read: Numbers, process: bool = False) -> bytes:
    """The metrics in Prometheus' text form; with ``process``, memory, CPU and open files of this one too.

    Raises ConfigError when prometheus-client is not installed.
    """
    return bytes(_client().generate_latest(_registry(read, process)))


def write_metrics(path: Path, read: Numbers) -> None:
    """The metrics as a file for node_exporter's textfile collector, replaced whole.  Raises NotifyError."""
    try:
        _client().write_to_textfile(str(path), _registry(read, False))
    except OSError as error:
        words = f"the metrics could not be written to {path}: {error.strerror or error}"
        raise NotifyError(words, "look whether 'textfile' under [watch] names a folder this user may write in") from error


def _client() -> Any:
    try:
        import prometheus_client
    except ImportError:
        raise ConfigError("metrics need the package prometheus-client", "pip install prometheus-client") from None
    return prometheus_client


def _registry(read: Numbers, process: bool) -> Any:
    client = _client()
    registry = client.CollectorRegistry()
    if process:
        client.ProcessCollector(registry=registry)

    def gauge(name: str, words: str, values: Mapping[str, float | None], label: str = "source") -> None:
        family = client.Gauge(f"feedsvc_{name}", words, [label], registry=registry)
        for key, value in values.items():
            if value is not None:
                family.labels(key).set(value)

    gauge("info", "The program's version.", {__version__: 1}, "version")
    for name, words, ask in MEASURES:
        gauge(f"source_{name}", words, {s.key: ask(s, read.states.get(s.key) or SourceState(s.key), read.now) for s in read.sources})
    gauge("source_entries", "Articles the feed tells of or has archived.", {s.key: read.entries.get(s.key, 0) for s in read.sources})
    gauge("recipient_failures", "Attempts in a row that did not reach the recipient.", read.recipients, "recipient")
    return registry


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


Ask = Callable[[Source, SourceState, datetime], float | None]
MEASURES: tuple[tuple[str, str, Ask], ...] = (
    ("healthy", "1 when the last look ended well, else 0.", lambda source, state, now: float(state.verdict in (Verdict.OK, None))),
    ("failures", "Looks in a row that did not end well.", lambda source, state, now: state.failures),
    ("overdue", "1 when three intervals were missed.", lambda source, state, now: len(overdue([source], {source.key: state}, now))),
    ("quiet", "1 when nothing has come for much longer than usual.", lambda source, state, now: float(state.quiet)),
    ("interval_seconds", "Time between two looks.", lambda source, state, now: source.interval),
    ("last_look_timestamp_seconds", "When it was last looked at.", lambda source, state, now: _seconds(state.last_run)),
    ("last_success_timestamp_seconds", "When a look last ended well.", lambda source, state, now: _seconds(state.last_success)),
    ("changed_timestamp_seconds", "When its feed last changed.", lambda source, state, now: _seconds(state.changed)),
)


# --- health and metrics over HTTP -------------------------------------------------------------------

Message = MutableMapping[str, Any]
_GUARDED = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True)
class WatchPost:
    """An ASGI application that answers for /metrics and /health; for its own loopback port, never for the feeds' one."""

    config: Config
    store: Store
    clock: Clock

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        status, media_type, body = self.answer(scope["method"], scope["path"])
        fields = {"content-type": media_type, "content-length": str(len(body)), **_GUARDED}
        headers = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def answer(self, method: str, path: str) -> tuple[int, str, bytes]:
        if method not in ("GET", "HEAD"):
            return 405, PLAIN, b"GET /health or /metrics\n"
        try:
            if path == "/health":
                return self._health()
            if path == "/metrics":
                return 200, EXPOSITION, exposition(numbers(self.config, self.store, self.clock()), process=True)
        except FeedsvcError as error:
            return 503, PLAIN, f"{error.message}\n".encode()
        return 404, PLAIN, b"GET /health or /metrics\n"

    def _health(self) -> tuple[int, str, bytes]:
        faults = overdue(self.config.sources, self.store.states(), self.clock())
        return (503, PLAIN, "".join(f"{fault}\n" for fault in faults).encode()) if faults else (200, PLAIN, b"healthy\n")


# --- a sign of life ---------------------------------------------------------------------------------


async def sign_of_life(config: Config, store: Store, post: Post, now: datetime) -> None:
    """Tell a dead man's switch that the work is being done, once a minute at most; silence is its alarm.

    Nothing is sent while a source is overdue.  Raises NotifyError; a fault leads to another try after the next pass.
    """
    url, last = config.watch.ping, store.get_value("ping")
    if url is None or is_fresh(last and datetime.fromtimestamp(last, UTC), now, PING_PAUSE):
        return
    if overdue(config.sources, store.states(), now):
        return
    try:
        status, _ = await post(url, b"", {}, allow_private=is_inside(url))
    except SourceError as error:
        raise NotifyError("the sign of life could not be sent: " + error.message, _PING_STEP) from error
    if not 200 <= status < 300:
        raise NotifyError(f"the sign of life was answered by HTTP {status}", _PING_STEP)
    store.set_value("ping", now.timestamp())


_PING_STEP = "nothing to do now: it is sent again after the next pass; if this goes on, look at 'ping' under [watch]"
