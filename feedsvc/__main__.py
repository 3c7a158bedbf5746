"""``python -m feedsvc``."""

import gc

gc.set_threshold(50_000)  # what a start imports stays: the collector would walk through it again and again

from .cli import main  # noqa: E402 - not before

if __name__ == "__main__":
    main()
