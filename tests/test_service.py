"""``run`` and ``demo`` as an operator starts and stops them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from feedsvc.commands.renewal import is_other
from feedsvc.commands.service import static, until_signal
from feedsvc.config import load
from feedsvc.errors import ConfigError, FeedsvcError, StoreError
from feedsvc.serve import create_server

from .http_client import get, serving
from .installation import installed
from .scripted_server import HOLD, ScriptedServer
from .test_deploy_servers import free_port

FEEDSVC = [sys.executable, "-m", "feedsvc"]


@contextmanager
def demo(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "feedsvc", "demo", "--port", "0", "--folder", str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def lines_until(process: subprocess.Popen[str], beginning: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(beginning):
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.parametrize(("number", "moment"), [(signal.SIGTERM, "open "), (signal.SIGINT, "open "), (signal.SIGTERM, "+ ")])
def test_a_signal_in_the_middle_of_first_passes_ends_it_in_words(tmp_path: Path, number: int, moment: str) -> None:
    """Passes under way, others waiting: SIGTERM and SIGINT end it with 143 and 130, without a stack trace."""
    with demo(tmp_path) as process:
        lines_until(process, moment)
        process.send_signal(number)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in rest
    assert "exception" not in rest


def configured(folder: Path, url: str = "http://www.example.org/news/") -> Path:
    path = folder / "config.toml"
    source = f'[[source]]\nkey = "news"\nurl = "{url}"\nallow_private = true\n'
    path.write_text(f'[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\nbase_url = "http://f.example/"\n[fetch]\npace = 0\n{source}')
    return path


@contextmanager
def served(config: Path, *words: str) -> Iterator[int]:
    """``feedsvc serve`` on a free port, which is given."""
    command = [sys.executable, "-m", "feedsvc", "serve", "--config", str(config), "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield int(lines_until(process, "open ")[-1].rstrip("/\n").rpartition(":")[2])
        finally:
            process.terminate()
            process.communicate()


def test_serve_answers_for_the_host_it_was_told_to_listen_on(tmp_path: Path) -> None:
    """--host counts as 'serve.host' does: 0.0.0.0 answers under any name, another address under its own one too."""
    config = configured(tmp_path)
    with served(config, "--host", "0.0.0.0") as port:
        assert get(port, "/", {"Host": "feeds.elsewhere.example"}).status == 404
    with served(config, "--host", "localhost") as port:
        assert get(port, "/", {"Host": f"localhost:{port}"}).status == 404
        assert get(port, "/", {"Host": "feeds.elsewhere.example"}).status == 421


@pytest.mark.parametrize(("host", "told", "status"), [("::", "feeds.elsewhere.example", 404), ("::1", "[::1]:80", 404), ("::1", "x.example", 421)])
def test_names_of_six_groups_are_names(tmp_path: Path, host: str, told: str, status: int) -> None:
    """An address of IPv6 stands in brackets in a request, and :: is every address."""
    config = replace(load(configured(tmp_path)), host=host)
    with serving(static(config)) as port:
        assert get(port, "/", {"Host": told}).status == status


async def broken(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", [StoreError("The database is damaged.", "Restore."), OSError(28, "No space left on device")])
def test_a_runner_that_fails_ends_the_service_with_its_words(error: Exception) -> None:
    """Its fault goes on to who tells faults and gives the exit code, and is not forgotten."""
    with pytest.raises(type(error)) as caught:
        asyncio.run(until_signal([], lambda: broken(error)))
    assert caught.value is error


def test_a_server_that_ends_by_itself_is_a_fault(tmp_path: Path) -> None:
    """It ends the service in words."""
    server = create_server(static(load(configured(tmp_path))), "127.0.0.1", 0, handle_signals=False)
    server.should_exit = True
    with pytest.raises(FeedsvcError, match="ended by itself"):
        asyncio.run(until_signal([server]))


@pytest.mark.parametrize("command", ["run", "status"])
def test_every_command_asks_for_sigterm_before_anything_else(tmp_path: Path, command: str) -> None:
    """Also while it does not wait for anything of ours: the first process of a container hears only what it asked for."""
    os.mkfifo(tmp_path / "config.toml")
    process = subprocess.Popen([sys.executable, "-m", "feedsvc", command], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    with process:
        with (tmp_path / "config.toml").open("w"):  # which ends once it is being read
            process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (128 + signal.SIGTERM, "")


def test_what_is_typed_while_run_works_is_done(tmp_path: Path) -> None:
    """A takedown, and a look by hand, need no stop of the service: each is done within seconds, and the service goes on."""
    with installed(tmp_path) as place:
        config = configured(tmp_path, place.config.sources[0].url)
        config.write_text(f'{config.read_text()}pages = 1\n[serve]\nport = {free_port()}\n')
        assert typed(config, "refresh")[0] == 0
        gone = place.items("news")[0]
        with subprocess.Popen([*FEEDSVC, "run", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as service:
            lines_until(service, "= news")
            assert typed(config, "refresh") == (75, "")
            assert "withdrawn: " in typed(config, "withdraw", gone["url"])[1]
            assert gone["url"] not in {item["url"] for item in place.items("news") if "final" not in str(item)}
            assert [typed(config, command, "news")[0] for command in ("refresh", "release")] == [0, 0]
            assert service.poll() is None
            service.terminate()
            said, _ = service.communicate(timeout=30)
    assert (service.returncode, "Traceback" in said) == (128 + signal.SIGTERM, False)


def test_run_takes_up_what_config_toml_says_now(tmp_path: Path) -> None:
    """A changed file counts at once, in the same process; a mistake in it is told, a comment is nothing, and neither ends anything."""
    config, ports = configured(tmp_path, "http://127.0.0.1:1/news/"), [free_port(), free_port()]
    text = config.read_text()
    config.write_text(f"{text}[serve]\nport = {ports[0]}\n")
    with running(config) as service:
        lines_until(service, f"open http://127.0.0.1:{ports[0]}/")
        config.write_text(f"{text}[serve]\nport = 'x'\n# a mistake\n")
        told = lines_until(service, "    what was read before still counts")
        assert any("line 12: 'serve.port' = 'x': must be a whole number" in line for line in told)
        config.write_text(f"{text}[serve]\nport = {ports[1]}\n")
        assert any("was changed: beginning again" in line for line in lines_until(service, f"open http://127.0.0.1:{ports[1]}/"))
        assert get(ports[1], "/", {"Host": "f.example"}).status == 404
        service.terminate()
        said, _ = service.communicate(timeout=30)
    assert (service.returncode, "Traceback" in said) == (128 + signal.SIGTERM, False)


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[str]]:
    """``feedsvc run``, ended in any case."""
    command = [*FEEDSVC, "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as service:
        try:
            yield service
        finally:
            service.kill()


def test_a_file_that_says_the_same_is_no_change(tmp_path: Path) -> None:
    """Comments and order of lines begin nothing again; what one cannot work with neither."""
    config = configured(tmp_path)
    before = load(config)
    config.write_text(f"# ours\n{config.read_text()}")
    assert not is_other(before)
    config.write_text(config.read_text().replace("mailto:a@example.org", ""))
    with pytest.raises(ConfigError, match="'site.contact' is not filled in"):
        is_other(before)
    config.write_text(config.read_text().replace('contact = ""', 'contact = "mailto:b@example.org"'))
    assert is_other(before)


def typed(config: Path, *words: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    done = subprocess.run([*FEEDSVC, words[0], "--config", str(config), *words[1:]], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_pass_ends_when_told(tmp_path: Path, number: int) -> None:
    """A signal in the middle of a 'refresh' that waits for its site: 143 or 130, no stack trace."""
    with ScriptedServer(lambda received: [HOLD]) as site:
        command = [sys.executable, "-m", "feedsvc", "refresh", "--config", str(configured(tmp_path, site.url("/news/")))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            while not site.requests:
                assert process.poll() is None
            process.send_signal(number)
            said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (128 + number, "")
