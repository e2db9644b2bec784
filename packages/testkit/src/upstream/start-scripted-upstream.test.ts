import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSseReader } from '@gptget/protocol'
import { findClosedPort } from './listen.ts'
import { startScriptedUpstream, type ScriptedUpstream } from './start-scripted-upstream.ts'
import { end, head, wait, write } from './step.ts'
import { transcript, words } from './transcripts/transcript.ts'

let upstream: ScriptedUpstream
beforeAll(async () => {
  upstream = await startScriptedUpstream()
})
afterAll(() => upstream.stop())

const ask = (model: string, body: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> =>
  fetch(`${upstream.baseUrl('openai-chat')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [], ...body }),
    ...(signal ? { signal } : {}),
  })

const stream = (model: string, body: Record<string, unknown> = {}): Promise<Response> =>
  ask(model, { stream: true, ...body })

const dataOf = (text: string): string[] =>
  createSseReader()
    .push(text)
    .map((frame) => frame.data)

const contentOf = (text: string): string =>
  dataOf(text)
    .filter((data) => data !== '[DONE]')
    .map(
      (data) =>
        (JSON.parse(data) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '',
    )
    .join('')

describe('a scripted upstream', () => {
  it('streams the tokens of its model name and ends with [DONE]', async () => {
    const text = await (await stream('scripted:text-12')).text()
    expect(contentOf(text)).toBe(words(12).join(''))
    expect(dataOf(text).at(-1)).toBe('[DONE]')
  })

  it('sends usage in a last chunk without choices only on request', async () => {
    const without = await (await stream('scripted:text-3')).text()
    const asked = await (await stream('scripted:text-3', { stream_options: { include_usage: true } })).text()
    expect(without).not.toContain('prompt_tokens')
    expect(JSON.parse(dataOf(asked).at(-2) ?? '')).toMatchObject({
      choices: [],
      usage: { completion_tokens: 3 },
    })
  })

  it('answers 418 to a misspelled script, which tests do not mistake for a provider’s failure', async () => {
    expect((await ask('scripted:cut-aftr-3')).status).toBe(418)
    expect((await ask('other-model')).status).toBe(418)
  })

  it('records method, path, headers and the exact body', async () => {
    upstream.clear()
    const body = '{ "model":"scripted:text-1" , "x":1.50, "messages":[]}'
    await fetch(`${upstream.url}/v1/chat/completions?a=b`, {
      method: 'POST',
      body,
      headers: { 'x-mark': 'yes' },
    })
    const [record] = upstream.requests()
    expect(record).toMatchObject({
      number: 1,
      method: 'POST',
      path: '/v1/chat/completions?a=b',
      model: 'scripted:text-1',
    })
    expect(record?.body.toString()).toBe(body)
    expect(record?.headers['x-mark']).toBe('yes')
  })

  it('records when the client disconnects', async () => {
    upstream.clear()
    const leave = new AbortController()
    const response = await ask('scripted:text-3+stall-after-1', { stream: true }, leave.signal)
    await response.body?.getReader().read()
    const leftAtMs = performance.now()
    leave.abort()
    const record = await upstream.waitFor((request) => request.abortedAtMs !== undefined)
    expect((record.abortedAtMs ?? 0) - leftAtMs).toBeLessThan(200)
    expect(record.completedAtMs).toBeUndefined()
  })

  it('lets a rule choose by the request', async () => {
    upstream.script({
      match: { model: 'chooser' },
      choose: ({ json }) => ({ transcript: transcript({ text: [(json as { user: string }).user] }) }),
    })
    expect(contentOf(await (await stream('chooser', { user: 'Ada' })).text())).toBe('Ada')
  })

  it('follows the newest matching rule exactly, and only for the n-th request', async () => {
    upstream.script({
      match: { model: 'ruled', nth: 2 },
      steps: [head(200, { 'content-type': 'text/plain' }), write('a'), wait(1), write('\u00e9'), end],
    })
    upstream.script({ match: { model: 'ruled', nth: 1 }, faults: [{ kind: 'status', status: 503 }] })
    expect((await ask('ruled')).status).toBe(503)
    expect(await (await ask('ruled')).text()).toBe('aé')
    upstream.clear()
    expect((await ask('ruled')).status).toBe(418)
  })
})

describe('a scripted fault', () => {
  it.each([400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 529])(
    'status %i answers with that status',
    async (status) => {
      const response = await ask(`scripted:status-${status}`)
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ error: { message: expect.any(String) as string } })
      expect(response.headers.get('retry-after')).toBe(status === 429 ? '2' : status === 529 ? '1' : null)
    },
  )

  it('cut closes the connection after k tokens', async () => {
    const response = await stream('scripted:text-8+cut-after-3')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const drain = async (): Promise<void> => {
      for (;;) {
        const piece = await reader?.read()
        if (!piece || piece.done) return
        text += piece.value
      }
    }
    await expect(drain()).rejects.toThrow(/terminated/)
    expect(contentOf(text)).toBe(words(3).join(''))
  })

  it('missing terminal ends the body without [DONE], and duplicate sends it twice', async () => {
    expect(await (await stream('scripted:missing-terminal')).text()).not.toContain('[DONE]')
    const twice = dataOf(await (await stream('scripted:duplicate-terminal')).text())
    expect(twice.slice(-2)).toEqual(['[DONE]', '[DONE]'])
  })

  it('error in 200 is an error body, or an error event before the first token', async () => {
    const plain = await ask('scripted:error-in-200')
    expect([plain.status, await plain.json()]).toEqual([
      200,
      expect.objectContaining({ error: expect.anything() as unknown }),
    ])
    const text = await (await stream('scripted:error-in-200')).text()
    expect(contentOf(text.split('data: {"error"')[0] ?? '')).toBe('')
    expect(text).toContain('"error"')
  })

  it('malformed event is not JSON', async () => {
    const last = dataOf(await (await stream('scripted:malformed-after-2')).text()).at(-1) ?? ''
    expect(() => JSON.parse(last) as unknown).toThrow(SyntaxError)
  })

  it.each(['gzip', 'crlf', 'split-utf8', 'bom', 'comments', 'trickle-1'])(
    '%s does not change the content',
    async (fault) => {
      const text = await (await stream(`scripted:text-10+${fault}`)).text()
      expect(contentOf(text)).toBe(words(10).join(''))
      expect(await (await ask(`scripted:text-10+${fault}`)).json()).toMatchObject({
        choices: [{ message: { content: words(10).join('') } }],
      })
    },
  )

  it('crlf ends every line with CR LF', async () => {
    const text = await (await stream('scripted:text-2+crlf')).text()
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('no usage omits it from plain and streamed answers', async () => {
    expect(await (await ask('scripted:no-usage')).text()).not.toContain('prompt_tokens')
    const text = await (await stream('scripted:no-usage', { stream_options: { include_usage: true } })).text()
    expect(text).not.toContain('prompt_tokens')
  })

  it('refuse is a port without a listener', async () => {
    await expect(fetch(`http://127.0.0.1:${await findClosedPort()}`)).rejects.toThrow(/fetch failed/)
  })

  it('huge event sends its bytes in one event', async () => {
    const longest = dataOf(await (await stream('scripted:text-1+huge-event-3000000')).text()).map(
      (data) => data.length,
    )
    expect(Math.max(...longest)).toBeGreaterThan(3_000_000)
  })
})
