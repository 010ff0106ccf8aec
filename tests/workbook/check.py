"""Compares workbooks as they were written with what LibreOffice made of them.

`compare FOLDER COMPUTED`: each FOLDER/*.xlsx with COMPUTED/*.fods. Every formula has the value that is
stored with it, every text that begins like a formula is a text, and nothing is an error. `spoil FROM TO`:
a workbook whose stored results are wrong, which `compare` must find out.
"""

import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def place(name: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row) - 1, column - 1


def written(path: Path) -> tuple[dict, dict]:
    """Formulas with the results stored with them, and texts, by place."""
    formulas, texts = {}, {}
    with zipfile.ZipFile(path) as book:
        for cell in Xml.fromstring(book.read(SHEET)).iter(f"{MAIN}c"):
            at = place(cell.get("r"))
            if cell.find(f"{MAIN}f") is not None:
                formulas[at] = float(cell.find(f"{MAIN}v").text)
            elif cell.get("t") == "inlineStr":
                texts[at] = "".join(cell.itertext())
    return formulas, texts


def computed(path: Path) -> dict:
    """Each cell of the first sheet: its formula, its type, its value and text."""
    cells, row = {}, 0
    table = next(Xml.parse(path).iter(f"{TABLE}table"))
    for line in table.iter(f"{TABLE}table-row"):
        column = 0
        for cell in line:
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            if cell.get(f"{OFFICE}value-type"):
                shown = "\n".join("".join(text.itertext()) for text in cell.iter(f"{TEXT}p"))
                what = (cell.get(f"{TABLE}formula"), cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}value"), shown)
                cells.update({(row, at): what for at in range(column, column + min(repeated, 50))})
            column += repeated
        row += int(line.get(f"{TABLE}number-rows-repeated", 1))
    return cells


def faults(xlsx: Path, fods: Path) -> tuple[list[str], int, int]:
    if not fods.exists():
        return [f"{xlsx.name}: LibreOffice did not open it"], 0, 0
    (formulas, texts), cells, found = written(xlsx), computed(fods), []
    for at, stored in formulas.items():
        formula, _, value, shown = cells.get(at, (None, None, None, None))
        if not formula or value is None or abs(float(value) - stored) > 1e-9:
            found.append(f"{xlsx.name} {at}: {stored} is stored, {formula} comes to {value} ({shown})")
    for at, text in texts.items():
        formula, kind, _, shown = cells.get(at, (None, None, None, ""))
        if formula or kind != "string":
            found.append(f"{xlsx.name} {at}: the text {text!r} is taken for {formula or kind}")
    return found, len(formulas), sum(text.startswith(("=", "+", "-", "@")) for text in texts.values())


def spoil(source: str, target: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == SHEET:
                data = re.sub(rb"(</f><v>)(\d+)", lambda found: found[1] + b"9" + found[2], data)
            new.writestr(name, data)


def compare(folder: str, results: str) -> int:
    failed = False
    for xlsx in sorted(Path(folder).glob("*.xlsx")):
        found, formulas, texts = faults(xlsx, Path(results, f"{xlsx.stem}.fods"))
        if xlsx.stem == "spoilt":
            if not found or len(found) != formulas:
                print(f"The check finds {len(found)} of {formulas} results that were spoilt")
                failed = True
            continue
        print(f"{xlsx.name}: {formulas} formulas computed anew, {texts} texts like formulas are texts, {len(found)} faults")
        failed |= bool(found)
        print("\n".join(found[:20]), end="\n" if found else "")
        has_formulas = not xlsx.stem.endswith(("published", "register"))
        if has_formulas != (formulas > 0):
            print(f"{xlsx.name}: {formulas} formulas")
            failed = True
    return failed


if __name__ == "__main__":
    if sys.argv[1] == "spoil":
        spoil(*sys.argv[2:])
    else:
        sys.exit(compare(*sys.argv[2:]))
