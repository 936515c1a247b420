"""At a half-stop: what would you add? Wrong ideas that can be tried, and the next stage."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.lessons.catalogue import Translator
from playground.lessons.number import large
from playground.ui import language, state
from playground.ui.stops import Stop, move, place_of, stops

# stage -> (words, knobs): none of them is the cure.
OFFERS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "single-server": (
        ("threads", {"web.worker_threads": 1000}),
        ("cores", {"web.cores": 4}),
        ("cache", {"web.cache_items": 10_000}),
    ),
    "split-tiers": (
        ("pool", {"database.pool_size": 100}),
        ("database", {"database.cores": 8}),
        ("cores", {"web.cores": 4}),
    ),
    "load-balancer": (
        ("web", {"web.servers": 8}),
        ("pool", {"database.pool_size": 50}),
        ("retries", {"workload.patience.retries": 3}),
    ),
    "replicas": (
        ("web", {"web.servers": 16}),
        ("appliers", {"replication.appliers": 4}),
        ("pool", {"database.pool_size": 50}),
    ),
    "cache": (
        ("web", {"web.servers": 24}),
        ("items", {"cache.size_items": 50_000}),
        ("replicas", {"replication.replicas": 3}),
    ),
    "cdn": (
        ("web", {"web.servers": 24}),
        ("ring", {"sessions.sticky": "ring"}),
        ("cores", {"web.cores": 4}),
    ),
    "stateless": (
        ("web", {"web.servers": 16}),
        ("standby", {"balancer.standby": True}),
        ("replicas", {"replication.replicas": 3}),
    ),
    "multi-dc": (
        ("web", {"web.servers": 24}),
        ("pool", {"database.pool_size": 50}),
        ("retries", {"workload.patience.retries": 3}),
    ),
    "queue": (
        ("slowly", {"web.release.batch_share": 0.08}),
        ("at_once", {"web.release.batch_share": 0.5}),
        ("retries", {"workload.patience.retries": 3}),
    ),
    "operations": (
        ("web", {"web.servers": 36}),
        ("cores", {"database.cores": 8}),
        ("batch", {"queue.workers.batch": 10}),
    ),
    "shards": (
        ("shards", {"sharding.shards": 8}),
        ("cache", {"cache.size_items": 50_000}),
        ("web", {"web.servers": 48}),
    ),
}


def offers(design: WebSystem, t: Translator) -> None:
    """The question of a half-stop; nothing elsewhere."""
    rows = stops()
    place = place_of(design)
    if rows[place].kind != "half":
        return
    cure = rows[place + 1]
    users = large(design.workload.daily_users, language.now())
    with st.container(border=True, key="offers"):
        st.markdown(f"**{t('offer.title')}** {t(f'offer.{design.name}.text', users=users)}")
        with st.container(horizontal=True, gap="small"):
            for name, values in OFFERS[design.name]:
                st.button(t(f"offer.{design.name}.{name}"), key=f"offer-{name}", on_click=_try, args=(values,))
            label = t("offer.right", name=t(f"stage.{cure.stage.name}.name"))
            st.button(label, key="offer-cure", type="primary", on_click=_move, args=(cure,))


def _try(values: dict[str, Any]) -> None:
    state.become(put_all(state.design(), values))


def _move(cure: Stop) -> None:
    state.become(move(state.design(), cure))
