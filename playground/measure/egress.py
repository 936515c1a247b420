"""The bytes that go out in a month: as the workload's mean has it, and as if every request were answered."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.measure import counted, files
from playground.result import Result

HOURS = 730  # 365 x 24 / 12
KB_OF_GB = 1e6
SECONDS_OF_HOUR = 3600


@dataclass(frozen=True)
class Sent:
    """GB a month: what leaves the origin, and what a CDN sends."""

    origin_gb: float
    cdn_gb: float


def bytes_gb_month(result: Result, design: WebSystem) -> Sent:
    """In a month of the workload's mean, with the run's byte hit ratio.

    A replayed log is taken as it is played: as if its mean rate went on for a month, with the usual size for each kind.
    """
    answers, assets = (kb_s * HOURS * SECONDS_OF_HOUR / KB_OF_GB for kb_s in _kb_per_s(result, design))
    found = files.files(result)
    if found is None:
        return Sent(answers + assets, 0.0)
    missed = 1.0 if found.byte_hit_ratio is None else 1 - found.byte_hit_ratio
    return Sent(answers + assets * missed, assets)


def _kb_per_s(result: Result, design: WebSystem) -> tuple[float, float]:
    """Of answers, and of the files of pages."""
    load = design.workload
    if load.replay is None:
        answers_kb_s = sum(load.requests_rps * load.share_of(row) * row.response_kb for row in load.endpoints)
        return answers_kb_s / load.peak_factor, load.pages_rps * load.page_kb / load.peak_factor
    size_kb = {row.name: row.response_kb for row in load.endpoints}
    seconds = counted.seconds(result)
    if not seconds:
        return 0.0, 0.0
    rows = [(row.offered, size_kb.get(row.name.split("@")[0])) for row in result.endpoints]
    answers_kb = sum(offered * kb for offered, kb in rows if kb is not None)
    return answers_kb / seconds, sum(offered * load.page_kb for offered, kb in rows if kb is None) / seconds
