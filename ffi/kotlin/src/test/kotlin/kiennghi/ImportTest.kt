package kiennghi

import java.io.File
import java.time.LocalDate
import kotlin.coroutines.cancellation.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
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

    private val heading = "Số đến,Ngày đến,Nơi gửi,Trích yếu"

    private fun sheet(vararg rows: String, name: String = "so.csv"): Sheet =
        Sheet.fromBytes((listOf(heading) + rows).joinToString("\n").toByteArray(), name)

    @Test
    fun `a dry run tells what would become of each row, and all or nothing writes all or nothing`() {
        Register.memory("import").use { register ->
            val head = register.head()
            val rows = arrayOf("1,02/03/2026,Công ty A,Xin gia hạn thuê đất", "2,31/02/2026,Công ty B,Ngập đường")
            val dry = register.importSheet(sheet(*rows), mode = ImportMode.DRY_RUN)
            assertEquals(listOf(1L, 1L, Written.DRY_RUN), listOf(dry.added, dry.refusedRows, dry.written))
            val none = register.importSheet(sheet(*rows), mode = ImportMode.ALL_OR_NOTHING)
            assertEquals(listOf(1L, Written.NOTHING), listOf(none.refusedRows, none.written))
            assertEquals(head, register.head())
            val all = register.importSheet(sheet(rows[0]), mode = ImportMode.ALL_OR_NOTHING)
            assertEquals(listOf(1L, Written.TAKEN), listOf(all.added, all.written))
            val each = register.importSheet(sheet(*rows))
            assertEquals(listOf(1L, 1L, Written.TAKEN), listOf(each.unchanged, each.refusedRows, each.written))
            assertTrue(each.text.en.startsWith("so.csv: 2 rows = 0 added + 0 updated + 1 unchanged + 1 refused + 0 skipped"), each.text.en)
            val line = "row 3, column `Ngày đến`, value `31/02/2026`: there is no such day in the calendar"
            assertEquals(line, each.refused.single().text.en)
        }
    }

    @Test
    fun `what is doubtful comes with what probably should stand there`() {
        Register.memory("import").use { register ->
            val due = "$heading,Hạn trả lời\n1,02/03/2026,Công ty A,Xin gia hạn,20/03/2026\n"
            val report = register.importSheet(Sheet.fromBytes(due.toByteArray(), "so.csv"))
            val doubt = report.doubtful.single()
            assertEquals(listOf<Any?>("Hạn trả lời", "20/03/2026", "16/03/2026"), listOf(doubt.column, doubt.value, doubt.proposal))
            assertTrue(doubt.text.vi.endsWith("; có lẽ là 16/03/2026"), doubt.text.vi)
        }
    }

    @Test
    fun `how a file was read is in its notes, and can be said instead`() {
        val text = "Ngày đến;Nơi gửi;Trích yếu\n02/03/2026;Công ty A;Đề nghị gia hạn thuê đất\n"
        val sheet = Sheet.fromBytes(text.toByteArray(Charsets.UTF_16), "so.txt")
        assertEquals(listOf("so.txt", 2L), listOf(sheet.name(), sheet.rows()))
        val notes = sheet.notes().map { it.en }
        assertTrue("cells parted by semicolon" in notes && notes.any { it.startsWith("encoding UTF-16") }, "$notes")
        sheet.checkHeadings()
        Register.memory("import").use { register ->
            val report = register.importSheet(sheet)
            assertEquals(sheet.notes(), report.notes)
            assertEquals("Đề nghị gia hạn thuê đất", register.petition("PAKN-2026-0001").summary)
            // Of old fonts: the bytes of VNI-Times.
            val bytes = byteArrayOf(0xD1.toByte()) + "e".toByteArray() + 0xE0.toByte() + " ngh".toByteArray() + 0xF2.toByte()
            val vni = "Ngay den,Noi gui,Trich yeu\n02/03/2026,Cong ty B,".toByteArray() + bytes
            register.importSheet(Sheet.fromBytes(vni, "vni.csv", encoding = Encoding.VNI))
            assertEquals("Đề nghị", register.petition("PAKN-2026-0002").summary)
        }
    }

    @Test
    fun `a mapping says what columns mean, and one that does not fit is an error with its place`() {
        val toml = """
            title = "Sổ của xã"
            scope = "xa"
            [columns]
            received = ["Ngay nhan"]
            summary = ["Viec"]
            [defaults]
            source = "citizen"
            channel = "portal"
            kind = "feedback"
            delivered_by = "Cổng dịch vụ công"
        """.trimIndent()
        val mapping = Mapping.fromToml(toml, "xa.toml")
        assertEquals("xa.toml (Sổ của xã)", mapping.label())
        val own = Sheet.fromBytes("Ngày nhận,Việc\n02/03/2026,Ngập đường\n".toByteArray(), "xa.csv", mapping = mapping)
        own.checkHeadings(mapping)
        Register.memory("import").use { register ->
            assertEquals(1, register.importSheet(own, mapping).added)
            val petition = register.petition("PAKN-2026-0001")
            assertEquals(listOf(SourceKind.CITIZEN, Channel.PORTAL, PetitionKind.FEEDBACK), listOf(petition.source, petition.channel, petition.kind))
            for (wrong in listOf<() -> Any>(
                { register.importSheet(own) },
                { own.checkHeadings() },
                { own.checkHeadings(Mapping.vietnam()) },
                { Mapping.fromToml("title = 5", "xa.toml") },
            )) {
                assertEquals("mapping", assertThrows(KiennghiException.Exchange::class.java) { wrong() }.code)
            }
        }
    }

    @Test
    fun `a limit is told before it is met, and what goes beyond is an error with a code`() {
        val limits = importLimits()
        assertTrue(limits.rows > 1_000_000 && limits.bytes > 100_000_000 && limits.cells > limits.rows)
        val much = assertThrows(KiennghiException.Exchange::class.java) { sheet("1,02/03/2026,A," + "x".repeat(limits.cellBytes.toInt() + 1)) }
        assertEquals("file_too_large", much.code)
        val mapping = assertThrows(KiennghiException.Exchange::class.java) { Mapping.fromToml("#".repeat(limits.mappingBytes.toInt() + 1), "x") }
        assertEquals("file_too_large", mapping.code)
        assertEquals("file_unreadable", assertThrows(KiennghiException.Exchange::class.java) { Sheet.fromBytes(ByteArray(0), "so.csv") }.code)
    }

    private val many = (1..1_000).map { "$it,02/03/2026,Công ty $it,Việc $it" }.toTypedArray()

    @Test
    fun `progress is told to the end, and whoever is told can stop it`() {
        Register.memory("import").use { register ->
            val head = register.head()
            val told = mutableListOf<Progress>()
            val report = register.importSheet(sheet(*many), mode = ImportMode.DRY_RUN) { told += it }
            assertEquals(1_000, report.added)
            assertEquals(Progress(1_000, 1_000), told.last())
            assertEquals(told.map { it.done }.sorted(), told.map { it.done })
            assertTrue(told.size > 3)

            val stop = object : ImportProgress {
                override fun told(progress: Progress) = if (progress.done < 500) ImportStep.GO_ON else ImportStep.STOP
            }
            val stopped = assertThrows(KiennghiException.Exchange::class.java) { register.importSheet(sheet(*many), progress = stop) }
            assertEquals("import_stopped", stopped.code)
            assertEquals(head, register.head())
        }
    }

    @Test
    fun `what the application throws stops the import and is thrown as it is, and across it is not told`() {
        Register.memory("import").use { register ->
            val name = IllegalStateException("Nguyễn Văn A")
            assertSame(name, assertThrows(IllegalStateException::class.java) { register.importSheet(sheet(*many)) { throw name } })
            val throwing = object : ImportProgress {
                override fun told(progress: Progress): ImportStep = throw name
            }
            val across = assertThrows(KiennghiException.Exchange::class.java) { register.importSheet(sheet(*many), progress = throwing) }
            assertEquals("import_stopped", across.code)
            assertFalse(across.message.contains("Nguyễn"), across.message)
            assertEquals(1_000, register.importSheet(sheet(*many)).added)
        }
    }

    @Test
    fun `a register that is asked from its own progress says so instead of waiting for itself`() {
        val file = File(folder, "so-dang-ky-2026.csv").path
        Register.memory("import").use { register ->
            Register.memory("other").use { other ->
                val asked = mutableListOf<String>()
                register.importFile(file) {
                    asked += assertThrows(KiennghiException.Argument::class.java) { register.head() }.code
                    other.head()
                }
                assertTrue(asked.isNotEmpty() && asked.all { it == "argument" }, "$asked")
                assertTrue(register.head().sequence > 1)
            }
        }
    }

    @Test
    fun `an import ends with the job of its coroutine`() {
        Register.memory("import").use { register ->
            val head = register.head()
            assertThrows(CancellationException::class.java) {
                runBlocking {
                    val job = currentCoroutineContext().job
                    register.io {
                        importSheet(sheet(*many)) {
                            if (it.done > 0) job.cancel()
                            job.ensureActive()
                        }
                    }
                }
            }
            assertEquals(head, register.head())
        }
    }
}
