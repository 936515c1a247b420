"""The knobs of services that were split off, and of a read model, in the order in which the page shows them. Of the
services, those of the first one."""

from __future__ import annotations

OF_ALL = ("join", "rows", "at_once", "batch", "side_by_side", "hop_ms", "timeout_s")
OF_ONE = ("machines", "needed", "cores", "call.mean_ms", "row_ms")
SERVICES = tuple(f"services.{name}" for name in (*OF_ALL, *(f"parts.0.{name}" for name in OF_ONE)))
OF_STORE = ("refresh_s", "outbox", "look_after_s", "cores", "index.mean_ms", "read.mean_ms", "hop_ms", "timeout_s")
OF_MODEL = (*OF_STORE, "rebuild_at_s", "rebuild_beside", "past_orders", "rebuild_batch")
READ_MODEL = tuple(f"read_model.{name}" for name in OF_MODEL)
