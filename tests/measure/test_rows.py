import io

import numpy as np
import pandas as pd

from playground.measure.rows import rows
from tests.measure import factory


def test_a_row_per_window():
    table = rows(factory.result())
    assert table["start_s"].tolist() == [0, 10, 20, 30]
    assert table["is_counted"].tolist() == [False, True, True, True]
    assert table["offered"].tolist() == [400, 400, 400, 300]
    assert table["bundles_offered"].tolist() == [20, 20, 25, 25]
    assert table["latency_ms_p95"].tolist() == [5, 35, 95, 25]
    assert table["failed_timed_out"].tolist() == [0, 0, 31, 0]
    assert np.allclose(table["utilisation_web-1"], [0.05, 0.5, 0.5, 0.5])
    assert table["state_web-2"].tolist() == [0, 0, 1, 0]


def test_columns_of_reasons_add_up_to_the_failed():
    table = rows(factory.result())
    reasons = [name for name in table.columns if name.startswith("failed_")]
    assert table[reasons].sum(axis=1).tolist() == table["failed"].tolist()


def test_the_table_survives_a_csv():
    table = rows(factory.result())
    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    assert list(again.columns) == list(table.columns)
    assert np.allclose(again["served"], table["served"])
