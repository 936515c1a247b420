"""What a producer knows, against attempts that are drawn, and all that can happen."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.unknown_publish import (
    Publish,
    attempts_mean,
    copies_mean,
    duplicated_share,
    lost_share,
    unknown_share,
    wrongly_feared_share,
)

CHANCE = st.floats(0, 1)


@given(lost=CHANCE, unheard=CHANCE, attempts=st.integers(1, 5))
def test_all_that_can_happen(lost: float, unheard: float, attempts: int) -> None:
    publish = Publish(lost, unheard, attempts)
    chances = {"lost": lost, "unheard": (1 - lost) * unheard, "known": publish.known}
    tried = copies = none = unknown = feared = more = 0.0
    for fates in product(chances, repeat=attempts):
        chance = math.prod(chances[fate] for fate in fates)
        done = fates[: fates.index("known") + 1] if "known" in fates else fates
        there = len(done) - done.count("lost")
        tried += chance * len(done)
        copies += chance * there
        none += chance * (there == 0)
        unknown += chance * ("known" not in done)
        feared += chance * ("known" not in done and there > 0)
        more += chance * (there > 1)
    assert attempts_mean(publish) == pytest.approx(tried, abs=1e-9)
    assert copies_mean(publish) == pytest.approx(copies, abs=1e-9)
    assert lost_share(publish) == pytest.approx(none, abs=1e-9)
    assert unknown_share(publish) == pytest.approx(unknown, abs=1e-9)
    assert wrongly_feared_share(publish) == pytest.approx(feared, abs=1e-9)
    assert duplicated_share(publish) == pytest.approx(more, abs=1e-9)


def test_a_broker_that_is_slower_than_the_timeout() -> None:
    # the disk takes 10 ms on average, exponentially, and the producer waits for 25
    rng = np.random.default_rng(1)
    messages = 400_000
    unheard = math.exp(-2.5)
    copies, acknowledged = np.zeros(messages), np.zeros(messages, dtype=bool)
    for _ in range(3):
        reached = ~acknowledged & (rng.random(messages) >= 0.05)
        copies += reached
        acknowledged |= reached & (rng.exponential(10.0, messages) <= 25.0)
    publish = Publish(0.05, unheard, 3)
    # 400 000 coins: standard errors of 0.0004 and less
    assert duplicated_share(publish) == pytest.approx((copies > 1).mean(), abs=0.0017)
    assert unknown_share(publish) == pytest.approx((~acknowledged).mean(), abs=0.0004)
    assert copies_mean(publish) == pytest.approx(copies.mean(), rel=0.002)


@given(lost=CHANCE, unheard=CHANCE, attempts=st.integers(1, 50))
def test_another_attempt_saves_messages_and_costs_copies(lost: float, unheard: float, attempts: int) -> None:
    fewer, more = Publish(lost, unheard, attempts), Publish(lost, unheard, attempts + 1)
    assert lost_share(more) <= lost_share(fewer)
    assert unknown_share(more) <= unknown_share(fewer)
    assert copies_mean(more) >= copies_mean(fewer) - 1e-9
    assert duplicated_share(more) >= duplicated_share(fewer) - 1e-9


def test_ends() -> None:
    once = Publish(lost=0.1, unheard=0.2)
    assert attempts_mean(once) == pytest.approx(1)
    assert lost_share(once) == pytest.approx(0.1)
    assert unknown_share(once) == pytest.approx(0.28)
    assert duplicated_share(once) == pytest.approx(0)
    never = Publish(lost=1.0, unheard=0.5, attempts=4)
    assert attempts_mean(never) == 4
    assert copies_mean(never) == duplicated_share(never) == wrongly_feared_share(never) == 0
    deaf = Publish(lost=0.0, unheard=1.0, attempts=4)
    assert copies_mean(deaf) == 4
    assert duplicated_share(deaf) == wrongly_feared_share(deaf) == unknown_share(deaf) == 1
    sound = Publish(lost=0.0, unheard=0.0, attempts=4)
    assert attempts_mean(sound) == copies_mean(sound) == 1
    assert duplicated_share(sound) == unknown_share(sound) == 0
    with pytest.raises(ValueError, match="lost"):
        Publish(1.5, 0.0)
    with pytest.raises(ValueError, match="unheard"):
        Publish(0.0, -0.5)
    with pytest.raises(ValueError, match="attempts"):
        Publish(0.0, 0.0, 0)
