import { createLogger } from '@gptget/runtime'
import { serviceNamed } from '@gptget/host/services'
import { startFromEnvironment } from '@gptget/runtime/manifest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postChat } from './platform/ask.ts'
import { readReceipt } from './platform/receipts.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { environmentOf } from './platform/start-platform.ts'
import { usePlatform } from './platform/use-platform.ts'
import { waitUntilReady } from './platform/wait-until-ready.ts'

type Line = Record<string, unknown>

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5', 'status-400', 'status-500']),
}))

let edge: Awaited<ReturnType<typeof startFromEnvironment>>
let text = ''

beforeAll(async () => {
  const output = { write: (line: string) => void (text += line) }
  const logger = createLogger('edge-gateway', { LOG_LEVEL: 'info' }, output)
  const env = environmentOf('edge-gateway', world.platform.env)
  edge = await startFromEnvironment(serviceNamed('edge-gateway'), { env, logger })
  await waitUntilReady(edge.url)
})
beforeEach(() => {
  text = ''
})
afterAll(() => edge?.stop())

const SECRET = 'what-only-the-caller-knows'
const messages = [{ role: 'user', content: SECRET }]
const ask = async (body: unknown, apiKey: string | undefined = world.account.apiKey): Promise<Response> => {
  const response = await postChat(`${edge.url}/v1`, apiKey, body, { headers: { 'x-request-id': 'theirs-1' } })
  await response.text()
  return response
}

/** The log line of the request. */
const requestLine = async (): Promise<Line> => {
  const lines = (): Line[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
      .filter(({ msg }) => msg === 'request')
  await expect.poll(() => lines().length).toBe(1)
  return lines()[0]!
}

describe('the log', () => {
  it.each([true, false])('has one line for an answer, with its cost (stream: %s)', async (stream) => {
    const response = await ask({ model: modelOf('text-5'), messages, stream })
    const id = response.headers.get('x-generation-id')!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    const line = await requestLine()
    expect(line).toMatchObject({
      level: 30,
      requestId: 'theirs-1',
      generationId: id,
      accountId: world.account.accountId,
      keyId: expect.stringMatching(/./) as string,
      operation: 'chat',
      model: modelOf('text-5'),
      provider: response.headers.get('x-gptget-provider'),
      attempts: 1,
      status: 200,
      isStream: stream,
      durationMs: expect.any(Number) as number,
      inputTokens: receipt.tokens_prompt,
      outputTokens: receipt.tokens_completion,
    })
    expect(Number(line['costUsd'])).toBe(receipt.total_cost)
    expect(receipt.total_cost).toBeGreaterThan(0)
    expect(line).not.toHaveProperty('errorCode')
  })

  it.each(['status-400', 'status-500'])('has the reason of a provider’s failure: %s', async (script) => {
    const response = await ask({ model: modelOf(script), messages })
    expect(await requestLine()).toMatchObject({
      status: response.status,
      model: modelOf(script),
      provider: expect.stringMatching(/./) as string,
      providerStatus: Number(script.slice(-3)),
      errorCode: expect.stringMatching(/^[a-z_]+$/) as string,
      costUsd: expect.stringMatching(/^0(\.0+)?$/) as string,
    })
  })

  it('has the reason of a refusal', async () => {
    await ask({ model: modelOf('text-5') })
    expect(await requestLine()).toMatchObject({
      status: 400,
      errorCode: 'invalid_request',
      param: 'messages',
    })
  })

  it('has the reason of a refused key, without an account', async () => {
    await ask({ model: modelOf('text-5'), messages }, 'sk-getgpt-nobody')
    expect(await requestLine()).toMatchObject({
      status: 401,
      errorCode: 'invalid_api_key',
      reason: expect.stringMatching(/key/i) as string,
      accountId: null,
    })
  })

  it('never contains a body or a key', async () => {
    await ask({ model: modelOf('text-5'), messages })
    await ask({ model: modelOf('status-400'), messages })
    await ask({ model: SECRET, messages })
    await ask(`{"messages": ${SECRET}`)
    await ask({ model: modelOf('text-5'), messages }, `sk-getgpt-${SECRET}`)
    await expect.poll(() => text.split('"msg":"request"').length - 1).toBe(5)
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain(world.account.apiKey)
  })
})
