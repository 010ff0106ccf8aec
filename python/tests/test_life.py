"""The whole life of petitions through the comfortable methods, on a file that is opened again."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import kiennghi as kn
import pytest

from conftest import receive

VIETNAM = timezone(timedelta(hours=7))


def test_a_life_on_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sổ kiến nghị.db"
    with kn.Register.create(path, actor="van-thu") as register:
        p = register.receive(
            source="provincial_committee",
            delivered_by="UBND tỉnh",
            originator=("enterprise", "Công ty A"),
            summary="Xin gia hạn thuê đất",
            received=datetime(2026, 3, 2, 9, 30),
            channel="letter",
            kind="proposal",
            about="regulation",
            field="Đất đai",
            document_number="1234/UBND-KT",
            document_date=date(2026, 2, 27),
            arrival_number="45",
        )
        assert (p.number, p.effect, p.sequence) == ("PAKN-2026-0001", "appended", 5)
        assert register.petition(p).deadline_for("forward").due == date(2026, 3, 9)
        register.accept(p, at="2026-03-03")
        register.assign(p.id, at=date(2026, 3, 3), unit="Phòng Quản lý đầu tư", officer="nva")
        register.request_supplement(p.number, at="2026-03-05", what="Bản vẽ hiện trạng")
        assert register.petition(p).status == "paused"
        assert register.petition(p).deadline.days_left == 7
        register.resume(p, at="2026-03-09")
        register.extend(p, at="2026-03-10", by=5, reason="Phải lấy ý kiến", approved_by="giam-doc")
        register.promise(p, at="2026-03-24", due="2026-03-27")
        register.reply(p, at="2026-03-12", text="Đang xem xét", finality="interim")
        register.reply(
            p,
            at=datetime(2026, 3, 27, 10, tzinfo=VIETNAM),
            document_number="15/BQL-VP",
            document_date=date(2026, 3, 27),
            text="Đồng ý gia hạn",
            recipients=[("enterprise", "Công ty A"), ("agency", "UBND tỉnh")],
        )
        register.publish(p, at="2026-03-30", place="website")
        register.rate(p, at="2026-04-02", score=4)

        same = receive(register, "2026-03-04")
        register.link(same, at="2026-03-05", to=p)
        assert register.petition(same).linked_to == p.id
        for act, outcome in [
            (lambda q: register.not_accept(q, at="2026-03-05", reason="Không rõ người gửi"), "not_accepted"),
            (lambda q: register.forward_out(q, at="2026-03-05", to="Sở Xây dựng"), "forwarded_out"),
            (lambda q: register.reclassify(q, at="2026-03-05", kind="denunciation", reason="Tố cáo"), "reclassified"),
            (lambda q: register.withdraw(q, at="2026-03-05"), "withdrawn"),
        ]:
            q = receive(register, "2026-03-04")
            act(q)
            assert register.petition(q).outcome == outcome
        register.reopen(same, at="2026-03-16", reason="Là việc khác")
        register.pause(same, at="2026-03-17", reason="consulting")
        assert register.petition(same).status == "paused"
        head = register.verify()

    with kn.Register.open(str(path)) as register:
        assert register.verify() == register.head == head
        petition = register.petition("PAKN-2026-0001")
        assert petition.id == p.id
        assert petition.received_at == datetime(2026, 3, 2, 9, 30, tzinfo=VIETNAM)
        assert (petition.source, petition.delivered_by) == ("provincial_committee", "UBND tỉnh")
        assert petition.originator == ("enterprise", "Công ty A")
        assert (petition.summary, petition.kind, petition.channel) == ("Xin gia hạn thuê đất", "proposal", "letter")
        assert (petition.about, petition.field, petition.arrival_number) == ("regulation", "Đất đai", "45")
        assert (petition.document_number, petition.document_date) == ("1234/UBND-KT", date(2026, 2, 27))
        assert (petition.status, petition.outcome) == ("closed", "replied")
        assert petition.closed_at == datetime(2026, 3, 27, 10, tzinfo=VIETNAM)
        assert (petition.unit, petition.officer) == ("Phòng Quản lý đầu tư", "nva")
        assert not petition.confidential and petition.linked_to is None
        assert petition.lateness == ("on_time", "late")
        assert petition.standing("2026-03-20") == "in_time" and petition.standing() is None

        deadline = petition.deadline
        assert deadline is not None
        assert (deadline.due, deadline.origin, deadline.stage) == (date(2026, 3, 27), "promised", "reply")
        assert (deadline.by_rule, deadline.original) == (date(2026, 3, 25), date(2026, 3, 18))
        assert deadline.rule.startswith("vn-citizen-reception-2013@") and deadline.calendar.startswith("vn-state@")
        assert petition.deadline_for("publish") is None

        events = petition.history
        assert [event["event"] for event in events] == [
            "received", "accepted", "assigned", "supplement_requested", "resumed", "extended",
            "due_date_promised", "replied", "replied", "published", "rated", "connected", "connected",
        ]  # fmt: skip
        assert events[5]["details"] == {"approved_by": "giam-doc", "by": 5, "reason": "Phải lấy ý kiến"}
        assert events[6]["details"]["due"] == date(2026, 3, 27)
        assert events[8]["details"]["recipients"][1] == {"kind": "agency", "name": "UBND tỉnh"}
        assert {event["actor"] for event in events} == {"van-thu"}
        assert not any(event["imported"] or event["recorded_before"] for event in events)
        assert all(event["recorded_at"].utcoffset() == timedelta(hours=7) for event in events)
        assert register.rebuild() == 6
        assert register.head == head


def test_a_file_is_created_once_and_opened_only_if_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "so.db"
    with pytest.raises(kn.StoreError) as caught:
        kn.Register.open(path)
    assert caught.value.code == "store_io"
    kn.Register.create(path).close()
    with pytest.raises(kn.StoreError) as caught:
        kn.Register.create(path)
    assert caught.value.code == "already_created"
    (tmp_path / "other.db").write_text("this is no register, and longer than the header of one" * 40)
    with pytest.raises(kn.StoreError) as caught:
        kn.Register.open(tmp_path / "other.db")
    assert caught.value.code == "not_a_register"


def test_a_command_id_takes_effect_once(register: kn.Register) -> None:
    command_id = uuid.uuid4()
    p = register.receive(
        source="citizen", delivered_by="X", summary="Y", received="2026-03-02", command_id=command_id
    )
    again = register.receive(
        source="citizen", delivered_by="X", summary="Y", received="2026-03-02", command_id=str(command_id)
    )
    assert again.effect == "already_appended"
    assert (again.id, again.number, again.sequence) == (p.id, p.number, p.sequence)
    assert len(register.worklist()) == 1


def test_a_petition_is_a_snapshot(register: kn.Register, p: kn.Receipt) -> None:
    before = register.petition(p)
    register.reply(p, at="2026-03-12")
    register.close()
    assert before.status == "received" and before.deadline.due == date(2026, 3, 16)
    assert before.standing("2026-03-17") == "overdue"
    assert len(before.history) == 1


def test_rules_and_calendars_are_adopted(register: kn.Register) -> None:
    rule = (register_data := Path(__file__).parents[2] / "core" / "data") / "rules" / "vn-bac-ninh-80-2025.toml"
    head = register.adopt_rule(rule.read_text(encoding="utf-8"), label=rule.name)
    assert head == register.head
    p = register.receive(
        source="enterprise", delivered_by="X", summary="Y", received="2026-03-02", rules="vn-bac-ninh-80-2025"
    )
    assert register.petition(p).deadline.due == date(2026, 3, 9)
    calendar = (register_data / "calendars" / "vn-state.toml").read_text(encoding="utf-8")
    version = kn.WorkCalendar.vietnam().version
    register.adopt_calendar(calendar.replace(f'version = "{version}"', 'version = "of-a-test"', 1), label="lich.toml")
    register.recompute(p, at="2026-03-03")
    assert register.petition(p).deadline.calendar == "vn-state@of-a-test"


def test_a_denunciation_found_complex_later_is_extended_as_its_law_allows(register: kn.Register) -> None:
    rule = Path(__file__).parents[2] / "core" / "data" / "rules" / "vn-denunciations-2018.toml"
    register.adopt_rule(rule.read_text(encoding="utf-8"), label=rule.name)
    p = register.receive(
        source="citizen", delivered_by="X", summary="Y", received="2026-02-27", rules="vn-denunciations-2018"
    )
    register.accept(p, at="2026-03-02")
    with pytest.raises(kn.RefusedError, match="it allows none"):
        register.extend(p, at="2026-03-20", by=30, reason="Phức tạp")
    register.choose_variant(p, at="2026-03-20", variant="complex", reason="Nhiều nơi phải xác minh")
    petition = register.petition(p)
    assert (petition.variant, petition.deadline.due) == ("complex", date(2026, 4, 1))
    assert petition.history[-1]["event"] == "deadline_recomputed"
    assert petition.history[-1]["details"]["reason"] == "Nhiều nơi phải xác minh"
    assert "trường hợp “vụ việc phức tạp”" in petition.deadline.explain("vi")[0]
    with pytest.raises(kn.RefusedError, match="at most 30 calendar days at once, this has 31"):
        register.extend(p, at="2026-03-20", by=31, reason="Phức tạp")
    register.extend(p, at="2026-03-20", by=30, reason="Phức tạp")
    assert register.petition(p).deadline.due == date(2026, 5, 4)
    for variant, code in [("phức tạp", "unknown_variant"), ("complex", "same_variant")]:
        with pytest.raises(kn.RefusedError) as caught:
            register.choose_variant(p, at="2026-03-23", variant=variant, reason="B")
        assert caught.value.code == code
    with pytest.raises(kn.RefusedError) as caught:
        register.choose_variant(p, at="2026-03-23", variant=None, reason=" ")
    assert caught.value.code == "empty"
    register.choose_variant(p, at="2026-03-24", variant=None, reason="Chỉ một nơi")
    assert register.petition(p).variant is None


def test_a_petition_is_received_under_a_variant_of_its_rules(register: kn.Register) -> None:
    with pytest.raises(kn.RefusedError) as caught:
        register.receive(source="citizen", delivered_by="X", summary="Y", received="2026-03-02", variant="complex")
    assert caught.value.code == "unknown_variant"
