"""Bad input: exit code 2 and one line on standard error that says what, what is allowed, and what was given."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from playground.design import link as links
from tests.shell.terminal import alone, said

RUN = ("run", "load-balancer", "--seconds", "1")

BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "no command": ((), "COMMAND"),
    "an unknown command": (("dance",), "dance"),
    "no design": (("run",), "DESIGN"),
    "an unknown design": (("run", "mainframe"), "there is no design and no file called mainframe"),
    "an unknown knob": ((*RUN, "--set", "web.wheels=4"), "web.wheels is not a knob"),
    "a knob of another design": (("run", "mm1", "--set", "web.servers=4"), "web.servers is not a knob"),
    "a part that is not there": (("run", "split-tiers", "--set", "balancer.policy=random"), "no balancer"),
    "no value": ((*RUN, "--set", "web.servers"), "PATH=VALUE"),
    "an empty value": ((*RUN, "--set", "web.servers="), "web.servers must be"),
    "too large": ((*RUN, "--set", "web.servers=65"), "web.servers must be a whole number from 1 to 64, not 65"),
    "too small": ((*RUN, "--set", "workload.daily_users=1"), "workload.daily_users must be"),
    "the wrong type": (
        (*RUN, "--set", "web.servers=many"),
        "a whole number from 1 to 64, not many",
    ),
    "a fraction of a server": ((*RUN, "--set", "web.servers=1.5"), "not 1.5"),
    "a switch for a number": ((*RUN, "--set", "web.servers=true"), "web.servers must be"),
    "an unknown choice": ((*RUN, "--set", "balancer.policy=fastest"), "round_robin"),
    "NaN": ((*RUN, "--set", "workload.rate_rps=.nan"), "workload.rate_rps must be"),
    "infinity": ((*RUN, "--set", "workload.rate_rps=.inf"), "workload.rate_rps must be"),
    "a value that is no YAML": ((*RUN, "--set", "web.servers=[1"), "YAML"),
    "a contradiction": ((*RUN, "--set", "warmup_s=30"), "warmup_s must be less than seconds"),
    "a fault that is no fault": ((*RUN, "--fault", "web-2 dies"), "KIND:NODE@START+DURATION"),
    "an unknown kind of fault": ((*RUN, "--fault", "freeze:web-2@3+4"), "kill-silent"),
    "a fault before the beginning": ((*RUN, "--fault", "kill:web-2@-3+4"), "start_s"),
    "a fault without an end that is a number": ((*RUN, "--fault", "kill:web-2@3+soon"), "soon"),
    "a hang without a deadline": (
        (*RUN, "--fault", "cut:web-2@3+4", "--set", "workload.patience.timeout_s=null"),
        "workload.patience.timeout_s",
    ),
    "a price that falls": (("crossover", "--price-exponent", "0"), "--price-exponent must be a number from 0.5 to 4"),
    "a promise that is none": (
        ("crossover", "--p99-ms", "fast"),
        "--p99-ms must be a number from 1 to 1e+06, not fast",
    ),
    "users that shrink": (("crossover", "--growth-share", "-0.1"), "--growth-share must be a number from 0 to 10"),
    "half a seed": (("crossover", "--seeds", "1.5"), "--seeds must be a whole number from 1 to 30, not 1.5"),
    "NaN users": (("crossover", "--users", "nan"), "--users must be a number from 100"),
    "an unknown flag": ((*RUN, "--fast"), "--fast"),
    "half a flag": ((*RUN, "--js"), "--js"),
    "a negative seed": ((*RUN, "--seed", "-1"), "--seed must be a whole number from 0"),
    "a seed that is no number": ((*RUN, "--seed", "lucky"), "not lucky"),
    "a seed that is too large": ((*RUN, "--seed", str(2**63)), "--seed must be"),
    "no time at all": (("run", "load-balancer", "--seconds", "0"), "seconds must be"),
    "negative time": (("run", "load-balancer", "--seconds", "-5"), "seconds must be"),
    "a time that is no number": (("run", "load-balancer", "--seconds", "long"), "not long"),
    "NaN seconds": (("run", "load-balancer", "--seconds", "nan"), "seconds must be"),
    "endless seconds": (("run", "load-balancer", "--seconds", "inf"), "seconds must be"),
    "no replication": ((*RUN, "--replications", "0"), "--replications must be a whole number from 1"),
    "too many replications": ((*RUN, "--replications", "1e9"), "--replications must be"),
    "a link of the future": (("run", "99~load-balancer"), "version 99"),
    "a link to nowhere": (("run", "1~mainframe"), "mainframe"),
    "a link with half a field": (("run", "1~load-balancer~web.servers"), "knob=value"),
    "a link with a bad value": (("show", "1~load-balancer~web.servers=0"), "web.servers must be"),
    "an address without a link": (("run", "https://example.org/?lang=ko~"), "link"),
    "two forms at once": (("show", "mm1", "--yaml", "--link"), "not allowed with"),
    "a fault for stages": (("stages", "--fault", "kill:web-2@3"), "--fault"),
}


def one_line(code: int, out: str, err: str, words: str) -> None:
    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert len(err) < 600
    assert words in err, err
    assert "Traceback" not in err


@pytest.mark.parametrize("what", BAD)
def test_one_line(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, expected = BAD[what]
    one_line(*said(capsys, *words), expected)


FILES: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(256)), "not text in UTF-8"),
    "empty": (b"", "a design is a mapping of knobs"),
    "a list": (b"- 1\n- 2\n", "a design is a mapping of knobs"),
    "broken": (b"stage: [load-balancer\n", "not valid at line"),
    "an object of Python": (b"!!python/object/apply:os.system ['true']", "not valid at line 1"),
    "an alias": (b"a: &x 1\nb: *x\n", "alias"),
    "too long": (b"# " + b"x" * 300_000, "at most 262,144 are read"),
    "another stage": (b"stage: mainframe\n", "mainframe"),
    "a path instead of a log": (b"stage: load-balancer\nworkload: {replay: /etc/passwd}\n", "workload.replay"),
    "an unknown kind": (b"kind: mainframe\n", "kind must be one of"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_design(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, expected = FILES[what]
    path = tmp_path / "design.yaml"
    path.write_bytes(data)
    one_line(*said(capsys, "run", str(path)), expected)


LOGS: dict[str, tuple[bytes, str]] = {
    "binary": (b"\0\1\2\3" * 100, "binary"),
    "empty": (b"", "empty"),
    "no log": (b"hello\nworld\n", "no line could be read"),
    "half a gzip": (gzip.compress(b"x" * 1000, mtime=0)[:20], "its end is missing"),
    "a header of its own": (b"t_s,colour\n1,red\n", "header"),
}


@pytest.mark.parametrize("what", LOGS)
def test_a_file_that_is_no_log(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, expected = LOGS[what]
    path = tmp_path / "access.log"
    path.write_bytes(data)
    one_line(*said(capsys, *RUN, "--set", f"workload.replay={path}"), expected)


def test_paths_that_cannot_be_read_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone.yaml"
    one_line(*said(capsys, "run", str(gone)), "there is no design and no file called")
    one_line(*said(capsys, "run", str(tmp_path)), "there is no design and no file called")
    one_line(*said(capsys, *RUN, "--set", f"workload.replay={gone}"), "cannot be read: No such file")
    one_line(*said(capsys, *RUN, "--set", f"workload.replay={tmp_path}"), "cannot be read: Is a directory")
    one_line(*said(capsys, *RUN, "--csv", str(gone / "x.csv")), "cannot be written")
    one_line(*said(capsys, *RUN, "--journeys", str(tmp_path)), "cannot be written")


def test_a_design_without_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link says which log it replays, never where it is."""
    path = tmp_path / "log.csv"
    path.write_text("t_s,key\n0,a\n1,b\n")
    link = said(capsys, "show", "split-tiers", "--set", f"workload.replay={path}", "--link").out.strip()
    assert str(tmp_path) not in links.unquote(link)
    one_line(*said(capsys, "run", link), "give the file again")
    assert said(capsys, "run", link, "--set", f"workload.replay={path}", "--seconds", "5").code == 0


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("run", "\x1b[31mred\n"), (*RUN, "--set", "web.\x1b[2J=1"), (*RUN, "--fault", "kill:\x1b@\n")):
        code, _, err = said(capsys, *words)
        assert code == 2
        assert "\x1b" not in err
        assert err.count("\n") == 1


def test_in_a_process_of_its_own() -> None:
    for words, expected in (BAD["an unknown design"], BAD["an unknown flag"], BAD["too large"]):
        one_line(*alone(*words), expected)
