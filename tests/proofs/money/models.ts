import { VERSION_PREFIX, type ScriptedUpstream, type UpstreamDialect } from '@gptget/testkit'
import type { OperatorConfig } from '../../platform/start-platform.ts'

/** USD per million tokens. An input token costs $0.001, an output token $0.002, so a dollar is spent quickly. */
export const PRICE = { input: 1_000, output: 2_000 }
/** The input tokens that every script reports. */
const INPUT_TOKENS = 11
const UPSTREAMS = Object.keys(VERSION_PREFIX) as UpstreamDialect[]

/** A model's behavior: its script, the tokens of a complete answer, and the fault of its first provider. */
export type Behavior = {
  script: string
  tokens: number
  kind: 'stream' | 'plain' | 'broken'
  first?: string
  /**
   * The answer is as long as the model allows, at the cheaper price: many times the initial reservation, which grows
   * until the answer or the credit ends.
   */
  isLongest?: boolean
}

/** USD per million tokens for the longest answers, so that even a dollar pays for some of them. */
const LONGEST_PRICE = { input: 10, output: 50 }
/** Its bytes are a multiple of the initial reservation. */
const LONGEST_TOKENS = 1_500

export const BEHAVIORS: Record<string, Behavior> = {
  'fast-stream': { script: 'text-8+trickle-100', tokens: 8, kind: 'stream' },
  'slow-stream': { script: 'text-12+trickle-500', tokens: 12, kind: 'stream' },
  'long-stream': { script: 'text-20+trickle-900', tokens: 20, kind: 'stream' },
  'fast-plain': { script: 'text-5+late-200', tokens: 5, kind: 'plain' },
  'slow-plain': { script: 'text-5+late-4000', tokens: 5, kind: 'plain' },
  'after-500': { script: 'text-8+trickle-100', tokens: 8, kind: 'stream', first: 'status-500' },
  'after-cut': { script: 'text-8+trickle-100', tokens: 8, kind: 'stream', first: 'cut-after-0' },
  'after-429': { script: 'text-5+late-100', tokens: 5, kind: 'plain', first: 'status-429' },
  'longest-stream': {
    script: `text-${LONGEST_TOKENS}`,
    tokens: LONGEST_TOKENS,
    kind: 'stream',
    isLongest: true,
  },
  'longest-plain': {
    script: `text-${LONGEST_TOKENS}+late-500`,
    tokens: LONGEST_TOKENS,
    kind: 'plain',
    isLongest: true,
  },
  'longest-event': {
    script: 'text-8+huge-event-20000+trickle-100',
    tokens: 8,
    kind: 'stream',
    isLongest: true,
  },
  'breaks-off': { script: 'text-8+trickle-50+cut-after-3', tokens: 8, kind: 'broken' },
}

export const modelOf = (behavior: string, upstream: UpstreamDialect): string =>
  `proof/${behavior}-${upstream}`

export const MODELS = Object.keys(BEHAVIORS).flatMap((behavior) =>
  UPSTREAMS.map((upstream) => ({ behavior, upstream })),
)

export const priceListOf = ({ isLongest }: Behavior): typeof PRICE => (isLongest ? LONGEST_PRICE : PRICE)

/** The cost of a complete answer, in nano-USD. */
export const priceOf = (behavior: Behavior): bigint => {
  const { input, output } = priceListOf(behavior)
  return BigInt((INPUT_TOKENS * input + behavior.tokens * output) * 1_000)
}

const TIMEOUTS = { connect_ms: 5_000, first_token_ms: 30_000, idle_ms: 30_000 }

/** Every behavior with every provider dialect. */
export const moneyConfig = (upstream: ScriptedUpstream): OperatorConfig => {
  const row = (dialect: UpstreamDialect): unknown => ({
    dialect,
    base_url: upstream.baseUrl(dialect),
    api_key: 'key-of-the-operator',
    timeouts: TIMEOUTS,
  })
  return {
    providers: Object.fromEntries(
      UPSTREAMS.flatMap((dialect) => [
        [`well-${dialect}`, row(dialect)],
        [`failing-${dialect}`, row(dialect)],
      ]),
    ),
    models: Object.fromEntries(
      MODELS.map(({ behavior, upstream: dialect }) => [modelOf(behavior, dialect), model(behavior, dialect)]),
    ),
  }
}

const model = (behavior: string, dialect: UpstreamDialect): unknown => {
  const { script, first, isLongest } = BEHAVIORS[behavior]!
  const failing = { provider: `failing-${dialect}`, model: `scripted:${first}`, weight: 1_000_000 }
  const well = { provider: `well-${dialect}`, model: `scripted:${script}`, weight: 1 }
  return {
    routes: first === undefined ? [well] : [failing, well],
    price: priceListOf(BEHAVIORS[behavior]!),
    context_length: 8_000,
    ...(isLongest ? { context_length: 128_000, max_output_tokens: 128_000 } : {}),
  }
}
