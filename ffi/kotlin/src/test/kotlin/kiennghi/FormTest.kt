package kiennghi

import java.io.File
import java.time.LocalDate
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.longOrNull
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** The forms of the sample register of 2026. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormTest {
    private val register = Register.memory("import").apply {
        importFile(File(System.getProperty("kiennghi.sample"), "so-dang-ky-2026.csv").path)
    }
    private val today = LocalDate.of(2026, 11, 20)

    @AfterAll
    fun close() = register.close()

    private fun filled(form: Form, suppress: Int? = null): FilledForm =
        register.form(form, form.question(within = today, asOf = today), suppress)

    /** A cell as the JSON of the library has it. */
    private fun cell(json: JsonElement): FormCell {
        if (json is JsonPrimitive) return if (json.content == "by_hand") FormCell.ByHand else FormCell.Withheld
        val (kind, value) = json.jsonObject.entries.single()
        return when (kind) {
            "count" -> FormCell.Count(value.jsonPrimitive.long)
            "minutes" -> FormCell.Minutes(value.jsonPrimitive.longOrNull)
            "hundredths" -> FormCell.Hundredths(value.jsonPrimitive.longOrNull)
            else -> value.jsonObject.let { share ->
                val (of, among) = listOf("of", "among").map { share.getValue(it).jsonPrimitive.long }
                FormCell.Share(Rate(of, among, if (among == 0L) "n/a" else "${Fraction.of(100 * of, among).toDecimal()} %"))
            }
        }
    }

    private fun assertCells(form: FilledForm) {
        val json = Json.parseToJsonElement(form.toJson()).jsonObject
        for ((row, expected) in form.rows().zip(json.getValue("rows").jsonArray) + listOf(form.total() to json.getValue("total"))) {
            val cells = expected.jsonObject.getValue("cells").jsonArray.map(::cell)
            assertEquals(cells, form.columns().map { row[it] })
        }
        assertEquals(json.getValue("rows").jsonArray.size, form.rows().size)
    }

    @Test
    fun `every form of the library is filled, and its cells are those of its file`() {
        for (name in listOf("II.05a", "II.05b", "by-source")) {
            val form = Form.builtIn(name)
            assertCells(filled(form))
            assertCells(filled(form, suppress = 5))
            val under = form.headings().map { heading -> generateSequence(listOf(heading)) { level -> level.flatMap { it.under }.ifEmpty { null } }.flatten() }
            assertTrue(under.flatMap { it.map(Heading::id) }.containsAll(filled(form).columns()))
        }
        val unknown = assertThrows(KiennghiException.Statistics::class.java) { Form.builtIn("II.06") }
        assertEquals("form", unknown.code)
        assertTrue(unknown.reason.contains("`by-source`"), unknown.reason)
    }

    @Test
    fun `the table by source is that of the statistics`() {
        val form = Form.builtIn("by-source")
        assertEquals(listOf(Dimension.SOURCE, PeriodKind.QUARTER, null), listOf(form.by(), form.period(), form.citation()))
        val filled = filled(form)
        val table = register.statistics(Question(listOf(Dimension.SOURCE), PeriodKind.QUARTER, today, today, asOf = today))
        val bySource = table.rows().associateBy { it.groups.single().code }
        for (row in filled.rows()) {
            assertEquals(FormCell.Count(bySource[row.key]?.toDo ?: 0), row["to_do_total"], row.label.vi)
            assertEquals(FormCell.Count(bySource[row.key]?.open ?: 0), row["open_total"], row.label.vi)
        }
        assertEquals(5, filled.rows().size)
        assertEquals(form.reference(), filled.form())
        assertEquals(Text("Quý 4/2026", "Q4/2026"), filled.period().label)
        assertEquals(table.head(), filled.head())
        filled.check()
        assertEquals(listOf(emptyList<IdentityFailure>(), null, 0L), listOf(filled.failures(), filled.least(), filled.withheld()))
        assertEquals("Replies to feedback and petitions, by source", filled.toText(Lang.EN).lines().first())
        assertEquals(filled.toText(), "$filled")
        assertEquals(7, filled.toCsv().lines().count { it.isNotEmpty() })
        assertThrows(NoSuchElementException::class.java) { filled.total()["tong"] }
    }

    @Test
    fun `a form of the circular says what is not as it must be, in which row and what to look for`() {
        val form = Form.builtIn("II.05a")
        assertEquals(RuleStanding.UNVERIFIED, form.standing())
        assertTrue(form.citation()!!.vi.contains("01/2020/TT-VPCP"))
        val filled = filled(form)
        val failure = filled.failures().first()
        assertTrue(failure.leftValue != failure.rightValue)
        assertTrue(failure.text.vi.startsWith("dòng ${failure.row}: `${failure.left}` là ${failure.leftValue}"), failure.text.vi)
        assertNotNull(failure.hint)
        val failed = assertThrows(KiennghiException.Statistics::class.java) { filled.check() }
        assertEquals("form_identity", failed.code)
        assertTrue(filled.notes().isNotEmpty())
    }

    @Test
    fun `an office's own form is read from its text, and what is small is withheld from the public`() {
        val own = """
            id = "so-xay-dung"
            version = "2026.1"
            title = { vi = "Theo đơn vị", en = "By unit" }
            rows = "unit"
            period = "year"
            [[column]]
            id = "late"
            heading = { vi = "Quá hạn", en = "Late" }
            count = "replied_late + open_overdue"
            [[column]]
            id = "rate"
            heading = { vi = "Tỷ lệ", en = "Rate" }
            share = { of = "replied_early + replied_on_time", among = "replied_early + replied_on_time + replied_late" }
            [[column]]
            id = "median"
            heading = { vi = "Trung vị", en = "Median" }
            figure = "median_to_reply"
        """.trimIndent()
        val form = Form.fromToml(own, "so-xay-dung.toml")
        val filled = filled(form)
        assertCells(filled)
        val table = register.statistics(form.question(within = today, asOf = today))
        for ((row, counted) in filled.rows().zip(table.rows())) {
            assertEquals(FormCell.Count(counted[Measure.REPLIED_LATE] + counted[Measure.OPEN_OVERDUE]), row["late"])
            assertEquals(FormCell.Share(counted.onTimeRate), row["rate"])
            assertEquals(FormCell.Minutes(counted[RowFigure.MEDIAN_TO_REPLY]), row["median"])
        }
        val published = filled(form, suppress = 20)
        assertCells(published)
        assertEquals(20, published.least())
        val cells = (published.rows() + published.total()).flatMap { it.cells.values }
        assertEquals(published.withheld(), cells.count { it == FormCell.Withheld }.toLong())
        assertTrue(published.withheld() > 0)
        assertTrue(cells.filterIsInstance<FormCell.Count>().all { it.value == 0L || it.value >= 20 })

        val march = LocalDate.of(2026, 3, 1)
        val days = register.form(form, form.question(march, today).copy(period = null, to = march.plusDays(13)))
        assertEquals(march.plusDays(14), days.period().end)
        val wrong = assertThrows(KiennghiException.Statistics::class.java) { Form.fromToml(own.replace("replied_late +", "late +"), "own.toml") }
        assertEquals("form", wrong.code)
        assertTrue(wrong.reason.contains("own.toml"), wrong.reason)
        val other = assertThrows(KiennghiException.Statistics::class.java) {
            register.form(form, form.question(today, today).copy(by = listOf(Dimension.SOURCE)))
        }
        assertEquals("form_table", other.code)
        assertThrows(KiennghiException.Statistics::class.java) { filled(form, suppress = 1) }
        assertNull(form.citation())
    }
}
