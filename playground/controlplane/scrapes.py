"""What was scraped, for as long as some rule looks back."""

from __future__ import annotations

from collections import deque

from playground.controlplane.metrics import Counters, Kind, Meters, Samples, Span, kind_of
from playground.design.alert import Rule


class Scrapes:
    """Scrapes of all that some rule looks at, the oldest first."""

    def __init__(self, meters: Meters, rules: tuple[Rule, ...]) -> None:
        self._meters = meters
        self._reach_ns: dict[str, int] = {}
        for rule in rules:
            kind, reach_ns = kind_of(rule), int(rule.window_s * 1e9 + 0.5)
            self._reach_ns[kind.scrape] = max(self._reach_ns.get(kind.scrape, 0), 0 if kind.is_level else reach_ns)
        self._kept: dict[str, deque[tuple[int, Samples]]] = {name: deque() for name in self._reach_ns}

    def take(self, now_ns: int) -> None:
        """Scrape now, and forget what nobody looks back to any more."""
        for name, kept in self._kept.items():
            kept.append((now_ns, getattr(self._meters, name)()))
            while kept[0][0] < now_ns - self._reach_ns[name]:
                kept.popleft()

    def latest(self, kind: Kind) -> Samples:
        """The last scrape."""
        return self._kept[kind.scrape][-1][1]

    def value(self, kind: Kind, name: str, window_ns: int) -> float | None:
        """What the scrapes of a window say of one machine, or of the users; None when there are not two."""
        now_ns, latest = self._kept[kind.scrape][-1]
        if kind.is_level:
            return kind.value(self._meters, latest[name], latest[name], Span(0))
        found = self._since(kind, name, now_ns - window_ns)
        if found is None:
            return None
        then_ns, then = found
        missing_ns = max(0, window_ns - now_ns) if then_ns == 0 else 0
        return kind.value(self._meters, latest[name], then, Span(now_ns - then_ns, missing_ns))

    def together(self, kind: Kind, since_ns: dict[str, int], window_ns: int) -> float | None:
        """What they say of several machines as one, each from its own instant on."""
        now_ns, latest = self._kept[kind.scrape][-1]
        now, then = [0, 0], [0, 0]
        for name, first_ns in since_ns.items():
            found = self._since(kind, name, max(first_ns, now_ns - window_ns)) if name in latest else None
            if found is not None:
                now = [total + counter for total, counter in zip(now, latest[name], strict=True)]
                then = [total + counter for total, counter in zip(then, found[1], strict=True)]
        return kind.value(self._meters, now, then, Span(1))

    def _since(self, kind: Kind, name: str, first_ns: int) -> tuple[int, Counters] | None:
        """The first scrape of this machine at this instant or later that is not the last one."""
        now_ns = self._kept[kind.scrape][-1][0]
        for at_ns, samples in self._kept[kind.scrape]:
            if first_ns <= at_ns < now_ns and name in samples:
                return at_ns, samples[name]
        return None
