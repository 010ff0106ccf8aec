package kiennghi

import java.math.BigDecimal
import java.math.BigInteger
import java.math.RoundingMode

/**
 * An exact number in lowest terms, such as a change of a rate from one period to the next.
 *
 * ```
 * Fraction.of(2, 4)                                // 1/2
 * Fraction.parse("-50/3").toDecimal()              // -16.7
 * ```
 */
class Fraction private constructor(
    /** Above the line. */
    val numerator: BigInteger,
    /** Below it, above 0. */
    val denominator: BigInteger,
) : Comparable<Fraction> {
    /** To [scale] places, rounded half away from zero: what tables of the library show. */
    @JvmOverloads
    fun toDecimal(scale: Int = 1): BigDecimal = BigDecimal(numerator).divide(BigDecimal(denominator), scale, RoundingMode.HALF_UP)

    /** The nearest number of the machine: for a chart. */
    fun toDouble(): Double = toDecimal(DOUBLE_DIGITS).toDouble()

    override fun compareTo(other: Fraction): Int = (numerator * other.denominator).compareTo(other.numerator * denominator)

    override fun equals(other: Any?): Boolean =
        other is Fraction && numerator == other.numerator && denominator == other.denominator

    override fun hashCode(): Int = 31 * numerator.hashCode() + denominator.hashCode()

    /** `12`, `-1/3` */
    override fun toString(): String = if (denominator == BigInteger.ONE) "$numerator" else "$numerator/$denominator"

    companion object {
        private const val DOUBLE_DIGITS = 17

        private fun reduced(numerator: BigInteger, denominator: BigInteger): Fraction {
            val common = numerator.gcd(denominator)
            return Fraction(numerator / common, denominator / common)
        }

        /**
         * A fraction of two whole numbers, brought to lowest terms.
         * @throws IllegalArgumentException if [denominator] is not above 0
         */
        @JvmStatic
        @JvmOverloads
        fun of(numerator: Long, denominator: Long = 1): Fraction {
            require(denominator > 0) { "a fraction has a number above 0 below the line, not $denominator" }
            return reduced(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator))
        }

        /**
         * Reads `12` or `-1/3`.
         * @throws NumberFormatException if it is neither
         */
        @JvmStatic
        fun parse(text: String): Fraction {
            val above = BigInteger(text.substringBefore('/'))
            val below = BigInteger(text.substringAfter('/', missingDelimiterValue = "1"))
            if (below.signum() <= 0) throw NumberFormatException("a fraction has a number above 0 below the line")
            return reduced(above, below)
        }
    }
}
