"""What a CDN takes off the origin's link and bill, and what falls back on the origin when the CDN is gone.

The byte hit ratio h is the share of the bytes sent to users that the CDN has itself; 1 - h come from the origin.
Without the CDN all of them do, 1 / (1 - h) times as many: the better it worked, the harder the fall. The hit ratio of
requests is another number: large objects that hit more seldom pull that of the bytes below it.

The CDN bills every byte to users; the origin's cloud bills what leaves it: everything without the CDN, the fill with
one, which is 1 - h of it. (Some clouds let the fill of their own CDN go free: its price is 0 then.) A GB costs o
without the CDN and c + f (1 - h) with it, so that both cost the same at h = 1 - (o - c) / f; that is c / o where the
fill has the origin's price. Prices per request, fixed fees, and tiers of volume are left out.

Every function raises a ValueError of one sentence for a ratio outside 0 to 1, or a price or rate below 0.

Source: derived here. Units: 1 GB is 10^9 bytes, 1 Gbit is 10^9 bits, a month is a twelfth of 365.25 days.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, share

SECONDS_PER_MONTH = 365.25 / 12 * 86_400


def origin_share(byte_hit_ratio: float) -> float:
    """Share of the bytes sent to users that the origin sends: 1 - h."""
    share(byte_hit_ratio=byte_hit_ratio)
    return 1 - byte_hit_ratio


def outage_factor(byte_hit_ratio: float) -> float:
    """How many times as many bytes the origin must send when the CDN is gone: 1 / (1 - h); infinite if all hit."""
    missed = origin_share(byte_hit_ratio)
    return 1 / missed if missed > 0 else math.inf


def link_gbps(rate_rps: float, response_bytes: float, byte_hit_ratio: float = 0.0) -> float:
    """Mean load of the origin's link, in Gbit/s, by users who ask so often for so many bytes on average."""
    not_negative(rate_rps=rate_rps, response_bytes=response_bytes)
    return rate_rps * response_bytes * 8 / 1e9 * origin_share(byte_hit_ratio)


def gb_per_month(rate_rps: float, response_bytes: float) -> float:
    """What the users get in a month, in GB."""
    not_negative(rate_rps=rate_rps, response_bytes=response_bytes)
    return rate_rps * response_bytes / 1e9 * SECONDS_PER_MONTH


def bill_without_usd(users_gb: float, origin_usd_per_gb: float) -> float:
    """What a month costs in which the origin sends all of it."""
    not_negative(users_gb=users_gb, origin_usd_per_gb=origin_usd_per_gb)
    return users_gb * origin_usd_per_gb


def bill_with_usd(users_gb: float, cdn_usd_per_gb: float, fill_usd_per_gb: float, byte_hit_ratio: float) -> float:
    """What a month costs with the CDN: all bytes at its price, and those that miss at what the origin pays for them."""
    not_negative(users_gb=users_gb, cdn_usd_per_gb=cdn_usd_per_gb, fill_usd_per_gb=fill_usd_per_gb)
    return users_gb * (cdn_usd_per_gb + fill_usd_per_gb * origin_share(byte_hit_ratio))


def break_even_hit_ratio(cdn_usd_per_gb: float, fill_usd_per_gb: float, origin_usd_per_gb: float) -> float:
    """The byte hit ratio from which on the CDN costs no more than the origin alone; infinite if none is enough."""
    not_negative(cdn_usd_per_gb=cdn_usd_per_gb, fill_usd_per_gb=fill_usd_per_gb, origin_usd_per_gb=origin_usd_per_gb)
    saved_usd_per_gb = origin_usd_per_gb - cdn_usd_per_gb
    if saved_usd_per_gb < 0:
        return math.inf
    return 1 - saved_usd_per_gb / fill_usd_per_gb if saved_usd_per_gb < fill_usd_per_gb else 0.0
