import { transcript } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { getJson, postChat, USER_TURN } from './platform/ask.ts'
import { nano, readReceipt } from './platform/receipts.ts'
import { scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

type Model = { id: string; pricing: Record<string, string>; context_length: number | null }

/** OpenAI at the test's URL with the models of the catalog, without configured models. */
const world = usePlatform((upstream) => ({
  config: {
    providers: { openai: { ...scriptedProvider(upstream.baseUrl('openai-chat')), catalog: true } },
    models: {},
    aliases: { 'chosen-by-us': 'openai/gpt-4o', 'house/*': 'openai/*' },
  },
}))

const list = async (query = ''): Promise<Model[]> =>
  ((await getJson(`${world.platform.baseUrl}/models${query}`, world.account.apiKey)) as { data: Model[] })
    .data

describe('models that the operator did not configure', () => {
  it('are listed with prices if their provider has a credential', async () => {
    const models = await list()
    expect(models.find(({ id }) => id === 'openai/gpt-4o')).toMatchObject({
      context_length: 128_000,
      pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
      architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
    })
    expect(models.map(({ id }) => id)).not.toContain('anthropic/claude-sonnet-4.5')
  })

  it('include media models with prices per unit and voices', async () => {
    const models = await list('?all=true')
    const known = (id: string) => models.find((model) => model.id === id)
    expect(known('openai/tts-1')).toMatchObject({
      pricing: { million_characters: '15' },
      architecture: { output_modalities: ['speech'] },
      supported_voices: expect.arrayContaining(['alloy']) as string[],
    })
    expect(known('deepgram/nova-3')).toMatchObject({ pricing: { minute: '0.0043' } })
    expect(known('cohere/rerank-v3.5')).toMatchObject({ pricing: { request: '0.002' } })
    expect(known('x-ai/grok-imagine-image-2.0')).toMatchObject({
      pricing_variants: [{ when: { resolution: '1K' }, image: '0.04' }, { image: '0.06' }],
    })
    expect(known('canopylabs/orpheus-v1-english')).toMatchObject({
      supported_voices: expect.arrayContaining(['hannah']) as string[],
    })
  })

  it('are at least 500 in the whole catalog', async () => {
    const models = await list('?all=true')
    expect(models.length).toBeGreaterThanOrEqual(500)
    expect(models.map(({ id }) => id)).toContain('anthropic/claude-sonnet-4.5')
  })

  it('are called with the provider’s name, and charged at its price', async () => {
    world.upstream.script({ match: { model: 'gpt-4o' }, transcript: transcript() })
    const answer = await world.openai.chat.completions.create({ model: 'openai/gpt-4o', messages: USER_TURN })
    expect(answer.model).toBe('openai/gpt-4o')
    const { prompt_tokens: input, completion_tokens: output } = answer.usage!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, answer.id)
    expect(nano(receipt.total_cost)).toBe(input * 2_500 + output * 10_000)
  })

  it('are refused with a reason if their provider has no credential', async () => {
    const body = { model: 'anthropic/claude-opus-5.5', messages: USER_TURN }
    const response = await postChat(world.platform.baseUrl, world.account.apiKey, body)
    expect(response.status).toBe(404)
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await response.json()).toMatchObject({
      error: {
        error_type: 'model_not_configured',
        message: expect.stringContaining('ANTHROPIC_API_KEY') as string,
      },
    })
  })

  it.each(['gpt-4o', 'GPT-4o', 'chosen-by-us', 'house/gpt-4o'])('are found by the name %s', async (name) => {
    world.upstream.script({ match: { model: 'gpt-4o' }, transcript: transcript() })
    const answer = await world.openai.chat.completions.create({ model: name, messages: USER_TURN })
    expect(answer.model).toBe('openai/gpt-4o')
  })

  it('are suggested for a misspelled name', async () => {
    const body = { model: 'openai/gtp-4o', messages: USER_TURN }
    const response = await postChat(world.platform.baseUrl, world.account.apiKey, body)
    expect(response.status).toBe(404)
    const { error } = (await response.json()) as {
      error: { message: string; metadata: { suggestions: string[] } }
    }
    expect(error.message).toContain('Did you mean "openai/gpt-4o"')
    expect(error.metadata.suggestions[0]).toBe('openai/gpt-4o')
  })

  it('have their retirement date and replacement after retirement', async () => {
    const body = { model: 'openai/gpt-4-turbo', messages: USER_TURN }
    const response = await postChat(world.platform.baseUrl, world.account.apiKey, body)
    expect(response.status).toBe(410)
    expect(await response.json()).toMatchObject({
      error: {
        error_type: 'model_retired',
        metadata: { retired_on: '2026-10-23', replacement: expect.stringMatching(/^openai\//) as string },
      },
    })
  })

  it('have their future retirement date and description', async () => {
    const models = (await list()) as (Model & { shutdown_date?: string; description: string })[]
    expect(models.find(({ id }) => id === 'openai/gpt-4o')).toMatchObject({
      shutdown_date: '2027-01-14',
      expiration_date: '2027-01-14',
      description: 'Reads text, images and files, writes text. Calls tools. Context of 128,000 tokens.',
    })
    expect(models.filter(({ description }) => description === '')).toEqual([])
  })
})
