"""`stages`: what there is to run."""

from __future__ import annotations

import argparse

from playground.design.ladder import STAGES
from playground.design.textbook import textbook


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--all", action="store_true", help="also stages that are not built yet, and the textbook designs"
    )


def main(arguments: argparse.Namespace) -> int:
    for stage in STAGES:
        if stage.is_built or arguments.all:
            built = "" if stage.is_built else "  (not built yet)"
            print(f"{stage.number + 1:2d}  {stage.name:<14s} {stage.daily_users:>12,.0f} daily users{built}")
    if arguments.all:
        print("textbook: " + ", ".join(textbook()))
    return 0
