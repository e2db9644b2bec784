import { describe, expect, it } from 'vitest'
import { postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { nano } from './platform/receipts.ts'
import { modelOf, PRICE, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  edges: 2,
  config: scriptedConfig(upstream, [
    'text-5',
    'text-5+late-100',
    'text-5+late-4000',
    'status-500',
    'text-40+trickle-10',
    'text-8+cut-after-3',
  ]),
}))

/** 11 tokens in and 5 out. */
const COST_NANO_USD = nano((11 * PRICE.input + 5 * PRICE.output) / 1e6)
/** The maximum ratio of a hold to the cost. */
const HOLD_IN_COSTS = 8

const ask = (
  apiKey: string,
  edge: number,
  body: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Response> =>
  postChat(
    `${world.platform.edges[edge % 2]?.url}/v1`,
    apiKey,
    { messages: USER_TURN, max_tokens: 5, ...body },
    signal ? { signal } : {},
  )

const costOf = async (response: Response): Promise<number> =>
  nano(((await response.json()) as { usage: { cost: number } }).usage.cost)

describe('a small wallet under many requests at once', () => {
  it('pays for some, refuses the rest with 402, and is never overdrawn', async () => {
    const account = await world.platform.admin.createAccount({ creditsUsd: '0.01' })
    const responses = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        ask(account.apiKey, index, { model: modelOf('text-5+late-100') }),
      ),
    )
    const paid = responses.filter((response) => response.status === 200)
    expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200, 402]))
    const shown = (await Promise.all(paid.map(costOf))).reduce((total, cost) => total + cost, 0)
    expect(shown).toBe(paid.length * COST_NANO_USD)
    expect(shown).toBeLessThanOrEqual(nano(0.01))
    const credits = await world.platform.admin.credits(account.accountId)
    expect(Number(credits.totalUsageNanoUsd)).toBe(shown)
    expect(credits.availableNanoUsd).toBeGreaterThanOrEqual(0n)
  })

  it('is spent down to the last affordable request over all edges', async () => {
    const account = await world.platform.admin.createAccount({ creditsUsd: '0.005' })
    let served = 0
    for (let index = 0; index < 40; index++) {
      const response = await ask(account.apiKey, index, { model: modelOf('text-5') })
      await response.text()
      if (response.status === 402) break
      served += 1
    }
    const { totalUsageNanoUsd } = await world.platform.admin.credits(account.accountId)
    expect(Number(totalUsageNanoUsd)).toBe(served * COST_NANO_USD)
    // A hold is larger than the cost, because the provider counts the input's tokens only later.
    expect(served).toBeGreaterThanOrEqual(Math.floor(nano(0.005) / COST_NANO_USD) - HOLD_IN_COSTS)
  })

  it('has no holds when nothing is running', async () => {
    const account = await world.platform.admin.createAccount({ creditsUsd: '0.02' })
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        (await ask(account.apiKey, index, { model: modelOf('text-5') })).text(),
      ),
    )
    const { totalUsageNanoUsd } = await world.platform.admin.credits(account.accountId)
    const affordable = Math.floor((nano(0.02) - Number(totalUsageNanoUsd)) / COST_NANO_USD)
    let served = 0
    for (let index = 0; index < affordable; index++) {
      const response = await ask(account.apiKey, 0, { model: modelOf('text-5') })
      await response.text()
      if (response.status === 200) served += 1
    }
    expect(served).toBeGreaterThanOrEqual(affordable - HOLD_IN_COSTS)
  })
})

type Refusal = { error: { metadata: Record<string, unknown> } }

/** The hold of a request in nano-USD, from the error for an account with almost no credit. */
const holdOf = async (body: Record<string, unknown>): Promise<number> => {
  const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '0.000000001' })
  const { error } = (await (await ask(apiKey, 0, body)).json()) as Refusal
  return nano(Number(error.metadata['needed_usd']))
}

/** An account with credit for one such hold, but not two. */
const openForOne = async (body: Record<string, unknown>) => {
  const creditsUsd = ((1.5 * (await holdOf(body))) / 1e9).toFixed(9)
  return world.platform.admin.createAccount({ creditsUsd })
}

describe('a request whose credit is held for running requests', () => {
  it('waits until they end, and is served', async () => {
    const body = { model: modelOf('text-5+late-100') }
    const { apiKey } = await openForOne(body)
    const responses = await Promise.all([0, 1, 0].map((edge) => ask(apiKey, edge, body)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('is told to retry in one second after waiting for two', async () => {
    const body = { model: modelOf('text-5+late-4000') }
    const { apiKey } = await openForOne(body)
    const responses = await Promise.all([0, 1].map((edge) => ask(apiKey, edge, body)))
    const refused = responses.find(({ status }) => status === 402)!
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 402])
    expect(refused.headers.get('x-should-retry')).toBe('true')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(((await refused.json()) as Refusal).error.metadata).toMatchObject({ reason: 'in_flight' })
  })
})

describe('a request that exceeds the credit', () => {
  it('is told the longest possible answer, which then works', async () => {
    const model = modelOf('text-5')
    const creditsUsd = ((await holdOf({ model, max_tokens: 100 })) / 1e9).toFixed(9)
    const { apiKey } = await world.platform.admin.createAccount({ creditsUsd })
    const refused = await ask(apiKey, 0, { model, max_tokens: 400 })
    const { metadata } = ((await refused.json()) as Refusal).error
    expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([402, 'false'])
    expect(metadata).toMatchObject({ reason: 'insufficient', affordable_max_tokens: 100 })
    const served = await ask(apiKey, 1, { model, max_tokens: metadata['affordable_max_tokens'] })
    expect(served.status).toBe(200)
  })
})

describe('the ledger', () => {
  it('adds up after answers, failures, cut streams and disconnects', async () => {
    const account = await world.platform.admin.createAccount({ creditsUsd: '1.00' })
    const shown = await Promise.all(Array.from({ length: 60 }, (_, index) => oneOfAll(account.apiKey, index)))
    const known = shown.reduce((total, cost) => total + cost, 0)
    await expect
      .poll(() => world.platform.admin.findBreaches(), { timeout: 10_000, interval: 250 })
      .toEqual([])
    const credits = await world.platform.admin.credits(account.accountId)
    expect(Number(credits.totalUsageNanoUsd)).toBeGreaterThanOrEqual(known)
    expect(credits.availableNanoUsd + credits.leasedNanoUsd + credits.totalUsageNanoUsd).toBe(
      credits.totalCreditsNanoUsd,
    )
  })
})

/** Sends one request of some kind. Returns its reported cost, if it got that far. */
const oneOfAll = async (apiKey: string, index: number): Promise<number> => {
  switch (index % 5) {
    case 0:
      return costOf(await ask(apiKey, index, { model: modelOf('text-5') }))
    case 1: {
      const { chunks } = readChunks(
        await (await ask(apiKey, index, { model: modelOf('text-5'), stream: true })).text(),
      )
      return nano(Number(chunks.at(-1)?.usage?.['cost']))
    }
    case 2:
      await (await ask(apiKey, index, { model: modelOf('status-500') })).text()
      return 0
    case 3:
      await (await ask(apiKey, index, { model: modelOf('text-8+cut-after-3'), stream: true })).text()
      return 0
    default: {
      const leave = new AbortController()
      const response = await ask(
        apiKey,
        index,
        { model: modelOf('text-40+trickle-10'), stream: true },
        leave.signal,
      )
      await response.body?.getReader().read()
      leave.abort()
      return 0
    }
  }
}
