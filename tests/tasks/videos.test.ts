import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { listHolds } from '@gptget/contracts'
import { openDatabase } from '@gptget/postgres'
import { toFile } from 'openai'
import type { VideoCreateParams } from 'openai/resources/videos'
import { describe, expect, it } from 'vitest'
import { pngOf } from '../platform/pictures.ts'
import { askTasks, endOf } from './ask-tasks.ts'
import { useTaskPlatform } from './use-task-platform.ts'

type FilesOnly = { files: { account_id: string; has_bytes: boolean } }

const world = useTaskPlatform()
const MODEL = 'test/openai-video'

const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })
const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  askTasks(where(), method, path, body, headers)
const ended = (id: string) => endOf(where(), id)

/** OpenAI's JavaScript client has no `createAndPoll`; its Python client does the same. */
const createAndPoll = async (asked: Omit<VideoCreateParams, 'model'>) => {
  let video = await world.openai.videos.create({ ...asked, model: MODEL as never })
  while (video.status === 'queued' || video.status === 'in_progress') {
    await sleep(50)
    video = await world.openai.videos.retrieve(video.id)
  }
  return video
}

const creditsOf = async () => {
  const { body } = await ask('GET', '/credits')
  return body.data
}

describe('videos of OpenAI’s client', () => {
  it('are created, read, listed, downloaded and deleted', async () => {
    const before = await creditsOf()
    const video = await createAndPoll({ prompt: 'a lighthouse {{polls=2}}', seconds: '8' })
    expect(video).toMatchObject({
      object: 'video',
      status: 'completed',
      progress: 100,
      model: MODEL,
      seconds: '8',
    })
    expect(video.id).toMatch(/^vid_/)
    const retrieved = await world.openai.videos.retrieve(video.id)
    expect(retrieved).toEqual(video)
    const page = await world.openai.videos.list({ limit: 1 })
    expect(page.data.map(({ id }) => id)).toEqual([video.id])
    const file = await world.openai.videos.downloadContent(video.id)
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    const after = await creditsOf()
    expect(after.total_usage - before.total_usage).toBeCloseTo(0.8, 9)
    expect(await world.openai.videos.delete(video.id)).toEqual({
      id: video.id,
      object: 'video.deleted',
      deleted: true,
    })
    expect((await ask('GET', `/videos/${video.id}/content`)).status).toBe(404)
    expect((await ask('GET', `/videos/${video.id}`)).status).toBe(404)
  })

  it('start from an image sent with the request', async () => {
    const picture = await toFile(PNG, 'first.png', { type: 'image/png' })
    const video = await createAndPoll({ prompt: 'a harbour', input_reference: picture })
    expect(video.status).toBe('completed')
    expect(world.upstream.jobs().at(-1)!.body).toContain('name="input_reference"')
  })

  it('can begin with a large image in the JSON', async () => {
    const picture = Buffer.concat([PNG, Buffer.alloc(3 * 1024 * 1024)]).toString('base64')
    const asked = { model: MODEL, prompt: 'a harbour', input_reference: `data:image/png;base64,${picture}` }
    const { status, body } = await ask('POST', '/videos', asked)
    expect(status).toBe(200)
    expect((await ended(body.id)).status).toBe('completed')
    expect(world.upstream.jobs().at(-1)!.body).toContain('name="input_reference"')
  })

  it('report why one failed, without URLs of its provider, and cost nothing', async () => {
    const before = await creditsOf()
    const video = await createAndPoll({ prompt: 'a storm {{end=fail}}' })
    expect(video).toMatchObject({ status: 'failed', error: { code: 'generation_failed' } })
    expect(JSON.stringify(video)).not.toContain('example.com')
    expect(await creditsOf()).toEqual(before)
  })

  it('are remixed by the provider that created them', async () => {
    const video = await createAndPoll({ prompt: 'a beach' })
    const remix = await world.openai.videos.remix(video.id, { prompt: 'the same beach at night' })
    expect(remix.remixed_from_video_id).toBe(video.id)
    expect((await ended(remix.id)).status).toBe('completed')
    expect(world.upstream.jobs().at(-1)!.path).toMatch(/\/remix$/)
  })
})

describe('the calls of the public page', () => {
  it('create a video from plain curl without a JSON content type', async () => {
    const body = JSON.stringify({ model: MODEL, prompt: 'A drone shot over a neon city at night' })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const created = await ask('POST', '/video/generations', body, form)
    expect(created).toMatchObject({ status: 200, body: { status: 'queued' } })
    await ended(created.body.id)
    const { body: video } = await ask('GET', `/videos/${created.body.id}`)
    expect(video.result.url).toBe(
      `${new URL(world.platform.baseUrl).origin}/v1/videos/${created.body.id}/content?index=0`,
    )
  })

  it('create, list and read a task, also under /v1/videos', async () => {
    const { body: task } = await ask('POST', '/tasks', {
      type: 'video',
      model: MODEL,
      prompt: 'A timelapse of a blooming flower',
      metadata: { of: 'mine' },
    })
    expect(task.id).toMatch(/^task_/)
    const done = await ended(task.id)
    expect(done).toMatchObject({ type: 'video', status: 'completed', cost: 0.4, metadata: { of: 'mine' } })
    expect(done.result.url).toContain(`/v1/videos/${task.id}/content?index=0`)
    const { body: page } = await ask('GET', '/tasks?limit=1&type=video&status=completed')
    expect(page).toMatchObject({ object: 'list', has_more: true, data: [{ id: task.id }] })
    const { body: next } = await ask('GET', `/tasks?limit=1&after=${task.id}`)
    expect(next.data[0].id).not.toBe(task.id)
  })
})

describe('a task', () => {
  it.each([
    ['input.image.file_id', 'test/fal', { input: { image: { file_id: 'file_of_another' } } }],
    ['input.mask', 'test/replicate', { input: { mask: 'https://api.replicate.com/v1/files/of-another' } }],
    ['input.storageUri', 'test/veo', { input: { storageUri: 'gs://bucket-of-the-operator/' } }],
    ['input.parameters.input.batch_id', 'test/fal', { input: { parameters: { input: { batch_id: 'b' } } } }],
    [
      'input_reference',
      'test/luma',
      { input_reference: 'https://generativelanguage.googleapis.com/v1/files/a' },
    ],
  ])(
    'is refused if %s refers to an object in the provider account that all callers share',
    async (param, model, fields) => {
      const jobs = world.upstream.jobs().length
      const { status, body } = await ask('POST', '/tasks', { type: 'video', model, prompt: 'a', ...fields })
      expect([status, body.error.param]).toEqual([400, param])
      expect(world.upstream.jobs()).toHaveLength(jobs)
    },
  )

  it('is refused if its provider-specific fields are too long for one message', async () => {
    const asked = { type: 'video', model: 'test/fal', prompt: 'a', input: { mask: 'a'.repeat(300_000) } }
    const { status, body } = await ask('POST', '/tasks', asked)
    expect([status, body.error.param]).toEqual([413, 'input'])
  })

  it('sends its events until its end, and again from any event', async () => {
    const { body: task } = await ask('POST', '/tasks', {
      type: 'video',
      model: MODEL,
      prompt: 'x {{polls=3}}',
    })
    const { body: text } = await ask('GET', `/tasks/${task.id}/events`)
    const names = [...text.matchAll(/event: task\.(\w+)/g)].map(([, name]) => name)
    expect([names[0], names.at(-1)]).toEqual(['queued', 'completed'])
    expect(names).toContain('in_progress')
    const ids = [...text.matchAll(/^id: (\d+)/gm)].map(([, id]) => id)
    const { body: rest } = await ask('GET', `/tasks/${task.id}/events`, undefined, {
      'last-event-id': ids.at(-2)!,
    })
    expect([...rest.matchAll(/^id: (\d+)/gm)].map(([, id]) => id)).toEqual([ids.at(-1)])
  })

  it('has a receipt with the charged lines, which other accounts cannot read', async () => {
    const { body: task } = await ask('POST', '/tasks', { type: 'video', model: MODEL, prompt: 'a bill' })
    await ended(task.id)
    const { body: receipt } = await ask('GET', `/generation?id=${task.id}`)
    expect(receipt.data).toMatchObject({
      id: task.id,
      model: MODEL,
      api_type: 'video',
      status: 'completed',
      provider_name: 'aggregator',
      total_cost: 0.4,
      lines: [{ unit: 'seconds', quantity: 4, cost_usd: '0.40' }],
    })
    const other = await world.platform.admin.createAccount()
    const theirs = { baseUrl: where().baseUrl, apiKey: other.apiKey }
    expect((await askTasks(theirs, 'GET', `/generation?id=${task.id}`)).status).toBe(404)
    const { body: failing } = await ask('POST', '/videos', { model: MODEL, prompt: 'a fault {{end=fail}}' })
    await ended(failing.id)
    const { body: free } = await ask('GET', `/generation?id=${failing.id}`)
    expect(free.data).toMatchObject({
      status: 'failed',
      total_cost: 0,
      lines: [],
      error: { code: 'generation_failed' },
    })
  })

  it('is created once per idempotency key, and another body with the key gets 409', async () => {
    const key = { 'idempotency-key': 'the-same-1' }
    const asked = { type: 'video', model: MODEL, prompt: 'once' }
    const both = await Promise.all([ask('POST', '/tasks', asked, key), ask('POST', '/tasks', asked, key)])
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1)
    const other = await ask('POST', '/tasks', { ...asked, prompt: 'twice' }, key)
    expect(other.status).toBe(409)
    await ended(both[0].body.id)
    expect(world.upstream.jobs().filter(({ body }) => body.includes('"once"'))).toHaveLength(1)
  })

  it.each([
    [
      'JSON',
      (picture: Buffer) =>
        JSON.stringify({
          model: MODEL,
          prompt: 'from a picture',
          input_reference: `data:image/png;base64,${picture.toString('base64')}`,
        }),
    ],
    [
      'a form',
      (picture: Buffer) => {
        const form = new FormData()
        form.set('model', MODEL)
        form.set('prompt', 'from a picture')
        form.set('input_reference', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'picture.png')
        return form
      },
    ],
  ])('with an image in %s: another image with its idempotency key gets 409', async (_, bodyOf) => {
    const headers = { authorization: `Bearer ${where().apiKey}`, 'idempotency-key': randomUUID() }
    const create = (picture: Buffer) =>
      fetch(`${where().baseUrl}/videos`, { method: 'POST', headers, body: bodyOf(picture) })
    const first = (await (await create(pngOf(1280, 720, 100))).json()) as { id: string }
    const again = (await (await create(pngOf(1280, 720, 100))).json()) as { id: string }
    expect([first.id, again.id]).toEqual([expect.stringMatching(/^vid_/), first.id])
    expect((await create(pngOf(1280, 720, 200))).status).toBe(409)
    await ended(first.id)
  })

  it('is cancelled while it is queued, but not if its provider cannot cancel', async () => {
    const { body: waiting } = await ask('POST', '/tasks', {
      type: 'video',
      model: MODEL,
      prompt: 'w {{submit=429 times=1000}}',
    })
    const cancelled = await ask('POST', `/tasks/${waiting.id}/cancel`)
    expect(cancelled.status).toBe(200)
    expect((await ended(waiting.id)).status).toBe('cancelled')
    const { body: video } = await ask('GET', `/videos/${waiting.id}`)
    expect(video).toMatchObject({ status: 'failed', error: { code: 'cancelled' } })
    const { body: running } = await ask('POST', '/tasks', {
      type: 'video',
      model: MODEL,
      prompt: 'r {{polls=10}}',
    })
    for (;;) {
      const { body } = await ask('GET', `/tasks/${running.id}`)
      if (body.status === 'in_progress') break
    }
    expect((await ask('POST', `/tasks/${running.id}/cancel`)).status).toBe(409)
    expect((await ask('DELETE', `/tasks/${running.id}`)).status).toBe(409)
  })

  it('of another account gets 404', async () => {
    const { body: task } = await ask('POST', '/tasks', { type: 'video', model: MODEL, prompt: 'mine' })
    const other = await world.platform.admin.createAccount()
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const) {
      const answer = await fetch(`${world.platform.baseUrl}/tasks/${task.id}${path}`, {
        method,
        headers: { authorization: `Bearer ${other.apiKey}` },
      })
      expect([path, answer.status]).toEqual([path, 404])
    }
  })

  it('without enough credit gets 402 and is not created', async () => {
    const poor = await world.platform.admin.createAccount({ creditsUsd: '0.05' })
    const answer = await fetch(`${world.platform.baseUrl}/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${poor.apiKey}` },
      body: JSON.stringify({ type: 'video', model: MODEL, prompt: 'dear' }),
    })
    expect(answer.status).toBe(402)
    const page = await fetch(`${world.platform.baseUrl}/tasks`, {
      headers: { authorization: `Bearer ${poor.apiKey}` },
    })
    expect(((await page.json()) as { data: unknown[] }).data).toEqual([])
  })

  it.each([
    ['too little credit', '0.05', MODEL, 402],
    ['an unknown model', '100.00', 'test/none', 404],
  ])('with a picture and %s leaves no bytes behind', async (_, creditsUsd, model, status) => {
    const account = await world.platform.admin.createAccount({ creditsUsd })
    const headers = { authorization: `Bearer ${account.apiKey}` }
    const picture = pngOf(1280, 720, 100)
    const form = new FormData()
    form.set('model', model)
    form.set('prompt', 'dear')
    form.set('input_reference', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'picture.png')
    const json = {
      model,
      prompt: 'dear',
      input_reference: `data:image/png;base64,${picture.toString('base64')}`,
    }
    for (const body of [form, JSON.stringify(json)]) {
      const answer = await fetch(`${where().baseUrl}/videos`, { method: 'POST', headers, body })
      expect(answer.status).toBe(status)
    }
    const db = openDatabase<FilesOnly>(world.platform.databaseUrl, { schema: 'media' })
    try {
      const files = () =>
        db.selectFrom('files').select('has_bytes').where('account_id', '=', account.accountId).execute()
      await expect.poll(files).toEqual([{ has_bytes: false }, { has_bytes: false }])
    } finally {
      await db.destroy()
    }
  })

  it('is refused with the name of the field that its model does not support', async () => {
    const refused = await ask('POST', '/tasks', {
      type: 'video',
      model: MODEL,
      prompt: 'x',
      negative_prompt: 'rain',
    })
    expect([refused.status, refused.body.error.param]).toEqual([400, 'negative_prompt'])
    const misspelt = await ask('POST', '/tasks', { type: 'video', model: MODEL, prompt: 'x', secnds: 4 })
    expect([misspelt.status, misspelt.body.error.param]).toEqual([400, 'secnds'])
    const unknown = await ask('POST', '/tasks', { type: 'video', model: 'test/openai-vide', prompt: 'x' })
    expect([unknown.status, unknown.body.error.metadata?.suggestions]).toEqual([404, [MODEL]])
  })
})

describe('faults of a provider', () => {
  const outcomes: [script: string, status: string, code: string | null, submissions: number][] = [
    ['submit=429 times=2', 'completed', null, 3],
    ['submit=lose', 'failed', 'outcome_unknown', 1],
    ['submit=400', 'failed', 'invalid_request', 1],
    ['submit=500', 'failed', 'provider_unavailable', 1],
    ['pollFaults=3', 'completed', null, 1],
    ['isOdd=true polls=3', 'completed', null, 1],
    ['end=refuse', 'failed', 'content_policy_violation', 1],
    ['end=expire', 'expired', 'expired', 1],
    ['end=vanish', 'failed', 'generation_failed', 1],
    ['file=flaky', 'completed', null, 1],
    ['file=gone', 'completed', null, 1],
    ['file=wrong', 'failed', 'invalid_output', 1],
  ]
  it.concurrent.each(outcomes)('%s ends as %s', async (script, status, code, submissions) => {
    const asked = { type: 'video', model: MODEL, prompt: `fault {{${script}}}` }
    const { body: task } = await ask('POST', '/tasks', asked)
    const end = await ended(task.id)
    expect([end.status, end.error?.code ?? null]).toEqual([status, code])
    expect(end.cost).toBe(status === 'completed' ? 0.4 : 0)
    const all = world.upstream.submissions().filter(({ body }) => body.includes(`fault {{${script}}}`))
    expect(all).toHaveLength(submissions)
  })

  it('leave no open hold and a consistent ledger', async () => {
    const asked = { owner: 'tasks', isLeftBehind: false, isReleasedIncluded: false }
    await expect
      .poll(
        async () => (await world.platform.bus.call(listHolds, asked)).holds.map(({ subject }) => subject),
        {
          timeout: 20_000,
        },
      )
      .toEqual([])
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
