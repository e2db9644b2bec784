import { APIError } from 'openai'
import { words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { finishReasonsOf, postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

/** Failures after three tokens, which is too late for another provider. */
const BROKEN = ['cut-after-3', 'stall-after-3', 'malformed-after-3', 'error-after-3', 'end-after-3']
const HARMLESS = ['gzip', 'crlf', 'split-utf8', 'bom', 'comments', 'trickle-10', 'late-300']
const HUGE_BYTES = 3_000_000

const world = usePlatform((upstream) => ({
  config: faultConfig(upstream, [
    ...BROKEN.map((fault) => `text-8+${fault}`),
    ...HARMLESS.map((fault) => `text-10+${fault}`),
    'text-8+duplicate-terminal',
    'text-8+missing-terminal',
    `text-1+huge-event-${HUGE_BYTES}`,
    'long',
  ]),
}))

const stream = (script: string): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, {
    model: modelOf(script),
    messages: USER_TURN,
    stream: true,
  })

describe('a stream that breaks after its first token', () => {
  it.each(BROKEN)('delivers what arrived and ends with an error in the stream: %s', async (fault) => {
    const response = await stream(`text-8+${fault}`)
    expect(response.status).toBe(200)
    const { chunks } = readChunks(await response.text())
    expect(textOf(chunks)).toBe(words(3).join(''))
    const errors = chunks.filter((chunk) => chunk.error)
    expect(errors).toEqual([chunks.at(-1)])
    expect(errors[0]?.error?.code).toBeGreaterThanOrEqual(500)
    expect(errors[0]).toMatchObject({
      id: response.headers.get('x-generation-id'),
      model: modelOf(`text-8+${fault}`),
    })
    expect(finishReasonsOf(chunks)).toEqual([])
  })

  it.each(BROKEN)('makes the official SDK throw: %s', async (fault) => {
    const chunks = await world.openai.chat.completions.create({
      model: modelOf(`text-8+${fault}`),
      messages: USER_TURN,
      stream: true,
    })
    await expect(Array.fromAsync(chunks)).rejects.toThrow(APIError)
  })

  it.each(BROKEN)(
    'is charged what its receipt says and never more than the whole answer: %s',
    async (fault) => {
      const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
      const response = await stream(`text-8+${fault}`)
      await response.text()
      const receipt = await readReceipt(
        world.platform.baseUrl,
        world.account.apiKey,
        response.headers.get('x-generation-id') ?? '',
      )
      const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
      expect(nano(after.total_usage) - nano(before.total_usage)).toBe(nano(receipt.total_cost))
      expect(receipt.tokens_completion).toBeLessThanOrEqual(8)
    },
  )
})

describe('a stream of a provider with odd but valid output', () => {
  it.each(HARMLESS)('arrives completely: %s', async (fault) => {
    const { chunks, doneCount, isDoneLast } = readChunks(await (await stream(`text-10+${fault}`)).text())
    expect(textOf(chunks)).toBe(words(10).join(''))
    expect([doneCount, isDoneLast]).toEqual([1, true])
    expect(chunks.some((chunk) => chunk.error)).toBe(false)
  })

  it.each(HARMLESS)('also works without streaming: %s', async (fault) => {
    const model = modelOf(`text-10+${fault}`)
    const { choices } = await world.openai.chat.completions.create({ model, messages: USER_TURN })
    expect(choices[0]?.message.content).toBe(words(10).join(''))
  })

  it.each(['duplicate-terminal', 'missing-terminal'])('ends in exactly one [DONE]: %s', async (fault) => {
    const { chunks, doneCount, isDoneLast } = readChunks(await (await stream(`text-8+${fault}`)).text())
    expect(textOf(chunks)).toBe(words(8).join(''))
    expect(finishReasonsOf(chunks)).toEqual(['stop'])
    expect([doneCount, isDoneLast]).toEqual([1, true])
  })

  it('passes on an event of several megabytes', async () => {
    const { chunks, doneCount } = readChunks(await (await stream(`text-1+huge-event-${HUGE_BYTES}`)).text())
    expect(textOf(chunks)).toHaveLength(HUGE_BYTES + words(1).join('').length)
    expect(doneCount).toBe(1)
  })

  it('is passed on as it arrives, not at its end', async () => {
    const response = await stream('text-10+trickle-10')
    const pieces = await Array.fromAsync(response.body ?? [])
    expect(pieces.length).toBeGreaterThan(5)
  })

  it('keeps every token of a long answer in order', async () => {
    const { chunks } = readChunks(await (await stream('long')).text())
    expect(textOf(chunks)).toBe(words(2000).join(''))
  })
})
