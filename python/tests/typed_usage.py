"""How a program with types uses kiennghi: `mypy --strict` accepts it, and it runs."""

from __future__ import annotations

from datetime import date, datetime

import kiennghi as kn


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


if __name__ == "__main__":
    main()
