/** The columns of the list on screens that are wide enough. */
export const COLUMNS = 'sm:grid-cols-[minmax(0,1fr)_5.5rem_8rem_5.5rem_5.5rem_6rem]'

/** The height of a row: one line of cells, or on a narrow screen the name above them. */
export const ROW_HEIGHT = 'h-26 sm:h-16'
export const rowHeightPx = (isWide: boolean): number => (isWide ? 64 : 104)
