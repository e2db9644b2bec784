/** Making a formatter takes a millisecond or more, on a phone ten: each is made when it is first used. */
const whenUsed = <Formatter>(make: () => Formatter): (() => Formatter) => {
  let made: Formatter | undefined
  return () => (made ??= make())
}

const numbers = (options: Intl.NumberFormatOptions) => whenUsed(() => new Intl.NumberFormat('en', options))
const dates = (options: Intl.DateTimeFormatOptions) => whenUsed(() => new Intl.DateTimeFormat('en', options))

const dollars = (digits: number) =>
  numbers({ style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: digits })
const WHOLE = dollars(2)
const FINE = dollars(9)
const PRICE = dollars(6)

/** An amount in dollars and cents; below one cent with all digits. */
export const formatUsd = (amount: number): string =>
  amount !== 0 && Math.abs(amount) < 0.01 ? FINE().format(amount) : WHOLE().format(amount)

/** A price with all its digits. */
export const formatPrice = (amount: number): string => PRICE().format(amount)

const COMPACT = numbers({ notation: 'compact', maximumFractionDigits: 1 })

export const formatCompact = (count: number): string => COMPACT().format(count)

const DAY_FORMAT = { day: 'numeric', month: 'short', year: 'numeric' } as const
const DAY = dates(DAY_FORMAT)
const UTC_DAY = dates({ ...DAY_FORMAT, timeZone: 'UTC' })

/** The day of an instant in the reader's time zone. A date without a time, `2026-11-30`, stays the same day. */
export const formatDay = (instant: string): string =>
  (instant.length === 10 ? UTC_DAY() : DAY()).format(new Date(instant))

const INSTANT = dates({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

export const formatInstant = (instant: string): string => INSTANT().format(new Date(instant))

const UNITS = ['B', 'KB', 'MB', 'GB']

export const formatBytes = (count: number): string => {
  const power = count === 0 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1)
  return `${(count / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`
}
