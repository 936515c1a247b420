"""Servers that are not as they were declared: how many, for how long, and how often a plan had to put that right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.design import WebSystem
from playground.measure import counted
from playground.result import Result, S
from playground.theory.drift import drifted_share


@dataclass(frozen=True)
class Drift:
    """changes: servers that became unlike the others; put_right: that are as declared again; plans: how often a plan
    was applied. drifted_mean, drifted_most: servers at a time, over the whole run; alike_share: of the time, in which
    all were as declared; alike_again_s: how long it took on average from the first that drifted until all were alike
    again, None where that never happened."""

    changes: int
    put_right: int
    plans: int
    drifted_mean: float
    drifted_most: int
    alike_share: float
    alike_again_s: float | None


@dataclass(frozen=True)
class Stairs:
    """Drifted servers from each instant on, up to where the run has come; arrays of one length."""

    at_s: np.ndarray
    drifted: np.ndarray


def drift(result: Result) -> Drift | None:
    """None where nobody changes anything by hand."""
    if not isinstance(result.design, WebSystem) or result.design.web.drift is None:
        return None
    steps, found = stairs(result), [order.what for order in result.orders]
    spans_s, levels = np.diff(steps.at_s), steps.drifted[:-1]
    whole_s = max(float(spans_s.sum()), 1e-9)
    again_s = _alike_again_s(steps)
    return Drift(
        changes=found.count("drift"),
        put_right=found.count("declared"),
        plans=found.count("apply_plan"),
        drifted_mean=float(levels @ spans_s) / whole_s,
        drifted_most=int(steps.drifted.max()),
        alike_share=float(spans_s[levels == 0].sum()) / whole_s,
        alike_again_s=sum(again_s) / len(again_s) if again_s else None,
    )


def stairs(result: Result) -> Stairs:
    """From 0 on, where all are alike."""
    turns = [order for order in result.orders if order.what in ("drift", "declared")]
    at_s = [0.0, *(order.t_ns / S for order in turns), counted.now_ns(result) / S]
    levels = np.cumsum([0, *(1 if order.what == "drift" else -1 for order in turns), 0])
    return Stairs(np.array(at_s), levels.astype(float))


def expected(result: Result, points: int = 241) -> tuple[np.ndarray, np.ndarray]:
    """Instants in seconds, and how many servers theory expects to have drifted by then; empty where they come and
    go."""
    at_s = np.linspace(0.0, counted.now_ns(result) / S, points)
    design = result.design
    given = design.web.drift if isinstance(design, WebSystem) else None
    if given is None or not isinstance(design, WebSystem) or design.web.autoscale is not None:
        return np.zeros(0), np.zeros(0)
    since_s = at_s
    if given.apply_every_s is not None:
        done = np.floor((at_s - given.apply_s) / given.apply_every_s)
        since_s = np.where(done >= 1, at_s - done * given.apply_every_s - given.apply_s, at_s)
    rate_per_s = 1 / given.changed_every_s
    return at_s, design.first_servers * np.array([drifted_share(since, rate_per_s) for since in since_s.tolist()])


def _alike_again_s(steps: Stairs) -> list[float]:
    found, since_s = [], None
    for at_s, level in zip(steps.at_s.tolist(), steps.drifted.tolist(), strict=True):
        if level > 0 and since_s is None:
            since_s = at_s
        elif level == 0 and since_s is not None:
            found.append(at_s - since_s)
            since_s = None
    return found
