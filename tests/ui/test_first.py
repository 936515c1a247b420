"""The stored first results are runs: the engine makes the same bytes today."""

from __future__ import annotations

import lzma
import pickle

import pytest

from playground.run import run
from playground.ui import first
from playground.ui.stops import previous


@pytest.mark.parametrize("name", first.designs())
def test_every_stored_result_is_what_a_run_leaves_behind(name: str) -> None:
    design = first.designs()[name]
    stored = first.find(design, first.SEED)
    assert stored is not None
    assert stored.digest() == run(design, seed=first.SEED).digest(), "run `python -m playground.ui.first` again"


def test_what_the_page_compares_with_is_stored_too() -> None:
    for design in first.designs().values():
        earlier = previous(design)
        if design.name == "split-tiers" and design.workload.daily_users == 150_000:
            assert earlier is not None
            assert earlier.name == "single-server"
            assert first.find(earlier, first.SEED) is not None


def test_nothing_else_is_shown_from_the_store() -> None:
    design = next(iter(first.designs().values()))
    assert first.find(design, 2) is None
    assert first.find(None, 1) is None


def test_a_file_with_anything_else_in_it_is_refused() -> None:
    with pytest.raises(pickle.UnpicklingError):
        first.load(lzma.compress(pickle.dumps(print)))
