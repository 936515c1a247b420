"""Designs as YAML, both ways. Reading is bounded: size, aliases and depth; only plain YAML, never Python objects."""

from __future__ import annotations

from typing import Any

import yaml

from playground.design import catalogue
from playground.design.change import differences, parse, plain, put_all
from playground.design.design import Common
from playground.design.problem import BadDesign, shown

LARGEST_BYTES = 256 * 1024
DEEPEST = 20
# What PyYAML lets through when a value does not fit its tag (`!!int ""`, `!!bool perhaps`, `!!timestamp soon`).
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError, OverflowError)


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases (which can blow a small file up), and with a depth that is checked while composing."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise BadDesign("the YAML uses an alias (*name), which is not allowed here")
        if self._depth > DEEPEST:
            raise BadDesign(f"the YAML is nested more than {DEEPEST} levels deep")
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def _unique_keys(loader: _PlainLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise BadDesign(f"the YAML has the key {shown(key)}, which is not a name")
        if key in seen:
            raise BadDesign(f"the YAML gives {shown(key)} twice")
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_PlainLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_keys)


def load_yaml(text: str | bytes) -> Any:
    """Plain data from YAML text. Raises BadDesign with one sentence."""
    if len(text) > LARGEST_BYTES:
        raise BadDesign(f"the YAML is {len(text):,} bytes long; at most {LARGEST_BYTES:,} are read")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise BadDesign("the YAML is not text in UTF-8") from None
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a safe loader of our own
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadDesign(f"the YAML is not valid at line {line}: {shown(error.problem or 'cannot be read')}") from None
    except BadDesign:
        raise
    except UNREADABLE as error:
        raise BadDesign(f"the YAML cannot be read: {shown(str(error)) or 'a value does not fit its tag'}") from None


def loads(text: str | bytes) -> Common:
    """A design from YAML: whole (with `kind`), or a stage's name under `stage` and the knobs that differ.

    Raises BadDesign with one sentence.
    """
    data = load_yaml(text)
    if not isinstance(data, dict):
        raise BadDesign(f"a design is a mapping of knobs, not {shown(data)}")
    if "stage" not in data:
        return parse(data)
    rest = {key: value for key, value in data.items() if key != "stage"}
    base = catalogue.find(data["stage"])
    return put_all(base, dict(_leaves(plain(base), rest)))


def _leaves(base: Any, given: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
    """Dotted paths for nested mappings; where the kind changes, or the base has nothing, the whole part."""
    rows: list[tuple[str, Any]] = []
    for name, value in given.items():
        here = f"{path}.{name}" if path else str(name)
        below = base.get(name) if isinstance(base, dict) else None
        if isinstance(value, dict) and isinstance(below, dict) and _same_kind(below, value):
            rows += _leaves(below, value, here)
        else:
            rows.append((here, value))
    return rows


def _same_kind(base: dict[str, Any], given: dict[str, Any]) -> bool:
    return given.get("kind") in (None, base.get("kind"))


def dumps(design: Common) -> str:
    """The whole design as YAML."""
    return yaml.safe_dump(plain(design), sort_keys=False, allow_unicode=True, width=120)


def dumps_difference(design: Common) -> str:
    """The design as its stage and the knobs that differ from the stage's defaults."""
    base = catalogue.base_of(design)
    nested: dict[str, Any] = {"stage": design.name}
    for path, value in differences(plain(base), plain(design)):
        node = nested
        *parents, last = path.split(".")
        for step in parents:
            node = node.setdefault(step, {})
        node[last] = value
    return yaml.safe_dump(nested, sort_keys=False, allow_unicode=True, width=120)
