/** The columns of the list, from where the screen is wide enough for them. */
export const COLUMNS = 'sm:grid-cols-[minmax(0,1fr)_5.5rem_8rem_5.5rem_5.5rem_6rem]'
