import { describe, expect, it } from 'vitest'
import { postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

/** Providers of other dialects, whose losses are named in a header. */
const DIALECTS = ['openai-responses', 'anthropic-messages', 'gemini'] as const

const world = usePlatform((upstream) => ({
  config: {
    providers: Object.fromEntries(
      DIALECTS.map((dialect) => [dialect, { ...scriptedProvider(upstream.baseUrl(dialect)), dialect }]),
    ),
    models: Object.fromEntries(
      DIALECTS.map((dialect) => [
        `test/${dialect}`,
        { routes: [{ provider: dialect, model: 'scripted:text-20+trickle-20' }], price: PRICE },
      ]),
    ),
  },
}))

const NAMES = {
  'a line break': 'a\r\nset-cookie: x=1',
  NUL: 'a\0b',
  'letters beyond Latin-1': 'größe-名前',
  'half a surrogate pair': 'a\ud800b',
  '20,000 characters': 'x'.repeat(20_000),
  '2,000,000 characters': 'x'.repeat(2_000_000),
}

const ask = (dialect: string, more: object, stream: boolean): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, {
    model: `test/${dialect}`,
    messages: USER_TURN,
    stream,
    ...more,
  })

describe.each(DIALECTS)('an unknown field of %s', (dialect) => {
  it.each(Object.entries(NAMES))(
    'is named in a valid header, and does not affect other requests: %s',
    async (_, name) => {
      const other = ask(dialect, {}, true)
      for (const stream of [false, true]) {
        const response = await ask(dialect, { [name]: 1 }, stream)
        expect(response.status).toBe(200)
        expect(response.headers.get('x-gptget-losses')).toMatch(/^[ -~]{1,2000}$/)
        expect(response.headers.get('set-cookie')).toBeNull()
        await response.text()
      }
      expect(readChunks(await (await other).text())).toMatchObject({ doneCount: 1, isDoneLast: true })
    },
  )
})
