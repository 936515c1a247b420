"""Logs: how many lines requests write, how many of them are kept, and what it costs to search them."""

from __future__ import annotations

from playground.design.knob import System, knob


class Logs(System):
    """Every request writes `lines_per_request` on its server, and one line more when it fails. Without `central` they
    stay there, and somebody who looks for one opens every server. With it they are shipped, errors always and of the
    others `sample_share`; up to `index_lines_per_s` become searchable `refresh_s` later, and as many wait as the buffer
    holds; the rest is dropped."""

    central: bool = True
    lines_per_request: float = knob(2.0, ge=0, le=1000, source="assumed; one at the entry and one in the app")
    line_bytes: int = knob(250, ge=1, le=100_000, source="assumed; a line of an access log with its agent")
    sample_share: float = knob(1.0, ge=0, le=1, source="assumed; everything, until somebody sees the bill")
    index_lines_per_s: float = knob(
        125_000.0,
        gt=0,
        le=1e8,
        log=True,
        source="Alibaba Cloud, Elasticsearch 8.9 with Rally http_logs: 375 676 lines/s on three nodes of 8 cores",
    )
    buffer_lines: float = knob(1_000_000.0, ge=0, le=1e12, log=True, source="assumed; 250 MB")
    refresh_s: float = knob(fact="sharding.es_refresh_s", ge=0, le=3600)
    query_s: float = knob(5.0, ge=0, le=3600, source="assumed; a search is typed, and answers")
    retention_days: float = knob(30.0, gt=0, le=3650, log=True, source="assumed; a month")
    usd_per_gb: float = knob(0.50, ge=0, le=100, source="Amazon CloudWatch Logs, data ingested, us-east-1")
    usd_per_gb_month: float = knob(0.03, ge=0, le=100, source="Amazon CloudWatch Logs, archival storage, us-east-1")
    open_s: float = knob(10.0, ge=0, le=3600, source="assumed; a terminal, a login, a tail -f")
    read_lines_per_s: float = knob(
        20.0, gt=0, le=100_000, log=True, source="assumed; eyes that look for a word, not read"
    )
