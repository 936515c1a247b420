"""M/M/c/K: c servers and a line of so many places, K = servers + line. Who finds no place is lost.

The numbers from c to K have geometric weights, those below c weigh 1/B - 1 times state c (B: Erlang B). Weights are
taken relative to the heavier end, so a long line and a load far above 1 neither overflow nor cancel.

Source: Gross and Harris, "Fundamentals of Queueing Theory", 3rd edition, 1998, section 2.5; with no line (Erlang's loss
system) all but the distribution of time holds for any service time: Sevast'yanov, "An ergodic theorem for Markov
processes and its application to telephone systems with refusals", 1957.
"""

from __future__ import annotations

import math

import numpy as np

from playground.theory.erlang_b import erlang_b
from playground.theory.geometric import place_mean, weight_sum
from playground.theory.given import not_negative, positive, whole
from playground.theory.little import time_ms_mean
from playground.theory.queue import Queue
from playground.theory.sojourn import Sojourn, Visit

LONGEST_LINE = 64  # of which the distribution of the time inside is given: its matrix has a row for each place


def mmck(rate_rps: float, service_ms: float, servers: int, line: int) -> Queue:
    """The station with `line` places in line; it is stable at any rate. Time and wait are those of the served."""
    not_negative(rate_rps=rate_rps)
    positive(service_ms=service_ms)
    whole(1, servers=servers)
    whole(0, line=line)
    load_erlang = rate_rps * service_ms / 1000
    all_busy, blocked = _busy_and_blocked(load_erlang, servers, line)
    throughput_rps = rate_rps * (1 - blocked)
    line_mean = all_busy * place_mean(load_erlang / servers, line + 1)
    wait_ms = time_ms_mean(throughput_rps, line_mean)
    in_service = load_erlang * (1 - blocked)
    return Queue(
        throughput_rps=throughput_rps,
        utilisation=in_service / servers,
        wait_ms_mean=wait_ms,
        time_ms_mean=wait_ms + service_ms,
        line_mean=line_mean,
        inside_mean=line_mean + in_service,
        blocked_share=blocked,
        sojourn=_sojourn(load_erlang, service_ms, servers, line, all_busy),
    )


def _busy_and_blocked(load_erlang: float, servers: int, line: int) -> tuple[float, float]:
    """Share of the time that all servers are busy, and that the line is full too (which is the share lost)."""
    ratio = load_erlang / servers
    lost = erlang_b(servers, load_erlang)
    if lost == 0:
        return 0.0, 0.0
    below = 1 / lost - 1
    lesser = min(ratio, 1 / ratio)
    end = lesser**line  # the lighter end of the line, relative to the heavier one
    busy = weight_sum(lesser, line + 1)
    if ratio <= 1:
        return busy / (busy + below), end / (busy + below)
    return busy / (busy + below * end), 1 / (busy + below * end)


def _sojourn(load_erlang: float, service_ms: float, servers: int, line: int, all_busy: float) -> Sojourn | None:
    """Who finds j in line waits until j + 1 servers have come free, each after an exponential time of rate c/s."""
    if line > LONGEST_LINE:
        return None
    ratio = load_erlang / servers
    places = np.arange(line + 1)
    weights = ratio**places if ratio <= 1 else (1 / ratio) ** places[::-1]
    found = all_busy * weights / math.fsum(weights)
    starts = np.append(found[:line][::-1], 1 - all_busy)
    starts /= starts.sum()
    rates = [servers / service_ms] * line + [1 / service_ms]
    return Sojourn((Visit(tuple(starts.tolist()), tuple(rates)),))
