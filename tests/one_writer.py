"""``python -m tests.one_writer LOCK ROUNDS STARTS``: so many rounds of so many processes that all want the lock at once.

A line for each round: how many won, and how many of the others named the winner.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from feedsvc.errors import BusyError
from feedsvc.stores.flock import exclusive


def one_start(path: Path, go: int, done: int, tell: int) -> None:
    """What each process does: wait for the others, want the lock, say what came of it, hold it until the round is over."""
    os.read(go, 1)
    try:
        with exclusive(path):
            os.write(tell, f"won {os.getpid()}\n".encode())
            os.read(done, 1)
    except BusyError as error:
        os.write(tell, f"{error.exit_code} {error.message}\n".encode())


def one_round(path: Path, starts: int) -> tuple[int, int]:
    (go, begin), (done, end), (hear, tell) = os.pipe(), os.pipe(), os.pipe()
    children = []
    for _ in range(starts):
        child = os.fork()
        if not child:
            os.close(begin)
            os.close(end)
            one_start(path, go, done, tell)
            os._exit(0)
        children.append(child)
    os.close(begin)  # all begin now
    with os.fdopen(hear) as answers:
        lines = [answers.readline() for _ in range(starts)]
    os.close(end)
    for child in children:
        os.waitpid(child, 0)
    for handle in (go, done, tell):
        os.close(handle)
    winners = [line.split()[1] for line in lines if line.startswith("won")]
    return len(winners), sum(line.startswith(f"75 Another feedsvc is at work: process {winners[0]} on") for line in lines)


if __name__ == "__main__":
    for _ in range(int(sys.argv[2])):
        print(*one_round(Path(sys.argv[1]), int(sys.argv[3])))
