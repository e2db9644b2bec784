import { afterAll, beforeAll, expect, it } from 'vitest'
import { startInstantUpstream } from './instant-upstream.ts'
import { words } from './transcripts/transcript.ts'

let upstream: Awaited<ReturnType<typeof startInstantUpstream>>
beforeAll(async () => {
  upstream = await startInstantUpstream()
})
afterAll(() => upstream.stop())

const ask = (body: unknown): Promise<Response> =>
  fetch(`${upstream.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) })

it('the instant upstream answers with the number of tokens in the model name', async () => {
  expect(await (await ask({ model: 'instant-20' })).json()).toMatchObject({
    choices: [{ message: { content: words(20).join('') } }],
    usage: { completion_tokens: 20 },
  })
})

it('the instant upstream streams one event per token, repeatedly on one connection', async () => {
  for (let round = 0; round < 3; round++) {
    const text = await (
      await ask({ model: 'instant-100', stream: true, stream_options: { include_usage: true } })
    ).text()
    expect(text.match(/"content":/g)).toHaveLength(101)
    expect(text).toContain('"completion_tokens":100')
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  }
})

it('the instant upstream paces a stream by the milliseconds in the model name', async () => {
  const startedAtMs = performance.now()
  await (await ask({ model: 'paced-5-10', stream: true })).text()
  expect(performance.now() - startedAtMs).toBeGreaterThan(50)
})

it('the instant upstream refuses an unknown model', async () => {
  expect((await ask({ model: 'gpt-4o' })).status).toBe(404)
})

it('the instant upstream refuses other requests and keeps serving', async () => {
  expect((await fetch(`${upstream.url}/v1/models`)).status).toBe(404)
  expect((await ask({ model: 'instant-1' })).status).toBe(200)
})
