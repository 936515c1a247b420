"""What a control process can see of the system, as of strictly before now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import simpy

from playground.controlplane.clock import Alarm


@dataclass(frozen=True)
class Checked:
    """A server that is probed: its name, its row among the checks, and the node that sends the probes."""

    server: str
    row: int
    prober: str
    prober_node: int


class Levels(Protocol):
    """How far replicated databases are, by their place."""

    def received(self, place: int) -> int: ...

    def applied(self, place: int) -> int: ...

    def follows(self, place: int) -> bool: ...

    def lag_s(self, place: int) -> float: ...

    def left_to_move(self) -> int: ...


class Meter(Protocol):
    """How much the web servers work, and how many of those in service the balancer believes up."""

    def busy_ns(self) -> int: ...

    def up(self) -> int: ...


class View:
    """Fates of probes, which machines are dead or not there, how far replicas are, and how busy servers. `fate_of`
    tells True (answered), False (refused, missed) or None."""

    def __init__(
        self,
        env: simpy.Environment,
        fate_of: Callable[[int], bool | None],
        levels: Levels | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.deploys = False  # is a new version of the web tier being deployed?
        self.version = 1  # that a new server gets
        self.newest = 1
        self.runs: dict[str, int] = {}  # the version of each server that has had another than the first
        self.watched: dict[str, int] = {}  # servers with a new version that is watched, and since when
        self._hearers: list[Callable[[str], None]] = []
        self._env = env
        self._levels = levels
        self._meter = meter
        self._away: set[str] = set()
        self._moves: dict[str, int] = {}
        self._fate_of = fate_of
        self._waiting: dict[int, tuple[simpy.Event, int]] = {}
        self._deaths: dict[int, list[int]] = {}
        self._dead: set[int] = set()
        self._mourners: dict[int, tuple[simpy.Event, int]] = {}

    def fate(self, row: int, rank: int) -> simpy.Event:
        """Happens, with True or False, as soon as the fate of the probe of this check is known."""
        event = simpy.Event(self._env)
        self._waiting[row] = (event, rank)
        return event

    def settle(self, now_ns: int) -> None:
        """The data plane has stopped at this instant because the fate of one probe or of several is known."""
        for row in sorted(self._waiting):
            answered = self._fate_of(row)
            if answered is not None:
                event, rank = self._waiting.pop(row)
                self._wake(event, rank, now_ns, answered)

    def _wake(self, event: simpy.Event, rank: int, at_ns: int, value: bool | None) -> None:
        """Let whoever waits for the event go on at this instant, when it is his rank's turn."""
        alarm = Alarm(self._env, at_ns, rank)
        alarm.callbacks.append(lambda _: _pass_on(event, value))

    def received(self, place: int) -> int:
        """The last change that a copy of the database has received."""
        return 0 if self._levels is None else self._levels.received(place)

    def applied(self, place: int) -> int:
        """The last change that it has applied."""
        return 0 if self._levels is None else self._levels.applied(place)

    def follows(self, place: int) -> bool:
        """Does it follow the history, or lead it?"""
        return self._levels is None or self._levels.follows(place)

    def lag_s(self, place: int) -> float:
        """The age of the first change that it has not applied."""
        return 0.0 if self._levels is None else self._levels.lag_s(place)

    def left_to_move(self) -> int:
        """Rows that are still to go to a shard that was added."""
        return 0 if self._levels is None else self._levels.left_to_move()

    def busy_ns(self) -> int:
        """Busy core time of all web servers so far."""
        return 0 if self._meter is None else self._meter.busy_ns()

    def believed_up(self) -> int:
        """Web servers in service that the balancer believes up."""
        return 0 if self._meter is None else self._meter.up()

    def is_there(self, name: str) -> bool:
        """Is this machine in service? All are that do not come and go."""
        return name not in self._away

    def moves(self, name: str) -> int:
        """How often it has come or gone so far."""
        return self._moves.get(name, 0)

    def note_away(self, names: Iterable[str]) -> None:
        """These are not there at the start."""
        self._away |= set(names)

    def hear_coming(self, hear: Callable[[str], None]) -> None:
        """Be told of every machine that begins anew, or is gone."""
        self._hearers.append(hear)

    def note_coming(self, name: str) -> None:
        self.note_gone(name)
        self._away.discard(name)
        self._moves[name] = self.moves(name) + 1

    def note_gone(self, name: str) -> None:
        """Whatever was known of a machine of this name is over: it has left for good, or another one begins."""
        for hear in self._hearers:
            hear(name)

    def note_leaving(self, name: str) -> None:
        self._away.add(name)
        self._moves[name] = self.moves(name) + 1

    def is_up(self, node: int) -> bool:
        return node not in self._dead

    def deaths(self, node: int) -> int:
        """How often the node has died so far: a process of a machine that died has forgotten everything."""
        return len(self._deaths.get(node, ()))

    def died_ns(self, node: int) -> int:
        """When the node died last."""
        return self._deaths[node][-1]

    def death_of(self, node: int, rank: int) -> simpy.Event:
        """Happens when the node dies next. One process at most waits for it."""
        event = simpy.Event(self._env)
        self._mourners[node] = (event, rank)
        return event

    def note_death(self, node: int) -> None:
        self._dead.add(node)
        self._deaths.setdefault(node, []).append(int(self._env.now))
        if node in self._mourners:
            event, rank = self._mourners.pop(node)
            self._wake(event, rank, int(self._env.now), value=None)

    def note_return(self, node: int) -> None:
        self._dead.discard(node)


def _pass_on(event: simpy.Event, value: bool | None) -> None:
    """The process waits for `event`; let it go on within the same step, so that its rank holds."""
    event._ok, event._value = True, value
    callbacks, event.callbacks = event.callbacks, []
    for callback in callbacks:
        callback(event)
    event.callbacks = None  # type: ignore[assignment]  # so SimPy marks an event that has happened
