"""Messages of the chat channel, as somebody reads them there. Every name and number in them is shown as it is, never
read as markup."""

from __future__ import annotations

import streamlit as st

from playground.design.alert import SHARES, Metric, Rule
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure.alerts import Alert, Message, messages, operations
from playground.result import Result
from playground.ui.names import node
from playground.ui.text import plain

MOST_SHOWN = 6  # messages
MOST_LINES = 5  # alerts of one message


def channel(result: Result, t: Translator) -> None:
    """The first messages, each in a box of its own."""
    found, given = messages(result), operations(result)
    st.markdown(f"##### {t('watching.channel')}")
    if not found or given is None:
        st.caption(t("watching.channel_none"))
        return
    rules = {rule.name: rule for rule in given.rules}
    for message in found[:MOST_SHOWN]:
        with st.container(border=True):
            st.markdown("  \n".join(lines(message, rules, t)))
    if len(found) > MOST_SHOWN:
        st.caption(t("watching.more", count=len(found) - MOST_SHOWN))


def lines(message: Message, rules: dict[str, Rule], t: Translator) -> list[str]:
    """A heading, and a line for each alert; escaped."""
    at, group = f"{message.at_s:,.0f}", _group(message.group, t)
    if message.is_lost:
        return [plain(t("watching.lost", at=at, group=group))]
    counts = {"firing": len(message.firing), "over": len(message.over)}
    head = f"**{plain(t('watching.message', at=at, group=group, **counts))}**"
    told = [_fires(alert, rules[alert.rule], t) for alert in message.firing if alert.rule in rules]
    told += [t("watching.over", rule=one.rule, node=node(t, one.node)) for one in message.over]
    rest = [t("watching.more", count=len(told) - MOST_LINES)] if len(told) > MOST_LINES else []
    return [head, *(plain(line) for line in [*told[:MOST_LINES], *rest])]


def _fires(alert: Alert, rule: Rule, t: Translator) -> str:
    value, limit = amount(rule.metric, alert.value, t), amount(rule.metric, rule.threshold, t)
    return t("watching.firing", rule=alert.rule, node=node(t, alert.node), value=value, limit=limit)


def _group(group: str, t: Translator) -> str:
    """A rule, a rule and a machine, or all of them."""
    rule, _, name = group.partition("/")
    return f"{rule} · {node(t, name)}" if name else rule


def amount(metric: Metric, value: float, t: Translator) -> str:
    """A value of a metric with its unit."""
    if metric in SHARES:
        return t("metric.share", value=short(100 * value))
    if metric is Metric.BURN_RATE:
        return t("metric.burn_rate", value=short(value))
    if metric is Metric.QUEUE_DEPTH:
        return t("metric.messages", value=f"{value:,.0f}")
    if metric is Metric.SLOW_QUERIES:
        return t("metric.per_s", value=short(value))
    return t("unit.s" if metric is Metric.REPLICATION_LAG else "unit.ms", value=short(value))
