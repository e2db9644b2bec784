import { afterEach, describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))

type Json = Record<string, unknown>

const LAST = new Set(['response.completed', 'response.failed', 'response.incomplete', 'error'])

const open: WebSocket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** A connection that reads answers one by one. */
const connect = (apiKey = world.account.apiKey, path = '/responses') => {
  const url = `${world.platform.baseUrl.replace('http', 'ws')}${path}`
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${apiKey}` } } as never)
  open.push(socket)
  let events: Json[] = []
  let answer = Promise.withResolvers<Json[]>()
  socket.addEventListener('message', ({ data }) => {
    const event = JSON.parse(String(data)) as Json
    events.push(event)
    if (!LAST.has(String(event['type']))) return
    answer.resolve(events)
    events = []
    answer = Promise.withResolvers()
  })
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true))
    socket.addEventListener('error', () => resolve(false))
  })
  const ask = async (message: Json | string): Promise<Json[]> => {
    await opened
    const { promise } = answer
    socket.send(
      typeof message === 'string' ? message : JSON.stringify({ type: 'response.create', ...message }),
    )
    return promise
  }
  return { socket, opened, ask }
}

const responseOf = (events: Json[]): Json => events.at(-1)!['response'] as Json
const sentInput = (): unknown[] =>
  (world.upstream.requests().at(-1)!.json as { messages: { content: unknown }[] }).messages.map(
    ({ content }) => content,
  )

describe('a WebSocket on /v1/responses', () => {
  it('treats large messages like small ones, with the same limits as bodies', async () => {
    const { ask } = connect()
    const model = modelOf('text-5')
    const long = 'x'.repeat(1024 * 1024)
    const first = await ask({ model, input: long, store: false })
    expect(first.at(-1)).toMatchObject({ type: 'response.completed' })
    const { id } = responseOf(first)
    const second = await ask({ model, input: 'two', store: false, previous_response_id: id })
    expect(second.at(-1)).toMatchObject({ type: 'response.completed' })
    expect(sentInput()).toEqual([long, expect.any(String), 'two'])
    const many = `{"type":"response.create","model":"${model}","input":[${'{},'.repeat(600_000)}{}]}`
    const [refused] = await ask(many)
    expect(refused).toMatchObject({
      type: 'error',
      status: 400,
      error: { message: expect.stringMatching(/500000 values/) },
    })
  })

  it('answers requests in turn with the events of a stream, and continues without storing anything', async () => {
    const { ask } = connect()
    const model = modelOf('text-5')
    const first = await ask({ model, input: 'one', store: false })
    expect(first[0]).toMatchObject({ type: 'response.created' })
    expect(first.at(-1)).toMatchObject({ type: 'response.completed' })
    const { id } = responseOf(first)
    const second = await ask({ model, input: 'two', store: false, previous_response_id: id })
    expect(second.at(-1)).toMatchObject({ type: 'response.completed' })
    expect(sentInput()).toHaveLength(3)
    expect(sentInput()[0]).toBe('one')
    expect(sentInput()[2]).toBe('two')
  })

  it('charges each answer like HTTP, with a receipt', async () => {
    const { id } = responseOf(await connect().ask({ model: modelOf('text-5'), input: 'one' }))
    await expect
      .poll(async () => {
        const { baseUrl } = world.platform
        const { apiKey } = world.account
        const headers = { authorization: `Bearer ${apiKey}` }
        const answer = await fetch(`${baseUrl}/generation?id=${String(id)}`, { headers })
        return answer.status
      })
      .toBe(200)
  })

  it('accepts input without an answer, and continues from it', async () => {
    const { ask } = connect()
    const model = modelOf('text-5')
    const asked = world.upstream.requests().length
    const warm = await ask({ model, input: 'one', store: false, generate: false })
    expect(warm.map(({ type }) => type)).toEqual(['response.created', 'response.completed'])
    expect(responseOf(warm)).toMatchObject({ model, output: [], usage: { total_tokens: 0 } })
    expect(world.upstream.requests()).toHaveLength(asked)
    await ask({ model, input: 'two', store: false, previous_response_id: responseOf(warm)['id'] })
    expect(sentInput()).toEqual(['one', 'two'])
  })

  it('reports errors and stays open', async () => {
    const { ask } = connect()
    expect(await ask('no json')).toMatchObject([{ type: 'error', status: 400 }])
    expect(await ask({ model: 'nobody/nothing', input: 'one' })).toMatchObject([
      { type: 'error', status: 404 },
    ])
    const missing = await ask({ model: modelOf('text-5'), input: 'one', previous_response_id: 'resp_none' })
    expect(missing).toMatchObject([{ error: { code: 'previous_response_not_found' } }])
    expect((await ask({ model: modelOf('text-5'), input: 'one' })).at(-1)).toMatchObject({
      type: 'response.completed',
    })
  })

  it('does not open without a key or on other paths', async () => {
    expect(await connect('sk-getgpt-none').opened).toBe(false)
    expect(await connect(world.account.apiKey, '/chat/completions').opened).toBe(false)
  })
})

describe('a compaction', () => {
  it('is a summary by any model that replaces the conversation from then on', async () => {
    const { baseUrl } = world.platform
    const { apiKey } = world.account
    const post = async (path: string, body: Json) => {
      const headers = { authorization: `Bearer ${apiKey}` }
      const answer = await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { output: unknown[] }
    }
    const model = modelOf('text-5')
    const compacted = await post('/responses/compact', { model, input: 'We launch on Tuesday.' })
    expect(compacted).toMatchObject({ object: 'response.compaction', output: [{ type: 'compaction' }] })
    const next = { role: 'user', content: 'When?' }
    await post('/responses', { model, input: [...compacted.output, next] })
    expect(sentInput()).toEqual([expect.stringContaining('Summary of the conversation so far:'), 'When?'])
  })
})
