from playground.design.change import put_all
from playground.design.ladder import stage
from playground.design.textbook import textbook
from playground.measure import traffic
from playground.measure.exposure import Scans, exposure, scans
from tests.measure import factory


def test_without_a_balancer_all_clients_know_the_server():
    found = exposure(stage("split-tiers").design)
    assert found.clients_to_change == 150_000
    assert found.reachable == ("web-1",)
    assert found.hidden == 1


def test_behind_a_balancer_nobody_changes_anything_and_only_it_is_reached():
    found = exposure(stage("load-balancer").design)
    assert found.clients_to_change == 0
    assert found.reachable == ("balancer",)
    assert found.hidden == 5


def test_public_servers_are_reached_past_the_balancer():
    found = exposure(put_all(stage("load-balancer").design, {"web.public": True}))
    assert found.reachable == ("balancer", "web-1", "web-2", "web-3", "web-4")
    assert found.hidden == 1


def test_databases_caches_and_replicas_are_hidden():
    assert exposure(put_all(stage("split-tiers").design, {"web.servers": 3, "database.shared": False})).hidden == 3
    assert exposure(stage("single-server").design).hidden == 0
    found = stage("cache").design
    behind = len(found.cache.names) + 1 + found.replication.replicas
    assert exposure(found).hidden == found.web.servers + behind


def test_scans_are_counted_apart_by_what_became_of_them():
    page, order, bundle = factory.endpoints()
    open_one = factory.replace(
        bundle, name="scan", is_scan=True, offered=50, served=30, failed=15, failures={"queue_full": 15}
    )
    private = factory.replace(open_one, name="scan-2", offered=20, served=0, failed=20, failures={"blocked": 20})
    result = factory.result(endpoints=(page, order, bundle, open_one, private))
    assert scans(result) == Scans(scanned=50, refused=30, blocked=20)
    assert scans(factory.result()) == Scans(0, 0, 0)
    assert traffic.requests(result) == traffic.requests(factory.result())
    assert traffic.requests(result, assets=True) == traffic.requests(factory.result(), assets=True)
    assert traffic.failures(result) == traffic.failures(factory.result())


def test_the_textbook_has_no_addresses():
    assert exposure(textbook()["mm1"]) is None
