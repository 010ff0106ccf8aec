package kiennghi

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ReportTest {
    @TempDir
    lateinit var folder: Path

    private val today = LocalDate.of(2026, 11, 20)

    @Test
    fun `a page tells the figures of its periods without names, as text and as a file`() {
        Register.memory("import").use { register ->
            register.importFile(File(System.getProperty("kiennghi.sample"), "so-dang-ky-2026.csv").path)
            val page = register.reportHtml(ReportQuestion(asOf = today, agency = "Sở Xây dựng <A>"))
            assertTrue(page.startsWith("<!DOCTYPE html><html lang=\"vi\">"), page.take(40))
            assertTrue(page.contains("Sở Xây dựng &lt;A&gt;") && page.contains(register.head().hash))
            assertTrue(page.contains("Tháng 11/2026") && !page.contains("Quý 4/2026"))
            val overdue = register.worklist(Moment.of(today)).first { it.standing == Standing.OVERDUE }
            assertTrue(page.contains(overdue.number))
            val names = register.petitions(listOf(overdue.number)).single().let { listOfNotNull(it.summary, it.originator) }
            assertTrue(names.isNotEmpty() && names.none { page.contains(it) })

            val path = folder.resolve("bao-cao.html")
            val quarters = ReportQuestion(
                asOf = today, period = PeriodKind.QUARTER, from = LocalDate.of(2026, 4, 1), to = LocalDate.of(2026, 9, 30), lang = Lang.EN,
            )
            register.report(path.toString(), quarters)
            val file = Files.readString(path)
            // The file says where all that is overdue is; the text has no file beside it.
            val beside = "bao-cao-overdue.xlsx"
            assertTrue(file.contains("href=\"$beside\"") && Files.size(folder.resolve(beside)) > 0)
            val lines = { page: String -> page.replace(">", ">\n").lines().filter { it.isNotBlank() } }
            val without = lines(register.reportHtml(quarters))
            assertTrue(lines(file).containsAll(without.filter { "overdue" !in it }))
            assertFalse(without.any { beside in it })
            assertTrue(file.contains("Q2/2026") && file.contains("Q3/2026"))
            assertFalse(file.contains("Q1/2026") || file.contains("Q4/2026"))

            val other = assertThrows(KiennghiException.Exchange::class.java) { register.report(folder.resolve("so.db").toString(), quarters) }
            assertEquals("file_unwritten", other.code)
            val never = assertThrows(KiennghiException.Statistics::class.java) {
                register.reportHtml(ReportQuestion(asOf = today, from = today.plusYears(1), to = today.plusYears(1)))
            }
            assertEquals("statistics", never.code)
        }
    }
}
