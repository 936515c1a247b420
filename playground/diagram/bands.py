"""Where the parts stand when there are several sites: each site in a band, and beside these what stands at none."""

from __future__ import annotations

import networkx as nx

from playground.diagram.layout import (
    CARD_H,
    CARD_W,
    CARDS_IN_ONE,
    CELL_GAP,
    CELL_H,
    CELL_W,
    LEAST_GAP,
    MARGIN,
    NARROW,
    NARROWER,
    STEP,
    TINY_GAP,
    TINY_H,
    TINY_W,
    WIDE,
    Band,
    Box,
    Grid,
    Layout,
    fill,
    narrow_grid,
    row,
)

PAD, LABEL = 14.0, 20.0  # around what stands in a band, and room for its name
CELLS_ACROSS, TINY_FROM = 4, 21
HIGH = 300.0  # what stands in a band is at most so high
Column = dict[int | None, Grid]  # by site


def wide(graph: nx.DiGraph) -> Layout:
    """Left to right, in a picture at least 1000 wide; the sites from the top down."""
    sites = _sites(graph)
    columns, gap, width = _columns(graph, sites)
    inner = {site: max(column[site].size[1] for column in columns if site in column) for site in sites}
    height = sum(inner.values()) + len(sites) * (2 * PAD + LABEL) + (len(sites) - 1) * PAD + 2 * MARGIN
    tops, top = {}, MARGIN
    for site in sites:
        tops[site] = top
        top += inner[site] + 2 * PAD + LABEL + PAD
    boxes: dict[str, Box] = {}
    left, edges = MARGIN, []
    for column in columns:
        span = max(grid.size[0] for grid in column.values())
        for where, grid in column.items():
            middle = height / 2 if where is None else tops[where] + LABEL + PAD + inner[where] / 2
            fill(boxes, grid, left + (span - grid.size[0]) / 2, middle - grid.size[1] / 2)
        if None not in column:
            edges += [left, left + span]
        left += span + gap
    around = min(PAD, gap / 2)
    first, last = min(edges) - around, max(edges) + around
    bands = tuple(Band(site, first, tops[site], last - first, inner[site] + 2 * PAD + LABEL) for site in sites)
    return Layout(width, height, boxes, bands)


def narrow(graph: nx.DiGraph) -> Layout:
    """Top to bottom, in a picture 380 wide; one site after the other."""
    boxes: dict[str, Box] = {}
    bands, top = [], MARGIN
    layers, sites = _layers(graph), _sites(graph)
    cells = {name for name, box in wide(graph).boxes.items() if box.is_cell}  # a part looks alike in both pictures
    first = min(layer for layer, site in layers if site is not None)
    for layer in sorted({layer for layer, site in layers if site is None and layer < first}):
        top = row(boxes, _narrow(layers[layer, None], cells), top) + STEP / 2
    for site in sites:
        start = top
        top += LABEL + PAD
        for layer in sorted(layer for layer, where in layers if where == site):
            top = row(boxes, _narrow(layers[layer, site], cells), top) + STEP / 2
        top += PAD - STEP / 2
        bands.append(Band(site, 4.0, start, NARROW - 8.0, top - start))
        top += STEP / 2
    for layer in sorted({layer for layer, site in layers if site is None and layer >= first}):
        top = row(boxes, _narrow(layers[layer, None], cells), top) + STEP / 2
    return Layout(NARROW, top - STEP / 2 + MARGIN, boxes, tuple(bands))


def _sites(graph: nx.DiGraph) -> list[int]:
    return sorted({site for _, site in graph.nodes(data="site") if site is not None})


def _layers(graph: nx.DiGraph) -> dict[tuple[int, int | None], tuple[str, ...]]:
    """Names by layer and site."""
    rows: dict[tuple[int, int | None], list[str]] = {}
    for name, about in graph.nodes(data=True):
        rows.setdefault((about["layer"], about["site"]), []).append(name)
    return {key: tuple(names) for key, names in rows.items()}


def _columns(graph: nx.DiGraph, sites: list[int]) -> tuple[list[Column], float, float]:
    """The grids of each layer, the gap between the layers, and the width of all; where they would touch, cards are
    slim, then cells, and at last bands are high. What does not fit even so makes the picture wider."""
    layers = _layers(graph)
    order = sorted({layer for layer, _ in layers})
    for card_w, most, is_high in (*((*cards, False) for cards in NARROWER), (*NARROWER[-1], True)):
        columns = [
            {
                site: _grid(layers[layer, site], card_w, most, is_high=is_high)
                for site in (*sites, None)
                if (layer, site) in layers
            }
            for layer in order
        ]
        used = sum(max(grid.size[0] for grid in column.values()) for column in columns)
        gap = (WIDE - 2 * MARGIN - used) / max(1, len(columns) - 1)
        if gap >= LEAST_GAP:
            return columns, gap, WIDE
    return columns, LEAST_GAP, used + LEAST_GAP * (len(columns) - 1) + 2 * MARGIN


def _grid(names: tuple[str, ...], card_w: float, most: int, *, is_high: bool) -> Grid:
    """Cards below each other, or cells: in a low band in as few rows as look well, in a high one in few columns."""
    count = len(names)
    if count <= min(most, CARDS_IN_ONE):
        return Grid(names, 1, count, min(card_w, CARD_W), CARD_H, CELL_GAP)
    is_tiny = count >= TINY_FROM
    w, h, gap = (TINY_W, TINY_H, TINY_GAP) if is_tiny else (CELL_W, CELL_H, CELL_GAP)
    if is_high:
        across = -(-count // int((HIGH + gap) / (h + gap)))
    elif is_tiny:
        across = CELLS_ACROSS + 2
    else:
        across = CELLS_ACROSS if count > 2 * CARDS_IN_ONE else 2
    return Grid(names, across, -(-count // across), w, h, gap)


def _narrow(names: tuple[str, ...], cells: set[str]) -> Grid:
    """Cells in six columns, or cards."""
    if names[0] not in cells:
        return narrow_grid(names)
    across = min(6, len(names))
    return Grid(names, across, -(-len(names) // across), CELL_W, CELL_H, CELL_GAP)
