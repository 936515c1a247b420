"""The way by which a database hears that another one has its change, where that takes longer to another site."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.replication import Commit
from playground.design.sites import apart_ms, site_of
from playground.plan.builder import Builder, Link

ACK = "ack "


def acks(builder: Builder, design: WebSystem, names: tuple[str, ...], register: int) -> Link | None:
    """From each copy to each; None where there is one site, or where no commit waits. No fault can name these links, as
    what is lost of a stream is repeated until it arrives."""
    if design.sites is None or design.replication is None or design.replication.commit is Commit.ASYNCHRONOUS:
        return None
    pairs = [f"{ACK}{one} {other}" for one in names for other in names]
    more_ms = [apart_ms(design.sites, site_of(one), site_of(other)) / 2 for one in names for other in names]
    hop_ms = design.database.hop_ms / 2
    return builder.link("acks", hop_ms, count=len(pairs), register=register, names=pairs, more_ms=more_ms)
