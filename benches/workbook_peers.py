"""Workbooks of 100,000 rows written by kiennghi and by xlsxwriter, in one run, cell for cell the same.

    pip install ./python pyarrow xlsxwriter
    python benches/workbook_peers.py [--rows 100000] [--rounds 3]

Ours is a table of counts of so many units, from the table in memory to the file. xlsxwriter, with
`constant_memory`, is given the same cells (texts, numbers, formulas with their results) and formats of
the same kind as lists in memory. Prints medians, the ratio, the sizes of the files, and by how much memory each
process grew. Times of a busy machine are of no use; the ratio is of turns that took each other's place.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.S)


def table_of(rows: int):
    import kiennghi as kn
    import pyarrow as pa

    first = date(2026, 1, 5)
    frame = pa.table({
        "unit": [f"Phòng Quản lý số {n:06}" for n in range(rows)],
        "opened": [first + timedelta(days=n % 60) for n in range(rows)],
        "due": [first + timedelta(days=n % 60 + 14) for n in range(rows)],
        "closed": [None if n % 5 == 0 else first + timedelta(days=n % 60 + n % 23) for n in range(rows)],
        "outcome": [None if n % 5 == 0 else "replied" for n in range(rows)],
    })
    names = {name: name for name in frame.column_names}
    return kn.statistics(frame, names, by=["unit"], period="half", as_of=date(2026, 6, 30))


def cells_of(path: Path) -> list[list[tuple]]:
    """The cells of a workbook as lists: column, kind, value, style."""
    from html import unescape

    def column(letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        return number - 1

    with zipfile.ZipFile(path) as book:
        text = book.read(SHEET).decode()
    rows: list[list[tuple]] = []
    for letters, row, style, kind, inside in CELL.findall(text):
        while len(rows) < int(row):
            rows.append([])
        at, style = column(letters), int(style or 0)
        if kind == "inlineStr":
            rows[-1].append((at, "text", unescape(re.sub("<.*?>", "", inside)), None, style))
        elif "<f>" in inside:
            formula, result = re.search(r"<f>(.*?)</f><v>(.*?)</v>", inside).groups()
            rows[-1].append((at, "formula", "=" + unescape(formula), float(result), style))
        elif inside:
            rows[-1].append((at, "number", float(re.sub("<.*?>", "", inside)), None, style))
        else:
            rows[-1].append((at, "blank", None, None, style))
    return rows


def peer(rows: list[list[tuple]], path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    styles = {}
    for style in sorted({cell[4] for row in rows for cell in row}):
        look = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "num_format": f"#,##0.{'0' * style}"}
        styles[style] = book.add_format(look)
    for number, row in enumerate(rows):
        for at, kind, value, result, style in row:
            if kind == "text":
                sheet.write_string(number, at, value, styles[style])
            elif kind == "number":
                sheet.write_number(number, at, value, styles[style])
            elif kind == "formula":
                sheet.write_formula(number, at, value, styles[style], result)
            else:
                sheet.write_blank(number, at, None, styles[style])
    book.close()


def grown(work) -> tuple[float, float]:
    """Seconds, and MiB by which the most that the process ever held grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def turn(who: str, rows: int, path: str) -> None:
    """One turn in a process of its own: prints seconds and MiB."""
    table = table_of(rows)
    if who == "kiennghi":
        print(*grown(lambda: table.to_xlsx(path)))
        return
    same = Path(path).with_suffix(".ours.xlsx")
    table.to_xlsx(same)
    cells = cells_of(same)
    print(*grown(lambda: peer(cells, Path(path))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turn", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.turn:
        turn(given.turn[0], given.rows, given.turn[1])
        return
    told: dict[str, list[tuple[float, float]]] = {"kiennghi": [], "xlsxwriter": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.rounds):
            for who in told:
                path = str(Path(folder, f"{who}.xlsx"))
                asked = [sys.executable, __file__, "--rows", str(given.rows), "--turn", who, path]
                said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
                told[who].append((float(said[0]), float(said[1])))
        sizes = {who: os.path.getsize(Path(folder, f"{who}.xlsx")) / 1e6 for who in told}
        cells = sum(map(len, cells_of(Path(folder, "kiennghi.xlsx"))))
    print(f"{given.rows:,} rows, {cells:,} cells; load {os.getloadavg()[0]:.1f}\n")
    print("| | seconds | ratio to ours | file, MB | memory grew by, MiB |\n|---|---:|---:|---:|---:|")
    ours = statistics.median(seconds for seconds, _ in told["kiennghi"])
    for who, turns in told.items():
        seconds = statistics.median(seconds for seconds, _ in turns)
        memory = max(memory for _, memory in turns)
        print(f"| {who} | {seconds:.2f} | {seconds / ours:.1f} | {sizes[who]:.1f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
