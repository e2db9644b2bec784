import { request as httpRequest, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { end, head, write, type Step } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { awaitReceipt, nano, readCreditsOf } from './platform/receipts.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const SLOW = 'text-200+trickle-20'
const world = usePlatform((upstream) => ({
  config: faultConfig(upstream, [SLOW, 'late-600', 'text-8+stall-after-2', 'text-5']),
}))

const CANCEL_LIMIT_MS = 100

const openStream = async (
  script: string,
  signal: AbortSignal,
): Promise<{ id: string; first: () => Promise<unknown> }> => {
  const response = await postChat(
    world.platform.baseUrl,
    world.account.apiKey,
    { model: modelOf(script), messages: USER_TURN, stream: true },
    { signal },
  )
  const reader = response.body?.getReader()
  return { id: response.headers.get('x-generation-id') ?? '', first: async () => reader?.read() }
}

/** Milliseconds from `leftAtMs` until the provider's request of this script ended. */
const cancelledAfterMs = async (script: string, leftAtMs: number): Promise<number> => {
  const { abortedAtMs = Infinity } = await world.upstream.waitFor(
    (request) => request.model === `scripted:${script}` && request.abortedAtMs !== undefined,
    2_000,
  )
  return abortedAtMs - leftAtMs
}

const MOST_TRIES = 5

/**
 * The shortest of a few tries, because other tests share the machine and delay some of them.
 */
const fastest = async (measureMs: () => Promise<number>): Promise<number> => {
  let fastestMs = Infinity
  for (let tries = 0; tries < MOST_TRIES && fastestMs >= CANCEL_LIMIT_MS; tries++) {
    world.upstream.clear()
    fastestMs = Math.min(fastestMs, await measureMs())
  }
  return fastestMs
}

// The limit is for a warm service, without the time to compile code.
beforeAll(async () => {
  for (let round = 0; round < 3; round++) {
    const leave = new AbortController()
    const { first } = await openStream(SLOW, leave.signal)
    await first()
    leave.abort()
    await cancelledAfterMs(SLOW, performance.now())
    world.upstream.clear()
  }
})

describe('a caller who disconnects', () => {
  it.each([SLOW, 'text-8+stall-after-2'])(
    'stops the provider within 100 ms during a stream: %s',
    async (script) => {
      const fastestMs = await fastest(async () => {
        const leave = new AbortController()
        const { first } = await openStream(script, leave.signal)
        await first()
        const leftAtMs = performance.now()
        leave.abort()
        return cancelledAfterMs(script, leftAtMs)
      })
      expect(fastestMs).toBeLessThan(CANCEL_LIMIT_MS)
    },
  )

  it.each([true, false])(
    'stops the provider within 100 ms before its answer (stream: %s)',
    async (stream) => {
      const fastestMs = await fastest(async () => {
        const leave = new AbortController()
        const body = { model: modelOf('late-600'), messages: USER_TURN, stream }
        const asked = postChat(world.platform.baseUrl, world.account.apiKey, body, { signal: leave.signal })
        const outcome = asked.catch((error: unknown) => String(error))
        await world.upstream.waitFor((request) => request.model === 'scripted:late-600')
        const leftAtMs = performance.now()
        leave.abort()
        expect(await outcome).toMatch(/abort/i)
        return cancelledAfterMs('late-600', leftAtMs)
      })
      expect(fastestMs).toBeLessThan(CANCEL_LIMIT_MS)
    },
  )

  it('pays for the generated part, as the receipt shows', async () => {
    const account = await world.platform.admin.createAccount()
    const leave = new AbortController()
    const response = await postChat(
      world.platform.baseUrl,
      account.apiKey,
      { model: modelOf(SLOW), messages: USER_TURN, stream: true },
      { signal: leave.signal },
    )
    const reader = response.body?.getReader()
    for (let count = 0; count < 5; count++) await reader?.read()
    leave.abort()
    const receipt = await awaitReceipt(
      world.platform.baseUrl,
      account.apiKey,
      response.headers.get('x-generation-id') ?? '',
    )
    expect(receipt).toMatchObject({ cancelled: true, streamed: true })
    expect(receipt.tokens_completion).toBeGreaterThan(0)
    expect(receipt.tokens_completion).toBeLessThan(200)
    const { total_usage } = await readCreditsOf(world.platform.baseUrl, account.apiKey)
    expect(nano(total_usage)).toBe(nano(receipt.total_cost))
    expect(nano(total_usage)).toBeGreaterThan(0)
  })

  it('does not affect other callers, even a hundred times', async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const leave = new AbortController()
        const { first } = await openStream(SLOW, leave.signal)
        if (index % 2) await first()
        leave.abort()
      }),
    )
    const answer = await world.openai.chat.completions.create({
      model: modelOf('text-5'),
      messages: USER_TURN,
    })
    expect(answer.choices[0]?.finish_reason).toBe('stop')
  })
})

const MIB = 1024 * 1024
const FLOOD_EVENTS = 192
const FLOOD_EVENT_BYTES = 256 * 1024

describe('a caller who reads slowly', () => {
  it('slows down the provider instead of filling our memory, and gets the whole answer', async () => {
    world.upstream.clear()
    world.upstream.script({ match: { model: 'scripted:text-5' }, steps: floodSteps() })
    const response = await openPaused(
      (await world.platform.admin.createAccount({ creditsUsd: '2000' })).apiKey,
    )
    const { number } = await world.upstream.waitFor((request) => request.writeCount > 0)
    const written = (): number => world.upstream.requests()[number - 1]?.writeCount ?? 0
    await untilSteady(written)
    // The kernel's socket buffers on three hops, and a little more.
    expect(written() * FLOOD_EVENT_BYTES).toBeLessThan(36 * MIB)
    let byteCount = 0
    let tail = ''
    for await (const piece of response as AsyncIterable<Buffer>) {
      byteCount += piece.length
      tail = (tail + piece.toString('latin1')).slice(-200)
    }
    expect(byteCount).toBeGreaterThan(FLOOD_EVENTS * FLOOD_EVENT_BYTES)
    expect(tail).toContain('data: [DONE]')
    world.upstream.clear()
  })
})

const floodChunk = (delta: unknown, finish_reason: string | null): string => {
  const choices = [{ index: 0, delta, finish_reason }]
  return `data: ${JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion.chunk', model: 'up', choices })}\n\n`
}

const floodSteps = (): Step[] => {
  const event = Buffer.from(floodChunk({ content: 'x'.repeat(FLOOD_EVENT_BYTES) }, null))
  return [
    head(200, { 'content-type': 'text/event-stream' }),
    ...Array.from({ length: FLOOD_EVENTS }, () => write(event)),
    write(floodChunk({}, 'stop')),
    write('data: [DONE]\n\n'),
    end,
  ]
}

/** A response whose body is not read yet. */
const openPaused = (apiKey: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${world.platform.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    })
    request.once('error', reject)
    request.once('response', resolve)
    request.end(JSON.stringify({ model: modelOf('text-5'), messages: USER_TURN, stream: true }))
  })

/** Resolves when the number has been stable for a while. */
const untilSteady = async (read: () => number): Promise<void> => {
  let last = -1
  while (read() !== last) {
    last = read()
    await sleep(300)
  }
}
