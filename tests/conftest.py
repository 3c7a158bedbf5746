"""Where everything must be decided, examples are the same at each run; elsewhere each run looks for new ones.  What tests
measured ("figure" properties) is printed at the end."""

import os

import pytest
from hypothesis import settings

settings.register_profile("decided", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("decided")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, ())]
    figures = sorted({f"{value}" for report in reports for name, value in report.user_properties if name == "figure"})
    for figure in figures:
        terminalreporter.write_line(f"measured: {figure}")
