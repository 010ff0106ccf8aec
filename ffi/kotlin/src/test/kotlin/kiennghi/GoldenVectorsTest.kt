package kiennghi

import java.io.File
import java.time.Instant
import java.time.LocalDate
import java.util.UUID
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The results that every language must reach, to the last byte of the last hash. */
class GoldenVectorsTest {
    private fun read(name: String): JsonObject =
        Json.parseToJsonElement(File(System.getProperty("kiennghi.vectors"), name).readText()).jsonObject

    private fun JsonObject.text(key: String): String = getValue(key).jsonPrimitive.content
    private fun JsonObject.orNull(key: String): String? = get(key)?.let { it as? JsonPrimitive }?.contentOrNull
    private fun JsonObject.objects(key: String): List<JsonObject> = getValue(key).jsonArray.map { it.jsonObject }
    private fun JsonElement.texts(): List<String> = jsonArray.map { it.jsonPrimitive.content }

    private fun world(json: JsonElement): World =
        json.jsonObject.let { World(Instant.parse(it.text("now")), it.text("actor"), it.text("seed")) }

    /** Runs the steps and returns how many there were. */
    private fun run(register: Register, steps: List<JsonObject>): Int {
        for ((index, step) in steps.withIndex()) {
            val expected = step.getValue("expect").jsonObject
            val about = "step ${index + 1}, ${step.orNull("why")}"
            try {
                val receipt = register.executeJson(step.getValue("command").toString(), world(step.getValue("world")))
                assertEquals(expected.orNull("effect"), Words.code(receipt.effect), about)
                assertEquals(expected.text("number"), receipt.number, about)
            } catch (e: KiennghiException) {
                assertEquals(expected.orNull("code"), e.code, "$about: ${e.reason}")
            }
        }
        return steps.size
    }

    private fun assertHead(expected: JsonElement, register: Register) {
        val head = register.verify()
        assertEquals(expected.jsonObject.getValue("sequence").jsonPrimitive.long, head.sequence)
        assertEquals(expected.jsonObject.text("hash"), head.hash)
        assertEquals(head, register.head())
    }

    private fun assertDeadline(expected: JsonObject, deadline: Deadline, about: String) {
        assertEquals(expected.orNull("due"), deadline.due?.toString(), about)
        val explain = expected.getValue("explain").jsonObject
        assertEquals(explain.getValue("vi").texts(), deadline.explainVi, about)
        assertEquals(explain.getValue("en").texts(), deadline.explainEn, about)
    }

    @Test
    fun `every due date and its explanation`() {
        val vectors = read("due-dates.json")
        var ran = 0
        Register.memoryIn(world(vectors.getValue("created"))).use { register ->
            vectors.getValue("rules").texts().forEach { register.adoptRule(it, "golden vectors") }
            for (case in vectors.objects("cases")) {
                val petition = UUID(0x7000, 0x1000L + ran).toString()
                val receive = buildJsonObject {
                    putJsonObject("receive") {
                        put("source", "citizen")
                        put("delivered_by", "A")
                        put("channel", "letter")
                        put("summary", "B")
                        putJsonArray("rules") { add(case.getValue("rule")) }
                    }
                }
                val received = buildJsonObject {
                    put("at", case.text("received"))
                    put("act", receive)
                }
                val acts = listOf(received) + (if ("acts" in case) case.objects("acts") else emptyList())
                for ((step, act) in acts.withIndex()) {
                    val command = buildJsonObject {
                        put("id", UUID(0x7000 + step.toLong(), 0x2000L + ran).toString())
                        put("petition", petition)
                        put("at", act.text("at"))
                        put("act", act.getValue("act"))
                    }
                    val refused = act["refused"]?.jsonObject
                    val did = try {
                        register.executeJson(command.toString(), world(vectors.getValue("created")))
                        null
                    } catch (e: KiennghiException.Refused) {
                        e.code to e.reason
                    }
                    assertEquals(refused?.let { it.text("code") to it.text("en") }, did, case.text("name"))
                }
                assertDeadline(case, register.deadline(petition, Words.of(case.text("stage")))!!, case.text("name"))
                ran++
            }
        }
        assertEquals(vectors.getValue("count").jsonPrimitive.int, ran)
    }

    /** Asks every question and returns how many there were. */
    private fun ask(register: Register, questions: List<JsonObject>): Int {
        for (expected in questions) {
            val known = expected["known_at"] as? JsonPrimitive
            val question = Question(
                by = expected.getValue("by").texts().map { Words.of<Dimension>(it) },
                period = Words.of(expected.text("period")),
                from = LocalDate.parse(expected.text("from")),
                to = LocalDate.parse(expected.text("to")),
                asOf = LocalDate.parse(expected.text("as_of")),
                basis = Words.of<Basis>(expected.text("basis")),
                knownAt = known?.takeIf { it.isString }?.let { Instant.parse(it.content) },
                knownAtEntry = known?.takeIf { !it.isString }?.long?.toULong(),
            )
            val table = register.statistics(question)
            assertEquals(expected.objects("rows").map(::wanted), table.rows().map(::found), "$question")
            assertEquals(expected.objects("totals").map { wanted(it).drop(1).dropLast(1) }, table.totals().map { found(it).drop(1).dropLast(1) }, "$question")
            // What was known at an entry is counted from a ledger that ends there.
            if (question.knownAtEntry == null) assertEquals(register.head(), table.head())
        }
        return questions.size
    }

    private fun JsonObject.number(key: String): Long? = (get(key) as? JsonPrimitive)?.contentOrNull?.toLong()
    private fun codes(groups: List<Group>): List<String?> = groups.map { it.code }
    private fun keys(row: JsonObject): List<String?> = row.getValue("keys").jsonArray.map { (it as JsonPrimitive).contentOrNull }
    private fun JsonObject.numbers(key: String): Map<String, Long> = getValue(key).jsonObject.mapValues { it.value.jsonPrimitive.long }

    private fun trended(code: String): TableNumber =
        Measure.entries.find { Words.code(it) == code }?.let { TableNumber.Count(it) }
            ?: RowFigure.entries.find { Words.code(it) == code }?.let { TableNumber.Figure(it) }
            ?: TableNumber.Ratio(Words.of(code))

    /** Makes all of each table that is asked for, and returns how many there were. */
    private fun tables(register: Register, tables: List<JsonObject>): Int {
        for (expected in tables) {
            val table = register.statistics(
                Question(
                    by = expected.getValue("by").texts().map { Words.of<Dimension>(it) },
                    period = Words.of<PeriodKind>(expected.text("period")),
                    from = LocalDate.parse(expected.text("from")),
                    to = LocalDate.parse(expected.text("to")),
                    asOf = LocalDate.parse(expected.text("as_of")),
                    units = Words.of<UnitsBy>(expected.text("units")),
                    duplicates = Words.of<Duplicates>(expected.text("duplicates")),
                ),
            )
            val rows = table.rows()
            val figures = rows.map { row ->
                listOf(codes(row.groups), row.period.start.toString(), row.figures.filterValues { it != 0L }.mapKeys { Words.code(it.key) })
            }
            assertEquals(expected.objects("figures").map { listOf(keys(it), it.text("period"), it.numbers("figures")) }, figures)

            val published = table.published(expected.number("least")!!.toInt()).rows().map { row ->
                val stands = row.counts.mapKeys { Words.code(it.key) } + row.figures.mapKeys { Words.code(it.key) }
                val shown = stands.mapNotNull { (code, it) -> (it as? Shown.Number)?.let { code to it.value } }.filter { it.second != 0L }.toMap()
                listOf(codes(row.groups), row.period.start.toString(), shown, stands.filterValues { it == Shown.Withheld }.keys)
            }
            val wanted = expected.objects("published").map {
                listOf(keys(it), it.text("period"), it.numbers("shown"), it.getValue("withheld").texts().toSet())
            }
            assertEquals(wanted, published)

            val first = table.by().first()
            val trends = table.trend(trended(expected.text("trended")), listOf(first), expected.number("window")!!.toInt())
            val points = trends.map { trend ->
                codes(trend.groups) to trend.points.map {
                    listOf(it.period.start, it.value, it.change?.by, it.change?.percent, it.yearChange?.by, it.yearChange?.percent, it.average)
                        .map { part -> part?.toString() }
                }
            }
            val parts = listOf("period", "value", "change", "change_percent", "year_change", "year_change_percent", "average")
            assertEquals(expected.objects("trend").map { keys(it) to it.objects("points").map { point -> parts.map { point.orNull(it) } } }, points)

            val ranking = table.ranking(first).map {
                listOf(it.group.code, it.place?.toLong(), it.rate.of, it.rate.among, it.bounds?.let { bounds -> listOf(bounds.lower, bounds.upper) })
            }
            val places = expected.objects("ranking").map {
                val bounds = (it["bounds"] as? JsonArray)?.map { bound -> bound.jsonPrimitive.long }
                listOf(it.orNull("key"), it.number("place"), it.number("of"), it.number("among"), bounds)
            }
            assertEquals(places, ranking)

            val measure = Words.of<Measure>(expected.text("measure"))
            assertEquals(expected.getValue("behind").jsonArray.map { it.texts() }, rows.map { register.behind(table, it, measure) })
        }
        return tables.size
    }

    /** A cell as the vectors write it. */
    private fun written(cell: FormCell): String = when (cell) {
        is FormCell.Count -> "{\"count\":${cell.value}}"
        is FormCell.Share -> "{\"share\":{\"of\":${cell.rate.of},\"among\":${cell.rate.among}}}"
        is FormCell.Minutes -> "{\"minutes\":${cell.value}}"
        is FormCell.Hundredths -> "{\"hundredths\":${cell.value}}"
        FormCell.ByHand -> "\"by_hand\""
        FormCell.Withheld -> "\"withheld\""
    }

    /** Fills each form that is asked for, and returns how many there were. */
    private fun forms(register: Register, forms: List<JsonObject>): Int {
        for (expected in forms) {
            val form = Form.builtIn(expected.text("form"))
            val question = form.question(LocalDate.parse(expected.text("within")), LocalDate.parse(expected.text("as_of")))
            val filled = register.form(form, question, expected.number("suppress")?.toInt())
            val rows = (filled.rows() + filled.total()).map { row -> row.key to filled.columns().map { written(row[it]) } }
            assertEquals(expected.objects("rows").map { it.orNull("key") to it.getValue("cells").jsonArray.map(JsonElement::toString) }, rows)
            assertEquals(expected.getValue("failures").texts(), filled.failures().map { it.text.en })
        }
        return forms.size
    }

    /** Runs a vector of steps, worklists, deadlines, questions, tables and forms, as far as it has them. */
    private fun live(name: String) {
        val vectors = read(name)
        fun some(key: String): List<JsonObject> = if (key in vectors) vectors.objects(key) else emptyList()
        var ran = 0
        Register.memoryIn(world(vectors.getValue("created"))).use { register ->
            ran += run(register, vectors.objects("steps"))
            assertHead(vectors.getValue("head"), register)
            for (expected in some("worklists")) {
                val at = expected.text("at")
                val items = register.worklist(Moment.parse(at)).map {
                    listOf(it.number, Words.code(it.standing), it.due?.toString(), it.daysLeft, it.unit, it.source)
                }
                val wanted = expected.objects("items").map {
                    listOf(it.text("number"), it.text("standing"), it.orNull("due"), (it["days_left"] as? JsonPrimitive)?.intOrNull, it.orNull("unit"), it.orNull("source"))
                }
                assertEquals(wanted, items, "worklist at $at")
                ran++
            }
            for (expected in some("deadlines")) {
                val petition = expected.text("petition")
                assertDeadline(expected, register.deadline(petition, Words.of(expected.text("stage")))!!, petition)
                ran++
            }
            ran += ask(register, some("questions"))
            ran += tables(register, some("tables")) + forms(register, some("forms"))
        }
        assertEquals(vectors.getValue("count").jsonPrimitive.int, ran)
    }

    @Test
    fun `a life, its worklists and the hash at its end`() = live("life.json")

    @Test
    fun `letters that are several petitions, petitions that are one matter, mistakes put right`() = live("catalogue.json")

    @Test
    fun `every count of every table, and all that is made of one`() = live("statistics.json")

    @Test
    fun `one petition as of each day, as known at each time, by either time`() = live("worked-petition.json")

    /** Keys, period, counts that are not 0, rate. */
    private fun wanted(row: JsonObject): List<Any?> = listOf(
        (row["keys"] as? JsonArray)?.map { if (it is JsonNull) null else it.jsonPrimitive.content },
        row.text("period"),
        row.getValue("counts").jsonObject.mapValues { it.value.jsonPrimitive.long },
        row.orNull("on_time_rate"),
    )

    private fun found(row: Row): List<Any?> = listOf(
        row.groups.map { it.code },
        row.period.start.toString(),
        row.counts.filterValues { it != 0L }.mapKeys { Words.code(it.key) },
        row.onTimeRate.text,
    )
}
