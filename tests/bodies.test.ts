import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { words } from '@gptget/testkit'
import { Client } from 'undici'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'status-400']) }))

const MIB = 1024 * 1024
/** Enough credit for the hold of the largest of these requests. */
let account: Account
beforeAll(async () => {
  account = await world.platform.admin.createAccount({ creditsUsd: '10000.00' })
})
const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  postChat(world.platform.baseUrl, account.apiKey, body, { headers })

/** Much larger than the 1 MiB that NATS allows for a message. */
describe('a large request', () => {
  it.each([true, false])(
    'of 20 MiB of image reaches the provider byte for byte (stream: %s)',
    async (stream) => {
      world.upstream.clear()
      const url = `data:image/png;base64,${randomBytes(15 * MIB).toString('base64')}`
      const body = JSON.stringify({
        model: modelOf('text-5'),
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
        // Long answers are requested as streams, so that holds can grow with them.
        max_tokens: 16,
        stream,
        stream_options: stream ? { include_usage: true } : undefined,
      })
      expect(body.length).toBeGreaterThan(20 * MIB)
      const response = await ask(body)
      expect(response.status).toBe(200)
      await response.text()
      const received = world.upstream.requests()[0]?.body
      expect(received?.equals(Buffer.from(body.replace(modelOf('text-5'), 'scripted:text-5')))).toBe(true)
    },
  )

  it('does not delay small ones', async () => {
    const large = { model: modelOf('text-5'), messages: [{ role: 'user', content: 'x'.repeat(10 * MIB) }] }
    const answers = await Promise.all(
      [large, ...Array.from({ length: 10 }, () => ({ ...large, messages: USER_TURN }))].map((body) =>
        ask(body),
      ),
    )
    expect(answers.map((response) => response.status)).toEqual(Array(11).fill(200))
  })
})

/** A lower quality, because the default takes seconds. */
const packBrotli = (body: string | Buffer): Buffer =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

const TOO_LARGE = Buffer.alloc(51 * MIB, ' ')

/** Each way to compress a body, by its content-encoding. */
const PACKERS = [
  ['gzip', 'gzip', gzipSync],
  ['deflate in zlib format', 'deflate', deflateSync],
  ['raw deflate', 'deflate', deflateRawSync],
  ['br', 'br', packBrotli],
  ['zstd', 'zstd', zstdCompressSync],
] as const

describe('a compressed request', () => {
  const small = JSON.stringify({ model: modelOf('text-5'), messages: USER_TURN })

  it.each(PACKERS)('in %s is read and reaches the provider uncompressed', async (_, encoding, pack) => {
    world.upstream.clear()
    const response = await ask(pack(small), { 'content-encoding': encoding })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
    const [received] = world.upstream.requests()
    expect(received?.headers['content-encoding']).toBeUndefined()
    expect(received?.json).toEqual({ model: 'scripted:text-5', messages: USER_TURN })
  })

  it.each(PACKERS)('in %s with several members is read completely', async (_, encoding, pack) => {
    world.upstream.clear()
    const content = randomBytes(MIB).toString('base64')
    const body = { model: modelOf('text-5'), messages: [{ role: 'user', content }] }
    const response = await ask(pack(JSON.stringify(body)), { 'content-encoding': encoding })
    expect(response.status).toBe(200)
    expect(world.upstream.requests()[0]?.json).toMatchObject({ messages: body.messages })
  })

  it.each(PACKERS)('in %s is refused over 50 MiB unpacked', async (_, encoding, pack) => {
    const response = await ask(pack(TOO_LARGE), { 'content-encoding': encoding })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('larger than 50 MiB')
  })

  it.each(PACKERS)('in %s is refused if it is truncated', async (_, encoding, pack) => {
    const response = await ask(pack(small).subarray(0, -8), { 'content-encoding': encoding })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param: 'content-encoding' } })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'])('in %s is refused if it is empty', async (encoding) => {
    const response = await ask(Buffer.alloc(0), { 'content-encoding': encoding })
    expect(response.status).toBe(400)
  })

  it('in several zstd frames is refused instead of being cut after the first', async () => {
    const body = Buffer.from(JSON.stringify({ model: modelOf('text-5'), messages: USER_TURN }))
    const whole = await ask(zstdCompressSync(body), { 'content-encoding': 'zstd' })
    expect(whole.status).toBe(200)
    for (const frames of [
      [body.subarray(0, 10), body.subarray(10)],
      [body, Buffer.from('\n')],
    ]) {
      const response = await ask(Buffer.concat(frames.map((frame) => zstdCompressSync(frame))), {
        'content-encoding': 'zstd',
      })
      expect(response.status).toBe(400)
    }
  })

  it('in zstd is refused if it needs a window of more than 8 MiB', async () => {
    const params = { [constants.ZSTD_c_windowLog]: 24 }
    const packed = zstdCompressSync(Buffer.alloc(17 * MIB, ' '), { params })
    const response = await ask(packed, { 'content-encoding': 'zstd' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param: 'content-encoding' } })
  })
})

describe('a connection', () => {
  it('serves many requests in turn, including streams and errors', async () => {
    const client = new Client(new URL(world.platform.baseUrl).origin, { keepAliveTimeout: 30_000 })
    let connections = 0
    client.on('connect', () => {
      connections += 1
    })
    const send = async (body: unknown): Promise<number> => {
      const { statusCode, body: answer } = await client.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', 'x-api-key': account.apiKey },
        body: JSON.stringify(body),
      })
      await answer.text()
      return statusCode
    }
    const good = { model: modelOf('text-5'), messages: USER_TURN }
    const statuses = []
    for (const body of [
      good,
      { ...good, stream: true },
      { model: 5 },
      { ...good, model: modelOf('status-400') },
      good,
    ]) {
      statuses.push(await send(body))
    }
    expect(statuses).toEqual([200, 200, 400, 400, 200])
    expect(connections).toBe(1)
    await client.close()
  })
})
