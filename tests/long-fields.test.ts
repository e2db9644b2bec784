import { describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5', 'text-20+trickle-50']),
}))

/** More than one message of the bus holds: a larger one would cost the edge its connection, and all streams on it. */
const LONG = 'x'.repeat(1_200_000)

const send = (path: string, body: object): Promise<Response> =>
  fetch(world.platform.edges[0]!.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const messages = [{ role: 'user', content: 'Hello!' }]
const model = modelOf('text-5')

const REQUESTS: [what: string, path: string, body: object][] = [
  ...['prompt_cache_key', 'user', 'safety_identifier', 'service_tier'].map(
    (name): [string, string, object] => [name, '/v1/chat/completions', { model, messages, [name]: LONG }],
  ),
  ['metadata', '/v1/messages', { model, messages, max_tokens: 8, metadata: { user_id: LONG } }],
  ['an id of a response', '/v1/responses', { model, input: 'a', previous_response_id: LONG }],
  ['an id of a conversation', '/v1/responses', { model, input: 'a', conversation: LONG }],
  ['a name of a provider', '/v1/chat/completions', { model, messages, provider: { only: [LONG] } }],
  ['a model', '/v1/chat/completions', { model: LONG, messages }],
  ['a prompt of a task', '/v1/tasks', { type: 'video', model, prompt: LONG }],
  ['a simulation', '/v1/route/simulate', { model, messages, prompt_cache_key: LONG }],
  ['a request in the background', '/v1/responses', { model, input: 'a', background: true, user: LONG }],
  ['a conversation', '/v1/conversations', { metadata: { a: LONG } }],
]

describe('a field of more than a million characters', () => {
  it.each(REQUESTS)('fails at most its own request: %s', async (_, path, body) => {
    const other = await send('/v1/chat/completions', {
      model: modelOf('text-20+trickle-50'),
      messages,
      stream: true,
    })
    const answer = await send(path, body)
    await answer.arrayBuffer()
    expect(answer.status).toBeLessThan(500)
    expect(await other.text()).toMatch(/data: \[DONE\]\s*$/)
  })
})
