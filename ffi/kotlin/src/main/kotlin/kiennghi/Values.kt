package kiennghi

import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.time.DateTimeException
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.ZonedDateTime
import java.time.temporal.ChronoUnit

// How the values of java.time cross; uniffi.toml names these functions.

private const val MICROS = 1_000_000L

/** A zone by its name. Java calls `EST`, `HST` and `MST` by other names. */
internal fun zoneOf(name: String): ZoneId = ZoneId.of(name, ZoneId.SHORT_IDS)

/** `2026-03-05T08:30:00+07:00[Asia/Ho_Chi_Minh]`; in its offset, if this Java does not know the zone. */
internal fun zonedDateTimeOf(text: String): ZonedDateTime {
    val at = OffsetDateTime.parse(text.substringBefore('['))
    val zone = try {
        zoneOf(text.substringAfter('[').removeSuffix("]"))
    } catch (_: DateTimeException) {
        at.offset
    }
    return at.atZoneSameInstant(zone)
}

/** What is further away than numbers tell is as far as they can: no calendar reaches there. */
private inline fun saturated(isNegative: Boolean, micros: () -> Long): Long =
    try {
        micros()
    } catch (_: ArithmeticException) {
        if (isNegative) -Long.MAX_VALUE else Long.MAX_VALUE
    }

/** Whole microseconds; a part of one is no time. */
internal fun microsOf(amount: Duration): Long = saturated(amount.isNegative) {
    val size = amount.abs()
    val micros = Math.addExact(Math.multiplyExact(size.seconds, MICROS), size.nano / 1_000L)
    if (amount.isNegative) -micros else micros
}

private fun microsOf(at: Instant): Long = saturated(at.epochSecond < 0) {
    Math.addExact(Math.multiplyExact(at.epochSecond, MICROS), at.nano / 1_000L)
}

private inline fun <T> bytesOf(values: List<T>, size: Int, write: ByteBuffer.(T) -> Unit): ByteArray {
    val buffer = ByteBuffer.allocate(Math.multiplyExact(values.size, size)).order(ByteOrder.LITTLE_ENDIAN)
    values.forEach { buffer.write(it) }
    return buffer.array()
}

private inline fun <T> valuesOf(bytes: ByteArray, size: Int, read: ByteBuffer.() -> T): List<T> {
    val buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
    return List(bytes.size / size) { buffer.read() }
}

internal fun bytesOfDates(dates: List<LocalDate>): ByteArray =
    bytesOf(dates, Int.SIZE_BYTES) { putInt(it.toEpochDay().coerceIn(Int.MIN_VALUE.toLong(), Int.MAX_VALUE.toLong()).toInt()) }

internal fun datesOf(bytes: ByteArray): List<LocalDate> = valuesOf(bytes, Int.SIZE_BYTES) { LocalDate.ofEpochDay(getInt().toLong()) }

internal fun bytesOfInstants(instants: List<Instant>): ByteArray = bytesOf(instants, Long.SIZE_BYTES) { putLong(microsOf(it)) }

internal fun instantsOf(bytes: ByteArray): List<Instant> =
    valuesOf(bytes, Long.SIZE_BYTES) { Instant.EPOCH.plus(getLong(), ChronoUnit.MICROS) }

internal fun bytesOfDurations(amounts: List<Duration>): ByteArray = bytesOf(amounts, Long.SIZE_BYTES) { putLong(microsOf(it)) }

internal fun durationsOf(bytes: ByteArray): List<Duration> = valuesOf(bytes, Long.SIZE_BYTES) { Duration.of(getLong(), ChronoUnit.MICROS) }
