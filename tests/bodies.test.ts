import { gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { words } from '@gptget/testkit'
import { Client } from 'undici'
import { describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'status-400']) }))

const MIB = 1024 * 1024
const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, body, { headers })

/** NATS lets a message have 1 MiB; these are far more. */
describe('a large request', () => {
  it.each([true, false])(
    'of 20 MiB of image reaches the provider byte for byte (stream: %s)',
    async (stream) => {
      world.upstream.clear()
      const url = `data:image/png;base64,${randomBytes(15 * MIB).toString('base64')}`
      const body = JSON.stringify({
        model: modelOf('text-5'),
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
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

  it('is not in the way of small ones', async () => {
    const large = { model: modelOf('text-5'), messages: [{ role: 'user', content: 'x'.repeat(10 * MIB) }] }
    const answers = await Promise.all(
      [large, ...Array.from({ length: 10 }, () => ({ ...large, messages: USER_TURN }))].map((body) =>
        ask(body),
      ),
    )
    expect(answers.map((response) => response.status)).toEqual(Array(11).fill(200))
  })
})

describe('a compressed request', () => {
  it('in gzip is read, and reaches the provider plain', async () => {
    world.upstream.clear()
    const body = JSON.stringify({ model: modelOf('text-5'), messages: USER_TURN })
    const response = await ask(gzipSync(body), { 'content-encoding': 'gzip' })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
    const [received] = world.upstream.requests()
    expect(received?.headers['content-encoding']).toBeUndefined()
    expect(received?.json).toEqual({ model: 'scripted:text-5', messages: USER_TURN })
  })
})

describe('a connection', () => {
  it('serves request after request, streams and errors among them', async () => {
    const client = new Client(new URL(world.platform.baseUrl).origin, { keepAliveTimeout: 30_000 })
    let connections = 0
    client.on('connect', () => {
      connections += 1
    })
    const send = async (body: unknown): Promise<number> => {
      const { statusCode, body: answer } = await client.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', 'x-api-key': world.account.apiKey },
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
