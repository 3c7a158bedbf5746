"""``demo``: the practice site, and worker and server against it exactly as against a real site."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from .. import app as composition
from ..config import Config
from ..errors import FeedsvcError
from ..model import Source
from ..practice import Life, PracticeSite, practice_app, sections
from ..record import Outcome, Verdict
from ..serve import StaticFeeds, create_server
from ..serving.door import BoundServer
from .service import work_and_serve
from .words import outcome_line, tell_fault

LOOK_EVERY = 20
USUAL_PORT = 8080
NAME = "山东省质量评价协会（演练）"
RIGHTS = "演练内容，版权归原作者所有"


async def run_demo(port: int | None, interval: int, folder: Path | None) -> int:
    """Until SIGTERM or SIGINT.  Everything stays on 127.0.0.1 and, without ``folder``, in a temporary folder."""
    site = PracticeSite(Life(composition.now(), interval=timedelta(seconds=interval)))
    practice = create_server(practice_app(site, composition.now), "127.0.0.1", 0, handle_signals=False)
    with _room(folder) as room:
        (room / "feeds").mkdir(parents=True, exist_ok=True)
        server = usual_or_free(StaticFeeds(room / "feeds", max_age=5), port)
        config = demo_config(room, f"http://127.0.0.1:{practice.port}", server.port)
        print(f"the practice site stands at http://127.0.0.1:{practice.port}/", flush=True)
        with composition.opened(config) as app, ExitStack() as held:
            held.enter_context(app.store.lock())
            return await _all_together(app, held, practice, server)


def usual_or_free(feeds: StaticFeeds, port: int | None) -> BoundServer:
    """On the port that was asked for; else on the usual one, or where another program has that, on a free one."""
    if port is not None:
        return create_server(feeds, "127.0.0.1", port, handle_signals=False)
    try:
        return create_server(feeds, "127.0.0.1", USUAL_PORT, handle_signals=False)
    except FeedsvcError:
        return create_server(feeds, "127.0.0.1", 0, handle_signals=False)


async def _all_together(app: composition.App, held: ExitStack, practice: BoundServer, server: BoundServer) -> int:
    announced = asyncio.Event()

    def tell(outcome: Outcome) -> None:
        if outcome.verdict is not Verdict.UNCHANGED:
            print(outcome_line(outcome, app.config.zone), flush=True)
        if not announced.is_set() and not outcome.failed:
            announced.set()
            print(f"open {app.config.base_url}", flush=True)

    return await work_and_serve(app, held, [practice, server], tell, tell_fault)


@contextmanager
def _room(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="feedsvc-demo-") as name:
        yield Path(name)


def demo_config(room: Path, practice_url: str, port: int) -> Config:
    """The configuration of the demo: one source per section, one URL each, everything else learned."""
    sources = tuple(
        Source(key, url, title, interval=LOOK_EVERY, pages=3, allow_private=True, rights=RIGHTS)
        for key, url, title in sections(practice_url)
    )
    base = f"http://127.0.0.1:{port}/"
    return Config(
        path=room / "config.toml", title=NAME, language="zh-CN", zone="Asia/Shanghai", author=NAME,
        contact="mailto:demo@feedsvc.example", base_url=base, authority="demo.feedsvc.example", home_url=f"{practice_url}/", rights=RIGHTS,
        license_url=None, sources=sources, pace=0.0, host="127.0.0.1", port=port,
    )  # fmt: skip

