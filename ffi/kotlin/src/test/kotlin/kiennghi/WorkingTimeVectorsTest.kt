package kiennghi

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZonedDateTime
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** The answers about working time that were worked out by hand, and that every language must give. */
class WorkingTimeVectorsTest {
    private fun JsonObject.text(key: String): String = getValue(key).jsonPrimitive.content
    private fun JsonObject.number(key: String): Int = getValue(key).jsonPrimitive.int
    private fun JsonObject.date(key: String): LocalDate = LocalDate.parse(text(key))
    private fun JsonObject.at(key: String): Instant = OffsetDateTime.parse(text(key)).toInstant()

    private fun <T> JsonObject.pauses(read: (String, String) -> T): List<T> =
        get("pauses")?.jsonArray.orEmpty().map { pause -> read(pause.jsonArray[0].jsonPrimitive.content, pause.jsonArray[1].jsonPrimitive.content) }
    private val JsonObject.timePauses get() = pauses { from, to -> TimePause(OffsetDateTime.parse(from).toInstant(), OffsetDateTime.parse(to).toInstant()) }
    private val JsonObject.dayPauses get() = pauses { from, to -> DayPause(LocalDate.parse(from), LocalDate.parse(to)) }

    private fun answer(calendar: WorkCalendar, case: JsonObject): Any = when (val ask = case.text("ask")) {
        "add_working_time" -> {
            val policy = TimePolicy(landing = case["landing"]?.let { Words.of<Landing>(it.jsonPrimitive.content) })
            calendar.addWorkingTime(case.at("start"), Duration.ofSeconds(case.getValue("seconds").jsonPrimitive.long), case.timePauses, policy)
        }
        "working_time_between" -> calendar.workingTimeBetween(case.at("start"), case.at("end"), case.timePauses).seconds
        "next_opening" -> calendar.nextOpening(case.at("start"))
        "next_closing" -> calendar.nextClosing(case.at("start"))
        "previous_opening" -> calendar.previousOpening(case.at("start"))
        "previous_closing" -> calendar.previousClosing(case.at("start"))
        "add_working_days" -> calendar.addWorkingDays(case.date("start"), case.number("days"), case.dayPauses)
        "working_days_between" -> calendar.workingDaysBetween(case.date("start"), case.date("end"), case.dayPauses)
        "add_months" -> calendar.addCivil(
            case.date("start"), case.number("months"), CivilUnit.MONTH, Words.of<Roll>(case.text("roll")), Words.of<MonthEnd>(case.text("month_end")),
        )
        "lunar_to_solar" ->
            LunarDate(case.number("year"), case.number("month"), case.number("day"), case["leap"]?.jsonPrimitive?.booleanOrNull ?: false).toSolar()
        else -> error("`$ask` cannot be asked")
    }

    private fun told(answer: Any): String = if (answer is ZonedDateTime) answer.toOffsetDateTime().toString() else answer.toString()

    @Test
    fun `every answer about working time`() {
        val vectors = Json.parseToJsonElement(File(System.getProperty("kiennghi.vectors"), "working-time.json").readText()).jsonObject
        val calendars = (vectors.getValue("calendars").jsonArray.map { WorkCalendar.fromToml(it.jsonPrimitive.content, "vector") } + WorkCalendar.vietnam())
            .associateBy { it.reference().substringBefore('@') }
        val cases = vectors.getValue("cases").jsonArray.map { it.jsonObject }
        for (case in cases) {
            val found = try {
                told(answer(calendars.getValue(case.text("calendar")), case))
            } catch (e: KiennghiException.Calendar) {
                if ("is outside calendar" in e.reason) "error" else throw e
            }
            val expected = case.text("expect")
            // Java leaves out seconds that are zero.
            assertEquals(if ('T' in expected) OffsetDateTime.parse(expected).toString() else expected, found, case.text("name"))
        }
        assertEquals(vectors.number("count"), cases.size)
    }
}
