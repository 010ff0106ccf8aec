package kiennghi

import java.io.File
import java.nio.file.Path
import java.time.LocalDate
import java.util.concurrent.Executors
import java.util.concurrent.Callable
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class RegisterTest {
    @TempDir
    lateinit var folder: Path

    private val letter = Receive(
        source = SourceKind.PROVINCIAL_COMMITTEE,
        deliveredBy = "UBND tỉnh Bình Dương",
        channel = Channel.LETTER,
        summary = "V/v chuyển kiến nghị về cấp phép lao động",
        originator = PartyInput(PartyKind.ENTERPRISE, "Công ty TNHH Vải Sợi Mẫu"),
        document = DocumentInput(number = "1234/UBND-KT", issuedOn = LocalDate.of(2026, 2, 27), issuer = "UBND tỉnh Bình Dương"),
    )

    private fun march(day: Int): Moment = Moment.of(LocalDate.of(2026, 3, day))

    @Test
    fun `a file keeps a petition from its receipt to its publication`() {
        val path = folder.resolve("so-kien-nghi.db").toString()
        val number = Register.create(path, "van-thu").use { register ->
            val number = register.receive(march(2), letter).number
            assertEquals("PAKN-2026-0001", number)
            register.assign(number, march(3), unit = "Phòng Quản lý lao động", officer = "lan.nt")
            register.requestSupplement(number, march(4), what = "Bản sao giấy phép")
            assertEquals(Standing.PAUSED, register.worklist(march(5)).single().standing)
            register.resume(number, march(6))
            register.extend(number, march(9), by = 5, reason = "Cần lấy ý kiến Sở", approvedBy = "truong-ban")

            val deadline = register.deadline(number, Stage.REPLY)!!
            assertEquals(march(25), deadline.due) // ten working days, two that it stood still, and five more
            assertEquals(march(18), deadline.original)
            assertEquals(DueOrigin.RULE, deadline.origin)
            assertTrue(deadline.explainVi.first().contains("Luật Tiếp công dân"))
            assertEquals(deadline.explainVi.size, deadline.explainEn.size)
            number
        }

        Register.open(path, "lan.nt").use { register ->
            val item = register.worklist(march(20)).single()
            assertEquals(listOf(number, march(25), 3), listOf(item.number, item.due, item.daysLeft))
            register.reply(number, march(25), Reply(document = DocumentInput(number = "512/BQL-LĐ"), text = "Đã giải quyết"))
            register.publish(number, march(26), place = "website")
            register.rate(number, march(27), score = 5)
            assertEquals(emptyList<WorkItem>(), register.worklist(march(27)))

            val petition = register.petitions(listOf(number)).single()
            assertEquals(petition, register.petition(petition.id))
            assertEquals(listOf(Status.CLOSED, Outcome.REPLIED, "lan.nt"), listOf(petition.status, petition.outcome, petition.officer))
            assertEquals(letter.summary, petition.summary)
            assertEquals(listOf(letter.deliveredBy, "Công ty TNHH Vải Sợi Mẫu"), listOf(petition.deliveredBy, petition.originator))
            assertEquals(listOf("1234/UBND-KT", LocalDate.of(2026, 2, 27)), listOf(petition.documentNumber, petition.documentDate))

            val day = LocalDate.of(2026, 3, 31)
            val table = register.statistics(Question(listOf(Dimension.SOURCE), PeriodKind.QUARTER, day, day, asOf = day))
            val row = table.rows().single()
            assertEquals(Group(Dimension.SOURCE, "provincial_committee", Words.label(SourceKind.PROVINCIAL_COMMITTEE)!!), row.groups.single())
            assertEquals("Quý 1/2026", row.period.label.vi)
            assertEquals(1, row[Measure.REPLIED_ON_TIME])
            assertEquals("100.0 %", row.onTimeRate.text)
            (table.rows() + table.totals()).forEach {
                assertEquals(it.toDo, it.closed + it[Measure.MOVED_OUT] + it.open)
            }
            assertEquals(table.head(), register.verify())
        }
    }

    @Test
    fun `every other act of a petition`() {
        Register.memory("van-thu").use { register ->
            fun received(): String = register.receive(march(2), letter).number
            val (a, b, c, d, e) = List(5) { received() }
            register.accept(a, march(3))
            register.pause(a, march(3), PauseReason.CONSULTING)
            register.resume(a, march(4))
            register.promise(a, march(5), march(30), DueOrigin.PROMISED)
            assertEquals(march(30), register.deadline(a, Stage.REPLY)?.due)
            register.withdraw(a, march(6))
            register.reopen(a, march(9), "Người gửi chưa đồng ý")
            register.notAccept(b, march(3), "Không thuộc phạm vi")
            register.forwardOut(c, march(3), to = "Sở Xây dựng")
            register.reclassify(d, march(3), PetitionKind.COMPLAINT, "Là khiếu nại")
            register.link(e, march(3), to = a)
            val (_, closedB, closedC, closedD, closedE) = register.petitions(listOf(a, b, c, d, e))
            assertEquals(
                listOf(Outcome.NOT_ACCEPTED, Outcome.FORWARDED_OUT, Outcome.RECLASSIFIED, Outcome.MERGED),
                listOf(closedB, closedC, closedD, closedE).map { it.outcome },
            )
            assertEquals(register.petition(a).id, closedE.linkedTo)
            val error = assertThrows(KiennghiException.Refused::class.java) { register.recompute(a, march(10)) }
            assertEquals("nothing_to_recompute", error.code)
        }
    }

    @Test
    fun `a denunciation found complex later is extended as its law allows`() {
        Register.memory("van-thu").use { register ->
            val rule = File(System.getProperty("kiennghi.vectors"), "../../core/data/rules/vn-denunciations-2018.toml")
            register.adoptRule(rule.readText(), rule.name)
            val number = register.receive(march(2), letter.copy(rules = listOf("vn-denunciations-2018"))).number
            register.accept(number, march(2))
            fun refused(call: () -> Unit) = assertThrows(KiennghiException.Refused::class.java) { call() }
            assertEquals("extension_not_allowed", refused { register.extend(number, march(20), by = 30, reason = "Phức tạp") }.code)
            register.chooseVariant(number, march(20), "complex", reason = "Nhiều nơi phải xác minh")
            assertEquals("complex", register.petition(number).variant)
            assertTrue(refused { register.extend(number, march(20), by = 31, reason = "Phức tạp") }.reason.contains("at most 30"))
            register.extend(number, march(20), by = 30, reason = "Phức tạp")
            val deadline = register.deadline(number, Stage.REPLY)!!
            assertEquals(Moment.of(LocalDate.of(2026, 5, 4)), deadline.due)
            assertTrue(deadline.explainVi.first().contains("trường hợp “vụ việc phức tạp”"))
            val unknown = refused { register.chooseVariant(number, march(23), "phức tạp", reason = "B") }
            assertEquals("unknown_variant", unknown.code)
            assertTrue(unknown.reason.contains("several_places, complex, especially_complex"), unknown.reason)
            assertEquals("same_variant", refused { register.chooseVariant(number, march(23), "complex", reason = "B") }.code)
            register.chooseVariant(number, march(24), variant = null, reason = "Chỉ một nơi")
            assertNull(register.petition(number).variant)
        }
    }

    @Test
    fun `an error has its kind and its stable code, and says what would be right`() {
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter).number
            val refused = assertThrows(KiennghiException.Refused::class.java) { register.resume(number, march(3)) }
            assertEquals("not_possible", refused.code)
            assertTrue(refused.reason.contains("possible: accept"), refused.reason)
            val future = assertThrows(KiennghiException::class.java) { register.accept(number, Moment.of(LocalDate.of(9000, 1, 1))) }
            assertEquals("in_future", future.code)
            val early = assertThrows(KiennghiException::class.java) { register.accept(number, march(1)) }
            assertEquals("before_receipt", early.code)
            val missing = assertThrows(KiennghiException.Argument::class.java) { register.petition("PAKN-2026-0099") }
            assertEquals("no_such_petition", missing.code)
            val unnamed = assertThrows(KiennghiException.Argument::class.java) { register.petition("Nguyễn Văn A") }
            assertEquals("argument", unnamed.code)
            assertFalse(unnamed.message.contains("Nguyễn"), unnamed.message)
        }
        val file = folder.resolve("khong-co.db").toString()
        assertEquals("store_io", assertThrows(KiennghiException.Store::class.java) { Register.open(file, "van-thu") }.code)
        Register.create(file, "van-thu").close()
        assertEquals("already_created", assertThrows(KiennghiException.Store::class.java) { Register.create(file, "van-thu") }.code)
        val sheet = assertThrows(KiennghiException.Exchange::class.java) { Register.memory("x").use { it.importFile("$file.csv") } }
        assertEquals("file_unreadable", sheet.code)
    }

    @Test
    fun `many threads share one register, and a closed one is closed`() {
        val register = Register.memory("van-thu")
        val threads = Executors.newFixedThreadPool(4)
        val numbers = threads.invokeAll(List(40) { Callable { register.receive(march(2), letter).number } }).map { it.get() }
        threads.shutdown()
        assertEquals((1..40).map { "PAKN-2026-%04d".format(it) }, numbers.sorted())
        assertEquals(40, runBlocking { register.io { worklist(march(2)) } }.size)
        register.close()
        assertThrows(IllegalStateException::class.java) { register.head() }
    }

    @Test
    fun `a petition without a rule has no deadline`() {
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter.copy(rules = emptyList())).number
            assertNull(register.deadline(number, Stage.REPLY))
            assertEquals(Standing.NO_DEADLINE, register.worklist(march(3)).single().standing)
        }
    }
}
