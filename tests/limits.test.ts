import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { getJson, postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const EDGES = 3
const MODEL = modelOf('text-5')
/** An answer of 2.5 seconds. */
const SLOW = 'text-50+trickle-50'
const SLOW_MODEL = modelOf(SLOW)
/** The tokens of the scripted answer, input and output. */
const TOKENS_PER_REQUEST = 16

const world = usePlatform((upstream) => ({
  edges: EDGES,
  billings: 2,
  config: scriptedConfig(upstream, ['text-5', SLOW]),
}))

const edge = (index: number): string => `${world.platform.edges[index % EDGES]?.url}/v1`
const ask = (index: number, apiKey: string, body: Record<string, unknown> = {}): Promise<Response> =>
  postChat(edge(index), apiKey, { model: MODEL, messages: USER_TURN, max_tokens: 5, ...body })

/** The statuses of simultaneous requests, spread over the edges. */
const burst = (count: number, apiKeys: readonly string[]): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const response = await ask(index, apiKeys[index % apiKeys.length]!)
      await response.text()
      return response.status
    }),
  )
const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((one) => one === status).length

/** Counts failed requests too, because some may time out on a slow machine. */
const expectAdmitted = (statuses: readonly number[], limit: number): void => {
  const admitted = statuses.length - countOf(statuses, 429)
  expect(Math.abs(admitted - limit)).toBeLessThanOrEqual(2)
}

const refusalOf = async (response: Response) => {
  const { error } = (await response.json()) as {
    error: { error_type: string; message: string; metadata: Record<string, unknown> }
  }
  return { status: response.status, error, headers: response.headers }
}

const admin = () => world.platform.admin

describe('limits over three edges', () => {
  it('admit a burst of 60 requests per minute of a key, and refuse others with reason and retry time', async () => {
    const { apiKey } = await admin().createKey(world.account.accountId, { requestsPerMinute: 60 })
    const statuses = await burst(120, [apiKey])
    expectAdmitted(statuses, 60)
    const { error, headers } = await refusalOf(await ask(0, apiKey))
    expect(error.error_type).toBe('rate_limit_exceeded')
    expect(error.metadata).toMatchObject({ limit_source: 'key_requests_per_minute', limit: 60, remaining: 0 })
    expect(Date.parse(String(error.metadata.reset_at))).toBeGreaterThan(Date.now())
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(30)
    expect(headers.get('x-ratelimit-limit-requests')).toBe('60')
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(headers.get('x-ratelimit-reset-requests')).toMatch(/^\d+\.\d{3}s$/)
  })

  it('apply to all keys of an account together, and show the tighter one', async () => {
    const account = await admin().createAccount()
    const keys = await Promise.all(
      [20, 1_000].map((requestsPerMinute) => admin().createKey(account.accountId, { requestsPerMinute })),
    )
    await admin().limitAccount(account.accountId, { requestsPerMinute: 40 })
    const statuses = await burst(90, [account.apiKey, keys[1]!.apiKey])
    expectAdmitted(statuses, 40)
    const { error, headers } = await refusalOf(await ask(1, keys[0]!.apiKey))
    expect(error.metadata).toMatchObject({ limit_source: 'account_requests_per_minute', remaining: 0 })
    expect(headers.get('x-ratelimit-limit-requests')).toBe('40')
  })

  it('admit the tokens per minute that answers really use, and no further answer', async () => {
    const answers = 20
    const { apiKey } = await admin().createKey(world.account.accountId, {
      tokensPerMinute: answers * TOKENS_PER_REQUEST,
    })
    const statuses: number[] = []
    for (let index = 0; index < answers + 10; index++) {
      const response = await ask(index, apiKey)
      await response.text()
      statuses.push(response.status)
    }
    expect(Math.abs(countOf(statuses, 200) - answers)).toBeLessThanOrEqual(2)
    const key = (await getJson(`${edge(0)}/key`, apiKey)) as {
      data: { limits: { source: string; used: number; limit: number }[] }
    }
    const [tokens] = key.data.limits
    expect(tokens?.source).toBe('key_tokens_per_minute')
    expect(tokens?.used).toBeLessThanOrEqual(answers * TOKENS_PER_REQUEST)
  })

  it('do not count unused reservations, for calls in sequence over all edges', async () => {
    const { apiKey } = await admin().createKey(world.account.accountId, { tokensPerMinute: 50_000 })
    for (let index = 0; index < 12; index++) {
      const response = await ask(index, apiKey, { max_tokens: 32_000 })
      await response.text()
      expect([index, response.status]).toEqual([index, 200])
    }
  })

  it('have a retry time by the end of a running answer, and admit the caller at that time', async () => {
    const { apiKey } = await admin().createKey(world.account.accountId, { tokensPerMinute: 50_000 })
    const long = { max_tokens: 32_000, stream: true, model: SLOW_MODEL }
    for (let index = 0; index < 2; index++) {
      const running = await ask(index, apiKey, long)
      const refused = await ask(index + 1, apiKey, long)
      await refused.text()
      const retryAfterMs = Number(refused.headers.get('retry-after-ms'))
      expect([running.status, refused.status]).toEqual([200, 429])
      // The answer takes 2.5 seconds, not a minute.
      expect(retryAfterMs).toBeLessThan(5_000)
      await sleep(retryAfterMs)
      const again = await ask(index + 2, apiKey, { max_tokens: 32_000 })
      expect(again.status).toBe(200)
      await Promise.all([again.text(), running.text()])
    }
  })

  it('have the same retry time in header and text', async () => {
    const { apiKey } = await admin().createKey(world.account.accountId, { requestsPerMinute: 1 })
    expect((await ask(0, apiKey)).status).toBe(200)
    const { error, headers } = await refusalOf(await ask(1, apiKey))
    expect(error.message).toContain(`Try again in ${headers.get('retry-after')} s.`)
    expect(Math.ceil(Number(headers.get('retry-after-ms')) / 1000)).toBe(Number(headers.get('retry-after')))
  })

  it('enforce a key’s daily credit exactly over several edges', async () => {
    const { accountId } = world.account
    const { apiKey } = await admin().createKey(accountId, { creditLimitPerDayUsd: '0.01' })
    const statuses = await burst(90, [apiKey])
    expect(new Set(statuses)).toEqual(new Set([200, 402]))
    const { status, error } = await refusalOf(await ask(0, apiKey, { max_tokens: 500 }))
    expect(status).toBe(402)
    expect(error.error_type).toBe('key_limit_exceeded')
    expect(error.metadata).toMatchObject({ limit_source: 'key_credit_limit_per_day', limit_usd: '0.01' })
    const midnight = new Date(String(error.metadata.reset_at))
    expect(midnight.toISOString()).toMatch(/T00:00:00\.000Z$/)
    const { data } = (await getJson(`${edge(1)}/key`, apiKey)) as {
      data: { usage_daily: number; limits: Record<string, unknown>[] }
    }
    expect(data.usage_daily).toBeLessThanOrEqual(0.01)
    expect(data.limits).toEqual([
      {
        source: 'key_credit_limit_per_day',
        unit: 'usd',
        limit: 0.01,
        used: data.usage_daily,
        remaining: Number((0.01 - data.usage_daily).toFixed(9)),
        reset_at: midnight.toISOString(),
      },
    ])
  })

  it('of an account’s credit name the account, and end at every edge when removed', async () => {
    const account = await admin().createAccount()
    await admin().limitAccount(account.accountId, { creditLimitPerMonthUsd: '0.0001' })
    const { status, error } = await refusalOf(await ask(0, account.apiKey))
    expect([status, error.error_type]).toEqual([402, 'account_limit_exceeded'])
    expect(error.metadata.limit_source).toBe('account_credit_limit_per_month')
    await admin().limitAccount(account.accountId, { creditLimitPerMonthUsd: null })
    for (let index = 0; index < EDGES; index++)
      await expectWithin(2_000, async () => (await ask(index, account.apiKey)).status, 200)
  })

  it('leave a ledger that adds up', async () => {
    await expect.poll(() => admin().findBreaches(), { timeout: 10_000, interval: 250 }).toEqual([])
  })
})
