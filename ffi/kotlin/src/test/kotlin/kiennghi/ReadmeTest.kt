package kiennghi

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDate
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What the README says of sheets and counts, as it stands there. */
class ReadmeTest {
    @TempDir
    lateinit var folder: Path

    private val source = File(System.getProperty("kiennghi.sample"), "so-dang-ky-2026.xlsx")
    private val today = LocalDate.of(2026, 11, 20)
    private val newYear = LocalDate.of(2026, 1, 1)

    @Test
    fun `a sheet comes in`() {
        Register.memory("import").use { register ->
            val report = register.importFile(source.path, mode = ImportMode.DRY_RUN)
            val lines = report.refused.map { it.text.en }
            assertTrue(lines.first().startsWith("row 46, column `Ngày đến`, value `31/02/2026`: "), lines.first())
            assertTrue(report.doubtful.any { it.proposal != null } && report.written == Written.DRY_RUN)

            val sheet = Sheet.fromBytes(source.readBytes(), "so-dang-ky-2026.xlsx")
            val told = mutableListOf<String>()
            val all = register.importSheet(sheet, mode = ImportMode.ALL_OR_NOTHING) { told += "${it.done} of ${it.rows}" }
            assertEquals(listOf(Written.NOTHING, report.refused), listOf(all.written, all.refused))
            assertEquals("${report.rows} of ${report.rows}", told.last())
            val ended = runBlocking {
                val job = currentCoroutineContext().job
                register.io { importFile(source.path) { job.ensureActive() } }
            }
            assertEquals(report.added, ended.added)
        }
    }

    @Test
    fun `what is counted`() {
        Register.memory("import").use { register ->
            register.importFile(source.path)
            val question = Question(listOf(Dimension.SOURCE, Dimension.UNIT), PeriodKind.QUARTER, from = newYear, to = today, asOf = today)
            val table = register.statistics(question)
            val lines = table.rows().map { row ->
                val (source, unit) = row.groups.map { it.label.vi }
                "$source, $unit, ${row.period.label.vi}: ${row[Measure.RECEIVED]}, ${row.onTimeRate.text}, ${row[RowFigure.MEDIAN_TO_REPLY]}"
            }
            assertTrue(lines.first().startsWith("Văn bản do UBND tỉnh chuyển, Phòng Quản lý lao động, Quý 1/2026: "), lines.first())
            assertTrue(table.subtotals(listOf(Dimension.UNIT)).isNotEmpty())
            val row = table.rows().first()
            assertEquals(row[Measure.OPEN_OVERDUE], register.behind(table, row, Measure.OPEN_OVERDUE).size.toLong())
            assertTrue(table.trend(TableNumber.Ratio(Ratio.ON_TIME_RATE), by = listOf(Dimension.UNIT), window = 3).isNotEmpty())
            assertTrue(table.ranking(Dimension.UNIT).isNotEmpty() && table.published(5).withheld() > 0)

            val form = Form.builtIn("by-source")
            val filled = register.form(form, form.question(within = today, asOf = today))
            assertEquals(emptyList<String>(), filled.failures().map { it.text.vi })
            assertEquals("Count(value=84)", "${filled.total()["to_do_total"]}")

            assertTrue(register.ageing(today).isNotEmpty() && register.fallsDue(today, Horizon.WorkingDays(5)).isNotEmpty())
            val page = folder.resolve("bao-cao.html")
            register.report(page.toString(), ReportQuestion(asOf = today, agency = "Sở Xây dựng"))
            assertTrue(Files.size(page) > 10_000)
        }
    }
}
