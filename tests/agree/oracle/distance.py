"""Where sites stand, and how far it is to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.design.design import WebSystem

LETTERS = "abcd"


def named(name: str, site: int) -> str:
    """What a machine is called that stands at this site."""
    return f"{LETTERS[site]}-{name}" if site else name


def bare(name: str) -> str:
    """What a machine would be called at the first site."""
    return name[2:] if name[:2] in [f"{letter}-" for letter in LETTERS[1:]] else name


def site_named(name: str) -> int:
    """The site of the machine of this name."""
    return 0 if bare(name) == name else LETTERS.index(name[0])


class Distances:
    """Of a design; one that stands at one place has one site, as far away as its regions say."""

    def __init__(self, design: WebSystem) -> None:
        self.given, self.regions = design.sites, design.workload.regions
        self.sites = range(1 if design.sites is None else design.sites.count)

    def of_users(self, region: int, site: int) -> float:
        """There and back, in ms, between the users of a region and a site."""
        if site == 0 or self.given is None:
            return self.regions[region].rtt_ms
        return self.regions[region].edge_rtt_ms if site == region else self.given.rtt_ms

    def apart(self, one: int, other: int) -> float:
        """There and back, in ms, between two sites."""
        return 0.0 if self.given is None or one == other else self.given.rtt_ms

    def near(self, region: int) -> list[int]:
        """All sites, the nearest first."""
        return sorted(self.sites, key=lambda site: (self.of_users(region, site), site))
