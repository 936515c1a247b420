"""A sale of a limited stock: many come at once for few tickets. A stock is a number in the database, which is asked
before a ticket is written, or by the write itself.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.opcodes import MAY_NOT_BUY


@block
def is_left(w):
    """Is there a ticket left, as far as the database says now? Nothing is on sale where a log is replayed."""
    return w.sales.shape[0] > 0 and w.sales[0]["sold"] < w.sales[0]["stock"]


@block
def sells(w, may_buy):
    """Does a write sell a ticket? One that asks by itself looks now; else it counts what was seen before."""
    sale = w.sales[0]
    sold = may_buy if sale["checked"] else is_left(w)
    if sold:
        sale["sold"] += 1
    else:
        sale["sold_out"] += 1
    return sold


@block
def has_gone(w, message):
    """Has the buyer left the line? It is told once."""
    sale = w.sales[0]
    if message["applied"] or message["answered"] or w.clock[0]["now_ns"] - message["born_ns"] <= sale["waits_ns"]:
        return False
    message["answered"] = 1
    sale["gave_up"] += 1
    return True


@block
def look_at_stock(w, token):
    """The request sees how many tickets are left."""
    if is_left(w):
        token["flags"] &= 0xFF & ~MAY_NOT_BUY
    else:
        token["flags"] |= MAY_NOT_BUY
