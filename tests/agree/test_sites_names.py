"""Who is still led to a site that has died, after its name has changed, against closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.measure import names, traffic
from playground.result import Result
from playground.run import run
from playground.theory import dns_drain
from tests.agree.replications import agrees, many
from tests.agree.sited import HOME, changed_ns, led, sited
from tests.agree.test_names import crowds

DIES_S, UNNOTICED_S = 0.5, 0.1
TTL_S, RUNS = 4.0, 40


def dying(
    rate_rps: float,
    resolvers: int,
    *,
    ttl_s: float = TTL_S,
    seconds: float = 4.8,
    dies_s: float = DIES_S,
    **knobs: Any,
) -> WebSystem:
    """Everybody lives near the site that dies, and asks once a second."""
    given = {"dns__resolvers": resolvers, "dns__ttl_s": ttl_s, **knobs}
    return sited(f"kill:site-a@{dies_s}", rate_rps=rate_rps, seconds=seconds, regions=(HOME,), **given)


def still(result: Result) -> float:
    return led(result, 0, 0, TTL_S, changed_ns(result))


def mean_old(design: WebSystem, ttl_s: float = TTL_S, violators: float = 0.0) -> float:
    """Of all questions from the change of the name to the end of its time to live."""
    shares, rates_rps = crowds(design)
    at_s = (np.arange(200) + 0.5) / 200 * ttl_s
    parts = [dns_drain.old_share_mean(t, ttl_s, shares, rates_rps, violators, 86_400.0) for t in at_s]
    return float(np.mean(parts))


@pytest.mark.parametrize(
    ("rate_rps", "resolvers", "violators"), [(4000.0, 2000, 0.0), (2000.0, 8000, 0.0), (4000.0, 4000, 0.25)]
)
def test_who_is_still_led_to_a_site_that_has_died(rate_rps: float, resolvers: int, violators: float) -> None:
    """Resolvers that are asked twice a second, or once in four, or of which a quarter keeps names for a day."""
    design = dying(rate_rps, resolvers, dns__violator_share=violators)
    assert agrees(many(design, still, RUNS), mean_old(design, violators=violators))


def parts(result: Result, until_s: float) -> list[float]:
    """Half a second each, from the change of the name on."""
    return [led(result, 0, from_s, from_s + 0.5, changed_ns(result)) for from_s in np.arange(0, until_s, 0.5)]


def test_busy_resolvers_let_go_in_a_straight_line() -> None:
    """1 - t/TTL, and nobody any more from its end on."""
    design = dying(8000.0, 160, seconds=6.0)
    found = np.mean(many(design, lambda result: parts(result, TTL_S + 1), 30), axis=0)
    theory = [dns_drain.old_share_at_most(t, TTL_S) for t in np.arange(0.25, TTL_S + 1, 0.5)]
    assert found == pytest.approx(theory, abs=0.02)
    assert found[-2:].tolist() == [0.0, 0.0]


def test_a_browser_that_keeps_the_name_itself_adds_its_own_time() -> None:
    """Whoever asks at rate r finds a name in the browser with the chance r b / (1 + r b), as old as anything below b;
    what it was then is what the resolver said."""
    rate_rps, browser_s, ttl_s = 1.0, 1.0, 2.0
    knobs = {"workload__requests_per_page": 100.0, "workload__visits__session_s": 10_000.0}
    design = dying(8000.0, 400, ttl_s=ttl_s, dies_s=9.9, seconds=13.4, dns__browser_s=browser_s, **knobs)
    found = np.mean(many(design, lambda result: parts(result, ttl_s + browser_s), 8), axis=0)

    asked_rps = 20 * rate_rps / (1 + rate_rps * browser_s)  # of a resolver, by 20 people

    def told(since_s: float) -> float:
        return 1.0 if since_s < 0 else dns_drain.old_share(since_s, asked_rps, ttl_s)

    def led_there(since_s: float) -> float:
        kept = np.mean([told(since_s - age_s) for age_s in (np.arange(100) + 0.5) / 100 * browser_s])
        hits = rate_rps * browser_s / (1 + rate_rps * browser_s)
        return float((1 - hits) * told(since_s) + hits * kept)

    middles_s = np.arange(0.25, ttl_s + browser_s, 0.5)
    assert found == pytest.approx([led_there(float(t)) for t in middles_s], abs=0.025)
    assert found[-1] > 0, "the resolvers have let go half a second ago"
    assert (found > [dns_drain.old_share_at_most(t, ttl_s) for t in middles_s]).all()


def test_a_shorter_ttl_shortens_the_outage_and_multiplies_the_questions() -> None:
    """Who fails was on the way before the death was noticed, or was led there afterwards. Each resolver asks the
    authority λ / (1 + λT) times a second."""
    rate_rps, resolvers, failed, asked = 4000.0, 2000, {}, {}
    for ttl_s in (1.0, 4.0):
        design = dying(rate_rps, resolvers, ttl_s=ttl_s, seconds=6.0)
        rows = many(design, lambda result: traffic.requests(result).failed, 10)
        failed[ttl_s] = float(np.mean(rows)) / rate_rps
        assert failed[ttl_s] == pytest.approx(UNNOTICED_S + ttl_s * mean_old(design, ttl_s), rel=0.03)
        shares, rates_rps = crowds(design)
        busy = rates_rps > 0
        misses = [dns_drain.authority_rps(float(rate), ttl_s) / rate for rate in rates_rps[busy]]
        looked = names.names(run(design.model_copy(update={"faults": ()})))
        assert looked is not None
        asked[ttl_s] = looked.authority_per_s
        assert asked[ttl_s] == pytest.approx(rate_rps * float(shares[busy] @ misses), rel=0.02)
    assert failed[1.0] < 0.35 * failed[4.0]
    assert asked[1.0] > 2.5 * asked[4.0]
