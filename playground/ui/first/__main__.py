"""Run every open stop of the bar and store what it left behind; then search where each open stage breaks, and how many
it carries on a good day and through its bad day."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from playground.design.ladder import STAGES
from playground.run import run
from playground.study import road
from playground.study.break_point import find
from playground.ui.first import FOLDER, SEED, designs, dump

for old in FOLDER.glob("*.xz"):
    old.unlink()
for name, design in designs().items():
    data = dump(run(design, seed=SEED))
    (FOLDER / f"{name}.xz").write_bytes(data)
    sys.stdout.write(f"{name}: {len(data):,} bytes\n")
breaks = {stage.name: asdict(find(stage.design)) for stage in STAGES if stage.is_built}
(FOLDER / "breaks.json").write_text(json.dumps(breaks, indent=1) + "\n", "utf-8")
sys.stdout.write("".join(f"{name} breaks at {row['users']}\n" for name, row in breaks.items()))
search = road.search()
search.start()
search.join()
if search.problem:
    raise SystemExit(search.problem)
rows = {row.name: road.plain(row) for row in road.in_order(search.found)}
(FOLDER / "road.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
sys.stdout.write(
    "".join(f"{name}: {row['good']['users']:,.0f}, {row['bad']['users']:,.0f}\n" for name, row in rows.items())
)
