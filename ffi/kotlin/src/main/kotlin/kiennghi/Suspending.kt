package kiennghi

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * Calls the register from a coroutine without blocking its thread: every call waits for the disk.
 *
 * ```
 * val work = register.io { worklist(Moment.of(today)) }
 * ```
 *
 * A call that has begun is not broken off when the coroutine is cancelled: its effect is in the
 * register, or is not, whole.
 */
suspend fun <T> Register.io(call: Register.() -> T): T = withContext(Dispatchers.IO) { call() }
