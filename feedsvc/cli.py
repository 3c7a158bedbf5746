"""The commands: declared here, done in ``commands/``, imported when called.

argparse, because the service starts often: a command line library of more comfort costs more than a whole pass.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from .errors import FeedsvcError

DESCRIPTION = "Feeds for sites that have none: watches news listings and publishes Atom, RSS and JSON feeds as static files."
KEYS: dict[str, Any] = {"nargs": "*", "metavar": "KEY", "help": "keys of the sources; none means all"}
PRIVATE: dict[str, Any] = {"action": "store_true", "help": "allow a host on this machine or in a private network"}
CONTACT: dict[str, Any] = {"help": "mailto:… or an address that tells who you are; else the configured one"}
ENTRY: dict[str, Any] = {"metavar": "ID|URL", "help": "an entry's id or address"}
BACKUP: dict[str, Any] = {"type": Path, "metavar": "FILE", "help": "the file of the backup"}

DAY = 86400

T = TypeVar("T")
Work = Callable[[argparse.Namespace], int | None]


class Parser(argparse.ArgumentParser):
    """Says what was meant when a word is nearly right."""

    def error(self, message: str) -> NoReturn:
        known = [name for action in self._actions for name in action.option_strings]
        print(f"feedsvc: {message}{_meant(message, known)}\n  → {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def _meant(message: str, options: list[str]) -> str:
    import re
    from difflib import get_close_matches

    wrong = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)|unrecognized arguments: (\S+)", message)
    known = re.findall(r"'([^']+)'", wrong[2]) if wrong and wrong[2] else options
    close = get_close_matches(wrong[1] or wrong[3], known, n=1) if wrong else []
    return f"; did you mean '{close[0]}'?" if close else ""


OPTIONS = (
    "--allow-private --as --base-url --batch --config --contact --due --folder --help --host --interval --json --key --offline --port"
).split()
BEHIND = {"-c", *OPTIONS} - {"--help"}


def build(only: str | None = None) -> Parser:
    """The whole command line; or, as declaring it takes longer than many a command, that of one command ``only``."""
    parser = Parser("feedsvc", description=DESCRIPTION, epilog="Begin with: feedsvc demo, or feedsvc init URL")
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in [only] if only in COMMANDS else COMMANDS:
        COMMANDS[name](commands)
    return parser


def _command(commands: Any, name: str, words: str, example: str, work: Work, *, config: bool = True, json: bool = False) -> Parser:
    parser: Parser = commands.add_parser(name, help=words, description=words, epilog=f"Example: {example}")
    if config:
        parser.add_argument("-c", "--config", type=Path, metavar="FILE", help="the configuration file, else config.toml")
    if json:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON for machines")
    parser.set_defaults(work=work, parser=parser)
    return parser


def _declare_init(commands: Any) -> None:
    example = "feedsvc init http://www.example.org/news/ --contact mailto:you@example.org"
    start = _command(commands, "init", "Look at a listing, show what would be read, write config.toml.", example, _init)
    start.add_argument("url", metavar="URL", help="address of a page that lists articles")
    start.add_argument("--key", help="the feed's short name, as in news.atom")
    start.add_argument("--title", help="the feed's title; else the page's")
    start.add_argument("--contact", **CONTACT)
    start.add_argument("--base-url", help="where the published files will be served")
    start.add_argument("--allow-private", **PRIVATE)
    start.add_argument("-y", "--yes", action="store_true", help="write without asking")


def _declare_refresh(commands: Any) -> None:
    words = "One pass over all sources, then exit: for cron and containers."
    once = _command(commands, "refresh", words, "feedsvc refresh --due", _refresh, json=True)
    once.add_argument("keys", **KEYS)
    once.add_argument("--due", action="store_true", help="only sources whose time has come")


def _declare_check(commands: Any) -> None:
    words = "As refresh, but writes nothing: shows what would change."
    _command(commands, "check", words, "feedsvc check news", _check, json=True).add_argument("keys", **KEYS)


def _declare_release(commands: Any) -> None:
    words = "Publish what the gate holds: one pass that believes the rows the listing shows."
    _command(commands, "release", words, "feedsvc release news", _release).add_argument("key", metavar="KEY", help="the source's key")


def _declare_inspect(commands: Any) -> None:
    words = "Read one page and print what was found, with the reason for each field."
    example = "feedsvc inspect page.html --url http://www.example.org/news/1.html --as article"
    page = _command(commands, "inspect", words, example, _inspect, json=True)
    page.add_argument("page", nargs="?", metavar="URL|FILE", help="an address, or a file with a stored page")
    page.add_argument("--as", dest="kind", choices=("listing", "article"), help="what the page is; else guessed")
    page.add_argument("--url", help="where a stored page came from")
    page.add_argument("--timezone", help="time zone of times without one, else the source's, that of the page's country, or Asia/Shanghai")
    page.add_argument("--batch", type=Path, metavar="MANIFEST", help="a file with one JSON object per line; one result per line")
    page.add_argument("--contact", **CONTACT)
    page.add_argument("--allow-private", **PRIVATE)


def _declare_run(commands: Any) -> None:
    _command(commands, "run", "Scheduler and static server, until SIGTERM.", "feedsvc run", _run)


def _declare_serve(commands: Any) -> None:
    serve = _command(commands, "serve", "The static server alone, until SIGTERM.", "feedsvc serve --port 8080", _serve)
    serve.add_argument("--port", type=int, help="instead of the configured one; 0 takes a free one")
    serve.add_argument("--host", help="instead of the configured one")


def _declare_demo(commands: Any) -> None:
    words = "The practice site, worker and server, on this machine only, in a temporary folder."
    demo = _command(commands, "demo", words, "feedsvc demo --port 0", _demo, config=False)
    demo.add_argument("--port", type=int, help="the port to open in a browser; else 8080, or a free one where that is taken")
    demo.add_argument("--interval", type=_seconds, default=60, help="seconds between new articles of the practice site (60)")
    demo.add_argument("--folder", type=Path, help="keep state and feeds here instead of in a temporary folder")


def _seconds(text: str) -> int:
    """A pause from a second to a day."""
    if not (text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= DAY):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of seconds from 1 to {DAY}")
    return int(text)


def _declare_status(commands: Any) -> None:
    _command(commands, "status", "What each source's last runs were, in words.", "feedsvc status --json", _status, json=True)


def _declare_explain(commands: Any) -> None:
    words, example = "One entry's history: where each value came from.", "feedsvc explain http://www.example.org/news/1.html"
    _command(commands, "explain", words, example, _explain, json=True).add_argument("what", **ENTRY)


def _declare_backup(commands: Any) -> None:
    words = "Copy the store into a file, also while others work."
    _command(commands, "backup", words, "feedsvc backup /backup/feedsvc.db", _backup).add_argument("file", **BACKUP)


def _declare_restore(commands: Any) -> None:
    words = "Put a backup in the place of the store, and publish it."
    _command(commands, "restore", words, "feedsvc restore /backup/feedsvc.db", _restore).add_argument("file", **BACKUP)


def _declare_doctor(commands: Any) -> None:
    words = "Look at configuration, permissions, clock, store, published files and reachability, and say what to do."
    doctor = _command(commands, "doctor", words, "feedsvc doctor --offline", _doctor, json=True)
    doctor.add_argument("--offline", action="store_true", help="ask no site and no server")


def _declare_health(commands: Any) -> None:
    _command(commands, "health", "Exit code 1 when a source was not looked at for three intervals.", "feedsvc health", _health)


def _declare_withdraw(commands: Any) -> None:
    words, example = "Take an entry back everywhere, for good.", "feedsvc withdraw http://www.example.org/news/1.html"
    _command(commands, "withdraw", words, example, _withdraw).add_argument("what", **ENTRY)


COMMANDS: dict[str, Callable[[Any], None]] = {
    "init": _declare_init, "refresh": _declare_refresh, "check": _declare_check, "release": _declare_release, "inspect": _declare_inspect,
    "run": _declare_run, "serve": _declare_serve, "demo": _declare_demo,
    "status": _declare_status, "explain": _declare_explain, "backup": _declare_backup, "restore": _declare_restore,
    "doctor": _declare_doctor, "health": _declare_health, "withdraw": _declare_withdraw,
}  # fmt: skip


# --- what each does -----------------------------------------------------------------------------


def _run_to_end(work: Coroutine[Any, Any, T]) -> T:
    import asyncio  # half of what a start costs that fetches nothing

    return asyncio.run(work)


def _init(given: argparse.Namespace) -> None:
    from .commands.init import Wanted
    from .commands.work import initialise

    wanted = Wanted(given.url, given.config, given.key, given.title, given.contact, given.base_url, given.allow_private)
    _run_to_end(initialise(wanted, given.yes))


def _refresh(given: argparse.Namespace) -> int:
    from .commands.ending import until_told
    from .commands.work import refresh_once

    return _run_to_end(until_told(refresh_once(given.config, given.keys, given.due, given.as_json)))


def _check(given: argparse.Namespace) -> int:
    from .commands.work import check_once

    return _run_to_end(check_once(given.config, given.keys, given.as_json))


def _release(given: argparse.Namespace) -> int:
    from .commands.work import release_once

    return _run_to_end(release_once(given.config, given.key))


def _inspect(given: argparse.Namespace) -> None:
    from .commands.work import inspect_batch, inspect_one

    if given.batch is not None:
        inspect_batch(given.batch)
    else:
        _run_to_end(inspect_one(given))


def _run(given: argparse.Namespace) -> int:
    from .commands.renewal import SettingsChanged, begin_again
    from .commands.service import run_service

    try:
        return _run_to_end(run_service(given.config))
    except SettingsChanged:
        begin_again()


def _serve(given: argparse.Namespace) -> int:
    from .commands.service import serve_only

    return _run_to_end(serve_only(given.config, given.host, given.port))


def _demo(given: argparse.Namespace) -> int:
    from .commands.demo import run_demo

    return _run_to_end(run_demo(given.port, given.interval, given.folder))


def _status(given: argparse.Namespace) -> int:
    from .commands.look_back import show_status

    return show_status(given.config, given.as_json)


def _health(given: argparse.Namespace) -> int:
    from .commands.health import check_health

    return check_health(given.config)


def _backup(given: argparse.Namespace) -> None:
    from .commands.keep import back_up

    back_up(given.config, given.file)


def _restore(given: argparse.Namespace) -> None:
    from .commands.keep import restore

    restore(given.config, given.file)


def _doctor(given: argparse.Namespace) -> int:
    from .commands.doctor import examine

    return _run_to_end(examine(given.config, given.as_json, given.offline))


def _explain(given: argparse.Namespace) -> None:
    from .commands.look_back import explain_entry

    explain_entry(given.config, given.what, given.as_json)


def _withdraw(given: argparse.Namespace) -> None:
    from .commands.look_back import withdraw_entry

    _run_to_end(withdraw_entry(given.config, given.what))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Entry point.  A mistake is told in words and an exit code, never in a stack trace."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr has it: a terminal without Chinese signs ends no command
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    parser = build(arguments[0] if arguments else None)
    if arguments and arguments[0] in BEHIND:
        parser.error(f"{arguments[0]} stands behind the command it belongs to: feedsvc COMMAND {arguments[0]} …")
    given, unknown = parser.parse_known_args(arguments)
    if unknown:  # told by the command they were given to
        getattr(given, "parser", parser).error(f"unrecognized arguments: {' '.join(unknown)}")
    if given.version:
        from . import __version__

        print(f"feedsvc {__version__}")
        raise SystemExit(0)
    if given.command is None:
        parser.print_help()
        raise SystemExit(0)
    raise SystemExit(_done(given))


def _done(given: argparse.Namespace) -> int:
    import os

    from .errors import FeedsvcError, from_system

    if getattr(given, "config", None) is None:
        given.config = Path(os.environ.get("FEEDSVC_CONFIG", "config.toml"))
    try:
        code = int(given.work(given) or 0)
        if sys.stdout is not None:
            sys.stdout.flush()  # a disk that is full is told here, in words
        return code
    except FeedsvcError as error:
        return _told(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stdout = None  # whoever read us has gone; there is nobody to tell
        return 0
    except OSError as error:
        return _told(from_system(error))


def _told(error: FeedsvcError) -> int:
    print(f"feedsvc: {error.message}" + (f"\n  → {error.next_step}" if error.next_step else ""), file=sys.stderr)
    return error.exit_code
