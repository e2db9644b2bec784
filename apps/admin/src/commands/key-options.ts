import type { Command } from 'commander'
import { parseAmountOrZero, parseExpiry, parseModels } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'
import {
  addLimitOptions,
  nullIfNone,
  orNone,
  toLimits,
  type LimitOptions,
  type OrNone,
} from './limit-options.ts'

export type KeyOptions = LimitOptions & {
  name?: string
  models?: OrNone<string[]>
  creditLimit?: OrNone<bigint>
  expires?: OrNone<string>
}

/** The options of a key, for creating and updating it. */
export const addKeyOptions = (command: Command, terminal: Terminal): Command =>
  addLimitOptions(command.option('--name <name>', 'the name of the key'))
    .option(
      '--credit-limit <usd>',
      'the most it may spend in total, in US dollars',
      orNone(parseAmountOrZero),
    )
    .option('--models <ids>', 'the only models it may use, separated by commas', orNone(parseModels))
    .option(
      '--expires <time>',
      'an ISO time, or a duration such as 30d or 12h',
      orNone(parseExpiry(terminal.now)),
    )

export const toKeyOptions = (options: KeyOptions) => ({
  name: options.name,
  allowedModels: nullIfNone(options.models),
  ...toLimits(options),
  creditLimitNanoUsd: nullIfNone(options.creditLimit),
  expiresAt: nullIfNone(options.expires),
})
