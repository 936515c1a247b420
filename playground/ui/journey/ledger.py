"""What the numbers rest on: the bill with its assumptions, what happened when, and what is not modelled."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure import cost, episodes, exposure, names, queues, sites, timelines
from playground.result import Order, Result, S
from playground.ui.journey import joins
from playground.ui.names import node
from playground.ui.text import plain

MOST_ORDERS = 60


def ledger(result: Result, t: Translator) -> None:
    """Folded away until somebody asks."""
    folder = st.expander(t("ledger.title"), key="ledger", on_change="rerun")
    if not folder.open:
        return  # nothing is made that nobody sees
    with folder:
        left, right = st.columns(2, gap="large")
        with left:
            _bill(result, t)
        with right:
            st.markdown(f"##### {t('ledger.orders')}")
            rows = [_row(order, t) for order in result.orders[:MOST_ORDERS]]
            if rows:
                st.dataframe(rows, hide_index=True, width="stretch")
            else:
                st.caption(t("ledger.orders_none"))
            _deaths(result, t)
            _messages(result, t)
            for line in joins.told(result, t):
                st.caption(line)
            _addresses(result, t)
        st.caption(t("ledger.notes"))


def _deaths(result: Result, t: Translator) -> None:
    """How long each death of a probed server went unnoticed, and whom that cost."""
    for names_of, death in episodes.together(episodes.detections(result)):
        noticed = "ledger.unnoticed" if death.detection_s is None else "ledger.noticed"
        after, told = short(death.detection_s or 0.0), ", ".join(node(t, name) for name in names_of)
        st.caption(plain(t(noticed, node=told, seconds=after, failed=f"{death.failed:,}")))


def _messages(result: Result, t: Translator) -> None:
    """What became of the messages, of posts, and of the buyers of a sale."""
    found, sold = queues.queues(result), queues.sold(result)
    if found is not None:
        counts = {name: f"{count:,}" for name, count in asdict(found).items() if isinstance(count, int)}
        st.caption(plain(t("ledger.messages", **counts)))
    lines = timelines.summary(result)
    if lines is not None:
        counts = {name: f"{count:,}" for name, count in asdict(lines).items() if isinstance(count, int)}
        st.caption(plain(t("ledger.timelines", **counts)))
    if sold is not None:
        st.caption(plain(t("ledger.sale", **{name: f"{count:,}" for name, count in asdict(sold).items()})))


def _addresses(result: Result, t: Translator) -> None:
    """What a scan from outside reaches, and who must change something when a server is replaced."""
    found = exposure.exposure(result.design)
    if found is None:
        return
    st.markdown(f"##### {t('ledger.addresses')}")
    reached = ", ".join(node(t, name) for name in found.reachable)
    st.caption(plain(t("ledger.reachable", count=len(found.reachable), names=reached, hidden=found.hidden)))
    seen = exposure.scans(result)
    if seen.scanned or seen.blocked:
        counts = {name: f"{count:,}" for name, count in asdict(seen).items()}
        st.caption(plain(t("ledger.scanned", **counts)))
    st.caption(plain(t("ledger.clients", clients=f"{found.clients_to_change:,}")))
    _names(result, t)
    _sites(result, t)


def _sites(result: Result, t: Translator) -> None:
    """What became of those who were led to a dead site, and of writes that did not know of each other."""
    found, copies = sites.sites(result), result.replication
    if found is not None:
        counts = {"requests": f"{found.requests:,}", "broken": f"{found.broken:,}"}
        st.caption(plain(t("ledger.sites", **counts, share=short(100 * (found.share or 0.0)))))
    if copies is not None and copies.conflicts:
        told = {"conflicts": f"{copies.conflicts:,}", "overwritten": f"{copies.overwritten:,}"}
        st.caption(plain(t("ledger.conflicts", **told)))


def _names(result: Result, t: Translator) -> None:
    """What looking up the address came to."""
    found = names.names(result)
    if found is None or found.hit_share is None:
        return
    share, rate = short(100 * found.hit_share), short(found.authority_per_s)
    counts = {"asked": f"{found.asked:,}", "misled": f"{found.misled:,}"}
    st.caption(plain(t("ledger.names", **counts, share=share, rate=rate)))


def _bill(result: Result, t: Translator) -> None:
    bill = cost.bill(result)
    if bill is None:
        return
    item, count, each, total = (word.strip() for word in t("ledger.cost_head").split("|"))
    st.markdown(f"##### {t('ledger.cost')}")
    lines = [
        {
            item: t(f"cost.line.{line.what}"),
            count: short(line.count),
            each: short(line.unit_usd),
            total: short(line.usd),
            t("ledger.source"): line.source,
        }
        for line in bill.lines
    ]
    st.dataframe(lines, hide_index=True, width="stretch")
    st.markdown(f"##### {t('ledger.assumptions')}")
    rows = [
        {
            item: t(f"cost.assumption.{row.name}"),
            t("ledger.value"): f"{short(row.value)} {row.unit}".strip(),
            t("ledger.source"): row.source,
        }
        for row in bill.assumptions
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def _row(order: Order, t: Translator) -> dict[str, str]:
    """One order in words."""
    what = t(
        f"order.{order.what}",
        node=" → ".join(node(t, end) for end in order.node.split(">")),
        value=short(order.value),
        percent=short(100 * order.value),
        why=order.why,
    )
    return {t("ledger.when"): t("unit.s", value=f"{order.t_ns / S:,.2f}"), t("ledger.what"): what}
