import pytest

from playground.design.change import put, put_all
from playground.design.ladder import stage
from playground.design.textbook import textbook
from playground.measure import cost
from tests.measure import factory, test_files

LARGE = 0.0816 * 730
MEMORY = 0.1071 * 730


def _bill(name, changes=None):
    return cost.bill(factory.result(design=put_all(stage(name).design, changes or {})))


def test_the_first_stage_is_one_machine():
    lines = {line.what: line for line in _bill("single-server").lines}
    assert list(lines) == ["server", "egress"]
    assert lines["server"].usd == pytest.approx(59.568)


def test_the_bytes_are_those_of_the_mean_day():
    """100 000 users x 15 pages x (832 + 3.16 x 5.922) KB a day, for 730 / 24 days, at 0.10 USD a GB."""
    gb = 100e3 * 15 * (832 + 3.16 * 5.922) / 1e6 * 730 / 24
    line = _bill("single-server").lines[-1]
    assert line.count == pytest.approx(gb)
    assert line.usd == pytest.approx(gb * 0.10)
    assert _bill("single-server", {"workload.peak_factor": 1.0}).lines[-1].count == pytest.approx(gb)


def test_a_failing_system_is_not_cheaper():
    page, order, bundle = factory.endpoints()
    design = stage("load-balancer").design
    failing = factory.result(design=design, endpoints=(factory.replace(page, served=0), order, bundle))
    assert cost.bill(failing).usd_month == cost.bill(factory.result(design=design)).usd_month


def test_four_web_servers_a_database_and_a_balancer():
    bill = _bill("load-balancer")
    machines = [(line.what, line.count, line.unit_usd) for line in bill.lines[:-1]]
    assert machines == [
        ("web", 4, pytest.approx(LARGE)),
        ("database", 1, pytest.approx(MEMORY)),
        ("balancer", 1, pytest.approx(LARGE)),
    ]
    assert (bill.machines, bill.kinds) == (6, 3)
    assert bill.usd_month == pytest.approx(5 * LARGE + MEMORY + bill.lines[-1].usd)


def test_prices_are_linear_in_cores_and_a_standby_is_a_machine():
    bill = _bill("load-balancer", {"web.cores": 8, "web.speed": 2.0, "balancer.standby": True})
    lines = {line.what: line for line in bill.lines}
    assert lines["web"].unit_usd == pytest.approx(8 * LARGE)
    assert lines["balancer"].count == 2


def test_a_database_per_server_is_paid_per_server():
    lines = {line.what: line for line in _bill("load-balancer", {"database.shared": False}).lines}
    assert lines["database"].count == 4


def test_a_database_with_a_disk_is_paid_by_its_parts():
    """2 cores at 15 USD, 4 GB of memory at 2, and two drives of 100 GB at 0.20; a replica has as much."""
    disk = {"database.disk.memory_pages": 500_000, "database.disk.pages": 600_000, "database.disk.drives": 2}
    bill = _bill("split-tiers", disk)
    lines = {line.what: line for line in bill.lines}
    assert list(lines) == ["web", "database", "memory", "disk", "egress"]
    assert [lines[what].usd for what in ("database", "memory", "disk")] == [30.0, pytest.approx(8.0), 40.0]
    assert (bill.machines, bill.kinds) == (2, 2)
    twice = {line.what: line for line in _bill("replicas", {**disk, "replication.replicas": 1}).lines}
    assert [twice[what].usd for what in ("database", "memory", "disk")] == [60.0, pytest.approx(16.0), 80.0]


def test_a_box_pays_for_its_memory_and_its_disk_only_beside_itself():
    lines = {line.what: line for line in _bill("single-server", {"database.disk.memory_pages": 500_000}).lines}
    assert list(lines) == ["server", "memory", "disk", "egress"]
    assert lines["server"].usd == pytest.approx(59.568)


def test_every_line_and_assumption_names_its_source():
    bill = _bill("load-balancer")
    assert all(line.source for line in bill.lines)
    assert all(row.source for row in bill.assumptions)
    assert {row.name for row in bill.assumptions} >= {"hours_per_month", "peak_factor", "egress_gb"}


def test_the_textbook_has_no_price():
    assert cost.bill(factory.result(design=textbook()["mm1"])) is None


def test_the_bytes_of_a_cdn_are_paid_twice_over_what_it_misses():
    """What the edges send at their price, and what they had to fetch at the origin's."""
    design = stage("cdn").design
    edges = (test_files.EDGES[0],)  # 13 of 40 MB are fetched
    lines = {line.what: line for line in cost.bill(factory.result(design=design, shelves=edges)).lines}
    pages_gb = 2.2e6 * 15 * 730 / 24 / 1e6
    assert lines["cdn"].count == pytest.approx(pages_gb * 832, rel=1e-4)
    assert lines["cdn"].unit_usd == 0.12
    assert lines["egress"].count == pytest.approx(pages_gb * (832 * 13 / 40 + 3.16 * 5.922), rel=1e-4)
    without = cost.bill(factory.result(design=put(design, "cdn", None)))
    assert without.lines[-1].count == pytest.approx(pages_gb * (832 + 3.16 * 5.922), rel=1e-4)


def test_a_replay_is_paid_as_it_is_played():
    """1 000 pages and 100 orders of 5.922 KB and 70 bundles of 832 KB in 30 s, all month."""
    design = stage("load-balancer").design
    replay = {"sha256": "0" * 64, "name": "access.log", "lines": 1170}
    design = put_all(design, {"workload.replay": replay})
    gb_month = (1100 * 5.922 + 70 * 832) / 30 * 730 * 3600 / 1e6
    assert cost.bill(factory.result(design=design)).lines[-1].count == pytest.approx(gb_month)
