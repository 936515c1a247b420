"""Who notices? What the rules of this run noticed, what the channel got, what logs cost and deploys did; and all rules
against a standard set of faults."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.change import put
from playground.design.design import WebSystem
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure.alerts import noise
from playground.measure.deployment import Deployment, deployments, month
from playground.measure.detection import Trouble, Watch, watch
from playground.measure.logs import logs
from playground.result import Result
from playground.study.rules_and_faults import NOTHING, Row, Table
from playground.ui import rules_table, state
from playground.ui.journey.channel import channel
from playground.ui.names import called
from playground.ui.text import plain

MOST_NAMED = 5


def watching(design: WebSystem, result: Result | None, t: Translator) -> None:
    """Folded away until somebody asks."""
    folder = st.expander(t("watching.title"), key="watching", on_change="rerun")
    if not folder.open:
        return  # nothing is made that nobody sees
    with folder:
        if design.operations is None:
            st.caption(t("watching.off"))
            st.button(t("watching.on"), key="watching-on", on_click=_set, args=({},))
            return
        if result is not None:
            _of_run(result, t)
        _table(design, t)
        st.button(t("watching.stop_watching"), key="watching-off", type="tertiary", on_click=_set, args=(None,))


def _set(value: dict[str, Any] | None) -> None:
    state.become(put(state.design(), "operations", value))


def _of_run(result: Result, t: Translator) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        for line in (*noticed(watch(result), t), *heard(result, t), *of_logs(result, t), *of_deploys(result, t)):
            st.markdown(line)
    with right:
        channel(result, t)


def noticed(found: Watch | None, t: Translator) -> list[str]:
    """For each trouble the rules that noticed it, soonest first; then the false alarms."""
    if found is None:
        return []
    said = [] if found.noticed else [t("watching.calm")]
    for one in dict.fromkeys(row.trouble for row in found.noticed):
        hits = [(row.delay_s, row.rule) for row in found.noticed if row.trouble == one and row.delay_s is not None]
        rules = ", ".join(t("watching.by", rule=rule, seconds=short(delay_s)) for delay_s, rule in sorted(hits))
        key = "watching.seen" if hits else "watching.unseen"
        said.append(t(key, what=plain(_trouble(one, t)), rules=plain(rules)))
    names = list(dict.fromkeys(alert.rule for alert in found.false_alarms))
    count = len(found.false_alarms)
    told = plain(", ".join(names[:MOST_NAMED]))
    return [*said, t("watching.false", count=count, rules=told) if count else t("watching.false_none")]


def _trouble(one: Trouble, t: Translator) -> str:
    return t(f"trouble.{one.kind}", node=" → ".join(called(t, end) for end in one.node.split(">")))


def heard(result: Result, t: Translator) -> list[str]:
    """How loud it was, before and after grouping."""
    found = noise(result)
    if found is None or found.alerts == 0:
        return []
    hours = {f"{name}_h": short(found.per_hour(getattr(found, name))) for name in ("ungrouped", "messages")}
    counts = {name: f"{getattr(found, name):,}" for name in ("alerts", "ungrouped", "messages", "lost")}
    return [t("watching.noise", **counts, **hours)]


def of_logs(result: Result, t: Translator) -> list[str]:
    """How much there is, what it costs, and how long one error is looked for."""
    found = logs(result)
    if found is None:
        return []
    said = t(
        "watching.logs",
        lines=short(found.lines_per_s),
        gb=short(found.gb_per_day),
        usd=short(found.usd_month),
        dropped=f"{found.dropped:,.0f}",
        lag=short(found.lag_s),
    )
    seen = {"servers": found.servers, "seen": short(100 * found.seen_share)}
    if found.tail_s is None or found.central_s is None:
        return [said, t("watching.find_none", **seen)]
    return [said, t("watching.find", tail=short(found.tail_s), central=short(found.central_s), **seen)]


def of_deploys(result: Result, t: Translator) -> list[str]:
    """What each deploy was like, and a month of such ones."""
    said = [
        t(
            "watching.deploy",
            at=short(row.began_s),
            end=plain(_end(row, t)),
            failed=f"{row.failed:,}",
            minutes=short(row.user_minutes),
        )
        for row in deployments(result)
    ]
    found = month(result)
    if found is None:
        return said
    names = ("deploys", "bad", "failed")
    numbers = {name: short(getattr(found, name)) for name in names}
    return [*said, t("watching.month", **numbers, minutes=short(found.user_minutes))]


def _end(row: Deployment, t: Translator) -> str:
    if row.rolled_back_s is not None:
        key = "watching.rolled_back" if row.restored_s is None else "watching.restored"
        return t(key, rule=row.why, at=short(row.rolled_back_s), until=short(row.restored_s or 0.0))
    return t("watching.going") if row.lead_s is None else t("watching.deployed", seconds=short(row.lead_s))


def _table(design: WebSystem, t: Translator) -> None:
    """A button where nobody has asked yet; while it is computed, how far it is and a button that stops it."""
    st.markdown(f"##### {t('watching.compare')}")
    found, running = rules_table.known(design, state.seed()), rules_table.under_way(design, state.seed())
    if found is not None:
        st.dataframe([cells(row, found.rules, t) for row in found.rows], hide_index=True, width="stretch")
        st.markdown(blind(found, t))
    elif running is None:
        st.caption(t("watching.compare_text"))
        st.button(t("watching.compare"), key="rules-begin", on_click=_begin)
    else:
        fault = t(f"trouble.{running.fault or NOTHING}", node="")
        percent = f"{100 * running.share:.0f}"
        st.progress(running.share, plain(t("watching.looking", fault=fault.strip(" :"), percent=percent)))
        st.button(t("watching.stop"), key="rules-stop", on_click=rules_table.stop)


def _begin() -> None:
    rules_table.begin(state.design(), state.seed())


def cells(row: Row, rules: tuple[str, ...], t: Translator) -> dict[str, str]:
    """A row of the table: seconds to the alert of each rule, or nothing."""
    delays = {rule: row.delays_s.get(rule) for rule in rules}
    return {
        t("watching.fault_head"): _fault(row, t),
        **{rule: "" if delay_s is None else t("unit.s", value=short(delay_s)) for rule, delay_s in delays.items()},
        t("watching.failed_head"): f"{row.failed:,}",
        t("watching.messages_head"): f"{row.messages:,}",
        t("watching.false_head"): f"{len(row.false_alarms):,}",
    }


def _fault(row: Row, t: Translator) -> str:
    return t(f"trouble.{row.fault}", node=called(t, row.node) if row.node else "")


def blind(found: Table, t: Translator) -> str:
    """Which faults no rule sees."""
    if not found.blind:
        return t("watching.blind_none")
    return t("watching.blind", faults=plain(", ".join(_fault(row, t) for row in found.blind)))
