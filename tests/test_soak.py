"""A day of ``make soak``: the real program and its server, a faulty site, load, and readers."""

from __future__ import annotations

from pathlib import Path

from .soak.run import soaked


def test_a_short_soak_is_well(tmp_path: Path) -> None:
    """Nothing is lost, doubled or made up, the server answers all the while, and no file stays open."""
    soak = soaked(tmp_path, passes=45, clients=1, settle=25)
    assert (soak.lost, soak.doubled, soak.wrong) == ([], [], [])
    assert sum(soak.faults.values()) > 5
    assert set(soak.answers) == {200, 304, 404}
    assert soak.polls >= 4
    assert soak.more_files <= 4
