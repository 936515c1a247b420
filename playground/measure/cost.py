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
from playground.design.message_queue import Way
from playground.design.sessions import Kept
from playground.measure import scaling
from playground.measure.egress import HOURS, Sent, bytes_gb_month
from playground.measure.scaling import Scaling
from playground.result import Result

CORES_OF_LARGE = 2
BY_THE_GB = ("memory", "disk", "egress", "cdn")  # lines that are no machines


@dataclass(frozen=True)
class Line:
    """`count` units (machines, or GB) at `unit_usd` a month each. `what`: server, web, cache, database, balancer,
    memory, disk, egress or cdn."""

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
    sent = bytes_gb_month(result, design)
    found = scaling.scaling(result)
    return Bill((*machines(design, found=found), *_bytes(sent)), _assumptions(design, sent.origin_gb, found))


def egress_gb_month(bill: Bill | None) -> float | None:
    """GB a month that leave the origin; None for what has no price."""
    return None if bill is None else next((line.count for line in bill.lines if line.what == "egress"), None)


def _bytes(sent: Sent) -> list[Line]:
    """What leaves the origin, and what the CDN sends to the users."""
    egress, net = fact("cdn.origin_egress_usd_per_gb"), fact("cdn.cloudfront_usd_per_gb_kr")
    lines = [Line("egress", sent.origin_gb, float(egress.value), egress.cited)]
    return lines if sent.cdn_gb == 0 else [*lines, Line("cdn", sent.cdn_gb, float(net.value), net.cited)]


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
        lines.append(Line("cache", len(design.cache.names) * design.places, float(memory.value) * HOURS, why))
    if design.sessions is not None and design.sessions.kept is Kept.STORE:
        lines.append(_line("sessions", design.places, design.sessions.store, memory, exponent))
    lines += _workers(design, web, exponent)
    lines += _timelines(design, memory, exponent)
    lines += _services(design, memory, exponent)
    lines += _databases(design, memory, exponent)
    if design.balancer is not None:
        balancers = (2 if design.balancer.standby else 1) * design.places
        lines.append(Line("balancer", balancers, float(web.value) * HOURS, f"assumed to be an m7g.large; {web.cited}"))
    return tuple(lines)


def _workers(design: WebSystem, machine: Fact, exponent: float) -> list[Line]:
    """Workers, and brokers where there are any."""
    given = design.queue
    if given is None:
        return []
    size = given.workers.cores / CORES_OF_LARGE
    each_usd = float(machine.value) * size**exponent * HOURS
    lines = [Line("workers", given.workers.count * design.places, each_usd, machine.cited)]
    if given.way is Way.QUEUE:
        why = f"assumed to be an m7g.large, of which a broker uses one core; {machine.cited}"
        lines.append(Line("queue", design.places, float(machine.value) * HOURS, why))
    return lines


def _timelines(design: WebSystem, machine: Fact, exponent: float) -> list[Line]:
    """Those that keep timelines, and those that keep the posts of large authors."""
    given = design.timelines
    if given is None:
        return []
    rows = (("timelines", given.shards), ("celebrities", given.lists))
    return [
        Line(
            what, row.count * design.places, float(machine.value) * (row.cores / CORES_OF_LARGE) ** exponent * HOURS,
            machine.cited,
        )
        for what, row in rows
    ]  # fmt: skip


def _services(design: WebSystem, machine: Fact, exponent: float) -> list[Line]:
    """Services that were split off, each with its database on its machines, one line for machines of one size; and a
    store of documents."""
    counts: dict[int, int] = {}
    for part in () if design.services is None else design.services.parts:
        counts[part.cores] = counts.get(part.cores, 0) + part.machines * design.places
    each = {cores: float(machine.value) * (cores / CORES_OF_LARGE) ** exponent * HOURS for cores in counts}
    lines = [Line("services", count, each[cores], machine.cited) for cores, count in sorted(counts.items())]
    if design.read_model is None:
        return lines
    size = design.read_model.cores / CORES_OF_LARGE
    return [*lines, Line("documents", design.places, float(machine.value) * size**exponent * HOURS, machine.cited)]


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
