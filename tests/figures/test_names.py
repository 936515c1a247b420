import pytest

from playground.design.fault import (
    Attack,
    Celebrity,
    Crowd,
    Cut,
    Deploy,
    Kill,
    Lose,
    Replace,
    Reshard,
    Sale,
    Scan,
    Slow,
)
from playground.figures import names, palette
from playground.figures.marks import ACTS
from playground.lessons.catalogue import LANGUAGES, translator


def echo(key, **values):
    return " ".join([key, *map(str, values.values())])


def test_numbered_members_give_their_number_and_links_both_ends():
    assert names.node(echo, "database") == "node.database"
    assert names.node(echo, "web-12") == "node.web_n 12"
    assert names.node(echo, "external-api") == "node.external_api"
    assert names.node(echo, "web-1>database") == "node.web_n 1→node.database"
    assert names.station(echo, "worker threads") == "part.station.worker_threads"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_knows_every_name_a_chart_can_show(language):
    words = translator(language)
    assert all(names.reason(words, reason) for reason in palette.REASONS)
    assert all(words(f"figure.fault.{kind}", node="x") for kind in palette.FAULTS)
    assert all(words(f"figure.order.{act}", node="x") for act in ACTS)
    assert all(names.kind(words, kind) for kind in palette.HATCHES)
    systems = ("client", "network", "entry", "web", "cache", "database", "external", "station", "second")
    assert all(names.system(words, system) for system in systems)
    for node in (
        "server",
        "web-3",
        "database",
        "database-2",
        "shard-2-replica-1",
        "balancer",
        "entry",
        "external-api",
        "users",
        "cache",
    ):
        assert names.node(words, node)


def test_every_fault_has_a_colour():
    """A cut is a loss of everything, a replacement begins as a kill."""
    seen = {"cut": "lose", "replace": "kill"}
    kinds = {
        fault.model_fields["kind"].default
        for fault in (Kill, Slow, Lose, Cut, Crowd, Replace, Attack, Scan, Deploy, Sale, Reshard, Celebrity)
    }
    assert {seen.get(kind, kind) for kind in kinds} == set(palette.FAULTS)
