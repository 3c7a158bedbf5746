"""Being watched: metrics, health over HTTP, a sign of life, and logs that machines read."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from feedsvc import app as composition
from feedsvc.commands.log import Libraries, Log, secrets_of
from feedsvc.config import Config, Watch, parse
from feedsvc.errors import ConfigError, NotifyError
from feedsvc.fetching.client import WebFetcher
from feedsvc.formats.status_json import public
from feedsvc.model import Recipient
from feedsvc.record import Commit, Outcome, SourceState, Verdict
from feedsvc.redaction import redacted
from feedsvc.watch import WatchPost, exposition, numbers, sign_of_life, write_metrics

from .builders import NOW, SOURCE
from .fake_store import FakeStore
from .http_client import get, serving
from .installation import Installation, installed
from .scripted_server import ScriptedServer, http
from .test_deploy_servers import free_port

SECRET = "s3cr3t-key-of-the-team"
HOOK = f"https://hook.example.org/in?key={SECRET}"


def config(**watch: Any) -> Config:
    plain = parse('[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\nbase_url = "https://feeds.example.org/"\n', Path("config.toml"))
    recipient = Recipient("team", "webhook", HOOK, secret="whsec_another-secret")
    return replace(plain, sources=(SOURCE,), recipients=(recipient,), watch=Watch(**watch))


def store_of(**state: Any) -> FakeStore:
    store = FakeStore()
    store.commit(Commit(SourceState(SOURCE.key, **state), Outcome(SOURCE.key, Verdict.OK, "read", at=NOW)))
    return store


WELL: dict[str, Any] = {"verdict": Verdict.OK, "last_run": NOW, "last_success": NOW, "changed": NOW}
LATE: dict[str, Any] = {**WELL, "last_run": NOW - timedelta(days=9)}


def read(body: bytes) -> dict[str, float]:
    """Prometheus' own parser's view of it: name{label} → value."""
    families = text_string_to_metric_families(body.decode())
    return {f"{s.name}{{{','.join(s.labels.values())}}}": s.value for family in families for s in family.samples}


# --- metrics ----------------------------------------------------------------------------------------


def test_the_metrics_tell_how_each_source_is() -> None:
    """Health, failures, times, entries and recipients, as Prometheus reads them."""
    store = store_of(**{**WELL, "verdict": Verdict.RETRY, "failures": 3})
    store.set_value("recipient:team", {"after": 1, "failures": 2})
    found = read(exposition(numbers(config(), store, NOW)))
    key = SOURCE.key
    assert found[f"feedsvc_source_healthy{{{key}}}"] == 0
    assert found[f"feedsvc_source_failures{{{key}}}"] == 3
    assert found[f"feedsvc_source_overdue{{{key}}}"] == 0
    assert found[f"feedsvc_source_last_look_timestamp_seconds{{{key}}}"] == NOW.timestamp()
    assert found[f"feedsvc_source_entries{{{key}}}"] == 0
    assert found["feedsvc_recipient_failures{team}"] == 2
    assert not any("process" in name for name in found)


def test_a_source_never_looked_at_has_no_times() -> None:
    """What is unknown is left out, not told as 1970."""
    found = read(exposition(numbers(config(), FakeStore(), NOW)))
    assert not any("timestamp" in name for name in found)
    assert found[f"feedsvc_source_healthy{{{SOURCE.key}}}"] == 1


def test_a_cron_pass_leaves_its_metrics_in_a_file(tmp_path: Path) -> None:
    """With 'textfile' set, each refresh replaces the file; one that cannot be written is told and fails nothing."""
    with installed(tmp_path) as place:
        place.config = replace(place.config, watch=Watch(textfile="feedsvc.prom"))
        place.refresh()
        assert read((tmp_path / "feedsvc.prom").read_bytes())["feedsvc_source_healthy{news}"] == 1
        assert [path.name for path in tmp_path.iterdir() if "prom" in path.name] == ["feedsvc.prom"]
        place.config = replace(place.config, watch=Watch(textfile="nowhere/feedsvc.prom"))
        assert [outcome.verdict for outcome in place.refresh()] in ([Verdict.OK], [Verdict.UNCHANGED])
    with pytest.raises(NotifyError, match="nowhere"):
        write_metrics(tmp_path / "nowhere" / "x.prom", numbers(config(), FakeStore(), NOW))


def test_without_metrics_nothing_is_imported(tmp_path: Path) -> None:
    """Who configures no metrics does not pay for them."""
    script = "import sys, feedsvc.app, feedsvc.watch, feedsvc.commands.work; print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- over HTTP --------------------------------------------------------------------------------------


def test_the_watch_post_answers_on_its_own_port() -> None:
    """/health is 200 or 503 with the reason, /metrics are this process's too; nothing else is there, nothing may be changed."""
    with serving(WatchPost(config(), store_of(**WELL), lambda: NOW)) as port:
        assert (get(port, "/health").status, get(port, "/health").body) == (200, b"healthy\n")
        metrics = get(port, "/metrics")
        assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert {"process_open_fds{}", "process_resident_memory_bytes{}"} <= set(read(metrics.body))
        assert [get(port, path).status for path in ("/", "/news.atom", "/metrics/x")] == [404] * 3
        assert get(port, "/health", method="POST").status == 405
        assert get(port, "/health", method="HEAD").body == b""
    with serving(WatchPost(config(), store_of(**LATE), lambda: NOW)) as port:
        sick = get(port, "/health")
        assert (sick.status, sick.headers["cache-control"]) == (503, "no-store")
        assert sick.body.startswith(f"{SOURCE.key}: last look".encode())


# --- sign of life -----------------------------------------------------------------------------------


async def ping(url: str, store: Any, now: Any = NOW) -> None:
    door = WebFetcher("mailto:a@example.org", "1", pace=0.0)
    try:
        await sign_of_life(config(ping=url), store, door.post, now)
    finally:
        await door.aclose()


def test_the_sign_of_life_comes_once_a_minute_and_only_when_all_is_well() -> None:
    """A dead man's switch hears of work that is done; while a source is overdue it hears nothing."""
    with ScriptedServer(lambda request: [http(200, b"OK")]) as server:
        url, store = server.url(f"/ping/{SECRET}"), store_of(**WELL)
        asyncio.run(ping(url, store))
        asyncio.run(ping(url, store, NOW + timedelta(seconds=59)))
        assert [(request.method, request.path) for request in server.requests] == [("POST", f"/ping/{SECRET}")]
        asyncio.run(ping(url, store, NOW + timedelta(seconds=61)))
        asyncio.run(ping(url, store_of(**LATE)))
        assert len(server.requests) == 2


def test_p10_a_sign_of_life_sent_by_a_wrong_clock_holds_back_none() -> None:
    """After a clock ten years ahead was put right the switch hears of the next pass."""
    with ScriptedServer(lambda request: [http(200, b"OK")]) as server:
        store = store_of(**WELL)
        store.set_value("ping", (NOW + timedelta(days=3650)).timestamp())
        asyncio.run(ping(server.url("/ping"), store))
    assert len(server.requests) == 1


def test_a_switch_that_is_not_there_fails_nothing(tmp_path: Path) -> None:
    """A refusal is told, without the address, and tried again; the pass goes on."""
    with ScriptedServer(lambda request: [http(500, b"")]) as server:
        url, store = server.url(f"/ping/{SECRET}"), store_of(**WELL)
        for _ in range(2):
            with pytest.raises(NotifyError, match="HTTP 500") as caught:
                asyncio.run(ping(url, store))
            assert SECRET not in caught.value.message
        assert len(server.requests) == 2
        with installed(tmp_path) as place:
            place.config = replace(place.config, watch=Watch(ping=url))
            assert not any(outcome.failed for outcome in place.refresh())
    assert len(server.requests) == 3


# --- logs -------------------------------------------------------------------------------------------

OUTCOME = Outcome("news", Verdict.RETRY, f"no answer from {HOOK}", "wait", "http://www.example.org/", NOW, NOW)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_pass_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Time, level, event, message and the outcome's fields; faults go to standard error."""
    log = Log(config(log="json"))
    log.outcome(OUTCOME)
    log.outcome(replace(OUTCOME, verdict=Verdict.OK, line="2 new", new=2))
    log.say("open http://127.0.0.1:8080/")
    log.fault(NotifyError(f"{HOOK} said no", "look at it"))
    out, err = capsys.readouterr()
    first, second, third = lines(out)
    assert (first["level"], first["event"], first["source"], first["verdict"]) == ("warning", "pass", "news", "retry")
    assert (second["level"], second["message"], second["new"]) == ("info", "2 new", 2)
    assert third["message"] == "open http://127.0.0.1:8080/"
    assert [(line["level"], line["next_step"]) for line in lines(err)] == [("error", "look at it")]


@pytest.mark.parametrize(
    "name",
    "token key sign sig signature secret auth pwd passwd password api_key apikey api-key access_token accessToken AccessKey app_secret"
    " client_secret X-Amz-Signature X-Amz-Credential".split(),
)
def test_what_opens_a_door_is_told_to_nobody(name: str) -> None:
    """One list for the log and for the public status page: a key in an address's query stands in neither."""
    for words in (f"http://x.example/list?{name}=S3CRET is gone", f"http://x.example/list?id=1&{name}=S3CRET&page=2"):
        for told in (redacted(words), public(words)):
            assert "S3CRET" not in told
            assert f"{name}=***" in told and "x.example/list?" in told


@pytest.mark.parametrize("query", ["monkey=1", "design=blue", "keyword=news", "author=li", "signed=1", "secretary=2"])
def test_what_opens_none_stays(query: str) -> None:
    """Names that only begin or end with such letters are not hidden: the address can still be opened."""
    assert redacted(f"http://x.example/list?{query}") == public(f"http://x.example/list?{query}") == f"http://x.example/list?{query}"


def test_a_password_with_a_sign_of_its_own() -> None:
    """All before the host's name is hidden, and nothing behind it."""
    assert redacted("postgresql://me:p@ss@db/feeds") == "postgresql://***@db/feeds"
    assert redacted("see http://x.example?to=a@b.c") == "see http://x.example?to=a@b.c"


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_stands_in_a_log(capsys: pytest.CaptureFixture[str], form: str) -> None:
    """Neither the secrets of the configuration nor keys in any address, whoever says them."""
    secrets = config(log=form, ping=f"https://ping.example.org/{SECRET}-ping")
    log = Log(secrets)
    words = f"{HOOK} and whsec_another-secret and {secrets.watch.ping} and postgresql://me:hunter2@db/feeds and /x?a=1&access_token=abcdef"
    log.outcome(replace(OUTCOME, line=words, next_step=words, url=words))
    log.fault(NotifyError(words, words))
    log.say(words)
    try:
        raise ValueError(words)
    except ValueError as error:
        record = logging.LogRecord("library", logging.ERROR, "x.py", 1, "went wrong: %s", (words,), (ValueError, error, error.__traceback__))
    Libraries(log).handle(record)
    said = "".join(capsys.readouterr())
    assert said.count("***") > 10
    assert not any(secret in said for secret in (SECRET, "another-secret", "hunter2", "abcdef", "key=" + SECRET))
    assert "Traceback" in said


def test_a_secret_is_hidden_however_json_would_spell_it() -> None:
    """Quotes, backslashes and Chinese in a secret change nothing."""
    odd = replace(config(log="json"), recipients=(Recipient("a", "webhook", "https://x.example/", secret='pä"ss\\质量word'),))
    assert redacted('before pä"ss\\质量word after', secrets_of(odd)) == "before *** after"


def test_the_environment_chooses_the_form_and_holds_the_ping() -> None:
    """FEEDSVC_LOG goes before the file; 'env:NAME' keeps the address out of it, and a wrong one is told without its value."""
    text = '[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\n[watch]\nlog = "text"\nping = "env:PING"\n'
    found = parse(text, Path("config.toml"), {"FEEDSVC_LOG": "json", "PING": "https://ping.example.org/x"})
    assert (found.watch.log, found.watch.ping) == ("json", "https://ping.example.org/x")
    with pytest.raises(ConfigError, match="PING"):
        parse(text, Path("config.toml"), {})
    with pytest.raises(ConfigError) as caught:
        parse(text, Path("config.toml"), {"PING": f"ftp://{SECRET}"})
    assert SECRET not in caught.value.message


def test_run_opens_its_watch_post(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """'run' with a port under [watch] answers there, for nobody but this machine, while the feeds' port knows nothing of it."""
    from feedsvc.commands.service import watch_post

    with installed(tmp_path) as place, composition.opened(with_port(place), clock=place.clock) as app:
        (server,) = watch_post(app)
        assert server._listener.getsockname()[0] == "127.0.0.1"
        server._listener.close()
        assert watch_post(replace(app, config=place.config)) == []


def with_port(place: Installation) -> Config:
    return replace(place.config, watch=Watch(port=free_port()))




def test_run_is_watched_from_outside(tmp_path: Path) -> None:
    """A real 'run' with JSON logs: every line is an object, the feeds' port and the watch post answer, SIGTERM ends it in words."""
    feeds, post = free_port(), free_port()
    with installed(tmp_path) as place:
        source = f'[[source]]\nkey = "news"\nurl = "{place.config.sources[0].url}"\nallow_private = true\npages = 1\n'
        site = '[site]\ntitle = "演练协会"\ncontact = "mailto:test@example.org"\n[fetch]\npace = 0\n'
        (tmp_path / "config.toml").write_text(f"{site}[serve]\nport = {feeds}\n[watch]\nport = {post}\n{source}")
        command = [sys.executable, "-m", "feedsvc", "run", "--config", str(tmp_path / "config.toml")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "FEEDSVC_LOG": "json"})
        try:
            assert process.stdout is not None
            told = []
            while not told or told[-1]["event"] != "pass":
                told.append(json.loads(process.stdout.readline()))
            assert get(feeds, "/news.atom").status == get(post, "/health").status == 200
            assert read(get(post, "/metrics").body)["feedsvc_source_healthy{news}"] == 1
            assert get(feeds, "/metrics").status == get(feeds, "/health").status == get(post, "/news.atom").status == 404
            process.send_signal(signal.SIGTERM)
            rest, faults = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 128 + signal.SIGTERM
    assert told[-1]["source"] == "news" and told[-1]["level"] == "info"
    assert faults == "" and lines(rest) == []
