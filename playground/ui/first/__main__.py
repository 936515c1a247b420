"""Run every open stop of the bar and store what it left behind."""

from __future__ import annotations

import sys

from playground.run import run
from playground.ui.first import FOLDER, SEED, designs, dump

for old in FOLDER.glob("*.xz"):
    old.unlink()
for name, design in designs().items():
    data = dump(run(design, seed=SEED))
    (FOLDER / f"{name}.xz").write_bytes(data)
    sys.stdout.write(f"{name}: {len(data):,} bytes\n")
