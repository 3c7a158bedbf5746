"""``python -m feedsvc``, and the command ``feedsvc``."""

import gc

gc.set_threshold(50_000)  # what a start imports stays: the collector would walk through it again and again

from .cli import main  # noqa: E402 - not before


def program() -> None:
    """One command as a process of its own.

    Ends it at once: all is closed by then, and taking its modules apart costs Python as much as a pass over a quiet site.
    """
    import os
    from contextlib import suppress

    try:
        main()
    except SystemExit as end:
        with suppress(OSError):  # who wanted help or the version has gone
            print(end="", flush=True)
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    program()
