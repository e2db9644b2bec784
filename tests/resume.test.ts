import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createSseReader, type Frame } from '@gptget/protocol'
import { words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { awaitReceipt, nano, readCreditsOf } from './platform/receipts.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { waitUntilReady } from './platform/wait-until-ready.ts'

const SLOW = 'text-40+trickle-30'
const world = usePlatform((upstream) => ({
  mode: 'processes',
  edges: 2,
  routers: 2,
  config: faultConfig(upstream, ['text-8', SLOW, 'text-8+cut-after-3']),
}))

const edge = (index: number): string => world.platform.edges[index]?.url ?? ''

type Ask = readonly [path: string, body: object]

/** The request for a stream in each dialect. */
const SSE_ASKS: Record<string, Ask> = {
  'openai-chat': ['/v1/chat/completions', { messages: USER_TURN, stream: true }],
  'openai-responses': ['/v1/responses', { input: 'Hello!', stream: true }],
  'anthropic-messages': ['/v1/messages', { messages: USER_TURN, max_tokens: 99, stream: true }],
  gemini: [
    `/v1beta/models/${modelOf('text-8')}:streamGenerateContent?alt=sse`,
    { contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] },
  ],
}
const CHAT = SSE_ASKS['openai-chat']!
const RESPONSES = SSE_ASKS['openai-responses']!
const ARRAY: Ask = [SSE_ASKS.gemini![0].replace('?alt=sse', ''), SSE_ASKS.gemini![1]]

const post = (
  index: number,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(edge(index) + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.account.apiKey}`,
      ...headers,
    },
    body: JSON.stringify({ model: modelOf('text-8'), ...body }),
  })

const resume = (
  index: number,
  id: string | null,
  lastEventId?: number | string,
  apiKey = world.account.apiKey,
): Promise<Response> =>
  fetch(`${edge(index)}/v1/generation/stream?id=${id}`, {
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
    },
  })

const idOf = (response: Response): string => response.headers.get('x-generation-id') ?? ''

const framesOf = (text: string): Frame[] => createSseReader().push(text)

const streamSlowly = (index: number, headers: Record<string, string> = {}): Promise<Response> =>
  postChat(
    `${edge(index)}/v1`,
    world.account.apiKey,
    { model: modelOf(SLOW), messages: USER_TURN, stream: true },
    { headers },
  )

/** Reads a number of events and returns the text. */
const readSome = async (response: Response, eventCount: number): Promise<string> => {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (framesOf(text).length < eventCount) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  reader.releaseLock()
  return text.slice(0, text.lastIndexOf('\n\n') + 2)
}

describe('the events of a stream', () => {
  it.each(['openai-chat', 'openai-responses', 'anthropic-messages'])(
    'have their number as id on request: %s',
    async (dialect) => {
      const asked = { 'x-gptget-event-ids': 'true' }
      const text = await (await post(0, ...SSE_ASKS[dialect]!, asked)).text()
      const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
      expect(ids).toEqual(framesOf(text).map((_, index) => index + 1))
    },
  )
})

describe('a stream that has ended', () => {
  it.each(Object.entries(SSE_ASKS))(
    'is replayed at another edge, byte for byte, from any event: %s',
    async (_dialect, ask) => {
      const first = await post(0, ...ask)
      const whole = await first.text()
      const again = await resume(1, idOf(first))
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
      expect(idOf(again)).toBe(idOf(first))
      expect(await again.text()).toBe(whole)
      const frames = framesOf(whole)
      for (const count of [1, 4, frames.length]) {
        const rest = await (await resume(1, idOf(first), count)).text()
        expect(framesOf(rest)).toEqual(frames.slice(count))
        expect(whole.endsWith(rest)).toBe(true)
      }
    },
  )

  it('is replayed as an array of the remaining elements if it was one', async () => {
    const first = await post(0, ...ARRAY)
    const whole = await first.text()
    const elements = JSON.parse(whole) as unknown[]
    expect(await (await resume(1, idOf(first))).text()).toBe(whole)
    for (const count of [1, 3, elements.length])
      expect(await (await resume(1, idOf(first), count)).json()).toEqual(elements.slice(count))
  })

  it('ends with the same error if it broke', async () => {
    const first = await post(0, '/v1/chat/completions', {
      ...CHAT[1],
      model: modelOf('text-8+cut-after-3'),
    })
    const whole = await first.text()
    const rest = await (await resume(1, idOf(first), 2)).text()
    expect(whole.endsWith(rest)).toBe(true)
    expect(readChunks(rest).chunks.at(-1)?.error).toBeTruthy()
  })

  it('costs nothing to read again', async () => {
    const account = await world.platform.admin.createAccount()
    const first = await postChat(`${edge(0)}/v1`, account.apiKey, {
      model: modelOf('text-8'),
      messages: USER_TURN,
      stream: true,
    })
    await first.text()
    const receipt = await awaitReceipt(`${edge(0)}/v1`, account.apiKey, idOf(first))
    for (const index of [0, 1]) await (await resume(index, idOf(first), 0, account.apiKey)).text()
    const { total_usage } = await readCreditsOf(`${edge(0)}/v1`, account.apiKey)
    expect(nano(total_usage)).toBe(nano(receipt.total_cost))
  })
})

describe('a stream that cannot be resumed', () => {
  it('answers 404 to another account', async () => {
    const first = await post(0, ...CHAT)
    await first.text()
    const { apiKey } = await world.platform.admin.createAccount()
    const response = await resume(0, idOf(first), 0, apiKey)
    expect(response.status).toBe(404)
    expect(await readError(response)).toMatchObject({ param: 'id' })
  })

  it.each(['chatcmpl-none', '../etc', ''])('answers 404 for an unknown id: %j', async (id) => {
    expect((await resume(0, encodeURIComponent(id))).status).toBe(id === '' ? 400 : 404)
  })

  it('is refused for a plain answer', async () => {
    const first = await post(0, '/v1/chat/completions', { messages: USER_TURN })
    await first.text()
    const response = await resume(0, idOf(first))
    expect(response.status).toBe(400)
    expect((await readError(response)).message).toContain('stream')
  })

  it.each([999, 'x', '-1'])('is refused for an invalid event id: %s', async (lastEventId) => {
    const first = await post(0, ...CHAT)
    await first.text()
    const response = await resume(0, idOf(first), lastEventId)
    expect(response.status).toBe(400)
    expect(await readError(response)).toMatchObject({ param: 'Last-Event-ID' })
  })

  it('needs a key', async () => {
    expect((await resume(0, 'chatcmpl-x', 0, 'sk-getgpt-wrong')).status).toBe(401)
  })
})

describe('a running stream', () => {
  it('is replayed and then followed to its end by many readers', async () => {
    const first = await streamSlowly(0)
    await readSome(first, 5)
    const counts = [0, 3, 5]
    const readers = await Promise.all(counts.map((count, index) => resume(index % 2, idOf(first), count)))
    const texts = await Promise.all(readers.map((reader) => reader.text()))
    expect(textOf(readChunks(texts[0]!).chunks)).toBe(words(40).join(''))
    expect(readChunks(texts[0]!)).toMatchObject({ doneCount: 1, isDoneLast: true })
    for (const [index, count] of counts.entries())
      expect(framesOf(texts[index]!)).toEqual(framesOf(texts[0]!).slice(count))
  })

  it('continues when a resumed reader disconnects', async () => {
    const first = await streamSlowly(0)
    const leave = new AbortController()
    const reader = await fetch(`${edge(1)}/v1/generation/stream?id=${idOf(first)}`, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
      signal: leave.signal,
    })
    await readSome(reader, 2)
    leave.abort()
    expect(readChunks(await first.text())).toMatchObject({ doneCount: 1, isDoneLast: true })
  })

  it('ends with an error in the stream for resumed readers when its own caller disconnects', async () => {
    const first = await openByHand(0, {})
    const reader = await resume(1, first.id, 1)
    first.leave()
    const { chunks } = readChunks(await reader.text())
    expect(chunks.at(-1)?.error?.message).toContain('disconnected')
    expect(await awaitReceipt(`${edge(0)}/v1`, world.account.apiKey, first.id)).toMatchObject({
      cancelled: true,
    })
  })

  it('is completed after its caller disconnected, if the caller requested that', async () => {
    const first = await openByHand(0, { 'x-gptget-on-disconnect': 'continue' })
    first.leave()
    const text = await (await resume(1, first.id)).text()
    expect(textOf(readChunks(text).chunks)).toBe(words(40).join(''))
    expect(await awaitReceipt(`${edge(0)}/v1`, world.account.apiKey, first.id)).toMatchObject({
      cancelled: false,
      tokens_completion: 40,
    })
  })

  it('refuses other values of that option', async () => {
    const response = await streamSlowly(0, { 'x-gptget-on-disconnect': 'maybe' })
    expect(response.status).toBe(400)
    expect(await readError(response)).toMatchObject({ param: 'x-gptget-on-disconnect' })
  })

  it('is resumed at another edge after its own was killed, with one full charge', async () => {
    const account = await world.platform.admin.createAccount()
    const ask = { model: modelOf(SLOW), messages: USER_TURN, stream: true }
    const first = await postChat(`${edge(0)}/v1`, account.apiKey, ask)
    const seen = await readSome(first, 4)
    const [victim] = world.platform.of('edge-gateway')
    await victim?.kill('SIGKILL')
    const count = framesOf(seen).length
    const rest = await (await resume(1, idOf(first), count, account.apiKey)).text()
    const { chunks, doneCount } = readChunks(seen + rest)
    expect(textOf(chunks)).toBe(words(40).join(''))
    expect(doneCount).toBe(1)
    const receipt = await awaitReceipt(`${edge(1)}/v1`, account.apiKey, idOf(first))
    expect(receipt).toMatchObject({ tokens_completion: 40, cancelled: false })
    const { total_usage } = await readCreditsOf(`${edge(1)}/v1`, account.apiKey)
    expect(nano(total_usage)).toBe(nano(receipt.total_cost))
    await victim?.restart()
    await waitUntilReady(edge(0))
  })

  it('has an error numbered as its next event after its router was killed', async () => {
    const response = await post(0, '/v1/responses', { ...RESPONSES[1], model: modelOf(SLOW) })
    await readSome(response.clone() as Response, 6)
    const routers = world.platform.of('router')
    await Promise.all(routers.map((router) => router.kill('SIGKILL')))
    const text = await response.text()
    const frames = framesOf(text)
    const numbers = frames.map(
      ({ data }) => (JSON.parse(data) as { sequence_number: number }).sequence_number,
    )
    expect(frames.at(-1)?.event).toBe('response.failed')
    expect(numbers).toEqual(frames.map((_, index) => index))
    expect(text).toContain(`id: ${frames.length}\nevent: response.failed`)
    await Promise.all(routers.map((router) => router.restart()))
  })

  it('leaves a ledger that adds up', async () => {
    await expect
      .poll(() => world.platform.admin.findBreaches(), { timeout: 10_000, interval: 250 })
      .toEqual([])
  })
})

/** A slow chat stream whose first bytes have come. */
const openByHand = async (
  index: number,
  headers: Record<string, string>,
): Promise<{ id: string; leave: () => void }> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest(`${edge(index)}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${world.account.apiKey}`,
        ...headers,
      },
    })
    request.once('error', reject)
    request.once('response', resolve)
    request.end(JSON.stringify({ model: modelOf(SLOW), messages: USER_TURN, stream: true }))
  })
  await new Promise((resolve) => response.once('readable', resolve))
  response.on('error', () => {})
  return { id: String(response.headers['x-generation-id']), leave: () => response.destroy() }
}
