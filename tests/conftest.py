"""Where everything must be decided, examples are the same at each run; elsewhere each run looks for new ones.  What tests
measured ("figure" properties) is printed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from .browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No example has a time to keep: who else is at work on the machine is no fault of ours.
settings.register_profile("seeking", deadline=None)
settings.register_profile("decided", derandomize=True, print_blob=True, deadline=None)
settings.load_profile("decided" if os.environ.get("CI") else "seeking")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, ())]
    figures = sorted({f"{value}" for report in reports for name, value in report.user_properties if name == "figure"})
    for figure in figures:
        terminalreporter.write_line(f"measured: {figure}")


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def chrome(started: Browser) -> Iterator[Browser]:
    """The browser, without any page left from an earlier test."""
    yield started
    for context in started.contexts:
        context.close()
