"""Which keys are asked for, how unequally, and which of them come and go."""

from __future__ import annotations

from pydantic import model_validator

from playground.design.knob import System, knob

MOST_KEYS = 10_000_000


class Popularity(System):
    """Which keys are asked for: how many there are, how unequal they are, how many requests ask for none of them;
    how many writes create one of those that do not exist, or delete the one that they would have changed; and which
    share of the reads, and of the writes, goes on top to the first `famous` keys, each as likely as the others."""

    keys: int = knob(fact="ladder.catalogue_keys", ge=1, le=MOST_KEYS, log=True)
    zipf_exponent: float = knob(fact="ladder.zipf_alpha", ge=0, le=3)
    missing_share: float = knob(0.0, ge=0, le=1, source="assumed; nobody attacks")
    missing_keys: int = knob(0, ge=0, le=10_000_000, source="assumed; 0: no missing key is asked for twice")
    births_share: float = knob(0.0, ge=0, le=1, source="assumed; writes change what exists")
    deaths_share: float = knob(0.0, ge=0, le=1, source="assumed; nothing is ever deleted")
    famous: int = knob(0, ge=0, le=64, source="assumed; nobody is famous")
    famous_reads_share: float = knob(0.0, ge=0, le=1, source="assumed; nobody is famous")
    famous_writes_share: float = knob(0.0, ge=0, le=1, source="assumed; facts.md, section 17, has 0.1 on one key")

    @model_validator(mode="after")
    def _keys_can_be_told_apart(self) -> Popularity:
        if self.births_share > 0 and self.missing_keys == 0:
            raise ValueError(
                f"missing_keys must be at least 1 with births_share {self.births_share:g}, not 0: "
                "they are the keys that are born"
            )
        if self.births_share + self.deaths_share > 1:
            raise ValueError(
                f"deaths_share must be from 0 to {1 - self.births_share:g} with births_share "
                f"{self.births_share:g}, not {self.deaths_share:g}: both are shares of the writes"
            )
        self._somebody_is_famous()
        if self.columns > MOST_KEYS:
            raise ValueError(
                f"missing_keys must be from 0 to {MOST_KEYS - self.keys:,} with {self.keys:,} keys "
                f"where keys are born or die, not {self.missing_keys:,}"
            )
        return self

    def _somebody_is_famous(self) -> None:
        if self.famous > self.keys:
            raise ValueError(f"famous must be from 0 to {self.keys:,} with {self.keys:,} keys, not {self.famous:,}")
        for name in ("famous_reads_share", "famous_writes_share"):
            if self.famous == 0 and getattr(self, name) > 0:
                raise ValueError(f"famous must be at least 1 with {name} {getattr(self, name):g}, not 0")
        changed = self.births_share + self.deaths_share + self.famous_writes_share
        if self.changing and changed > 1:
            most = 1 - self.births_share - self.deaths_share
            raise ValueError(
                f"famous_writes_share must be from 0 to {most:g} with births_share {self.births_share:g} and "
                f"deaths_share {self.deaths_share:g}, not {self.famous_writes_share:g}: all are shares of the writes"
            )

    @property
    def changing(self) -> bool:
        """Are keys born, or do they die?"""
        return self.births_share > 0 or self.deaths_share > 0

    @property
    def columns(self) -> int:
        """Keys that are told apart: those that exist, and where that changes those that may come to."""
        return self.keys + self.missing_keys if self.changing else self.keys
