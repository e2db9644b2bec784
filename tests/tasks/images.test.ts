import { listHolds } from '@gptget/contracts'
import {
  cut,
  openAiImageAnswer,
  respond,
  TEST_HOST,
  wait,
  type RecordedRequest,
  type Step,
} from '@gptget/testkit'
import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADAPTERS, answerOf, type Made } from '../conformance/media/adapters.ts'
import { pngOf } from '../platform/pictures.ts'
import { UPSTREAM_KEY } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { askTasks, endOf } from './ask-tasks.ts'

const PNG = pngOf(32, 32)
const none = Buffer.alloc(0)
const made: Made = { png: PNG, mp3: none, wav: none, samples: none, words: [], scores: [] }
const TWO = [PNG.toString('base64'), pngOf(16, 16).toString('base64')]

/** $30 for a million image tokens. */
const BY_TOKEN = { input: 5, output: 10, image_input: 8, image_output: 30 }

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const world = usePlatform((upstream) => {
  const keyOf = (id: string): string =>
    id.startsWith('vertex')
      ? JSON.stringify({ client_email: 'a@b', private_key: privateKey, token_uri: `${upstream.url}/token` })
      : UPSTREAM_KEY
  const model = (provider: string, name: string, price: object, output = 'image') => ({
    routes: [{ provider, model: name }],
    price,
    output_modalities: [output],
  })
  return {
    config: {
      providers: Object.fromEntries(
        ADAPTERS.image.map(({ id, path }) => [
          id,
          { base_url: `${upstream.url}/${path}`, api_key: keyOf(id) },
        ]),
      ),
      models: {
        ...Object.fromEntries(
          ADAPTERS.image.map(({ id, model: name }) => [`image/${id}`, model(id, name, { per_image: 0.04 })]),
        ),
        'test/by-token': model('openai', 'gpt-image-2', BY_TOKEN),
        'test/text': model('openai', 'gpt-5', BY_TOKEN, 'text'),
        'test/video': model('openai', 'sora-2', { per_second: 0.1 }, 'video'),
      },
    },
    env: {
      MEDIA_ALLOWED_HOSTS: TEST_HOST,
      TASKS_FIRST_POLL_MS: '20',
      TASKS_LONGEST_POLL_MS: '50',
      TASKS_POLLS_PER_SECOND: '10000',
      TASKS_POLL_CALLS_PER_SECOND: '10000',
      TASKS_UNKNOWN_MS: '1500',
      TASKS_MAX_STEPS: '24',
    },
  }
})

let deed: (request: RecordedRequest) => Step[]

beforeAll(() =>
  world.upstream.script({ match: { path: /./ }, choose: (request) => ({ steps: deed(request) }) }),
)
beforeEach(() => {
  deed = (request) => answerOf(request, world.upstream.url, made)
})

const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

const begin = (body: object) =>
  askTasks(where(), 'POST', '/tasks', { type: 'image', prompt: 'A lighthouse', ...body })

const make = async (body: object) => {
  const { status, body: task } = await begin(body)
  expect([status, task.error ?? null]).toEqual([200, null])
  return endOf(where(), task.id)
}

const bytesAt = async (url: string): Promise<Buffer> => {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${world.account.apiKey}` } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
  return Buffer.from(await answer.arrayBuffer())
}

describe('a task for an image', () => {
  it.each(ADAPTERS.image.map(({ id }) => id))('is made by %s, stored and charged', async (id) => {
    const task = await make({ model: `image/${id}` })
    expect(task).toMatchObject({ type: 'image', status: 'completed', progress: 100, cost: 0.04 })
    expect(await bytesAt(task.result.url)).toEqual(PNG)
    for (const theirs of [world.upstream.url, UPSTREAM_KEY])
      expect(JSON.stringify(task)).not.toContain(theirs)
  })

  it('returns as many images as requested, with the options of its input', async () => {
    deed = () => openAiImageAnswer(TWO)
    const task = await make({ model: 'image/openai', n: 2, input: { background: 'opaque' } })
    expect(task).toMatchObject({ status: 'completed', cost: 0.08 })
    const files = await Promise.all(task.result.data.map(({ url }: { url: string }) => bytesAt(url)))
    expect(files.map((file) => file.toString('base64'))).toEqual(TWO)
    expect(world.upstream.requests().at(-1)!.json).toMatchObject({ n: 2, background: 'opaque' })
  })

  it('charges only the images that were created', async () => {
    deed = () => openAiImageAnswer(TWO.slice(0, 1))
    expect(await make({ model: 'image/openai', n: 2 })).toMatchObject({ status: 'completed', cost: 0.04 })
  })

  it('charges the tokens that the provider counted, however many images it returned', async () => {
    deed = () => openAiImageAnswer(TWO)
    // 10 text tokens and 1,056 image tokens. It also reports 40 tokens of input images, but none were sent.
    const usd = (10 * 5 + 1_056 * 30) / 1e6
    expect((await make({ model: 'test/by-token', n: 2 })).cost).toBeCloseTo(usd, 9)
    deed = () => openAiImageAnswer(TWO.slice(0, 1))
    expect((await make({ model: 'test/by-token', n: 2 })).cost).toBeCloseTo(usd, 9)
  })

  it('edits images sent with the request', async () => {
    const input_reference = `data:image/png;base64,${PNG.toString('base64')}`
    expect((await make({ model: 'image/openai', input_reference })).status).toBe('completed')
    const sent = world.upstream.requests().at(-1)!
    expect(sent.path).toContain('/images/edits')
    expect(sent.body.includes(PNG)).toBe(true)
  })

  it('charges nothing if the provider refuses it or its outcome is unknown', async () => {
    const refusal = { error: { message: 'Rejected by the safety system.', code: 'moderation_blocked' } }
    deed = () => respond(400, { 'content-type': 'application/json' }, JSON.stringify(refusal))
    expect(await make({ model: 'image/openai' })).toMatchObject({
      status: 'failed',
      cost: 0,
      error: { code: 'content_policy_violation' },
    })
    deed = () => [cut]
    expect(await make({ model: 'image/openai' })).toMatchObject({
      status: 'failed',
      cost: 0,
      error: { code: 'outcome_unknown' },
    })
  })

  it.each([
    ['model', { model: 'test/text' }],
    ['model', { model: 'test/video' }],
    ['seconds', { model: 'image/openai', seconds: 4 }],
    ['input.size', { model: 'image/openai', input: { size: '1x1' } }],
    ['background', { model: 'image/openai', input: { background: 'blue' } }],
    ['n', { model: 'image/gemini', n: 2 }],
    ['n', { model: 'image/openai', n: 11 }],
  ])('is refused before credit is reserved, naming %s', async (param, body) => {
    const asked = world.upstream.requests().length
    const { status, body: answer } = await begin(body)
    expect([status, answer.error.param]).toEqual([400, param])
    expect(world.upstream.requests()).toHaveLength(asked)
  })

  it('leaves no open hold and a consistent ledger', async () => {
    const asked = { owner: 'tasks', isLeftBehind: false, isReleasedIncluded: false }
    const open = async () => (await world.platform.bus.call(listHolds, asked)).holds
    await expect.poll(open, { timeout: 20_000 }).toEqual([])
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})

describe('an account whose images never arrive', () => {
  it('does not delay the tasks of others', async () => {
    const other = await world.platform.admin.createAccount()
    const as = { baseUrl: world.platform.baseUrl, apiKey: other.apiKey }
    deed = (request) =>
      request.path === '/slow' ? [wait(8_000), cut] : answerOf(request, world.upstream.url, made)
    const input_reference = `${world.upstream.url}/slow`
    const asked = { type: 'image', prompt: 'A lighthouse', model: 'image/openai', input_reference }
    await Promise.all(Array.from({ length: 30 }, () => askTasks(as, 'POST', '/tasks', asked)))
    const slow = () => world.upstream.requests().filter(({ path }) => path === '/slow')
    await expect.poll(() => slow().length, { timeout: 5_000 }).toBe(3)
    expect((await make({ model: 'image/openai' })).status).toBe('completed')
    expect(slow().length).toBeLessThan(24)
  })
})
