"""Lists with conditions, searches and pages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import kiennghi as kn
import pytest

TEXTS = ["Đề nghị gia hạn thuê đất", "de nghi giảm tiền", "Ngập đường số 5", "Đạt yêu cầu"]


@pytest.fixture(params=["memory", "file"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> kn.Register:
    """A register of four petitions, one of them answered."""
    register = kn.Register.memory() if request.param == "memory" else kn.Register.create(tmp_path / "so.db")
    for n, text in enumerate(TEXTS):
        source = "department" if n % 2 else "enterprise"
        p = register.receive(source=source, delivered_by="X", summary=text, received=date(2026, 3, 2 + n), field="Đất đai")
        register.assign(p, at=date(2026, 3, 6), unit="A" if n < 2 else "B", officer="lan")
    register.reply("PAKN-2026-0004", at="2026-03-09", text="Chấp thuận")
    return register


def numbers(items: list[kn.WorkItem] | list[kn.CaseItem]) -> list[int]:
    return [int(item.number[-4:]) for item in items]


def test_a_worklist_holds_what_it_is_asked_for(filled: kn.Register) -> None:
    with filled as register:
        assert numbers(register.worklist(unit="A")) == [1, 2]
        assert numbers(register.worklist(unit="B")) == [3]
        assert numbers(register.worklist(officer="lan", source="enterprise")) == [1, 3]
        assert numbers(register.worklist(status="assigned", field="Đất đai", limit=2)) == [1, 2]
        due = register.petition("PAKN-2026-0002").deadline.due
        assert numbers(register.worklist(due_before=due)) == [1]
        assert numbers(register.worklist(due_before=due + timedelta(days=1))) == [1, 2]
        assert numbers(register.worklist(text="de nghi")) == [1, 2]
        assert register.worklist(unit="A")[0] in register.worklist()
        # Of a day that has passed: as it stood then.
        assert numbers(register.worklist("2026-03-06", unit="B")) == [3, 4]
        with pytest.raises(kn.ArgumentError) as caught:
            register.worklist("2026-03-06", text="dat")
        assert caught.value.code == "query"


def test_a_search_ignores_case_and_diacritics_and_puts_exact_ones_first(filled: kn.Register) -> None:
    with filled as register:
        assert numbers(register.search("de nghi")) == [2, 1]
        assert numbers(register.search("ĐỀ NGHỊ")) == [1, 2]
        assert numbers(register.search("dat")) == [4, 1]
        assert numbers(register.search("đạt")) == [4, 1]
        assert numbers(register.search('"thuê đất"')) == [1]
        assert numbers(register.search("duon* so")) == [3]
        assert numbers(register.search("chap thuan")) == [4]
        assert register.search("chap thuan")[0].standing is None
        assert register.search("không có") == []


def test_pages_follow_each_other_without_gap(filled: kn.Register) -> None:
    with filled as register:
        found: list[int] = []
        after = None
        while True:
            page = register.page(openness="all", limit=3, after=after)
            found += numbers(page.items)
            after = page.next
            if after is None:
                break
            assert len(page) == 3
        assert found == [1, 2, 3, 4]
        assert numbers(register.page(openness="closed").items) == [4]
        assert numbers(register.page(text="dat", openness="all", limit=1).items) == [4]


def test_confidential_texts_are_found_only_when_asked_for(register: kn.Register) -> None:
    register.receive(source="citizen", delivered_by="X", summary="tố cáo", received="2026-03-02", confidential=True)
    assert register.search("to cao") == []
    assert numbers(register.search("to cao", confidential="shown")) == [1]
    assert register.worklist(text="to cao") == []
    assert numbers(register.worklist(text="to cao", confidential="shown")) == [1]
    assert numbers(register.page(text="to cao", confidential="shown").items) == [1]
    with pytest.raises(kn.ArgumentError, match="`confidential`"):
        register.search("to cao", confidential="masked")  # type: ignore[arg-type]
    assert numbers(register.worklist()) == [1]


@pytest.mark.parametrize(
    "text, said",
    [("", "no word"), ('"de nghi', "quotation mark"), ("d*t", "asterisk"), ("a " * 40, "too long")],
)
def test_a_text_that_cannot_be_meant_is_refused(register: kn.Register, text: str, said: str) -> None:
    for ask in [lambda: register.search(text), lambda: register.worklist(text=text), lambda: register.page(text=text)]:
        with pytest.raises(kn.ArgumentError) as caught:
            ask()
        assert caught.value.code == "query" and said in str(caught.value)


def test_limits_and_cursors_are_checked(register: kn.Register, p: kn.Receipt) -> None:
    for limit in [0, -1]:
        with pytest.raises(kn.ArgumentError):
            register.page(limit=limit)
        with pytest.raises(kn.ArgumentError):
            register.worklist(limit=limit)
    with pytest.raises(kn.ArgumentError) as caught:
        register.page(after="page 2")
    assert caught.value.code == "query"
    with pytest.raises(kn.ArgumentError):
        register.worklist(source="unknown")  # type: ignore[arg-type]
    with pytest.raises(kn.ArgumentError):
        register.page(openness="ajar")  # type: ignore[arg-type]
