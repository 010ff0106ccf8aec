"""The stubs: complete, true, and of use to a program with types."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

USAGE = Path(__file__).with_name("typed_usage.py")

WRONG = {
    'register.receive(source="enterprises", delivered_by="", summary="", received="")': "arg-type",
    'register.receive(delivered_by="", summary="", received="")': "call-arg",
    'register.petition("").deadline.due': "union-attr",
    "register.worklist()[0].number = 5": "misc",
    'class Mine(kn.Register): ...': "misc",
}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_stubs_are_what_the_module_is(tmp_path: Path) -> None:
    result = run("mypy.stubtest", "kiennghi", cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_typed_program_is_accepted_and_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = run("mypy", "--strict", "--cache-dir", str(tmp_path), str(USAGE), cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    runpy.run_path(str(USAGE), run_name="__main__")
    assert capsys.readouterr().out.startswith("2026 4\n[] 1 True\nnot_possible PAKN-2026-0001")


def test_wrong_use_is_found_by_the_type_checker(tmp_path: Path) -> None:
    lines = ["import kiennghi as kn", "register = kn.Register.memory()", *WRONG]
    (tmp_path / "wrong.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "wrong.py", cwd=tmp_path)
    for number, (line, code) in enumerate(WRONG.items(), start=3):
        assert any(
            found.startswith(f"wrong.py:{number}:") and found.endswith(f"[{code}]") for found in result.stdout.splitlines()
        ), f"{line}\n{result.stdout}"
