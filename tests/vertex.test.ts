import Anthropic from '@anthropic-ai/sdk'
import { respond, words } from '@gptget/testkit'
import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { PRICE } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const PUBLISHERS = '/v1/projects/p/locations/global/publishers'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const world = usePlatform((upstream) => {
  const api_key = JSON.stringify({
    client_email: 'gateway@p.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: `${upstream.url}/token`,
  })
  const provider = (publisher: string) => ({ base_url: `${upstream.url}${PUBLISHERS}/${publisher}`, api_key })
  return {
    config: {
      providers: { 'vertex-anthropic': provider('anthropic'), 'vertex-predict': provider('google') },
      models: {
        'vertex/claude': {
          routes: [{ provider: 'vertex-anthropic', model: 'scripted:text-5' }],
          price: PRICE,
        },
        'vertex/vectors': {
          routes: [{ provider: 'vertex-predict', model: 'gemini-embedding-001' }],
          price: PRICE,
          output_modalities: ['embeddings'],
        },
      },
    },
  }
})

const JSON_HEADERS = { 'content-type': 'application/json' }

beforeAll(() => {
  const token = JSON.stringify({ access_token: 'access', expires_in: 3600 })
  world.upstream.script({
    match: { path: '/token' },
    steps: respond(200, JSON_HEADERS, token),
  })
})

const anthropic = () =>
  new Anthropic({ apiKey: world.account.apiKey, baseURL: world.platform.edges[0]!.url, maxRetries: 0 })

const lastRequest = () => world.upstream.requests().at(-1)!

const MESSAGES = [{ role: 'user' as const, content: 'Hello' }]

describe('a Claude model on Vertex AI', () => {
  it('answers the Anthropic SDK, named in the URL and never in the body', async () => {
    const message = await anthropic().messages.create({
      model: 'vertex/claude',
      max_tokens: 9,
      messages: MESSAGES,
    })
    expect(message.content).toMatchObject([{ type: 'text', text: words(5).join('') }])
    expect(message.model).toBe('vertex/claude')
    expect(lastRequest().path).toBe(`${PUBLISHERS}/anthropic/models/scripted%3Atext-5:rawPredict`)
    expect(lastRequest().headers.authorization).toBe('Bearer access')
    expect(lastRequest().json).toEqual({
      anthropic_version: 'vertex-2023-10-16',
      max_tokens: 9,
      messages: MESSAGES,
    })
  })

  it('streams to the Anthropic SDK', async () => {
    const text = await anthropic()
      .messages.stream({ model: 'vertex/claude', max_tokens: 9, messages: MESSAGES })
      .finalText()
    expect(text).toBe(words(5).join(''))
    expect(lastRequest().path).toBe(`${PUBLISHERS}/anthropic/models/scripted%3Atext-5:streamRawPredict`)
    expect(lastRequest().json).toMatchObject({ anthropic_version: 'vertex-2023-10-16', stream: true })
  })

  it('has its tokens counted at the URL for all models, named in the body', async () => {
    world.upstream.script({
      match: { path: `${PUBLISHERS}/anthropic/models/count-tokens:rawPredict` },
      steps: respond(200, JSON_HEADERS, JSON.stringify({ input_tokens: 42 })),
    })
    const count = await anthropic().messages.countTokens({ model: 'vertex/claude', messages: MESSAGES })
    expect(count).toEqual({ input_tokens: 42 })
    expect(lastRequest().json).toMatchObject({
      anthropic_version: 'vertex-2023-10-16',
      model: 'scripted:text-5',
    })
  })

  it('answers the OpenAI SDK after translation', async () => {
    const { choices } = await world.openai.chat.completions.create({
      model: 'vertex/claude',
      messages: MESSAGES,
    })
    expect(choices[0]?.message.content).toBe(words(5).join(''))
    expect(lastRequest().json).toMatchObject({ anthropic_version: 'vertex-2023-10-16' })
    expect(lastRequest().json).not.toHaveProperty('model')
  })
})

describe('an embedding model on Vertex AI', () => {
  it('is called with predict and charged by the provider’s count', async () => {
    const answer = {
      predictions: [
        { embeddings: { values: [0.1, 0.2], statistics: { token_count: 3, truncated: false } } },
        { embeddings: { values: [0.3, 0.4], statistics: { token_count: 4, truncated: false } } },
      ],
    }
    world.upstream.script({
      match: { path: `${PUBLISHERS}/google/models/gemini-embedding-001:predict` },
      steps: respond(200, JSON_HEADERS, JSON.stringify(answer)),
    })
    const { data, usage } = await world.openai.embeddings.create({
      model: 'vertex/vectors',
      input: ['a', 'b'],
      dimensions: 2,
      encoding_format: 'float',
    })
    expect(data.map(({ embedding }) => embedding)).toEqual([
      [0.1, 0.2],
      [0.3, 0.4],
    ])
    expect(usage).toMatchObject({ prompt_tokens: 7 })
    expect(lastRequest().json).toEqual({
      instances: [{ content: 'a' }, { content: 'b' }],
      parameters: { outputDimensionality: 2 },
    })
  })
})
