package kiennghi

import java.time.LocalTime
import java.time.format.DateTimeParseException

/**
 * Hours of a civil day, from an opening to a closing, to the minute. A closing at midnight is the
 * end of the day; hours over midnight are two spans, such as 22:00-24:00 and 00:00-06:00.
 *
 * ```
 * Span(LocalTime.of(7, 30), LocalTime.of(11, 30))
 * Span.parse("22:00-24:00")
 * ```
 *
 * Whether the closing is after the opening is judged by whoever is given the span.
 *
 * @property start when it opens
 * @property end when it closes; [LocalTime.MIDNIGHT] is the end of the day
 */
data class Span(val start: LocalTime, val end: LocalTime) {
    /** `07:30-11:30`, `22:00-24:00` */
    override fun toString(): String = "$start-${if (end == LocalTime.MIDNIGHT) "24:00" else end}"

    companion object {
        /**
         * Reads `07:30-11:30` or `22:00-24:00`.
         * @throws DateTimeParseException if it is neither
         */
        @JvmStatic
        fun parse(text: String): Span {
            val (start, end) = text.split('-', limit = 2).takeIf { it.size == 2 }
                ?: throw DateTimeParseException("hours are written like 07:30-11:30", text, 0)
            return Span(LocalTime.parse(start), if (end == "24:00") LocalTime.MIDNIGHT else LocalTime.parse(end))
        }
    }
}
