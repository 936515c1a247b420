"""How long work takes: a draw from the service's distribution, in nanoseconds, before any slow-down.

Sources: exponential by the ziggurat (exponential.py). Lognormal by inversion of the normal (normal.py). Gamma:
Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000, with their boost for shapes
below one. Empirical: the inverse of the empirical distribution function.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.exponential import of_token
from playground.dataplane.jit import block
from playground.dataplane.luck import draw
from playground.dataplane.normal import normal
from playground.dataplane.opcodes import BYTES, CONSTANT, EXPONENTIAL, GAMMA, LOGNORMAL


@block
def gamma(token, purpose, shape):
    """A gamma variable with this shape and scale one."""
    boost = 1.0
    if shape < 1.0:
        boost = math.exp(math.log(draw(token, purpose)) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(draw(token, purpose))
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(draw(token, purpose)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v * boost


@block
def service_ns(token, service, table):
    """The drawn time as a float; the caller scales it and rounds it once."""
    kind = service["kind"]
    purpose = np.int64(service["purpose"])
    if kind == EXPONENTIAL:
        return of_token(token, purpose) * service["mean_ns"]
    if kind == CONSTANT:
        return service["mean_ns"]
    if kind == BYTES:
        return token["bytes"] * service["mean_ns"]
    if kind == LOGNORMAL:
        return math.exp(service["a"] + service["b"] * normal(draw(token, purpose)))
    if kind == GAMMA:
        return gamma(token, purpose, service["a"]) / service["a"] * service["mean_ns"]
    place = np.int64(draw(token, purpose) * service["b"])
    return table[np.int64(service["a"]) + place]
