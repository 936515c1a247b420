"""The files of a page: scripts and pictures, how many there are, how large, and how unequally they are asked for."""

from __future__ import annotations

from pydantic import Field

from playground.design.device import Device
from playground.design.facts import value
from playground.design.knob import System, knob

NOT_IN_BROWSERS = 1 - value("cdn.browser_cache_share")
CODE_KB = value("users.css_kb") + value("users.font_kb") + value("users.js_kb")
MOST_FILES = 200_000  # of all kinds together: each edge may keep every one of them


class FileKind(System):
    """One kind of file. `objects` of them exist; file k of them, counted from 1, is asked for in proportion to
    k^-`zipf_exponent`. Their sizes are lognormal, and a request's mean is `mean_kb`. `browser_share` of
    all that pages need stands in the browsers' own copies, on top of what is asked for; nobody can purge those."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    device: Device = knob(Device.ANY, source="assumed; browsers and apps show the same")
    objects: int = knob(1000, ge=1, le=MOST_FILES, log=True, source="assumed; a scenario")
    zipf_exponent: float = knob(fact="cache.zipf_alpha_web_proxy", ge=0, le=3)
    mean_kb: float = knob(100.0, gt=0, le=1_000_000, log=True, source="assumed; a scenario")
    size_cv: float = knob(0.0, ge=0, le=10, source="assumed; all files of a kind are equally large")
    per_page: float = knob(1.0, gt=0, le=100, source="assumed; what a page needs of a kind travels as one")
    browser_share: float = knob(
        0.0, ge=0, le=0.95, source="assumed; the sizes leave out already what browsers hold (cdn.browser_cache_share)"
    )
    browser_ttl_s: float = knob(3600.0, ge=1, le=86_400 * 365, log=True, source="assumed; an hour")
    ttl_s: float = knob(fact="cdn.ttl_cloudfront_s", ge=1, le=86_400 * 365, log=True)


# A page view's 832 KB (ladder.asset_bundle_kb), what browsers hold already left out: the scripts, styles and fonts that
# whole groups of pages share, which an app has brought along, and the pictures of one page.
CODE = FileKind(
    name="code",
    device=Device.WEB,
    objects=20,
    mean_kb=round(CODE_KB * NOT_IN_BROWSERS, 1),
)
PICTURES = FileKind(
    name="pictures",
    objects=20_000,
    mean_kb=round(value("ladder.asset_bundle_kb") - CODE_KB * NOT_IN_BROWSERS, 1),
    size_cv=1.0,
)
