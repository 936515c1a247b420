"""Which keys there are, where anything depends on what is asked for."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.plan.builder import Builder


def are_drawn(design: WebSystem) -> bool:
    """Does anything depend on what is asked for?"""
    has_cache = design.web.cache_items > 0 or design.cache is not None
    has_copies = design.replication is not None or design.sharding is not None
    return has_cache or has_copies or design.database.disk is not None


def are_born(design: WebSystem) -> bool:
    """Are keys born, or do they die, and does anybody care?"""
    return design.workload.popularity.changing and are_drawn(design)


def are_followed(design: WebSystem) -> bool:
    """Does somebody care when a key is read, and when it is written?"""
    return design.cache is not None or are_born(design)


def keys(builder: Builder, design: WebSystem) -> None:
    """The row of KEYS."""
    if are_drawn(design):
        given = design.workload.popularity
        asked = (given.keys, given.missing_keys, given.zipf_exponent, given.missing_share, 0.0, 0.0, 0.0)
        lives = (given.columns, given.births_share, given.deaths_share, int(given.changing))
        famous = (given.famous, given.famous_reads_share, given.famous_writes_share)
        builder.row("keys", asked + lives + famous)
