import { HOSTED } from '@gptget/host/services'
import { words } from '@gptget/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { awaitReceipt, readReceipt } from './platform/receipts.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import type { ServiceName } from './platform/service-name.ts'
import { usePlatform } from './platform/use-platform.ts'

const SLOW = 'text-60+trickle-20'
/** Longer than the first hold covers, and slow enough for two to overlap. */
const LONG = 'text-1000+trickle-1'
const ENDLESS = 'text-200+trickle-50'
const OTHERS = HOSTED.map(({ name }) => name).filter((name) => name !== 'edge-gateway')
const TOGETHER: [ServiceName, ...ServiceName[]][] = [
  ['edge-gateway', 'router'],
  // The services of `npm start`.
  ['edge-gateway', ...OTHERS],
]

describe.each(TOGETHER)('%s and the others in one process', (...together) => {
  const world = usePlatform((upstream) => ({
    mode: 'processes',
    together,
    config: scriptedConfig(upstream, ['text-5', SLOW, ENDLESS, LONG]),
  }))
  beforeEach(() => world.upstream.clear())

  const ask = (script: string, options: { stream?: boolean; signal?: AbortSignal } = {}): Promise<Response> =>
    postChat(
      world.platform.baseUrl,
      world.account.apiKey,
      { model: modelOf(script), messages: USER_TURN, stream: options.stream ?? false },
      options.signal ? { signal: options.signal } : {},
    )

  it('answer, charge and store the receipt', async () => {
    const response = await ask('text-5')
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
    const id = response.headers.get('x-generation-id') ?? ''
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt).toMatchObject({ id, tokens_completion: 5 })
    expect(receipt.total_cost).toBeGreaterThan(0)
  })

  it('stream to the terminal event', async () => {
    const { chunks, isDoneLast } = readChunks(await (await ask(SLOW, { stream: true })).text())
    expect(textOf(chunks)).toBe(words(60).join(''))
    expect(isDoneLast).toBe(true)
  })

  it.each([true, false])('grow the hold with an answer until it ends (stream: %s)', async (stream) => {
    // Holds are bounded by bytes: $0.13 for an answer that costs $0.02. The credit is enough for one at a time.
    const account = await world.platform.admin.createAccount({ creditsUsd: '0.2' })
    const ask = async () => {
      const body = { model: modelOf(LONG), messages: USER_TURN, stream }
      return (await postChat(world.platform.baseUrl, account.apiKey, body)).text()
    }
    const whole = await ask()
    expect(whole).not.toContain('ended_by')
    expect(whole).toContain('"completion_tokens":1000')
    const cut = await Promise.all([ask(), ask()])
    expect(cut.join('')).toContain('"ended_by":"credits"')
  })

  it('stop the provider when the caller disconnects, and charge the generated part', async () => {
    const leave = new AbortController()
    const response = await ask(ENDLESS, { stream: true, signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    await world.upstream.waitFor(
      ({ model, abortedAtMs }) => model === `scripted:${ENDLESS}` && abortedAtMs !== undefined,
      2_000,
    )
    const id = response.headers.get('x-generation-id') ?? ''
    expect(await awaitReceipt(world.platform.baseUrl, world.account.apiKey, id)).toMatchObject({
      cancelled: true,
    })
  })

  it('let a running answer finish after SIGTERM', async () => {
    const response = await ask(SLOW, { stream: true })
    const reader = response.body!.getReader()
    const first = await reader.read()
    const stopped = world.platform.of('edge-gateway')[0]!.stop()
    const pieces = [first.value!]
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value)
    const { chunks, isDoneLast } = readChunks(Buffer.concat(pieces).toString())
    expect(textOf(chunks)).toBe(words(60).join(''))
    expect(isDoneLast).toBe(true)
    await stopped
    await world.platform.of('edge-gateway')[0]!.restart()
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})
