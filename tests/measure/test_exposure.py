from playground.design.change import put_all
from playground.design.ladder import stage
from playground.design.textbook import textbook
from playground.measure.exposure import exposure


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


def test_the_textbook_has_no_addresses():
    assert exposure(textbook()["mm1"]) is None
