"""Colours with a fixed meaning. They can be told apart by the colour-blind, and seen on white and on black.

Source: Okabe and Ito, "Color universal design", 2008; the light ones are darkened until they stand out 3:1 from white.
Where colours do not suffice, dashes and hatches go with them.
"""

from __future__ import annotations

import re

BLUE, VERMILION, GREEN, ORANGE, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#B97900", "#B0609A", "#7F7F7F"
VIOLET, BROWN, SLATE, RED = "#7A6FC0", "#9C6248", "#4F86A0", "#C8405A"

P50, P95, P99 = BLUE, PURPLE, VERMILION
SERVED, OFFERED = GREEN, GREY
LIMIT, WARM_UP = RED, GREY

# Colour and hatch of a reason for failing; reasons that are not here are grey.
REASONS: dict[str, tuple[str, str]] = {
    "no_healthy_server": (VERMILION, ""),
    "queue_full": (ORANGE, "/"),
    "died_with_server": (RED, "x"),
    "node_down": (BROWN, "\\"),
    "timed_out": (PURPLE, "."),
    "pool_exhausted": (VIOLET, "-"),
    "call_timed_out": (SLATE, "|"),
    "read_only": (BLUE, "/"),
    "ack_timed_out": (GREEN, "."),
    "over_budget": (GREY, "+"),
    "cache_down": (GREEN, "\\"),
    "blocked": (SLATE, "/"),
    "shed": (GREY, "/"),
    "wrong_version": (BLUE, "x"),
    "bug": (VERMILION, "x"),
    "store_down": (VERMILION, "\\"),
}
OTHER_REASON = (GREY, "")

FAULTS = {
    "kill": RED,
    "slow": ORANGE,
    "lose": VIOLET,
    "spike": BLUE,
    "attack": BROWN,
    "scan": SLATE,
    "deploy": BLUE,
    "sale": GREEN,
    "celebrity": VIOLET,
    "reshard": GREEN,
}
ACTS = {
    "mark_down": RED,
    "mark_up": GREEN,
    "promote": BLUE,
    "take_over": BLUE,
    "flush": VIOLET,
    "expire": VIOLET,
    "expire_hot": VIOLET,
    "publish": BLUE,
    "purge": VIOLET,
    "alert_fires": ORANGE,
    "roll_back": BLUE,
}

SYSTEMS = {
    "client": SLATE,
    "network": GREY,
    "dns": VIOLET,
    "entry": BROWN,
    "balancer": GREEN,
    "web": BLUE,
    "server": BLUE,
    "station": BLUE,
    "cache": GREEN,
    "cache-replica": GREEN,
    "cdn": PURPLE,
    "sessions": VERMILION,
    "session-store": VERMILION,
    "queue": PURPLE,
    "worker": BROWN,
    "database": ORANGE,
    "shard": ORANGE,
    "disk": BROWN,
    "pages": BROWN,
    "replica": VIOLET,
    "monitor": SLATE,
    "second": ORANGE,
    "external": PURPLE,
    "external-api": PURPLE,
}
HATCHES = {"waiting": "/", "service": "", "network": "."}  # of the kinds of time
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")  # of the members of a tier
LIMIT_DASHES = ("dot", "dashdot", "dash")


def of_system(name: str) -> str:
    """The colour of a system, a node or a numbered member of a tier."""
    return SYSTEMS.get(re.sub(r"^[b-d]-|-\d+$", "", name), VIOLET)


def reason(name: str) -> tuple[str, str]:
    """Colour and hatch of a reason for failing."""
    return REASONS.get(name, OTHER_REASON)


def faint(colour: str, opacity: float) -> str:
    """The colour, see-through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
