package kiennghi

import java.io.File
import java.time.LocalDate
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The sample register of 2026, held against the figures that came with it. */
class ImportTest {
    private val folder = File(System.getProperty("kiennghi.sample"))
    private val expected = Json.parseToJsonElement(File(folder, "expected.json").readText()).jsonObject
    private val today = LocalDate.parse(expected.getValue("today").jsonPrimitive.content)

    private fun number(key: String): Long = expected.getValue(key).jsonPrimitive.int.toLong()
    private fun rows(key: String): Set<Long> =
        expected.getValue(key).jsonArray.map { it.jsonObject.getValue("row").jsonPrimitive.int.toLong() }.toSet()
    private fun JsonObject.counts(key: String): Map<String, Long> =
        getValue(key).jsonObject.mapValues { it.value.jsonPrimitive.int.toLong() }

    @Test
    fun `every row is taken or is in the report, and a second import adds nothing`() {
        Register.memory("import").use { register ->
            val report = register.importFile(File(folder, "so-dang-ky-2026.csv").path)
            assertEquals(number("heading_row"), report.headingRow)
            assertEquals(number("taken"), report.added)
            assertEquals(rows("refused"), report.refused.map { it.row }.toSet())
            assertEquals(report.refusedRows, rows("refused").size.toLong())
            assertEquals(report.rows, report.added + report.updated + report.unchanged + report.refusedRows + report.skipped.size)
            val blank = expected.getValue("blank_rows").jsonArray.map { it.jsonPrimitive.int.toLong() }
            assertEquals(blank + number("total_row"), report.skipped.map { it.row })
            assertTrue(report.doubtful.map { it.row }.containsAll(rows("doubtful")))
            val forwarded = expected.getValue("probable_duplicates").jsonArray.map { it.jsonObject.getValue("forwarded_row").jsonPrimitive.int.toLong() }
            assertEquals(forwarded, report.duplicates.map { it.row })
            val wrong = report.refused.first { it.value == "31/02/2026" }
            assertEquals("Ngày đến", wrong.column)
            assertEquals(Text("lịch không có ngày này", "there is no such day in the calendar"), wrong.reason)

            val again = register.importFile(File(folder, "so-dang-ky-2026.csv").path)
            assertEquals(listOf(0L, 0L, report.added), listOf(again.added, again.updated, again.unchanged))
        }
    }

    @Test
    fun `counts by source are those of the sheet`() {
        Register.memory("import").use { register ->
            register.importFile(File(folder, "so-dang-ky-2026.csv").path)
            val table = register.statistics(Question(listOf(Dimension.SOURCE), PeriodKind.YEAR, today, today, asOf = today))
            fun by(count: (Row) -> Long): Map<String, Long> = table.rows().associate { it.groups.single().code!! to count(it) }
            assertEquals(expected.counts("taken_by_source"), by { it[Measure.RECEIVED] })
            assertEquals(expected.counts("open_by_source"), by { it.open })
            val timeliness = expected.getValue("timeliness_of_replied").jsonObject
            assertEquals(timeliness.counts("replied_by_source"), by { it.onTimeRate.among })
            assertEquals(timeliness.counts("on_time_by_source"), by { it.onTimeRate.of })

            val outcomes = expected.counts("taken_by_outcome")
            val total = table.totals().single()
            assertEquals(outcomes.getValue("forwarded"), total[Measure.FORWARDED_OUT])
            assertEquals(outcomes.getValue("open"), total.open)

            val open = expected.getValue("open_rows").jsonObject.mapValues { it.value.jsonArray.size }
            val standing = register.worklist(Moment.of(today)).groupingBy { it.standing }.eachCount()
            assertEquals(open["overdue"], standing[Standing.OVERDUE])
            assertEquals(open["awaiting_supplement"], standing[Standing.PAUSED])
        }
    }
}
