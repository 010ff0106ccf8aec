package kiennghi

import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException

/**
 * When something happened, as precisely as the paper gives it: a civil date or an instant. Which of
 * the two it is is never lost, for a letter's date is not midnight.
 *
 * ```
 * Moment.of(LocalDate.of(2026, 3, 2))
 * Moment.of(OffsetDateTime.now())
 * Moment.parse("2026-03-05T08:30:00+07:00")
 * ```
 */
sealed interface Moment {
    /** The civil date. */
    val date: LocalDate

    /** The paper gives a day. */
    data class OnDate(override val date: LocalDate) : Moment {
        /** `2026-03-05` */
        override fun toString(): String = date.toString()
    }

    /** The paper gives an instant; the offset is that of the place it was civil in. */
    data class AtInstant(val instant: OffsetDateTime) : Moment {
        override val date: LocalDate get() = instant.toLocalDate()

        /** `2026-03-05T08:30:00+07:00` */
        // OffsetDateTime.toString() leaves out seconds that are zero, which ISO's profile forbids.
        override fun toString(): String = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant)
    }

    companion object {
        /** A civil date. */
        @JvmStatic
        fun of(date: LocalDate): Moment = OnDate(date)

        /** An instant, with the offset of the place it was civil in. */
        @JvmStatic
        fun of(instant: OffsetDateTime): Moment = AtInstant(instant)

        /**
         * Reads `2026-03-05` or `2026-03-05T08:30:00+07:00`.
         * @throws DateTimeParseException if it is neither
         */
        @JvmStatic
        fun parse(text: String): Moment =
            if ('T' in text) AtInstant(OffsetDateTime.parse(text)) else OnDate(LocalDate.parse(text))
    }
}
