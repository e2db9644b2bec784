import { describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { readReceipt } from './platform/receipts.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'status-400']) }))

const MESSAGES = { messages: USER_TURN }
const CONTENTS = { contents: [{ parts: [{ text: 'Hello!' }] }] }
const model = modelOf('text-5')

/** One request of each kind: path, body, and the headers its answer has the id in. */
const REQUESTS: [string, object | null, string[]][] = [
  ['/v1/chat/completions', { model, ...MESSAGES }, ['x-request-id']],
  ['/v1/chat/completions', { model, ...MESSAGES, stream: true }, ['x-request-id']],
  ['/v1/chat/completions', { model: modelOf('status-400'), ...MESSAGES }, ['x-request-id']],
  ['/v1/chat/completions', {}, ['x-request-id']],
  ['/v1/responses', { model, input: 'Hello!' }, ['x-request-id']],
  ['/v1/messages', { model, ...MESSAGES, max_tokens: 9 }, ['x-request-id', 'request-id']],
  [`/v1beta/models/${model}:generateContent`, CONTENTS, ['x-request-id']],
  ['/v1/models', null, ['x-request-id']],
  ['/v1/nowhere', null, ['x-request-id']],
]

const send = (path: string, body: object | null, requestId: string): Promise<Response> =>
  fetch(new URL(path, world.platform.baseUrl), {
    method: body === null ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${world.account.apiKey}`,
      'content-type': 'application/json',
      'x-request-id': requestId,
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })

describe('the request id of the caller', () => {
  it.each(REQUESTS)('is the request id of the answer of %s: %j', async (path, body, names) => {
    const requestId = `their-${crypto.randomUUID()}`
    const response = await send(path, body, requestId)
    await response.text()
    expect(names.map((name) => response.headers.get(name))).toEqual(names.map(() => requestId))
  })

  it.each([
    ['a missing field', '/v1/messages', {}],
    ['an unknown model', '/v1/messages', { model: 'no/such', ...MESSAGES, max_tokens: 9 }],
    [
      'a refusal of the provider',
      '/v1/messages',
      { model: modelOf('status-400'), ...MESSAGES, max_tokens: 9 },
    ],
    ['a request that cannot be counted', '/v1/messages/count_tokens', {}],
    ['an unknown path', '/v1/messages/nowhere', {}],
    ['the wrong method', '/v1/messages', null],
  ])('is in the body of Anthropic’s errors, as in theirs: %s', async (_what, path, body) => {
    const requestId = `their-${crypto.randomUUID()}`
    const response = await send(path, body, requestId)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.json()).toMatchObject({ type: 'error', request_id: requestId })
  })

  it('is in the receipt', async () => {
    const response = await send('/v1/chat/completions', { model, ...MESSAGES }, 'order/42:retry=1')
    await response.text()
    const id = response.headers.get('x-generation-id')!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt['request_id']).toBe('order/42:retry=1')
  })

  it.each(['x'.repeat(129), 'two words', 'caf\u00e9', ''])('is replaced if it is %j', async (requestId) => {
    for (const [path, body] of [
      ['/v1/chat/completions', { model, ...MESSAGES }] as const,
      ['/v1/models', null] as const,
    ]) {
      const response = await send(path, body, requestId)
      await response.text()
      expect(response.headers.get('x-request-id')).toMatch(/^req_[\w-]{8,}$/)
    }
  })

  it('is kept up to 128 characters', async () => {
    const response = await send('/v1/models', null, 'x'.repeat(128))
    expect(response.headers.get('x-request-id')).toBe('x'.repeat(128))
  })
})
