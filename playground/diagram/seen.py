"""What a run says about each node, as plain data for the picture."""

from __future__ import annotations

from typing import Any, TypeVar

from playground.diagram.flows import Flows
from playground.diagram.levels import Level, levels
from playground.diagram.moments import Moments, moments, spans_of
from playground.measure import utilisation
from playground.measure.utilisation import NodeUse
from playground.result import Result

Series = TypeVar("Series", str, list[int], list[float], list[float | None])

UNKNOWN: dict[str, Any] = {
    "busy_mean": None,
    "waiting_mean": None,
    "failed": 0,
    "level": None,
    "rps": [],
    "busy": [],
    "waiting": [],
    "state": "",
    "trusted": "",
    "leads": "",
}


def told(result: Result, flow: Flows) -> dict[str, dict[str, Any]]:
    """By node: means of the run, what failed there, its level, and per moment what `_series` says."""
    seen, gauges = moments(result), levels(result, spans_of(result))
    means = {use.name: use for use in utilisation.nodes(result)}
    return {
        name: {
            **UNKNOWN,
            "rps": brief(flow.node_rps.get(name, [])),
            **_means(means.get(name)),
            "level": _level(gauges.get(name)),
            **_series(seen, name),
        }
        for name in {**seen.busy, **means}
    }


def brief(values: Series) -> Series:
    """One value where all are the same: most parts are up, without a line, most of the time."""
    return values[:1] if len(values) > 1 and all(value == values[0] for value in values) else values


def _means(use: NodeUse | None) -> dict[str, Any]:
    if use is None:
        return {}
    return {
        "busy_mean": None if use.utilisation is None else round(100 * use.utilisation),
        "waiting_mean": None if use.queue_mean is None else round(use.queue_mean, 1),
        "failed": use.failed,
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    return None if level is None else {"what": level.what, "values": brief(level.values), "full": level.full}


def _series(seen: Moments, name: str) -> dict[str, Any]:
    """Per moment: busy percent, waiting, the state: u(p), d(own), s(ilent), o(ut of the balancer's list), and of
    replicated databases whether it leads (1) or follows (0). `trusted`: 1 while it is believed healthy."""
    if name not in seen.busy:
        return {}
    letters = ("uo", "dd", "ss")
    state = "".join(letters[dead][int(out)] for dead, out in zip(seen.state[name], seen.is_out[name], strict=True))
    trusted = "".join("0" if out else "1" for out in seen.is_out[name])
    leads = "".join("1" if is_so else "0" for is_so in seen.leads.get(name, ()))
    return {
        "busy": brief(seen.busy[name]),
        "waiting": brief(seen.waiting[name]),
        "state": brief(state),
        "trusted": brief(trusted),
        "leads": brief(leads),
    }
