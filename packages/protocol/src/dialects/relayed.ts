import { spliceNested, textAt } from '../json/splice.ts'
import { parseJson } from './json.ts'

/** Puts the cost into the usage object at `path`; where the provider sent none, the one we write stands there. */
export const spliceUsage = (
  text: string,
  path: readonly [...string[], string],
  costUsd: number,
  writeOurs: () => unknown,
): string =>
  textAt(text, path)?.startsWith('{')
    ? spliceNested(text, path, { cost: JSON.stringify(costUsd) })
    : spliceNested(text, path.slice(0, -1), { [path.at(-1)!]: JSON.stringify(writeOurs()) })

/** What an event calls itself. Providers write that first, so that the rest is not looked at. */
export const eventTypeOf = (data: string): unknown => parseJson(textAt(data, ['type']) ?? '')
