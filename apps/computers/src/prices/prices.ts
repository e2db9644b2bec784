import { createHash } from 'node:crypto'
import { parseUsd, priceLines, type Priced } from '@gptget/money'
import { INSTANCE_TYPES, type InstanceType } from '../instance-types.ts'

/** Nano-USD for a started hour. */
export type HourPrices = Readonly<Record<InstanceType, bigint>>

/** Reads `2c2g=0.0139,2c4g=0.0208,4c8g=0.0403`, US dollars per hour. @throws Error for a missing or unknown type */
export const parsePrices = (text: string): HourPrices => {
  const pairs = text.split(',').map((pair) => pair.trim().split('='))
  const prices = Object.fromEntries(pairs.map(([name, usd]) => [name, parseUsd(usd ?? '')]))
  const types = Object.keys(INSTANCE_TYPES)
  const [wrong] = [
    ...types.filter((name) => !(name in prices)),
    ...Object.keys(prices).filter((name) => !types.includes(name)),
  ]
  if (wrong !== undefined) throw new Error(`prices must name each of ${types.join(', ')} once: ${wrong}`)
  return prices as HourPrices
}

/** One hour of an instance type as the lines of a charge. */
export const priceHour = (prices: HourPrices, type: InstanceType): Priced =>
  priceLines({ computer_hours: 1 }, { input: 0n, output: 0n, perHour: prices[type] })

/** Identifies the price list of a charge. */
export const priceVersionOf = (prices: HourPrices): string => {
  const text = Object.entries(prices)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([type, price]) => `${type}=${price}`)
    .join(',')
  return `computers_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}
