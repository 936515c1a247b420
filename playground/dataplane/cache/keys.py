"""What is asked for: keys by popularity, key 0 the most popular, chance of key k in proportion to 1 / (k + 1)^exponent.

A share of the look-ups asks for keys that do not exist; those lie above the number of keys. They are so many, each as
likely as the others, or hardly ever meet twice.

Source: Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM
TOMACS 6(3), 1996. It needs no table, so the number of keys costs nothing. `low`, `high` and `shortcut` of KEYS are the
paper's H(1/2) shifted, H(N + 1/2) and the acceptance bound for key one.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import FIRST_VISIT, ONE, SIXTEEN, bits_for, mix, u64, unit
from playground.dataplane.opcodes import COIN, DELETES, EMPTY, KEY

SECOND_VISIT, THIRD_VISIT, FOURTH_VISIT = np.int64(1), np.int64(2), np.int64(3)
ANYTHING, ATTACKED = np.int64(-1), np.int64(-2)  # below ANYTHING: ATTACKED - k is an attack on k keys
NEITHER = 0xFF & ~(EMPTY | DELETES)


@block
def integral(x, exponent):
    """The integral of t^-exponent from 1 to x."""
    log_x = math.log(x)
    t = (1.0 - exponent) * log_x
    return expm1_over(t) * log_x


@block
def expm1_over(t):
    """(exp(t) - 1) / t, also near zero."""
    if abs(t) > 1e-8:
        return math.expm1(t) / t
    return 1.0 + t * 0.5 * (1.0 + t / 3.0 * (1.0 + t * 0.25))


@block
def log1p_over(t):
    """log(1 + t) / t, also near zero."""
    if abs(t) > 1e-8:
        return math.log1p(t) / t
    return 1.0 - t * (0.5 - t * (1.0 / 3.0 - t * 0.25))


@block
def inverse_integral(y, exponent):
    """The x whose integral is y."""
    t = y * (1.0 - exponent)
    t = max(t, -1.0)
    return math.exp(log1p_over(t) * y)


@block
def zipf(luck, keys):
    """A key in 0 .. count - 1 from a luck."""
    exponent = keys["exponent"]
    visit = FIRST_VISIT
    while True:
        y = keys["high"] + unit(bits_for(luck, KEY, visit)) * (keys["low"] - keys["high"])
        visit += 1
        x = inverse_integral(y, exponent)
        k = np.int64(x + 0.5)
        k = min(max(k, 1), keys["count"])
        if k - x <= keys["shortcut"] or y >= integral(k + 0.5, exponent) - math.exp(-exponent * math.log(float(k))):
            return k - 1


@block
def existing(luck, keys, famous_share):
    """A key that exists, or did: one of the famous with this share, else any by its popularity."""
    if famous_share > 0.0 and unit(bits_for(luck, COIN, THIRD_VISIT)) < famous_share:
        return np.int64(unit(bits_for(luck, COIN, FOURTH_VISIT)) * keys["famous"])
    return zipf(luck, keys)


@block
def key_of(luck, keys):
    """What this luck asks for: a key by its popularity, or one that does not exist."""
    if keys["missing"] > 0.0 and unit(bits_for(luck, COIN, FIRST_VISIT)) < keys["missing"]:
        if keys["absent"] > 0:
            return keys["count"] + np.int64(unit(bits_for(luck, COIN, SECOND_VISIT)) * keys["absent"])
        return keys["count"] + np.int64(luck >> SIXTEEN)
    return existing(luck, keys, keys["famous_reads"])


@block
def attacked(luck, keys, count):
    """What an attack asks for: one of `count` keys that nobody else asks for; 0: hardly ever the same twice."""
    if count > 0:
        return keys["count"] + keys["absent"] + np.int64(unit(bits_for(luck, COIN, SECOND_VISIT)) * count)
    return keys["count"] + keys["absent"] + np.int64(luck >> SIXTEEN)


@inlined
def nth_luck(token, nth):
    """The luck of the token's nth look-up, or write: that of the request, so that every attempt has the same."""
    return mix(token["user"], (u64(KEY) << SIXTEEN) | u64(nth))


@block
def next_luck(token):
    """The same of its next one."""
    nth = token["visits"][KEY]
    token["visits"][KEY] = nth + 1
    return nth_luck(token, nth)


@block
def logged(token, luck):
    """What a line of a replayed log asks for: first its own key, then others that follow from it."""
    if token["visits"][KEY] == 1:
        return np.int64(token["asks_for"])
    return np.int64(mix(luck, u64(token["asks_for"])) >> ONE)


@block
def next_key(token, keys):
    """What this look-up asks for. The n-th look-up of a request asks for the same key in every attempt."""
    luck = next_luck(token)
    if token["asks_for"] >= 0:
        token["key"] = logged(token, luck)
    elif token["asks_for"] < ANYTHING:
        token["key"] = attacked(luck, keys, ATTACKED - token["asks_for"])
    else:
        token["key"] = key_of(luck, keys)
    return token["key"]


@block
def choose_deed(token, keys, luck):
    """What this write does, where keys are born or die: it creates a key, each as likely as the others, deletes one, or
    changes one."""
    token["flags"] &= NEITHER
    coin = unit(bits_for(luck, COIN, FIRST_VISIT))
    if coin < keys["births"]:
        return keys["count"] + np.int64(unit(bits_for(luck, COIN, SECOND_VISIT)) * keys["absent"])
    if coin < keys["births"] + keys["deaths"]:
        token["flags"] |= DELETES
        return zipf(luck, keys)
    return existing(luck, keys, keys["famous_writes"])


@block
def next_written(token, keys):
    """What this write changes: a key that exists, or did. It counts among the token's look-ups."""
    luck = next_luck(token)
    if token["asks_for"] >= 0:
        token["key"] = logged(token, luck)
    elif keys["changing"]:
        token["key"] = choose_deed(token, keys, luck)
    else:
        token["key"] = existing(luck, keys, keys["famous_writes"])


@inlined
def is_absent(token, keys):
    """Does the key of the last look-up not exist, where none is born or dies? All keys of a replayed log do."""
    return token["asks_for"] < 0 and token["key"] >= keys["count"]


def fill_keys(row: np.void) -> None:
    """Work out `low`, `high` and `shortcut` of a row of KEYS from its count and exponent."""
    count, exponent = int(row["count"]), float(row["exponent"])

    def whole(x: float) -> float:
        return math.log(x) if exponent == 1.0 else (x ** (1.0 - exponent) - 1.0) / (1.0 - exponent)

    def back(y: float) -> float:
        return math.exp(y) if exponent == 1.0 else (1.0 + y * (1.0 - exponent)) ** (1.0 / (1.0 - exponent))

    row["low"] = whole(1.5) - 1.0
    row["high"] = whole(count + 0.5)
    row["shortcut"] = 2.0 - back(whole(2.5) - 2.0**-exponent)
