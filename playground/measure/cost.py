"""What it costs a month: machines by their cores, and the bytes that go out; beside it, the parts to operate.

A database with a disk is paid by what it is made of: cores, memory for pages, and drives.
List prices on demand, one month of 730 hours. The bytes follow from the workload's mean, not from its peak, and as if
every request were answered: a system that fails half of its users is not cheaper for that.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.design.exposure import server_names
from playground.design.facts import Fact, fact, value
from playground.design.machine import Machine
from playground.measure import counted, scaling
from playground.measure.scaling import Scaling
from playground.result import Result

HOURS = 730  # 365 x 24 / 12
CORES_OF_LARGE = 2
KB_OF_GB = 1e6
BY_THE_GB = ("memory", "disk", "egress")  # lines that are no machines
SECONDS_OF_HOUR = 3600


@dataclass(frozen=True)
class Line:
    """`count` units (machines, or GB) at `unit_usd` a month each. `what`: server, web, cache, database, balancer,
    memory, disk or egress."""

    what: str
    count: float
    unit_usd: float
    source: str

    @property
    def usd(self) -> float:
        return self.count * self.unit_usd


@dataclass(frozen=True)
class Assumption:
    """A number that the bill rests on, and where it comes from."""

    name: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Bill:
    """USD a month by line; the machines and how many kinds of them somebody has to operate."""

    lines: tuple[Line, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def usd_month(self) -> float:
        return sum(line.usd for line in self.lines)

    @property
    def machines(self) -> int:
        return round(sum(line.count for line in self.lines if line.what not in BY_THE_GB))

    @property
    def kinds(self) -> int:
        return sum(line.what not in BY_THE_GB for line in self.lines)


def bill(result: Result) -> Bill | None:
    """The month's bill; None for a textbook system, which has no price."""
    design = result.design
    if not isinstance(design, WebSystem):
        return None
    gb_month = bytes_gb_month(result, design)
    egress = fact("cdn.origin_egress_usd_per_gb")
    found = scaling.scaling(result)
    lines = (*machines(design, found=found), Line("egress", gb_month, float(egress.value), egress.cited))
    return Bill(lines, _assumptions(design, gb_month, found))


def machines(
    design: WebSystem, price_exponent: float | None = None, *, found: Scaling | None = None
) -> tuple[Line, ...]:
    """What is paid for by the hour; of web servers that come and go as many as `found` says. A machine's price grows
    with its size to the power of `price_exponent`; None: as the fact cost.price_exponent says."""
    exponent = value("cost.price_exponent") if price_exponent is None else price_exponent
    servers = server_names(design)
    count = len(servers) if found is None or found.mean_paid is None else found.mean_paid
    web, memory = fact("cost.m7g_large_usd_h"), fact("cost.r7g_large_usd_h")
    lines = [_line("server" if servers == ("server",) else "web", count, design.web, web, exponent)]
    if design.cache is not None:
        why = f"assumed to be an r7g.large, of which a cache uses one core; {memory.cited}"
        lines.append(Line("cache", len(design.cache.names), float(memory.value) * HOURS, why))
    lines += _databases(design, memory, exponent)
    if design.balancer is not None:
        balancers = 2 if design.balancer.standby else 1
        lines.append(Line("balancer", balancers, float(web.value) * HOURS, f"assumed to be an m7g.large; {web.cited}"))
    return tuple(lines)


def _databases(design: WebSystem, machine: Fact, exponent: float) -> list[Line]:
    """Whole machines, or their parts. One in a web server's box is paid with that, but for its memory and its disk."""
    base, count = design.database, design.databases
    if base.disk is None:
        return [_line("database", count, base, machine, exponent)] if base.own_machine else []
    core, memory, disk = (fact(f"cost.{name}") for name in ("cpu_usd_month", "ram_usd_gb_month", "ssd_usd_gb_month"))
    whole = Line("database", count, float(core.value) * base.cores * base.speed, core.cited)
    return [
        *([whole] if base.own_machine else []),
        Line("memory", count * base.disk.memory_gb, float(memory.value), memory.cited),
        Line("disk", count * base.disk.drives * base.disk.drive_gb, float(disk.value), disk.cited),
    ]


def _line(what: str, count: float, machine: Machine, price: Fact, exponent: float) -> Line:
    """Cores x speed decide: with an exponent of 1, linear within a family, twice as fast costs twice as much."""
    size = machine.cores * machine.speed / CORES_OF_LARGE
    return Line(what, count, float(price.value) * size**exponent * HOURS, price.cited)


def bytes_gb_month(result: Result, design: WebSystem) -> float:
    """GB that leave the system in a month of the workload's mean.

    A replayed log is taken as it is played: as if its mean rate went on for a month, with the usual size for each kind.
    """
    return _kb_per_s(result, design) * HOURS * SECONDS_OF_HOUR / KB_OF_GB


def _kb_per_s(result: Result, design: WebSystem) -> float:
    load = design.workload
    if load.replay is None:
        answers_kb_s = sum(load.requests_rps * load.share_of(row) * row.response_kb for row in load.endpoints)
        return (answers_kb_s + load.pages_rps * load.bundle_kb) / load.peak_factor
    size_kb = {row.name: row.response_kb for row in load.endpoints}
    offered_kb = sum(row.offered * size_kb.get(row.name.split("@")[0], load.bundle_kb) for row in result.endpoints)
    seconds = counted.seconds(result)
    return offered_kb / seconds if seconds else 0.0


def _assumptions(design: WebSystem, gb_month: float, found: Scaling | None) -> tuple[Assumption, ...]:
    load = design.workload
    exponent, peak = fact("cost.price_exponent"), fact("ladder.peak_to_mean")
    rows = [
        Assumption("hours_per_month", HOURS, "h", "365 x 24 / 12"),
        Assumption("cores_per_large", CORES_OF_LARGE, "", fact("ladder.cores").cited),
        Assumption("price_exponent", float(exponent.value), "", exponent.cited),
        Assumption("egress_gb", gb_month, "GB", "workload's mean x bytes of an answer; every request answered"),
    ]
    if load.replay is None:
        rows.append(Assumption("peak_factor", load.peak_factor, "", f"mean = peak / this; {peak.cited}"))
    else:
        rows.append(Assumption("replay_goes_on", 1, "", "assumed; the log's mean rate as played, all month"))
    if found is not None and found.mean_paid is not None:
        why = "server-hours of the counted period, as if it went on all month; a server is paid for while it boots"
        rows.append(Assumption("servers_mean", found.mean_paid, "", why))
    if design.external.share_of_orders > 0:
        rows.append(Assumption("external_api_usd", 0, "USD", "assumed; what the provider charges is not known"))
    return tuple(rows)
