import { GoogleGenAI } from '@google/genai'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))

const origin = (): string => new URL(world.platform.baseUrl).origin
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(origin() + path, {
    method,
    headers: { authorization: `Bearer ${world.account.apiKey}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const chat = () => ({ model: modelOf('text-5'), messages: USER_TURN })

describe('an unambiguous wrong path', () => {
  it.each([
    '/v1/chat/completions/',
    '//v1//chat/completions',
    '/v1/v1/chat/completions',
    '/api/v1/chat/completions',
    '/openai/v1/chat/completions',
  ])('is served: %s', async (path) => {
    const response = await ask('POST', path, chat())
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ object: 'chat.completion' })
  })

  it('is served in the right dialect', async () => {
    const body = { ...chat(), max_tokens: 10 }
    const response = await ask('POST', '/anthropic/v1/messages', body)
    expect(await response.json()).toMatchObject({ type: 'message' })
    const refused = await ask('POST', '/anthropic/v1/messages', { ...body, model: 'no/such' })
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })
})

describe('an unknown path', () => {
  it.each(['/chat/completions', '/models', '/messages'])('suggests the right base URL: %s', async (path) => {
    const error = await readError(await ask('GET', path))
    expect(error.message).toContain(`/v1${path}`)
  })

  it('refers to the API reference if there is no similar path', async () => {
    const error = await readError(await ask('GET', '/v1/no/such/thing'))
    expect(error).toMatchObject({ code: 404, message: expect.stringContaining('/docs') as string })
  })

  it.each(
    ['/v1', '/v1beta', '/v1beta1'].flatMap((version) =>
      ['/files', '/cachedContents', '/batches', '/no/such/thing', '/models/a/b:batchGenerateContent'].flatMap(
        (path) => ['GET', 'POST'].map((method) => [method, version + path] as const),
      ),
    ),
  )('is not found, whatever is served beside it: %s %s', async (method, path) => {
    const response = await ask(method, path, method === 'POST' ? {} : undefined)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toMatch(/supports|not running/)
  })

  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['GET', '/v1/messages', 'POST'],
    ['POST', '/v1/credits', 'GET'],
  ])('with the wrong method lists the allowed ones: %s %s', async (method, path, allowed) => {
    const response = await ask(method, path)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')?.split(', ')).toContain(allowed)
  })
})

const google = () =>
  new GoogleGenAI({
    apiKey: world.account.apiKey,
    apiVersion: 'v1',
    httpOptions: { baseUrl: origin() },
  })

describe('Google’s SDK with v1', () => {
  it('lists models in Google’s format at the path that OpenAI also uses', async () => {
    const names = (await Array.fromAsync(await google().models.list())).map(({ name }) => name)
    expect(names).toContain(`models/${modelOf('text-5')}`)
  })

  it('reads one model', async () => {
    const model = await google().models.get({ model: `models/${modelOf('text-5')}` })
    expect(model.name).toBe(`models/${modelOf('text-5')}`)
  })
})

describe('a body', () => {
  it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded'])(
    'of JSON is read with any content type: %s',
    async (type) => {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
      for (const [path, body] of [
        ['/v1/chat/completions', chat()],
        ['/v1/messages', { ...chat(), max_tokens: 10 }],
        ['/v1/responses', { model: modelOf('text-5'), input: 'Hi' }],
        [`/v1beta/models/${modelOf('text-5')}:generateContent`, { contents: [{ parts: [{ text: 'Hi' }] }] }],
        ['/v1/conversations', {}],
      ] as const)
        expect((await ask('POST', path, body, headers)).status).toBe(200)
    },
  )

  it('of Anthropic without max_tokens is refused like by Anthropic', async () => {
    const response = await ask('POST', '/v1/messages', chat())
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'max_tokens: Field required' },
    })
  })
})

describe('a suffix of a model', () => {
  it.each([':online', ':thinking', ':free', ':exacto'])(
    'that is not offered is refused by name: %s',
    async (suffix) => {
      const error = await readError(
        await ask('POST', '/v1/chat/completions', { ...chat(), model: modelOf('text-5') + suffix }),
      )
      expect(error).toMatchObject({
        code: 400,
        param: 'model',
        message: expect.stringContaining(`"${suffix}"`) as string,
      })
    },
  )

  it.each([':floor', ':nitro'])('that sorts routes is served: %s', async (suffix) => {
    const response = await ask('POST', '/v1/chat/completions', {
      ...chat(),
      model: modelOf('text-5') + suffix,
    })
    expect(response.status).toBe(200)
  })

  it('that is unknown makes an unknown model', async () => {
    const error = await readError(
      await ask('POST', '/v1/chat/completions', { ...chat(), model: 'no/such:free' }),
    )
    expect(error.code).toBe(404)
  })
})

const linesOf = async (body: object, headers: Record<string, string> = {}): Promise<string[]> => {
  const response = await ask('POST', '/v1/chat/completions', { ...chat(), stream: true, ...body }, headers)
  return (await response.text()).split('\n').filter((line) => line !== '')
}

describe('the events of a chat stream', () => {
  it('are one line of data each', async () => {
    const lines = await linesOf({})
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.filter((line) => !line.startsWith('data: '))).toEqual([])
  })

  it.each([
    ['the header', {}, { 'x-gptget-event-ids': 'true' }],
    ['stream_options', { stream_options: { include_event_ids: true } }, {}],
  ])('are numbered on request of %s', async (_name, body, headers) => {
    const lines = await linesOf(body, headers)
    const ids = lines.filter((line) => line.startsWith('id: ')).map((line) => Number(line.slice(4)))
    expect(ids).toEqual(lines.filter((line) => line.startsWith('data: ')).map((_, index) => index + 1))
    expect(world.upstream.requests().at(-1)?.body.toString()).not.toContain('include_event_ids')
  })

  it('can be resumed from a plain number of events', async () => {
    const response = await ask('POST', '/v1/chat/completions', { ...chat(), stream: true })
    const id = response.headers.get('x-generation-id')
    const all = (await response.text()).split('\n\n')
    const rest = await ask('GET', `/v1/generation/stream?id=${id}&last_event_id=3`)
    expect((await rest.text()).split('\n\n')).toEqual(all.slice(3))
  })
})

it('names OpenAI’s default model for a moderation without a model', async () => {
  const error = await readError(await ask('POST', '/v1/moderations', { input: 'Hi' }))
  expect(error.message).toContain('openai/omni-moderation-latest')
})

it('counts the same models as it lists', async () => {
  const list = (await (await ask('GET', '/v1/models')).json()) as { data: unknown[] }
  expect(await (await ask('GET', '/v1/models/count')).json()).toEqual({ data: { count: list.data.length } })
})
