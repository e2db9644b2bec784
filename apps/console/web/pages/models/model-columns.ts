/** The columns of the list on screens that are wide enough. */
export const COLUMNS = 'sm:grid-cols-[minmax(0,1fr)_5.5rem_8rem_5.5rem_5.5rem_6rem]'
