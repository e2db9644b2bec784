import { TOKEN_UNITS, type Unit } from '@gptget/contracts'

const MILLION = 1_000_000n
const BILLION = 1_000_000_000n

const PER_MILLION = Object.fromEntries(TOKEN_UNITS.map((unit) => [unit, MILLION]))

/** The number of units of a rate: $2.50 for a million input tokens is a rate of 2_500_000_000n. One, unless listed. */
const LISTED: { [unit in Unit]?: bigint } = {
  ...PER_MILLION,
  characters: MILLION,
  /** A gigabyte is 10^9 bytes. */
  stored_byte_hours: BILLION,
}

/** A multiple of all sizes, so that the costs of any units can be summed exactly before they are rounded. */
export const LARGEST_RATE_SIZE = BILLION

/** The number of units of a rate. */
export const rateSizeOf = (unit: Unit): bigint => LISTED[unit] ?? 1n
