"""The playground from a shell: `python -m playground stages | show | run | road | crossover | growth | bench`.

Exit codes: 0 fine, 1 failed, 2 bad input.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

from playground.design.problem import BadDesign, TooMuchInside
from playground.traffic.log import BadLog

FINE, FAILED, BAD_INPUT = 0, 1, 2
COMMANDS = {
    "stages": ("playground.shell.stages", "what there is to run"),
    "show": ("playground.shell.show", "a design as YAML, link, programs or sequence diagrams"),
    "run": ("playground.shell.run", "run a design"),
    "road": ("playground.shell.road", "how many users each stage carries, on a good day and on a bad one"),
    "crossover": ("playground.shell.crossover", "where several servers become cheaper than one large one"),
    "growth": ("playground.shell.growth", "a database whose data outgrow memory, or a larger one against more of them"),
    "bench": ("playground.shell.bench", "how fast, next to SimPy"),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        print(f"error: {message}; see --help", file=sys.stderr)
        sys.exit(BAD_INPUT)


def main(arguments: list[str] | None = None) -> int:
    """Parse and run one command; its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = _Parser(prog="python -m playground", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for name, (module, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
        if name in words[:1]:  # the others are not needed, and their imports take time
            command.set_defaults(module=import_module(module))
            import_module(module).add_arguments(command)
    parsed = parser.parse_args(words)
    try:
        return int(parsed.module.main(parsed))
    except TooMuchInside as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except (BadDesign, BadLog) as error:
        print(f"error: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


if __name__ == "__main__":
    sys.exit(main())
