"""What is promised: limits that a run keeps or misses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playground.design.knob import System, knob


class LatencyP99(System):
    """At most 1 % of the requests take longer than this; a failed request counts as longer."""

    kind: Literal["latency_ms_p99"] = "latency_ms_p99"
    limit: float = knob(500.0, gt=0, le=1e6, source="observability.latency_alert_ms: the notes' 500 ms")


class ErrorRate(System):
    """At most this share of the requests fails."""

    kind: Literal["error_rate"] = "error_rate"
    limit: float = knob(0.001, ge=0, le=1, source="assumed; facts.md, section 17: a good day has at most 0.1 %")


class Availability(System):
    """In at least this share of the time the service is up (fewer than half of a window's requests fail)."""

    kind: Literal["availability"] = "availability"
    limit: float = knob(0.999, ge=0, le=1, source="assumed; three nines")


class SurvivesOne(System):
    """The tier's work fits on one server fewer: its utilisation then stays below this."""

    kind: Literal["survives_one_server"] = "survives_one_server"
    limit: float = knob(0.95, gt=0, le=1, source="assumed; a little air above the mean")


class FilesP95(System):
    """In every region 95 % of the requests for files of a page take at most this long; a failed one counts as
    longer."""

    kind: Literal["files_ms_p95"] = "files_ms_p95"
    limit: float = knob(1000.0, gt=0, le=1e6, source="assumed; a page that shows nothing for a second feels slow")


class LoggedOut(System):
    """At most this share of the people who are here is logged out."""

    kind: Literal["logged_out"] = "logged_out"
    limit: float = knob(0.001, ge=0, le=1, source="assumed; as many as may meet an error")


class SurvivesSite(System):
    """The web tier's work fits on one site fewer: its utilisation then stays below this."""

    kind: Literal["survives_site"] = "survives_site"
    limit: float = knob(0.95, gt=0, le=1, source="assumed; a little air above the mean, as with one server fewer")


class OrdersP99(System):
    """99 % of the orders that went into a queue are carried out within this; one that is lost or put aside counts as
    longer, and what still waits as long as the oldest has waited."""

    kind: Literal["orders_s_p99"] = "orders_s_p99"
    limit: float = knob(10.0, gt=0, le=1e6, source="assumed; before somebody asks where the confirmation is")


class TimelineP99(System):
    """At most 1 % of the timelines take longer to read than this; one that fails counts as longer."""

    kind: Literal["timeline_ms_p99"] = "timeline_ms_p99"
    limit: float = knob(500.0, gt=0, le=1e6, source="observability.latency_alert_ms: the notes' 500 ms")


class LastFollower(System):
    """Every post can be seen by its author's last follower within this; one that is given up counts as endless, and one
    under way as long as it has been."""

    kind: Literal["last_follower_s_max"] = "last_follower_s_max"
    limit: float = knob(5.0, gt=0, le=1e6, source="sharding.fanout_target_s: highscalability 2013")


Objective = Annotated[
    LatencyP99
    | ErrorRate
    | Availability
    | SurvivesOne
    | FilesP95
    | LoggedOut
    | SurvivesSite
    | OrdersP99
    | TimelineP99
    | LastFollower,
    Field(discriminator="kind"),
]
