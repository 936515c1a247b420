"""Journeys: a second run repeats the first exactly and writes down every block of the requests worth a look."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from playground.result import Result
from playground.run import Run, run
from playground.run.journeys import Journey, journeys, nearest, worth_a_look
from tests.run.designs import CASES


@cache
def told(name: str) -> tuple[Result, dict[int, Journey]]:
    """A run and its journeys by number."""
    case = CASES[name]
    result = run(case.design, trace=case.trace)
    return result, {journey.number: journey for journey in journeys(result, case.trace)}


@pytest.mark.parametrize("name", CASES)
def test_watching_changes_nothing(name: str) -> None:
    case = CASES[name]
    watched = Run(case.design, trace=case.trace, watch=np.arange(10_000))
    watched.advance()
    assert watched.result().digest() == told(name)[0].digest()


@pytest.mark.parametrize("name", CASES)
def test_everyone_worth_a_look_has_a_journey(name: str) -> None:
    result, found = told(name)
    numbers = {number for chain in result.chains for number in chain.numbers} | set(result.smallest)
    numbers |= {number for share in (0.5, 0.95, 0.99) for number in nearest(result, share)}
    assert set(worth_a_look(result)) == set(found) == numbers
    assert all(len(chain.numbers) == min(chain.count, 8) for chain in result.chains)


@pytest.mark.parametrize("name", CASES)
def test_a_journey_begins_at_the_client_and_goes_forward(name: str) -> None:
    result, found = told(name)
    names = {endpoint.name for endpoint in result.endpoints}
    for journey in found.values():
        times = [step.at_ms for step in journey.steps]
        assert times == sorted(times)
        assert journey.steps[0].block == "SEND"
        assert journey.steps[0].attempt == 1
        assert journey.born_ms == times[0]
        assert journey.endpoint in names
        assert all(step.what or step.block == "JUMP" for step in journey.steps)
        attempts = [step.attempt for step in journey.steps if step.block == "SEND"]
        assert attempts == list(range(1, len(attempts) + 1))


@pytest.mark.parametrize("name", CASES)
def test_a_journey_ends_as_its_chain_says(name: str) -> None:
    """Clients that gave up come to their end at a deadline, between two blocks; all others at a block. Children that
    nobody waits for any more may walk on."""
    result, found = told(name)
    for chain in result.chains:
        if "timed_out" in chain.causes:
            continue
        for number in chain.numbers:
            steps = [step for step in found[number].steps if step.child == 0]
            assert steps[-1].block == ("ANSWER" if chain.outcome == "served" else "FAILED")
            assert max(step.attempt for step in steps) == 1 + chain.causes.count("retried")


@pytest.mark.parametrize("name", ["web-chain", "crowded-line"])
def test_without_deadlines_every_journey_ends_with_an_answer_or_an_error(name: str) -> None:
    result, found = told(name)
    ends = {number: journey.steps[-1].block for number, journey in found.items()}
    assert set(ends.values()) == ({"ANSWER", "FAILED"} if result.chains else {"ANSWER"})


def test_the_lengths_of_journeys_are_the_latencies() -> None:
    """In a queue without retries every journey from the first to the last block is one entry of the histogram."""
    result, found = told("web-chain")
    spans_ns = [(journey.steps[-1].at_ms - journey.born_ms) * 1e6 for journey in found.values()]
    histogram = result.latency[0]
    places = np.searchsorted(histogram.edges_ns, np.round(spans_ns), side="right") - 1
    assert (histogram.counts[places] > 0).all()


def test_a_journey_of_a_run_that_is_not_over() -> None:
    part = Run(CASES["balanced"].design)
    part.advance(part.end_ns // 2)
    result = part.result()
    found = journeys(result)
    assert {journey.number for journey in found} == set(worth_a_look(result))
    assert max(step.at_ms for journey in found for step in journey.steps) * 1e6 < result.until_ns


def test_chosen_numbers() -> None:
    result, _ = told("balanced")
    found = journeys(result, numbers=(17, 3))
    assert [journey.number for journey in found] == [3, 17]
    assert found[0].plain()["steps"][0]["block"] == "SEND"
