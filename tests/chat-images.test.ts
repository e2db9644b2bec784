import { geminiImageAnswer, respond, type Step } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { pngOf } from './platform/pictures.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const PNG = pngOf(32, 32)
const BASE64 = PNG.toString('base64')
const DATA_URL = `data:image/png;base64,${BASE64}`

const world = usePlatform((upstream) => {
  const model = (provider: string) => ({
    routes: [{ provider, model: 'banana' }],
    price: { input: 1, output: 2, image_output: 30 },
    output_modalities: ['text', 'image'],
  })
  return {
    config: {
      providers: {
        gemini: { base_url: `${upstream.url}/gemini/v1beta`, api_key: UPSTREAM_KEY },
        gateway: { base_url: `${upstream.url}/chat/v1`, api_key: UPSTREAM_KEY, dialect: 'openai' },
      },
      models: { 'test/gemini': model('gemini'), 'test/chat': model('gateway') },
    },
  }
})

const json = (value: unknown): Step[] =>
  respond(200, { 'content-type': 'application/json' }, JSON.stringify(value))

const events = (values: readonly unknown[], end = ''): Step[] =>
  respond(
    200,
    { 'content-type': 'text/event-stream' },
    values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('') + end,
  )

const images = [{ type: 'image_url', image_url: { url: DATA_URL } }]
const usage = {
  prompt_tokens: 12,
  completion_tokens: 1_300,
  total_tokens: 1_312,
  completion_tokens_details: { image_tokens: 1_290 },
}
const named = { id: 'upstream', object: 'chat.completion', created: 1_764_400_000, model: 'banana' }

const chatAnswer = (isStream: boolean): Step[] =>
  isStream
    ? events(
        [
          { ...named, choices: [{ index: 0, delta: { role: 'assistant', content: 'Here ' } }] },
          { ...named, choices: [{ index: 0, delta: { images } }] },
          { ...named, choices: [{ index: 0, delta: { content: 'it is.' } }] },
          { ...named, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage },
        ],
        'data: [DONE]\n\n',
      )
    : json({
        ...named,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'Here it is.', images },
            finish_reason: 'stop',
          },
        ],
        usage,
      })

const geminiStream = (): Step[] =>
  events([
    { candidates: [{ content: { role: 'model', parts: [{ text: 'Here it is.' }] }, index: 0 }] },
    {
      candidates: [
        {
          content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: {
        promptTokenCount: 12,
        candidatesTokenCount: 1_300,
        totalTokenCount: 1_312,
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_290 }],
      },
    },
  ])

beforeAll(() =>
  world.upstream.script({
    match: { path: /./ },
    choose: ({ path, json: body }) => {
      if (path.startsWith('/chat'))
        return { steps: chatAnswer((body as { stream?: boolean }).stream === true) }
      return { steps: path.includes('stream') ? geminiStream() : geminiImageAnswer(BASE64) }
    },
  }),
)

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${world.platform.baseUrl.replace(/\/v1$/, '')}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}` },
    body: JSON.stringify(body),
  })

/** Reads the image from our own URL. */
const bytesAt = async (url: string): Promise<Buffer> => {
  expect(url.startsWith(world.platform.baseUrl)).toBe(true)
  const answer = await fetch(url, { headers: { authorization: `Bearer ${world.account.apiKey}` } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
  return Buffer.from(await answer.arrayBuffer())
}

const messages = [{ role: 'user', content: 'Draw a fox.' }]
const asUrl = { image_response_format: 'url' }

type Message = { content: string; images: { image_url: { url: string } }[] }
type Chunk = { choices: { delta: Partial<Message>; finish_reason: string | null }[] }

const chunksOf = (text: string): Chunk[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Chunk)

describe.each(['test/gemini', 'test/chat'])('a chat with %s that answers with an image', (model) => {
  it('returns it as data by default', async () => {
    const answer = await post('/v1/chat/completions', { model, messages })
    const { choices } = (await answer.json()) as { choices: { message: Message }[] }
    expect(choices[0]!.message.images[0]!.image_url.url).toBe(DATA_URL)
  })

  it('stores it and returns our URL in a plain answer', async () => {
    const answer = await post('/v1/chat/completions', { model, messages, ...asUrl })
    const { choices } = (await answer.json()) as { choices: { message: Message }[] }
    const { content, images: given } = choices[0]!.message
    expect(content).toMatch(/^Here/)
    expect(await bytesAt(given[0]!.image_url.url)).toEqual(PNG)
    expect(String(world.upstream.requests().at(-1)!.body)).not.toContain('image_response_format')
  })

  it('stores it and returns our URL at the end of a stream', async () => {
    const answer = await post('/v1/chat/completions', { model, messages, stream: true, ...asUrl })
    const text = await answer.text()
    expect(text).not.toContain('data:image')
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true)
    const deltas = chunksOf(text).flatMap(({ choices }) => choices.map(({ delta }) => delta))
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Here it is.')
    const [image] = deltas.flatMap((delta) => delta.images ?? [])
    expect(await bytesAt(image!.image_url.url)).toEqual(PNG)
  })

  it('returns the URL as a file to Gemini’s callers', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'Draw a fox.' }] }]
    const answer = await post(`/v1beta/models/${model}:generateContent`, { contents, ...asUrl })
    const { candidates } = (await answer.json()) as {
      candidates: { content: { parts: { fileData?: { mimeType: string; fileUri: string } }[] } }[]
    }
    const file = candidates[0]!.content.parts.find(({ fileData }) => fileData)!.fileData!
    expect(file.mimeType).toBe('image/png')
    expect(await bytesAt(file.fileUri)).toEqual(PNG)
  })

  it('makes an image through /v1/images, charged by tokens', async () => {
    const answer = await post('/v1/images/generations', { model, prompt: 'A fox' })
    const { data, usage: used } = (await answer.json()) as {
      data: { url: string }[]
      usage: { cost: number }
    }
    expect(await bytesAt(data[0]!.url)).toEqual(PNG)
    // 12 tokens of the prompt, 10 of text, 1,290 of the image.
    expect(used.cost).toBeCloseTo((12 + 10 * 2 + 1_290 * 30) / 1e6, 9)
  })

  it.each([
    ['/v1/responses', { input: 'Draw a fox.' }],
    ['/v1/messages', { messages, max_tokens: 100 }],
  ])('refuses to return URLs at %s, which has no field for them', async (path, body) => {
    const answer = await post(path, { model, ...body, ...asUrl })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('image_response_format')
  })
})
