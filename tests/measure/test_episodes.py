from playground.measure.episodes import Detection, Episode, detections, episodes, together
from playground.result import Order
from tests.measure import factory

S = factory.S


def test_a_kill_lasts_until_the_return():
    assert episodes(factory.result()) == (Episode("kill", "web-2", 20.0, 30.0),)


def test_a_death_is_detected_when_it_is_marked_down():
    """From 20 to 24 s: the window of 20 to 30 s, in which 51 failed."""
    (found,) = detections(factory.result())
    assert (found.node, found.died_s, found.marked_s, found.detection_s) == ("web-2", 20.0, 24.0, 4.0)
    assert found.failed == 51


def test_a_death_that_is_over_before_it_is_noticed():
    orders = (Order(11 * S, 0, "kill_silently", "web-1", ""), Order(13 * S, 0, "revive", "web-1", ""))
    (found,) = detections(factory.result(orders=orders))
    assert (found.marked_s, found.detection_s, found.failed) == (None, None, 0)


def test_only_servers_that_are_probed_are_detected():
    orders = (Order(11 * S, 0, "kill", "database", ""),)
    assert detections(factory.result(orders=orders)) == ()
    assert episodes(factory.result(orders=orders)) == (Episode("kill", "database", 11.0, None),)


def test_slowness_and_loss_end_when_they_are_healed():
    orders = (
        Order(1 * S, 0, "slow_down", "web-1", "", value=10.0),
        Order(2 * S, 0, "slow_down", "web-1", "", value=20.0),
        Order(3 * S, 0, "set_loss", "balancer>web-1", "", value=0.05),
        Order(4 * S, 0, "slow_down", "web-1", "", value=1.0),
        Order(5 * S, 0, "set_loss", "balancer>web-1", "", value=0.0),
        Order(6 * S, 0, "spike_begins", "users", "", value=3.0),
        Order(7 * S, 0, "spike_ends", "users", ""),
    )
    assert episodes(factory.result(orders=orders)) == (
        Episode("slow", "web-1", 1.0, 4.0),
        Episode("lose", "balancer>web-1", 3.0, 5.0),
        Episode("spike", "users", 6.0, 7.0),
    )


def test_a_kill_that_a_deploy_outlasts_ends_with_the_restart():
    told = ((5, "kill", "web-1"), (8, "deploy_begins", "web"), (18, "restarted", "web-1"))
    story = tuple(Order(at * S, 0, what, node, "") for at, what, node in told)
    assert Episode("kill", "web-1", 5.0, 18.0) in episodes(factory.result(orders=story))


def test_what_was_changed_by_hand_is_no_fault():
    changed = Order(5 * S, 0, "slow_down", "web-1", "changed by hand", 0, 1.5)
    assert episodes(factory.result(orders=(changed,))) == ()


def test_deaths_of_one_instant_are_told_together() -> None:
    rows = [
        Detection("web-1", 3.0, 5.0, 7),
        Detection("web-2", 3.0, None, 9),
        Detection("web-3", 3.0, 5.0, 7),
        Detection("web-1", 8.0, None, 2),
    ]
    assert [(names, row.detection_s) for names, row in together(tuple(rows))] == [
        (("web-1", "web-3"), 2.0),
        (("web-2",), None),
        (("web-1",), None),
    ]
