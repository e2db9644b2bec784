import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { anthropicModelSchema } from '@gptget/api/schemas/models'
import { describe, expect, it } from 'vitest'
import { scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const SCRIPTS = ['text-1', 'text-2', 'text-3', 'text-4', 'text-5']
const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, SCRIPTS) }))

const origin = (): string => world.platform.edges[0]!.url
const anthropic = (): Anthropic =>
  new Anthropic({ baseURL: origin(), apiKey: world.account.apiKey, maxRetries: 0 })
const google = (apiVersion: string): GoogleGenAI =>
  new GoogleGenAI({ apiKey: world.account.apiKey, httpOptions: { baseUrl: origin(), apiVersion } })

const allIds = async (): Promise<string[]> => {
  const ids: string[] = []
  for await (const { id } of world.openai.models.list()) ids.push(id)
  return ids
}

const get = async (
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: Json }> => {
  const response = await fetch(origin() + path, { headers })
  return { status: response.status, body: (await response.json()) as Json }
}
type Json = Record<string, unknown>

const fromAnthropic = (): Record<string, string> => ({
  'x-api-key': world.account.apiKey,
  'anthropic-version': '2023-06-01',
})

describe('models listed by Anthropic’s SDK', () => {
  it('are all models, in as many pages as asked for', async () => {
    const ids = await allIds()
    for (const limit of [1, 2, 5, 1_000]) {
      const listed: string[] = []
      for await (const model of anthropic().models.list({ limit })) listed.push(model.id)
      expect(listed).toEqual(ids)
    }
  })

  it('are read forwards and backwards from a model', async () => {
    const ids = await allIds()
    const after = await anthropic().models.list({ limit: 2, after_id: ids[0]! })
    expect(after.data.map(({ id }) => id)).toEqual(ids.slice(1, 3))
    const before = await anthropic().models.list({ limit: 2, before_id: ids[3]! })
    expect(before.data.map(({ id }) => id)).toEqual(ids.slice(1, 3))
    expect([before.has_more, before.first_id, before.last_id]).toEqual([true, ids[1], ids[2]])
  })

  it('have the fields of both Anthropic’s and OpenAI’s API', async () => {
    const { body } = await get('/v1/models', fromAnthropic())
    expect(body).toMatchObject({ object: 'list', has_more: false })
    const models = (body['data'] as unknown[]).map((model) => anthropicModelSchema.parse(model))
    const read = await anthropic().models.retrieve(models[0]!.id)
    expect(read).toMatchObject({
      id: models[0]!.id,
      type: 'model',
      display_name: models[0]!.name,
      lifecycle: 'active',
    })
    expect(read.created_at).toBe(new Date(models[0]!.created * 1_000).toISOString())
    expect(read).toEqual(models[0])
  })

  it.each(['limit=0', 'limit=1001', 'limit=many', 'after_id=no/model', 'before_id=no/model'])(
    'are refused for %s, naming the field',
    async (query) => {
      const { status, body } = await get(`/v1/models?${query}`, fromAnthropic())
      expect(status).toBe(400)
      expect(JSON.stringify(body)).toContain(query.split('=')[0])
    },
  )
})

describe.each(['v1', 'v1beta'])('models listed by Google’s SDK at %s', (apiVersion) => {
  it('are all models, in as many pages as asked for', async () => {
    const ids = await allIds()
    for (const pageSize of [1, 2, 5, 1_000, 5_000]) {
      const names: string[] = []
      const pager = await google(apiVersion).models.list({ config: { pageSize } })
      expect(pager.page.length).toBe(Math.min(pageSize, ids.length))
      for await (const model of pager) names.push(model.name!)
      expect(names).toEqual(ids.map((id) => `models/${id}`))
    }
  })

  it.each(['pageSize=-1', 'pageSize=many', 'pageToken=no/model'])(
    'are refused for %s, naming the field',
    async (query) => {
      const headers = { 'x-goog-api-key': world.account.apiKey }
      const { status, body } = await get(`/${apiVersion}/models?${query}`, headers)
      expect(status).toBe(400)
      expect(JSON.stringify(body)).toContain(query.split('=')[0])
    },
  )
})

describe('models at /v1/models', () => {
  it.each(['authorization', 'x-api-key', 'x-goog-api-key'])(
    'have OpenAI’s fields with the header %s',
    async (name) => {
      const key = world.account.apiKey
      const headers = { [name]: name === 'authorization' ? `Bearer ${key}` : key }
      const ids = await allIds()
      const list = await get('/v1/models', headers)
      expect(list.body).toMatchObject({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) })
      const one = await get(`/v1/models/${ids[0]}`, headers)
      expect(one.body).toMatchObject({ id: ids[0], object: 'model', owned_by: 'test' })
    },
  )
})
