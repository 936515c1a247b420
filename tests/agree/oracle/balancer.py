"""A balancer's servers, and six ways to choose among those it believes up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.agree.oracle.chance import number
from tests.agree.oracle.failure import Failed

if TYPE_CHECKING:
    from tests.agree.oracle.place import Node
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.token import Token

UNIT_WEIGHT = 256


class Member:
    """A server as the balancer sees it."""

    def __init__(self, place: int, weight: int) -> None:
        self.place, self.weight = place, weight
        self.is_up, self.drains = True, False  # who drains serves those whose cookie leads there, and nobody else
        self.open = self.picked = self.credit = 0
        self.up_since_ns: int | None = None  # while it may be in slow start


class Group:
    """The servers behind one choice. `node` is where the balancer runs; None when clients choose themselves. The first
    `count` of them are in service."""

    step = "PICK"

    def __init__(
        self,
        clock: Clock,
        policy: str,
        weights: list[int],
        node: Node | None,
        slow_start_ns: int,
        count: int | None = None,
        most_open: float = math.inf,
    ) -> None:
        self.count = len(weights) if count is None else count
        self.most_open = most_open
        self.clock, self.policy, self.node, self.slow_start_ns = clock, policy, node, slow_start_ns
        self.members = [Member(place, weight) for place, weight in enumerate(weights)]
        self.last = self.count - 1
        for member in self.members[self.count :]:
            member.is_up = False

    def pick(self, token: Token) -> Connection:
        """Choose a server and open a connection."""
        token.note(self.step)
        up = self.up
        if not up:
            raise Failed("no_healthy_server", token.away_ns)
        policy = "weighted" if self.policy == "round_robin" and any(map(self.warms_up, up)) else self.policy
        member = getattr(self, f"_{policy}")(up, token)
        self.last = member.place
        return self.go(token, member)

    @property
    def up(self) -> list[Member]:
        """Those in service who are believed up."""
        return [member for member in self.members[: self.count] if member.is_up]

    def go(self, token: Token, member: Member) -> Connection:
        """Open a connection to this one, whoever has chosen it, unless it has enough."""
        if member.open >= self.most_open:
            raise Failed("shed", token.away_ns)
        self.land(token, member)
        member.picked += 1
        return Connection(self, member, token)

    def land(self, token: Token, member: Member) -> None:
        """The choice that has been made is the token's server."""
        token.server = member.place

    def mark(self, place: int, *, up: bool) -> None:
        """Believe a server up or down."""
        member = self.members[place]
        if up and not member.is_up:
            member.credit = 0
            member.up_since_ns = int(self.clock.now)
        elif not up:
            member.up_since_ns = None
        member.is_up = up

    def join(self) -> None:
        """One more is in service."""
        self.count += 1
        self.mark(self.count - 1, up=True)

    def leave(self) -> int:
        """The last one in service gets nothing more. Its place."""
        self.count -= 1
        self.mark(self.count, up=False)
        if self.last >= self.count:
            self.last = self.count - 1
        return self.count

    def drain(self, place: int) -> None:
        """A server is chosen no more, but who is led to it still gets there."""
        self.mark(place, up=False)
        self.members[place].drains = True

    def warms_up(self, member: Member) -> bool:
        return member.up_since_ns is not None and self.clock.now - member.up_since_ns < self.slow_start_ns

    def weight(self, member: Member) -> int:
        """In 1/256, rising linearly in slow start."""
        full = member.weight * UNIT_WEIGHT
        if not self.warms_up(member):
            return full
        return max(1, full * (int(self.clock.now) - (member.up_since_ns or 0)) // self.slow_start_ns)

    def _in_circle(self, up: list[Member]) -> list[Member]:
        """Those up, from the one after the last pick on."""
        return sorted(up, key=lambda member: (member.place - self.last - 1) % self.count)

    def next(self, members: list[Member]) -> Member:
        """Of these the one whose turn it is."""
        return self._in_circle(members)[0]

    def _round_robin(self, up: list[Member], _: Token) -> Member:
        return self.next(up)

    def turn_by_weight(self) -> Member:
        """Of those up, the one whose turn it is, the heavier the more often."""
        return self._weighted(self.up)

    def _weighted(self, up: list[Member], _: Token | None = None) -> Member:
        for member in up:
            member.credit += self.weight(member)
        best = max(up, key=lambda member: member.credit)
        best.credit -= sum(map(self.weight, up))
        return best

    def _random(self, up: list[Member], token: Token) -> Member:
        target = token.luck.draw("balance") * sum(map(self.weight, up))
        for member in up:
            target -= self.weight(member)
            if target < 0.0:
                return member
        return up[-1]

    def _is_lighter(self, one: Member, other: Member) -> bool:
        return (one.open + 1) * self.weight(other) < (other.open + 1) * self.weight(one)

    def _least_connections(self, up: list[Member], _: Token) -> Member:
        best, *others = self._in_circle(up)
        for member in others:
            if self._is_lighter(member, best):
                best = member
        return best

    def _two_choices(self, up: list[Member], token: Token) -> Member:
        first = self._random(up, token)
        if len(up) == 1:
            return first
        second = self._random([member for member in up if member is not first], token)
        return second if self._is_lighter(second, first) else first

    def _ip_hash(self, up: list[Member], token: Token) -> Member:
        luck = token.luck.luck if token.request is None else token.request.luck
        home = int(number(luck, "address") * self.count)
        return min(up, key=lambda member: (member.place - home) % self.count)


class Connection:
    """An attempt that the balancer sent to a server and that is not back yet."""

    def __init__(self, group: Group, member: Member, token: Token) -> None:
        self.node, self.member, self.token, self.away_ns = group.node, member, token, token.away_ns
        self.is_open = True
        member.open += 1
        token.holds.append(self)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if kind is None:
            self.token.note("CLOSE")
        self.give_back()

    def give_back(self) -> None:
        if self.is_open:
            self.is_open = False
            self.member.open -= 1
            self.token.holds.remove(self)
