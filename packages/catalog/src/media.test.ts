import { describe, expect, it } from 'vitest'
import { MEDIA_MODELS } from './refresh/reviewed/media-models.ts'
import { priceOfMedia } from './refresh/snapshot/price-of-media.ts'
import { readSnapshot } from './snapshot.ts'

const { models, sources } = await readSnapshot()
const model = (id: string) => models.find((each) => each.id === id)!
const priceOf = (id: string) => model(id).routes[0]!.price

describe('the models of media', () => {
  it('are all in the snapshot, with the source of each price', () => {
    for (const { id, output, routes } of MEDIA_MODELS) {
      expect(model(id)).toMatchObject({ output: [output] })
      expect(model(id).routes.map(({ provider }) => provider)).toEqual(routes.map(({ provider }) => provider))
      for (const { sources: named } of model(id).routes)
        for (const source of named)
          expect(sources[source]).toMatchObject({ version: expect.any(String) as string })
    }
  })

  it.each([
    ['elevenlabs/eleven-v4', { perMillionCharacters: '80' }],
    ['openai/tts-1', { perMillionCharacters: '15' }],
    ['google/gemini-3.8-flash-tts', { input: '0.5', audioOutput: '9' }],
    ['deepgram/nova-3', { perMinute: '0.0043' }],
    ['openai/whisper-1', { perMinute: '0.006' }],
    ['openai/whisper-large-v3', { perMinute: '0.00185' }],
    ['openai/gpt-4o-transcribe', { input: '2.5', audioInput: '2.5', output: '10' }],
    ['cohere/rerank-v3.5', { request: '0.002' }],
    ['cohere/rerank-v5.0-pro', { input: '0.05' }],
    ['voyageai/rerank-2.5', { input: '0.05' }],
    ['black-forest-labs/flux-kontext-max', { perImage: '0.08' }],
    ['x-ai/grok-imagine-image', { perImage: '0.02' }],
    [
      'x-ai/grok-imagine-image-2.0',
      {
        variants: [
          { when: { resolution: '1K' }, perImage: '0.04' },
          { when: { resolution: '2K' }, perImage: '0.06' },
        ],
      },
    ],
    [
      'google/veo-3.1-fast',
      {
        variants: [
          { when: { resolution: '720p' }, perSecond: '0.1' },
          { when: { resolution: '1080p' }, perSecond: '0.12' },
          { when: { resolution: '4k' }, perSecond: '0.3' },
        ],
      },
    ],
    ['runway/gen-4-turbo', { perSecond: '0.05' }],
    ['google/gemini-embedding-2', { input: '0.2', imageInput: '0.45' }],
  ])('have the price of their source: %s', (id, price) => {
    expect(priceOf(id)).toMatchObject(price)
  })

  it('have their announced last day and replacement', () => {
    expect(model('openai/whisper-1')).toMatchObject({
      replacement: 'openai/gpt-transcribe',
      routes: [{ retires: '2027-02-26' }],
    })
  })

  it('are refused without a price', () => {
    expect(() => priceOfMedia({ max_input_tokens: 1 }, 'speech')).toThrow('no price')
  })
})
