package kiennghi

import java.time.LocalDate

/**
 * The lunar date of a civil date, from 31/01/1900 to 14/02/2200.
 *
 * ```
 * LunarDate.fromSolar(LocalDate.of(2025, 8, 3))     // LunarDate(year=2025, month=6, day=10, leap=true)
 * LunarDate(2026, 3, 10).toSolar()                  // 2026-04-26, the Hùng Kings' day
 * ```
 *
 * @throws KiennghiException.Calendar outside these dates
 */
fun LunarDate.Companion.fromSolar(date: LocalDate): LunarDate = lunarFromSolar(date)
