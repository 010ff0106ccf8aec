package kiennghi

import java.io.File
import java.math.BigDecimal
import java.math.RoundingMode
import java.time.LocalDate
import java.time.temporal.ChronoUnit
import kotlin.math.sqrt
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** What an office counts of the sample register of 2026. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatisticsTest {
    private val register = Register.memory("import").apply {
        importFile(File(System.getProperty("kiennghi.sample"), "so-dang-ky-2026.csv").path)
    }
    private val today = LocalDate.of(2026, 11, 20)
    private val year = LocalDate.of(2026, 1, 1)

    @AfterAll
    fun close() = register.close()

    private fun table(vararg by: Dimension, period: PeriodKind? = PeriodKind.QUARTER): Table =
        register.statistics(Question(by.toList(), period, year, today, asOf = today))

    private fun rows(json: String, key: String = "rows"): List<JsonObject> =
        Json.parseToJsonElement(json).jsonObject.getValue(key).jsonArray.map { it.jsonObject }

    /** Every number by its name, as JSON has them. */
    private fun named(counts: Map<Measure, Long>, figures: Map<RowFigure, Long>): Map<String, Long?> =
        Measure.entries.associate { Words.code(it) to counts[it] } + RowFigure.entries.associate { Words.code(it) to figures[it] }

    private fun JsonObject.numbers(): Map<String, Long?> =
        (Measure.entries + RowFigure.entries).associate { Words.code(it) to getValue(Words.code(it)).jsonPrimitive.longOrNull }

    @Test
    fun `a table has every count and figure, and its rows add up to subtotals and totals`() {
        val table = table(Dimension.SOURCE, Dimension.UNIT)
        val rows = table.rows()
        assertEquals(rows(table.toJson()).map { it.numbers() }, rows.map { named(it.counts, it.figures) })
        assertEquals(listOf(Dimension.SOURCE, Dimension.UNIT), table.by())
        assertTrue(rows.all { row -> row.groups.map { it.dimension } == table.by() })
        for (row in rows + table.totals() + table.subtotals(listOf(Dimension.UNIT))) {
            assertEquals(row.toDo, row.closed + row[Measure.MOVED_OUT] + row.open)
            assertEquals(listOf(row.toDo, row.closed, row.open), listOf(row[RowFigure.TO_DO], row[RowFigure.CLOSED], row[RowFigure.OPEN]))
        }
        for (measure in Measure.entries) {
            val byUnit = table.subtotals(listOf(Dimension.UNIT)).filter { it.period.start == year }.sumOf { it[measure] }
            assertEquals(rows.filter { it.period.start == year }.sumOf { it[measure] }, byUnit, "$measure")
            assertEquals(byUnit, table.totals().first()[measure], "$measure")
        }
        val unrated = rows.first { it[RowFigure.COUNT_TO_REPLY] == 0L }
        assertNull(unrated[RowFigure.MEDIAN_TO_REPLY])
        assertEquals(listOf("Quý 1/2026", "Q1/2026"), table.periods().first().label.let { listOf(it.vi, it.en) })
        assertEquals(rows.size + 1, table.toCsv().lines().count { it.isNotEmpty() })
        assertTrue(table.toText(Lang.EN).contains("Balance: to do = closed + moved out + open"))
        assertEquals(table.toText(), "$table")
        val apart = assertThrows(KiennghiException.Statistics::class.java) { table.subtotals(listOf(Dimension.OFFICER)) }
        assertEquals("statistics", apart.code)
    }

    @Test
    fun `the days of a question without a kind of period are one`() {
        val march = LocalDate.of(2026, 3, 5)
        val days = register.statistics(Question(emptyList(), period = null, from = march, to = march.plusDays(9), asOf = today))
        assertEquals(listOf(march to march.plusDays(10)), days.periods().map { it.start to it.end })
        val single = register.statistics(Question(emptyList(), PeriodKind.DAY, march, march.plusDays(9), asOf = today))
        assertEquals(single.totals().sumOf { it[Measure.RECEIVED] }, days.rows().single()[Measure.RECEIVED])
        val empty = assertThrows(KiennghiException.Statistics::class.java) {
            register.statistics(Question(emptyList(), period = null, from = march, to = march.minusDays(1), asOf = today))
        }
        assertEquals("statistics", empty.code)
    }

    @Test
    fun `each number of a published table is shown, withheld or unmeasured, and none is small`() {
        val published = table(Dimension.SOURCE, Dimension.UNIT).published(5)
        val shown = rows(published.toJson())
        assertTrue(published.withheld() > 0)
        for ((row, json) in published.rows().zip(shown)) {
            val withheld = json.getValue("withheld").jsonArray.map { it.jsonPrimitive.content }.toSet()
            for ((name, stands) in row.counts.mapKeys { Words.code(it.key) } + row.figures.mapKeys { Words.code(it.key) }) {
                val number = json.getValue(name).jsonPrimitive.longOrNull
                val expected = if (name in withheld) Shown.Withheld else number?.let { Shown.Number(it) } ?: Shown.Nothing
                assertEquals(expected, stands, name)
            }
            val counts = row.counts.values.filterIsInstance<Shown.Number>().map { it.value }
            assertTrue(counts.all { it == 0L || it >= 5 }, "$counts")
            assertEquals(row.onTimeRate == null, Shown.Withheld in listOf(row[RowFigure.ON_TIME], row[RowFigure.ON_TIME_AMONG]))
        }
        assertEquals(shown.size, published.rows().size)
        val seen = shown.sumOf { it.getValue("withheld").jsonArray.size } + rows(published.toJson(), "totals").sumOf { it.getValue("withheld").jsonArray.size }
        assertEquals(seen.toLong(), published.withheld())
        assertEquals(5, published.least())
        // Its own dimensions, in its own order.
        val turned = published.subtotals(listOf(Dimension.UNIT, Dimension.SOURCE)).first()
        assertEquals(listOf(Dimension.SOURCE, Dimension.UNIT), turned.groups.map { it.dimension })
        assertEquals(published.rows().first(), turned)
        assertEquals(published.toText(), "$published")
        for (least in listOf(-5, 0, 1, 1_000_001)) {
            assertThrows(KiennghiException.Statistics::class.java) { table(Dimension.SOURCE).published(least) }
        }
    }

    @Test
    fun `a trend tells each change exactly, and a gap where there is none`() {
        val table = table(Dimension.SOURCE, period = PeriodKind.MONTH)
        val counts = table.totals().map { it[Measure.RECEIVED] }
        val all = table.trend(TableNumber.Count(Measure.RECEIVED), window = 3).single()
        assertEquals(emptyList<Group>(), all.groups)
        assertEquals(counts.map { Fraction.of(it) }, all.points.map { it.value })
        for (place in counts.indices) {
            val point = all.points[place]
            val before = counts.getOrNull(place - 1)
            assertEquals(before?.let { Fraction.of(counts[place] - it) }, point.change?.by)
            assertEquals(before?.let { Fraction.of(100 * (counts[place] - it), it) }, point.change?.percent)
            assertNull(point.yearChange)
            assertEquals(if (place < 2) null else Fraction.of(counts.subList(place - 2, place + 1).sum(), 3), point.average)
        }
        val bySource = table.trend(TableNumber.Ratio(Ratio.ON_TIME_RATE), by = listOf(Dimension.SOURCE))
        for (trend in bySource) {
            val rates = table.rows().filter { it.groups == trend.groups }.associate { it.period to it.onTimeRate }
            for (point in trend.points) {
                val rate = rates.getValue(point.period)
                assertEquals(if (rate.among == 0L) null else Fraction.of(100 * rate.of, rate.among), point.value)
                assertNull(point.change?.percent)
                point.value?.let { assertEquals(rate.text, "${it.toDecimal()} %") }
            }
        }
        assertEquals(3, bySource.size)
        val median = table.trend(TableNumber.Figure(RowFigure.MEDIAN_TO_REPLY), window = 2).single().points
        assertTrue(median.any { it.value != null } && median.all { it.average == null })
        val text = table.trendText(TableNumber.Ratio(Ratio.ON_TIME_RATE), by = listOf(Dimension.SOURCE), window = 3, lang = Lang.EN)
        assertTrue(bySource.all { it.groups.single().label.en in text } && "${bySource.first().points.last { it.value != null }.value!!.toDecimal()} %" in text, text)
        assertThrows(KiennghiException.Argument::class.java) { table.trend(TableNumber.Ratio(Ratio.ON_TIME_RATE), window = 0) }
        assertThrows(KiennghiException.Statistics::class.java) { table.trend(TableNumber.Ratio(Ratio.ON_TIME_RATE), by = listOf(Dimension.UNIT)) }
    }

    @Test
    fun `units are ranked by their rate, each between its bounds by Wilson's formula`() {
        val table = table(Dimension.UNIT)
        val ranking = table.ranking(Dimension.UNIT)
        val rates = ranking.filter { it.bounds != null }.map { it.rate.of.toDouble() / it.rate.among }
        assertTrue(rates.size > 2)
        assertEquals(rates.sortedDescending(), rates)
        assertEquals(1, ranking.first().place)
        for (one in ranking) {
            val bounds = one.bounds ?: continue
            val (p, n, z) = Triple(one.rate.of.toDouble() / one.rate.among, one.rate.among.toDouble(), 1.96)
            val middle = p + z * z / (2 * n)
            val spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
            assertEquals((middle - spread) / (1 + z * z / n) * 10_000, bounds.lower.toDouble(), 1.0, one.group.label.vi)
            assertEquals((middle + spread) / (1 + z * z / n) * 10_000, bounds.upper.toDouble(), 1.0, one.group.label.vi)
        }
        val text = table.rankingText(Lang.EN)
        assertTrue(text.startsWith("REPLIES ON TIME: Q1/2026, ") && ranking.all { it.group.label.en in text }, text)
        assertThrows(KiennghiException.Statistics::class.java) { table.ranking(Dimension.SOURCE) }
    }

    @Test
    fun `behind each count are as many petitions as it says, whatever is recorded since`() {
        Register.memory("van-thu").use { register ->
            val letter = Receive(SourceKind.ENTERPRISE, "Công ty A", Channel.LETTER, "Ngập đường")
            val first = register.receive(Moment.of(LocalDate.of(2026, 3, 2)), letter).number
            val march = Question(listOf(Dimension.SOURCE), PeriodKind.MONTH, LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31), asOf = LocalDate.of(2026, 3, 31))
            val table = register.statistics(march)
            register.receive(Moment.of(LocalDate.of(2026, 3, 3)), letter)
            assertEquals(listOf(first), register.behind(table, table.rows().single(), Measure.RECEIVED))
            assertEquals(2, register.behind(register.statistics(march), TableNumber.Count(Measure.RECEIVED), period = march.from).size)
            assertThrows(KiennghiException.Statistics::class.java) { register.behind(table, TableNumber.Count(Measure.RECEIVED), period = today) }
        }
        val table = table(Dimension.SOURCE, Dimension.UNIT)
        for (row in table.rows() + table.totals() + table.subtotals(listOf(Dimension.UNIT))) {
            for (measure in listOf(Measure.RECEIVED, Measure.REPLIED_LATE, Measure.OPEN_OVERDUE)) {
                assertEquals(row[measure], register.behind(table, row, measure).size.toLong(), "$measure of ${row.groups}")
            }
        }
    }

    @Test
    fun `what is overdue and what falls due are the worklist's, by unit`() {
        val items = register.worklist(Moment.of(today))
        val overdue = items.filter { it.standing == Standing.OVERDUE }
        val ageing = register.ageing(today)
        assertEquals(listOf(0 to 5, 6 to 10, 11 to 20, 21 to null), ageing.first().bands.map { it.from to it.to })
        for (unit in ageing) {
            for (band in unit.bands) {
                val wanted = overdue.filter { it.unit == unit.unit && -it.daysLeft!! in band.from..(band.to ?: Int.MAX_VALUE) }
                assertEquals(wanted.map { it.number }.sorted(), band.numbers.sorted())
            }
        }
        assertEquals(overdue.size, ageing.sumOf { unit -> unit.bands.sumOf { it.numbers.size } })
        assertEquals(listOf(0 to 30, 31 to null), register.ageing(today, ends = listOf(30)).first().bands.map { it.from to it.to })

        val next = items.filter { it.standing in setOf(Standing.DUE_SOON, Standing.IN_TIME) }
        for ((within, isIn) in listOf<Pair<Horizon, (WorkItem) -> Boolean>>(
            Horizon.WorkingDays(5) to { it.daysLeft!! <= 5 },
            Horizon.CalendarDays(10) to { ChronoUnit.DAYS.between(today, it.due!!.date) <= 10 },
        )) {
            val forecast = register.fallsDue(today, within)
            val wanted = next.filter(isIn).map { Triple(it.unit, it.due!!.date, it.number) }
            assertTrue(wanted.isNotEmpty())
            assertEquals(wanted.toSet(), forecast.flatMap { unit -> unit.days.flatMap { day -> day.numbers.map { Triple(unit.unit, day.date, it) } } }.toSet())
        }
        for (wrong in listOf<() -> Any>(
            { register.ageing(today, ends = listOf(10, 5)) },
            { register.ageing(today, ends = listOf(-1)) },
            { register.fallsDue(today, Horizon.WorkingDays(-1)) },
        )) {
            assertThrows(KiennghiException.Argument::class.java) { wrong() }
        }
    }

    @Test
    fun `units are counted by the time or by who carries them on, and letters once or each`() {
        val catalogue = """
            id = "ban"
            version = "2026.1"
            title = { vi = "Ban quản lý", en = "Management board" }
            [[unit]]
            id = "lao-dong"
            name = { vi = "Phòng Lao động", en = "Labour office" }
            until = 2026-03-31
            becomes = ["tong-hop"]
            [[unit]]
            id = "tong-hop"
            name = { vi = "Phòng Tổng hợp", en = "General office" }
            from = 2026-04-01
        """.trimIndent()
        Register.memory("van-thu").use { register ->
            register.adoptUnits(catalogue, "units.toml")
            val (monday, tuesday) = listOf(2, 3).map { Moment.of(LocalDate.of(2026, 3, it)) }
            val letter = Receive(SourceKind.ENTERPRISE, "Công ty A", Channel.LETTER, "Ngập đường")
            val numbers = List(3) { register.receive(monday, letter).number }
            numbers.forEach { register.assign(it, monday, unit = "lao-dong") }
            register.link(numbers[1], tuesday, to = numbers[0], counted = Counting.EACH)
            register.link(numbers[2], tuesday, to = numbers[0], counted = Counting.ONCE)
            val may = LocalDate.of(2026, 5, 31)
            val question = Question(listOf(Dimension.UNIT), PeriodKind.YEAR, may, may, asOf = may)
            fun received(question: Question) = register.statistics(question).rows().associate { it.groups.single().code to it[Measure.RECEIVED] }
            assertEquals(mapOf("lao-dong" to 3L), received(question))
            assertEquals(mapOf("tong-hop" to 3L), received(question.copy(units = UnitsBy.SUCCESSOR)))
            assertEquals(mapOf("lao-dong" to 2L), received(question.copy(duplicates = Duplicates.AS_LINKED)))
            assertEquals(mapOf("lao-dong" to 1L), received(question.copy(duplicates = Duplicates.ONCE)))
        }
    }

    @Test
    fun `an exact number is in lowest terms, and is rounded half away from zero`() {
        assertEquals(Fraction.of(1, 2), Fraction.of(2, 4))
        assertEquals("-1/3", Fraction.of(-2, 6).toString())
        assertEquals(listOf("0", "12"), listOf(Fraction.of(0, 7), Fraction.parse("24/2")).map { it.toString() })
        assertEquals(Fraction.of(2, 4).hashCode(), Fraction.parse("1/2").hashCode())
        assertTrue(Fraction.of(1, 3) < Fraction.of(1, 2))
        assertEquals(listOf("0.3", "-0.3"), listOf(Fraction.of(1, 4), Fraction.of(-1, 4)).map { it.toDecimal().toPlainString() })
        assertEquals(BigDecimal("0.3333").setScale(4, RoundingMode.UNNECESSARY), Fraction.of(1, 3).toDecimal(4))
        assertEquals(1.0 / 3, Fraction.of(1, 3).toDouble(), 1e-15)
        assertThrows(IllegalArgumentException::class.java) { Fraction.of(1, 0) }
        for (wrong in listOf("1/0", "1/-2", "a", "1/2/3", "")) assertThrows(NumberFormatException::class.java) { Fraction.parse(wrong) }
    }
}
