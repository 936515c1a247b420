"""How reads go through a tier of cache servers, as the design says: look-aside or read-through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.design.cache_tier import Reads
from playground.plan import look_aside, read_through
from playground.plan.builder import Builder
from playground.plan.cache_tier import CacheTier
from playground.plan.copies import Copies
from playground.plan.database import Database
from playground.plan.flight import message
from playground.plan.walk import Walk


@dataclass(frozen=True)
class TierReads:
    """The tier, and how whoever fetches reads the database."""

    tier: CacheTier
    read: Callable[[Walk], None]

    def walked(self, walk: Walk) -> None:
        """One read of a request."""
        is_through = self.tier.given.reads is Reads.READ_THROUGH
        (read_through.read_through if is_through else look_aside.look_aside)(walk, self.tier, self.read)


def tier_reads(
    builder: Builder,
    tier: CacheTier | None,
    base: Database | Copies,
    own: Database | Copies | None,
    read_base: Callable[[Walk, Database | Copies], None],
) -> TierReads | None:
    """None where there is no tier. `own`: the database as cache nodes see it. It writes the message that refreshes
    values ahead, where one does."""
    if tier is None:
        return None
    way = own if own is not None and tier.given.reads is Reads.READ_THROUGH else base

    def read(walk: Walk) -> None:
        read_base(walk, way)

    return TierReads(_with_refresh(builder, tier, read), read)


def _with_refresh(builder: Builder, tier: CacheTier, read: Callable[[Walk], None]) -> CacheTier:
    if tier.given.soft_ttl_share == 0:
        return tier
    fetch = read_through.fetch if tier.given.reads is Reads.READ_THROUGH else look_aside.fetch
    return replace(tier, refresh_pc=message(builder, lambda walk: fetch(walk, tier, read, is_ahead=True)))
