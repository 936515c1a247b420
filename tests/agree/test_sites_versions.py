"""A new version at one site while the other still runs the old one: who meets both."""

from __future__ import annotations

from typing import Any

from playground.measure import traffic
from playground.result import Result
from tests.agree.rollout import rolled_out, told

SMALL = {
    "workload.daily_users": 100_000.0,
    "seconds": 60.0,
    "web.servers": 2,
    "web.release.batch_share": 1.0,
    "cdn": None,
    "workload.visits.session_s": 30.0,
    "workload.visits.keep_alive_s": 1.0,
    "workload.requests_per_page": 12.0,
    "dns.browser_s": 0.0,
}


def rolled(**knobs: Any) -> Result:
    """Two servers each, one site after the other, 10 s each: the first site is new from 10 to 20 s on."""
    return rolled_out("multi-dc", SMALL, knobs)


def test_one_site_after_the_other() -> None:
    """All servers of a site at a time."""
    orders = [(o.t_ns / 1e9, o.what, o.node) for o in rolled().orders if o.what in ("take_out", "put_in")]
    first, second = ("web-1", "web-2"), ("b-web-1", "b-web-2")
    assert orders == [
        *((10.0, "take_out", name) for name in first),
        *((20.0, "put_in", name) for name in first),
        *((20.0, "take_out", name) for name in second),
        *((30.0, "put_in", name) for name in second),
    ]


def test_whoever_stays_at_a_site_never_goes_back() -> None:
    """Names that lead by distance keep people where they are; each site is out while it is deployed."""
    result = rolled()
    assert told(result).met_both > 0
    assert told(result).went_back == 0


def test_names_that_lead_anywhere_lead_back_to_the_old_version() -> None:
    """From 20 to 30 s one site is new and the other is being changed; with one server at a time at each, some of those
    who have met the new site are led to the old one, whose server cannot read what the new one wrote."""
    knobs = {"sites__route": "weighted", "dns__ttl_s": 1.0, "web__release__batch_share": 0.25}
    fine, broken = rolled(**knobs), rolled(**knobs, web__release__compatible=False)
    assert told(fine).went_back > 100
    assert "wrong_version" not in traffic.failures(fine)
    failed = sum(row.failures.get("wrong_version", 0) for row in broken.endpoints)
    assert failed == told(broken).went_back > 100
