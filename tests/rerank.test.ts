import { cohereRankAnswer, jinaRankAnswer, respond, voyageRankAnswer, type Step } from '@gptget/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readError } from './platform/read-error.ts'
import { nano, readReceipt } from './platform/receipts.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const SCORES = [0.1, 0.9, 0.5]
const DOCUMENTS = ['Berlin is in Germany.', { text: 'Paris is the capital of France.' }, 'Bread is baked.']
const ASKED = { query: 'What is the capital of France?', documents: DOCUMENTS }

const world = usePlatform((upstream) => {
  const provider = (path: string, quirks?: object) => ({
    dialect: 'openai',
    base_url: `${upstream.url}/${path}`,
    api_key: UPSTREAM_KEY,
    ...(quirks ? { quirks } : {}),
  })
  const model = (id: string, price: object, more: object[] = []) => ({
    routes: [{ provider: id, model: `${id}-ranker`, weight: 1_000 }, ...more],
    price,
    output_modalities: ['rerank'],
  })
  const byToken = { input: 0.05, output: 0 }
  return {
    config: {
      providers: {
        cohere: provider('cohere/v2', { rerank_method: 'cohere' }),
        jina: provider('jina/v1'),
        voyage: provider('voyage/v1', { rerank_method: 'voyage' }),
        broken: provider('broken/v1'),
      },
      models: {
        'cohere/ranker': model('cohere', { per_request: 0.002 }),
        'jina/ranker': model('jina', byToken),
        'voyage/ranker': model('voyage', byToken),
        'test/failing-ranker': model('broken', byToken, [{ provider: 'voyage', model: 'voyage-ranker' }]),
        'test/talker': { routes: [{ provider: 'jina', model: 'm' }], price: byToken },
      },
    },
  }
})

const deeds: Record<string, () => Step[]> = {}
beforeAll(() =>
  world.upstream.script({
    match: { path: /rerank/ },
    choose: ({ path }) => ({ steps: deeds[path.split('/')[1]!]!() }),
  }),
)
beforeEach(() =>
  Object.assign(deeds, {
    cohere: () => cohereRankAnswer(SCORES, 1),
    jina: () => jinaRankAnswer(SCORES, 40),
    voyage: () => voyageRankAnswer(SCORES, 40),
    broken: () => respond(500, {}, '{"detail":"down"}'),
  }),
)

const rank = (fields: object, path = '/v1/rerank'): Promise<Response> =>
  fetch(new URL(path, world.platform.baseUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}` },
    body: JSON.stringify({ ...ASKED, ...fields }),
  })
const costOf = async (response: Response): Promise<number> => {
  await response.text()
  const id = response.headers.get('x-generation-id')!
  return nano((await readReceipt(world.platform.baseUrl, world.account.apiKey, id)).total_cost)
}
const sent = () => world.upstream.requests().at(-1)!

const PROVIDERS = ['cohere', 'jina', 'voyage'] as const

describe.each(PROVIDERS)('ranks of %s', (provider) => {
  const model = `${provider}/ranker`

  it('work with the clients of all three vendors', async () => {
    const best = [
      { index: 1, relevance_score: 0.9 },
      { index: 2, relevance_score: 0.5 },
    ]
    const cohere = (await (await rank({ model, top_n: 2 }, '/v2/rerank')).json()) as object
    expect(cohere).toMatchObject({ model, results: best, meta: { billed_units: expect.any(Object) } })
    const jina = await (await rank({ model, top_n: 2, return_documents: true })).json()
    expect(jina).toMatchObject({
      object: 'list',
      results: [{ ...best[0], document: { text: 'Paris is the capital of France.' } }, best[1]],
      usage: { total_tokens: expect.any(Number) },
    })
    const voyage = await (await rank({ model, top_k: 2, truncation: true, return_documents: true })).json()
    expect(voyage).toMatchObject({
      data: [{ ...best[0], document: 'Paris is the capital of France.' }, best[1]],
    })
  })

  it('are requested in the provider’s format', async () => {
    await (await rank({ model, top_n: 2 })).text()
    const texts = DOCUMENTS.map((each) => (typeof each === 'string' ? each : each.text))
    const count = provider === 'voyage' ? { top_k: 2 } : { top_n: 2 }
    expect(sent()).toMatchObject({
      path: provider === 'cohere' ? '/cohere/v2/rerank' : `/${provider}/v1/rerank`,
      json: { model: `${provider}-ranker`, query: ASKED.query, documents: texts, ...count },
    })
    expect((sent().json as { documents: unknown[] }).documents).toEqual(texts)
  })
})

describe('the cost of ranks', () => {
  it('is a price per search, by the provider’s count', async () => {
    expect(await costOf(await rank({ model: 'cohere/ranker' }))).toBe(2_000_000)
    deeds['cohere'] = () => cohereRankAnswer(SCORES, 1)
    const long = Array.from({ length: 150 }, (_, at) => `document ${at}`)
    deeds['cohere'] = () =>
      cohereRankAnswer(
        long.map(() => 0.5),
        2,
      )
    expect(await costOf(await rank({ model: 'cohere/ranker', documents: long }))).toBe(4_000_000)
  })

  it('is limited to the possible number of searches', async () => {
    deeds['cohere'] = () => cohereRankAnswer(SCORES, 900)
    expect(await costOf(await rank({ model: 'cohere/ranker' }))).toBe(2_000_000)
  })

  it('is a price per token, by the provider’s count, with the query for each document', async () => {
    expect(await costOf(await rank({ model: 'jina/ranker' }))).toBe(40 * 50)
    expect(await costOf(await rank({ model: 'voyage/ranker' }))).toBe(40 * 50)
  })

  it('adds up at the end', async () => {
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})

describe('ranks', () => {
  it('come from another provider if the first fails', async () => {
    const answer = await rank({ model: 'test/failing-ranker' })
    expect(answer.headers.get('x-gptget-provider')).toBe('voyage')
  })

  it('of images go to a provider that accepts them, else are refused by name', async () => {
    const documents = [{ image: 'https://example.com/a.png' }, { text: 'A cat.' }, 'A dog.']
    expect((await rank({ model: 'jina/ranker', documents })).status).toBe(200)
    expect(sent().json).toMatchObject({ documents: [documents[0], documents[1], { text: 'A dog.' }] })
    const refused = await readError(await rank({ model: 'voyage/ranker', documents }))
    expect(refused).toMatchObject({ code: 400, param: 'documents[0]' })
  })

  it.each([
    ['query', { query: '' }],
    ['documents', { documents: [] }],
    ['documents', { documents: Array.from({ length: 1_001 }, () => 'a') }],
    ['top_n', { top_n: 0 }],
    ['model', { model: 'test/talker' }],
  ])('are refused with the name of the invalid field: %s', async (param, wrong) => {
    const before = world.upstream.requests().length
    const error = await readError(await rank({ model: 'jina/ranker', ...wrong }))
    expect(error).toMatchObject({ code: 400, param })
    expect(world.upstream.requests().length).toBe(before)
  })

  it('with an unknown document are a failed answer', async () => {
    deeds['jina'] = () => jinaRankAnswer([0.1, 0.2, 0.3, 0.4], 40)
    expect((await rank({ model: 'jina/ranker' })).status).toBe(502)
  })
})
