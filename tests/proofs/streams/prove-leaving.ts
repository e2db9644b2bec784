import { startScriptedUpstream, VERSION_PREFIX, words, type UpstreamDialect } from '@gptget/testkit'
import { startPlatform, type PlatformOptions } from '../../platform/start-platform.ts'
import { awaitReceipt } from '../../platform/receipts.ts'
import { call } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import { eachOf } from '../each-of.ts'
import type { Check } from '../table.ts'
import { PRICE, UPSTREAMS } from './grid.ts'

export type LeavingOptions = { mode: NonNullable<PlatformOptions['mode']>; atOnce: number }

const TOKENS = 8
const SCRIPT = `text-${TOKENS}+trickle-150`

/** A model for each request, to identify it at the provider. */
const LEAVINGS = UPSTREAMS.flatMap((upstream) =>
  DIALECTS.flatMap((caller) =>
    Array.from({ length: TOKENS }, (_, index) => ({ upstream, caller, after: index + 1 })),
  ),
)
type Leaving = (typeof LEAVINGS)[number]

const modelOf = ({ upstream, caller, after }: Leaving): string => `leave/${upstream}.${caller}.${after}`

/** Callers disconnect after each token of a stream, for each pair of dialects. */
export const proveLeaving = async ({ mode, atOnce }: LeavingOptions): Promise<Check> => {
  const provider = await startScriptedUpstream()
  const row = (dialect: UpstreamDialect): unknown => ({
    dialect,
    base_url: provider.url + VERSION_PREFIX[dialect],
    api_key: 'key-of-the-operator',
  })
  const platform = await startPlatform({
    mode,
    hasOwnPostgres: mode === 'processes',
    config: {
      providers: Object.fromEntries(UPSTREAMS.map((dialect) => [`to-${dialect}`, row(dialect)])),
      models: Object.fromEntries(
        LEAVINGS.map((leaving) => [
          modelOf(leaving),
          { routes: [{ provider: `to-${leaving.upstream}`, model: `scripted:${SCRIPT}` }], price: PRICE },
        ]),
      ),
    },
  })
  const { apiKey } = await platform.admin.createAccount()
  try {
    const breaches = await eachOf(LEAVINGS, atOnce, async (leaving) => {
      const leave = new AbortController()
      const seen = await call({
        dialect: leaving.caller,
        url: platform.edges[0]!.url,
        apiKey,
        model: modelOf(leaving),
        isStream: true,
        maxTokens: 50,
        signal: leave.signal,
        onToken: (count) => {
          if (count === leaving.after) leave.abort()
        },
      })
      if (seen.generationId === null) return `${modelOf(leaving)}: has no generation`
      const receipt = await awaitReceipt(platform.baseUrl, apiKey, seen.generationId)
      const charged = receipt.tokens_completion
      const cost = Math.round(receipt.total_cost * 1e9)
      const counted = (receipt.tokens_prompt * PRICE.input + charged * PRICE.output) * 1e3
      const isRight = cost === counted && charged >= leaving.after * 0.6 && charged <= TOKENS * 2
      const isOfWhatCame = words(TOKENS).join('').startsWith(seen.text) && seen.tokenCount >= leaving.after
      return isRight && isOfWhatCame
        ? null
        : `${modelOf(leaving)}: ${seen.tokenCount} tokens read, charged for ${charged} at ${cost} (${String(receipt.status)})`
    })
    return {
      name: 'a caller who disconnects after any token pays for what arrived until then',
      checkedCount: LEAVINGS.length,
      breaches: breaches.filter((breach) => breach !== null),
    }
  } finally {
    await platform.stop()
    await provider.stop()
  }
}
