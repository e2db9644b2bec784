/** The periods of `key_spend` and `account_spend`, in UTC. */
export const TOTAL = 'total'
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)
export const monthOf = (time: Date): string => time.toISOString().slice(0, 7)

/** The days so far of a time's week, which starts on Monday. */
export const daysOfWeek = (time: Date): string[] =>
  Array.from({ length: ((time.getUTCDay() + 6) % 7) + 1 }, (_, daysAgo) =>
    dayOf(new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() - daysAgo))),
  )

/** When the day, or the month, of a time ends. */
export const endOfDay = (time: Date): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + 1))
export const endOfMonth = (time: Date): Date =>
  new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1))
