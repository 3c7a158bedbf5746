"""``run`` and ``demo`` as an operator starts and stops them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .scripted_server import HOLD, ScriptedServer


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


def test_a_pass_ends_when_told(tmp_path: Path) -> None:
    """SIGTERM in the middle of a 'refresh' that waits for its site: 143, no stack trace."""
    with ScriptedServer(lambda received: [HOLD]) as site:
        source = f'[[source]]\nkey = "news"\nurl = "{site.url("/news/")}"\nallow_private = true\n'
        (tmp_path / "config.toml").write_text(f'[site]\ntitle = "T"\ncontact = "mailto:a@example.org"\n[fetch]\npace = 0\n{source}')
        command = [sys.executable, "-m", "feedsvc", "refresh", "--config", str(tmp_path / "config.toml")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            while not site.requests:
                assert process.poll() is None
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (128 + signal.SIGTERM, "")
