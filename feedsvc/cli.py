"""The commands.  Each parses its arguments here and does its work in ``commands/``, imported when it is called."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .errors import FeedsvcError

app = typer.Typer(
    name="feedsvc", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Feeds for sites that have none: watches news listings and publishes Atom, RSS and JSON feeds as static files.",
)  # fmt: skip

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", envvar="FEEDSVC_CONFIG")]
KeysArgument = Annotated[list[str] | None, typer.Argument(help="Keys of the sources; none means all.", metavar="[KEY]...")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
CONFIG = Path("config.toml")


@contextmanager
def plain_errors() -> Iterator[None]:
    """A mistake is told in words and an exit code, never in a stack trace."""
    try:
        yield
    except FeedsvcError as error:
        typer.echo(f"feedsvc: {error.message}", err=True)
        if error.next_step:
            typer.echo(f"  → {error.next_step}", err=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


@app.command(epilog="Example: feedsvc init http://www.example.org/news/ --contact mailto:you@example.org")
def init(
    url: Annotated[str, typer.Argument(help="Address of a page that lists articles.", metavar="URL")],
    key: Annotated[str | None, typer.Option(help="The feed's short name, as in news.atom.")] = None,
    title: Annotated[str | None, typer.Option(help="The feed's title; else the page's.")] = None,
    contact: Annotated[str | None, typer.Option(help="mailto:… or an address that tells who you are.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Where the published files will be served.")] = None,
    allow_private: Annotated[bool, typer.Option(help="Allow a host on this machine or in a private network.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Look at a listing, show what would be read, write config.toml."""
    from .commands.init import Wanted
    from .commands.work import initialise

    with plain_errors():
        asyncio.run(initialise(Wanted(url, config, key, title, contact, base_url, allow_private), yes))


@app.command(epilog="Example: feedsvc refresh            (from cron, or as a container that exits)")
def refresh(
    keys: KeysArgument = None,
    due: Annotated[bool, typer.Option("--due", help="Only sources whose time has come.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """One pass over all sources, then exit."""
    from .commands.work import refresh_once

    with plain_errors():
        raise typer.Exit(asyncio.run(refresh_once(config, keys or [], due, as_json)))


@app.command(epilog="Example: feedsvc run")
def run(config: ConfigOption = CONFIG) -> None:
    """Scheduler and static server, until SIGTERM."""
    from .commands.service import run_service

    with plain_errors():
        raise typer.Exit(asyncio.run(run_service(config)))


@app.command(epilog="Example: feedsvc serve --port 8080")
def serve(
    config: ConfigOption = CONFIG,
    port: Annotated[int | None, typer.Option(help="Instead of the configured one; 0 takes a free one.")] = None,
    host: Annotated[str | None, typer.Option(help="Instead of the configured one.")] = None,
) -> None:
    """The static server alone."""
    from .commands.service import serve_only

    with plain_errors():
        raise typer.Exit(asyncio.run(serve_only(config, host, port)))


@app.command(epilog="Example: feedsvc check news")
def check(keys: KeysArgument = None, as_json: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """As refresh, but writes nothing: the rows, the decisions, the difference."""
    from .commands.work import check_once

    with plain_errors():
        raise typer.Exit(asyncio.run(check_once(config, keys or [], as_json)))


@app.command(epilog="Example: feedsvc inspect page.html --url http://www.example.org/news/1.html --as article")
def inspect(
    page: Annotated[str | None, typer.Argument(help="An address, or a file with a stored page.", metavar="URL|FILE")] = None,
    kind: Annotated[str | None, typer.Option("--as", help="listing or article; else guessed.")] = None,
    url: Annotated[str | None, typer.Option(help="Where a stored page came from.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone of times without one.")] = "Asia/Shanghai",
    batch: Annotated[Path | None, typer.Option(help="A file with one JSON object per line; one result per line.")] = None,
    allow_private: Annotated[bool, typer.Option(help="Allow a host on this machine or in a private network.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read one page and print what was found, with the reason for each field."""
    from .commands.work import inspect_batch, inspect_one

    with plain_errors():
        if batch is not None:
            inspect_batch(batch)
        elif page is None:
            raise typer.BadParameter("name a page: an address, a file, or --batch MANIFEST")
        else:
            asyncio.run(inspect_one(page, kind, url, zone, allow_private, as_json))


@app.command(epilog="Example: feedsvc status --json")
def status(as_json: JsonOption = False, config: ConfigOption = CONFIG) -> None:
    """What each source's last runs were, in words."""
    from .commands.look_back import show_status

    with plain_errors():
        raise typer.Exit(show_status(config, as_json))


@app.command(epilog="Example: feedsvc explain http://www.example.org/news/1.html")
def explain(
    what: Annotated[str, typer.Argument(help="An entry's id or address.", metavar="ID|URL")],
    as_json: JsonOption = False,
    config: ConfigOption = CONFIG,
) -> None:
    """One entry's history: where each value came from."""
    from .commands.look_back import explain_entry

    with plain_errors():
        explain_entry(config, what, as_json)


@app.command(epilog="Example: feedsvc withdraw http://www.example.org/news/1.html")
def withdraw(
    what: Annotated[str, typer.Argument(help="An entry's id or address.", metavar="ID|URL")], config: ConfigOption = CONFIG
) -> None:
    """Take an entry back everywhere, for good."""
    from .commands.look_back import withdraw_entry

    with plain_errors():
        withdraw_entry(config, what)


@app.command(epilog="Example: feedsvc demo --port 8080")
def demo(
    port: Annotated[int, typer.Option(help="Port to open in a browser; 0 takes a free one.")] = 8080,
    interval: Annotated[int, typer.Option(help="Seconds between new articles of the practice site.")] = 60,
    folder: Annotated[Path | None, typer.Option(help="Keep state and feeds here instead of a temporary folder.")] = None,
) -> None:
    """The practice site, worker and server, on this machine only, in a temporary folder."""
    from .commands.demo import run_demo

    with plain_errors():
        raise typer.Exit(asyncio.run(run_demo(port, interval, folder)))


def main() -> None:
    """Entry point."""
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


