"""With what users come: a browser, which asks for pages and what they are made of, or an app, which has brought that
along and asks for data."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol


class Device(StrEnum):
    """Who asks for something."""

    ANY = "any"
    WEB = "web"
    APP = "app"


class Asked(Protocol):
    """What can be asked for: by whom, and how often among what the same device may ask for."""

    @property
    def device(self) -> Device: ...

    @property
    def share(self) -> float: ...


def mix(app_share: float) -> tuple[tuple[Device, float], ...]:
    """Each device with its share of the page views; those that nobody comes with are left out."""
    both = ((Device.WEB, 1 - app_share), (Device.APP, app_share))
    return tuple((device, share) for device, share in both if share > 0)


def reach(device: Device, app_share: float) -> float:
    """The share of the page views whose device asks for what this one may ask for."""
    return {Device.ANY: 1.0, Device.WEB: 1 - app_share, Device.APP: app_share}[device]


def weight(rows: Iterable[Asked], device: Device) -> float:
    """The shares of all that a device may ask for, together."""
    return sum(row.share for row in rows if row.device in (Device.ANY, device))


def left_out(rows: Iterable[Asked], app_share: float) -> str | None:
    """Who comes and may ask for none of these; None where nobody does."""
    called, there = {Device.WEB: "a browser", Device.APP: "an app"}, tuple(rows)
    return next((called[device] for device, _ in mix(app_share) if weight(there, device) <= 0), None)


def share_among(row: Asked, rows: tuple[Asked, ...], app_share: float, part: float = 1.0) -> float:
    """What the row gets of a `part` of all requests, which is for these rows: the mean over the devices, each of which
    divides its own requests by the shares of what it may ask for."""
    found = 0.0
    for device, share in mix(app_share):
        group = weight(rows, device)
        if row.device in (Device.ANY, device) and group > 0:
            found += share * part * row.share / group
    return found
