package kiennghi

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class KeepTest {
    @TempDir
    lateinit var folder: Path

    private fun march(day: Int): Moment = Moment.of(LocalDate.of(2026, 3, day))

    private val today = Moment.of(LocalDate.of(2030, 1, 4))

    private fun path(name: String): String = folder.resolve(name).toString()

    private fun letter(from: String, summary: String) =
        Receive(source = SourceKind.CITIZEN, deliveredBy = from, channel = Channel.LETTER, summary = summary)

    private fun refused(call: () -> Any) = assertThrows(KiennghiException::class.java) { call() }

    @Test
    fun `a ledger that was cut or rewritten is found against a saved head`() {
        Register.memory("van-thu").use { register ->
            register.receive(march(2), letter("X", "Mất điện"))
            val saved = register.head()
            register.receive(march(3), letter("Y", "Ngập đường"))
            assertEquals(register.head(), register.verify(saved))
            Register.memory("van-thu").use { other ->
                assertEquals("ledger_cut", refused { other.verify(saved) }.code)
                other.receive(march(2), letter("Z", "Thuê đất"))
                assertEquals("ledger_rewritten", refused { other.verify(saved) }.code)
            }
            assertEquals("argument", refused { register.verify(Head(1, "no hash")) }.code)
            assertEquals("argument", refused { register.verify(saved.copy(sequence = -1)) }.code)
        }
    }

    @Test
    fun `every list and word is verified against the ledger and every act decided again`() {
        Register.create(path("so.db"), "van-thu").use { register ->
            val number = register.receive(march(2), letter("X", "Mất điện")).number
            register.reply(number, march(4), Reply())
            assertEquals(register.head(), register.verify(level = VerifyLevel.PROJECTIONS))
            val review = register.review()
            assertEquals(emptyList<Finding>(), review.findings)
            assertEquals(listOf(2L, 0L, 4L, 0L), listOf(review.judged, review.imported, review.rulebook, review.notJudged))
            assertEquals(register.head(), review.head)
        }
    }

    @Test
    fun `an erased name is in no byte of the files and the copies are told`() {
        val so = Files.createDirectory(folder.resolve("so"))
        val name = "Quỳnh Thị Hoẵng"
        val traces = listOf(name, "quỳnh thị hoẵng", "quynh thi hoang")
        fun holding() = so.toFile().listFiles()!!.filter { file: File ->
            val bytes = String(file.readBytes(), Charsets.ISO_8859_1)
            traces.any { bytes.contains(String(it.toByteArray(), Charsets.ISO_8859_1)) }
        }
        Register.create(so.resolve("so.db").toString(), "van-thu").use { register ->
            val number = register.receive(march(2), letter("Bà $name", "Mất điện")).number
            register.receive(march(2), letter("Ông B", "Ngập đường"))
            val head = register.backupTo(path("luu.db"))
            assertEquals(listOf(CopyKind.BACKUP to head), register.copies().map { it.kind to it.head })
            assertTrue(holding().isNotEmpty())

            val subject = ErasureSubject.Name("quynh thi hoang")
            val plan = register.erasurePlan(subject)
            assertEquals(listOf(null, 1L, listOf(number)), listOf(plan.entry, plan.texts, plan.petitions))
            val open = refused { register.erase(ErasureSubject.Name(name), "Bà $name xin", "Luật") }
            assertEquals("erasure", open.code)
            assertTrue(!open.reason.contains("Hoẵng"))

            val erased = register.erase(subject, "Theo đơn số 12", "Luật 91/2025/QH15, Điều 14")
            assertEquals(listOf(1L, listOf(head)), listOf(erased.texts, erased.copies.map { it.head }))
            assertEquals(register.head().sequence, erased.entry)
            register.purge()
            assertEquals(emptyList<File>(), holding())
            assertNull(register.petition(number).deliveredBy)
            assertEquals(register.head(), register.verify(head, VerifyLevel.PROJECTIONS))
            val all = register.erase(ErasureSubject.Petition(number), "Theo đơn số 13", "Luật 91/2025/QH15, Điều 14")
            assertEquals(listOf(number), all.petitions)
            assertEquals("no_such_petition", refused { register.erasurePlan(ErasureSubject.Petition("PAKN-2026-0009")) }.code)
        }
    }

    @Test
    fun `the ledger comes back from its lines and a wrong line is named`() {
        val lines = path("so-cai.jsonl")
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter("X", "Mất điện")).number
            val head = register.exportLedger(lines)
            assertEquals(listOf(CopyKind.EXPORT), register.copies().map { it.kind })
            assertEquals("store_io", refused { register.exportLedger(lines) }.code)
            assertEquals("argument", refused { register.backupTo(path("luu.db")) }.code)
            assertEquals(register.head().sequence + 1, register.recordCopy("băng từ số 3"))
            Register.importLedger(lines, "van-thu", into = path("so.db")).use { again ->
                assertEquals(head, again.verify(head, VerifyLevel.PROJECTIONS))
                assertEquals("Mất điện", again.petition(number).summary)
            }
            assertEquals("already_created", refused { Register.importLedger(lines, "van-thu", into = path("so.db")) }.code)
            Register.importLedger(lines, "van-thu").use { assertEquals(head, it.head()) }
        }
        val wrong = File(lines).readLines().toMutableList().also { it[3] = it[3].replaceFirst("vn", "vm") }
        File(lines).writeText(wrong.joinToString("\n"))
        val error = refused { Register.importLedger(lines, "van-thu") }
        assertEquals("ledger_line", error.code)
        assertTrue(error.reason.startsWith("line 4: "), error.reason)
    }

    @Test
    fun `a register opened for reading alone answers and refuses commands`() {
        Register.create(path("so.db"), "van-thu").use { register ->
            val number = register.receive(march(2), letter("X", "Mất điện")).number
            Register.openReadOnly(path("so.db")).use { reader ->
                assertEquals(listOf(number), reader.worklist(march(3)).map { it.number })
                assertEquals("opened_to_read", refused { reader.reply(number, march(4), Reply()) }.code)
                assertEquals(register.head(), reader.verify(level = VerifyLevel.PROJECTIONS))
                // What is written meanwhile is read too, under what was adopted meanwhile.
                register.receive(march(3), letter("Y", "Ngập đường"))
                assertEquals(2, reader.worklist(march(3)).size)
            }
            assertEquals("store_io", refused { Register.openReadOnly(path("other.db")) }.code)
        }
    }

    @Test
    fun `confidential texts are searched only by whoever asks for them`() {
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter("X", "Tố cáo ông C").copy(confidential = true)).number
            assertTrue(register.search("to cao").isEmpty())
            assertEquals(listOf(number), register.search("to cao", confidential = Confidential.SHOWN).map { it.number })
            val query = CaseQuery(text = "to cao", confidential = Confidential.SHOWN)
            assertEquals(listOf(number), register.page(query, today).items.map { it.number })
            assertTrue(register.page(query.copy(confidential = null), today).items.isEmpty())
        }
    }
}
