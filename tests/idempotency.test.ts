import { words } from '@gptget/testkit'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { readBegun } from './platform/read-begun.ts'
import { readError } from './platform/read-error.ts'
import { awaitReceipt, nano, readCreditsOf } from './platform/receipts.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { waitUntilReady } from './platform/wait-until-ready.ts'

const SLOW = 'text-40+trickle-30'
const LATE = 'text-40+late-600'
const world = usePlatform((upstream) => ({
  mode: 'processes',
  edges: 2,
  routers: 2,
  config: faultConfig(upstream, ['text-8', 'text-20', SLOW, LATE, 'status-500', 'text-8+cut-after-3']),
}))

const edge = (index: number): string => world.platform.edges[index % 2]?.url ?? ''
let keyCount = 0
const newKey = (): string => `key-${++keyCount}`

const post = (
  index: number,
  path: string,
  body: object,
  key: string,
  options: { apiKey?: string; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(edge(index) + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${options.apiKey ?? world.account.apiKey}`,
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
    signal: options.signal,
  })

const chat = (script: string, stream = false): object => ({
  model: modelOf(script),
  messages: USER_TURN,
  stream,
})
const CHAT = '/v1/chat/completions'

const idOf = (response: Response): string => response.headers.get('x-generation-id') ?? ''
const isReplayed = (response: Response): boolean => response.headers.get('idempotent-replayed') === 'true'
const requestCount = (): number => world.upstream.requests().length

const GEMINI = { contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] }
const ASKS: [what: string, path: string, body: object][] = [
  ['a chat', CHAT, chat('text-8')],
  ['a chat as a stream', CHAT, chat('text-8', true)],
  ['a response', '/v1/responses', { model: modelOf('text-8'), input: 'Hello!' }],
  ['a response as a stream', '/v1/responses', { model: modelOf('text-8'), input: 'Hello!', stream: true }],
  ['a message', '/v1/messages', { ...chat('text-8'), max_tokens: 9 }],
  ['a message as a stream', '/v1/messages', { ...chat('text-8', true), max_tokens: 9 }],
  ['Gemini’s content', `/v1beta/models/${modelOf('text-8')}:generateContent`, GEMINI],
  [
    'Gemini’s content as a stream',
    `/v1beta/models/${modelOf('text-8')}:streamGenerateContent?alt=sse`,
    GEMINI,
  ],
  ['Gemini’s content as an array', `/v1beta/models/${modelOf('text-8')}:streamGenerateContent`, GEMINI],
  ['a completion', '/v1/completions', { model: modelOf('text-8'), prompt: 'Hello!' }],
]

describe('a repeat with the same idempotency key', () => {
  it.each(ASKS)(
    'gets the first answer byte for byte at another edge, with one charge: %s',
    async (_, path, body) => {
      const { apiKey } = await world.platform.admin.createAccount()
      const key = newKey()
      world.upstream.clear()
      const first = await post(0, path, body, key, { apiKey })
      const text = await first.text()
      expect(first.status).toBe(200)
      expect(isReplayed(first)).toBe(false)
      for (const index of [1, 0]) {
        const again = await post(index, path, body, key, { apiKey })
        expect([again.status, isReplayed(again), idOf(again)]).toEqual([200, true, idOf(first)])
        expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
        expect(await again.text()).toBe(text)
      }
      expect(requestCount()).toBe(1)
      const receipt = await awaitReceipt(`${edge(1)}/v1`, apiKey, idOf(first))
      const { total_usage } = await readCreditsOf(`${edge(1)}/v1`, apiKey)
      expect(nano(total_usage)).toBe(nano(receipt.total_cost))
    },
  )

  it('gets it even if the wallet is empty', async () => {
    const account = await world.platform.admin.createAccount({ creditsUsd: '0.01' })
    const body = { ...chat('text-8'), max_tokens: 400 }
    const key = newKey()
    const first = await post(0, CHAT, body, key, account)
    expect(first.status).toBe(200)
    const text = await first.text()
    await awaitReceipt(`${edge(0)}/v1`, account.apiKey, idOf(first))
    for (let spent = 0; spent < 50; spent++) {
      const more = await post(0, CHAT, body, newKey(), account)
      await more.text()
      if (more.status === 402) break
    }
    expect((await post(1, CHAT, body, newKey(), account)).status).toBe(402)
    const again = await post(1, CHAT, body, key, account)
    expect([again.status, await again.text()]).toEqual([200, text])
  })

  it('is refused for a key of the account that may not use the model', async () => {
    const account = await world.platform.admin.createAccount()
    const key = newKey()
    const first = await post(0, CHAT, chat('text-8'), key, account)
    expect([first.status, await first.text()]).toEqual([200, expect.any(String)])
    const other = await world.platform.admin.createKey(account.accountId, { allowedModels: ['test/none'] })
    for (const index of [0, 1]) {
      const again = await post(index, CHAT, chat('text-8'), key, other)
      expect([again.status, isReplayed(again)]).toEqual([403, false])
      await again.text()
    }
  })

  it('joins the running answer from its beginning', async () => {
    const key = newKey()
    world.upstream.clear()
    const first = await post(0, CHAT, chat(SLOW, true), key)
    await world.upstream.waitFor((request) => request.writeCount > 5)
    const again = await post(1, CHAT, chat(SLOW, true), key)
    expect(isReplayed(again)).toBe(true)
    const texts = await Promise.all([first.text(), again.text()])
    expect(texts[1].replaceAll(': keep-alive\n', '')).toBe(texts[0])
    expect(textOf(readChunks(texts[0]).chunks)).toBe(words(40).join(''))
    expect(requestCount()).toBe(1)
  })

  it.each([true, false])('runs once for many simultaneous requests (stream: %s)', async (stream) => {
    const key = newKey()
    world.upstream.clear()
    const responses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => post(index, CHAT, chat(LATE, stream), key)),
    )
    const texts = await Promise.all(responses.map((response) => response.text()))
    expect(new Set(texts.map((text) => text.replaceAll(': keep-alive\n', ''))).size).toBe(1)
    expect(new Set(responses.map(idOf)).size).toBe(1)
    expect(responses.filter((response) => !isReplayed(response))).toHaveLength(1)
    expect(requestCount()).toBe(1)
  })

  it('gets the whole answer of a caller who disconnected', async () => {
    const key = newKey()
    world.upstream.clear()
    const leave = new AbortController()
    const first = post(0, CHAT, chat(LATE), key, { signal: leave.signal }).catch(() => null)
    await world.upstream.waitFor(() => true)
    leave.abort()
    expect(await first).toBeNull()
    const again = await post(1, CHAT, chat(LATE), key)
    expect(await again.json()).toMatchObject({ choices: [{ message: { content: words(40).join('') } }] })
    expect(requestCount()).toBe(1)
  })

  it('gets the charged part of a broken answer', async () => {
    const key = newKey()
    const first = await post(0, CHAT, chat('text-8+cut-after-3', true), key)
    const text = await first.text()
    expect(readChunks(text).chunks.at(-1)?.error).toBeTruthy()
    const again = await post(1, CHAT, chat('text-8+cut-after-3', true), key)
    expect([isReplayed(again), await again.text()]).toEqual([true, text])
  })

  it('runs again if the first failed without a charge', async () => {
    const key = newKey()
    const failed = await post(0, CHAT, chat('status-500'), key)
    expect(failed.status).toBeGreaterThanOrEqual(500)
    await failed.text()
    const other = await post(1, CHAT, chat('text-8'), key)
    expect([other.status, isReplayed(other)]).toEqual([200, false])
  })

  it('runs again if the first was refused', async () => {
    const key = newKey()
    expect((await post(0, CHAT, { model: modelOf('text-8') }, key)).status).toBe(400)
    expect((await post(1, CHAT, chat('text-8'), key)).status).toBe(200)
  })

  it('is a new request for another account', async () => {
    const key = newKey()
    const first = await post(0, CHAT, chat('text-8'), key)
    const { apiKey } = await world.platform.admin.createAccount()
    const other = await post(0, CHAT, chat('text-20'), key, { apiKey })
    expect([other.status, isReplayed(other)]).toEqual([200, false])
    expect(idOf(other)).not.toBe(idOf(first))
  })

  it.each([
    ['another body', CHAT, chat('text-20')],
    ['another path', '/v1/messages', { ...chat('text-8'), max_tokens: 9 }],
    ['Gemini’s path', `/v1beta/models/${modelOf('text-8')}:generateContent`, GEMINI],
  ])('is refused with %s', async (_, path, body) => {
    const key = newKey()
    await (await post(0, CHAT, chat('text-8'), key)).text()
    const response = await post(1, path, body, key)
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('Idempotency-Key')
  })

  it('gets the same background response', async () => {
    const key = newKey()
    const body = { model: modelOf('text-8'), input: 'Hello!', background: true }
    const first = await (await post(0, '/v1/responses', body, key)).json()
    const again = await post(1, '/v1/responses', body, key)
    expect([isReplayed(again), await again.json()]).toEqual([true, first])
  })
})

describe('an idempotency key of a response in the background', () => {
  it('streams the same response', async () => {
    const key = newKey()
    const body = { model: modelOf('text-20'), input: 'Hello!', background: true, stream: true }
    const first = await post(0, '/v1/responses', body, key)
    const text = (await first.text()).replaceAll(': keep-alive\n', '')
    const again = await post(1, '/v1/responses', body, key)
    expect([isReplayed(again), idOf(again)]).toEqual([true, idOf(first)])
    expect((await again.text()).replaceAll(': keep-alive\n', '')).toBe(text)
    expect(text).toContain('response.completed')
  })
})

describe('an idempotency key', () => {
  it.each([
    ['too long', 'x'.repeat(256)],
    ['empty', ''],
  ])('is refused if it is %s', async (_, key) => {
    const response = await post(0, CHAT, chat('text-8'), key)
    expect(response.status).toBe(400)
    expect(await readError(response)).toMatchObject({ param: 'Idempotency-Key' })
  })

  it('is the header that the official SDKs send', async () => {
    const key = newKey()
    world.upstream.clear()
    const options = { idempotencyKey: key, headers: { 'idempotency-key': key } }
    const apiKey = world.account.apiKey
    const answers = await Promise.all(
      [0, 1].map((index) =>
        new OpenAI({ baseURL: `${edge(index)}/v1`, apiKey }).chat.completions.create(
          { model: modelOf('text-20'), messages: USER_TURN },
          options,
        ),
      ),
    )
    expect(answers[0]).toEqual(answers[1])
    const streamKey = newKey()
    const messages = await Promise.all(
      [0, 1].map((index) =>
        new Anthropic({ baseURL: edge(index), apiKey }).messages
          .stream(
            { model: modelOf('text-20'), max_tokens: 99, messages: USER_TURN },
            { headers: { 'idempotency-key': streamKey } },
          )
          .finalMessage(),
      ),
    )
    expect(messages[0]?.content).toEqual(messages[1]?.content)
    const asked = world.upstream.requests().filter(({ model }) => model === 'scripted:text-20')
    expect(asked).toHaveLength(2)
  })
})

describe('after a crash', () => {
  it('of an edge, the answer continues, and a repeat at another edge gets all of it', async () => {
    const key = newKey()
    world.upstream.clear()
    const account = await world.platform.admin.createAccount()
    const first = post(0, CHAT, chat(LATE), key, account).then(
      (response) => response.text(),
      () => 'cut',
    )
    await world.upstream.waitFor(() => true)
    const [victim] = world.platform.of('edge-gateway')
    await victim?.kill('SIGKILL')
    expect(await first).toBe('cut')
    const again = await post(1, CHAT, chat(LATE), key, account)
    expect(await again.json()).toMatchObject({ choices: [{ message: { content: words(40).join('') } }] })
    expect(requestCount()).toBe(1)
    const receipt = await awaitReceipt(`${edge(1)}/v1`, account.apiKey, idOf(again))
    const { total_usage } = await readCreditsOf(`${edge(1)}/v1`, account.apiKey)
    expect(nano(total_usage)).toBe(nano(receipt.total_cost))
    await victim?.restart()
    await waitUntilReady(edge(0))
  })

  it('of the routers before a token, the key is free again', async () => {
    const key = newKey()
    world.upstream.clear()
    const first = post(0, CHAT, chat(LATE), key)
    await world.upstream.waitFor(() => true)
    const routers = world.platform.of('router')
    await Promise.all(routers.map((router) => router.kill('SIGKILL')))
    expect((await first).status).toBeGreaterThanOrEqual(500)
    await Promise.all(routers.map((router) => router.restart()))
    const again = await post(1, CHAT, chat(LATE), key)
    expect([again.status, isReplayed(again)]).toEqual([200, false])
    await again.text()
  })

  it('of the routers after some tokens, the delivered part is charged and not generated again', async () => {
    const key = newKey()
    const account = await world.platform.admin.createAccount()
    const first = await post(0, CHAT, chat(SLOW, true), key, account)
    const { text } = await readBegun(first)
    const routers = world.platform.of('router')
    await Promise.all(routers.map((router) => router.kill('SIGKILL')))
    expect(readChunks(await text).chunks.at(-1)?.error).toBeTruthy()
    await Promise.all(routers.map((router) => router.restart()))
    const again = await post(1, CHAT, chat(SLOW, true), key, account)
    expect(again.status).toBe(410)
    expect(await readError(again)).toMatchObject({ param: 'Idempotency-Key' })
  })

  it('the ledger adds up', async () => {
    await expect
      .poll(() => world.platform.admin.findBreaches(), { timeout: 10_000, interval: 250 })
      .toEqual([])
  })
})
