"""The disk of a database, and the page cache before it: what is bought instead of cores where data outgrow memory."""

from __future__ import annotations

from pydantic import model_validator

from playground.design.knob import System, knob

KB_OF_GB = 1e6
MOST_PAGES = 2_000_000  # that page caches hold together: 80 MB of a run's memory


class Disk(System):
    """Data lie on `pages` pages, of which the `memory_pages` used last are in memory (LRU).

    To read another one takes `read_ms` of a drive, a commit `fsync_ms`. Data are striped over `drives`, each of which
    does one operation at a time: together drives / read_ms reads a second (IOPS).
    """

    pages: int = knob(100_000, ge=1, le=10_000_000, log=True, source="assumed; a page for each key of the catalogue")
    memory_pages: int = knob(20_000, ge=1, le=1_000_000, log=True, source="assumed; a fifth of the data")
    page_kb: float = knob(8.0, gt=0, le=65_536, log=True, source="PostgreSQL's page; napkin-math reads 8 KiB at random")
    read_ms: float = knob(fact="db.uncached_page_ssd_ms", ge=0, le=1000)
    fsync_ms: float = knob(fact="db.commit_fsync_ms", ge=0, le=1000)
    drives: int = knob(1, ge=1, le=1024, log=True, source="assumed; one until somebody adds more")
    drive_gb: float = knob(100.0, gt=0, le=100_000, log=True, source="assumed; provisioned, and paid, by the drive")

    @model_validator(mode="after")
    def _data_fit(self) -> Disk:
        if self.data_gb > self.drives * self.drive_gb:
            raise ValueError(
                f"drives times drive_gb must be at least {self.data_gb:g}, the GB that pages of page_kb take, "
                f"not {self.drives * self.drive_gb:g}"
            )
        return self

    @property
    def data_gb(self) -> float:
        """GB that the data take, and have to be provisioned at least."""
        return self.pages * self.page_kb / KB_OF_GB

    @property
    def memory_gb(self) -> float:
        """GB of the page cache."""
        return self.memory_pages * self.page_kb / KB_OF_GB


def check_memory(disk: Disk | None, databases: int) -> None:
    """Raises ValueError when the page caches of so many databases would take too much of a run's memory."""
    if disk is not None and disk.memory_pages * databases > MOST_PAGES:
        raise ValueError(
            f"database.disk.memory_pages must be from 1 to {MOST_PAGES // databases:,} "
            f"with {databases} databases, not {disk.memory_pages:,}"
        )
