"""Writes the rows of the sample as CSV and as XLSX, to the same bytes on every machine."""
import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

TITLE_ROWS = 3
HEADING_ROW = 5                                     # three titles and a blank row stand above it
COLUMNS = ("STT", "Số đến", "Ngày đến", "Nơi gửi", "Số ký hiệu", "Ngày văn bản", "Trích yếu", "Chủ thể kiến nghị",
           "Loại", "Lĩnh vực", "Hình thức tiếp nhận", "Đơn vị xử lý", "Người xử lý", "Hạn trả lời",
           "Ngày yêu cầu bổ sung", "Ngày nhận bổ sung", "Ngày gia hạn", "Gia hạn thêm (ngày làm việc)",
           "Ngày trả lời", "Số văn bản trả lời", "Kết quả", "Ngày công khai", "Ngày nhập kết quả", "Ghi chú")


def serial(day):
    return (day - date(1899, 12, 30)).days


def cells(line):
    return [line[c] for c in COLUMNS] if isinstance(line, dict) else line


def make_csv(sheet):
    def text(value, style):
        value = "" if value is None else style.format(value) if isinstance(value, date) else str(value)
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\n') else value
    lines = []
    for line in sheet:
        style = line.get("_csv_style", "{0:%d/%m/%Y}") if isinstance(line, dict) else ""
        lines.append(",".join(text(v, style) for v in cells(line)) + "\r\n")
    return "".join(lines).encode("utf-8-sig")


def letter(i):
    return chr(ord("A") + i)                        # 24 columns: A to X


def make_xlsx(sheet):
    # Cell styles, in the order of cellXfs below: 0 ordinary, 1 title, 2 heading, 3 date, 4 several lines.
    strings, body = {}, []
    for number, line in enumerate(sheet, 1):
        style = 1 if number <= TITLE_ROWS else 2 if number == HEADING_ROW else 0
        row_xml = []
        for i, value in enumerate(cells(line)):
            if isinstance(value, date) and isinstance(line, dict) and line.get("_xlsx_text"):
                value = f"{value:%d/%m/%Y}"
            at = f'<c r="{letter(i)}{number}"'
            if isinstance(value, date):
                row_xml.append(f'{at} s="3"><v>{serial(value)}</v></c>')
            elif isinstance(value, int):
                row_xml.append(f"{at}><v>{value}</v></c>")
            elif value is not None:
                index = strings.setdefault(value, len(strings))
                row_xml.append(f'{at} s="{4 if chr(10) in value else style}" t="s"><v>{index}</v></c>')
        if row_xml:                                 # as spreadsheet programs do, an empty row is left out
            body.append(f'<row r="{number}">{"".join(row_xml)}</row>')
    last = letter(len(COLUMNS) - 1)
    wide = {"Trích yếu": 60, "Chủ thể kiến nghị": 38, "Nơi gửi": 34, "Đơn vị xử lý": 30, "Kết quả": 26, "Ghi chú": 34, "STT": 6}
    widths = "".join(f'<col min="{i}" max="{i}" width="{wide.get(c, 15)}" customWidth="1"/>' for i, c in enumerate(COLUMNS, 1))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    xf = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1">{}</xf>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
            f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{mime}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{mime}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{mime}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{mime}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="Sổ 2026" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{office}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(
                (("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")), 1))
            + "</Relationships>",
        "xl/styles.xml": f'<styleSheet {main}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
            '<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font>'
            '<font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
            + xf.format(0, 0, "") + xf.format(0, 1, '<alignment horizontal="center"/>')
            + xf.format(0, 1, '<alignment horizontal="center" vertical="center" wrapText="1"/>') + xf.format(164, 0, "")
            + xf.format(0, 0, '<alignment wrapText="1"/>')
            + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/sharedStrings.xml": f'<sst {main} uniqueCount="{len(strings)}">' + "".join(
            f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings) + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet {main}><dimension ref="A1:{last}{len(sheet)}"/><sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{HEADING_ROW}" topLeftCell="A{HEADING_ROW + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols>{widths}</cols><sheetData>{"".join(body)}</sheetData><mergeCells count="3">'
            + "".join(f'<mergeCell ref="A{n}:{last}{n}"/>' for n in range(1, TITLE_ROWS + 1)) + "</mergeCells></worksheet>"}
    out = io.BytesIO()
    # Stored, not deflated: compressed bytes differ between versions of zlib. Time and system are fixed too.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml)
    return out.getvalue()
