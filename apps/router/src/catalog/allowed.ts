import { ANTHROPIC_BETAS } from '@gptget/protocol'
import type { BuiltInTool } from '@gptget/protocol'

/** What callers may request from providers with the platform's keys. */
export type Allowed = {
  /** Values of `anthropic-beta`. */
  betas: ReadonlySet<string>
  /** Tools in addition to the known ones, and the price of each. */
  tools: ReadonlyMap<string, BuiltInTool>
}

/** Known features without an extra charge, and the operator's additions. */
export const allowedBy = (added: {
  anthropic_betas: readonly string[]
  tools: Readonly<Record<string, BuiltInTool>>
}): Allowed => ({
  betas: new Set([...ANTHROPIC_BETAS, ...added.anthropic_betas]),
  tools: new Map(Object.entries(added.tools)),
})

const NONE: readonly string[] = []

export type ShownHeaders = { headers: Readonly<Record<string, string>>; refusedBetas: readonly string[] }

/** The headers that a provider may see, and the betas that it may not. */
export const allowedHeaders = (
  headers: Readonly<Record<string, string>>,
  { betas }: Allowed,
): ShownHeaders => {
  const asked = headers['anthropic-beta']
  if (asked === undefined) return { headers, refusedBetas: NONE }
  const { 'anthropic-beta': _asked, ...others } = headers
  const named = asked.split(',').map((beta) => beta.trim())
  const kept = named.filter((beta) => betas.has(beta))
  return {
    headers: kept.length === 0 ? others : { ...others, 'anthropic-beta': kept.join(',') },
    refusedBetas: named.filter((beta) => beta !== '' && !betas.has(beta)),
  }
}
