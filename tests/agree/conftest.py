"""What agreement tests have to say even when they pass: it is shown, not hidden."""

from __future__ import annotations

import pytest

SAID = "agreement"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines that tests recorded under this name, whichever process ran them."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    lines = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == SAID]
    if lines:
        terminalreporter.section("agreement")
        for line in lines:
            terminalreporter.write_line(str(line))
