"""The disk of a database, and the page cache before it: what is bought instead of cores where data outgrow memory."""

from __future__ import annotations

from pydantic import model_validator

from playground.design.knob import System, knob

KB_OF_GB = 1e6
BYTES_OF_KB = 1000
MOST_PAGES = 2_000_000  # that page caches hold together: 80 MB of a run's memory


class Disk(System):
    """Data lie on `pages` pages, of which the `memory_pages` used last are in memory (LRU). With `row_bytes` there are
    as many pages as the rows of the workload's keys take, so that data grow with the keys.

    With `index_fanout_pages` rows are found through a B-tree whose inner pages point to so many others. They lie beside
    the data, share its memory, and a query reads one page of each level, the row's own last. Without, that is known.

    To read another page takes `read_ms` of a drive, a commit `fsync_ms`. Data are striped over `drives`, each of which
    does one operation at a time: together drives / read_ms reads a second (IOPS).
    """

    pages: int = knob(100_000, ge=1, le=10_000_000, log=True, source="assumed; a page for each key of the catalogue")
    memory_pages: int = knob(20_000, ge=1, le=1_000_000, log=True, source="assumed; a fifth of the data")
    row_bytes: float | None = knob(
        None, ge=1, le=1_000_000, log=True, source="None: pages says how much there is; a row of a post is about 1 kB"
    )
    index_fanout_pages: int | None = knob(
        None, ge=2, le=10_000, log=True, source="None: no index is walked; 8 KiB hold some 300 keys and pointers"
    )
    page_kb: float = knob(8.0, gt=0, le=65_536, log=True, source="PostgreSQL's page; napkin-math reads 8 KiB at random")
    read_ms: float = knob(fact="db.uncached_page_ssd_ms", ge=0, le=1000)
    fsync_ms: float = knob(fact="db.commit_fsync_ms", ge=0, le=1000)
    drives: int = knob(1, ge=1, le=1024, log=True, source="assumed; one until somebody adds more")
    drive_gb: float = knob(100.0, gt=0, le=100_000, log=True, source="assumed; provisioned, and paid, by the drive")

    @model_validator(mode="after")
    def _data_fit(self) -> Disk:
        if self.row_bytes is not None:
            page_bytes = self.page_kb * BYTES_OF_KB
            if self.row_bytes > page_bytes:
                raise ValueError(
                    f"row_bytes must be from 1 to {page_bytes:g}, which fit on a page, not {self.row_bytes:g}"
                )
        elif self.data_gb(0) > self.drives * self.drive_gb:
            raise ValueError(
                f"drives times drive_gb must be at least {self.data_gb(0):g}, the GB that pages of page_kb take, "
                f"not {self.drives * self.drive_gb:g}"
            )
        return self

    @property
    def rows_per_page(self) -> int | None:
        """None where `pages` says how much data there is."""
        return None if self.row_bytes is None else int(self.page_kb * BYTES_OF_KB / self.row_bytes + 1e-9)

    def level_pages(self, rows: int) -> tuple[int, ...]:
        """Pages of each level, the rows' own first and the root last; one level where no index is walked."""
        fits = self.rows_per_page
        levels = [self.pages if fits is None else max(1, -(-rows // fits))]
        while self.index_fanout_pages is not None and levels[-1] > 1:
            levels.append(-(-levels[-1] // self.index_fanout_pages))
        return tuple(levels)

    def data_gb(self, rows: int) -> float:
        """GB that the data of so many rows and their index take, and have to be provisioned at least."""
        return sum(self.level_pages(rows)) * self.page_kb / KB_OF_GB

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


def check_data(disk: Disk | None, rows: int) -> None:
    """Raises ValueError when so many rows do not fit on the drives, or on as many pages as there may be."""
    if disk is None or disk.row_bytes is None:
        return
    data_gb, room_gb = disk.data_gb(rows), disk.drives * disk.drive_gb
    if data_gb > room_gb:
        raise ValueError(
            f"database.disk.drives times drive_gb must be at least {data_gb:g}, the GB that {rows:,} rows of "
            f"row_bytes {disk.row_bytes:g} take, not {room_gb:g}"
        )
