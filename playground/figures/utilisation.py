"""Utilisation over time: a line per machine, and one for each limit (threads, connections) that was used up."""

from __future__ import annotations

import re
from typing import Any

from playground.design.sites import at_first, at_site, site_of
from playground.figures import axes, names, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.lessons.node_name import OF_SHARD
from playground.measure import counted, utilisation
from playground.result import Result, Station

LINES_OF_TIER = 6  # a larger tier is drawn as its mean and the range of its members
LINES = 24  # where there would be more, every tier of several is
POINTS = 60  # windows are averaged until there are no more: machines of a tier are noisy, and drawn over each other
Trace = dict[str, Any]
SATURATED = 0.95  # a limit is drawn when it was used at least this much in some window


def utilisation_over_time(result: Result, words: Words) -> axes.Figure:
    """Shares of 1, averaged over at most 60 stretches of the run, on an axis in percent."""
    traces: list[Trace] = []
    tiers = _tiers(result)
    lines = sum(len(members) for members in tiers.values() if len(members) <= LINES_OF_TIER)
    most = LINES_OF_TIER if lines <= LINES else 1
    for stem, members in tiers.items():
        if len(members) <= most:
            for place, (node, stations) in enumerate(members.items()):
                dash = palette.DASHES[place % len(palette.DASHES)]
                used = _used(result, stations)
                traces.append(_line(result, node, names.node(words, node), used, palette.of_system(node), dash=dash))
        else:
            traces += _range(result, words, stem, members)
    traces += _limits(result, words)
    y = axes.share_axis(words("figure.axis.utilisation"))
    return axes.figure("utilisation", traces, axes.time_axis(result, words), y, **marks(result, words))


def _tiers(result: Result) -> dict[str, dict[str, tuple[Station, ...]]]:
    """Nodes with what measures them, by the name they share: `web-1`, `web-2` are `web`."""
    tiers: dict[str, dict[str, tuple[Station, ...]]] = {}
    for node, here in utilisation.at_nodes(result).items():
        stations = utilisation.that_measure(here)
        if stations and all(station.slots is not None for station in stations):
            tiers.setdefault(_stem(node), {})[node] = stations
    return tiers


def _stem(name: str) -> str:
    """What a machine and its like are called: the primaries of all shards are a tier, and so are their replicas at each
    site."""
    site = site_of(name)
    if part := OF_SHARD.fullmatch(at_first(name)):
        if part[2] != "database":
            return at_site(_stem(part[2]), site)
        return "shard" if site == 0 else at_site("replica", site)  # at another site it follows, too
    return re.sub(r"-\d+$", "", name)


def _range(result: Result, words: Words, stem: str, members: dict[str, tuple[Station, ...]]) -> list[Trace]:
    """The least and the most busy member as a band, the tier as a line, which tells the sites apart."""
    rows = [_used(result, stations) for stations in members.values()]
    least, most = rows[0].copy(), rows[0].copy()
    for row in rows[1:]:
        least, most = least.clip(max=row), most.clip(min=row)
    colour, name = palette.of_system(stem), names.tier(words, stem)
    tier = _used(result, tuple(row for stations in members.values() for row in stations))
    edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip", "hovertemplate": None}
    return [
        {**_line(result, f"{stem}:least", name, least, colour), **edge},
        {
            **_line(result, f"{stem}:most", name, most, colour),
            **edge,
            "fill": "tonexty",
            "fillcolor": palette.faint(colour, 0.25),
        },
        _line(result, stem, name, tier, colour, dash=palette.DASHES[site_of(stem)]),
    ]


def _limits(result: Result, words: Words) -> list[Trace]:
    """Worker threads, pools and the like that were used up, each taken over its whole tier."""
    groups: dict[tuple[str, str], list[Station]] = {}
    for station in result.stations:
        if not station.measures_node and station.slots is not None:
            groups.setdefault((re.sub(r"-\d+$", "", station.node), station.name), []).append(station)
    traces: list[Trace] = []
    for (stem, name), stations in groups.items():
        alone = utilisation.each_over_time(result, tuple(stations), counted.merge_for(result, POINTS))
        if (alone >= SATURATED).any():
            used = _used(result, tuple(stations))
            title = words("figure.limit", tier=names.tier(words, stem), station=names.station(words, name))
            dash = palette.LIMIT_DASHES[len(traces) % len(palette.LIMIT_DASHES)]
            traces.append(_line(result, f"{stem}:{name}", title, used, palette.LIMIT, dash=dash, width=2.5))
    return traces


def _used(result: Result, stations: tuple[Station, ...]) -> Any:
    return utilisation.over_time(result, stations, counted.merge_for(result, POINTS))


def _line(
    result: Result, uid: str, name: str, used: Any, colour: str, *, dash: str = "solid", width: float = 1.5
) -> Trace:
    windows = counted.windows(result, counted.merge_for(result, POINTS))
    whole = windows.is_whole
    look = {"color": colour, "dash": dash, "width": width}
    return curve(uid, name, windows.middle_s[whole], used[whole], line=look, hover="%{y:.0%}")
