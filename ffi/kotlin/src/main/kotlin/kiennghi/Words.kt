package kiennghi

/**
 * Codes and labels of the closed vocabularies, such as [Standing] and [Measure].
 *
 * A code is what the ledger keeps and what crosses to other languages (`in_time`); a label is what
 * people read (*Trong hạn*, In time) and may be reworded.
 */
object Words {
    // One call for all of them, once: a call costs more than the whole list.
    private val labels: Map<Pair<String, String>, Text> by lazy {
        terms().associate { (it.vocabulary to it.code) to it.label }
    }

    /** The stable code: `Words.code(Standing.IN_TIME)` is `in_time`. */
    @JvmStatic
    fun code(value: Enum<*>): String = value.name.lowercase()

    /** What people call it. Null for an enum that is not one of this library's vocabularies. */
    @JvmStatic
    fun label(value: Enum<*>): Text? = labels[value.declaringJavaClass.simpleName to code(value)]

    /**
     * The value of a code: `Words.of<Standing>("in_time")`.
     * @throws IllegalArgumentException if the vocabulary has no such code
     */
    inline fun <reified E : Enum<E>> of(code: String): E = enumValueOf<E>(code.uppercase())
}
