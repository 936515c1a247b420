"""Where the bins of the histograms begin and end."""

from __future__ import annotations

import numpy as np

from playground.dataplane import tables


def fine_edges_ns() -> np.ndarray:
    """(B + 1,) float64: where the bins of the whole-run histogram begin and end; the kernel bins span_ns + 1."""
    place = np.arange(tables.FINE_BINS + 1)
    per_octave = 1 << tables.FINE
    return np.exp2(place // per_octave) * (1 + place % per_octave / per_octave) - 1


def coarse_edges_ns() -> np.ndarray:
    """(B + 1,) float64: the bins of a window's histogram; the first begins at 0."""
    edges = fine_edges_ns()[(np.arange(tables.COARSE_BINS + 1) + tables.COARSE_FIRST) << tables.COARSE_SHIFT]
    edges[0] = 0.0
    return edges
