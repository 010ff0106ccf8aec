"""Every example of the documentation is run."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kiennghi as kn
import pytest
from kiennghi import _core, _errors

README = Path(__file__).parents[1] / "README.md"


def documented() -> Iterator[tuple[str, Any]]:
    """Everything public, by its name: modules, classes, functions, and what classes have."""
    yield "kiennghi", kn
    for name in kn.__all__:
        value = getattr(kn, name)
        yield name, value
        if inspect.isclass(value) and not issubclass(value, Exception):
            for member in vars(value):
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(value, member)


DOCUMENTED = dict(documented())
TESTS = {
    name: test
    for name, value in DOCUMENTED.items()
    if (test := doctest.DocTestParser().get_doctest(inspect.getdoc(value) or "", {}, name, None, 0)).examples
}


def test_everything_public_is_documented_and_every_act_has_an_example() -> None:
    without = [name for name, value in DOCUMENTED.items() if name != "__version__" and not inspect.getdoc(value)]
    assert without == []
    is_a_getter = inspect.isgetsetdescriptor
    methods = [name for name, value in DOCUMENTED.items() if "." in name and not is_a_getter(value)]
    classes = [name for name, value in DOCUMENTED.items() if inspect.isclass(value) and not issubclass(value, Exception)]
    unshown = {"Problem.to_text", "ImportReport.to_text"}  # shown by the examples of their classes
    assert [name for name in methods + classes if name not in TESTS and name not in unshown] == []


@pytest.mark.parametrize("name", TESTS)
def test_example(name: str, register: kn.Register, p: kn.Receipt, path_of_a_sheet: str) -> None:
    test = TESTS[name]
    test.globs = {"kn": kn, "register": register, "p": p, "path_of_a_sheet": path_of_a_sheet}
    # Errors may be shown without their module, and `datetime` without its import.
    test.globs |= {"datetime": __import__("datetime"), "date": __import__("datetime").date}
    flags = doctest.ELLIPSIS | doctest.REPORT_NDIFF
    result = doctest.DocTestRunner(optionflags=flags).run(test)
    assert result.attempted == len(test.examples) and result.failed == 0


def test_the_errors_module_is_documented() -> None:
    assert doctest.testmod(_errors).failed == 0
    assert inspect.getdoc(_core)


def test_the_examples_of_the_readme_are_true() -> None:
    assert doctest.testfile(str(README), module_relative=False).failed == 0


def test_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    shown = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == len(shown) == 1
    sheet = README.parents[1] / "exchange" / "sample" / "so-dang-ky-2026.csv"
    (tmp_path / sheet.name).write_bytes(sheet.read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks[0], str(README), "exec"), {})
    assert capsys.readouterr().out == shown[0]
