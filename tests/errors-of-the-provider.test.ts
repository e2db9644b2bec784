import { findClosedPort, startStopwatch, TEST_HOST } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { readCreditsOf, readReceipt } from './platform/receipts.ts'
import { modelOf, faultConfig, PRICE, scriptedProvider, TIMEOUTS_MS } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

/**
 * The caller's error for each failure of the only provider. A provider's 401 is the operator's fault, not the caller's.
 */
const OUTCOMES: [script: string, statuses: number[]][] = [
  ['status-400', [400]],
  ['status-401', [502, 503]],
  ['status-403', [502, 503]],
  ['status-404', [404, 502, 503]],
  ['status-408', [502, 503, 504]],
  ['status-413', [400, 413]],
  ['status-422', [400]],
  ['status-429', [429]],
  ['status-500', [502, 503]],
  ['status-502', [502, 503]],
  ['status-503', [502, 503]],
  ['status-529', [502, 503]],
  ['error-in-200', [502, 503]],
  ['reset', [502, 503]],
  ['html', [502]],
  ['hang-before-headers', [504]],
  ['hang-after-headers', [504]],
]
/** Only a plain answer can become an HTTP error after the provider's first bytes. */
const PLAIN_OUTCOMES: [script: string, statuses: number[]][] = [
  ['cut-after-2', [502]],
  ['malformed-after-2', [502]],
  ['stall-after-2', [504]],
]
const STREAM_OUTCOMES: [script: string, statuses: number[]][] = [
  ['cut-after-0', [502]],
  ['malformed-after-0', [502]],
  ['error-after-0', [502, 503]],
  ['end-after-0', [502]],
  ['stall-after-0', [504]],
]

let closedPort = 0
beforeAll(async () => {
  closedPort = await findClosedPort()
})

const world = usePlatform((upstream) => {
  const scripts = [...OUTCOMES, ...PLAIN_OUTCOMES, ...STREAM_OUTCOMES].map(([script]) => script)
  const { providers, models } = faultConfig(upstream, scripts)
  return {
    config: {
      providers: { ...providers, closed: scriptedProvider(`http://${TEST_HOST}:${closedPort}/v1`) },
      models: { ...models, 'test/refuse': { routes: [{ provider: 'closed', model: 'any' }], price: PRICE } },
    },
  }
})

const fail = async (model: string, stream: boolean): Promise<Response> => {
  const account = await world.platform.admin.createAccount()
  const response = await postChat(world.platform.baseUrl, account.apiKey, {
    model,
    messages: USER_TURN,
    stream,
  })
  const credits = await readCreditsOf(world.platform.baseUrl, account.apiKey)
  expect(credits).toEqual({ total_credits: 100, total_usage: 0 })
  const generationId = response.headers.get('x-generation-id') ?? ''
  const receipt = await readReceipt(world.platform.baseUrl, account.apiKey, generationId)
  expect(receipt).toMatchObject({ total_cost: 0 })
  expect(receipt.provider_responses.length).toBeGreaterThan(0)
  return response
}

/** Checks that callers may see the error, and returns its status. */
const readStatus = async (response: Response): Promise<number> => {
  const error = await readError(response)
  expect(error.message).not.toMatch(/<html|ECONN|127\.0\.0\.1|undici|at .*\.ts/)
  return error.code
}

describe('a provider that fails before its first token', () => {
  it.each([...OUTCOMES, ...PLAIN_OUTCOMES, ['refuse', [502, 503]] as (typeof OUTCOMES)[number]])(
    'gives a plain request an error, a receipt and no charge: %s',
    async (script, statuses) => {
      expect(statuses).toContain(await readStatus(await fail(modelOf(script), false)))
    },
  )

  it.each([...OUTCOMES, ...STREAM_OUTCOMES, ['refuse', [502, 503]] as (typeof OUTCOMES)[number]])(
    'gives a stream the same HTTP error, before any event: %s',
    async (script, statuses) => {
      expect(statuses).toContain(await readStatus(await fail(modelOf(script), true)))
    },
  )

  it('times out by the operator’s limits', async () => {
    const elapsedMs = startStopwatch()
    const startedAtMs = performance.now()
    await fail(modelOf('hang-before-headers'), true)
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(TIMEOUTS_MS.first_token_ms * 0.9)
    expect(elapsedMs()).toBeLessThan(TIMEOUTS_MS.first_token_ms + 1_500)
  })

  it('passes on the retry time of a rate limit', async () => {
    const response = await fail(modelOf('status-429'), false)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('passes on the provider’s message about the caller’s mistake', async () => {
    world.upstream.script({
      match: { model: 'scripted:status-400' },
      faults: [{ kind: 'status', status: 400, message: 'top_k must be at most 40', param: 'top_k' }],
    })
    const error = await readError(await fail(modelOf('status-400'), false))
    expect(error.code).toBe(400)
    expect(error).toMatchObject({
      message: expect.stringContaining('top_k must be at most 40') as string,
      param: 'top_k',
    })
    world.upstream.clear()
  })
})
