"""Who comes: users and their habits, or a rate; what they want; how it changes; how patient they are."""

from __future__ import annotations

from pydantic import Field, field_validator, model_validator

from playground.design.device import Device, left_out, reach, share_among
from playground.design.endpoint import API, ORDER, PAGE, Endpoint
from playground.design.files import MOST_FILES, FileKind
from playground.design.knob import System, knob
from playground.design.patience import Patience
from playground.design.popularity import Popularity
from playground.design.replay import Replay
from playground.design.shape import Shape, Steady
from playground.design.visits import MOST_SEATS, Visits

SECONDS_PER_DAY = 86_400
MOST_RPS = 200_000.0


class Region(System):
    """Where users are: their share, and how far away they are from the system's door."""

    name: str = Field(default="home", pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    share: float = knob(1.0, ge=0, le=1)
    rtt_ms: float = knob(
        0.0,
        ge=0,
        le=1000,
        source="0: times are taken at the system's door; network.rtt_user_edge_ms has 20 ms for the last mile",
    )
    edge_rtt_ms: float = knob(fact="network.rtt_user_edge_ms", ge=0, le=1000)


class Workload(System):
    """Daily users with their habits, or a rate given directly, which then counts instead."""

    daily_users: float = knob(100_000, ge=100, le=1e8, log=True, source="ladder.users; a scenario")
    sessions_per_user_day: float = knob(fact="ladder.sessions_per_dau_day", ge=0.1, le=20)
    pages_per_session: float = knob(fact="ladder.pages_per_session", ge=0.1, le=100)
    requests_per_page: float = knob(fact="ladder.dynamic_requests_per_page", ge=0.1, le=100)
    peak_factor: float = knob(fact="ladder.peak_to_mean", ge=1, le=20)
    rate_rps: float | None = knob(None, gt=0, le=MOST_RPS, log=True, source="none: the users decide")
    app_share: float = knob(0.0, ge=0, le=1, source="assumed; everybody comes with a browser")
    write_share: float = knob(fact="ladder.write_share", ge=0, le=1)
    read_back_share: float = knob(0.0, ge=0, le=1, source="assumed; nobody looks at what was just ordered")
    shape: Shape = Steady()
    replay: Replay | None = None
    endpoints: tuple[Endpoint, ...] = Field(default=(PAGE, ORDER, API), min_length=1, max_length=8)
    bundle_kb: float = knob(fact="ladder.asset_bundle_kb", ge=0, le=100_000)
    files: tuple[FileKind, ...] = Field(default=(), max_length=4)
    visits: Visits | None = None
    initial_window_kb: float = knob(14.6, gt=0, le=100_000, log=True, source="RFC 6928: ten segments of 1460 bytes")
    popularity: Popularity = Popularity()
    regions: tuple[Region, ...] = Field(default=(Region(),), min_length=1, max_length=8)
    patience: Patience = Patience()

    @field_validator("endpoints", "regions", "files")
    @classmethod
    def _names_differ(cls, rows: tuple) -> tuple:
        names = [row.name for row in rows]
        if len(set(names)) < len(names):
            raise ValueError(f"names must differ, but {', '.join(names)} do not")
        return rows

    @field_validator("endpoints", "regions")
    @classmethod
    def _somebody_comes(cls, rows: tuple) -> tuple:
        if sum(row.share for row in rows) <= 0:
            raise ValueError("the shares must not all be 0")
        return rows

    @model_validator(mode="after")
    def _somebody_writes(self) -> Workload:
        for writes, share in ((True, self.write_share), (False, 1 - self.write_share)):
            if share > 0 and sum(e.share for e in self.endpoints if e.writes is writes) <= 0:
                what = "writes" if writes else "does not write"
                raise ValueError(f"write_share is {self.write_share:g}, but there is no endpoint that {what}")
            who = None if share == 0 else left_out((e for e in self.endpoints if e.writes is writes), self.app_share)
            if who is not None:
                what = "writes" if writes else "reads"
                raise ValueError(f"app_share is {self.app_share:g}, but there is no endpoint that {what} for {who}")
        if self.requests_rps > MOST_RPS:
            raise ValueError(
                f"daily_users make {self.requests_rps:,.0f} requests/s at the peak; at most {MOST_RPS:,.0f} are allowed"
            )
        return self

    @model_validator(mode="after")
    def _files_fit(self) -> Workload:
        total = sum(kind.objects for kind in self.files)
        if total > MOST_FILES:
            raise ValueError(f"workload.files must have at most {MOST_FILES:,} objects together, not {total:,}")
        taken = {endpoint.name for endpoint in self.endpoints}
        both = next((kind.name for kind in self.files if kind.name in taken), None)
        if both is not None:
            raise ValueError(f"workload.files must have other names than the endpoints, but {both} is one of each")
        return self

    @model_validator(mode="after")
    def _people_fit(self) -> Workload:
        if self.visits is None:
            return self
        if self.requests_per_session <= 1:
            raise ValueError(
                "workload.pages_per_session x requests_per_page must be more than 1 where there are visits, "
                f"not {self.requests_per_session:g}: a session has more than one request"
            )
        if self.seats > MOST_SEATS:
            raise ValueError(
                f"workload.visits.session_s must be less: {self.seats:,} people would be here at once; "
                f"at most {MOST_SEATS:,} are followed"
            )
        return self

    @model_validator(mode="after")
    def _a_log_knows_its_requests(self) -> Workload:
        if self.replay is not None and self.app_share > 0:
            raise ValueError(
                f"app_share must be 0 where a log is replayed, not {self.app_share:g}: its lines are what was asked for"
            )
        name = "births_share" if self.popularity.births_share > 0 else "deaths_share"
        if self.replay is not None and self.popularity.changing:
            given = getattr(self.popularity, name)
            raise ValueError(f"popularity.{name} must be 0 where a log is replayed, not {given:g}: all its keys exist")
        return self

    @property
    def pages_rps(self) -> float:
        """Page views per second at the peak."""
        if self.rate_rps is not None:
            return self.rate_rps / self.requests_per_page
        pages_a_day = self.daily_users * self.sessions_per_user_day * self.pages_per_session
        return pages_a_day / SECONDS_PER_DAY * self.peak_factor

    @property
    def requests_rps(self) -> float:
        """Dynamic requests per second at the peak: users x sessions x pages x requests per page / 86 400 x peak."""
        return self.pages_rps * self.requests_per_page if self.rate_rps is None else self.rate_rps

    @property
    def web_ms(self) -> float:
        """Mean work of a request on the web tier."""
        return sum(self.share_of(endpoint) * endpoint.web_work.mean_ms for endpoint in self.endpoints)

    @property
    def seats(self) -> int:
        """How many can be here at once, so that a session of `requests_per_session` requests begins as often as it
        should: one seat is free for a request's time between two sessions."""
        if self.visits is None:
            return 0
        each = self.requests_per_session
        online = self.requests_rps / each * self.visits.session_s
        return max(1, round(online * each / (each - 1)))

    @property
    def requests_per_session(self) -> float:
        """Dynamic requests of a visit."""
        return self.pages_per_session * self.requests_per_page

    @property
    def page_kb(self) -> float:
        """Bytes of the files of a page view, what browsers hold already left out; the mean over devices."""
        if not self.files:
            return reach(Device.WEB, self.app_share) * self.bundle_kb
        return sum(reach(kind.device, self.app_share) * kind.per_page * kind.mean_kb for kind in self.files)

    def files_rps(self, kind: FileKind) -> float:
        """How often page views need files of this kind, per second at the peak."""
        return self.pages_rps * kind.per_page * reach(kind.device, self.app_share)

    @property
    def bundles_rps(self) -> float:
        """Where files are a bundle, how often page views need it: a browser's do, and an app has brought it along."""
        return self.pages_rps * reach(Device.WEB, self.app_share) if not self.files and self.bundle_kb > 0 else 0.0

    @property
    def asked(self) -> tuple[Endpoint, ...]:
        """The endpoints that somebody's device may ask for."""
        return tuple(row for row in self.endpoints if reach(row.device, self.app_share) > 0)

    def share_of_region(self, region: Region) -> float:
        """The region's share of all users."""
        return region.share / sum(row.share for row in self.regions)

    def share_of(self, endpoint: Endpoint) -> float:
        """The endpoint's share of all dynamic requests."""
        part = self.write_share if endpoint.writes else 1 - self.write_share
        rows = tuple(row for row in self.endpoints if row.writes is endpoint.writes)
        return share_among(endpoint, rows, self.app_share, part)
