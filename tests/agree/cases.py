"""Textbook systems at three utilisations: how long each is simulated, and why so long.

Customers are those counted, over 100 replications. The goal is a standard error of 0.45 % or less in the figure that
needs most: 0.5 % are asked for, and the estimate of it is itself 7 to 10 % uncertain. (Adding replications until the
estimate is small enough would favour runs that came out low: where waits are short, so are the errors.)

    system     at   needs the most  customers     where the number comes from
    M/M/1      0.3  line              1.3 million  line_spread
    M/M/1      0.7  p99               6   million  p99_spread says 3, runs say twice that
    M/M/1      0.9  p99              61   million  p99_spread; runs say 73
    M/M/3      0.3  line              6.3 million  line_spread: few wait, so many must come
    M/M/3      0.7  line              5.8 million  line_spread
    M/M/3      0.9  p99              70   million  runs: as the M/M/1
    M/M/3/5    0.3  blocked share    20   million  blocked_spread
    M/M/3/5    0.7  blocked share     1.8 million  blocked_spread
    M/M/3/5    0.9  blocked share     1.0 million  blocked_spread
    M/D/1      0.9  line             10   million  heavy_traffic_spread, 2 (1 + 0) / (1 - 0.9)²; runs say 12
    M/G/1 cv 2 0.9  line             49   million  heavy_traffic_spread, 2 (1 + 4) / (1 - 0.9)²; runs say 60
    tandem     0.9  p99              65   million  runs: as the M/M/1, both stations crowd at one time

The warm-up is 40 relaxation times of an M/M/1 at that utilisation, 1 / (1 - sqrt(utilisation))² service times each
(Cohen, "The Single Server Queue", 1982), and 2.5 times that for cv 2, as heavy traffic has it: what is left of
the empty start is then exp(-40) of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.design import catalogue, change
from playground.design.design import Queueing

REPLICATIONS = 100
SERVICE_MS = 1.0
RELAXATIONS = 40


@dataclass(frozen=True)
class Case:
    """A textbook design at this offered utilisation. `number`: its place among the cases, which gives it its seeds."""

    number: int
    name: str
    servers: int
    utilisation: float
    customers: float

    @property
    def seeds(self) -> range:
        """1, 2, 3 …: every case has the next hundred, so that the cases are independent of one another."""
        return range(1 + self.number * REPLICATIONS, 1 + (self.number + 1) * REPLICATIONS)

    @property
    def design(self) -> Queueing:
        rate_rps = self.utilisation * self.servers * 1000 / SERVICE_MS
        stretch = 2.5 if self.name == "mg1" else 1.0
        warmup_s = stretch * RELAXATIONS * SERVICE_MS / 1000 / (1 - math.sqrt(self.utilisation)) ** 2
        knobs = {
            "workload.rate_rps": rate_rps,
            "station.service_ms": SERVICE_MS,
            "warmup_s": warmup_s,
            "seconds": warmup_s + self.customers / REPLICATIONS / rate_rps,
        }
        if self.name == "tandem":
            knobs["second.service_ms"] = SERVICE_MS
        design = change.put_all(catalogue.find(self.name), knobs)
        assert isinstance(design, Queueing)
        return design

    def __str__(self) -> str:
        return f"{self.name} at {self.utilisation}"


#     name     servers  millions of customers at 0.3, 0.7, 0.9
TABLE = (
    ("mm1", 1, (2.0, 8.0, 80.0)),
    ("mmc", 3, (8.0, 8.0, 80.0)),
    ("mmck", 3, (24.0, 2.5, 1.5)),
    ("md1", 1, (1.2, 3.0, 14.0)),
    ("mg1", 1, (4.0, 9.0, 66.0)),
    ("tandem", 1, (2.0, 7.0, 75.0)),
)
UTILISATIONS = (0.3, 0.7, 0.9)
CASES = tuple(
    Case(3 * row + column, name, servers, utilisation, millions[column] * 1e6)
    for row, (name, servers, millions) in enumerate(TABLE)
    for column, utilisation in enumerate(UTILISATIONS)
)
