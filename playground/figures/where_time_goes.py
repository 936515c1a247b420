"""Where the time goes: two bars, the mean of all served requests and of those around the 99th percentile."""

from __future__ import annotations

from playground.figures import axes, names, palette
from playground.figures.names import Words
from playground.measure import where_time_goes
from playground.result import Result

FRAME = {"barmode": "stack", "bargap": 0.35, "hovermode": "closest", "margin": {"t": 84}}
KINDS = ("waiting", "service", "network")


def where_time_goes_bars(result: Result, words: Words) -> axes.Figure:
    """Milliseconds by system (colour) and waiting, service, network (hatch), stacked; the parts add up to the mean."""
    rows = (where_time_goes.mean(result), where_time_goes.around_p99(result))
    bars = [words("figure.where_mean"), words("figure.where_p99")]
    traces = [
        {
            "type": "bar",
            "uid": f"{system}:{kind}",
            "name": words("figure.part", system=names.system(words, system), kind=names.kind(words, kind)),
            "y": bars,
            "x": [row.parts_ms.get((system, kind), 0.0) for row in rows],
            "orientation": "h",
            "marker": {
                "color": palette.of_system(system),
                "opacity": 0.6 if kind == "waiting" else 1.0,
                "line": {"width": 0.5, "color": palette.of_system(system)},
                "pattern": {"shape": palette.HATCHES[kind], "fillmode": "overlay", "size": 6, "solidity": 0.3},
            },
            "hovertemplate": "%{x:.3~g} ms",
        }
        for system, kind in _parts(result)
    ]
    x = axes.linear_axis(words("figure.axis.part"), [row.mean_ms or 0.0 for row in rows])
    y = {"categoryorder": "array", "categoryarray": bars[::-1], "automargin": True}
    return axes.figure("where-time-goes", traces, x, y, **FRAME)


def _parts(result: Result) -> list[tuple[str, str]]:
    """The parts in which anybody spent time, in an order that results of one design share."""
    systems = list(dict.fromkeys(system for system, _ in result.split.parts))
    parts = [(system, kind) for system in systems for kind in KINDS if (system, kind) in result.split.parts]
    return [part for part in parts if result.split.ns[:, result.split.parts.index(part)].any()]
