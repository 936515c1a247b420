"""What a write does once it is at the database: one change, a ticket, or the changes of a batch of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from playground.design.service import Empirical, Lognormal
from tests.agree.oracle.tier_writing import noted

if TYPE_CHECKING:
    from tests.agree.oracle.broker import Broker, Message
    from tests.agree.oracle.chance import AnyService
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.station import Station
    from tests.agree.oracle.token import Token


class Ledger(Protocol):
    """Where changes become durable: the only database, or one of several copies."""

    name: str
    op: str

    def must_be_writable(self, token: Token) -> None: ...

    def append(self, token: Token) -> None: ...

    def acknowledge(self, token: Token) -> None: ...

    def is_followed(self, token: Token) -> bool: ...


class Single:
    """A database that is the only one."""

    op = "WRITE"

    def __init__(self, name: str) -> None:
        self.name = name

    def must_be_writable(self, token: Token) -> None:
        """It always is."""

    def append(self, token: Token) -> None:
        """Nobody asks in which order."""

    acknowledge = append

    def is_followed(self, token: Token) -> bool:
        return True


class Change:
    """One change of one request."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def work(self, token: Token, cores: Station) -> Walk:
        yield from cores.serve(token, self.parts.design.database.write, "database_write")

    def make(self, token: Token, ledger: Ledger) -> None:
        token.note(ledger.op)
        ledger.must_be_writable(token)
        self.parts.write_down(token, ledger.name)
        ledger.append(token)
        noted(self.parts, token, is_followed=ledger.is_followed(token))

    def acknowledge(self, token: Token, ledger: Ledger) -> None:
        token.note("ACKNOWLEDGE")
        ledger.acknowledge(token)


class Ticket(Change):
    """A change, if a ticket is left. `saw_one`: when the request looked, where it looks before it writes."""

    def __init__(self, parts: Parts, saw_one: bool) -> None:
        super().__init__(parts)
        self.saw_one = saw_one

    def make(self, token: Token, ledger: Ledger) -> None:
        token.note("SELL")
        ledger.must_be_writable(token)
        token.position = 0
        assert self.parts.sale is not None
        if self.parts.sale.sells(self.saw_one):
            self.parts.write_down(token, ledger.name)
            ledger.append(token)
            noted(self.parts, token, is_followed=ledger.is_followed(token), tells=False)


class Wanted:
    """A message whose change is to be made: to which key, and whether its buyer has seen a ticket."""

    def __init__(self, message: Message, key: int | None, saw_one: bool) -> None:
        self.message, self.key, self.saw_one = message, key, saw_one


class Batch(Change):
    """All that are ready, in one transaction: the rows one after another, and then a commit that they share."""

    def __init__(self, parts: Parts, broker: Broker, ready: list[Wanted]) -> None:
        super().__init__(parts)
        self.broker, self.ready = broker, ready

    def work(self, token: Token, cores: Station) -> Walk:
        given, whole = self.broker.given.workers, self.parts.design.database.write
        if given.batch == 1:
            yield from super().work(token, cores)
            return
        with (yield from cores.seize(token)) as slot:
            shares = [1 - given.commit_share for _ in self.ready] + [given.commit_share]
            for share in shares:
                if share > 0:
                    yield from cores.work(token, part_of(whole, share), "database_write", slot)

    def make(self, token: Token, ledger: Ledger) -> None:
        ledger.must_be_writable(token)
        last = 0
        for wanted in self.ready:
            token.wants = wanted.key
            if self._makes_change(wanted, ledger.name):
                ledger.append(token)
                wanted.message.position, wanted.message.history = token.position, token.history
                last = max(last, token.position)
                noted(self.parts, token, is_followed=ledger.is_followed(token), tells=False)
        token.position = last

    def _makes_change(self, wanted: Wanted, database: str) -> bool:
        message, request = wanted.message, wanted.message.request
        books, again = self.broker.of_kind[message.kind], message.has_happened
        if again and self.broker.given.workers.idempotent:
            books["no_ops"] += 1
            message.is_answered = True
            return False
        if request.kind.buys:
            assert self.parts.sale is not None
            if message.is_answered:
                return False
            if not self.parts.sale.sells(wanted.saw_one):
                message.is_answered = True
                return False
        if again:
            books["duplicates"] += 1
        else:
            self.broker.waits.append((message, int(self.broker.clock.now) - request.born_ns))
        self.parts.world.durable[database] += 1
        self.parts.world.duplicates[database] += again
        message.is_applied = True
        request.writers.add(message.attempt)
        return True

    def acknowledge(self, token: Token, ledger: Ledger) -> None:
        """Of those whose change a promotion has taken back nothing is said."""
        for wanted in self.ready:
            token.wants, token.position = wanted.key, wanted.message.position
            if token.position:
                ledger.acknowledge(token)


def part_of(service: AnyService, share: float) -> AnyService:
    """Work that takes this share of the time."""
    if isinstance(service, Empirical):
        return service.model_copy(update={"values_ms": tuple(ms * share for ms in service.values_ms)})
    if isinstance(service, Lognormal):
        return service.model_copy(update={"mean_ms": service.mean_ms * share, "p99_ms": service.p99_ms * share})
    return service.model_copy(update={"mean_ms": service.mean_ms * share})
