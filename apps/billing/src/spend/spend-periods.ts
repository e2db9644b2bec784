/** The periods that spending is summed over, as they are written in `key_spend` and `account_spend`: UTC's. */
export const TOTAL = 'total'
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)
export const monthOf = (time: Date): string => time.toISOString().slice(0, 7)

/** The days so far of the week that a time is in, which begins on Monday. */
export const daysOfWeek = (time: Date): string[] =>
  Array.from({ length: ((time.getUTCDay() + 6) % 7) + 1 }, (_, daysAgo) =>
    dayOf(new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() - daysAgo))),
  )

/** When the day, or the month, that a time is in is over. */
export const endOfDay = (time: Date): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + 1))
export const endOfMonth = (time: Date): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1))
