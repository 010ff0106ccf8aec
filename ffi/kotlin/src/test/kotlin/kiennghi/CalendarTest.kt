package kiennghi

import java.time.DayOfWeek
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import java.time.format.DateTimeParseException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Days of the calendar, and calendars put together and amended. */
class CalendarTest {
    private val vietnam = WorkCalendar.vietnam()
    private val weekdays = DayOfWeek.entries.take(5)
    private val hours = listOf(Span.parse("07:30-11:30"), Span.parse("13:00-17:00"))
    private val office = CalendarPlan(
        id = "office",
        version = "1",
        zone = ZoneId.of("Asia/Ho_Chi_Minh"),
        week = weekdays.associateWith { hours },
        title = Text("Văn phòng", "Office"),
        holidays = mapOf(date("2026-01-01") to Text("Tết Dương lịch", "New Year's Day")),
        overrides = mapOf(date("2026-02-13") to hours.take(1), date("2026-02-15") to hours.take(1)),
        swaps = listOf(Swap(off = date("2026-01-02"), worked = date("2026-01-10"))),
    )

    private fun date(text: String) = LocalDate.parse(text)

    private fun refused(ask: () -> Any?): String {
        val error = assertThrows(KiennghiException.Calendar::class.java) { ask() }
        assertEquals("calendar", error.code)
        return error.reason
    }

    @Test
    fun `the calendar of Vietnam says what it is and what each day is`() {
        assertEquals("Asia/Ho_Chi_Minh", vietnam.zone().id)
        assertTrue(vietnam.reference().startsWith("vn-state@"), vietnam.reference())
        assertEquals(listOf(date("2010-01-01"), date("2100-12-31")), listOf(vietnam.first(), vietnam.last()))
        assertEquals(weekdays.associateWith { hours }, vietnam.week())
        assertTrue(vietnam.title().vi.isNotEmpty() && vietnam.title().en.isNotEmpty())
        assertTrue(vietnam.isWorkingDay(date("2026-01-10"))) // makes up for Friday 2 January
        assertFalse(vietnam.isWorkingDay(date("2026-02-17")))

        val tet = vietnam.day(date("2026-02-17"))
        assertEquals(Day(date("2026-02-17"), false, emptyList(), true, tet.reason), tet)
        assertEquals("Lunar New Year (Tết)", tet.reason?.en)
        val ordinary = vietnam.day(date("2026-03-03"))
        assertEquals(Day(date("2026-03-03"), true, hours, false, null), ordinary)
        assertEquals(Text("ngày nghỉ hằng tuần", "weekly day off"), vietnam.day(date("2026-03-07")).reason)

        assertEquals(YearStanding.ANNOUNCED, vietnam.yearStanding(2026))
        assertEquals(YearStanding.COMPUTED, vietnam.yearStanding(2050))
        assertNull(vietnam.yearStanding(1800))
        assertEquals("chưa công bố, tính theo luật", Words.label(YearStanding.COMPUTED)?.vi)
    }

    @Test
    fun `working days are added and counted, over pauses too`() {
        assertEquals(date("2026-01-07"), vietnam.addWorkingDays(date("2025-12-29"), 5))
        assertEquals(date("2025-12-29"), vietnam.addWorkingDays(date("2026-01-07"), -5))
        assertEquals(date("2026-02-17"), vietnam.addWorkingDays(date("2026-02-17"), 0))
        assertEquals(5, vietnam.workingDaysBetween(date("2025-12-29"), date("2026-01-07")))
        assertEquals(-5, vietnam.workingDaysBetween(date("2026-01-07"), date("2025-12-29")))
        // Tuesday counts, Friday does not yet.
        val pause = listOf(DayPause(from = date("2026-03-03"), to = date("2026-03-06")))
        assertEquals(date("2026-03-12"), vietnam.addWorkingDays(date("2026-03-02"), 5, pause))
        assertEquals(5, vietnam.workingDaysBetween(date("2026-03-02"), date("2026-03-12"), pause))
    }

    @Test
    fun `a day off rolls and a month ends as the policy says`() {
        val saturday = date("2026-01-31")
        assertEquals(date("2026-02-02"), vietnam.roll(saturday))
        assertEquals(
            listOf("2026-02-02", "2026-01-30", "2026-01-30", "2026-01-30", "2026-01-31").map(::date),
            Roll.entries.map { vietnam.roll(saturday, it) },
        )
        assertEquals(date("2026-03-02"), vietnam.roll(date("2026-03-01"), Roll.PREVIOUS_IN_MONTH))

        // 28 February is a Saturday, so Monday 2 March.
        assertEquals(date("2026-03-02"), vietnam.addCivil(saturday, 1, CivilUnit.MONTH))
        fun month(from: String, end: MonthEnd) = vietnam.addCivil(date(from), 1, CivilUnit.MONTH, Roll.STAY, end)
        assertEquals(date("2026-02-28"), month("2026-01-31", MonthEnd.LAST_DAY))
        assertEquals(date("2026-03-01"), month("2026-01-31", MonthEnd.FIRST_OF_NEXT))
        assertEquals(date("2026-03-31"), month("2026-02-28", MonthEnd.LAST_TO_LAST))
        assertEquals(
            "2026-01-31: 2026-02 has no day 31; the policy `refuse` takes corresponding days alone",
            refused { month("2026-01-31", MonthEnd.REFUSE) },
        )
        fun civil(amount: Int, unit: CivilUnit) = vietnam.addCivil(date("2026-03-02"), amount, unit, roll = Roll.STAY)
        assertEquals(date("2026-03-12"), civil(10, CivilUnit.DAY))
        assertEquals(date("2026-02-16"), civil(-2, CivilUnit.WEEK))
        assertEquals(date("2027-03-02"), civil(1, CivilUnit.YEAR))
    }

    @Test
    fun `a question outside the calendar's years says what is covered`() {
        val (first, last) = vietnam.first() to vietnam.last()
        fun outside(date: String) = "$date is outside calendar ${vietnam.reference()}, which covers $first to $last; adopt a version that covers it"
        assertEquals(outside("1900-01-01"), refused { vietnam.isWorkingDay(date("1900-01-01")) })
        assertEquals(outside("2101-01-01"), refused { vietnam.addWorkingDays(last, 1) })
        assertEquals(outside("2009-12-31"), refused { vietnam.addWorkingDays(first, -1000) })
        assertEquals(outside("1900-01-01"), refused { vietnam.day(date("1900-01-01")) })
        assertEquals(outside("1900-01-01"), refused { vietnam.yearPage(1900) })
        assertEquals(
            "the pause from 2026-03-06 00:00:00 UTC to 2026-03-03 00:00:00 UTC ends before it starts",
            refused { vietnam.addWorkingDays(date("2026-03-02"), 5, listOf(DayPause(date("2026-03-06"), date("2026-03-03")))) },
        )
        // Java knows dates that the library does not.
        val argument = assertThrows(KiennghiException.Argument::class.java) { vietnam.isWorkingDay(LocalDate.MAX) }
        assertEquals("a date is written like 2026-03-05", argument.reason)
    }

    @Test
    fun `a calendar is put together from zone, week, holidays, overrides and swaps`() {
        WorkCalendar(office).use { calendar ->
            assertEquals("office@1", calendar.reference())
            assertEquals(Text("Văn phòng", "Office"), calendar.title())
            assertEquals(listOf(date("1970-01-01"), date("2100-12-31")), listOf(calendar.first(), calendar.last()))
            assertEquals("New Year's Day", calendar.day(date("2026-01-01")).reason?.en)
            assertEquals("day off swapped with 10/01/2026", calendar.day(date("2026-01-02")).reason?.en)
            assertEquals(hours, calendar.day(date("2026-01-10")).hours)
            assertEquals(hours.take(1), calendar.day(date("2026-02-13")).hours)
            assertEquals(hours.take(1), calendar.day(date("2026-02-15")).hours) // a Sunday
            // What was put together is a text like any other.
            WorkCalendar.fromToml(calendar.text(), "cua-toi.toml").use { read ->
                assertEquals(calendar.text(), read.text())
                assertEquals(emptyList<DayChange>(), calendar.differences(read, date("2025-12-01"), date("2026-03-31")))
            }
        }
        WorkCalendar(office.copy(title = null, firstYear = 2026, lastYear = 2026)).use { calendar ->
            assertEquals(Text("office", "office"), calendar.title())
            assertEquals(listOf(date("2026-01-01"), date("2026-12-31")), listOf(calendar.first(), calendar.last()))
        }
    }

    @Test
    fun `the order of a map changes nothing`() {
        val days = (1L..20L).map { date("2026-06-01").plusDays(it) }
        fun text(order: List<LocalDate>): String {
            val plan = office.copy(holidays = order.associateWith { Text("nghỉ", "off") }, overrides = order.associate { it.plusDays(30) to hours })
            return WorkCalendar(plan).use { it.text() }
        }
        assertEquals(text(days), text(days.reversed()))
    }

    @Test
    fun `what cannot be put together is refused with what would be right`() {
        assertTrue(refused { WorkCalendar.fromToml("id = 1", "cua-toi.toml") }.startsWith("calendar cua-toi.toml, line 1"))
        assertEquals(
            "calendar `office`, week.mon: 07:30-11:30 and 11:00-12:00 overlap; give each hour of a day once",
            refused { WorkCalendar(office.copy(week = mapOf(DayOfWeek.MONDAY to listOf(hours[0], Span.parse("11:00-12:00"))))) },
        )
        assertTrue(refused { WorkCalendar(office.copy(week = emptyMap())) }.contains("a week without hours has no working time"))
        val swap = Swap(off = date("2026-01-03"), worked = date("2026-01-10"))
        assertEquals(
            "calendar `office`, swaps: off = 2026-01-03 is not worked anyway; a swap takes a day that is",
            refused { WorkCalendar(office.copy(swaps = listOf(swap))) },
        )
        fun argument(plan: CalendarPlan) = assertThrows(KiennghiException.Argument::class.java) { WorkCalendar(plan) }.reason
        assertEquals(
            "`+07:00` is not a zone of the IANA time zone data, such as Asia/Ho_Chi_Minh",
            argument(office.copy(zone = ZoneId.of("+07:00"))),
        )
        val backwards = Span(LocalTime.of(17, 0), LocalTime.of(13, 0))
        assertEquals(
            "`17:00-13:00` ends before it starts; hours over midnight are two spans, such as 22:00-24:00 and 00:00-06:00",
            argument(office.copy(week = mapOf(DayOfWeek.MONDAY to listOf(backwards)))),
        )
    }

    @Test
    fun `hours read and show as text, and midnight ends a day`() {
        assertEquals(Span(LocalTime.of(22, 0), LocalTime.MIDNIGHT), Span.parse("22:00-24:00"))
        assertEquals("22:00-24:00", Span.parse("22:00-24:00").toString())
        assertEquals("00:00-24:00", Span(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT).toString())
        for (text in listOf("07:30", "7:30-11:30", "07:30-25:00", "")) {
            assertThrows(DateTimeParseException::class.java) { Span.parse(text) }
        }
    }

    @Test
    fun `an amendment is a new version that tells where it differs`() {
        val swap = Amendment("2027.1", "1234/VPCP-KGVX", swaps = listOf(Swap(off = date("2027-04-29"), worked = date("2027-04-24"))))
        vietnam.amend(swap).use { amended ->
            assertEquals("vn-state@2027.1", amended.reference())
            assertFalse(amended.isWorkingDay(date("2027-04-29")))
            assertTrue(amended.text().startsWith(vietnam.text().trimEnd()))
            val changes = vietnam.differences(amended, date("2027-01-01"), date("2027-12-31"))
            assertEquals(listOf(date("2027-04-24"), date("2027-04-29")), changes.map { it.date })
            assertEquals("07:30-11:30, 13:00-17:00", changes[1].was.en)
            assertEquals("day off swapped with 24/04/2027 (1234/VPCP-KGVX)", changes[1].now.en)
            assertTrue(refused { amended.amend(swap) }.contains("an amendment needs a new version"))
            // A register adopts it like any other.
            Register.memory("van-thu").use { assertTrue(it.adoptCalendar(amended.text(), "vn-state").sequence > 0) }
        }
        val more = Amendment(
            version = "2027.2",
            source = "QĐ 15",
            daysOff = mapOf(date("2027-03-01") to Text("nghỉ bão", "storm")),
            hours = listOf(DayHours(date("2027-03-02"), hours.take(1), Text("họp", "meeting"))),
        )
        vietnam.amend(more).use { amended ->
            assertEquals(Text("nghỉ bão", "storm"), amended.day(date("2027-03-01")).reason)
            assertEquals(Day(date("2027-03-02"), true, hours.take(1), true, Text("họp", "meeting")), amended.day(date("2027-03-02")))
        }
        val announced = AnnouncedYear(2027, mapOf("new_year" to listOf(date("2027-01-01")), "tet" to (4..10).map { LocalDate.of(2027, 2, it) }))
        vietnam.amend(Amendment("2027.3", "QĐ 16", announced = listOf(announced))).use { amended ->
            assertEquals(YearStanding.ANNOUNCED, amended.yearStanding(2027))
            assertFalse(amended.isWorkingDay(date("2027-02-04")))
            assertTrue(amended.isWorkingDay(date("2027-09-02"))) // not among those announced here
        }
    }

    @Test
    fun `a year on a page, in either language`() {
        assertTrue(vietnam.yearPage(2026, Lang.EN).contains("16/02-20/02  off   Lunar New Year (Tết)"))
        assertEquals(vietnam.yearPage(2026), vietnam.yearPage(2026, Lang.VI))
        assertTrue(vietnam.yearPage(2026).contains("Tháng 12"))
    }

    @Test
    fun `days that are added name those that are skipped`() {
        assertEquals(
            listOf(
                "After Thu 12/02/2026, up to and with Thu 26/02/2026: 5 working days counted; not counted: weekly day off: " +
                    "14/02-15/02, 21/02-22/02; Lunar New Year (Tết): 16/02-20/02 (calendar vn-state@2026.3).",
            ),
            vietnam.explainWorkingDays(date("2026-02-12"), 5, Lang.EN),
        )
        assertTrue(vietnam.explainWorkingDays(date("2026-02-12"), 5).single().startsWith("Từ sau thứ Năm 12/02/2026"))
        assertEquals(2, vietnam.explainWorkingDays(date("2040-03-01"), -1).size)
    }

    @Test
    fun `a lunar date and its civil date, there and back`() {
        assertEquals(date("2026-04-26"), LunarDate(2026, 3, 10).toSolar()) // the Hùng Kings' day
        assertEquals(LunarDate(2026, 1, 1), LunarDate.fromSolar(date("2026-02-17"))) // Tết
        assertEquals(date("2007-02-17"), LunarDate(2007, 1, 1).toSolar()) // a day before the Chinese new year
        val leap = LunarDate(2025, 6, 10, leap = true)
        assertEquals(leap, LunarDate.fromSolar(date("2025-08-03")))
        assertEquals(date("2025-08-03"), leap.toSolar())
        assertEquals(listOf("10/06 nhuận/2025", "10/03/2026"), listOf(leap.text(), LunarDate(2026, 3, 10).text()))
        assertEquals("lunar year 2025 has no leap month 3; its leap month is 6", refused { LunarDate(2025, 3, 10, true).toSolar() })
        assertEquals("300 is not a lunar month; a month is 1 to 12", refused { LunarDate(2025, 300, 1).toSolar() })
        assertEquals("-1 is not a day of a lunar month; a day is 1 to 30", refused { LunarDate(2025, 3, -1).text() })
        assertTrue(refused { LunarDate.fromSolar(date("1900-01-30")) }.contains("1900-01-31 to 2200-02-14"))
    }
}
