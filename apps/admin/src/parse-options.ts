import { parseUsd } from '@gptget/money'
import { InvalidArgumentError } from 'commander'

/** Parsers of option values. Commander adds the name of the option to what they throw. */

export const parseAmount = (text: string): bigint => {
  const amount = parseAmountOrZero(text)
  if (amount === 0n) throw new InvalidArgumentError('It must be greater than zero.')
  return amount
}

export const parseAmountOrZero = (text: string): bigint => {
  let amount: bigint
  try {
    amount = parseUsd(text)
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`)
  }
  if (amount < 0n) throw new InvalidArgumentError('It cannot be negative.')
  return amount
}

/** A positive or negative amount: `-25`. */
export const parseChange = (text: string): bigint =>
  text.startsWith('-') ? -parseAmount(text.slice(1)) : parseAmount(text)

const MAX_COUNT = 1_000_000_000

export const parseCount = (text: string): number => {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_COUNT)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_COUNT}.`)
  return count
}

export const parseModels = (text: string): string[] => {
  const models = text
    .split(',')
    .map((model) => model.trim())
    .filter((model) => model !== '')
  if (models.length === 0)
    throw new InvalidArgumentError('Name at least one model, as provider/model,provider/model.')
  return models
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** An ISO 8601 time, or a duration from now: `30d`, `12h`, `45m`, `2w`. */
export const parseExpiry =
  (now: () => Date) =>
  (text: string): string => {
    const duration = /^(\d{1,6})([mhdw])$/.exec(text)
    const time = duration
      ? new Date(now().getTime() + Number(duration[1]) * UNIT_MS[duration[2] as keyof typeof UNIT_MS])
      : new Date(text)
    if (Number.isNaN(time.getTime()) || (!duration && !/^\d{4}-\d{2}-\d{2}/.test(text)))
      throw new InvalidArgumentError(
        'Use a time such as 2027-01-31 or 2027-01-31T12:00:00Z, or a duration such as 30d, 12h or 45m.',
      )
    if (time <= now()) throw new InvalidArgumentError('This time has passed.')
    return time.toISOString()
  }
