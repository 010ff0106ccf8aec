package kiennghi

/**
 * Takes in a register sheet as [Register.importFile] does, and tells [onProgress] every few hundred rows how far it is.
 * What [onProgress] throws stops the import and is thrown as it is; rows that were durable before stay, and the same file
 * again goes on from there. The register cannot be asked from it.
 *
 * In a coroutine, an import that ends with its job:
 *
 * ```
 * val job = currentCoroutineContext().job
 * val report = register.io { importFile(path) { job.ensureActive() } }
 * ```
 */
fun Register.importFile(
    path: String,
    mapping: Mapping? = null,
    encoding: Encoding? = null,
    sheet: String? = null,
    mode: ImportMode? = null,
    onProgress: (Progress) -> Unit,
): ImportReport = Watch(onProgress).over { importFile(path, mapping, encoding, sheet, mode, it) }

/**
 * Takes in a sheet that was read before, as [Register.importSheet] does, and tells [onProgress] how far it is.
 *
 * ```
 * val sheet = Sheet.fromBytes(bytes, "so-dang-ky.xlsx")
 * val report = register.importSheet(sheet, mode = ImportMode.DRY_RUN) { bar.set(it.done, it.rows) }
 * ```
 */
fun Register.importSheet(
    sheet: Sheet,
    mapping: Mapping? = null,
    mode: ImportMode? = null,
    onProgress: (Progress) -> Unit,
): ImportReport = Watch(onProgress).over { importSheet(sheet, mapping, mode, it) }

/** Keeps what the application throws on this side: across, it would be a text that holds everything. */
private class Watch(private val onProgress: (Progress) -> Unit) : ImportProgress {
    private var thrown: Throwable? = null

    override fun told(progress: Progress): ImportStep =
        try {
            onProgress(progress)
            ImportStep.GO_ON
        } catch (e: Throwable) {
            thrown = e
            ImportStep.STOP
        }

    inline fun over(import: (ImportProgress) -> ImportReport): ImportReport =
        try {
            import(this)
        } catch (e: KiennghiException) {
            throw thrown ?: e
        }
}
