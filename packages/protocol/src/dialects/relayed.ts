import type { Usage } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'
import { spliceNested, textAt } from '../json/splice.ts'
import { parseJson } from '../json/object.ts'

/**
 * Puts the cost into the usage object at `path`; if the provider sent none or an invalid one, ours is used.
 */
export const spliceUsage = (
  text: string,
  path: readonly [...string[], string],
  { usage, costUsd }: Closing,
  writeOurs: (usage: Usage, costUsd: number) => unknown,
): string =>
  !usage.isEstimated && textAt(text, path)?.startsWith('{')
    ? spliceNested(text, path, { cost: JSON.stringify(costUsd) })
    : spliceNested(text, path.slice(0, -1), { [path.at(-1)!]: JSON.stringify(writeOurs(usage, costUsd)) })

/** The type of an event. Providers write it first, so the rest need not be searched. */
export const eventTypeOf = (data: string): unknown => parseJson(textAt(data, ['type']) ?? '')
