#!/usr/bin/env python3
"""Makes the sample register of petitions: CSV, XLSX, expected.json and the tables of README.md.

    python3 generate.py            write the files beside this script
    python3 generate.py --check    exit 1 if a committed file differs from what would be written

Everything is invented. The sheet is as untidy as a real one, on purpose: each trap is recorded while
it is set, so that the list of traps and the expected counts cannot drift away from the rows.
"""
import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from vocabulary import (CITIZENS, COMMITTEE, COMPANIES, COMPLAINTS, DEPARTMENTS, HOME, KINDS, NOTES, OFFICERS, OUTCOMES, SHORT,
                        TOPICS, UNITS, ZONES)
from workbook import COLUMNS, HEADING_ROW, make_csv, make_xlsx, serial

HERE = Path(__file__).resolve().parent
NAME = "so-dang-ky-2026"
SEED = 20261120
TODAY = date(2026, 11, 20)
TITLES = ("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP BÌNH DƯƠNG", "SỔ THEO DÕI PHẢN ÁNH, KIẾN NGHỊ NĂM 2026",
          "(Cập nhật đến ngày 20/11/2026)")
CONFERENCES = (date(2026, 3, 25), date(2026, 6, 17), date(2026, 11, 4))     # dialogues: more petitions after each
RULE_DAYS = 10                                      # working days after the day of receipt

# ---------------------------------------------------------------- calendar
OFF = {date(2026, m, d) for m, d in ((1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27),
                                     (4, 30), (5, 1), (8, 31), (9, 1), (9, 2), (11, 24))}
MAKE_UP = {date(2026, 1, 10), date(2026, 8, 22)}    # Saturdays worked for 2/1 and 31/8
# From December 2025, since the first letters of January were signed in the old year.
DAYS = [d for d in (date(2025, 12, 1) + timedelta(n) for n in range(396))
        if d in MAKE_UP or (d.weekday() < 5 and d not in OFF)]
INDEX = {d: i for i, d in enumerate(DAYS)}


def plus(day, n):
    """The nth working day after (before, if negative) a working day; the day itself is not counted."""
    return DAYS[INDEX[day] + n]


class Dice:
    """Only Random.random() is promised to give the same numbers in every Python version."""

    def __init__(self, seed):
        self._next = random.Random(seed).random

    def chance(self, p):
        return self._next() < p

    def between(self, low, high):
        return low + int(self._next() * (high - low + 1))

    def pick(self, items):
        return items[self.between(0, len(items) - 1)]

    def sample(self, items, n):
        pool = list(items)
        return [pool.pop(self.between(0, len(pool) - 1)) for _ in range(n)]


dice = Dice(SEED)


# ---------------------------------------------------------------- the petitions, still tidy
def make_rows():
    """300 petitions in order of arrival. Shares are drawn as exact numbers, not left to chance."""
    working = [d for d in DAYS if date(2026, 1, 5) <= d <= TODAY]
    november = [d for d in working if d >= date(2026, 11, 2)]
    earlier = working[:-len(november)]
    needed = [date(2026, *md) for md in ((1, 5), (1, 10), (3, 5), (3, 12), (8, 22))]     # the traps rely on these
    arrivals = needed + [dice.pick(earlier) for _ in range(257)] + [TODAY] + [dice.pick(november) for _ in range(37)]
    rows = [dict.fromkeys(COLUMNS, None) | {"Ngày đến": d, "_received": d, "_outcome": None} for d in sorted(arrivals)]

    sources = dice.sample(["provincial_committee"] * 104 + ["department"] * 75 + ["enterprise"] * 120, 299)
    for row, source in zip(rows, ["provincial_committee"] + sources):
        row["_source"] = source

    def draw(n, outcome, start, end, test=lambda r: True):
        pool = [r for r in rows if r["_outcome"] is None and start <= r["_received"] <= end and test(r)]
        for row in dice.sample(pool, n):
            row["_outcome"] = outcome
            yield row

    first, last = date(2026, 1, 6), date(2026, 10, 30)
    list(draw(4, "replied", november[0], date(2026, 11, 6)))
    for row in draw(2, "open", november[0], date(2026, 11, 13)):
        row["_waits"] = True
    for row in draw(2, "open", date(2026, 10, 1), last):
        row["_waits"] = True
    for row in draw(2, "open", date(2026, 10, 26), last):
        row["_extended"] = 10
    list(draw(32, "open", november[0], TODAY))
    list(draw(8, "open", date(2026, 7, 1), date(2026, 10, 16)))      # forgotten, overdue for weeks
    for n, outcome in ((12, "forwarded"), (6, "not_accepted"), (3, "withdrawn"), (2, "reclassified_as_complaint")):
        # Never for a department: it would get its own matter back.
        list(draw(n, outcome, first, last, lambda r: r["_source"] != "department"))
    replied = list(draw(sum(r["_outcome"] is None for r in rows), "replied", date(2026, 1, 5), TODAY))
    replied.sort(key=lambda r: r["_received"])

    for row in rows:
        # A letter of the Committee often states its own due date; the clerk then writes it down. Rows with a
        # stated date get no supplement and no extension, so that their due date is the same in every reading.
        if row["_source"] == "provincial_committee" and not ("_waits" in row or "_extended" in row) and dice.chance(0.52):
            row["Hạn trả lời"] = plus(row["_received"], dice.between(5, 12))
    rows[0]["Hạn trả lời"] = plus(rows[0]["_received"], 5)           # a Saturday, but a working one
    free = [r for r in replied if not r["Hạn trả lời"] and r["_received"] <= date(2026, 9, 30)]
    special = dice.sample(free, 36)
    for row in special[:16]:
        row["_extended"] = dice.pick((5, 5, 10))
    for row in special[16:]:
        row["_supplement"] = True
    for source, share in (("provincial_committee", 0.35), ("department", 0.20), ("enterprise", 0.25)):
        mine = [r for r in replied if r["_source"] == source]
        for row in dice.sample(mine, round(len(mine) * share)):
            row["_late"] = True

    used, numbers, counters = set(), set(), {}
    for row in rows:
        set_subject(row, used)
        set_letter(row, numbers, counters)
        set_course(row)
    for row in dice.sample([r for r in rows if r["_outcome"] == "replied" and r["Ngày trả lời"] <= date(2026, 10, 23)], 31):
        row["Ngày nhập kết quả"] = plus(row["Ngày trả lời"], dice.between(5, 15))        # typed in weeks later
    return rows


def set_subject(row, used):
    """Who raises what. No company raises the same topic twice, or false duplicates would arise."""
    while True:
        citizen = row["_source"] == "provincial_committee" and dice.chance(0.15)
        who = dice.pick(CITIZENS) if citizen else dice.pick(COMPANIES)
        topic = dice.pick(COMPLAINTS if row["_outcome"] == "reclassified_as_complaint" else TOPICS)
        if citizen and (topic[1] != "P" or topic[0] not in ("Môi trường", "Lao động", "Hạ tầng")):
            continue                                # workers and neighbours do not ask for investment certificates
        if topic[1] == "H" and row["_source"] != "enterprise" or (who, topic[2]) in used:
            continue
        break
    used.add((who, topic[2]))
    field, kind, text = topic
    zone = max((z for z in ZONES if z in who), key=len) if citizen else HOME[who]     # "VSIP II" holds "VSIP I"
    text = text.format(z=zone, n=dice.between(2, 9), m=plus(row["_received"], -4).month)
    own = row["_source"] == "department" and dice.chance(0.3)        # the department itself raises it
    row["_topic"], row["_own"] = text, own
    row["Chủ thể kiến nghị"] = who
    row["Loại"], row["Lĩnh vực"] = KINDS[kind[0]], field
    row["Đơn vị xử lý"] = "Văn phòng" if kind == "P!" or "wifi" in text else UNITS[field]
    row["Người xử lý"] = dice.pick(OFFICERS[row["Đơn vị xử lý"]][1])
    if kind == "P!":
        row["Ghi chú"] = "Về hành vi hành chính"
    if row["_source"] == "enterprise":
        row["Trích yếu"] = {"P": ("Phản ánh về ", "Phản ánh tình trạng: "), "K": ("Kiến nghị về ", "Đề nghị xem xét "),
                            "H": ("Hỏi về ",), "C": ("Khiếu nại ",)}[kind[0]][dice.between(0, 1) if kind[0] in "PK" else 0] + text
    elif own:
        row["Trích yếu"] = f"V/v {'phản ánh' if kind[0] == 'P' else 'kiến nghị, góp ý'} về {text}"
    else:
        verb = "phối hợp xử lý" if row["_source"] == "department" else dice.pick(("xem xét, giải quyết", "chuyển"))
        row["Trích yếu"] = f"V/v {verb} {KINDS[kind[0]].lower()} của {who} về {text}"


def set_letter(row, numbers, counters):
    """The letter that brought it: sender, number and symbol, date, channel."""
    received, who = row["_received"], row["Chủ thể kiến nghị"]
    if row["_source"] != "enterprise":
        offices = COMMITTEE if row["_source"] == "provincial_committee" else DEPARTMENTS[row["Lĩnh vực"]]
        sender = dice.pick(list(offices)) if offices is COMMITTEE else competent_body(row)
        a_day, symbols = offices[sender]
        signed = plus(received, -dice.between(1, 4))
        number = (signed - date(signed.year, 1, 1)).days * a_day + dice.between(1, a_day)
        while (sender, number) in numbers:
            number += 1
        numbers.add((sender, number))
        row["Số ký hiệu"], row["Ngày văn bản"] = f"{number}/{dice.pick(symbols)}", signed
        row["Hình thức tiếp nhận"] = "Thư điện tử" if dice.chance(0.08) else "Công văn"
        row["Nơi gửi"] = sender
        if row["_own"]:
            row["Chủ thể kiến nghị"] = sender
        return
    row["Nơi gửi"] = who
    if dice.chance(0.15):
        row["Chủ thể kiến nghị"] = None             # clerks leave it out when the sender is meant
    channel = dice.pick(["Công văn"] * 9 + ["Cổng dịch vụ công"] * 5 + ["Thư điện tử"] * 3 + ["Điện thoại"] * 2 + ["Trực tiếp"] * 2)
    if any(0 <= (received - c).days <= 6 for c in CONFERENCES) and dice.chance(0.7):
        channel = "Hội nghị đối thoại"
    row["Hình thức tiếp nhận"] = channel
    if channel in ("Điện thoại", "Hội nghị đối thoại"):
        return                                      # no letter, hence no number and no date
    signed = row["Ngày văn bản"] = plus(received, -dice.between(0, 4))
    if dice.chance(0.05 if channel == "Công văn" else 0.35):
        return
    n = counters[who, signed.year] = counters.get((who, signed.year), 60 if signed.year == 2025 else 0) + dice.between(2, 13)
    row["Số ký hiệu"] = (f"{n}/CV-{signed.year}", f"{n:02d}/CV-{signed.year}", f"{n:02d}/{signed.year}/CV-{SHORT[who]}")[len(who) % 3]


def set_course(row):
    """Supplement, extension, reply, publication, typing in. Nothing happens after TODAY."""
    received, outcome = row["_received"], row["_outcome"]
    due = row["Hạn trả lời"] or plus(received, RULE_DAYS)
    earliest, latest_pause = plus(received, 2), None
    if row.get("_supplement") or row.get("_waits"):
        row["Ngày yêu cầu bổ sung"] = asked = min(plus(received, dice.between(1, 4)), TODAY)
        if row.get("_supplement"):
            back = row["Ngày nhận bổ sung"] = plus(asked, dice.between(3, 12))
            due = plus(due, INDEX[back] - INDEX[asked])              # the clock stood still in between
            # Kept two days clear of the due date, and late ones late even if the clock had begun anew,
            # so that whoever counts the pause otherwise still comes to the same number.
            earliest, latest_pause = plus(back, 1), plus(back, RULE_DAYS + 1)
    if "_extended" in row:
        row["Ngày gia hạn"] = plus(received, dice.between(5, 9) if outcome != "open" else 9)
        row["Gia hạn thêm (ngày làm việc)"] = row["_extended"]
        due, earliest = plus(due, row["_extended"]), plus(row["Ngày gia hạn"], 1)
    row["_due"] = due
    if outcome == "open":
        row["Kết quả"] = OUTCOMES[outcome] if dice.chance(0.7) else None
        if INDEX[TODAY] - INDEX[received] <= 1:
            row["Người xử lý"] = None               # not assigned yet
        return
    row["Kết quả"] = OUTCOMES[outcome]
    if outcome != "replied":
        replied = plus(received, dice.between(2, 5) if dice.chance(0.85) else dice.between(6, 8))
        row["Ghi chú"] = NOTES.get(outcome) or f"Chuyển {competent_body(row)}"
    elif row.get("_late"):
        replied = min(plus(latest_pause or due, dice.pick((1, 1, 2, 2, 3, 4, 5, 7, 10, 15, 22))), TODAY)
    else:
        end = plus(due, -2) if latest_pause else due
        replied = plus(earliest, dice.between(0, INDEX[end] - INDEX[earliest]))
        if not row["Ghi chú"] and dice.chance(0.06):
            row["Ghi chú"] = dice.pick(("Đã gọi điện báo kết quả", "Đã họp với doanh nghiệp", "Gửi kèm bản scan"))
    row["Ngày trả lời"] = row["_replied"] = replied
    row["Ngày nhập kết quả"] = min(plus(replied, dice.between(0, 1)), TODAY)
    if outcome == "replied" and dice.chance(0.62):
        published = plus(replied, dice.between(1, 6))
        row["Ngày công khai"] = published if published <= TODAY else None


def competent_body(row):
    bodies = list(DEPARTMENTS[row["Lĩnh vực"]])
    if row["Lĩnh vực"] == "Hải quan - Thuế":
        return bodies[0 if "thuế" in row["_topic"] else 1]
    return bodies[0 if "điện" in row["_topic"] else -1]


# ---------------------------------------------------------------- the mess
def spoil(rows):
    """Sets the traps. Returns them as (rows, column, what it is, what is expected); row numbers come later."""
    traps, claimed = [], set()

    def trap(found, column, what, expect):
        traps.append((found if isinstance(found, list) else [found], column, what, expect))

    def claim(month, day, test=lambda r: True):
        """The first ordinary replied row from that day on that no other trap uses."""
        row = next(r for r in rows if r["_received"] >= date(2026, month, day) and id(r) not in claimed
                   and r["_outcome"] == "replied" and test(r))
        claimed.add(id(row))
        return row

    claimed.add(id(rows[0]))
    trap(rows[0], "Hạn trả lời", "due on Saturday 10/01/2026, a make-up working day", "taken")

    # Petitions that came by two routes. First of all, since the reply numbers below depend on the unit.
    pairs = []
    for month, stray in ((4, ""), (9, " ")):
        own = claim(month, 8, lambda r: r["_source"] == "enterprise" and r["Số ký hiệu"] and r["Chủ thể kiến nghị"]
                    and r["Loại"] == "Kiến nghị")
        again = claim(month, 8, lambda r: r["_source"] == "provincial_committee" and 4 <= INDEX[r["_received"]] - INDEX[own["_received"]])
        for column in ("Ngày văn bản", "Chủ thể kiến nghị", "Loại", "Lĩnh vực", "Đơn vị xử lý", "Người xử lý"):
            again[column] = own[column]
        again["Số ký hiệu"] = own["Số ký hiệu"] + stray
        again["Trích yếu"] = f"V/v xem xét, giải quyết kiến nghị của {own['Chủ thể kiến nghị']} về {own['_topic']}"
        again["Nơi gửi"], again["Ghi chú"] = "UBND tỉnh Bình Dương", None
        pairs.append((own, again))
        trap([own, again], "Số ký hiệu", "one petition by two routes: the company's own letter, then forwarded"
             + (" (here with a trailing space)" if stray else ""), "both taken, reported as a probable duplicate")

    number = 14
    for row in sorted((r for r in rows if "_replied" in r and r["_outcome"] != "withdrawn"), key=lambda r: r["_replied"]):
        number = max(number + 1, (row["_replied"] - date(2026, 1, 1)).days * 9 + dice.between(0, 8))
        row["Số văn bản trả lời"] = f"{number}/BQL-{OFFICERS[row['Đơn vị xử lý']][0]}"

    def refuse(row, columns, what):
        row["_refused"] = (columns, what)
        trap(row, ", ".join(columns), what, "refused")

    row = claim(2, 26)
    row["Ngày đến"] = "31/02/2026"
    refuse(row, ["Ngày đến"], "a day that does not exist: 31/02/2026")
    row = claim(5, 18)
    row["Ngày trả lời"] = plus(row["_received"], -4)
    refuse(row, ["Ngày trả lời"], "replied before it arrived")
    row = claim(7, 6)
    row["Nơi gửi"] = row["Trích yếu"] = None
    refuse(row, ["Nơi gửi", "Trích yếu"], "neither sender nor abstract")
    row = claim(8, 10)
    row["Ngày trả lời"] = "chưa rõ"
    refuse(row, ["Ngày trả lời"], 'the text "chưa rõ" for a date')
    row = claim(6, 8, lambda r: r["Hạn trả lời"] and r.get("_late") and r["_replied"] > plus(r["_received"], RULE_DAYS))
    row["Hạn trả lời"] = row["_due"] = plus(row["_received"], -21)   # a month mistyped; late by the rule as well
    row["_doubtful"] = ("Hạn trả lời", "due before it arrived")
    trap(row, *row["_doubtful"], "taken, reported as doubtful")

    row = claim(3, 5)
    row["Ngày đến"] = "ngày {0.day} tháng {0.month} năm {0.year}".format(row["_received"])
    trap(row, "Ngày đến", f'written out: "{row["Ngày đến"]}"', "taken")
    for month, day, column in ((3, 12, "Ngày đến"), (9, 21, "Ngày trả lời")):
        row = claim(month, day)
        row[column] = serial(row[column])
        trap(row, column, f"bare serial number {row[column]} (in the XLSX a number without date format)", "taken")

    for month, column, change in ((1, "Nơi gửi", " {}"), (2, "Kết quả", "{} "), (5, "Nơi gửi", "{}  "), (6, "Trích yếu", "  {} "),
                                  (8, "Đơn vị xử lý", "{} "), (10, "Nơi gửi", "double")):
        row = claim(month, 12)
        row[column] = row[column].replace(" ", "  ", 1) if change == "double" else change.format(row[column])
        trap(row, column, "stray spaces" + (" inside" if change == "double" else ""), "taken, spaces trimmed and folded")
    row = claim(4, 20, lambda r: not r["Ghi chú"])
    row["Ghi chú"] = "Đã gọi điện 2 lần\nDoanh nghiệp hẹn nhận bản chính"
    trap(row, "Ghi chú", "a line break inside the cell", "taken")
    row = claim(5, 25, lambda r: r["_source"] == "enterprise" and r["Loại"] == "Kiến nghị" and r["Lĩnh vực"] == "Hạ tầng")
    row["Trích yếu"] = f'Kiến nghị về "phí hạ tầng", "phí dịch vụ" tại KCN {HOME[row["Nơi gửi"]]}; đề nghị trả lời bằng văn bản'
    trap(row, "Trích yếu", "semicolon, comma and quotation marks", "taken")
    row = claim(7, 20, lambda r: r["_source"] == "enterprise" and r["Loại"] == "Kiến nghị")
    row["Trích yếu"] = "=Kiến nghị lần 2: " + row["_topic"]
    trap(row, "Trích yếu", 'begins with "="', "taken as text, never as a formula")

    repeats = [claim(3, 30), claim(9, 7)]
    gaps = {43: 1, 100: 2, 171: 1, 233: 3}
    arrival, pairs_of_numbers = 0, []
    for i, row in enumerate(rows):
        arrival += 0 if any(row is r for r in repeats) else 1 + gaps.get(i, 0)
        row["STT"], row["Số đến"] = i + 1, arrival
        if i in gaps:
            trap(row, "Số đến", f"a gap of {gaps[i]} before number {arrival}", "taken")
        if any(row is r for r in repeats):
            pairs_of_numbers.append((rows[i - 1], row))
            trap([rows[i - 1], row], "Số đến", f"number {arrival} given twice, to different petitions", "both taken")

    # How the dates look is a habit of whoever typed the row.
    styles = (("{0.day}/{0.month}/{0.year}", 24, "d/m/yyyy in the CSV"), ("{0.day}/{0.month}/{0:%y}", 9, "d/m/yy in the CSV"),
              ("{0:%Y-%m-%d}", 7, "yyyy-mm-dd in the CSV"))
    ordinary = dice.sample([r for r in rows if id(r) not in claimed], 60)
    for style, n, what in styles:
        group, ordinary = ordinary[:n], ordinary[n:]
        for row in group:
            row["_csv_style"] = style
        trap(group, "all dates", what, "taken")
    for row in ordinary:
        row["_xlsx_text"] = True
    trap(ordinary, "all dates", "text dd/mm/yyyy in the XLSX, not true dates", "taken")
    return traps, pairs, pairs_of_numbers


# ---------------------------------------------------------------- layout and files
def lay_out(rows):
    """The sheet as a list of rows of cells, with the row number of each petition noted on the way."""
    blank = [None] * len(COLUMNS)
    sheet = [[t] + blank[1:] for t in TITLES] + [blank, list(COLUMNS)]
    for i, row in enumerate(rows):
        if i == len(rows) // 2:
            sheet.append(blank)
            blank_row = len(sheet)
        sheet.append(row)
        row["_row"] = len(sheet)
    sheet.append([f"Tổng cộng: {len(rows)}"] + blank[1:])
    return sheet, blank_row


def make_expected(rows, pairs, same_numbers, blank_row, last_row):
    taken = [r for r in rows if "_refused" not in r]

    def count(key, names, among):
        return {name: sum(r[key] == name for r in among) for name in names}

    def numbers(test):
        return [r["_row"] for r in taken if r["_outcome"] == "open" and test(r)]

    sources = ("provincial_committee", "department", "enterprise")
    soon = plus(TODAY, 3)
    replied = [r for r in taken if r["_outcome"] == "replied"]
    on_time = [r for r in replied if r["_replied"] <= r["_due"]]
    is_open = [r for r in taken if r["_outcome"] == "open"]
    return {
        "today": str(TODAY), "heading_row": HEADING_ROW, "first_data_row": HEADING_ROW + 1, "blank_rows": [blank_row],
        "total_row": last_row, "data_rows": len(rows),
        "taken": len(taken), "refused": [{"row": r["_row"], "columns": r["_refused"][0], "reason": r["_refused"][1]}
                                         for r in rows if "_refused" in r],
        "doubtful": [{"row": r["_row"], "column": r["_doubtful"][0], "reason": r["_doubtful"][1]} for r in rows if "_doubtful" in r],
        "probable_duplicates": [{"row": a["_row"], "forwarded_row": b["_row"]} for a, b in pairs],
        "repeated_arrival_numbers": [{"number": a["Số đến"], "rows": [a["_row"], b["_row"]]} for a, b in same_numbers],
        "taken_by_source": count("_source", sources, taken), "taken_by_outcome": count("_outcome", OUTCOMES, taken),
        "taken_by_type": count("Loại", KINDS.values(), taken),
        "open_by_source": count("_source", sources, is_open),
        "open_rows": {"awaiting_supplement": numbers(lambda r: r.get("_waits")),
                      "overdue": numbers(lambda r: not r.get("_waits") and r["_due"] < TODAY),
                      "due_today_or_in_3_working_days": numbers(lambda r: not r.get("_waits") and TODAY <= r["_due"] <= soon),
                      "in_time": numbers(lambda r: not r.get("_waits") and r["_due"] > soon)},
        "timeliness_of_replied": {
            "reading": "due = stated due date, else 10 working days after receipt, moved by the working days between the request and the "
                       "receipt of a supplement and by the extension; on time = replied on or before it",
            "replied_by_source": count("_source", sources, replied), "on_time_by_source": count("_source", sources, on_time),
            "on_time_but_typed_in_after_due": sum(r["Ngày nhập kết quả"] > r["_due"] for r in on_time)},
    }


def make_readme(text, expected, traps, blank_row, last_row):
    """The README is written by hand except between the two marks."""
    table = ["| Row | Column | What | Expected |", "|---|---|---|---|"]
    for found, column, what, expect in traps:
        table.append(f"| {', '.join(str(n) for n in sorted(r['_row'] for r in found))} | {column} | {what} | {expect} |")
    table += [f"| {blank_row} | | a blank row in the middle | skipped |", f"| {last_row} | STT | the total of the clerk | skipped |",
              "| 1-4 | | titles and a blank row above the headings | skipped |"]
    show = lambda counts: ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in counts.items())
    opened = {k: len(v) for k, v in expected["open_rows"].items()}
    refused, doubtful, twice = (len(expected[k]) for k in ("refused", "doubtful", "probable_duplicates"))
    kept = expected["timeliness_of_replied"]
    counts = [f"- Rows with a petition: {expected['data_rows']}; taken {expected['taken']}, refused {refused}; among those taken, "
              f"doubtful {doubtful}, pairs of probable duplicates {twice}.",
              f"- Taken by source: {show(expected['taken_by_source'])}.", f"- Taken by outcome: {show(expected['taken_by_outcome'])}.",
              f"- Open on 20/11/2026: {sum(opened.values())} ({show(opened)}).",
              f"- Replied: {show(kept['replied_by_source'])}; of these in time: {show(kept['on_time_by_source'])}; "
              f"in time but typed in after the due date: {kept['on_time_but_typed_in_after_due']}."]
    begin, end = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"
    head, _, rest = text.partition(begin)
    _, mark, tail = rest.partition(end)
    if not mark:
        sys.exit("README.md has lost its marks for the generated part")
    return head + begin + "\n".join(["### Traps", "", *table, "", "### Expected counts", "", *counts, ""]) + end + tail


def main(arguments):
    rows = make_rows()
    traps, pairs, same_numbers = spoil(rows)
    sheet, blank_row = lay_out(rows)
    expected = make_expected(rows, pairs, same_numbers, blank_row, len(sheet))
    readme = HERE / "README.md"
    files = {f"{NAME}.csv": make_csv(sheet), f"{NAME}.xlsx": make_xlsx(sheet),
             "expected.json": (json.dumps(expected, ensure_ascii=False, indent=2) + "\n").encode(),
             "README.md": make_readme(readme.read_bytes().decode(), expected, traps, blank_row, len(sheet)).encode()}
    if arguments == ["--check"]:
        wrong = [n for n, data in files.items() if not (HERE / n).is_file() or (HERE / n).read_bytes() != data]
        if wrong:
            sys.exit(f"differs from what generate.py makes: {', '.join(wrong)}; run python3 generate.py")
        print("the sample is up to date")
    elif arguments:
        sys.exit("usage: generate.py [--check]")
    else:
        for name, data in files.items():
            (HERE / name).write_bytes(data)
        print(f"wrote {', '.join(files)}")


if __name__ == "__main__":
    main(sys.argv[1:])
