"""`show`: a design as YAML, as a link, as the programs its requests walk, or as a sequence diagram."""

from __future__ import annotations

import argparse

from playground.design import file, link
from playground.shell import given as which


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which.add_arguments(parser, faults=True)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--yaml", action="store_true", help="every knob as YAML (the default)")
    form.add_argument("--program", action="store_true", help="the programs that requests walk, block by block")
    form.add_argument("--mermaid", action="store_true", help="the programs as Mermaid sequence diagrams")
    form.add_argument("--link", action="store_true", help="the share link")


def main(arguments: argparse.Namespace) -> int:
    found = which.given(arguments)
    if arguments.link:
        print(link.encode(found.design))
    elif arguments.program or arguments.mermaid:
        from playground.plan import make, mermaid, text

        plan = make(found.design, found.trace)
        print(text.programs(plan) if arguments.program else mermaid.diagrams(plan))
    else:
        print(file.dumps(found.design), end="")
    return 0
