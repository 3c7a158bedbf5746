"""A command that is told to end does so in time, whatever it is at."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from feedsvc.commands import ending

BUSY = """
import asyncio, sys, time
from feedsvc.commands import ending
from feedsvc.commands.service import until_signal

ending.GRACE = 0.1

async def work():
    print("busy", flush=True)
    for _ in range({seconds} * 20):  # no step of it lets the loop go on, as in the rendering of a long history
        time.sleep(0.05)
    await asyncio.sleep(60)
    return 0

sys.exit(asyncio.run({way}))
"""
SLOW = """
import asyncio, sys, time
from feedsvc.commands import ending

ending.GRACE = 0.5

async def work():
    print("busy", flush=True)
    try:
        await asyncio.sleep(60)
    finally:
        {end}
        print("done", flush=True)

sys.exit(asyncio.run(ending.until_told(work())))
"""
WAYS = {"refresh": "ending.until_told(work())", "run": "until_signal([], work)"}


@pytest.mark.parametrize("seconds", [0, 60])
@pytest.mark.parametrize(("way", "number"), [("refresh", signal.SIGTERM), ("run", signal.SIGTERM), ("run", signal.SIGINT)])
def test_who_is_told_to_end_in_a_long_step_ends(way: str, number: int, seconds: int) -> None:
    """With the code of the signal, whether it waits or computes for a minute; nothing is printed."""
    code = BUSY.format(way=WAYS[way], seconds=seconds)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        said, faults = process.communicate(timeout=30)
    assert (process.returncode, said, faults) == (128 + number, "", "")


def test_both_waits_together_are_shorter_than_promised() -> None:
    """The signal may come at the beginning of one long step, and be followed by another."""
    assert 2 * ending.GRACE < 5


def test_who_hears_in_time_may_take_longer_to_end() -> None:
    """The loop goes on: what is under way there is finished, as of servers that finish their answers."""
    assert told_to_end(SLOW.format(end="await asyncio.sleep(1)")) == "done\n"


def test_who_hears_in_time_and_then_computes_for_long_ends_too() -> None:
    """As where a long history is rendered in the end: the loop does not go on."""
    assert told_to_end(SLOW.format(end="[time.sleep(0.1) for _ in range(600)]")) == ""


def told_to_end(code: str) -> str:
    """What a process says after SIGTERM, which ends by its code."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    return said
