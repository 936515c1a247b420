"""One request from the name to the last byte: what it did, one bar below the other, in milliseconds since its birth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.figures import axes, names, palette
from playground.figures.names import Words

# Blocks whose time has a name of its own; any other's is called by system and kind.
CALLED = {
    "RESOLVE": "lookup",
    "OPEN_CONNECTION": "connect",
    "SPREAD": "rounds",
    "FAILED": "pause",
    "GATHER": "parallel",
}
COLOURS = {"lookup": "dns", "connect": "client", "rounds": "network", "pause": "client", "parallel": "database"}
FRAME = {"bargap": 0.25, "hovermode": "closest"}
ROW_PX, EDGES_PX = 22, 110
SHORTEST_MS = 0.05  # of a time that is written out


@dataclass(frozen=True)
class Stretch:
    """From start_ms to end_ms the request was at such a block, booked on a system and a kind of time. `way`: the link
    that it crossed, where it did."""

    block: str
    system: str
    kind: str
    start_ms: float
    end_ms: float
    way: str = ""


def together(stretches: Sequence[Stretch]) -> list[Stretch]:
    """What takes no time is left out, and what follows its like is one stretch."""
    found: list[Stretch] = []
    for row in stretches:
        if row.end_ms <= row.start_ms:
            continue
        last = found[-1] if found else None
        if last is not None and _sort(last) == _sort(row) and last.end_ms == row.start_ms:
            found[-1] = replace(row, start_ms=last.start_ms)
        else:
            found.append(row)
    return found


def height_px(stretches: Sequence[Stretch]) -> int:
    """Of a chart in which every stretch has a line."""
    return EDGES_PX + ROW_PX * len(together(stretches))


def waterfall(stretches: Sequence[Stretch], words: Words) -> axes.Figure:
    """`stretches` in order of time. The bars add up to the latency, unless two attempts overlap."""
    rows = together(stretches)
    labels = [f"{place}. {_called(row, words)}" for place, row in enumerate(rows, start=1)]
    trace = {
        "type": "bar",
        "uid": "waterfall",
        "name": words("figure.waterfall.name"),
        "showlegend": False,
        "orientation": "h",
        "y": labels,
        "base": [row.start_ms for row in rows],
        "x": [row.end_ms - row.start_ms for row in rows],
        "text": [_told(row.end_ms - row.start_ms) for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": [palette.of_system(_system(row)) for row in rows],
            "pattern": {
                "shape": [palette.HATCHES[row.kind] for row in rows],
                "fillmode": "overlay",
                "size": 6,
                "solidity": 0.3,
            },
        },
        "hovertemplate": "%{base:.4~g} ms + %{x:.4~g} ms",
    }
    ends_ms = [row.end_ms for row in rows]
    x = {
        **axes.linear_axis(words("figure.axis.since_birth"), ends_ms),
        "range": [0.0, 1.3 * max(ends_ms, default=1.0)],
    }
    y = {"categoryorder": "array", "categoryarray": labels[::-1], "automargin": True}
    return axes.figure("waterfall", [trace], x, y, **FRAME)


def _told(ms: float) -> str:
    return f"{ms:.3g} ms" if ms >= SHORTEST_MS else f"< {SHORTEST_MS:g} ms"


def _sort(row: Stretch) -> tuple[str, str, str, str]:
    return CALLED.get(row.block, ""), row.system, row.kind, row.way


def _system(row: Stretch) -> str:
    called = CALLED.get(row.block)
    return row.system if called is None else COLOURS[called]


def _called(row: Stretch, words: Words) -> str:
    called = CALLED.get(row.block)
    if called is not None:
        return words(f"figure.waterfall.{called}")
    if row.way:
        return words("figure.waterfall.way", way=names.node(words, row.way))
    return words("figure.part", system=names.system(words, row.system), kind=names.kind(words, row.kind))
