"""Where the parts stand: in layers from the users to the data, left to right where there is room, else top to bottom.

Distances are set by hand; equal parts stand in a grid, and beyond eight they shrink to cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True)
class Box:
    """A place in the picture: centre and size, in the picture's units."""

    x: float
    y: float
    w: float
    h: float
    is_cell: bool


@dataclass(frozen=True)
class Band:
    """What encloses all that stands at a site: its left upper corner and its size."""

    site: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Layout:
    """The picture's size, a box for every node, and a band around each of several sites."""

    width: float
    height: float
    boxes: dict[str, Box]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Equal parts in rows and columns."""

    names: tuple[str, ...]
    across: int  # boxes beside each other, in the direction of the flow
    down: int
    w: float
    h: float
    gap: float

    @property
    def size(self) -> tuple[float, float]:
        """Along the flow, across the flow, for a flow from left to right."""
        return self.across * (self.w + self.gap) - self.gap, self.down * (self.h + self.gap) - self.gap


WIDE, NARROW = 1000.0, 380.0
CARD_W, CARD_H, CARD_GAP = 156.0, 58.0, 11.0
SLIM_W = 112.0  # of cards in two columns
CELL_W, CELL_H, CELL_GAP = 54.0, 34.0, 8.0
TINY_W, TINY_H, TINY_GAP = 40.0, 28.0, 6.0
CELLS_AT_MOST = 32  # larger tiers are drawn tiny
CARDS_AT_MOST = 8
CARDS_IN_ONE = 4  # column
# Where layers would touch: how wide a card is, and how many equal parts are cards at most.
NARROWER = ((CARD_W, CARDS_AT_MOST), (SLIM_W, CARDS_AT_MOST), (SLIM_W, CARDS_IN_ONE), (96.0, 4), (84.0, 3))
LEAST_GAP = 24.0  # between layers, left to right
MARGIN = 16.0
LOWEST = 300.0
STEP = 46.0  # between layers, top to bottom


def wide(graph: nx.DiGraph) -> Layout:
    """Left to right, in a picture 1000 wide."""
    grids, gap = _columns(_layers(graph))
    height = max(LOWEST, *(grid.size[1] + 2 * MARGIN for grid in grids))
    boxes: dict[str, Box] = {}
    left = MARGIN
    for grid in grids:
        top = (height - grid.size[1]) / 2
        fill(boxes, grid, left, top)
        left += grid.size[0] + gap
    return Layout(WIDE, height, boxes)


def _columns(layers: list[tuple[str, ...]]) -> tuple[list[Grid], float]:
    """A grid for each layer and the gap between them; cards are slim, and then cells, where they would touch."""
    for card_w, most_cards in NARROWER:
        grids = [_wide_grid(names, card_w, most_cards) for names in layers]
        used = sum(grid.size[0] for grid in grids)
        gap = (WIDE - 2 * MARGIN - used) / max(1, len(grids) - 1)
        if gap >= LEAST_GAP:
            break
    return grids, gap


def narrow(graph: nx.DiGraph) -> Layout:
    """Top to bottom, in a picture 380 wide."""
    boxes: dict[str, Box] = {}
    top = MARGIN
    for names in _layers(graph):
        top = row(boxes, narrow_grid(names), top) + STEP
    return Layout(NARROW, top - STEP + MARGIN, boxes)


def fill(boxes: dict[str, Box], grid: Grid, left: float, top: float) -> None:
    """Column after column, from this corner on."""
    for place, name in enumerate(grid.names):
        column, row = divmod(place, grid.down)
        x = left + column * (grid.w + grid.gap) + grid.w / 2
        boxes[name] = Box(x, top + row * (grid.h + grid.gap) + grid.h / 2, grid.w, grid.h, is_cell(grid))


def row(boxes: dict[str, Box], grid: Grid, top: float) -> float:
    """One layer in the middle of the narrow picture; where it ends."""
    for place, name in enumerate(grid.names):
        line, column = divmod(place, grid.across)
        in_line = min(grid.across, len(grid.names) - line * grid.across)
        left = (NARROW - (in_line * (grid.w + grid.gap) - grid.gap)) / 2
        x = left + column * (grid.w + grid.gap) + grid.w / 2
        boxes[name] = Box(x, top + line * (grid.h + grid.gap) + grid.h / 2, grid.w, grid.h, is_cell(grid))
    return top + grid.down * (grid.h + grid.gap) - grid.gap


def _layers(graph: nx.DiGraph) -> list[tuple[str, ...]]:
    """Names by layer; layers nobody stands in are left out."""
    rows: dict[int, list[str]] = {}
    for name, layer in graph.nodes(data="layer"):
        rows.setdefault(layer, []).append(name)
    return [tuple(rows[layer]) for layer in sorted(rows)]


def is_cell(grid: Grid) -> bool:
    """Is there room for nothing but a number?"""
    return grid.w <= CELL_W


def _wide_grid(names: tuple[str, ...], card_w: float, most_cards: int) -> Grid:
    count = len(names)
    if count <= most_cards:
        across = 1 if count <= CARDS_IN_ONE else 2
        return Grid(
            names, across, -(-count // across), card_w if across == 1 else min(card_w, SLIM_W), CARD_H, CARD_GAP
        )
    if count > CELLS_AT_MOST:
        return Grid(names, 5, -(-count // 5), TINY_W, TINY_H, TINY_GAP)
    across = 2 if count <= 16 else 3 if count <= 24 else 4
    return Grid(names, across, -(-count // across), CELL_W, CELL_H, CELL_GAP)


def narrow_grid(names: tuple[str, ...]) -> Grid:
    """Of a picture that is narrow."""
    count = len(names)
    if count <= CARDS_AT_MOST:
        across = min(count, 3 if count in (3, 5, 6) else 2 if count in (2, 4) else 3)
        w = CARD_W if across <= 2 else SLIM_W
        return Grid(names, across, -(-count // across), w, CARD_H, 12.0)
    return Grid(names, 6, -(-count // 6), CELL_W, CELL_H, CELL_GAP)
