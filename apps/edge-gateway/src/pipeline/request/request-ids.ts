import type { Dialect } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'

/** The id that a request goes by, under each name that the dialect has for it. */
export const requestIdHeaders = (dialect: Dialect, requestId: string): Record<string, string> =>
  Object.fromEntries(CAPABILITIES[dialect].requestIdHeaders.map((name) => [name, requestId]))
