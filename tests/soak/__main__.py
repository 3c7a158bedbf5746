"""``python -m tests.soak --passes 1440``: the figures of one run; the exit code says whether they are what is promised."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .run import Soak, soaked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=1440)
    parser.add_argument("--clients", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = soaked(Path(folder), given.passes, given.clients)
    tell(soak)
    return int(bool(soak.lost or soak.doubled or soak.wrong or soak.growth >= 0.05 or soak.more_files > 4))


def tell(soak: Soak) -> None:
    print(f"{soak.passes} passes in {soak.seconds:.0f} s: {dict(soak.outcomes)}; {sum(soak.faults.values())} faults {dict(soak.faults)}")
    print(f"server: {sum(soak.answers.values())} answers {dict(soak.answers)} under load; readers polled {soak.polls} times")
    print(f"memory: {soak.memory[len(soak.memory) // 10] / 1e6:.1f} MB after the warm-up, {soak.memory[-1] / 1e6:.1f} MB at the end, {max(soak.memory) / 1e6:.1f} MB at most; growth {soak.growth:+.1%}")
    print(f"open files: {min(soak.files)} to {max(soak.files)}, {soak.more_files:+d} after the warm-up")
    print(f"{soak.articles} articles on the site: {len(soak.lost)} lost, {len(soak.doubled)} doubled, {len(soak.wrong)} otherwise wrong")
    for words in (*soak.lost[:10], *soak.doubled[:10], *soak.wrong[:10]):
        print(f"    {words}")


if __name__ == "__main__":
    sys.exit(main())
