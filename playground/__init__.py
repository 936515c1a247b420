"""The architecture playground: see how a web system grows from one server to millions of users."""

from __future__ import annotations

from playground.design.catalogue import find as stage
from playground.run import run

__all__ = ["run", "stage"]
