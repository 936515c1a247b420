"""Throughput against offered load: what was served, and on top of it what failed, by reason."""

from __future__ import annotations

from typing import Any

from playground.figures import axes, names, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, traffic
from playground.result import Result

HOVER = "%{y:.3~s}/s"


def traffic_over_time(result: Result, words: Words) -> axes.Figure:
    """Requests per second of each window: served and failed stacked, offered as a line over them."""
    windows, rates = counted.windows(result), traffic.over_time(result)
    whole = windows.is_whole
    at_s = windows.middle_s[whole]
    top = rates.served_rps + sum(rates.failed_rps.values())
    traces = [_area("served", words("figure.served"), at_s, rates.served_rps[whole], palette.SERVED, "")]
    traces += [
        _area(f"failed:{reason}", names.reason(words, reason), at_s, rate[whole], *palette.reason(reason))
        for reason, rate in rates.failed_rps.items()
    ]
    traces.append(
        curve(
            "offered",
            words("figure.offered"),
            at_s,
            rates.offered_rps[whole],
            line={"color": palette.OFFERED, "width": 2, "dash": "dot"},
            hover=HOVER,
        )
    )
    y = axes.linear_axis(words("figure.axis.rate"), [*rates.offered_rps[whole].tolist(), *top[whole].tolist()])
    return axes.figure("traffic", traces, axes.time_axis(result, words), y, **marks(result, words))


def _area(uid: str, name: str, at_s: Any, rate_rps: Any, colour: str, hatch: str) -> dict[str, Any]:
    return curve(
        uid,
        name,
        at_s,
        rate_rps,
        line={"color": colour, "width": 0.5},
        hover=HOVER,
        stackgroup="ended",
        fillcolor=palette.faint(colour, 0.55),
        fillpattern={"shape": hatch, "fillmode": "overlay", "size": 6, "solidity": 0.25},
    )
