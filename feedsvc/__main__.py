"""``python -m feedsvc``, and the command ``feedsvc``."""

import gc

gc.set_threshold(50_000)  # what a start imports stays: the collector would walk through it again and again

from .cli import main  # noqa: E402 - not before


def program() -> None:
    """One command as a process of its own.

    Ends it at once: all is closed by then, and taking its modules apart costs Python as much as a pass over a quiet site.
    """
    import os
    import signal
    from contextlib import suppress

    signal.signal(signal.SIGTERM, told_to_end)
    try:
        main()
    except SystemExit as end:
        with suppress(OSError):  # who wanted help or the version has gone
            print(end="", flush=True)
        os._exit(end.code if isinstance(end.code, int) else 0)


def told_to_end(number: int, frame: object) -> None:
    """Until a command listens itself.  As the first process of a container, a program that does not ask for SIGTERM never hears it."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    program()
