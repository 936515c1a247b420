"""Round robin: the next one up, in a circle.

Source: nginx and HAProxy document it as their default. Differs: while a member is in slow start the group is served by
`weighted`, as HAProxy does.
"""

from __future__ import annotations

from playground.dataplane.jit import block


@block
def pick(group, members):
    count = group["count"]
    place = group["last"]
    for _ in range(count):
        place = place + 1 if place + 1 < count else 0
        if members[group["first"] + place]["up"]:
            break
    return int(place)
