"""What nodes, stations and faults are called on the page."""

from __future__ import annotations

from typing import Any

from playground.design.fault import EVERYBODY
from playground.design.problem import shown
from playground.figures import names
from playground.lessons.catalogue import Translator
from playground.lessons.node_name import node_name, region_name, service_name
from playground.lessons.number import short


def node(t: Translator, name: str) -> str:
    """A node's name; one that nobody has words for (from a link, say) is shown as it is."""
    try:
        return node_name(t, name)
    except KeyError:
        return shown(name)


def called(t: Translator, name: str) -> str:
    """A region, a service, a kind of files, or a node."""
    found = next((words for words in (region_name(t, name), service_name(t, name)) if words != name), None)
    return node(t, name) if found is None else found


def station(t: Translator, name: str) -> str:
    """A station's name."""
    return names.station(t, name)


def fault(t: Translator, row: dict[str, Any]) -> str:
    """One fault in a few words, from its plain data."""
    kind = "kill_silent" if row.get("silent") else "expire_hot" if row.get("hot_only") else row["kind"]
    kind = "bug" if row.get("fails_share") else kind
    share = 100 * (row.get("share") or row.get("fails_share") or 0)
    size = row.get("factor") or row.get("rate_rps") or row.get("buyers") or share
    if kind == "spike" and row["node"] != EVERYBODY:
        kind = "spike_of"
    return t(
        f"active.{kind}", node=node(t, row["node"]), factor=short(size), what=shown(row["node"]), when=_when(t, row)
    )


def _when(t: Translator, row: dict[str, Any]) -> str:
    if row["mtbf_s"] is not None:
        return t("active.random")
    if row["duration_s"] is None:
        return t("active.to_end", start=short(row["start_s"]))
    return t("active.between", start=short(row["start_s"]), end=short(row["start_s"] + row["duration_s"]))
