package kiennghi

import java.time.Instant
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class ListsTest {
    private val texts = listOf("Đề nghị gia hạn thuê đất", "de nghi giảm tiền", "Ngập đường số 5", "Đạt yêu cầu")

    private fun march(day: Int): Moment = Moment.of(LocalDate.of(2026, 3, day))

    private fun filled(): Register = Register.memory("van-thu").also { register ->
        texts.forEachIndexed { n, text ->
            val letter = Receive(source = SourceKind.ENTERPRISE, deliveredBy = "X", channel = Channel.LETTER, summary = text)
            val number = register.receive(march(2 + n), letter).number
            register.assign(number, march(6), unit = if (n < 2) "A" else "B", officer = "lan.nt")
        }
        register.reply("PAKN-2026-0004", march(9), Reply(text = "Chấp thuận"))
    }

    private fun List<CaseItem>.serials() = map { it.number.takeLast(4).toInt() }

    private val today = Moment.of(LocalDate.of(2030, 1, 4))

    @Test
    fun `a list comes page by page and holds what it is asked for`() {
        filled().use { register ->
            val first = register.page(CaseQuery(), today, limit = 2)
            assertEquals(listOf(1, 2), first.items.serials())
            register.reply("PAKN-2026-0001", march(10), Reply())
            val second = register.page(CaseQuery(), today, after = first.next, limit = 2)
            assertEquals(listOf(3), second.items.serials())
            assertNull(second.next)
            assertEquals(listOf(2), register.page(CaseQuery(unit = "A"), today).items.serials())
            val all = CaseQuery(openness = Openness.ALL, unit = "A")
            assertEquals(listOf(1, 2), register.page(all, today).items.serials())
            assertEquals(listOf(1), register.page(CaseQuery(openness = Openness.CLOSED, unit = "A"), today).items.serials())
            val soon = CaseQuery(dueBefore = Instant.parse("2026-03-18T00:00:00Z"))
            assertEquals(listOf(2), register.page(soon, today).items.serials())
            // As it stood on a day that has passed.
            assertEquals(listOf(1, 2, 3, 4), register.page(CaseQuery(officer = "lan.nt"), march(8)).items.serials())
        }
    }

    @Test
    fun `words are found whatever their diacritics`() {
        filled().use { register ->
            assertEquals(listOf(2, 1), register.search("de nghi").serials())
            assertEquals(listOf(1, 2), register.search("ĐỀ NGHỊ").serials())
            assertEquals(listOf(4), register.search("dat", limit = 1).serials())
            val closed = register.search("chap thuan").single()
            assertEquals(listOf(Status.CLOSED, null), listOf(closed.status, closed.standing))
            assertEquals(listOf(1), register.page(CaseQuery(text = "dat"), today).items.serials())
        }
    }

    @Test
    fun `what cannot be meant is an argument error`() {
        filled().use { register ->
            for (wrong in listOf<() -> Any>(
                { register.search("\"de nghi") },
                { register.search("--") },
                { register.page(CaseQuery(), today, after = "page 2") },
                { register.page(CaseQuery(), today, limit = 0) },
                { register.page(CaseQuery(text = "dat"), march(8)) },
            )) {
                assertEquals("query", assertThrows(KiennghiException.Argument::class.java) { wrong() }.code)
            }
        }
    }
}
