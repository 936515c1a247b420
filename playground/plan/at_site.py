"""A request goes on at one of several sites: one branch for each, of which it walks its own."""

from __future__ import annotations

from collections.abc import Callable

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.plan.builder import Ref
from playground.plan.people import Audience
from playground.plan.walk import Walk

ELSEWHERE = "at another site"  # the note of a jump, for a diagram


def at_its_site(
    walk: Walk, audience: Audience | None, sites: int, branch: Callable[[int], object], *, of_edge: bool = False
) -> None:
    """What happens at the site to which whoever asks is led: a person of the audience, or (`of_edge`) an edge of its
    region. With one site there is nothing to choose."""
    if sites == 1 or audience is None or audience.names is None or audience.names.group == NONE:
        branch(0)
        return
    group, ends = audience.names.group, []
    for site in range(sites):
        mode = code.OF_EDGE if of_edge else code.OF_PERSON
        led = walk.emit(
            code.AT_SITE, f"led to site {site + 1}?", at=Ref(audience.first), count=site, link=group, back=mode
        )
        if site + 1 == sites:  # there is no other
            walk.patch(led)
            branch(site)
            break
        branch(site)
        ends.append(walk.emit(code.JUMP, ELSEWHERE))
        walk.patch(led)
    for end in ends:
        walk.patch(end)
