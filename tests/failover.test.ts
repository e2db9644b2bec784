import { findClosedPort, TEST_HOST, words } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { PRICE, providerFor, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const BEFORE_A_TOKEN = [
  'status-408',
  'status-409',
  'status-429',
  'status-500',
  'status-502',
  'status-503',
  'status-529',
  'status-401',
  'error-in-200',
  'reset',
  'html',
  'hang-before-headers',
  'hang-after-headers',
]
const UNREACHABLE = ['refuse', 'tls']
const STREAM_ONLY = ['cut-after-0', 'stall-after-0', 'malformed-after-0', 'error-after-0', 'end-after-0']
const PLAIN_ONLY = ['cut-after-3', 'malformed-after-3']
const AFTER_A_TOKEN = ['cut-after-1', 'stall-after-1', 'malformed-after-1', 'error-after-1', 'end-after-1']
const NOT_OURS_TO_RETRY = ['status-400', 'status-422']

const ALL = [...BEFORE_A_TOKEN, ...STREAM_ONLY, ...PLAIN_ONLY, ...AFTER_A_TOKEN, ...NOT_OURS_TO_RETRY]

let closedPort = 0
beforeAll(async () => {
  closedPort = await findClosedPort()
})

/** A model for each fault: its first provider, by weight, has the fault, and its second is healthy. */
const world = usePlatform((upstream) => {
  const baseUrl = upstream.baseUrl('openai-chat')
  const model = (fault: string): [string, unknown] => [
    `failover/${fault}`,
    {
      routes: [
        { provider: `first-${fault}`, model: `scripted:${fault}`, weight: 1_000_000 },
        { provider: 'second', model: 'scripted:text-5', weight: 1 },
      ],
      price: PRICE,
    },
  ]
  return {
    config: {
      providers: {
        second: scriptedProvider(baseUrl),
        'first-refuse': scriptedProvider(`http://${TEST_HOST}:${closedPort}/v1`),
        'first-tls': scriptedProvider(baseUrl.replace('http:', 'https:')),
        ...Object.fromEntries(ALL.map((fault) => [`first-${fault}`, providerFor(fault)(baseUrl)])),
      },
      models: Object.fromEntries([...ALL, ...UNREACHABLE].map(model)),
    },
  }
})

const ask = (fault: string, stream: boolean): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, {
    model: `failover/${fault}`,
    messages: USER_TURN,
    stream,
  })

const receiptOf = (response: Response) =>
  readReceipt(world.platform.baseUrl, world.account.apiKey, response.headers.get('x-generation-id') ?? '')

describe('a first provider that fails before its first token', () => {
  it.each([...BEFORE_A_TOKEN, ...STREAM_ONLY, ...UNREACHABLE])(
    'is replaced in a stream without the caller noticing: %s',
    async (fault) => {
      const response = await ask(fault, true)
      expect(response.status).toBe(200)
      const { chunks, doneCount } = readChunks(await response.text())
      expect([textOf(chunks), doneCount]).toEqual([words(5).join(''), 1])
      expect(chunks.filter((chunk) => chunk.error)).toEqual([])
      await expectBothTried(response, fault)
    },
  )

  it.each([...BEFORE_A_TOKEN, ...PLAIN_ONLY, ...UNREACHABLE])(
    'is replaced in a plain answer: %s',
    async (fault) => {
      const response = await ask(fault, false)
      expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
      await expectBothTried(response, fault)
    },
  )

  it('costs the caller only the delivered answer', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    await (await ask('status-500', false)).text()
    const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(
      nano((11 * PRICE.input + 5 * PRICE.output) / 1e6),
    )
  })
})

/** The receipt names both providers, unless the failing one was skipped because it was known to be unhealthy. */
const expectBothTried = async (response: Response, fault: string): Promise<void> => {
  const receipt = await receiptOf(response)
  expect(receipt.provider_name).toBe('second')
  const tried = receipt.provider_responses.map((attempt) => attempt.provider_name)
  expect(tried.at(-1)).toBe('second')
  expect(JSON.stringify(receipt)).toContain(`first-${fault}`)
}

describe('a first provider that fails after a token', () => {
  it.each(AFTER_A_TOKEN)('is not replaced, because the caller has part of its answer: %s', async (fault) => {
    world.upstream.clear()
    const response = await ask(fault, true)
    const { chunks } = readChunks(await response.text())
    expect(textOf(chunks)).toBe(words(1).join(''))
    expect(chunks.at(-1)?.error?.code).toBeGreaterThanOrEqual(500)
    expect(world.upstream.requests().map((request) => request.model)).toEqual([`scripted:${fault}`])
  })
})

describe('the caller’s own mistake', () => {
  it.each(NOT_OURS_TO_RETRY)('is not tried on another provider: %s', async (fault) => {
    world.upstream.clear()
    expect(await readError(await ask(fault, false))).toMatchObject({ code: 400 })
    expect(world.upstream.requests()).toHaveLength(1)
  })
})
