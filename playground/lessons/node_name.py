"""What a machine is called: `database` has words of its own, `web-3` is number 3 of `web`, `edge-asia-2` is the second
edge of the region `asia`, `b-web-3` is the one that stands at the site B, and `shard-2-replica-1` the first replica of
the second shard. A link `a>b` is both ends.

`service-orders-2` is the second machine of the service `orders`. What a user has named, such as a region or a kind of
files, keeps its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Words = Callable[..., str]

NUMBERED = re.compile(r"(.+)-(\d+)")
EDGE = re.compile(r"(spare-edge|edge)-(?:(.+)-)?(\d+)")
AT_SITE = re.compile(r"([b-d])-(.+)")
OF_SHARD = re.compile(r"shard-(\d+)-(.+)")
SERVICE = re.compile(r"service-(.+?)(?:-(\d+))?")
OF_REGION = re.compile(r"(users|edges|spare-edges)-(.+)")


def node_name(words: Words, name: str) -> str:
    """Raises KeyError for a name that nobody has words for."""
    if ">" in name:
        return "→".join(node_name(words, end) for end in name.split(">"))
    if placed := AT_SITE.fullmatch(name):
        return words("node.at_site", name=node_name(words, placed[2]), site=placed[1].upper())
    if part := OF_SHARD.fullmatch(name):
        return words("node.of_shard", name=node_name(words, part[2]), number=int(part[1]))
    if edge := EDGE.fullmatch(name):
        title = words(f"node.{_key(edge[1])}_n", number=int(edge[3]))
        return f"{title} ({region_name(words, edge[2])})" if edge[2] else title
    if service := SERVICE.fullmatch(name):
        title = words("node.service", name=service_name(words, service[1]))
        return f"{title} {service[2]}" if service[2] else title
    if numbered := NUMBERED.fullmatch(name):
        return words(f"node.{_key(numbered[1])}_n", number=int(numbered[2]))
    if region := OF_REGION.fullmatch(name):
        return f"{words(f'node.{_key(region[1])}')} ({region_name(words, region[2])})"
    return words(f"node.{_key(name)}")


def region_name(words: Words, name: str) -> str:
    """A region that comes with a stage has a name in every language; any other is called as somebody has called it."""
    try:
        return words(f"region.{_key(name)}")
    except KeyError:
        return name


def service_name(words: Words, name: str) -> str:
    """The services that come with a design have names in every language, as regions have."""
    try:
        return words(f"service.{_key(name)}")
    except KeyError:
        return name


def _key(name: str) -> str:
    return name.lower().replace(" ", "_").replace("-", "_")
