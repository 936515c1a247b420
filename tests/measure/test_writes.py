from playground.measure.writes import writes
from playground.result import Log
from tests.measure import factory


def test_both_stories_of_the_writes():
    found = writes(factory.result())
    assert (found.acknowledged, found.rejected, found.unknown) == (99, 0, 1)
    assert (found.durable, found.duplicates, found.diverged_rows) == (110, 4, 0)


def test_with_a_database_per_server_every_row_is_missing_elsewhere():
    found = writes(factory.result(logs=(Log("database", 60, 0), Log("database", 50, 1))))
    assert (found.durable, found.duplicates, found.diverged_rows) == (110, 1, 110)
