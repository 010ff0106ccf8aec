"""What the tests share.

The comfortable methods record with the system's clock, so their dates lie in early 2026: in the
past of every clock that runs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import kiennghi as kn
import pytest

ROOT = Path(__file__).parents[2]

SHEET = "Số đến,Ngày đến,Số ký hiệu,Nơi gửi,Trích yếu\n" + "\n".join(
    [
        "1,02/03/2026,15/CV,Công ty B,Ngập đường số 3",
        "2,05/03/2026,15/CV,UBND tỉnh,Chuyển kiến nghị của Công ty B",
        "3,31/02/2026,,Công ty C,Mất điện",
        "Cộng,,,,",
    ]
)


@pytest.fixture
def register() -> Iterator[kn.Register]:
    """A register in memory."""
    with kn.Register.memory(actor="van-thu") as register:
        yield register


@pytest.fixture
def p(register: kn.Register) -> kn.Receipt:
    """A petition of that register, received on Monday 2 March 2026 and due on 16 March."""
    return receive(register)


@pytest.fixture
def path_of_a_sheet(tmp_path: Path) -> str:
    """A sheet of four rows: two petitions by one letter, one that cannot be, and a total."""
    path = tmp_path / "so.csv"
    path.write_text(SHEET, encoding="utf-8")
    return str(path)


def receive(register: kn.Register, received: str = "2026-03-02") -> kn.Receipt:
    """An ordinary petition of an enterprise."""
    return register.receive(
        source="enterprise", delivered_by="Công ty A", summary="Xin gia hạn thuê đất", received=received
    )
