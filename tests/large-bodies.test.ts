import { readFileSync } from 'node:fs'
import path from 'node:path'
import { transcript, words } from '@gptget/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conformancePlatform, modelFor } from './conformance/models.ts'
import { UPSTREAMS } from './conformance/outcomes.ts'
import type { Account } from './platform/admin.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform(conformancePlatform)

const FIXTURES = path.resolve(import.meta.dirname, '../packages/protocol/src/dialects')

/** White space, which makes a body large enough for a thread. */
const PADDING = ' '.repeat(300 * 1024)

const ANSWER = transcript({
  text: words(3),
  toolCalls: [{ id: 'call_up_1', name: 'look', argumentPieces: ['{"x":', '1}'] }],
})

const SCHEMA = { type: 'object', properties: { x: { type: 'number', minimum: 1 } } }

/** The path and a tool of each dialect. */
const CALLERS = {
  'openai-chat': {
    path: '/v1/chat/completions',
    tools: [{ type: 'function', function: { name: 'look', parameters: SCHEMA } }],
  },
  'openai-responses': {
    path: '/v1/responses',
    tools: [{ type: 'function', name: 'look', parameters: SCHEMA }],
  },
  'anthropic-messages': { path: '/v1/messages', tools: [{ name: 'look', input_schema: SCHEMA }] },
  gemini: { path: null, tools: [{ functionDeclarations: [{ name: 'look', parameters: SCHEMA }] }] },
} as const
type CallerDialect = keyof typeof CALLERS

type Asked = { dialect: CallerDialect; model: string; isStream: boolean; fields: object }

const everythingOf = (dialect: CallerDialect): object =>
  JSON.parse(
    readFileSync(path.join(FIXTURES, dialect, 'fixtures/requests/everything.json'), 'utf8'),
  ) as object

/** Requests that together use all of a dialect. Unsupported ones must be refused alike. */
const requestsOf = (dialect: CallerDialect): object[] => {
  const everything = everythingOf(dialect)
  const said = { messages: [{ role: 'user', content: 'Look.' }], max_tokens: 50 }
  const input = { input: 'Look.', instructions: 'Be terse.', metadata: { a: 'b' } }
  const contents = { contents: [{ role: 'user', parts: [{ text: 'Look.' }] }] }
  const plain = dialect === 'gemini' ? contents : dialect === 'openai-responses' ? input : said
  return [everything, { ...plain, tools: CALLERS[dialect].tools }]
}

const pathOf = ({ dialect, model, isStream }: Asked): string =>
  CALLERS[dialect].path ??
  `/v1beta/models/${model}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`

/** The answer and the provider's request, without varying parts. */
const observe = async (asked: Asked, padding: string) => {
  world.upstream.clear()
  world.upstream.script({ transcript: ANSWER })
  const { model, isStream, fields } = asked
  const named = asked.dialect === 'gemini' ? fields : { ...fields, model, stream: isStream }
  // A number that changes when it is parsed as a double.
  const text = JSON.stringify(named).replaceAll('"minimum":1', '"minimum":1.0')
  const answer = await fetch(world.platform.edges[0]!.url + pathOf(asked), {
    method: 'POST',
    headers: { authorization: `Bearer ${account.apiKey}`, 'content-type': 'application/json' },
    body: text.replace('{', `{${padding}`),
  })
  return {
    status: answer.status,
    told: withoutNews(await answer.text()),
    sent: world.upstream.requests().map(({ body }) => withoutNews(body.toString().replace(padding, ''))),
  }
}

const withoutNews = (text: string): string =>
  text.replaceAll(/"(?:created|created_at|completed_at)":\d+/g, '"created":0').replaceAll(/[\w-]{24,}/g, 'id')

/** A large body needs a larger hold. */
let account: Account
beforeAll(async () => {
  account = await world.platform.admin.createAccount({ creditsUsd: '10000.00' })
})

beforeEach(() => world.upstream.clear())

describe.each(Object.keys(CALLERS) as CallerDialect[])('a large request in %s', (dialect) => {
  describe.each(UPSTREAMS)('to a provider of %s', (upstream) => {
    // As a stream, because the larger hold may make the router request even a plain answer as a stream.
    it('is served like a small one', async () => {
      const isStream = true
      const statuses: number[] = []
      for (const fields of requestsOf(dialect)) {
        const asked = { dialect, model: modelFor(upstream, false), isStream, fields }
        const small = await observe(asked, '')
        expect(await observe(asked, PADDING)).toEqual(small)
        statuses.push(small.status)
      }
      expect(statuses).toContain(200)
    })
  })
})
