import { startStopwatch, words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const SLOW = 'text-60+trickle-40'
const world = usePlatform((upstream) => ({
  mode: 'processes',
  edges: 2,
  routers: 2,
  billings: 2,
  config: scriptedConfig(upstream, ['text-5', SLOW]),
}))

const edge = (index: number): string => `${world.platform.edges[index % 2]?.url}/v1`
const ask = (
  index: number,
  body: Record<string, unknown>,
  apiKey = world.account.apiKey,
): Promise<Response> => postChat(edge(index), apiKey, { messages: USER_TURN, ...body })

const streamSlowly = (index: number): Promise<string> =>
  ask(index, { model: modelOf(SLOW), stream: true }).then((response) => response.text())

/** The statuses of ten requests, spread over the edges. */
const askTenTimes = (): Promise<number[]> =>
  Promise.all(
    Array.from({ length: 10 }, async (_, index) => (await ask(index, { model: modelOf('text-5') })).status),
  )

describe('two edges and two routers behind one NATS', () => {
  it('serve the same accounts, models and receipts', async () => {
    const response = await ask(0, { model: modelOf('text-5') })
    const id = response.headers.get('x-generation-id')
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
    const receipt = await fetch(`${edge(1)}/generation?id=${id}`, {
      headers: { 'x-api-key': world.account.apiKey },
    })
    expect(await receipt.json()).toMatchObject({ data: { id } })
  })

  it('refuse a key at one edge within a second after it was revoked through the other', async () => {
    const { admin } = world.platform
    const key = await admin.createKey(world.account.accountId)
    for (const index of [0, 1])
      expect((await ask(index, { model: modelOf('text-5') }, key.apiKey)).status).toBe(200)
    await admin.revokeKey(world.account.accountId, key.keyId)
    const elapsedMs = startStopwatch()
    for (const index of [0, 1]) {
      const status = async (): Promise<number> =>
        (await ask(index, { model: modelOf('text-5') }, key.apiKey)).status
      await expect.poll(status, { interval: 20 }).toBe(401)
    }
    expect(elapsedMs()).toBeLessThan(1_000)
  })

  it('enforce a key’s requests per minute together', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      requestsPerMinute: 10,
    })
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await ask(index, { model: modelOf('text-5') }, apiKey)
        await response.text()
        return response.status
      }),
    )
    const admitted = statuses.filter((status) => status === 200).length
    expect(admitted).toBeGreaterThanOrEqual(9)
    expect(admitted).toBeLessThanOrEqual(11)
    expect(statuses.filter((status) => status === 429)).toHaveLength(40 - admitted)
  })

  it('lose only the requests of a killed router, which end with an error in the stream', async () => {
    const [victim] = world.platform.of('router')
    world.upstream.clear()
    const streams = Array.from({ length: 16 }, (_, index) => streamSlowly(index))
    await expect
      .poll(() => world.upstream.requests().filter((request) => request.writeCount > 3).length)
      .toBe(16)
    await victim?.kill('SIGKILL')
    const ends = (await Promise.all(streams)).map((text) => readChunks(text))
    const whole = ends.filter(
      ({ doneCount, chunks }) => doneCount === 1 && !chunks.some((chunk) => chunk.error),
    )
    const broken = ends.filter(({ chunks }) => chunks.at(-1)?.error)
    // Both routers had some, because requests are spread.
    expect(broken.length).toBeGreaterThan(0)
    expect(whole.length).toBeGreaterThan(0)
    expect(whole.length + broken.length).toBe(16)
    for (const { chunks } of whole) expect(textOf(chunks)).toBe(words(60).join(''))
    for (const { chunks } of broken) expect(chunks.at(-1)?.error?.code).toBeGreaterThanOrEqual(500)
  })

  it('continue with one router, and with both after its return', async () => {
    expect(await askTenTimes()).toEqual(Array(10).fill(200))
    await world.platform.of('router')[0]?.restart()
    expect(await askTenTimes()).toEqual(Array(10).fill(200))
  })

  it('finish their work when one is stopped', async () => {
    const [router] = world.platform.of('router')
    world.upstream.clear()
    const streams = Array.from({ length: 8 }, (_, index) => streamSlowly(index))
    await expect
      .poll(() => world.upstream.requests().filter((request) => request.writeCount > 3).length)
      .toBe(8)
    await router?.kill('SIGTERM')
    for (const text of await Promise.all(streams)) {
      const { chunks, doneCount } = readChunks(text)
      expect([textOf(chunks), doneCount]).toEqual([words(60).join(''), 1])
    }
    await router?.restart()
  })

  it('leave a ledger that adds up', async () => {
    await expect
      .poll(() => world.platform.admin.findBreaches(), { timeout: 10_000, interval: 250 })
      .toEqual([])
  })
})
