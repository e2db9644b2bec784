import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Thinking } from '../../thinking.ts'
import type { SnapshotRates } from '../../price.ts'
import { decimals } from './decimal.ts'
import type { Listing } from './listing.ts'

const cost = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number().optional(),
  cacheWrite: z.number().optional(),
})

const entry = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  reasoning: z.boolean().optional(),
  input: z.array(z.string()).optional(),
  cost: cost.extend({ tiers: z.array(cost.extend({ inputTokensAbove: z.number() })).optional() }).optional(),
  contextWindow: z.number().optional(),
  maxTokens: z.number().optional(),
  thinkingLevelMap: z.record(z.string(), z.string().nullable()).optional(),
  compat: z
    .looseObject({
      supportsTemperature: z.boolean().optional(),
      forceAdaptiveThinking: z.boolean().optional(),
    })
    .optional(),
})
type Entry = z.output<typeof entry>

/** Reads pi-ai's data on the chat models of its providers. */
export const readPiAi =
  (folder: string) =>
  (provider: string): Listing[] => {
    const file = path.join(folder, 'dist/providers/data', `${provider}.json`)
    const byApi = z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .parse(JSON.parse(readFileSync(file, 'utf8')))
    return Object.values(byApi)
      .flatMap((models) => Object.values(models))
      .map((model) => entry.parse(model))
      .filter(({ type }) => type === 'chat')
      .map(readEntry)
  }

const readEntry = (model: Entry): Listing => ({
  model: model.id,
  name: model.name,
  ...(isContext(model) ? { context: model.contextWindow! } : {}),
  ...(model.maxTokens ? { maxOutput: model.maxTokens } : {}),
  ...(model.input ? { input: model.input } : {}),
  output: ['text'],
  hasTools: true,
  ...(model.reasoning === undefined ? {} : { isReasoning: model.reasoning }),
  ...(model.compat?.supportsTemperature === false ? { hasSampling: false } : {}),
  ...(model.cost ? { price: priceOf(model.cost) } : {}),
  ...thinkingOf(model),
})

/** Whether the window is the context. If longer requests cost more, it is that limit instead. */
const isContext = ({ contextWindow, cost: price }: Entry): boolean =>
  contextWindow !== undefined &&
  contextWindow > 0 &&
  !price?.tiers?.some(({ inputTokensAbove }) => inputTokensAbove === contextWindow)

const priceOf = ({ tiers, ...base }: NonNullable<Entry['cost']>): NonNullable<Listing['price']> => ({
  ...ratesOf(base),
  ...(tiers?.length
    ? { tiers: tiers.map(({ inputTokensAbove, ...tier }) => ({ above: inputTokensAbove, ...ratesOf(tier) })) }
    : {}),
})

const ratesOf = ({ input, output, cacheRead, cacheWrite }: z.output<typeof cost>): SnapshotRates =>
  decimals({ input, output, cacheRead, cacheWrite }) as SnapshotRates

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

/** Reads the thinking levels if all are named. A missing level means that it is unknown. */
const thinkingOf = ({ reasoning, thinkingLevelMap: levels, compat }: Entry): { thinking?: Thinking } => {
  if (reasoning === false) return { thinking: { mode: 'none' } }
  if (levels === undefined || levels['low'] === undefined || levels['high'] === undefined) return {}
  const efforts = EFFORTS.filter((level) => typeof levels[level] === 'string')
  return efforts.length === 0
    ? {}
    : {
        thinking: {
          mode: compat?.forceAdaptiveThinking ? 'adaptive' : 'effort',
          efforts,
          canDisable: levels['off'] !== null,
        },
      }
}
