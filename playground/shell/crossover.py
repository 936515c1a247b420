"""`crossover`: where several servers become cheaper than one large one, and where one large one ends."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from playground.design.facts import value
from playground.design.ladder import stage
from playground.design.objective import LatencyP99
from playground.design.problem import BadDesign
from playground.study.crossover import cheapest, crossover, curve, months_until
from playground.study.scale_up_or_out import OUT, UP, Size, out_sizes, search, up_sizes

GROWTH_SHARE = 0.1  # a month; assumed: users double in seven months and a bit
MOST_SEEDS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    exponent = value("cost.price_exponent")
    parser.add_argument(
        "--price-exponent",
        metavar="E",
        help=f"a machine's price grows with its size to the power of E (default {exponent:g}, as clouds bill)",
    )
    parser.add_argument(
        "--p99-ms", metavar="MS", help="the promise: 99 %% of the requests take no longer (default 500)"
    )
    parser.add_argument("--users", metavar="N", help="daily users today (default: those of the stage split-tiers)")
    parser.add_argument(
        "--growth-share",
        metavar="G",
        help=f"users grow by this share every month (default {GROWTH_SHARE:g}; assumed)",
    )
    parser.add_argument("--seeds", metavar="N", default="1", help="look with N seeds and take the mean (default 1)")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")


def main(arguments: argparse.Namespace) -> int:
    exponent = _number("--price-exponent", arguments.price_exponent, 0.5, 4.0)
    p99_ms = _number("--p99-ms", arguments.p99_ms, 1.0, 1e6)
    today = _number("--users", arguments.users, 100.0, 1e8) or stage(UP).daily_users
    given = _number("--growth-share", arguments.growth_share, 0.0, 10.0)
    growth_share = GROWTH_SHARE if given is None else given
    seeds = tuple(range(1, int(_number("--seeds", arguments.seeds, 1, MOST_SEEDS, is_whole=True) or 1) + 1))
    told = {
        "price_exponent": value("cost.price_exponent") if exponent is None else exponent,
        "p99_ms": LatencyP99().limit if p99_ms is None else p99_ms,
        "seeds": len(seeds),
        "users_today": today,
        "growth_share_month": growth_share,
    }
    ways = {
        name: _looked_at(way, sizes, seeds, exponent, p99_ms)
        for name, way, sizes in (("up", UP, up_sizes()), ("out", OUT, out_sizes()))
    }
    told |= report(ways["up"], ways["out"], today, growth_share)
    print(json.dumps(told, allow_nan=False, indent=1) if arguments.json else "\n".join(lines(told)))
    return 0


def report(up: Sequence[Size], out: Sequence[Size], today: float, growth_share: float) -> dict[str, Any]:
    """The sizes of both ways, their cost curves, and where they cross, as plain values."""
    offers = {"up": [size.offer for size in up], "out": [size.offer for size in out]}
    found = crossover(offers["up"], offers["out"])
    limits = sorted({step.users for way in offers.values() for step in curve(way)})
    costs = [{"users": users, **{way: _usd(offers[way], users) for way in ("up", "out")}} for users in limits]
    return {
        "up": [asdict(size) for size in up],
        "out": [asdict(size) for size in out],
        "usd_month_up_to": costs,
        "out_cheaper_from_users": found.cheaper_from,
        "out_mandatory_from_users": found.mandatory_from,
        "months_until_cheaper": months_until(found.cheaper_from, today, growth_share),
        "months_until_mandatory": months_until(found.mandatory_from, today, growth_share),
    }


def lines(told: dict[str, Any]) -> list[str]:
    """The same for people: what so many users cost on either way, and where the ways cross."""
    rows = [f"{'daily users up to':>18s} {'one machine':>14s} {'several':>14s}   USD a month, machines only"]
    for row in told["usd_month_up_to"]:
        rows.append(f"{row['users']:18,.0f} {_money(row['up'])} {_money(row['out'])}")
    for what, text in (("cheaper", "cost less beyond"), ("mandatory", "are the only way beyond")):
        users, months = told[f"out_{what}_from_users"], told[f"months_until_{what}"]
        if users is None:
            rows.append(f"several servers never {text.removesuffix(' beyond')} within what was tried")
        else:
            when = "never at this growth" if months is None else f"in {months:.1f} months"
            rows.append(f"several servers {text} {users:,.0f} daily users ({when})")
    return rows


def _usd(offers: Sequence[Any], users: float) -> float | None:
    best = cheapest(offers, users)
    return None if best is None else best.usd_month


def _money(usd: float | None) -> str:
    return f"{'-':>14s}" if usd is None else f"{usd:14,.0f}"


def _looked_at(
    way: str, sizes: tuple[tuple[int, int], ...], seeds: tuple[int, ...], exponent: float | None, p99_ms: float | None
) -> tuple[Size, ...]:
    """Search to the end; on standard error what is being looked at."""
    steps = search(way, sizes, seeds=seeds, price_exponent=exponent, p99_ms=p99_ms)
    last: tuple[int, int] | None = None
    while True:
        try:
            now = next(steps)
        except StopIteration as end:
            found: tuple[Size, ...] = end.value
            return found
        if now != last:
            print(f"looking how many users {now[0]} x {now[1]} cores carry", file=sys.stderr)
            last = now


def _number(name: str, text: str | None, low: float, high: float, *, is_whole: bool = False) -> float | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high or (is_whole and number != int(number)):
        what = "a whole number" if is_whole else "a number"
        raise BadDesign(f"{name} must be {what} from {low:g} to {high:g}, not {text[:40]}")
    return number
