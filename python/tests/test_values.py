"""Moments, values and words as they cross between Python and the library."""

from __future__ import annotations

import ast
import copy
import pickle
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import kiennghi as kn
import pytest

VIETNAM = timezone(timedelta(hours=7))
HALF_PAST_FOUR = datetime(2026, 3, 2, 16, 30, tzinfo=VIETNAM)


class NoOffset(tzinfo):
    """A zone that says nothing: a datetime with it is naive."""

    def utcoffset(self, _: datetime | None) -> None:
        return None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (date(2026, 3, 2), date(2026, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        (datetime(2026, 3, 2, 16, 30), HALF_PAST_FOUR),
        (datetime(2026, 3, 2, 16, 30, tzinfo=NoOffset()), HALF_PAST_FOUR),
        ("2026-03-02T16:30", HALF_PAST_FOUR),
        ("2026-03-02 16:30:00", HALF_PAST_FOUR),
        ("2026-03-02T16:30:00+07:00", HALF_PAST_FOUR),
        ("2026-03-02T09:30:00Z", HALF_PAST_FOUR),
        (datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), HALF_PAST_FOUR),
        (datetime(2026, 3, 2, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")), HALF_PAST_FOUR),
        # The evening before in New York is the morning of that day in Vietnam.
        (datetime(2026, 3, 1, 20, 0, tzinfo=ZoneInfo("America/New_York")), datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)),
    ],
)
def test_moments_are_kept_as_they_were_given(register: kn.Register, given: object, kept: date) -> None:
    p = register.receive(source="citizen", delivered_by="X", summary="Y", received=given)  # type: ignore[arg-type]
    received = register.petition(p).received_at
    assert type(received) is type(kept) and received == kept
    if isinstance(received, datetime):
        assert received.utcoffset() == timedelta(hours=7)
    assert register.petition(p).deadline.due == date(2026, 3, 16)


def test_a_date_as_the_moment_of_a_list_is_the_end_of_that_day(register: kn.Register) -> None:
    register.receive(source="citizen", delivered_by="X", summary="Y", received=datetime(2026, 3, 2, 16, 30))
    assert len(register.worklist(date(2026, 3, 2))) == 1
    assert len(register.worklist(datetime(2026, 3, 2, 16, 29))) == 0


def test_values_are_equal_hashed_and_pickled(register: kn.Register, p: kn.Receipt) -> None:
    world = kn.World(now=datetime(2026, 3, 2, 2, tzinfo=timezone.utc), actor="van-thu", seed=bytes(range(32)))
    assert world.now == datetime(2026, 3, 2, 2, tzinfo=timezone.utc) and world.actor == "van-thu"
    assert "\\x01" not in repr(world) and "0102" not in repr(world)
    for value in (world, p, register.head):
        again = pickle.loads(pickle.dumps(value))
        assert again == value == copy.deepcopy(value)
        assert hash(again) == hash(value) and len({again, value}) == 1
        assert repr(again) == repr(value)
    assert register.head != kn.Head(0, "0" * 64)
    assert register.worklist("2026-03-03") == register.worklist("2026-03-03")
    assert register.statistics(as_of="2026-03-31") == register.statistics(as_of="2026-03-31")


def test_the_same_worlds_give_the_same_ledger() -> None:
    world = kn.World(now="2026-03-02T02:00:00Z", actor="van-thu", seed=bytes(32))
    other = kn.World(now="2026-03-02T02:00:01Z", actor="van-thu", seed=bytes(32))
    assert kn.Register.memory(world=world).head == kn.Register.memory(world=world).head
    assert kn.Register.memory(world=world).head != kn.Register.memory(world=other).head


def test_what_is_printed_holds_no_names(register: kn.Register) -> None:
    p = register.receive(
        source="citizen", delivered_by="Nguyễn Văn An", originator=("citizen", "Trần Thị Bình"), summary="Ngập đường",
        received="2026-03-02", confidential=True,
    )  # fmt: skip
    petition = register.petition(p)
    for value in (p, petition, petition.deadline, register.worklist("2026-03-03"), register, register.statistics()):
        for name in ("Nguyễn", "Bình", "Ngập"):
            assert name not in repr(value)
    assert repr(petition) == "<kiennghi.Petition PAKN-2026-0001: received, confidential>"


def test_a_table_for_frames_and_notebooks(register: kn.Register, p: kn.Receipt) -> None:
    register.assign(p, at="2026-03-03", unit="<b>Phòng & Ban</b>")
    q = register.receive(source="citizen", delivered_by="X", summary="Y", received="2026-03-02")
    r = register.receive(source="citizen", delivered_by="X", summary="Y", received="2026-03-02")
    register.reply(p, at="2026-03-12")
    register.reply(q, at="2026-03-16")
    register.reply(r, at="2026-03-17")
    table = register.statistics(by=["unit"], period="month", as_of="2026-03-31")
    assert len(table.rows) == 2 and table.by == ["unit"]
    assert (table.as_of, table.basis, table.head) == (date(2026, 3, 31), "in_fact", register.head)
    total = table.totals[0]
    assert (total["period"], total["period_end"]) == (date(2026, 3, 1), date(2026, 4, 1))
    assert total["on_time_rate"] == Decimal("66.7") and total["on_time_among"] == 3
    assert table.rows[1]["unit"] is None
    page = table._repr_html_()
    assert "&lt;b&gt;Phòng &amp; Ban&lt;/b&gt;" in page and "<b>" not in page
    assert str(table) == table.to_text("vi") != table.to_text("en")


def test_periods_reach_from_the_first_receipt_to_as_of(register: kn.Register, p: kn.Receipt) -> None:
    periods = [total["period_label"] for total in register.statistics(as_of="2026-07-01").totals]
    assert periods == ["Quý 1/2026", "Quý 2/2026", "Quý 3/2026"]
    periods = [total["period_label"] for total in register.statistics(since="2026-04-01", until="2026-05-01", as_of="2026-07-01").totals]
    assert periods == ["Quý 2/2026"]
    assert kn.Register.memory().statistics(as_of="2026-07-01").totals[0]["received"] == 0


def test_the_calendar() -> None:
    calendar = kn.WorkCalendar.vietnam()
    assert (calendar.id, calendar.zone) == ("vn-state", "Asia/Ho_Chi_Minh")
    assert calendar.first < date(2015, 1, 1) and calendar.last > date(2026, 12, 31)
    assert calendar.add_working_days(date(2026, 1, 7), -5) == date(2025, 12, 29)
    assert calendar.working_days_between("2026-01-07", "2025-12-29") == -5
    assert calendar.day_reason("2026-03-02") is None and calendar.day_reason("2026-03-01") == "ngày nghỉ hằng tuần"
    assert calendar == kn.WorkCalendar.vietnam()


def test_the_types_of_the_stub_are_the_words_of_the_library() -> None:
    stub = ast.parse((Path(kn.__file__).parent / "_core.pyi").read_text(encoding="utf-8"))
    literals = {
        node.target.id: list(ast.literal_eval(node.value.slice))
        for node in stub.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Subscript)
        and ast.unparse(node.value.value) == "Literal"
    }
    assert literals.pop("_Lang") == ["vi", "en"]
    assert literals.pop("_Effect") == ["appended", "already_appended"]
    with pytest.raises(kn.ArgumentError) as unknown:
        kn.suggest_mapping("so.csv", encoding="ebcdic")  # type: ignore[arg-type]
    assert str(unknown.value).endswith(", ".join(literals.pop("_Encoding")))
    vocabularies = literals.pop("_Vocabulary")
    assert len(literals) == 24
    for name, words in literals.items():
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name.lstrip("_")).lstrip("_")
        assert words == list(kn.labels(snake)), name  # type: ignore[arg-type]
    with pytest.raises(kn.ArgumentError) as caught:
        kn.labels("colours")  # type: ignore[arg-type]
    assert str(caught.value) == "`vocabulary` can be `" + "`, `".join(vocabularies) + "`"
