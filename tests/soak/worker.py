"""The program in a process of its own: a line with the time comes in, the passes due then are made, a line with figures goes out."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feedsvc import app as composition
from feedsvc import rounds
from feedsvc.commands.service import static
from feedsvc.config import load
from feedsvc.errors import FeedsvcError
from feedsvc.fetching import WebFetcher
from feedsvc.record import Outcome
from feedsvc.serve import create_server

PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


class Clock:
    now = datetime.min

    def __call__(self) -> datetime:
        return self.now


async def at_once(_: float) -> None:
    """Waits between two tries cost nothing here."""


def figures(outcomes: list[Outcome], faults: list[str]) -> str:
    held = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_SIZE
    told = {outcome.source: str(outcome.verdict) for outcome in outcomes}
    return json.dumps({"memory": held, "files": len(os.listdir("/proc/self/fd")), "outcomes": told, "faults": faults})


async def main(path: Path) -> None:
    config, clock = load(path), Clock()
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    clock.now = datetime.fromisoformat((await lines.readline()).decode().strip())
    with composition.opened(config, clock=clock) as app, app.store.lock():
        memory = composition.StoreMemory(app.store)
        fetcher = WebFetcher(config.contact, "1.0", pace=0, memory=memory, clock=clock, sleep=at_once)
        app = replace(app, parts=replace(app.parts, fetcher=fetcher))
        server = create_server(static(config), config.host, config.port, handle_signals=False)
        serving = asyncio.create_task(server.serve())
        print("ready", flush=True)
        while line := await lines.readline():
            clock.now = datetime.fromisoformat(line.decode().strip())
            faults: list[str] = []

            def note(fault: FeedsvcError, faults: list[str] = faults) -> None:
                faults.append(fault.message)

            outcomes = await rounds.refresh_all(app, config.sources, lambda outcome: None, due_only=True, fault=note)
            print(figures(outcomes, faults), flush=True)
        server.should_exit = True
        await serving


asyncio.run(main(Path(sys.argv[1])))
