from playground.figures.marks import marks
from playground.result import Order
from tests.measure import factory

S = factory.S


def echo(key, **values):
    return " ".join([key, *map(str, values.values())])


def _marks(*orders):
    return marks(factory.result(orders=orders), echo)


def _texts(found):
    return [label["text"] for label in found["annotations"]]


def test_servers_marked_at_nearly_one_time_share_a_line():
    found = _marks(*(Order((20 * S) + place, place, "mark_down", f"web-{place + 1}", "") for place in range(3)))
    lines = [shape for shape in found["shapes"] if shape["type"] == "line"]
    assert [line["name"] for line in lines] == ["mark_down:web-1:web-2:web-3"]
    assert _texts(found) == ["figure.order.mark_down node.web_n 1 +2"]


def test_the_links_of_one_machine_are_one_band():
    begin = [Order(12 * S, 0, "set_loss", link, "", value=0.1) for link in ("balancer>web-1", "web-1>database")]
    end = [Order(15 * S, 0, "set_loss", link, "", value=0.0) for link in ("balancer>web-1", "web-1>database")]
    found = _marks(*begin, *end)
    bands = [shape for shape in found["shapes"] if shape["name"].startswith("lose")]
    assert [(band["x0"], band["x1"]) for band in bands] == [(12, 15)]


def test_a_fault_that_lasts_reaches_to_the_present():
    found = marks(factory.result(orders=(Order(12 * S, 0, "kill", "web-1", ""),), until_ns=25 * S), echo)
    band = next(shape for shape in found["shapes"] if shape["name"] == "kill:web-1")
    assert (band["x0"], band["x1"]) == (12, 25)


def test_labels_do_not_lie_on_each_other_and_faults_come_first():
    acts = [Order(round((10 + k) * S), k, "mark_down", f"web-{k + 1}", "") for k in range(9)]
    found = _marks(*acts, Order(20 * S, 9, "kill", "database", ""))
    assert _texts(found)[0] == "figure.fault.kill node.database"
    places = [(label["x"], label["y"]) for label in found["annotations"]]
    assert len(set(places)) == len(places) < 10


def test_a_storm_of_orders_stays_bounded():
    acts = [Order(k * S // 2, k, ("mark_down", "mark_up")[k % 2], "web-1", "") for k in range(1000)]
    assert len(_marks(*acts)["shapes"]) <= 82


def test_where_servers_come_and_go_all_the_time_lines_have_no_names():
    acts = [Order((10 + 3 * place) * S, place, "mark_down", "web-1", "") for place in range(9)]
    assert len(_texts(_marks(*acts[:8]))) == 3  # as many as there are rows for
    assert _texts(_marks(*acts)) == []
    assert len([shape for shape in _marks(*acts)["shapes"] if shape["type"] == "line"]) == 9


def test_a_storm_of_orders_is_marked_to_the_end():
    acts = [Order(round(10 * S + 0.4 * place * S), place, "mark_down", f"web-{place % 4}", "") for place in range(75)]
    acts += [Order(order.t_ns + S // 5, 75 + place, "mark_up", order.node, "") for place, order in enumerate(acts)]
    found = _marks(*sorted(acts, key=lambda order: order.t_ns))
    lines = [shape["x0"] for shape in found["shapes"] if shape["type"] == "line"]
    assert len(lines) <= 40
    assert max(lines) > 37, "the run ends at 40 s"
