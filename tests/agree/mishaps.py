"""What happens to machines, and on the ways between them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from tests.agree.guests import STARTS
from tests.agree.ingredients import one_of, seconds


@composite
def mishaps(draw: DrawFn, nodes: list[str], links: list[str]) -> dict[str, Any]:
    """One of these, on a date or at random."""
    kind = draw(one_of(["kill"] * 5 + ["replace", "slow", "lose", "cut", "cut"]))
    row: dict[str, Any] = {"kind": kind, "start_s": draw(STARTS)}
    row["duration_s"] = draw(one_of([None, 0.001, 0.05, 0.1, 0.25, 0.25]))
    if kind in ("lose", "cut"):
        return {**row, "node": draw(one_of(links)), **({"share": draw(one_of([0.3, 0.7]))} if kind == "lose" else {})}
    if draw(one_of([False, False, False, True])):
        row = {"kind": kind, "mtbf_s": 1.0, "mttr_s": draw(seconds(0.01, 0.1))}  # the shortest allowed
    row["node"] = draw(one_of(nodes))
    if kind == "kill":
        row["silent"] = draw(st.booleans())
    elif kind == "slow":
        row["factor"] = draw(one_of([3.0, 10.0]))
    return row
