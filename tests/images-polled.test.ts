import {
  blackForestAccepted,
  blackForestState,
  falImageAnswer,
  falState,
  replicatePrediction,
  respond,
  type RecordedRequest,
  type Step,
  TEST_HOST,
} from '@gptget/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pngOf } from './platform/pictures.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const PNG = pngOf(32, 32)
const INPUT = `data:image/png;base64,${pngOf(8, 8).toString('base64')}`
const PRICE_NANO = 40_000_000

/** Each provider's answers for an accepted, running, finished and refused task. */
type Way = {
  model: string
  /** Its path at the provider. */
  path: string
  auth: [string, string]
  accept(base: string): Step[]
  wait(base: string): Step[]
  finish(base: string, file: string): Record<string, Step[]>
  refuse(base: string): Step[]
  /** The provider's request for one with a size and an image. */
  sent: object
}

const WAYS: Record<string, Way> = {
  'black-forest-labs': {
    model: 'flux-2-pro',
    path: '/flux-2-pro',
    auth: ['x-key', UPSTREAM_KEY],
    accept: (base) => blackForestAccepted(`${base}/get_result?id=task-1`),
    wait: () => blackForestState('Pending'),
    finish: (_, file) => ({ get_result: blackForestState('Ready', file) }),
    refuse: () => blackForestState('Content Moderated'),
    sent: { prompt: 'A fox', width: 1024, height: 768, input_image: INPUT.split(',')[1] },
  },
  fal: {
    model: 'fal-ai/flux-2/edit',
    path: '/fal-ai/flux-2/edit',
    auth: ['authorization', `Key ${UPSTREAM_KEY}`],
    accept: (base) => falState('IN_QUEUE', `${base}/fal-ai/flux-2`),
    wait: (base) => falState('IN_PROGRESS', `${base}/fal-ai/flux-2`),
    finish: (base, file) => ({
      status: falState('COMPLETED', `${base}/fal-ai/flux-2`),
      'request-1': falImageAnswer([file]),
    }),
    refuse: () =>
      respond(422, {}, '{"detail":[{"loc":["body","prompt"],"msg":"flagged by a content checker"}]}'),
    sent: { prompt: 'A fox', image_size: { width: 1024, height: 768 }, num_images: 1, image_urls: [INPUT] },
  },
  replicate: {
    model: 'google/nano-banana',
    path: '/models/google/nano-banana/predictions',
    auth: ['authorization', `Bearer ${UPSTREAM_KEY}`],
    accept: (base) => replicatePrediction(base, 'starting'),
    wait: (base) => replicatePrediction(base, 'processing'),
    finish: (base, output) => ({
      'prediction-1': replicatePrediction(base, 'succeeded', { output: [output] }),
    }),
    refuse: (base) => replicatePrediction(base, 'failed', { error: 'NSFW content detected' }),
    sent: { input: { prompt: 'A fox', aspect_ratio: '4:3', image_input: [INPUT] } },
  },
}

const world = usePlatform((upstream) => ({
  config: {
    providers: Object.fromEntries(
      Object.keys(WAYS).map((id) => [id, { base_url: `${upstream.url}/${id}`, api_key: UPSTREAM_KEY }]),
    ),
    models: Object.fromEntries(
      Object.entries(WAYS).map(([id, { model }]) => [
        `${id}/painter`,
        { routes: [{ provider: id, model }], price: { per_image: 0.04 }, output_modalities: ['image'] },
      ]),
    ),
  },
  env: { MEDIA_ALLOWED_HOSTS: TEST_HOST },
}))

const deeds: { act(request: RecordedRequest): Step[] } = { act: () => [] }
beforeAll(() =>
  world.upstream.script({ match: { path: /./ }, choose: (request) => ({ steps: deeds.act(request) }) }),
)

const paint = (provider: string, fields: object = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(`${world.platform.baseUrl}/images/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}` },
    body: JSON.stringify({ model: `${provider}/painter`, prompt: 'A fox', ...fields }),
    ...(signal ? { signal } : {}),
  })
const fileOf = (): string => `${world.upstream.url}/files/1.png`
const used = async (): Promise<number> =>
  nano((await readCreditsOf(world.platform.baseUrl, world.account.apiKey)).total_usage)
const asked = (): RecordedRequest[] =>
  world.upstream.requests().filter(({ path }) => !path.startsWith('/files'))

describe.each(Object.keys(WAYS))('images of %s', (provider) => {
  const way = WAYS[provider]!
  const baseOf = () => `${world.upstream.url}/${provider}`
  /** Accepts the task, answers `waits` times that it is running, and then with `after`. */
  const works = (waits: number, after: (path: string) => Step[]) => {
    let left = waits
    deeds.act = ({ method, path }) => {
      if (path.startsWith('/files')) return respond(200, { 'content-type': 'image/png' }, PNG)
      if (method === 'POST') return way.accept(baseOf())
      return left-- > 0 ? way.wait(baseOf()) : after(path)
    }
  }
  const finishes = (path: string): Step[] => {
    const answers = way.finish(baseOf(), fileOf())
    return answers[/(\w[\w-]*)(\?.*)?$/.exec(path)![1]!]!
  }
  beforeEach(() => works(1, finishes))

  it('are polled until they are ready, and stored here', async () => {
    const from = asked().length
    const answer = await paint(provider)
    const { data } = (await answer.json()) as { data: { url: string }[] }
    expect(data[0]!.url).toMatch(new RegExp(`/v1/images/${answer.headers.get('x-generation-id')}/content`))
    const headers = { authorization: `Bearer ${world.account.apiKey}` }
    const stored = Buffer.from(await (await fetch(data[0]!.url, { headers })).arrayBuffer())
    expect(stored.equals(PNG)).toBe(true)
    const [submitted, ...polls] = asked().slice(from)
    expect(submitted).toMatchObject({ method: 'POST', path: `/${provider}${way.path}` })
    expect(polls.length).toBeGreaterThanOrEqual(2)
    for (const { method, headers: sent } of polls)
      expect([method, sent[way.auth[0]]]).toEqual(['GET', way.auth[1]])
  })

  it('are requested in the provider’s format', async () => {
    const from = asked().length
    await (await paint(provider, { size: '1024x768', image: INPUT })).text()
    expect(asked()[from]!.json).toEqual(way.sent)
  })

  it('cost their price, and nothing if none is made', async () => {
    const answer = await paint(provider)
    await answer.text()
    const id = answer.headers.get('x-generation-id')!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(nano(receipt.total_cost)).toBe(PRICE_NANO)
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    works(1, () => way.refuse(baseOf()))
    const refused = await paint(provider)
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(await refused.text()).not.toContain(world.upstream.url)
    const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    expect(after.total_usage).toBe(before.total_usage)
  })

  it('are polled again after temporary errors', async () => {
    let failures = 1
    works(0, (path) => (failures-- > 0 ? respond(503, {}, 'busy') : finishes(path)))
    expect((await paint(provider)).status).toBe(200)
  })

  it('are charged if the caller disconnects, because the task was accepted', async () => {
    works(1_000, finishes)
    const [usedBefore, from] = [await used(), asked().length]
    const leave = new AbortController()
    const left = paint(provider, {}, leave.signal)
    await expect.poll(() => asked().length, { timeout: 5_000 }).toBeGreaterThan(from + 1)
    leave.abort()
    await expect(left).rejects.toThrow('aborted')
    await expect.poll(used, { timeout: 5_000 }).toBe(usedBefore + PRICE_NANO)
  })

  it('are not polled at another host', async () => {
    const other = 'http://127.0.0.2:9/else'
    deeds.act = ({ method }) => (method === 'POST' ? way.accept(other) : [])
    const from = asked().length
    expect((await paint(provider)).status).toBe(502)
    expect(asked().length).toBe(from + 1)
  })
})

it('leave a ledger that adds up', async () => {
  expect(await world.platform.admin.findBreaches()).toEqual([])
})
