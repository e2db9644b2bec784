import { transcript, UPSTREAM_CHAT_MODEL } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { getJson, postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { modelOf, PRICE, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, [
    'text-5',
    'n-2',
    'cached-8',
    'reasoning-5',
    'text-6+no-usage',
    'zero-usage-6',
    'absurd-usage-6',
    'usage-in-last-choice-3',
  ]),
}))

const ask = (body: Record<string, unknown>): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, { messages: USER_TURN, ...body })
const receiptOf = (id: string) => readReceipt(world.platform.baseUrl, world.account.apiKey, id)
const credits = () => readCreditsOf(world.platform.baseUrl, world.account.apiKey)

/** 11 tokens in and 5 out at the test price. */
const TEXT_5_COST = (11 * PRICE.input + 5 * PRICE.output) / 1e6

describe('an answer', () => {
  it('has our id and the requested model in every chunk, and none of the provider’s names', async () => {
    const response = await ask({ model: modelOf('text-5'), stream: true })
    const text = await response.text()
    const { chunks } = readChunks(text)
    const id = response.headers.get('x-generation-id')
    expect(id).toMatch(/^chatcmpl-[\w-]{8,}$/)
    expect(new Set(chunks.map((chunk) => chunk.id))).toEqual(new Set([id]))
    expect(new Set(chunks.map((chunk) => chunk.model))).toEqual(new Set([modelOf('text-5')]))
    expect(text).not.toContain(UPSTREAM_CHAT_MODEL)
    expect(text).not.toContain('chatcmpl-up')
  })

  it('has our id and the requested model if it is plain', async () => {
    const response = await ask({ model: modelOf('text-5') })
    const body = (await response.json()) as { id: string; model: string }
    expect(body).toMatchObject({ id: response.headers.get('x-generation-id'), model: modelOf('text-5') })
    expect(body.id).toMatch(/^chatcmpl-/)
  })

  it('has unique request and generation ids in its headers', async () => {
    const responses = await Promise.all([1, 2, 3].map(() => ask({ model: modelOf('text-5') })))
    for (const name of ['x-request-id', 'x-generation-id']) {
      const ids = responses.map((response) => response.headers.get(name))
      expect(ids.every(Boolean)).toBe(true)
      expect(new Set(ids).size).toBe(3)
    }
    const { _request_id } = await world.openai.chat.completions.create({
      model: modelOf('text-5'),
      messages: USER_TURN,
    })
    expect(_request_id).toBeTruthy()
  })

  it('streams server-sent events that end in one [DONE]', async () => {
    const response = await ask({ model: modelOf('text-5'), stream: true })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const text = await response.text()
    expect(readChunks(text)).toMatchObject({ doneCount: 1, isDoneLast: true })
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })
})

describe('usage', () => {
  it.each(['text-5', 'usage-in-last-choice-3', 'text-6+no-usage'])(
    'with its cost is in the last chunk only, asked for or not: %s',
    async (script) => {
      for (const extra of [{}, { stream_options: { include_usage: true } }]) {
        const { chunks } = readChunks(
          await (await ask({ model: modelOf(script), stream: true, ...extra })).text(),
        )
        const withUsage = chunks.filter((chunk) => chunk.usage)
        expect(withUsage).toEqual([chunks.at(-1)])
        expect(withUsage[0]?.usage?.['cost']).toBeGreaterThan(0)
      }
    },
  )

  it('costs tokens times price in US dollars, streamed or plain', async () => {
    const plain = (await (await ask({ model: modelOf('text-5') })).json()) as { usage: { cost: number } }
    const { chunks } = readChunks(await (await ask({ model: modelOf('text-5'), stream: true })).text())
    expect(plain.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 })
    expect(nano(plain.usage.cost)).toBe(nano(TEXT_5_COST))
    expect(nano(Number(chunks.at(-1)?.usage?.['cost']))).toBe(nano(TEXT_5_COST))
  })

  it('prices cached input at its own rate', async () => {
    const { usage } = (await (await ask({ model: modelOf('cached-8') })).json()) as {
      usage: { cost: number }
    }
    expect(nano(usage.cost)).toBe(nano((600 * PRICE.input + 400 * PRICE.cache_read + 8 * PRICE.output) / 1e6))
  })

  it('counts reasoning tokens as output, once', async () => {
    const { usage } = (await (await ask({ model: modelOf('reasoning-5') })).json()) as {
      usage: { cost: number }
    }
    expect(nano(usage.cost)).toBe(nano((11 * PRICE.input + 9 * PRICE.output) / 1e6))
  })

  it.each([
    ['none', 'text-6+no-usage'],
    ['zeros for an answer with text', 'zero-usage-6'],
    ['more tokens than any request has', 'absurd-usage-6'],
  ])('is counted here if the provider reports %s', async (_, script) => {
    for (const stream of [false, true]) {
      const response = await ask({ model: modelOf(script), stream })
      const text = await response.text()
      const usage = stream
        ? readChunks(text).chunks.at(-1)?.usage
        : (JSON.parse(text) as { usage: Record<string, number> }).usage
      const prompt = Number(usage?.['prompt_tokens'])
      const completion = Number(usage?.['completion_tokens'])
      expect([prompt > 0, prompt < 100, completion > 0, completion < 100]).toEqual([true, true, true, true])
      const cost = nano((prompt * PRICE.input + completion * PRICE.output) / 1e6)
      expect(nano(Number(usage?.['cost']))).toBe(cost)
      expect(await receiptOf(response.headers.get('x-generation-id') ?? '')).toMatchObject({
        tokens_are_estimated: true,
        tokens_prompt: prompt,
        tokens_completion: completion,
      })
    }
  })
})

describe('an impossibly high count', () => {
  it.each([
    ['output', { max_tokens: 50 }, { inputTokens: 11, outputTokens: 51 }],
    ['input', {}, { inputTokens: 90_000, outputTokens: 6 }],
  ])('is replaced by a count of the visible text: %s', async (_, limits, reported) => {
    const model = modelOf('text-5')
    const usage = { cacheReadTokens: 0, reasoningTokens: 0, ...reported }
    world.upstream.script({ match: { model: 'scripted:text-5' }, transcript: transcript({ usage }) })
    for (const stream of [false, true]) {
      const response = await ask({ model, stream, ...limits })
      await response.text()
      const receipt = await receiptOf(response.headers.get('x-generation-id') ?? '')
      expect(receipt.tokens_are_estimated).toBe(true)
      expect(receipt.tokens_completion).toBeLessThanOrEqual(50)
      expect(receipt.tokens_prompt).toBeLessThan(100)
    }
    world.upstream.clear()
  })
})

describe('a receipt', () => {
  it.each([true, false])('exists at the end of the answer (stream: %s)', async (stream) => {
    for (let round = 0; round < 5; round++) {
      const response = await ask({ model: modelOf('text-5'), stream })
      const id = response.headers.get('x-generation-id') ?? ''
      await response.text()
      expect(await receiptOf(id)).toMatchObject({
        id,
        model: modelOf('text-5'),
        provider_name: 'scripted',
        streamed: stream,
        cancelled: false,
        finish_reason: 'stop',
        native_finish_reason: 'stop',
        tokens_prompt: 11,
        tokens_completion: 5,
        is_byok: false,
        total_cost: TEXT_5_COST,
      })
    }
  })

  it('names every attempt with its provider and status', async () => {
    const response = await ask({ model: modelOf('text-5') })
    const receipt = await receiptOf(response.headers.get('x-generation-id') ?? '')
    expect(receipt.provider_responses).toEqual([
      expect.objectContaining({ provider_name: 'scripted', status: 200 }),
    ])
    expect(receipt).toMatchObject({
      latency: expect.any(Number) as number,
      generation_time: expect.any(Number) as number,
    })
    expect(Date.parse(String(receipt['created_at']))).toBeGreaterThan(Date.now() - 60_000)
  })

  it('is not shown to another account', async () => {
    const response = await ask({ model: modelOf('text-5') })
    const id = response.headers.get('x-generation-id')
    const other = await world.platform.admin.createAccount()
    const looked = await fetch(`${world.platform.baseUrl}/generation?id=${id}`, {
      headers: { authorization: `Bearer ${other.apiKey}` },
    })
    expect(looked.status).toBe(404)
  })
})

describe('the balance', () => {
  it('falls by exactly the reported costs', async () => {
    const before = await credits()
    const answers = await Promise.all(
      ['text-5', 'n-2', 'cached-8', 'reasoning-5', 'text-6+no-usage'].map(
        async (script) =>
          (await (await ask({ model: modelOf(script) })).json()) as { usage: { cost: number } },
      ),
    )
    const shown = answers.reduce((total, { usage }) => total + nano(usage.cost), 0)
    const after = await credits()
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(shown)
    expect(after.total_credits).toBe(100)
  })

  it('of a key has its usage and limit', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      creditLimitUsd: '1.00',
    })
    await (
      await postChat(world.platform.baseUrl, apiKey, { model: modelOf('text-5'), messages: USER_TURN })
    ).text()
    const { data } = (await getJson(`${world.platform.baseUrl}/key`, apiKey)) as {
      data: Record<string, unknown>
    }
    expect(data).toMatchObject({
      label: expect.stringMatching(/^sk-getgpt-/) as string,
      limit: 1,
      usage: TEXT_5_COST,
    })
    expect(nano(Number(data['limit_remaining']))).toBe(nano(1 - TEXT_5_COST))
    expect(JSON.stringify(data)).not.toContain(apiKey)
  })
})
