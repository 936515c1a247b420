"""How long a run must be for its mean to be known to half a percent, from first principles.

The variance of an average over a long time t of a process is sigma² / t; sigma² is its asymptotic variance. A birth and
death process has it in closed form, and near utilisation 1 every queue looks like reflected Brownian motion, of which
only the variations of arrivals and service matter. A *spread* here is the relative asymptotic variance per customer
offered: over n customers the squared standard error is spread / n of the squared mean.

Source: Whitt, "Planning queueing simulations", Management Science 35(11), 1989 (what to do with it, Brownian motion);
Whitt, "Asymptotic formulas for Markov processes with applications to simulation", Operations Research 40(2), 1992
(birth and death processes).
"""

from __future__ import annotations

import math

import numpy as np

RAREST = 1e-16  # states that are rarer than this are left out


def line_spread(load_erlang: float, servers: int, line: int | None) -> float:
    """Of the mean line of an M/M/c or M/M/c/K, over time."""
    weights = _weights(load_erlang, servers, line)
    return _spread(np.maximum(np.arange(len(weights)) - servers, 0), weights, load_erlang)


def blocked_spread(load_erlang: float, servers: int, line: int) -> float:
    """Of the share that an M/M/c/K loses: of the time that it is full, and of the arrivals' luck to meet it so."""
    weights = _weights(load_erlang, servers, line)
    full = np.arange(len(weights)) == servers + line
    return _spread(full, weights, load_erlang) + (1 / weights[-1] - 1)


def p99_spread(load: float) -> float:
    """Of the p99 of an M/M/1: that of the chance, over time, that whoever came now would stay longer, which moves the
    p99 by as much as the tail is steep there. It takes stays for independent of one another, given whom they met: good
    near utilisation 1, half of the truth at 0.7."""
    weights = _weights(load, 1, None)
    p99 = math.log(100) / (1 - load)  # in service times
    met = np.arange(len(weights))
    logs = met * math.log(p99) - p99 - np.array([math.lgamma(n + 1) for n in met])
    slower = np.cumsum(np.exp(logs))  # Erlang's tail: an arrival that meets n must wait for n + 1 services
    by_luck = float((slower * (1 - slower) * weights).sum()) / 0.01**2
    return (_spread(slower, weights, load) + by_luck) / math.log(100) ** 2


def heavy_traffic_spread(utilisation: float, arrivals_cv: float, service_cv: float) -> float:
    """Of the mean line of a single server near utilisation 1, whatever the distributions."""
    return 2 * (arrivals_cv**2 + service_cv**2) / (1 - utilisation) ** 2


def customers_needed(spread: float, error_share: float) -> float:
    """How many customers make the standard error this share of the mean."""
    return spread / error_share**2


def _spread(values: np.ndarray, weights: np.ndarray, load_erlang: float) -> float:
    """Of the time average of a function of the number inside."""
    mean = float((values * weights).sum())
    below = np.cumsum((values - mean) * weights)[:-1]
    per_service_time = 2 * float((below**2 / (load_erlang * weights[:-1])).sum())
    return per_service_time * load_erlang / mean**2


def _weights(load_erlang: float, servers: int, line: int | None) -> np.ndarray:
    """(K + 1,) the stationary shares of the states, up to the last that matters."""
    room = math.ceil(math.log(RAREST) / math.log(load_erlang / servers)) if line is None else line
    states = np.arange(1, servers + room + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(load_erlang / np.minimum(states, servers)))))
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
