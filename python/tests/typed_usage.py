"""How a program with types uses kiennghi: `mypy --strict` accepts it, and it runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import kiennghi as kn
import numpy as np
import numpy.typing as npt
import polars as pl


def main() -> None:
    with kn.Register.memory(actor="van-thu") as register:
        receipt: kn.Receipt = register.receive(
            source="enterprise",
            delivered_by="Công ty A",
            summary="Xin gia hạn thuê đất",
            received=datetime(2026, 3, 2, 9, 30),
            originator=("association", "Hiệp hội B"),
        )
        register.reply(receipt, at=date(2026, 3, 12), recipients=[("enterprise", "Công ty A")])
        petition = register.petition(receipt.number)
        deadline = petition.deadline
        if deadline is not None and deadline.due is not None:
            year: int = deadline.due.year
            lines: list[str] = deadline.explain("en")
            print(year, len(lines))
        late: list[str] = [item.number for item in register.worklist() if item.standing == "overdue"]
        table: kn.Table = register.statistics(by=["source", "unit"], period="month")
        received: int = sum(row["received"] for row in table.rows)
        print(late, received, table.head == register.verify())
        try:
            register.accept(receipt, at="2026-03-13")
        except kn.RefusedError as error:
            print(error.code, error.to_text("vi"))
    columns(kn.WorkCalendar.vietnam())


def columns(calendar: kn.WorkCalendar) -> None:
    days = np.array(["2026-02-12"], "datetime64[D]")
    due: npt.NDArray[np.datetime64] = calendar.add_working_days_each(days, 5)
    counted: npt.NDArray[np.int32] = calendar.working_days_between_each(days, due)
    column: kn.Column = calendar.add_working_days_each(calendar.add_working_days_each(pl.Series(days), 5), counted)
    starts = days.astype("datetime64[s]")
    ends: npt.NDArray[np.datetime64] = calendar.add_working_time_each(starts, timedelta(hours=4), landing="at_next_opening")
    worked: npt.NDArray[np.timedelta64] = calendar.working_time_between_each(
        starts, ends, pauses=(np.array([0, 1]), starts, starts)
    )
    print(column.type, worked[0])


if __name__ == "__main__":
    main()
