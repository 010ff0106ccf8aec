"""Errors: their classes, their codes, what they say, and what they must not say."""

from __future__ import annotations

import pickle
from datetime import date, datetime

import kiennghi as kn
import pytest
from kiennghi import _core

NAME = "Nguyễn Văn An, 0912345678"


def test_a_refusal_has_a_code_and_says_what_is_possible(register: kn.Register, p: kn.Receipt) -> None:
    with pytest.raises(kn.RefusedError) as caught:
        register.publish(p, at="2026-03-03", place="website")
    error = caught.value
    assert error.code == "not_possible"
    assert str(error).startswith("PAKN-2026-0001 is received: `publish` is not possible; possible: accept, ")
    assert error.to_text("vi").startswith("PAKN-2026-0001 đang ở trạng thái “Mới tiếp nhận”")
    assert error.to_text("en") == str(error)
    assert register.petition(p).status == "received"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("no_such_petition", lambda r: r.reply("PAKN-2026-0009", at="2026-03-03")),
        ("not_received", lambda r: r.reply("01890a5d-ac96-774b-bcce-b302099a8057", at="2026-03-03")),
        ("before_receipt", lambda r: r.accept("PAKN-2026-0001", at="2026-03-01")),
        ("in_future", lambda r: r.accept("PAKN-2026-0001", at=date(2999, 1, 1))),
        ("empty", lambda r: r.assign("PAKN-2026-0001", at="2026-03-03", unit=" ")),
        ("score_out_of_range", lambda r: (r.reply("PAKN-2026-0001", at="2026-03-03"), r.rate("PAKN-2026-0001", at="2026-03-03", score=6))),
        ("law", lambda r: r.receive(source="citizen", delivered_by="X", summary="Y", received="2026-03-02", rules=["no-rule"])),
    ],
)  # fmt: skip
def test_codes_of_refusals(register: kn.Register, p: kn.Receipt, code: str, wrong: object) -> None:
    with pytest.raises(kn.RefusedError) as caught:
        wrong(register)  # type: ignore[operator]
    assert caught.value.code == code


@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: r.petition(NAME),
        lambda r: r.accept("PAKN-2026-0001", at=NAME),
        lambda r: r.accept("PAKN-2026-0001", at=None),
        lambda r: r.accept("PAKN-2026-0001", at="2026-03-03", command_id=NAME),
        lambda r: r.rate("PAKN-2026-0001", at="2026-03-03", score=1000),
        lambda r: r.statistics(as_of=datetime(2026, 3, 31, 12)),
        lambda r: r.statistics(by="sources"),
        lambda r: r.statistics(period="fortnight"),
        lambda r: r.worklist(at=1.5),
        lambda r: r.petition("PAKN-2026-0001").deadline_for("answer"),
        lambda r: r.petition("PAKN-2026-0001").deadline.explain("fr"),
        lambda r: r.execute_json("{"),
        lambda r: r.execute_json(f'{{"id": "{NAME}"}}'),
        lambda r: kn.WorkCalendar.vietnam().is_working_day(datetime(2026, 1, 1)),
        lambda r: kn.World(now=datetime(2026, 1, 1), actor="a", seed=bytes(32)),
        lambda r: kn.World(now="2026-01-01T00:00:00Z", actor="a", seed=bytes(31)),
        lambda r: kn.labels("colours"),
    ],
)
def test_arguments_that_cannot_be_read(register: kn.Register, p: kn.Receipt, wrong: object) -> None:
    with pytest.raises(kn.ArgumentError) as caught:
        wrong(register)  # type: ignore[operator]
    assert caught.value.code == "argument"
    assert isinstance(caught.value, ValueError)


def test_a_datetime_for_a_day_is_refused_clearly(register: kn.Register) -> None:
    with pytest.raises(kn.ArgumentError, match="`as_of` is a day, and a datetime was given; give its .date()"):
        register.statistics(as_of=datetime(2026, 3, 31, 23, 30))


def test_no_error_repeats_a_text_that_may_be_a_name(register: kn.Register, p: kn.Receipt) -> None:
    act = f'{{"receive": {{"source": "citizen", "delivered_by": "X", "channel": "letter", "summary": "Y", "document": "{NAME}"}}}}'
    ids = '"id": "01010101-0101-0101-0101-010101010101", "petition": "02020202-0202-0202-0202-020202020202"'
    for wrong in [
        lambda: register.petition(NAME),
        lambda: register.execute_json(f'{{{ids}, "at": "2026-03-02", "act": {act}}}'),
        lambda: register.execute_json(f'{{{ids}, "at": 0912345678, "act": {act}}}'),
        lambda: register.execute_json(f'{{{ids}, "at": 912345678, "act": {act}}}'),
        lambda: register.receive(source="citizen", delivered_by=NAME, summary=NAME, received=date(2999, 1, 1)),
    ]:
        with pytest.raises(kn.KiennghiError) as caught:
            wrong()
        assert "Nguyễn" not in str(caught.value) and "912345678" not in str(caught.value)


def test_each_kind_of_failure_has_its_class(register: kn.Register, tmp_path: object) -> None:
    with pytest.raises(kn.ExchangeError) as caught:
        register.import_file(f"{tmp_path}/no-such-file.csv")
    assert caught.value.code == "file_unreadable"
    with pytest.raises(kn.ExchangeError) as caught:
        register.import_file(f"{tmp_path}/no-such-file.csv", mapping=f"{tmp_path}/no-such-mapping.toml")
    assert "no-such-mapping" in str(caught.value)
    with pytest.raises(kn.ExchangeError) as caught:
        register.report(f"{tmp_path}/so.db")
    assert caught.value.code == "file_unwritten" and str(caught.value).endswith("a page needs a name that ends in .html")
    with pytest.raises(kn.LawError) as caught_law:
        register.adopt_rule("id = 5")
    assert caught_law.value.code == "law"
    with pytest.raises(kn.CalendarError) as caught_calendar:
        kn.WorkCalendar.vietnam().is_working_day("1900-01-01")
    assert caught_calendar.value.code == "calendar"
    classes = [value for value in vars(kn).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(classes) == 10 and all(issubclass(value, kn.KiennghiError) for value in classes)


def test_a_closed_register_says_so(register: kn.Register, p: kn.Receipt) -> None:
    with register as same:
        assert same is register and not register.closed
    assert register.closed and "closed" in repr(register)
    register.close()
    for use in [lambda: register.head, lambda: register.petition(p), lambda: register.worklist(), lambda: register.verify()]:
        with pytest.raises(kn.ClosedError) as caught:
            use()
        assert caught.value.code == "closed"


def test_a_panic_becomes_an_error_and_shows_no_text(register: kn.Register, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(kn.InternalError) as caught:
        _core._fault_for_tests(register)
    assert caught.value.code == "internal"
    assert "guard.rs:" in str(caught.value), "the fault did not fire where it was set"
    assert "must not be shown" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    # The handle is of no more use, and says so; closing it is allowed.
    with pytest.raises(kn.InternalError):
        register.worklist()
    register.close()
    with pytest.raises(kn.ClosedError):
        register.worklist()


def test_errors_are_pickled_with_their_code(register: kn.Register) -> None:
    with pytest.raises(kn.RefusedError) as caught:
        register.petition("PAKN-2026-0001")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.code, str(again)) == (kn.RefusedError, "no_such_petition", str(caught.value))
