"""Letters that are several petitions, petitions that are one matter, mistakes put right."""

from __future__ import annotations

from datetime import date

import kiennghi as kn
import pytest

from conftest import ROOT, receive

SHA256 = "ab" * 32


def test_a_letter_brings_files_and_a_group_names_who_speaks_for_it(register: kn.Register) -> None:
    p = register.receive(
        source="citizen",
        delivered_by="Trần B",
        summary="Ngập đường",
        received="2026-03-02",
        attachments=[("đơn.pdf", SHA256)],
        group=(9, "Trần B"),
    )
    petition = register.petition(p)
    assert petition.attachments == [("đơn.pdf", SHA256)]
    assert petition.group == (9, "Trần B")
    assert petition.history[0]["details"]["document"]["attachments"] == [{"file_name": "đơn.pdf", "sha256": SHA256}]
    with pytest.raises(kn.ArgumentError, match="64 hexadecimal digits") as caught:
        register.reply(p, at="2026-03-03", attachments=[("Nguyễn Văn A.pdf", "ab")])
    assert "Nguyễn" not in str(caught.value)
    with pytest.raises(kn.RefusedError) as refused:
        register.receive(source="citizen", delivered_by="X", summary="Y", received="2026-03-02", group=(1, "X"))
    assert refused.value.code == "group_too_small"
    assert "ít nhất 2 người" in refused.value.to_text("vi")


def test_parts_and_links_are_seen_from_both_sides(register: kn.Register, p: kn.Receipt) -> None:
    part = register.receive(source="enterprise", delivered_by="A", summary="B", received="2026-03-02", split_from=p)
    same = receive(register, "2026-03-04")
    register.link(same, at="2026-03-05", to=p.number, counted="each")
    petition = register.petition(p)
    assert (petition.parts, petition.merged) == ([part.id], [same.id])
    assert register.petition(same).counted == "each"
    with pytest.raises(kn.RefusedError) as refused:
        register.link(part, at="2026-03-05", to=same)
    assert refused.value.code == "linked_on"
    register.unlink(same, at="2026-03-10", reason="Là việc khác")
    assert register.petition(same).deadline.due == date(2026, 3, 18)
    assert register.petition(p).merged == []
    row = register.statistics(by="kind", period="quarter", as_of="2026-03-31").totals[0]
    assert (row["received"], row["reopened"], row["merged"], row["open"]) == (3, 1, 1, 3)


def test_what_was_typed_wrong_is_put_right(register: kn.Register, p: kn.Receipt) -> None:
    register.reply(p, at="2026-03-06")
    version = register.petition(p).history[-1]["version"]
    register.correct(p, at="2026-04-02", reason="Gõ nhầm", act=(version, "2026-03-17"), field="Đất đai")
    petition = register.petition(p)
    assert (petition.closed_at, petition.lateness, petition.field) == (date(2026, 3, 17), ("late", "late"), "Đất đai")
    register.correct(p, at="2026-04-02", reason="Gõ nhầm", received="2026-03-03", field="")
    petition = register.petition(p)
    assert (petition.received_at, petition.field, petition.lateness) == (date(2026, 3, 3), None, ("on_time", "late"))
    assert petition.history[-1]["details"]["correction"]["moved"] == {"at": date(2026, 3, 3), "version": 1}
    with pytest.raises(kn.ArgumentError, match="one time at a time"):
        register.correct(p, at="2026-04-02", reason="x", received="2026-03-03", act=(2, "2026-03-04"))
    with pytest.raises(kn.RefusedError) as refused:
        register.correct(p, at="2026-04-02", reason="x", received="2026-03-20")
    assert refused.value.code == "receipt_after_act"


def test_the_texts_of_a_confidential_petition_are_shown_on_request_only(register: kn.Register) -> None:
    p = register.receive(
        source="citizen", delivered_by="Trần B", summary="Tố cáo ông C", received="2026-03-02", kind="denunciation"
    )
    (masked,) = register.history(p)
    assert "Trần" not in str(masked) and "ông C" not in str(masked)
    assert masked["vi"] == "Tiếp nhận, số PAKN-2026-0001: Cá nhân gửi ((mật)). (mật)"
    (shown,) = register.history(p, confidential="shown")
    assert shown["vi"] == "Tiếp nhận, số PAKN-2026-0001: Cá nhân gửi (Trần B). Tố cáo ông C"
    assert register.petition(p).history == [shown]
    assert [item.number for item in register.worklist(at="2026-03-03")] == [p.number]


def test_a_void_number_is_listed_by_itself(register: kn.Register, p: kn.Receipt) -> None:
    register.void_number(p, at="2026-03-03", reason="Vào sổ nhầm")
    assert (register.petition(p).status, register.void_numbers()) == ("void", [p.number])
    assert receive(register).number == "PAKN-2026-0002"
    assert register.statistics(as_of="2026-03-31").totals[0]["received"] == 1


def test_a_catalogue_tells_which_units_there_are_and_who_carries_on_what(register: kn.Register, p: kn.Receipt) -> None:
    sample = (ROOT / "core" / "data" / "units" / "example.toml").read_text(encoding="utf-8")
    register.adopt_units(sample, label="example.toml")
    assert [unit["id"] for unit in register.units(on="2026-03-02")] == ["van-phong", "phong-nghiep-vu"]
    (successor,) = register.unit_successors("phong-quan-ly", on="2026-03-02")
    assert successor == {
        "id": "phong-nghiep-vu", "vi": "Phòng Nghiệp vụ", "en": "Operations Division",
        "from": date(2025, 7, 1), "until": None, "becomes": [],
    }  # fmt: skip
    assert len(register.unit_successors("phong-quan-ly", on="2020-03-02")) == 2
    with pytest.raises(kn.RefusedError) as refused:
        register.assign(p, at="2026-03-03", unit="phong-lao-dong")
    assert refused.value.code == "no_such_unit"
    assert refused.value.to_text("vi").endswith("đơn vị kế thừa: phong-nghiep-vu")
    register.assign(p, at="2026-03-03", unit="phong-nghiep-vu", helping="van-phong")
    with pytest.raises(kn.LawError, match="give the change a new version"):
        register.adopt_units(sample.replace("Operations", "Other"))
