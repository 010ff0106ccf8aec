#!/usr/bin/env python3
"""Makes core/src/calendar/lunar/table.rs, the Vietnamese lunar years 1900 to 2199.

    python3 generate.py               write the table
    python3 generate.py --check       exit 1 if the committed table differs from what would be written
    python3 generate.py --doubtful    list the new moons and terms that fall close to midnight at UTC+7,
                                      and what each would change if it fell on the other side

The rule: a month begins on the civil day of UTC+7 that has the new moon. The month with the winter
solstice is the eleventh. If thirteen months lie between two eleventh months (one of them counted),
the first that has no principal term (the sun at a multiple of 30 degrees) is leap, and takes the
number of the month before it. UTC+7 is used for every year; what was printed before 1968 may differ.

The astronomy is from J. Meeus, Astronomical Algorithms, 2nd edition: chapter 49 for new moons, the
VSOP87 series of appendix III with nutation (chapter 22) and aberration (chapter 25) for the sun.
Universal time is from the polynomials for delta T of F. Espenak and J. Meeus (2006), which for years
to come are higher than later forecasts. What the series put within half a minute of midnight is taken
from the ephemeris JPL DE405 instead.
"""
import sys
from bisect import bisect_right
from datetime import date, timedelta
from math import cos, degrees, floor, fmod, radians, sin
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "src" / "calendar" / "lunar" / "table.rs"
FIRST, LAST = 1900, 2199
ZONE = 7 / 24
J2000 = 2451545.0
SERIES_ERROR = 30  # seconds; against JPL DE405 all new moons are within 19, all terms within 24

# ---------------------------------------------------------------- time


def delta_t(jd):
    """Seconds from universal to terrestrial time, 1860 and later."""
    y = 2000 + (jd - J2000) / 365.2425
    # From year, origin of the polynomial, coefficients of rising powers.
    pieces = (
        (1860, 1860, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
        (1900, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
        (1920, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
        (1941, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
        (1961, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
        (1986, 2000, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
        (2005, 2000, (62.92, 0.32217, 0.005589)),
        (2050, 1820, (-20 - 0.5628 * (2150 - 1820), 0.5628, 0.0032)),
        (2150, 1820, (-20, 0, 0.0032)),
    )
    _, origin, coefficients = max(piece for piece in pieces if piece[0] <= y)
    return polynomial(y - origin, coefficients)


def margin(year, settled):
    """Seconds by which the instant of an event may be wrong, and so the day that it falls on.

    The coming delta T is a forecast; forecasts of the year 2199 differ by five minutes.
    """
    return (2 if settled else SERIES_ERROR) + 2.5 * max(0, year - 2020)


def polynomial(x, coefficients):
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def civil(jd_tt):
    """Days of UTC+7 from the beginning of the Julian day count, and the fraction of that day."""
    local = jd_tt - delta_t(jd_tt) / 86400 + ZONE + 0.5
    return floor(local), local - floor(local)


def to_midnight(jd_tt):
    """Seconds to the nearest midnight of UTC+7, and the day on its other side."""
    day, fraction = civil(jd_tt)
    return min((fraction * 86400, day - 1), ((1 - fraction) * 86400, day + 1))


def to_date(day):
    return date(2000, 1, 1) + timedelta(day - 2451545)


def to_day(value):
    return (value - date(2000, 1, 1)).days + 2451545


# ---------------------------------------------------------------- the moon

# Coefficient in days, power of the eccentricity factor E, multiples of M, M', F and Omega.
NEW_MOON = (
    (-0.40720, 0, 0, 1, 0, 0), (0.17241, 1, 1, 0, 0, 0), (0.01608, 0, 0, 2, 0, 0), (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0), (-0.00514, 1, 1, 1, 0, 0), (0.00208, 2, 2, 0, 0, 0), (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0), (0.00056, 1, 1, 2, 0, 0), (-0.00042, 0, 0, 3, 0, 0), (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0), (-0.00024, 1, -1, 2, 0, 0), (-0.00017, 0, 0, 0, 0, 1), (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0), (0.00004, 0, 3, 0, 0, 0), (0.00003, 0, 1, 1, -2, 0), (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0), (0.00003, 0, -1, 1, 2, 0), (-0.00002, 0, -1, 1, -2, 0), (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)

# Coefficient in millionths of a day, argument in degrees at k = 0, its step per lunation.
PLANETS = (
    (325, 299.77, 0.107408), (165, 251.88, 0.016321), (164, 251.83, 26.651886), (126, 349.42, 36.412478),
    (110, 84.66, 18.206239), (62, 141.74, 53.303771), (60, 207.14, 2.453732), (56, 154.84, 7.306860),
    (47, 34.52, 27.261239), (42, 207.19, 0.121824), (40, 291.34, 1.844379), (37, 161.72, 24.198154),
    (35, 239.56, 25.513099), (23, 331.55, 3.592518),
)


def new_moon(k):
    """Terrestrial time of new moon number k; number 0 is that of 6 January 2000."""
    t = k / 1236.85
    mean = 2451550.09766 + 29.530588861 * k + polynomial(t, (0, 0, 0.00015437, -0.000000150, 0.00000000073))
    e = polynomial(t, (1, -0.002516, -0.0000074))
    arguments = [
        radians(fmod(angle, 360))
        for angle in (
            2.5534 + 29.10535670 * k + polynomial(t, (0, 0, -0.0000014, -0.00000011)),
            201.5643 + 385.81693528 * k + polynomial(t, (0, 0, 0.0107582, 0.00001238, -0.000000058)),
            160.7108 + 390.67050284 * k + polynomial(t, (0, 0, -0.0016118, -0.00000227, 0.000000011)),
            124.7746 - 1.56375588 * k + polynomial(t, (0, 0, 0.0020672, 0.00000215)),
        )
    ]
    periodic = sum(
        coefficient * e**power * sin(sum(n * argument for n, argument in zip(multiples, arguments)))
        for coefficient, power, *multiples in NEW_MOON
    )
    quadratic = -0.009173 * t * t  # of the first argument alone
    planets = sum(
        coefficient * sin(radians(at_zero + step * k + (quadratic if index == 0 else 0)))
        for index, (coefficient, at_zero, step) in enumerate(PLANETS)
    )
    return mean + periodic + planets * 1e-6


# ---------------------------------------------------------------- the sun

# VSOP87D, longitude of the earth: one series for each power of the time in thousands of years;
# amplitude in 10^-8 radians, phase in radians, frequency in radians a thousand years.
LONGITUDE = (
    (
        (175347046, 0, 0), (3341656, 4.6692568, 6283.0758500), (34894, 4.62610, 12566.15170),
        (3497, 2.7441, 5753.3849), (3418, 2.8289, 3.5231), (3136, 3.6277, 77713.7715), (2676, 4.4181, 7860.4194),
        (2343, 6.1352, 3930.2097), (1324, 0.7425, 11506.7698), (1273, 2.0371, 529.6910), (1199, 1.1096, 1577.3435),
        (990, 5.233, 5884.927), (902, 2.045, 26.298), (857, 3.508, 398.149), (780, 1.179, 5223.694),
        (753, 2.533, 5507.553), (505, 4.583, 18849.228), (492, 4.205, 775.523), (357, 2.920, 0.067),
        (317, 5.849, 11790.629), (284, 1.899, 796.298), (271, 0.315, 10977.079), (243, 0.345, 5486.778),
        (206, 4.806, 2544.314), (205, 1.869, 5573.143), (202, 2.458, 6069.777), (156, 0.833, 213.299),
        (132, 3.411, 2942.463), (126, 1.083, 20.775), (115, 0.645, 0.980), (103, 0.636, 4694.003),
        (102, 0.976, 15720.839), (102, 4.267, 7.114), (99, 6.21, 2146.17), (98, 0.68, 155.42), (86, 5.98, 161000.69),
        (85, 1.30, 6275.96), (85, 3.67, 71430.70), (80, 1.81, 17260.15), (79, 3.04, 12036.46), (75, 1.76, 5088.63),
        (74, 3.50, 3154.69), (74, 4.68, 801.82), (70, 0.83, 9437.76), (62, 3.98, 8827.39), (61, 1.82, 7084.90),
        (57, 2.78, 6286.60), (56, 4.39, 14143.50), (56, 3.47, 6279.55), (52, 0.19, 12139.55), (52, 1.33, 1748.02),
        (51, 0.28, 5856.48), (49, 0.49, 1194.45), (41, 5.37, 8429.24), (41, 2.40, 19651.05), (39, 6.17, 10447.39),
        (37, 6.04, 10213.29), (37, 2.57, 1059.38), (36, 1.71, 2352.87), (36, 1.78, 6812.77), (33, 0.59, 17789.85),
        (30, 0.44, 83996.85), (30, 2.74, 1349.87), (25, 3.16, 4690.48),
    ),
    (
        (628331966747, 0, 0), (206059, 2.678235, 6283.075850), (4303, 2.6351, 12566.1517), (425, 1.590, 3.523),
        (119, 5.796, 26.298), (109, 2.966, 1577.344), (93, 2.59, 18849.23), (72, 1.14, 529.69), (68, 1.87, 398.15),
        (67, 4.41, 5507.55), (59, 2.89, 5223.69), (56, 2.17, 155.42), (45, 0.40, 796.30), (36, 0.47, 775.52),
        (29, 2.65, 7.11), (21, 5.34, 0.98), (19, 1.85, 5486.78), (19, 4.97, 213.30), (17, 2.99, 6275.96),
        (16, 0.03, 2544.31), (16, 1.43, 2146.17), (15, 1.21, 10977.08), (12, 2.83, 1748.02), (12, 3.26, 5088.63),
        (12, 5.27, 1194.45), (12, 2.08, 4694.00), (11, 0.77, 553.57), (10, 1.30, 6286.60), (10, 4.24, 1349.87),
        (9, 2.70, 242.73), (9, 5.64, 951.72), (8, 5.30, 2352.87), (6, 2.65, 9437.76), (6, 4.67, 4690.48),
    ),
    (
        (52919, 0, 0), (8720, 1.0721, 6283.0758), (309, 0.867, 12566.152), (27, 0.05, 3.52), (16, 5.19, 26.30),
        (16, 3.68, 155.42), (10, 0.76, 18849.23), (9, 2.06, 77713.77), (7, 0.83, 775.52), (5, 4.66, 1577.34),
        (4, 1.03, 7.11), (4, 3.44, 5573.14), (3, 5.14, 796.30), (3, 6.05, 5507.55), (3, 1.19, 242.73),
        (3, 6.12, 529.69), (3, 0.31, 398.15), (3, 2.28, 553.57), (2, 4.38, 5223.69), (2, 3.75, 0.98),
    ),
    (
        (289, 5.844, 6283.076), (35, 0, 0), (17, 5.49, 12566.15), (3, 5.20, 155.42), (1, 4.72, 3.52),
        (1, 5.30, 18849.23), (1, 5.97, 242.73),
    ),
    ((114, 3.142, 0), (8, 4.13, 6283.08), (1, 3.84, 12566.15)),
    ((1, 3.14, 0),),
)

# Nutation in longitude, the terms of 0.003" and more: coefficient in units of 0.0001" and its step a
# century, multiples of D, M, M', F and Omega.
NUTATION = (
    (-171996, -174.2, 0, 0, 0, 0, 1), (-13187, -1.6, -2, 0, 0, 2, 2), (-2274, -0.2, 0, 0, 0, 2, 2),
    (2062, 0.2, 0, 0, 0, 0, 2), (1426, -3.4, 0, 1, 0, 0, 0), (712, 0.1, 0, 0, 1, 0, 0), (-517, 1.2, -2, 1, 0, 2, 2),
    (-386, -0.4, 0, 0, 0, 2, 1), (-301, 0, 0, 0, 1, 2, 2), (217, -0.5, -2, -1, 0, 2, 2), (-158, 0, -2, 0, 1, 0, 0),
    (129, 0.1, -2, 0, 0, 2, 1), (123, 0, 0, 0, -1, 2, 2), (63, 0, 2, 0, 0, 0, 0), (63, 0.1, 0, 0, 1, 0, 1),
    (-59, 0, 2, 0, -1, 2, 2), (-58, -0.1, 0, 0, -1, 0, 1), (-51, 0, 0, 0, 1, 2, 1), (48, 0, -2, 0, 2, 0, 0),
    (46, 0, 0, 0, -2, 2, 1), (-38, 0, 2, 0, 0, 2, 2), (-31, 0, 0, 0, 2, 2, 2),
)


def nutation(jd_tt):
    """Nutation in longitude, in degrees."""
    t = (jd_tt - J2000) / 36525
    arguments = [
        radians(fmod(polynomial(t, coefficients), 360))
        for coefficients in (
            (297.85036, 445267.111480, -0.0019142, 1 / 189474),
            (357.52772, 35999.050340, -0.0001603, -1 / 300000),
            (134.96298, 477198.867398, 0.0086972, 1 / 56250),
            (93.27191, 483202.017538, -0.0036825, 1 / 327270),
            (125.04452, -1934.136261, 0.0020708, 1 / 450000),
        )
    ]
    return sum(
        (coefficient + step * t) * sin(sum(n * argument for n, argument in zip(multiples, arguments)))
        for coefficient, step, *multiples in NUTATION
    ) / 36e6


def aberration(jd_tt):
    """Aberration of the sun's longitude, in degrees, from the distance on the ellipse of the earth's orbit."""
    t = (jd_tt - J2000) / 36525
    m = polynomial(t, (357.52911, 35999.05029, -0.0001537))
    e = polynomial(t, (0.016708634, -0.000042037, -0.0000001267))
    centre = 1.914602 * sin(radians(m)) + 0.019993 * sin(radians(2 * m)) + 0.000289 * sin(radians(3 * m))
    distance = 1.000001018 * (1 - e * e) / (1 + e * cos(radians(m + centre)))
    return -20.4898 / 3600 / distance


def sun(jd_tt):
    """Apparent longitude of the sun, in degrees; it runs on past 360, the equinox of March 2000."""
    t = (jd_tt - J2000) / 365250
    earth = polynomial(t, [sum(a * cos(b + c * t) for a, b, c in series) for series in LONGITUDE]) * 1e-8
    fk5 = -0.09033 / 3600
    return degrees(earth) + 180 + fk5 + nutation(jd_tt) + aberration(jd_tt)


def principal_term(n):
    """Terrestrial time at which the sun is n times 30 degrees past the equinox of March 2000."""
    jd = 2451623.8 + n * 365.2422 / 12
    while True:
        miss = 360 + 30 * n - sun(jd)
        jd += miss * 365.2422 / 360
        if abs(miss) < 1e-8:
            return jd


# ---------------------------------------------------------------- the calendar


# What falls within SERIES_ERROR of midnight is not for the series to decide: terrestrial time by the
# ephemeris JPL DE405, with precession and nutation IAU 2006/2000A.
SETTLED_MOONS = {
    -687: 2431262.208330, -402: 2439679.208814, 672: 2471395.209836, 963: 2479988.209998, 1061: 2482882.210014,
    2165: 2515484.212493,
}
SETTLED_TERMS = {-738: 2429165.208232, -561: 2434550.208614, 460: 2465627.209089, 893: 2478807.210181}


def events():
    """New moons and principal terms around the years of the table, as pairs of their number and instant."""
    lunations = range(round((FIRST - 2001.5) * 12.3685), round((LAST - 1998.5) * 12.3685))
    terms = range((FIRST - 2002) * 12, (LAST - 1998) * 12)
    moons = [(k, settle(k, new_moon(k), SETTLED_MOONS)) for k in lunations]
    return moons, [(n, settle(n, principal_term(n), SETTLED_TERMS)) for n in terms]


def settle(number, by_series, settled):
    """The settled instant of an event that the series leave open, and otherwise what they give."""
    instant = settled.get(number)
    if instant is not None:
        assert abs(instant - by_series) * 86400 < SERIES_ERROR, number
        return instant
    assert to_midnight(by_series)[0] > SERIES_ERROR, f"event {number} is too close to midnight for the series"
    return by_series


def calendar(moons, terms):
    """The months in order, as {(year, month, leap): first day}.

    `moons` are the days with a new moon; `terms` are pairs of a day and the number of the term on it.
    """
    with_term = {bisect_right(moons, day) - 1 for _, day in terms}
    winters = [day for n, day in terms if n % 12 == 9]
    eleventh = [bisect_right(moons, day) - 1 for day in winters]
    months = {}
    for winter, begin, end in zip(winters, eleventh, eleventh[1:]):
        leap = None
        if end - begin == 13:
            leap = next(index for index in range(begin, end) if index not in with_term)
        year, month = to_date(winter).year, 10
        for index in range(begin, end):
            if index != leap:
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            months[year, month, index == leap] = moons[index]
    return months


def years(months):
    """What the table says of each year: year, days from 1 January to its first day, leap month, lengths."""
    labels, days = list(months), list(months.values())
    for year in range(FIRST, LAST + 1):
        begin, end = labels.index((year, 1, False)), labels.index((year + 1, 1, False))
        leap = next((month for _, month, is_leap in labels[begin:end] if is_leap), 0)
        lengths = [days[i + 1] - days[i] for i in range(begin, end)]
        assert len(lengths) == (13 if leap else 12) and set(lengths) <= {29, 30}, year
        yield year, days[begin] - to_day(date(year, 1, 1)), leap, lengths


def packed(offset, leap, lengths):
    """One year as a number; the table's own comment says how."""
    return offset << 17 | leap << 13 | sum((length == 30) << i for i, length in enumerate(lengths))


HEAD = """//! The lunar years of the table, one number each.
//!
//! Made by `core/data/lunar/generate.py`, and checked there; not to be edited. Bits 0 to 12: which
//! months, in order and with the leap month at its place, have 30 days. Bits 13 to 16: the number
//! of the leap month, 0 if there is none. From bit 17: days from 1 January to the first day.

/// The first year of the table.
pub(super) const FIRST_YEAR: i32 = FIRST;

/// The years, `FIRST_YEAR` first.
pub(super) const YEARS: [u32; COUNT] = [
"""


def table(months):
    lines = [HEAD.replace("= FIRST", f"= {FIRST}").replace("COUNT", str(LAST - FIRST + 1))]
    for year, offset, leap, lengths in years(months):
        first = date(year, 1, 1) + timedelta(offset)
        lines.append(f"    0x{packed(offset, leap, lengths):06x}, // {year}: {first:%d/%m}{f', leap {leap}' if leap else ''}\n")
    return "".join(lines) + "];\n"


# ---------------------------------------------------------------- doubt


def doubtful(moons, terms):
    """The events within a minute of midnight, or within their `margin`, as lines; the closest first."""
    # Which list, the place in it, is it settled, what it is called, its instant.
    all_events = [(0, i, k in SETTLED_MOONS, "new moon", jd) for i, (k, jd) in enumerate(moons)]
    all_events += [(1, i, n in SETTLED_TERMS, f"sun at {n * 30 % 360}", jd) for i, (n, jd) in enumerate(terms)]
    days = [civil(jd)[0] for _, jd in moons], [(n, civil(jd)[0]) for n, jd in terms]
    usual = calendar(*days)
    found = []
    for which, i, settled, name, jd in all_events:
        day, fraction = civil(jd)
        seconds, other = to_midnight(jd)
        year = to_date(day).year
        if not FIRST <= year <= LAST or seconds > max(60, margin(year, settled)):
            continue
        moved = list(days[0]), list(days[1])
        moved[which][i] = other if which == 0 else (days[1][i][0], other)
        changed = [told(label, start) for label, start in calendar(*moved).items() if usual.get(label) != start]
        change = ", ".join(changed[:3]) + (f" and {len(changed) - 3} months more" if len(changed) > 3 else "")
        clock = min(round(fraction * 86400), 86399)
        time = f"{to_date(day)} {clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
        sure = "open" if seconds <= margin(year, settled) else "sure"
        found.append((seconds, f"{time}  {name:10}  {seconds:4.0f} s  {sure}  {change or 'nothing'}"))
    return [line for _, line in sorted(found)]


def told(label, start):
    year, month, leap = label
    return f"month {month}{' leap' if leap else ''} of {year} would begin {to_date(start)}"


def main(arguments):
    moons, terms = events()
    if arguments == ["--doubtful"]:
        print("instant at UTC+7     event       margin        what the other side of midnight would change")
        print("\n".join(doubtful(moons, terms)))
        return 0
    text = table(calendar([civil(jd)[0] for _, jd in moons], [(n, civil(jd)[0]) for n, jd in terms]))
    if arguments == ["--check"]:
        if not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text:
            print(f"{TABLE.name} is not what generate.py makes; run it without arguments", file=sys.stderr)
            return 1
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
