"""Pages are tested on answers that do not depend on how fast the machine is."""

from __future__ import annotations

import pytest

from playground.ui import answers


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first answer goes as far as its requests allow, however long that takes."""
    monkeypatch.setattr(answers, "FIRST_S", 600.0)
