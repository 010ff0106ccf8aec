package kiennghi

/**
 * A count of the row.
 *
 * ```
 * val table = register.statistics(Question(listOf(Dimension.UNIT), PeriodKind.QUARTER, from = first, to = last, asOf = today))
 * table.rows().forEach { println("${it.groups.single().label.vi}: ${it[Measure.RECEIVED]}") }
 * ```
 */
operator fun Row.get(measure: Measure): Long = counts[measure] ?: 0

/** A figure of the row, such as `row[RowFigure.MEDIAN_TO_REPLY]`; null if there was nothing to measure. */
operator fun Row.get(figure: RowFigure): Long? = figures[figure]

/**
 * What stands for a count of the row.
 *
 * ```
 * when (val shown = row[Measure.RECEIVED]) {
 *     is Shown.Number -> shown.value.toString()
 *     Shown.Nothing -> ""
 *     Shown.Withheld -> "*"
 * }
 * ```
 */
operator fun PublishedRow.get(measure: Measure): Shown = counts[measure] ?: Shown.Withheld

/** What stands for a figure of the row. */
operator fun PublishedRow.get(figure: RowFigure): Shown = figures[figure] ?: Shown.Withheld

/**
 * The cell of a column, by the column's id: `form.total()["to_do_total"]`.
 * @throws NoSuchElementException if the form has no such column; [FilledForm.columns] has the ids
 */
operator fun FormRow.get(column: String): FormCell = cells.getValue(column)

/**
 * The numbers of the petitions that are in a number of a row of [table], or of its totals or subtotals: each as
 * often as it is counted there, whatever was recorded since.
 *
 * ```
 * val overdue = register.behind(table, table.rows().first(), Measure.OPEN_OVERDUE)     // [PAKN-2026-0151, ...]
 * ```
 */
fun Register.behind(table: Table, row: Row, measure: Measure): List<String> = behind(table, row, TableNumber.Count(measure))

/** The same of any number that has petitions behind it, such as `TableNumber.Figure(RowFigure.REPLIED)`. */
fun Register.behind(table: Table, row: Row, number: TableNumber): List<String> =
    behind(table, number, row.period.start, row.groups.associate { it.dimension to it.code })
