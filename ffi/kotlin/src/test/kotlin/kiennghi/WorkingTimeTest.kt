package kiennghi

import java.time.DayOfWeek
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.ZoneOffset
import java.time.temporal.ChronoUnit
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Working time, one question at a time and by the list. */
class WorkingTimeTest {
    private val vietnam = WorkCalendar.vietnam()
    private val friday = at("2026-03-06T16:30:00+07:00") // half an hour before closing
    private val saturday = at("2026-03-07T10:00:00+07:00")

    private fun at(text: String): Instant = OffsetDateTime.parse(text).toInstant()

    private fun refused(ask: () -> Any?): String = assertThrows(KiennghiException.Calendar::class.java) { ask() }.reason

    /** Open all day and night. */
    private fun always(zone: String) =
        WorkCalendar(CalendarPlan("always", "1", ZoneId.of(zone), DayOfWeek.entries.associateWith { listOf(Span.parse("00:00-24:00")) }))

    @Test
    fun `working time is added, in the calendar's zone, over pauses too`() {
        // Four working hours from Friday 15:00: two until 17:00, two from Monday 07:30.
        val due = vietnam.addWorkingTime(at("2026-03-06T15:00:00+07:00"), Duration.ofHours(4))
        assertEquals("2026-03-09T09:30+07:00[Asia/Ho_Chi_Minh]", due.toString())
        assertEquals(at("2026-03-06T15:00:00+07:00"), vietnam.addWorkingTime(due.toInstant(), Duration.ofHours(-4)).toInstant())
        // 30 min, 30 min, then an hour after the pause.
        val pause = TimePause(at("2026-03-09T08:00:00+07:00"), at("2026-03-09T10:00:00+07:00"))
        val paused = vietnam.addWorkingTime(friday, Duration.ofHours(2), listOf(pause))
        assertEquals(at("2026-03-09T11:00:00+07:00"), paused.toInstant())
        assertEquals(Duration.ofHours(2), vietnam.workingTimeBetween(friday, paused.toInstant(), listOf(pause)))
        assertEquals(Duration.ofHours(4), vietnam.workingTimeBetween(friday, paused.toInstant()))
    }

    @Test
    fun `each policy does what its name says`() {
        fun add(start: Instant, minutes: Long, policy: TimePolicy) =
            vietnam.addWorkingTime(start, Duration.ofMinutes(minutes), policy = policy).toInstant()
        val opening = TimePolicy(landing = Landing.AT_NEXT_OPENING)
        assertEquals(at("2026-03-06T17:00:00+07:00"), add(friday, 30, TimePolicy()))
        assertEquals(at("2026-03-09T07:30:00+07:00"), add(friday, 30, opening))
        assertEquals(at("2026-03-09T08:30:00+07:00"), add(saturday, 60, TimePolicy()))
        assertEquals(saturday, add(saturday, 0, TimePolicy()))
        assertEquals(at("2026-03-09T07:30:00+07:00"), add(saturday, 0, TimePolicy(zero = ZeroAmount.TO_OPENING)))
        assertEquals(
            "2026-03-07 03:00:00 UTC is outside the working hours of calendar ${vietnam.reference()}; the policy `refuse` takes none of it",
            refused { add(saturday, 60, TimePolicy(outsideHours = OutsideHours.REFUSE)) },
        )

        val (late, early) = at("2026-03-09T09:30:00+07:00") to at("2026-03-06T16:00:00+07:00")
        assertEquals(Duration.ofHours(-3), vietnam.workingTimeBetween(late, early))
        assertEquals(Duration.ZERO, vietnam.workingTimeBetween(late, early, reversed = Reversed.ZERO))
        assertEquals(
            "2026-03-06 09:00:00 UTC is before 2026-03-09 02:30:00 UTC; the policy `refuse` takes them in order",
            refused { vietnam.workingTimeBetween(late, early, reversed = Reversed.REFUSE) },
        )
        assertEquals(
            "the pause from 2026-03-09 02:30:00 UTC to 2026-03-06 09:00:00 UTC ends before it starts",
            refused { vietnam.addWorkingTime(friday, Duration.ofHours(1), listOf(TimePause(late, early))) },
        )
    }

    @Test
    fun `openings, closings and intervals`() {
        assertTrue(vietnam.isWorkingTime(at("2026-03-06T07:30:00+07:00")))
        assertFalse(vietnam.isWorkingTime(at("2026-03-06T11:30:00+07:00")))
        assertFalse(vietnam.isWorkingTime(saturday))
        assertEquals(at("2026-03-09T07:30:00+07:00"), vietnam.nextOpening(friday).toInstant())
        assertEquals(at("2026-03-06T17:00:00+07:00"), vietnam.nextClosing(friday).toInstant())
        assertEquals(at("2026-03-06T13:00:00+07:00"), vietnam.previousOpening(saturday).toInstant())
        assertEquals(at("2026-03-06T11:30:00+07:00"), vietnam.previousClosing(friday).toInstant())
        assertEquals(
            listOf("2026-03-06T16:30+07:00" to "2026-03-06T17:00+07:00", "2026-03-09T07:30+07:00" to "2026-03-09T08:00+07:00"),
            vietnam.intervals(friday, at("2026-03-09T08:00:00+07:00")).map { "${it.from.toOffsetDateTime()}" to "${it.to.toOffsetDateTime()}" },
        )
        assertEquals(emptyList<Interval>(), vietnam.intervals(saturday, saturday))
        assertTrue(refused { vietnam.nextOpening(at("2101-01-02T00:00:00+07:00")) }.contains("2101-01-02 is outside calendar"))
    }

    @Test
    fun `a day on which clocks change has 23 or 25 hours`() {
        always("America/New_York").use { calendar ->
            // 8 March 2026: 02:00 EST becomes 03:00 EDT.
            val midnight = at("2026-03-08T00:00:00-05:00")
            assertEquals(Duration.ofHours(23), calendar.workingTimeBetween(midnight, at("2026-03-09T00:00:00-04:00")))
            assertEquals("2026-03-08T03:00-04:00[America/New_York]", calendar.addWorkingTime(midnight, Duration.ofHours(2)).toString())
            // 1 November: 02:00 EDT becomes 01:00 EST; the second 01:30 is the later one.
            val autumn = at("2026-11-01T00:00:00-04:00")
            assertEquals(Duration.ofHours(25), calendar.workingTimeBetween(autumn, at("2026-11-02T00:00:00-05:00")))
            assertEquals("2026-11-01T01:30-05:00[America/New_York]", calendar.addWorkingTime(autumn, Duration.ofMinutes(150)).toString())
        }
        val night = Span.parse("00:00-04:00")
        WorkCalendar(CalendarPlan("night", "1", ZoneId.of("America/New_York"), mapOf(DayOfWeek.SUNDAY to listOf(night)))).use { calendar ->
            // Of the four hours by the clock three are there.
            val interval = calendar.intervals(at("2026-03-08T00:00:00-05:00"), at("2026-03-09T00:00:00-04:00")).single()
            assertEquals(Duration.ofHours(3), Duration.between(interval.from, interval.to))
            assertEquals(
                "2026-03-15T01:00-04:00[America/New_York]",
                calendar.addWorkingTime(at("2026-03-08T00:00:00-05:00"), Duration.ofHours(4)).toString(),
            )
        }
    }

    @Test
    fun `time is exact to the microsecond and a smaller part is no time`() {
        val start = at("2026-03-06T15:00:00.000001+07:00")
        fun added(amount: Duration) = Duration.between(start, vietnam.addWorkingTime(start, amount))
        for (nanos in listOf(1_000L, 1_999_999_000L, -1_000L)) assertEquals(Duration.ofNanos(nanos), added(Duration.ofNanos(nanos)))
        assertEquals(Duration.ofNanos(1_000), added(Duration.ofNanos(1_999)))
        assertEquals(Duration.ofNanos(-1_000), added(Duration.ofNanos(-1_999)))
        assertEquals(Duration.ZERO, added(Duration.ofNanos(-999)))
        for (amount in listOf(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MIN_VALUE), Duration.ofDays(100_000_000))) {
            assertTrue(refused { vietnam.addWorkingTime(start, amount) }.contains("is outside calendar"), "$amount")
        }
        val argument = assertThrows(KiennghiException.Argument::class.java) { vietnam.isWorkingTime(Instant.MAX) }
        assertEquals("an instant is written like 2026-03-05T01:30:00Z", argument.reason)
    }

    @Test
    fun `a zone of the library is a zone of Java or its offset`() {
        // Java has this one under another name.
        WorkCalendar.fromToml(WorkCalendar(CalendarPlan("x", "1", ZoneId.of("UTC"), mapOf(DayOfWeek.MONDAY to listOf(Span.parse("08:00-09:00"))))).text()
            .replace("\"UTC\"", "\"EST\""), "est").use { calendar ->
            assertEquals(-5 * 3600, calendar.zone().rules.getOffset(friday).totalSeconds)
            assertEquals("2026-03-09T08:00-05:00", calendar.nextOpening(friday).toOffsetDateTime().toString())
        }
        val unknown = zonedDateTimeOf("2026-03-05T08:30:00+07:00[Mars/Olympus_Mons]")
        assertEquals(OffsetDateTime.parse("2026-03-05T08:30:00+07:00"), unknown.toOffsetDateTime())
        assertEquals(ZoneOffset.ofHours(7), unknown.zone)
    }

    @Test
    fun `lists give what single questions give`() {
        val dates = (0L..400L).map { LocalDate.of(2026, 1, 1).plusDays(it) }
        val days = dates.indices.map { it % 61 - 30 }
        assertEquals(dates.map { vietnam.addWorkingDays(it, 5) }, vietnam.addWorkingDaysEach(dates, 5))
        assertEquals(dates.zip(days) { date, of -> vietnam.addWorkingDays(date, of) }, vietnam.addWorkingDaysEach(dates, days))
        val due = vietnam.addWorkingDaysEach(dates, days)
        assertEquals(dates.zip(due) { from, to -> vietnam.workingDaysBetween(from, to) }, vietnam.workingDaysBetweenEach(dates, due))

        val starts = dates.indices.map { friday.plus(Duration.ofMinutes(97L * it)).plusNanos(1_000L * it) }
        val amounts = days.map { Duration.ofMinutes(53L * it) }
        val policy = TimePolicy(landing = Landing.AT_NEXT_OPENING, zero = ZeroAmount.TO_OPENING)
        val hour = Duration.ofHours(1)
        assertEquals(starts.map { vietnam.addWorkingTime(it, hour).toInstant() }, vietnam.addWorkingTimeEach(starts, hour))
        assertEquals(starts.map { vietnam.addWorkingTime(it, hour, policy = policy).toInstant() }, vietnam.addWorkingTimeEach(starts, hour, policy = policy))
        val ends = starts.zip(amounts) { start, amount -> vietnam.addWorkingTime(start, amount, policy = policy).toInstant() }
        assertEquals(ends, vietnam.addWorkingTimeEach(starts, amounts, policy = policy))
        assertEquals(starts.zip(ends) { from, to -> vietnam.workingTimeBetween(from, to) }, vietnam.workingTimeBetweenEach(starts, ends))
        assertEquals(emptyList<LocalDate>(), vietnam.addWorkingDaysEach(emptyList(), 5))
    }

    @Test
    fun `each item of a list has its own pauses`() {
        val starts = (0L..50L).map { friday.plus(Duration.ofHours(5 * it)) }
        val pauses = starts.mapIndexed { place, start ->
            List(place % 3) { TimePause(start.plus(Duration.ofHours(7L * it)), start.plus(Duration.ofHours(7L * it + place % 11))) }
        }
        val amounts = starts.indices.map { Duration.ofMinutes(31L * it - 400) }
        val hour = Duration.ofHours(1)
        assertEquals(
            starts.zip(pauses) { start, list -> vietnam.addWorkingTime(start, hour, list).toInstant() },
            vietnam.addWorkingTimeEach(starts, hour, pauses),
        )
        val ends = starts.indices.map { vietnam.addWorkingTime(starts[it], amounts[it], pauses[it]).toInstant() }
        assertEquals(ends, vietnam.addWorkingTimeEach(starts, amounts, pauses))
        assertEquals(
            starts.indices.map { vietnam.workingTimeBetween(starts[it], ends[it], pauses[it]) },
            vietnam.workingTimeBetweenEach(starts, ends, pauses),
        )
        val error = assertThrows(KiennghiException.Argument::class.java) { vietnam.addWorkingTimeEach(starts, hour, pauses.drop(1)) }
        assertEquals("there are pauses for 50 items of 51; give each its list, or none at all", error.reason)
        val reversed = listOf(emptyList(), listOf(TimePause(saturday, friday)))
        assertEquals(
            "item 1: the pause from 2026-03-07 03:00:00 UTC to 2026-03-06 09:30:00 UTC ends before it starts",
            refused { vietnam.addWorkingTimeEach(listOf(friday, friday), hour, reversed) },
        )
    }

    @Test
    fun `what the README shows`() {
        val friday = Instant.parse("2026-03-06T08:00:00Z")
        assertEquals("2026-03-09T09:30+07:00[Asia/Ho_Chi_Minh]", vietnam.addWorkingTime(friday, Duration.ofHours(4)).toString())
        assertEquals(Duration.parse("PT8H"), vietnam.workingTimeBetween(friday, friday.plus(3, ChronoUnit.DAYS)))
        assertEquals("2026-03-06T17:00+07:00[Asia/Ho_Chi_Minh]", vietnam.nextClosing(friday).toString())
        val office = WorkCalendar(
            CalendarPlan(
                id = "office", version = "1", zone = ZoneId.of("Asia/Ho_Chi_Minh"),
                week = DayOfWeek.entries.take(5).associateWith { listOf(Span.parse("08:00-12:00"), Span.parse("13:00-17:00")) },
                holidays = mapOf(LocalDate.of(2026, 1, 1) to Text("Tết Dương lịch", "New Year's Day")),
                swaps = listOf(Swap(off = LocalDate.of(2026, 1, 2), worked = LocalDate.of(2026, 1, 10))),
            ),
        )
        assertEquals(Duration.ofHours(8), office.use { it.workingTimeBetween(friday, friday.plus(3, ChronoUnit.DAYS)) })
    }

    @Test
    fun `a list of which an item has no answer fails and says which`() {
        val (first, last) = vietnam.first() to vietnam.last()
        fun outside(index: Int, date: String) =
            "item $index: $date is outside calendar ${vietnam.reference()}, which covers $first to $last; adopt a version that covers it"
        val dates = listOf(first, LocalDate.of(2026, 3, 2), LocalDate.of(1900, 1, 1), LocalDate.of(1800, 1, 1))
        assertEquals(outside(2, "1900-01-01"), refused { vietnam.addWorkingDaysEach(dates, 1) })
        assertEquals(outside(1, "2101-01-01"), refused { vietnam.addWorkingDaysEach(listOf(first, last), listOf(1, 1)) })
        assertEquals("amounts has 1 items; 2 would fit", refused { vietnam.addWorkingDaysEach(listOf(first, last), listOf(1)) })
        assertTrue(refused { vietnam.addWorkingDaysEach(listOf(first, LocalDate.MAX), 1) }.startsWith("item 1: "))
        assertTrue(refused { vietnam.addWorkingDaysEach(listOf(LocalDate.MIN), 1) }.startsWith("item 0: "))
        assertTrue(refused { vietnam.addWorkingTimeEach(listOf(friday, Instant.MAX), Duration.ofHours(1)) }.startsWith("item 1: "))
        assertTrue(refused { vietnam.addWorkingTimeEach(listOf(friday, Instant.MIN), Duration.ofHours(1)) }.startsWith("item 1: "))
        val refuse = TimePolicy(outsideHours = OutsideHours.REFUSE)
        assertTrue(refused { vietnam.addWorkingTimeEach(listOf(friday, saturday), Duration.ofHours(1), policy = refuse) }.startsWith("item 1: 2026-03-07 03:00:00 UTC is outside"))
        assertTrue(refused { vietnam.workingTimeBetweenEach(listOf(friday), listOf(Instant.EPOCH)) }.startsWith("item 0: "))
    }
}
