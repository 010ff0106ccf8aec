"""The ledger: verified at three depths."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import kiennghi as kn
import pytest
from conftest import receive


def test_verify_finds_a_ledger_that_was_cut_or_rewritten(register: kn.Register, p: kn.Receipt) -> None:
    register.accept(p, at="2026-03-03")
    saved = register.head
    register.reply(p, at="2026-03-04")
    assert register.verify(saved) == register.head != saved
    with kn.Register.memory() as other:
        for code in ["ledger_cut", "ledger_rewritten"]:
            receive(other)
            with pytest.raises(kn.StoreError) as caught:
                other.verify(saved)
            assert caught.value.code == code
            receive(other)
    with pytest.raises(kn.ArgumentError):
        register.verify(kn.Head(1, "no hash"))
    with pytest.raises(kn.ArgumentError):
        register.verify(level="deep")  # type: ignore[arg-type]


def test_verify_finds_a_projection_that_was_written_past_the_register(tmp_path: Path) -> None:
    path = tmp_path / "so.db"
    with kn.Register.create(path) as register:
        receive(register)
        assert register.verify(level="projections") == register.head
    database = sqlite3.connect(path)
    database.execute("UPDATE case_row SET unit = 'A'")
    database.commit()
    database.close()
    with kn.Register.open(path) as register:
        register.verify()
        with pytest.raises(kn.StoreError) as caught:
            register.verify(level="projections")
        assert caught.value.code == "projection_changed"
        assert "PAKN-2026-0001 has another `listing`" in str(caught.value)
        register.rebuild()
        register.verify(level="projections")


def test_a_review_counts_every_entry_in_one_class(register: kn.Register, p: kn.Receipt, path_of_a_sheet: str) -> None:
    register.reply(p, at="2026-03-04")
    register.import_file(path_of_a_sheet)
    review = register.review()
    assert review["findings"] == [] and review["head"] == register.head
    counted = [review[name] for name in ("judged", "imported", "rulebook", "not_judged")]
    assert counted[0] == 2 and counted[1] >= 2 and sum(counted) == register.head.sequence
