package kiennghi

import java.time.OffsetDateTime
import java.time.format.DateTimeParseException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class ValuesTest {
    @Test
    fun `a moment keeps the precision of the paper, here and across`() {
        val day = Moment.parse("2026-03-05")
        val instant = Moment.of(OffsetDateTime.parse("2026-03-05T08:30+07:00"))
        assertEquals("2026-03-05", day.toString())
        assertEquals("2026-03-05T08:30:00+07:00", instant.toString())
        assertEquals(day.date, instant.date)
        assertThrows(DateTimeParseException::class.java) { Moment.parse("05/03/2026") }
        Register.memory("van-thu").use { register ->
            for (at in listOf(day, instant, Moment.parse("2026-03-05T08:30:15.25+07:00"))) {
                val receipt = register.receive(at, Receive(SourceKind.CITIZEN, "A", Channel.PORTAL, "B"))
                assertEquals(at, register.petition(receipt.petition).receivedAt)
            }
            // An instant from elsewhere is told in the register's zone: its days are the register's.
            val utc = register.receive(Moment.parse("2026-03-04T20:00:00Z"), Receive(SourceKind.CITIZEN, "A", Channel.PORTAL, "B"))
            assertEquals(Moment.parse("2026-03-05T03:00:00+07:00"), register.petition(utc.petition).receivedAt)
        }
    }

    @Test
    fun `every value of every vocabulary has the code and the label that the library gives it`() {
        val vocabularies = listOf(
            SourceKind.entries, Channel.entries, PetitionKind.entries, About.entries, Finality.entries, PartyKind.entries,
            Dimension.entries, Status.entries, Outcome.entries, Standing.entries, Stage.entries, StartEvent.entries,
            LeftUnit.entries, DueOrigin.entries, PauseReason.entries, Measure.entries, PeriodKind.entries, Basis.entries,
            YearStanding.entries, CivilUnit.entries, Roll.entries, MonthEnd.entries, OutsideHours.entries, Landing.entries,
            ZeroAmount.entries, Reversed.entries, Lang.entries, Counting.entries, Confidential.entries, CopyKind.entries,
            RowFigure.entries, Ratio.entries, UnitsBy.entries, Duplicates.entries, RuleStanding.entries,
        )
        val here = vocabularies.flatten().map { it.declaringJavaClass.simpleName to Words.code(it) }
        assertEquals(terms().map { it.vocabulary to it.code }, here)
        assertEquals(Text("Quá hạn", "Overdue"), Words.label(Standing.OVERDUE))
        assertEquals(SourceKind.OTHER_AGENCY, Words.of<SourceKind>("other_agency"))
        assertNull(Words.label(Effect.APPENDED))
    }
}
