import {
  cut,
  geminiImageAnswer,
  geminiImageRefusal,
  head,
  openAiImageAnswer,
  openAiImageStream,
  openRouterImageAnswer,
  predictImageAnswer,
  predictImageRefusal,
  readSentForm,
  respond,
  write,
  xaiImageAnswer,
  type RecordedRequest,
  type Step,
  TEST_HOST,
} from '@gptget/testkit'
import { createOpenAI } from '@ai-sdk/openai'
import { generateImage } from 'ai'
import { execFile } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { toFile } from 'openai'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pngOf } from './platform/pictures.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const PNG = pngOf(32, 32)
const PNG_BASE64 = PNG.toString('base64')
const DRAFT = pngOf(8, 8).toString('base64')

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

/** $30 per million image tokens, $5 per million text tokens. */
const BY_TOKEN = { input: 5, output: 10, image_input: 8, image_output: 30 }
const BY_IMAGE = {
  per_image: 0.04,
  variants: [
    { when: { quality: 'high' }, per_image: 0.17 },
    { when: { quality: 'low' }, per_image: 0.01 },
  ],
}

const world = usePlatform((upstream) => {
  const at = (version: string) => ({ base_url: upstream.url + version, api_key: UPSTREAM_KEY })
  const image = (provider: string, model: string, price: object, more: object[] = []) => ({
    routes: [{ provider, model, weight: 1_000 }, ...more],
    price,
    output_modalities: ['image'],
  })
  return {
    config: {
      providers: {
        openai: at('/openai/v1'),
        gemini: at('/gemini/v1beta'),
        openrouter: at('/openrouter/api/v1'),
        xai: at('/xai/v1'),
        broken: { dialect: 'openai', ...at('/broken/v1') },
        'vertex-predict': {
          base_url: `${upstream.url}/vertex`,
          api_key: JSON.stringify({
            client_email: 'a@b',
            private_key: privateKey,
            token_uri: `${upstream.url}/token`,
          }),
        },
      },
      models: {
        'openai/gpt-image-1': image('openai', 'gpt-image-2', BY_TOKEN),
        'openai/by-image': image('openai', 'gpt-image-2', BY_IMAGE),
        'google/banana': image('gemini', 'gemini-2.5-flash-image', BY_TOKEN),
        'google/imagen': image('vertex-predict', 'imagen-4', { per_image: 0.04 }),
        'router/flux': image('openrouter', 'flux', { per_image: 0.039 }),
        'x-ai/imagine': image('xai', 'grok-imagine', { per_image: 0.02 }),
        'test/failover': image('broken', 'gone', BY_TOKEN, [{ provider: 'openai', model: 'gpt-image-2' }]),
        'test/text': { routes: [{ provider: 'openai', model: 'scripted:text-5' }], price: BY_TOKEN },
      },
    },
    env: { MEDIA_ALLOWED_HOSTS: TEST_HOST },
  }
})

/** The steps of each provider, by prefix of its path. */
const deeds: Record<string, (request: RecordedRequest) => Step[]> = {}

const JSON_HEADERS = { 'content-type': 'application/json' }

beforeAll(() => {
  world.upstream.script({
    match: { path: /^\/(openai|gemini|openrouter|xai|broken|vertex|token|files)/ },
    choose: (request) => ({ steps: deeds[request.path.split('/')[1]!]!(request) }),
  })
})
beforeEach(() => {
  Object.assign(deeds, {
    openai: () => openAiImageAnswer([PNG_BASE64]),
    gemini: () => geminiImageAnswer(PNG_BASE64),
    openrouter: () => openRouterImageAnswer([PNG_BASE64]),
    xai: () => xaiImageAnswer([{ b64_json: PNG_BASE64 }]),
    vertex: () => predictImageAnswer([PNG_BASE64]),
    broken: () => respond(500, JSON_HEADERS, '{"error":{"message":"down"}}'),
    token: () => respond(200, JSON_HEADERS, '{"access_token":"access","expires_in":3600}'),
    files: () => respond(200, { 'content-type': 'image/png' }, PNG),
  })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(world.platform.baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}`, ...headers },
    body: JSON.stringify(body),
  })
const generate = (body: object, headers?: Record<string, string>) =>
  post('/images/generations', { prompt: 'A fox', ...body }, headers)

const edit = (more: object) => post('/images/edits', { model: 'openai/gpt-image-1', prompt: 'Blue', ...more })

const bytesAt = async (url: string): Promise<Buffer> => {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${world.account.apiKey}` } })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

type Answer = {
  id: string
  data: { url?: string; b64_json?: string; revised_prompt?: string }[]
  usage: { cost: number }
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  if (response.status !== 200) throw new Error(text)
  return JSON.parse(text) as Answer
}

const lastTo = (start: string): RecordedRequest =>
  world.upstream.requests().findLast(({ path }) => path.startsWith(start))!

const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as {
    error: { error_type: string; message: string; param?: string }
  }
  return { status: response.status, type: error.error_type, param: error.param }
}

/** Rows of files, kept or being written. */
const countFiles = async (where: string): Promise<number> => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: world.platform.databaseUrl })
  await client.connect()
  const { rows } = await client.query(`select from media.files where ${where}`)
  await client.end()
  return rows.length
}

describe('an image', () => {
  it('works with the curl command of the page, and has a URL of ours', async () => {
    const body = {
      model: 'openai/gpt-image-1',
      prompt: 'A watercolor fox in a misty forest',
      n: 1,
      size: '1024x1024',
    }
    // Also without the JSON header: curl then sends the content type of a form.
    for (const headers of [['-H', 'Content-Type: application/json'], []]) {
      const { stdout } = await promisify(execFile)('curl', [
        '-s',
        `${world.platform.baseUrl}/images/generations`,
        '-H',
        `Authorization: Bearer ${world.account.apiKey}`,
        ...headers,
        '-d',
        JSON.stringify(body),
      ])
      const { data, id } = JSON.parse(stdout) as Answer
      expect(data).toEqual([{ url: `${world.platform.baseUrl}/images/${id}/content?index=0` }])
      expect(id).toMatch(/^img_/)
      expect((await bytesAt(data[0]!.url!)).equals(PNG)).toBe(true)
    }
    expect(lastTo('/openai').path).toBe('/openai/v1/images/generations')
    expect(lastTo('/openai').json).toEqual({ ...body, n: undefined, model: 'gpt-image-2' })
  })

  it('works with the Vercel AI SDK', async () => {
    const openai = createOpenAI({ baseURL: world.platform.baseUrl, apiKey: world.account.apiKey })
    const { image } = await generateImage({
      model: openai.image('openai/gpt-image-1'),
      prompt: 'A fox',
      size: '1024x1024',
      maxRetries: 0,
    })
    expect([image.mediaType, image.base64]).toEqual(['image/png', PNG_BASE64])
  })

  it('works with the OpenAI SDK, as bytes on request', async () => {
    const { data, usage } = await world.openai.images.generate({
      model: 'openai/gpt-image-1',
      prompt: 'A fox',
      response_format: 'b64_json',
      quality: 'medium',
      background: 'opaque',
      output_format: 'webp',
      output_compression: 80,
    })
    expect(data).toEqual([{ b64_json: PNG_BASE64 }])
    expect(usage).toMatchObject({ input_tokens: 50, output_tokens: 1_056, total_tokens: 1_106 })
    expect(lastTo('/openai').json).toMatchObject({
      quality: 'medium',
      background: 'opaque',
      output_format: 'webp',
      output_compression: 80,
    })
  })

  it.each([
    ['openai/gpt-image-1', '/openai'],
    ['google/banana', '/gemini'],
    ['google/imagen', '/vertex'],
    ['router/flux', '/openrouter'],
    ['x-ai/imagine', '/xai'],
  ])('of %s is stored before the answer, for every provider dialect', async (model) => {
    const { data } = await answerOf(await generate({ model }))
    expect(data).toHaveLength(1)
    expect((await bytesAt(data[0]!.url!)).equals(PNG)).toBe(true)
    expect(JSON.stringify(data)).not.toContain(world.upstream.url)
  })

  it('is downloaded from its provider’s URL', async () => {
    deeds['xai'] = () => xaiImageAnswer([{ url: `${world.upstream.url}/files/one` }])
    const { data } = await answerOf(await generate({ model: 'x-ai/imagine' }))
    expect(data[0]?.revised_prompt).toBe('A fox, in detail')
    expect((await bytesAt(data[0]!.url!)).equals(PNG)).toBe(true)
    expect(JSON.stringify(data)).not.toContain('/files/')
  })

  it('has its own index if there are several', async () => {
    const other = pngOf(16, 16)
    deeds['openai'] = () => openAiImageAnswer([PNG_BASE64, other.toString('base64')])
    const { data } = await answerOf(await generate({ model: 'openai/gpt-image-1', n: 2 }))
    expect(data.map(({ url }) => url!.slice(-7))).toEqual(['index=0', 'index=1'])
    expect((await bytesAt(data[1]!.url!)).equals(other)).toBe(true)
  })
})

const large = (byteLength: number): Buffer => Buffer.concat([PNG, randomBytes(byteLength)])

const expectNothingBegun = () => expect.poll(() => countFiles(`status = 'writing'`)).toBe(0)

/** Images that are stored while they arrive. */
describe('a large image', () => {
  it.each(['url', 'b64_json'])('is returned whole, each of several in its place, as %s', async (format) => {
    const images = [large(3_000_000), large(100_001), large(1_000_002)]
    deeds['openai'] = () => openAiImageAnswer(images.map((image) => image.toString('base64')))
    const asked = { model: 'openai/gpt-image-1', n: 3, response_format: format }
    const { data } = await answerOf(await generate(asked))
    for (const [index, { url, b64_json }] of data.entries()) {
      const bytes = url === undefined ? Buffer.from(b64_json!, 'base64') : await bytesAt(url)
      expect(bytes.equals(images[index]!)).toBe(true)
    }
    await expectNothingBegun()
  })

  it('is the one that its provider means, and no other long text of the answer', async () => {
    const image = large(500_000)
    const [start, ...end] = geminiImageAnswer(image.toString('base64'))
    const signature = JSON.stringify({ thoughtSignature: randomBytes(300_000).toString('base64') })
    deeds['gemini'] = () => [
      start!,
      ...end.map((step) =>
        step.do === 'write'
          ? write(
              Buffer.from(step.bytes)
                .toString()
                .replace('{"text"', `${signature.slice(0, -1)},"text"`),
            )
          : step,
      ),
    ]
    const { data } = await answerOf(await generate({ model: 'google/banana' }))
    expect((await bytesAt(data[0]!.url!)).equals(image)).toBe(true)
    await expectNothingBegun()
  })

  it('is no more than the caller requested', async () => {
    const images = [large(200_000), large(200_000)]
    deeds['openai'] = () => openAiImageAnswer(images.map((image) => image.toString('base64')))
    const { data, id } = await answerOf(await generate({ model: 'openai/gpt-image-1' }))
    expect(data).toHaveLength(1)
    expect((await bytesAt(data[0]!.url!)).equals(images[0]!)).toBe(true)
    expect(await countFiles(`media_id = '${id}'`)).toBe(1)
  })

  it('of a provider that breaks off leaves nothing, and the next one makes another', async () => {
    const half = large(900_000).toString('base64').slice(0, 1_000_000)
    deeds['broken'] = () => [head(200, JSON_HEADERS), write(`{"data":[{"b64_json":"${half}`), cut]
    const image = large(400_000)
    deeds['openai'] = () => openAiImageAnswer([image.toString('base64')])
    const { data, id } = await answerOf(await generate({ model: 'test/failover' }))
    expect((await bytesAt(data[0]!.url!)).equals(image)).toBe(true)
    await expectNothingBegun()
    expect(await countFiles(`media_id = '${id}'`)).toBe(1)
  })

  it('that is none is returned as its provider gave it', async () => {
    const noise = Buffer.alloc(300_000, 'no image ').toString('base64')
    deeds['openai'] = () => openAiImageAnswer([noise])
    const { data } = await answerOf(await generate({ model: 'openai/gpt-image-1' }))
    expect(data).toEqual([{ b64_json: noise }])
    await expectNothingBegun()
  })
})

describe('the provider’s request', () => {
  it.each([
    [
      'google/banana',
      '/gemini/v1beta/models/gemini-2.5-flash-image:generateContent',
      {
        contents: [{ role: 'user', parts: [{ text: 'A fox' }] }],
        generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '3:2' } },
      },
    ],
    [
      'google/imagen',
      '/vertex/models/imagen-4:predict',
      {
        instances: [{ prompt: 'A fox' }],
        parameters: {
          sampleCount: 1,
          aspectRatio: '4:3',
          sampleImageSize: '1K',
          includeRaiReason: true,
          outputOptions: { mimeType: 'image/png' },
        },
      },
    ],
    [
      'router/flux',
      '/openrouter/api/v1/images',
      { model: 'flux', prompt: 'A fox', aspect_ratio: '3:2', resolution: '1K' },
    ],
    [
      'x-ai/imagine',
      '/xai/v1/images/generations',
      {
        model: 'grok-imagine',
        prompt: 'A fox',
        response_format: 'b64_json',
        aspect_ratio: '3:2',
        resolution: '1k',
      },
    ],
  ])('for %s has the same content in its format', async (model, path, json) => {
    await answerOf(await generate({ model, size: '1536x1024' }))
    expect(lastTo('/' + path.split('/')[1]!)).toMatchObject({ path, json })
  })

  it('names its losses, and is refused if it is strict', async () => {
    const answer = await generate({ model: 'google/imagen', size: '1536x1024' })
    expect(answer.headers.get('x-gptget-losses')).toBe('size=rewritten')
    const strict = await generate(
      { model: 'google/imagen', size: '1536x1024' },
      { 'x-gptget-strict': 'true' },
    )
    expect(await errorOf(strict)).toEqual({ status: 400, type: 'unsupported_parameter', param: 'size' })
  })
})

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><script>alert(1)</script></svg>'
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

describe('an image that is more than pixels', () => {
  it('is an SVG, which is served as a download that runs nothing, and paid for as text too', async () => {
    const svg_usage = {
      model: 'gpt-6',
      input_tokens: 1_000,
      output_tokens: 2_000,
      reasoning_tokens: 500,
      total_tokens: 3_000,
    }
    deeds['openai'] = () =>
      openAiImageAnswer([Buffer.from(SVG).toString('base64')], { output_format: 'svg', svg_usage })
    const svg = { model: 'gpt-6', reasoning: { effort: 'low' } }
    const { data, usage } = await answerOf(
      await generate({ model: 'openai/gpt-image-1', output_format: 'svg', svg }),
    )
    expect(lastTo('/openai').json).toMatchObject({ output_format: 'svg', svg })
    const content = await fetch(data[0]!.url!, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    expect(await content.text()).toBe(SVG)
    expect(Object.fromEntries(content.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-disposition': expect.stringMatching(/^attachment; filename=".*\.svg"$/),
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    })
    const painted = (10 * 5 + 40 * 8 + 1_056 * 30) / 1e6
    expect(usage.cost).toBeCloseTo(painted + (1_000 * 5 + 2_000 * 10) / 1e6, 9)
  })

  it('is a GIF with the requested number of frames', async () => {
    deeds['openai'] = () => openAiImageAnswer([GIF.toString('base64')], { output_format: 'gif' })
    const asked = { output_format: 'gif', frame_count: 4, frame_duration_ms: 120 }
    const { data } = await answerOf(await generate({ model: 'openai/gpt-image-1', ...asked }))
    expect(lastTo('/openai').json).toMatchObject(asked)
    const content = await fetch(data[0]!.url!, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    expect([content.headers.get('content-type'), (await content.bytes()).length]).toEqual([
      'image/gif',
      GIF.byteLength,
    ])
  })

  it('is edited as a form with nested fields', async () => {
    deeds['openai'] = () => openAiImageAnswer([Buffer.from(SVG).toString('base64')], { output_format: 'svg' })
    const image = `data:image/gif;base64,${GIF.toString('base64')}`
    await answerOf(await edit({ image, output_format: 'svg', svg: { model: 'gpt-6' } }))
    const form = await readSentForm(lastTo('/openai'))
    expect([form.get('output_format'), form.get('svg[model]')]).toEqual([['svg'], ['gpt-6']])
    expect(form.get('image')).toEqual([GIF])
  })

  it.each(['google/banana', 'google/imagen', 'x-ai/imagine'])('is refused by name at %s', async (model) => {
    for (const output_format of ['gif', 'svg'])
      expect(await errorOf(await generate({ model, output_format }))).toMatchObject({
        status: 400,
        param: 'output_format',
      })
  })

  it.each([
    [{ frame_count: 4 }, 'frame_count'],
    [{ output_format: 'gif', frame_count: 17 }, 'frame_count'],
    [{ svg: { model: 'gpt-6' } }, 'svg'],
    [{ output_format: 'svg', n: 2 }, 'n'],
    [{ output_format: 'svg', stream: true }, 'stream'],
  ])('with %o is refused', async (more, param) => {
    expect(await errorOf(await generate({ model: 'openai/gpt-image-1', ...more }))).toMatchObject({
      status: 400,
      param,
    })
  })
})

describe('an edit', () => {
  it('of the OpenAI SDK streams its images to a provider with forms', async () => {
    const { data } = await world.openai.images.edit({
      model: 'openai/gpt-image-1',
      prompt: 'Blue',
      image: [await toFile(PNG, 'a.png', { type: 'image/png' }), await toFile(pngOf(9, 9), 'b.png')],
      mask: await toFile(pngOf(32, 32, 1), 'mask.png'),
      n: 1,
    })
    expect((await bytesAt(data![0]!.url!)).equals(PNG)).toBe(true)
    const sent = await readSentForm(lastTo('/openai/v1/images/edits'))
    expect(Object.fromEntries(sent)).toEqual({
      model: ['gpt-image-2'],
      prompt: ['Blue'],
      'image[]': [PNG, pngOf(9, 9)],
      mask: [pngOf(32, 32, 1)],
    })
  })

  it('in JSON accepts data, URLs and stored images', async () => {
    const made = await answerOf(await generate({ model: 'openai/gpt-image-1' }))
    const image = [
      { image_url: `data:image/png;base64,${PNG_BASE64}` },
      { image_url: `${world.upstream.url}/files/input` },
      { media_id: made.id, index: 0 },
    ]
    const parts = { 'google/banana': '/gemini', 'router/flux': '/openrouter', 'x-ai/imagine': '/xai' }
    for (const [model, start] of Object.entries(parts)) {
      await answerOf(await post('/images/edits', { model, prompt: 'Blue', image }))
      const sent = lastTo(start).body.toString()
      expect(sent.split(PNG_BASE64).length - 1).toBe(3)
    }
    expect(lastTo('/xai').path).toBe('/xai/v1/images/edits')
  })

  it('deletes its upload at the end', async () => {
    await world.openai.images.edit({
      model: 'google/banana',
      prompt: 'Blue',
      image: await toFile(PNG, 'a.png'),
    })
    await expect.poll(() => countFiles(`kind = 'input' and status = 'stored'`)).toBe(0)
  })

  it('without an image, with another account’s or with an invalid one is refused without a charge', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    const other = await world.platform.admin.createAccount()
    const theirs = await fetch(`${world.platform.baseUrl}/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other.apiKey}` },
      body: JSON.stringify({ model: 'openai/gpt-image-1', prompt: 'A fox' }),
    })
    const { id } = await answerOf(theirs)
    expect(await errorOf(await edit({}))).toMatchObject({ status: 400, param: 'image' })
    expect(await errorOf(await edit({ image: { media_id: id } }))).toMatchObject({ status: 404 })
    expect(await errorOf(await edit({ image: 'a picture' }))).toMatchObject({
      status: 400,
      param: 'image[0]',
    })
    const inside = await edit({ image: 'http://169.254.169.254/latest/meta-data' })
    expect(await errorOf(inside)).toMatchObject({ status: 400, type: 'invalid_request' })
    const text = await world.openai.images
      .edit({
        model: 'openai/gpt-image-1',
        prompt: 'Blue',
        image: await toFile(Buffer.from('text'), 'a.png'),
      })
      .catch((error: unknown) => error)
    expect(text).toMatchObject({ status: 400 })
    expect(await readCreditsOf(world.platform.baseUrl, world.account.apiKey)).toEqual(before)
  })
})

const eventsOf = async (model: string, more: object = {}) => {
  const stream = await world.openai.images.generate({
    model,
    prompt: 'A fox',
    stream: true,
    partial_images: 2,
    ...more,
  })
  return Array.fromAsync(stream)
}

describe('a stream of an image', () => {
  it('has its drafts, and at its end the bytes and our URL', async () => {
    deeds['openai'] = () => openAiImageStream([DRAFT, DRAFT], PNG_BASE64)
    const events = await eventsOf('openai/gpt-image-1')
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ])
    const last = events.at(-1) as unknown as { url: string; b64_json: string; usage: { cost: number } }
    expect(last.b64_json).toBe(PNG_BASE64)
    expect(last.usage.cost).toBeCloseTo((10 * 5 + 40 * 8 + 1_056 * 30) / 1e6, 9)
    expect((await bytesAt(last.url)).equals(PNG)).toBe(true)
    expect(lastTo('/openai').json).toMatchObject({ stream: true, partial_images: 2 })
  })

  it('has only the last event for providers without streams', async () => {
    const events = await eventsOf('google/banana')
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ type: 'image_generation.completed', b64_json: PNG_BASE64 })
  })

  it('ends with an error if it breaks before the image', async () => {
    deeds['openai'] = () => openAiImageStream([DRAFT], null)
    await expect(eventsOf('openai/gpt-image-1')).rejects.toThrow(/./)
  })
})

describe('an image costs', () => {
  it('its tokens, each class at its rate, in receipt and wallet', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    const { id, usage } = await answerOf(await generate({ model: 'openai/gpt-image-1' }))
    const cost = (10 * 5 + 40 * 8 + 1_056 * 30) / 1e6
    expect(usage.cost).toBeCloseTo(cost, 9)
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt).toMatchObject({ id, total_cost: usage.cost, provider_name: 'openai' })
    await expect
      .poll(async () => {
        const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
        return nano(after.total_usage) - nano(before.total_usage)
      })
      .toBe(nano(cost))
  })

  it.each([
    [{ quality: 'high' }, { quality: 'high' }, 0.17],
    [{ quality: 'low' }, { quality: 'low' }, 0.01],
    [{}, { quality: 'medium' }, 0.04],
    [{ quality: 'auto' }, { quality: 'high' }, 0.17],
  ])('the price of its quality: requested %j, made as %j', async (asked, made, each) => {
    deeds['openai'] = () => openAiImageAnswer([PNG_BASE64, PNG_BASE64], made)
    const { usage, id } = await answerOf(await generate({ model: 'openai/by-image', n: 2, ...asked }))
    expect(usage.cost).toBeCloseTo(2 * each, 9)
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt.total_cost).toBeCloseTo(2 * each, 9)
  })

  it('at most its hold: a wallet that cannot pay the highest price is refused first', async () => {
    const poor = await world.platform.admin.createAccount({ creditsUsd: '0.10' })
    const ask = (body: object) =>
      fetch(`${world.platform.baseUrl}/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${poor.apiKey}` },
        body: JSON.stringify({ model: 'openai/by-image', prompt: 'A fox', ...body }),
      })
    expect((await ask({ quality: 'high' })).status).toBe(402)
    expect((await ask({})).status).toBe(402)
    deeds['openai'] = () => openAiImageAnswer([PNG_BASE64], { quality: 'low' })
    expect((await ask({ quality: 'low' })).status).toBe(200)
  })

  it('nothing if none was made', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    deeds['gemini'] = geminiImageRefusal
    deeds['vertex'] = predictImageRefusal
    for (const model of ['google/banana', 'google/imagen'])
      expect(await errorOf(await generate({ model }))).toMatchObject({
        status: 400,
        type: 'content_policy_violation',
      })
    expect(await readCreditsOf(world.platform.baseUrl, world.account.apiKey)).toEqual(before)
  })
})

describe('a request for an image', () => {
  it('goes to the next provider if the first fails', async () => {
    const { id } = await answerOf(await generate({ model: 'test/failover' }))
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt.provider_name).toBe('openai')
  })

  it('with an idempotency key runs once, as JSON and as a form', async () => {
    const headers = { 'idempotency-key': 'image-once' }
    const [one, other] = await Promise.all([
      generate({ model: 'openai/gpt-image-1' }, headers).then(answerOf),
      generate({ model: 'openai/gpt-image-1' }, headers).then(answerOf),
    ])
    expect(one).toEqual(other)
    const editOnce = async () =>
      world.openai.images.edit(
        { model: 'openai/gpt-image-1', prompt: 'Blue', image: await toFile(PNG, 'a.png') },
        { headers: { 'idempotency-key': 'edit-once' } },
      )
    expect(await editOnce()).toEqual(await editOnce())
    const asked = world.upstream.requests().filter(({ path }) => path === '/openai/v1/images/edits')
    expect(asked.filter(({ body }) => body.includes('Blue')).length).toBeGreaterThan(0)
  })

  it.each([
    [{ model: 'openai/gpt-image-1', n: 11 }, 'n'],
    [{ model: 'openai/gpt-image-1', size: 'large' }, 'size'],
    [{ model: 'openai/gpt-image-1', quality: 'best' }, 'quality'],
    [{ model: 'openai/gpt-image-1', background: 'transparent', output_format: 'jpeg' }, 'background'],
    [{ model: 'google/banana', n: 2 }, 'n'],
    [{ model: 'test/text' }, 'model'],
  ])('with invalid values is refused with the name of the field: %j', async (body, param) => {
    expect(await errorOf(await generate(body))).toMatchObject({ status: 400, param })
  })

  it('for text from an image-only model is refused', async () => {
    const body = { model: 'google/imagen', messages: [{ role: 'user', content: 'Hi' }] }
    expect(await errorOf(await post('/chat/completions', body))).toMatchObject({
      status: 400,
      param: 'model',
    })
  })
})
