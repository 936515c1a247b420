"""The short text of a fault, both ways: what the shell takes and what messages show.

kill:web-2@30+60          dies at 30 s for 60 s           kill:web-2@30      to the end
kill-silent:web-2@30+60   dies without refusing           kill:web-2@~600+60 at random: MTBF 600 s, MTTR 60 s
slow*10:web-2@30+60       works ten times as slowly       lose*0.05:web-2@30+60   loses 5 % of what crosses its link
cut:web-2@30+60           its link is cut                 spike*3@30+60 (or spike*3:users@30+60)  three times the users
replace:web-2@30+60       a new server takes its place    flush:cache@30           all caches forget everything
expire:cache@30           what they hold expires          expire-hot:cache@30      so does the most popular key
attack*500:cache@30+60    500 requests a second for keys that do not exist; attack*500/20:cache@30+60   for 20 of them
scan*2000:web-1@30+60     2000 attempts a second at its own address; scan*2000/0.5:web-1@30+60   each refused in 0.5 ms
publish:code@30           the origin has a new version    purge:cdn@30             the edges delete all files
deploy:web@30             a rolling deploy begins         sale*300000:ticket@30+10  so many buyers come in 10 s
deploy*0.05:web@30        of a version that fails 5 %     spike*10:order@30+10     ten times those of one endpoint
reshard*5:database@30     shards are added until there are 5
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from playground.design.fault import EVERYBODY, AnyFault, Fault, OneFault
from playground.design.problem import BadDesign, explain, shown

EXAMPLE = "for example kill:web-2@30+60 (from 30 s, for 60 s)"
# kind -> the knob after its *, and the one after a / behind that
HOW_MUCH = {
    "slow": "factor",
    "lose": "share",
    "spike": "factor",
    "attack": "rate_rps",
    "scan": "rate_rps",
    "sale": "buyers",
    "reshard": "shards",
    "deploy": "fails_share",
    "celebrity": "share",
}
BESIDES = {"attack": "keys", "scan": "work_ms", "sale": "stock"}
UNSAID = {"deploy": 0.0}  # what need not be said of it
KINDS = (
    *("kill", "kill-silent", "slow", "lose", "cut", "spike", "replace", "flush", "expire", "expire-hot"),
    *("attack", "scan", "sale", "deploy", "reshard", "publish", "purge", "celebrity"),
)

VARIANTS = {"kill-silent": {"silent": True}, "expire-hot": {"hot_only": True}}  # kinds that are others with a switch

_TEXT = re.compile(
    r"(?P<kind>[a-z-]+)(?:\*(?P<much>[^:@]+))?(?::(?P<node>[^@]*))?@(?P<random>~?)(?P<first>[^+]+)(?:\+(?P<second>.+))?"
)
_ADAPTER: TypeAdapter[OneFault] = TypeAdapter(AnyFault)


def parse(text: str) -> OneFault:
    """The fault that a short text means. Raises BadDesign with one sentence that shows an example."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise _bad(text, "reads KIND:NODE@START+DURATION")
    kind = match["kind"]
    if kind not in KINDS:
        raise _bad(text, f"begins with one of {', '.join(KINDS)}")
    data: dict[str, Any] = {"kind": kind.removesuffix("-silent").removesuffix("-hot"), "node": match["node"]}
    data |= VARIANTS.get(kind, {})
    if kind == "spike" and match["node"] is None:
        data["node"] = EVERYBODY
    try:
        return _ADAPTER.validate_python(data | _amount(text, kind, match["much"]) | _times(text, match))
    except ValidationError as error:
        cause = explain(error, AnyFault)
        raise BadDesign(
            f"the fault {shown(text)}: {cause}; {EXAMPLE}", knob=cause.knob, allowed=cause.allowed, given=cause.given
        ) from None


def _amount(text: str, kind: str, much: str | None) -> dict[str, float]:
    if kind not in HOW_MUCH:
        if much is not None:
            raise _bad(text, f"has no * after {kind}")
        return {}
    if much is None:
        return {}
    first, slash, more = much.partition("/")
    if not slash or kind not in BESIDES:
        return {HOW_MUCH[kind]: _number(text, much)}
    return {HOW_MUCH[kind]: _number(text, first), BESIDES[kind]: _number(text, more)}


def _times(text: str, match: re.Match[str]) -> dict[str, float | None]:
    first = _number(text, match["first"])
    second = None if match["second"] is None else _number(text, match["second"])
    if not match["random"]:
        return {"start_s": first, "duration_s": second}
    if second is None:
        raise _bad(text, "needs ~MTBF+MTTR after its @ when it comes at random")
    return {"mtbf_s": first, "mttr_s": second}


def _number(text: str, number: str) -> float:
    try:
        if number.strip() == number and "_" not in number and number.isascii():
            return float(number)
    except ValueError:
        pass
    raise _bad(text, f"has {shown(number)} where a number of its times or amount was expected")


def _bad(text: str, what: str) -> BadDesign:
    return BadDesign(
        f"a fault {what}, not {shown(text) or 'an empty text'}; {EXAMPLE}", knob="faults", given=shown(text)
    )


def text_of(fault: Fault) -> str:
    """The short text of a fault; `parse` gives an equal fault back."""
    data: dict[str, Any] = fault.model_dump()
    kind = data["kind"] + ("-silent" if data.get("silent") else "-hot" if data.get("hot_only") else "")
    is_said = kind in HOW_MUCH and data[HOW_MUCH[kind]] != UNSAID.get(kind)
    much = f"*{_short(data[HOW_MUCH[kind]])}" if is_said else ""
    more = BESIDES.get(kind)
    if more is not None and data[more] != type(fault).model_fields[more].default:
        much += f"/{_short(data[more])}"
    node = "" if kind == "spike" and data["node"] == EVERYBODY else f":{data['node']}"
    if fault.is_random:
        return f"{kind}{much}{node}@~{_short(data['mtbf_s'])}+{_short(data['mttr_s'])}"
    end = "" if fault.duration_s is None else f"+{_short(data['duration_s'])}"
    return f"{kind}{much}{node}@{_short(data['start_s'])}{end}"


def _short(value: float) -> str:
    """The shortest text that is this number again; never with a plus sign, which separates."""
    return repr(float(value)).removesuffix(".0")
