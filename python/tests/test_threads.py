"""Many threads on one handle, and many handles on one file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import kiennghi as kn
import pytest

from conftest import receive

THREADS, EACH = 4, 50
NUMBERS = [f"PAKN-2026-{serial:04}" for serial in range(1, THREADS * EACH + 1)]


@pytest.mark.parametrize("kept", ["memory", "file"])
def test_threads_on_one_handle_number_without_gaps(kept: str, tmp_path: Path) -> None:
    register = kn.Register.memory() if kept == "memory" else kn.Register.create(tmp_path / "so.db")
    with register, ThreadPoolExecutor(THREADS) as pool:
        receipts = list(pool.map(lambda _: receive(register), range(THREADS * EACH)))
        assert sorted(receipt.number for receipt in receipts) == NUMBERS
        assert sorted(item.number for item in register.worklist("2026-03-03")) == NUMBERS
        assert register.verify().sequence == 4 + THREADS * EACH


def test_handles_on_one_file_number_without_gaps(tmp_path: Path) -> None:
    kn.Register.create(tmp_path / "so.db").close()

    def work(_: int) -> list[str]:
        with kn.Register.open(tmp_path / "so.db") as register:
            return [receive(register).number for _ in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        numbers = [number for part in pool.map(work, range(THREADS)) for number in part]
    assert sorted(numbers) == NUMBERS


def test_closing_while_others_work_stops_them_with_an_error() -> None:
    register = kn.Register.memory()

    def work(_: int) -> int:
        done = 0
        try:
            for _ in range(2000):
                receive(register)
                done += 1
        except kn.ClosedError:
            return done
        return -1

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(work, index) for index in range(THREADS)]
        while not register.worklist("2026-03-03"):
            pass
        register.close()
        assert all(future.result() >= 0 for future in running)
