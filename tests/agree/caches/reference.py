"""What a cache of `size` keys answers under each replacement policy, slow and plain.

All keys are of one size, nothing expires, and every miss is admitted, except that the clairvoyant may leave the new key
out, and that W-TinyLFU admits it to its window only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from tests.agree.caches.clairvoyant import Clairvoyant
from tests.agree.caches.fifo import Fifo
from tests.agree.caches.lfu import Lfu
from tests.agree.caches.lru import Lru
from tests.agree.caches.s3fifo import S3Fifo
from tests.agree.caches.sieve import Sieve
from tests.agree.caches.tinylfu import TinyLfu


class Cache(Protocol):
    """What every policy can do."""

    def access(self, key: int) -> bool:
        """Whether the key was there."""

    def delete(self, key: int) -> None:
        """The key, which is there, is taken out."""

    def residents(self) -> set[int]:
        """The keys that are there now."""


ONLINE: dict[str, Callable[[int], Cache]] = {
    "lru": Lru,
    "fifo": Fifo,
    "lfu": Lfu,
    "sieve": Sieve,
    "s3fifo": S3Fifo,
    "tinylfu": TinyLfu,
}
POLICIES = (*ONLINE, "clairvoyant")


def cache(policy: str, size: int, keys: Sequence[int]) -> Cache:
    """An empty cache; of all policies only the clairvoyant looks at the keys that are going to come."""
    return Clairvoyant(size, keys) if policy == "clairvoyant" else ONLINE[policy](size)


def hits(policy: str, size: int, keys: Iterable[int]) -> list[bool]:
    """For each of the keys in turn whether it was a hit, beginning with an empty cache."""
    known = list(keys)
    built = cache(policy, size, known)
    return [built.access(key) for key in known]
