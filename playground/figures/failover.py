"""The failover timeline: what failed, who noticed when, what was done, step by step, and what it cost."""

from __future__ import annotations

from typing import Any

from playground.figures import axes, names, palette
from playground.figures.names import Words
from playground.measure.replication import Failover, Step, cost_of, failovers, steps
from playground.result import Result, S

COLOURS = {
    "detect": palette.RED,
    "elect": palette.ORANGE,
    "catch_up": palette.PURPLE,
    "promote": palette.BLUE,
    "reroute": palette.GREEN,
}

MOST_TOLD = 4  # failovers with a line of their own


def failover_timeline(result: Result, words: Words) -> axes.Figure:
    """A bar for each step from its beginning to its end, on an axis around all failovers; what each cost above them."""
    found = failovers(result)
    rows = [words(f"figure.step.{name}") for name in COLOURS]
    traces = [_bars(name, found, result, words) for name in COLOURS]
    x = {**axes.time_axis(result, words), "range": _span(found, result)}
    y = {
        "categoryorder": "array",
        "categoryarray": rows[::-1],
        "automargin": True,
        "range": [-0.6, len(rows) + 0.4 * len(found[:MOST_TOLD])],
    }
    return axes.figure(
        "failover",
        traces,
        x,
        y,
        bargap=0.35,
        barmode="overlay",
        showlegend=False,
        hovermode="closest",
        annotations=[_cost(row, place, result, words) for place, row in enumerate(found[:MOST_TOLD])],
    )


def _bars(name: str, found: tuple[Failover, ...], result: Result, words: Words) -> dict[str, Any]:
    spans = [step for row in found for step in steps(row, result) if step.name == name]
    return {
        "type": "bar",
        "uid": name,
        "name": words(f"figure.step.{name}"),
        "orientation": "h",
        "y": [words(f"figure.step.{name}")] * len(spans),
        "base": [step.start_s for step in spans],
        "x": [step.length_s for step in spans],
        "text": [_length(step, words) for step in spans],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": COLOURS[name]},
        "hovertemplate": "%{base:.2f} s + %{x:.3~f} s<extra></extra>",
    }


def _length(step: Step, words: Words) -> str:
    return words("figure.step_length", seconds=f"{step.length_s:.2f}") + ("" if step.is_over else " …")


def _span(found: tuple[Failover, ...], result: Result) -> list[float]:
    """From a little before the first failover to a little after the last."""
    end_s = result.end_ns / S
    if not found:
        return [0.0, end_s]
    first = min(row.began_s if row.died_s is None else row.died_s for row in found)
    last = max(end_s if row.ended_s is None else row.ended_s for row in found)
    air = max(1.0, 0.15 * (last - first))
    return [max(0.0, first - air), min(end_s, last + 2 * air)]


def _cost(row: Failover, place: int, result: Result, words: Words) -> dict[str, Any]:
    """What one failover cost, in a line above the bars."""
    cost = cost_of(row, result)
    outage = "…" if row.outage_s is None else f"{row.outage_s:.1f}"
    told = words(
        "figure.failover_cost",
        old=names.node(words, row.old),
        new="…" if row.new is None else names.node(words, row.new),
        seconds=outage,
        failed=f"{cost.failed:,}",
        lost=f"{cost.lost:,}",
    )
    return {
        "text": told,
        "x": 0.0,
        "y": 1.0 - 0.08 * place,
        "xref": "x domain",
        "yref": "y domain",
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 11},
    }
