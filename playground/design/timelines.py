"""Timelines: what the people that somebody follows have posted, copied to every follower when it is written, fetched
when it is read, or both, by the number of followers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service

POST_NAME, READ_NAME = "post", "timeline"  # the endpoints that write and that read them
SHARD, LISTS = "timeline", "celebrity"  # what the machines are called
MOST_PARTS = 60  # of one post, that are inserted beside each other
INSERTS_PER_S = 40_000  # facts.md, section 17: four shards of two cores


class Form(StrEnum):
    """How a post gets into the timelines of its author's followers: copied into each; fetched by everybody who reads;
    or copied where they are no more than a threshold."""

    PUSH = "push"
    PULL = "pull"
    HYBRID = "hybrid"


class Shards(System):
    """The machines at each site that keep timelines: each those of its share of the users."""

    count: int = knob(fact="sharding.shards", ge=1, le=32)
    cores: int = knob(fact="ladder.cores", ge=1, le=64)


class Lists(System):
    """The cache at each site of what is not copied: the recent posts of every author who is followed by too many. One
    fetch of several authors asks each machine once."""

    count: int = knob(2, ge=1, le=32, source="assumed; one can be spared")
    cores: int = knob(1, ge=1, le=64, source="assumed; a cache server uses one core")
    fetch_ms: float = knob(
        round(1000 / value("cache.redis_max_ops"), 6), gt=0, le=100, source="cache.redis_max_ops: 72 000 on one core"
    )


class Timelines(System):
    """Every site keeps the timelines of all users, so a post is copied at each. Of an author's followers only the
    number is known: a Pareto law of this mean, largest size and tail; and how often an author posts grows with it to
    the power of `post_exponent`.

    The endpoints `post`, which writes, and `timeline`, which does not, are what people ask for. With a queue a worker
    copies the post before it says that the order is done, and a failure is made good by the next delivery; without one
    the web server does so in the background, tries again after `retry_s`, and forgets it when it dies.
    """

    form: Form = knob(Form.HYBRID, source="assumed; highscalability 2013: what Twitter came to")
    threshold_followers: int = knob(
        int(value("sharding.fanout_target_s")) * INSERTS_PER_S // 2, ge=1, le=1_000_000_000, log=True,
        source="sharding.fanout_target_s x 40 000 inserts/s, and half of that, as others post and read meanwhile",
    )  # fmt: skip
    followers_mean: float = knob(fact="sharding.twitter_avg_followers", ge=1, le=300, log=True)
    followers_most: int = knob(
        1_000_000, ge=10, le=1_000_000_000, log=True, source="assumed; a sixth of the users of the stage"
    )
    followers_exponent: float = knob(
        1.276, ge=0.3, le=3, source="Kwak, Lee, Park, Moon, WWW 2010: a density of exponent 2.276"
    )
    post_exponent: float = knob(0.0, ge=0, le=2, source="assumed; all post equally often until somebody asks")
    shards: Shards = Shards()
    lists: Lists = Lists()
    insert_ms: float = knob(0.2, gt=0, le=100, source="assumed; four shards of two cores make 40 000 inserts/s")
    fetch: Service = Exponential(mean_ms=0.2)
    insert_batch: int = knob(100, ge=1, le=100_000, log=True, source="assumed; a core is free for others every 20 ms")
    at_once: int = knob(2, ge=1, le=32, source="assumed; as many as a shard has cores")
    hop_ms: float = knob(fact="ladder.hop_ms", ge=0, le=1000)
    timeout_s: float = knob(2.0, gt=0, le=3600, log=True, source="assumed; the patience with one fetch or batch")
    retry_s: float = knob(1.0, gt=0, le=600, log=True, source="assumed; as queue.workers.retry_s")

    @model_validator(mode="after")
    def _some_have_more(self) -> Timelines:
        if self.followers_most <= self.followers_mean:
            raise ValueError(
                f"followers_most must be more than followers_mean ({self.followers_mean:g}), "
                f"not {self.followers_most:,}"
            )
        return self

    @property
    def most_pushed(self) -> int:
        """Authors with no more followers than this are copied."""
        if self.form is Form.PUSH:
            return self.followers_most
        return 0 if self.form is Form.PULL else self.threshold_followers

    @property
    def parts(self) -> int:
        """Into how many parts the followers of one author fall at a site, which are inserted beside each other."""
        return self.shards.count * self.at_once

    @property
    def names(self) -> tuple[str, ...]:
        """The machines of a site that keep timelines."""
        return tuple(f"{SHARD}-{place + 1}" for place in range(self.shards.count))

    @property
    def list_names(self) -> tuple[str, ...]:
        """The machines of a site that keep the recent posts of large authors."""
        return tuple(f"{LISTS}-{place + 1}" for place in range(self.lists.count))


POST = Endpoint(
    name=POST_NAME, writes=True, calls=(Call(kind=CallKind.READ, times=1), Call(kind=CallKind.WRITE, times=1))
)
# Where nobody keeps timelines, what those whom the reader follows have posted is asked of the databases: of all shards.
TIMELINE = Endpoint(name=READ_NAME, calls=(Call(kind=CallKind.READ, times=1, everywhere=True),))
