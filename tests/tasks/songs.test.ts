import { ffmpegOnce, convertSpeech } from '@gptget/audio'
import { respond, type Step } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { UPSTREAM_KEY } from '../platform/scripted-config.ts'
import { humOf } from '../platform/sounds.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { askTasks, endOf } from './ask-tasks.ts'

const MODEL = 'google/lyria-3-clip-preview'

/** The catalog's own model and price. Only the URL of its provider differs. */
const world = usePlatform((upstream) => ({
  config: {
    providers: { gemini: { base_url: `${upstream.url}/v1beta`, api_key: UPSTREAM_KEY, catalog: true } },
    models: {},
  },
  env: {
    TASKS_FIRST_POLL_MS: '20',
    TASKS_LONGEST_POLL_MS: '50',
    TASKS_POLLS_PER_SECOND: '10000',
    TASKS_POLL_CALLS_PER_SECOND: '10000',
  },
}))

let mp3: Buffer
let parts: object[]

const answer = (): Step[] =>
  respond(
    200,
    { 'content-type': 'application/json' },
    JSON.stringify({
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 900, totalTokenCount: 920 },
    }),
  )

beforeAll(async () => {
  const ffmpeg = await ffmpegOnce({ env: process.env, report: () => {} })()
  const source = (async function* () {
    yield humOf(1)
  })()
  const signal = AbortSignal.timeout(60_000)
  const options = { ffmpeg, source: { type: 'samples', rateHz: 24_000 }, format: 'mp3', signal } as const
  mp3 = Buffer.concat(await Array.fromAsync(convertSpeech(source, options)))
  parts = [
    { text: '[Verse] A quiet harbour' },
    { inlineData: { mimeType: 'audio/mpeg', data: mp3.toString('base64') } },
  ]
  world.upstream.script({ match: { path: /./ }, choose: () => ({ steps: answer() }) })
})

const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })
const begin = (body: object) =>
  askTasks(where(), 'POST', '/tasks', { type: 'music', model: MODEL, prompt: 'A sea shanty', ...body })

describe('a task for a song', () => {
  it('is created by Gemini, stored and charged per song', async () => {
    const { body: task } = await begin({ tags: 'folk', lyrics: 'A quiet harbour', instrumental: false })
    const done = await endOf(where(), task.id)
    expect(done).toMatchObject({ type: 'music', status: 'completed', cost: 0.04, error: null })
    expect(done.result.url).toContain(`/v1/audio/${task.id}/content`)
    const file = await fetch(done.result.url, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'audio/mpeg'])
    expect(Buffer.from(await file.arrayBuffer())).toEqual(mp3)
    const sent = JSON.parse(String(world.upstream.requests().at(-1)!.body))
    expect(sent.contents[0].parts[0].text).toBe('A sea shanty\nStyle: folk\nLyrics:\nA quiet harbour')
  })

  it('costs nothing if the answer has no song', async () => {
    const song = parts
    parts = [{ text: 'I cannot sing that.' }]
    const { body: task } = await begin({})
    expect(await endOf(where(), task.id)).toMatchObject({ status: 'failed', cost: 0 })
    parts = song
  })

  it.each([
    ['seconds', { seconds: 30 }],
    ['n', { n: 2 }],
    ['prompt', { prompt: '' }],
  ])('is refused if its provider does not support %s', async (param, more) => {
    const { status, body } = await begin(more)
    expect([status, body.error.param]).toEqual([400, param])
  })
})
