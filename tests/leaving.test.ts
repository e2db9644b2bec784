import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { cancelResponse } from '@gptget/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'
import { nano } from './platform/receipts.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { call, closeCalls, type Call } from './proofs/callers/call.ts'
import { DIALECTS } from './proofs/callers/dialects.ts'

/** Accepts connections and stays silent, so that a TLS client never sends a request. */
let silent: Server
const silentUrl = (): string => {
  const address = silent.address()
  return `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`
}

beforeAll(async () => {
  silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(silent, 'listening')
})
afterAll(async () => {
  await closeCalls()
  silent.close()
})

const SLOW = 'text-5+late-3000'
const world = usePlatform((upstream) => ({
  config: {
    providers: {
      slow: scriptedProvider(upstream.baseUrl('openai-chat')),
      free: { ...scriptedProvider(upstream.baseUrl('openai-chat')), charges_abandoned: false },
      unreachable: { ...scriptedProvider(silentUrl()), timeouts: { connect_ms: 30_000 } },
      broken: scriptedProvider(upstream.baseUrl('openai-chat')),
    },
    models: {
      'left/slow': { routes: [{ provider: 'slow', model: `scripted:${SLOW}` }], price: PRICE },
      'left/free': { routes: [{ provider: 'free', model: `scripted:${SLOW}` }], price: PRICE },
      'left/unreachable': { routes: [{ provider: 'unreachable', model: 'nobody' }], price: PRICE },
      'left/broken': { routes: [{ provider: 'broken', model: 'scripted:status-500' }], price: PRICE },
      'left/vectors': {
        routes: [{ provider: 'slow', model: `scripted:${SLOW}` }],
        price: PRICE,
        output_modalities: ['embeddings'],
      },
    },
  },
}))

/** "Hello!" is two tokens, and a few more in some dialects. */
const INPUT_TOKENS = { least: 1, most: 20 }

/** So many that the limit's refill during the test does not matter. */
const LONG_TOKENS = 6_000
const LONG = 'word '.repeat(LONG_TOKENS)
const LONG_TURN = { messages: [{ role: 'user', content: LONG }] }
const LONG_INPUT = {
  'openai-chat': LONG_TURN,
  'openai-responses': { input: LONG },
  'anthropic-messages': LONG_TURN,
  gemini: { contents: [{ role: 'user', parts: [{ text: LONG }] }] },
}

const spentOf = async ({ accountId }: Account): Promise<number> =>
  Number((await world.platform.admin.credits(accountId)).totalUsageNanoUsd)

/** Waits for the charge. Returns it as tokens at the price of input. */
const chargedTokens = async (account: Account): Promise<number> => {
  await expect.poll(() => spentOf(account), { timeout: 8_000, interval: 50 }).toBeGreaterThan(0)
  return (await spentOf(account)) / nano(PRICE.input / 1e6)
}

/** Checks that it has no output, and no more input than was sent. */
const isInputAlone = (tokens: number): boolean =>
  Number.isInteger(tokens) && tokens >= INPUT_TOKENS.least && tokens <= INPUT_TOKENS.most

/** The charges after enough time to book them. */
const spentLater = async (account: Account): Promise<number> => {
  await sleep(1_000)
  return spentOf(account)
}

type Asked = Pick<Call, 'dialect' | 'isStream'> & Partial<Call>

const ask = (account: Account, asked: Asked): Promise<Awaited<ReturnType<typeof call>>> =>
  call({
    url: world.platform.edges[0]!.url,
    apiKey: account.apiKey,
    model: 'left/slow',
    maxTokens: 5,
    ...asked,
  })

/** Sends a request, and disconnects when the provider has it. */
const askAndLeave = async (account: Account, asked: Asked): Promise<void> => {
  const leave = new AbortController()
  const count = world.upstream.requests().length
  const seen = ask(account, { ...asked, signal: leave.signal })
  await world.upstream.waitFor(({ number }) => number > count)
  leave.abort()
  expect((await seen).broke).toBe('left')
}

const CASES = DIALECTS.flatMap((dialect) =>
  [true, false].map((isStream) => ({ dialect, isStream, form: isStream ? 'stream' : 'plain' })),
)

describe('a caller who disconnects before the first token', () => {
  it.each(CASES)('pays for the sent input: $dialect, $form', async (asked) => {
    const account = await world.platform.admin.createAccount()
    await askAndLeave(account, asked)
    expect(await chargedTokens(account)).toSatisfy(isInputAlone)
  })

  it.each(CASES)('counts the input in the tokens per minute: $dialect, $form', async (asked) => {
    const account = await world.platform.admin.createAccount()
    const limits = { tokensPerMinute: 2 * LONG_TOKENS }
    const key = await world.platform.admin.createKey(account.accountId, limits)
    const payer = { ...account, ...key }
    await askAndLeave(payer, { ...asked, more: LONG_INPUT[asked.dialect] })
    await expect.poll(() => spentOf(account), { timeout: 8_000, interval: 50 }).toBeGreaterThan(0)
    const { headers } = await ask(payer, { ...asked, model: 'left/broken' })
    expect(Number(headers['x-ratelimit-remaining-tokens'])).toBeLessThan(1.5 * LONG_TOKENS)
  })

  it('pays for the texts of an embeddings request', async () => {
    const account = await world.platform.admin.createAccount()
    const leave = new AbortController()
    const count = world.upstream.requests().length
    const asked = fetch(`${world.platform.baseUrl}/embeddings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'left/vectors', input: 'Hello!' }),
      signal: leave.signal,
    }).catch(() => 'left')
    await world.upstream.waitFor(({ number }) => number > count)
    leave.abort()
    expect(await asked).toBe('left')
    expect(await chargedTokens(account)).toSatisfy(isInputAlone)
  })

  it('pays for a cancelled background response', async () => {
    const account = await world.platform.admin.createAccount()
    const client = openaiFor(world.platform.baseUrl, account.apiKey)
    const count = world.upstream.requests().length
    const { id } = await client.responses.create({ model: 'left/slow', input: 'Hello!', background: true })
    await world.upstream.waitFor(({ number }) => number > count, 10_000)
    await world.platform.bus.call(cancelResponse, { accountId: account.accountId, responseId: id })
    expect(await chargedTokens(account)).toSatisfy(isInputAlone)
  })

  it('pays nothing if nothing was sent', async () => {
    const account = await world.platform.admin.createAccount()
    const leave = new AbortController()
    const seen = ask(account, {
      dialect: 'openai-chat',
      isStream: true,
      model: 'left/unreachable',
      signal: leave.signal,
    })
    await sleep(300)
    leave.abort()
    expect((await seen).broke).toBe('left')
    expect(await spentLater(account)).toBe(0)
  })

  it('pays nothing if the provider does not charge for it', async () => {
    const account = await world.platform.admin.createAccount()
    await askAndLeave(account, { dialect: 'openai-chat', isStream: true, model: 'left/free' })
    expect(await spentLater(account)).toBe(0)
  })
})

describe('a caller with a shorter timeout than the operator’s', () => {
  const HASTY = { provider: { timeouts: { first_token_ms: 150 } } }

  it.each(CASES)('pays for the input, and is told not to retry: $dialect, $form', async (asked) => {
    const account = await world.platform.admin.createAccount()
    const seen = await ask(account, { ...asked, more: HASTY })
    expect(seen.status).toBe(504)
    expect(seen.headers['x-should-retry']).toBe('false')
    expect(await chargedTokens(account)).toSatisfy(isInputAlone)
  })

  it('pays even if its last fallback model fails on its own', async () => {
    const account = await world.platform.admin.createAccount()
    const more = { ...HASTY, models: ['left/broken'] }
    const seen = await ask(account, { dialect: 'openai-chat', isStream: true, more })
    expect(seen.status).toBeGreaterThanOrEqual(500)
    expect(await chargedTokens(account)).toSatisfy(isInputAlone)
  })
})
