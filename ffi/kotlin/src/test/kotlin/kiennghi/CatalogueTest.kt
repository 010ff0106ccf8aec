package kiennghi

import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Letters that are several petitions, petitions that are one matter, mistakes put right. */
class CatalogueTest {
    private val letter = Receive(SourceKind.ENTERPRISE, "Công ty A", Channel.LETTER, "Ngập đường")

    private fun march(day: Int): Moment = Moment.of(LocalDate.of(2026, 3, day))

    @Test
    fun `a letter brings files, a group speaks through one, and units help`() {
        Register.memory("van-thu").use { register ->
            val file = AttachmentInput("đơn.pdf", "ab".repeat(32))
            val more = letter.copy(document = DocumentInput(attachments = listOf(file)), group = GroupInput(9u, "Trần B"))
            val number = register.receive(march(2), more).number
            register.assign(number, march(3), unit = "Phòng A", helping = listOf("Phòng B", "Phòng C"))
            val petition = register.petition(number)
            assertEquals(listOf(Attachment("đơn.pdf", file.sha256)), petition.attachments)
            assertEquals(listOf(9u, "Trần B"), listOf(petition.groupPeople, petition.representative))
            assertEquals(listOf("Phòng B", "Phòng C"), petition.helping)
            val twice = assertThrows(KiennghiException.Refused::class.java) {
                register.assign(number, march(4), unit = "Phòng A", helping = listOf("Phòng A"))
            }
            assertEquals("unit_twice", twice.code)
        }
    }

    @Test
    fun `parts and links are seen from both sides, and an unlinked petition keeps its clock`() {
        Register.memory("van-thu").use { register ->
            val first = register.receive(march(2), letter)
            val part = register.receive(march(2), letter.copy(splitFrom = first.number))
            val same = register.receive(march(4), letter)
            register.link(same.number, march(5), to = first.number, counted = Counting.EACH)
            assertEquals(listOf(listOf(part.petition), listOf(same.petition)), register.petition(first.number).let { listOf(it.parts, it.merged) })
            assertEquals(first.petition, register.petition(part.number).splitFrom)
            assertEquals(Counting.EACH, register.petition(same.number).counted)
            val refused = assertThrows(KiennghiException.Refused::class.java) { register.link(part.number, march(5), to = same.number) }
            assertEquals("linked_on", refused.code)
            register.unlink(same.number, march(10), "Là việc khác")
            assertEquals(march(18), register.deadline(same.number, Stage.REPLY)?.due)
            assertNull(register.petition(same.number).linkedTo)
        }
    }

    @Test
    fun `what was typed wrong is put right, and a number given by mistake is void`() {
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter).number
            register.reply(number, march(6), Reply(text = "Đồng ý"))
            val reply = register.history(number).last()
            assertEquals(listOf(2, "replied", march(6), "van-thu"), listOf(reply.version, reply.event, reply.at, reply.actor))
            assertEquals(Text("Đã trả lời: Đồng ý", "Replied: Đồng ý"), reply.text)
            register.correct(number, march(20), Correction(field = "Đất đai", moved = Moved(reply.version, march(17))), "Gõ nhầm")
            assertEquals("Đất đai", register.petition(number).field)
            val early = assertThrows(KiennghiException.Refused::class.java) {
                register.correct(number, march(20), Correction(moved = Moved(1, march(18))), "Gõ nhầm")
            }
            assertEquals("receipt_after_act", early.code)
            val wrong = assertThrows(KiennghiException.Argument::class.java) {
                register.correct(number, march(20), Correction(moved = Moved(-1, march(18))), "Gõ nhầm")
            }
            assertEquals("argument", wrong.code)

            val mistake = register.receive(march(3), letter).number
            register.voidNumber(mistake, march(4), "Vào sổ nhầm")
            assertEquals(listOf(mistake), register.voidNumbers())
            assertEquals(Status.VOID, register.petition(mistake).status)
            assertEquals(emptyList<WorkItem>(), register.worklist(march(3)).filter { it.number == mistake })
        }
    }

    @Test
    fun `a catalogue tells which units there are and who carries on what`() {
        val catalogue = """
            id = "ban"
            version = "2026.1"
            title = { vi = "Ban quản lý", en = "Management board" }
            [[unit]]
            id = "lao-dong"
            name = { vi = "Phòng Lao động", en = "Labour office" }
            until = 2025-06-30
            becomes = ["tong-hop"]
            [[unit]]
            id = "tong-hop"
            name = { vi = "Phòng Tổng hợp", en = "General office" }
            from = 2025-07-01
        """.trimIndent()
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter).number
            register.adoptUnits(catalogue, "units.toml")
            val general = OfficeUnit("tong-hop", Text("Phòng Tổng hợp", "General office"), LocalDate.of(2025, 7, 1), null, emptyList())
            assertEquals(listOf(general), register.units(LocalDate.of(2026, 3, 2)))
            assertEquals(listOf(general), register.unitSuccessors("lao-dong", LocalDate.of(2026, 3, 2)))
            val refused = assertThrows(KiennghiException.Refused::class.java) { register.assign(number, march(3), unit = "lao-dong") }
            assertEquals("no_such_unit", refused.code)
            assertTrue(refused.reason.endsWith("carried on by: tong-hop"), refused.reason)
            register.assign(number, march(3), unit = "tong-hop")
            val wrong = assertThrows(KiennghiException.Law::class.java) { register.adoptUnits("id = 5", "units.toml") }
            assertTrue(wrong.reason.startsWith("units units.toml, line 1, column 6"), wrong.reason)
        }
    }

    @Test
    fun `the texts of a confidential petition are shown on request only`() {
        Register.memory("van-thu").use { register ->
            val number = register.receive(march(2), letter.copy(kind = PetitionKind.DENUNCIATION)).number
            val (masked) = register.petitions(listOf(number))
            assertTrue(masked.confidential)
            assertEquals(listOf(null, null), listOf(masked.summary, masked.deliveredBy))
            assertEquals("Ngập đường", register.petitions(listOf(number), Confidential.SHOWN).single().summary)
            assertFalse(register.history(number).single().text.vi.contains("Ngập đường"))
            assertTrue(register.history(number, Confidential.SHOWN).single().text.vi.contains("Ngập đường"))
            assertEquals(1, register.worklist(march(3)).size)
        }
    }
}
