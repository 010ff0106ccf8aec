package kiennghi

/**
 * The stable code, the same in every language: what a program decides by. The class says where it
 * comes from.
 *
 * ```
 * try {
 *     register.reply(number, Moment.of(today), Reply())
 * } catch (e: KiennghiException.Refused) {
 *     if (e.code == "in_future") ...
 * }
 * ```
 */
val KiennghiException.code: String
    get() = when (this) {
        is KiennghiException.Refused -> code
        is KiennghiException.Store -> code
        is KiennghiException.Law -> code
        is KiennghiException.Calendar -> code
        is KiennghiException.Exchange -> code
        is KiennghiException.Statistics -> code
        is KiennghiException.Argument -> code
        is KiennghiException.Internal -> code
    }

/** Why, and what would be right: for people, in English, without personal data. */
val KiennghiException.reason: String
    get() = when (this) {
        is KiennghiException.Refused -> reason
        is KiennghiException.Store -> reason
        is KiennghiException.Law -> reason
        is KiennghiException.Calendar -> reason
        is KiennghiException.Exchange -> reason
        is KiennghiException.Statistics -> reason
        is KiennghiException.Argument -> reason
        is KiennghiException.Internal -> reason
    }
