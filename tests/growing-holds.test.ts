import { transcript, words } from '@gptget/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { nano } from './platform/receipts.ts'
import { scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { call, closeCalls, isWhole, type Call, type Seen } from './proofs/callers/call.ts'
import { DIALECTS, type CallerDialect } from './proofs/callers/dialects.ts'

/** USD per million tokens: the hold of the longest answer, 128,000 tokens, is $1.28. */
const PRICE = { input: 2.5, output: 10 }
const OUTPUT_TOKENS = 128_000
const SCRIPTS = ['text-5', 'text-2000', 'text-8+huge-event-60000']

const upstreamDialects = {
  chat: 'openai-chat',
  responses: 'openai-responses',
  messages: 'anthropic-messages',
  gemini: 'gemini',
} as const
type Provider = keyof typeof upstreamDialects

const modelOf = (provider: Provider, script: string): string =>
  `grow/${provider}-${script.replaceAll('+', '.')}`

const world = usePlatform((upstream) => {
  const providers = Object.keys(upstreamDialects) as Provider[]
  const model = (provider: Provider, script: string, more: object = {}) => ({
    routes: [{ provider, model: `scripted:${script}` }],
    price: PRICE,
    max_output_tokens: OUTPUT_TOKENS,
    ...more,
  })
  return {
    edges: 2,
    config: {
      providers: Object.fromEntries(
        providers.map((provider) => {
          const dialect = upstreamDialects[provider]
          return [provider, { ...scriptedProvider(upstream.baseUrl(dialect)), dialect }]
        }),
      ),
      models: {
        ...Object.fromEntries(
          providers.flatMap((provider) =>
            SCRIPTS.map((script) => [modelOf(provider, script), model(provider, script)]),
          ),
        ),
        'grow/thinker': model('chat', 'text-5', { thinking: { mode: 'fixed' } }),
        'grow/secret': model('chat', 'text-6'),
        'grow/ordinary': model('chat', 'text-7'),
      },
    },
  }
})
afterAll(closeCalls)

const createAccount = (creditsUsd: string): Promise<Account> =>
  world.platform.admin.createAccount({ creditsUsd })

type Asked = Pick<Call, 'dialect' | 'isStream' | 'model'> & Partial<Call>

const ask = ({ apiKey }: Account, asked: Asked, edge = 0): Promise<Seen> =>
  call({ url: world.platform.edges[edge % 2]!.url, apiKey, ...withLimit(asked.dialect), ...asked })

/** Anthropic's callers must set a maximum; this is the model's. */
const withLimit = (dialect: CallerDialect): Partial<Call> =>
  dialect === 'anthropic-messages' ? { maxTokens: OUTPUT_TOKENS } : {}

const creditsOf = ({ accountId }: Account) => world.platform.admin.credits(accountId)
const breaches = () => world.platform.admin.findBreaches()

const CASES = DIALECTS.flatMap((dialect) =>
  [true, false].map((isStream) => ({ dialect, isStream, form: isStream ? 'stream' : 'plain' })),
)
const PASSED: Record<CallerDialect, Provider> = {
  'openai-chat': 'chat',
  'openai-responses': 'responses',
  'anthropic-messages': 'messages',
  gemini: 'gemini',
}
const TRANSLATED: Record<CallerDialect, Provider> = {
  'openai-chat': 'messages',
  'openai-responses': 'chat',
  'anthropic-messages': 'gemini',
  gemini: 'responses',
}

describe('a hold that grows with its answer', () => {
  it(
    'allows 200 parallel streams of a model with 128,000 output tokens on $10',
    { timeout: 120_000 },
    async () => {
      const account = await createAccount('10.00')
      const usage = { inputTokens: 11, outputTokens: 500, cacheReadTokens: 0, reasoningTokens: 0 }
      const said = words(500)
        .join('')
        .match(/[^]{1,50}/g)!
      world.upstream.script({
        match: { model: 'scripted:text-7' },
        transcript: transcript({ text: said, usage }),
        faults: [{ kind: 'late', ms: 1_500 }],
      })
      const model = 'grow/ordinary'
      const seen = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          ask(account, { dialect: 'openai-chat', isStream: true, model }, index),
        ),
      )
      expect(seen.filter((one) => !isWhole(one)).map(({ status, error }) => [status, error])).toEqual([])
      expect(new Set(seen.map(({ text }) => text))).toEqual(new Set([words(500).join('')]))
      const costs = seen.map(({ costUsd }) => nano(costUsd ?? 0))
      expect(new Set(costs)).toEqual(new Set([nano((11 * PRICE.input + 500 * PRICE.output) / 1e6)]))
      const { totalUsageNanoUsd } = await creditsOf(account)
      expect(Number(totalUsageNanoUsd)).toBe(costs.reduce((sum, cost) => sum + cost, 0))
    },
  )

  it.each(CASES)('allows short requests of an account with one dollar: $dialect, $form', async (asked) => {
    const account = await createAccount('1.00')
    const model = modelOf(PASSED[asked.dialect], 'text-5')
    const seen = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask(account, { ...asked, model }, index)),
    )
    expect(seen.every(isWhole)).toBe(true)
    expect(new Set(seen.map(({ text }) => text))).toEqual(new Set([words(5).join('')]))
  })

  it.each(
    CASES.flatMap((asked) => [
      { ...asked, way: 'passed on', provider: PASSED[asked.dialect] },
      { ...asked, way: 'translated', provider: TRANSLATED[asked.dialect] },
    ]),
  )('grows with an answer of any length: $dialect, $form, $way', async ({ dialect, isStream, provider }) => {
    const account = await createAccount('1.00')
    const seen = await ask(account, { dialect, isStream, model: modelOf(provider, 'text-2000') })
    expect(isWhole(seen)).toBe(true)
    expect(seen.text).toBe(words(2000).join(''))
    expect(seen.endedBy).toBeNull()
    expect(nano(seen.costUsd ?? 0)).toBe(nano((11 * PRICE.input + 2000 * PRICE.output) / 1e6))
  })
})

describe('an answer that outgrows the credit', () => {
  const WAYS = CASES.flatMap((asked) =>
    (['text-2000', 'text-8+huge-event-60000'] as const).flatMap((script) => [
      { ...asked, script, way: 'passed on', provider: PASSED[asked.dialect] },
      { ...asked, script, way: 'translated', provider: TRANSLATED[asked.dialect] },
    ]),
  )
  it.each(WAYS)(
    'ends like one that reached its maximum, with a reason: $dialect, $form, $way, $script',
    async ({ dialect, isStream, provider, script }) => {
      // Enough for two first holds of 2,000 tokens each, but not for a third.
      const account = await createAccount('0.05')
      const seen = await ask(account, { dialect, isStream, model: modelOf(provider, script) })
      expect(isWhole(seen)).toBe(true)
      expect([seen.isCutShort, seen.endedBy]).toEqual([true, 'credits'])
      expect(words(2000).join('')).toContain(seen.text)
      const { availableNanoUsd, leasedNanoUsd, totalUsageNanoUsd } = await creditsOf(account)
      expect(Number(totalUsageNanoUsd)).toBe(nano(seen.costUsd ?? 0))
      expect(Number(totalUsageNanoUsd)).toBeGreaterThan(0)
      expect(Number(availableNanoUsd + leasedNanoUsd + totalUsageNanoUsd)).toBe(nano(0.05))
      const { data } = (await (
        await fetch(`${world.platform.baseUrl}/generation?id=${seen.generationId}`, {
          headers: { authorization: `Bearer ${account.apiKey}` },
        })
      ).json()) as { data: Record<string, unknown> }
      expect(data).toMatchObject({ finish_reason: 'length', native_finish_reason: 'insufficient_credits' })
    },
  )

  it('never overdraws a wallet, even with many at once', { timeout: 60_000 }, async () => {
    const accounts = await Promise.all(['0.05', '0.10', '0.30'].map(createAccount))
    const seen = await Promise.all(
      accounts.flatMap((account) =>
        CASES.flatMap(({ dialect, isStream }, index) =>
          [0, 1].map((edge) =>
            ask(
              account,
              { dialect, isStream, model: modelOf(PASSED[dialect], SCRIPTS[1 + (index % 2)]!) },
              edge,
            ),
          ),
        ),
      ),
    )
    expect(seen.filter(({ status }) => status !== 200 && status !== 402)).toEqual([])
    expect(seen.some(({ endedBy }) => endedBy === 'credits')).toBe(true)
    await expect.poll(breaches, { timeout: 10_000, interval: 250 }).toEqual([])
    for (const account of accounts) {
      const credits = await creditsOf(account)
      expect(credits.availableNanoUsd).toBeGreaterThanOrEqual(0n)
      expect(credits.totalUsageNanoUsd).toBeLessThanOrEqual(credits.totalCreditsNanoUsd)
    }
  })
})

describe('a full hold', () => {
  it('is reserved if the caller does not want the answer to be cut; otherwise the request is refused', async () => {
    const account = await createAccount('1.00')
    const model = modelOf('chat', 'text-5')
    const body = { model, messages: USER_TURN, stream: true, allow_truncation: false }
    const refused = await postChat(world.platform.baseUrl, account.apiKey, body)
    expect(refused.status).toBe(402)
    const { error } = (await refused.json()) as { error: { metadata: Record<string, unknown> } }
    expect(error.metadata).toMatchObject({ reason: 'insufficient' })
    expect(Number(error.metadata['needed_usd'])).toBeGreaterThan(1.28)
    const { apiKey } = await createAccount('2.00')
    const served = await postChat(world.platform.baseUrl, apiKey, body)
    expect(readChunks(await served.text()).isDoneLast).toBe(true)
    expect(String(world.upstream.requests().at(-1)?.body)).not.toContain('allow_truncation')
  })

  it.each(CASES)(
    'is reserved for a model with hidden reasoning, whose answer is limited if there is less: $dialect, $form',
    async ({ dialect, isStream }) => {
      const account = await createAccount('1.00')
      const seen = await ask(account, { dialect, isStream, model: 'grow/thinker' })
      expect(isWhole(seen)).toBe(true)
      const told = Number(seen.headers['x-gptget-max-tokens'])
      // A quarter of a dollar.
      expect(told).toBeGreaterThan(24_000)
      expect(told).toBeLessThan(25_001)
      const sent = JSON.parse(String(world.upstream.requests().at(-1)?.body)) as Record<string, number>
      expect(sent['max_tokens'] ?? sent['max_completion_tokens']).toBe(told)
      const rich = await ask(await createAccount('10.00'), { dialect, isStream, model: 'grow/thinker' })
      expect(rich.headers['x-gptget-max-tokens']).toBeUndefined()
    },
  )
})

describe('a model that uses more tokens than it shows', () => {
  it('is paid up to the credit, and needs a full hold from then on', async () => {
    const usage = { inputTokens: 11, outputTokens: 1_000, cacheReadTokens: 0, reasoningTokens: 49_000 }
    world.upstream.script({
      match: { model: 'scripted:text-6' },
      transcript: transcript({ text: words(6), usage }),
    })
    const model = 'grow/secret'
    const poor = await createAccount('0.05')
    const seen = await ask(poor, { dialect: 'openai-chat', isStream: true, model })
    expect(isWhole(seen)).toBe(true)
    const credits = await creditsOf(poor)
    expect(credits.totalUsageNanoUsd).toBeLessThan(credits.totalCreditsNanoUsd)
    const rich = await createAccount('10.00')
    const { costUsd } = await ask(rich, { dialect: 'openai-chat', isStream: true, model }, 1)
    expect(nano(costUsd ?? 0)).toBe(nano((11 * PRICE.input + 50_000 * PRICE.output) / 1e6))
    const again = await ask(await createAccount('1.00'), { dialect: 'openai-chat', isStream: true, model })
    expect(again.status).toBe(200)
    expect(Number(again.headers['x-gptget-max-tokens'])).toBeGreaterThan(2_000)
    expect(await breaches()).toEqual([])
    world.upstream.clear()
  })
})
