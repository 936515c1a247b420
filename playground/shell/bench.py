"""`bench`: how fast, next to the same systems written plainly for SimPy."""

from __future__ import annotations

import argparse

from playground.bench import command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    command.add_arguments(parser)


def main(arguments: argparse.Namespace) -> int:
    return command.run_bench(arguments)
