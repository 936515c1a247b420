"""A machine: its cores, how fast they are, and how much they get in each other's way."""

from __future__ import annotations

from playground.design.knob import System, knob


class Machine(System):
    """Cores do the work, first come first served. With k of them busy, work takes 1 + a(k-1) + b k(k-1) times as long.

    Source: Gunther, "Guerrilla capacity planning", 2007: the universal scalability law,
    C(N) = N / (1 + a(N-1) + bN(N-1)).
    """

    cores: int = knob(fact="ladder.cores", ge=1, le=192, log=True)
    speed: float = knob(1.0, ge=0.1, le=10, source="assumed; 1 is the machine the work was measured on")
    contention: float = knob(fact="cost.usl_alpha", ge=0, le=1)
    coherency: float = knob(fact="cost.usl_beta", ge=0, le=0.1)

    def slowdown(self, busy: float) -> float:
        """How many times as long work takes that starts when `busy` cores (itself included) are busy."""
        others = busy - 1
        return (1 + self.contention * others + self.coherency * busy * others) / self.speed
