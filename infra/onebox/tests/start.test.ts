import { globSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { SERVICES } from '@gptget/host/services'
import { startStopwatch } from '@gptget/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startOnebox, type Onebox } from './start-onebox.ts'

let onebox: Onebox

beforeAll(async () => {
  onebox = await startOnebox()
  await onebox.says('Ctrl-C stops it.')
}, 240_000)
afterAll(async () => {
  onebox.process.kill('SIGINT')
  await onebox.ended
  await rm(onebox.dataDirectory, { recursive: true, force: true })
}, 60_000)

const quickstart = () =>
  z
    .object({ base_url: z.string(), api_key: z.string() })
    .parse(JSON.parse(readFileSync(`${onebox.dataDirectory}/quickstart.json`, 'utf8')))

const pidOfLocalModel = (): number | undefined =>
  z
    .array(z.object({ services: z.array(z.string()), pid: z.number().optional() }))
    .parse(JSON.parse(readFileSync(`${onebox.dataDirectory}/services.json`, 'utf8')))
    .find(({ services }) => services.includes('local-model'))?.pid

describe('npm start', () => {
  it('prints a working key and URL', async () => {
    const { base_url, api_key } = quickstart()
    expect(onebox.printed()).toContain(
      `export GPTGET_API_KEY=${api_key}\nexport GPTGET_BASE_URL=${base_url}\n`,
    )
    const answer = await fetch(`${base_url}/models`, { headers: { authorization: `Bearer ${api_key}` } })
    const { data } = (await answer.json()) as { data: { id: string }[] }
    expect(data.some(({ id }) => id.startsWith('local/'))).toBe(true)
  })

  it('does not start the local model before it is needed', () => {
    expect(pidOfLocalModel()).toBeUndefined()
  })

  it('starts the local model with its first request', async () => {
    const { base_url, api_key } = quickstart()
    const [model] = /local\/[\w.-]+/.exec(onebox.printed()) ?? []
    const answer = await fetch(`${base_url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, max_tokens: 4, messages: [{ role: 'user', content: 'Hello' }] }),
    })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ object: 'chat.completion' }),
    ])
    expect(pidOfLocalModel()).toBeTypeOf('number')
  }, 60_000)

  it('serves the metrics of every process at the printed URLs', async () => {
    const ports = SERVICES.map(({ metricsPortOffset }) => onebox.port + metricsPortOffset)
    const answers = await Promise.all(ports.map((port) => fetch(`http://127.0.0.1:${port}/metrics`)))
    expect(answers.map(({ status }) => status)).toEqual(ports.map(() => 200))
    for (const port of ports) expect(onebox.printed()).toMatch(new RegExp(`Metrics .*:${port}\\b`))
  })

  it('writes no stack trace to any log while it starts', () => {
    const logs = globSync(`${onebox.dataDirectory}/logs/*.log`)
    const traces = logs.flatMap((log) =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /"stack":|^\s+at .*:\d+/.test(line)),
    )
    expect([logs.length >= 4, traces]).toEqual([true, []])
  })
})

describe('a second Ctrl-C', () => {
  it('ends a running answer at once, with an error on the stream, and stops everything', async () => {
    const { base_url, api_key } = quickstart()
    const [model] = /local\/[\w.-]+/.exec(onebox.printed()) ?? []
    const answer = await fetch(`${base_url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        stream: true,
        max_tokens: 4_000,
        temperature: 1,
        messages: [{ role: 'user', content: 'Tell me a very long story.' }],
        // Makes the answer long enough to be stopped.
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'story',
            schema: {
              type: 'object',
              properties: { lines: { type: 'array', items: { type: 'string' }, minItems: 400 } },
              required: ['lines'],
            },
          },
        },
      }),
    })
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader.read()).value ?? ''
    onebox.process.kill('SIGINT')
    await onebox.says('letting answers finish')
    // Signals within a second are one Ctrl-C, which reaches npm, the bootstrap and us.
    await sleep(1_100)
    const elapsedMs = startStopwatch()
    onebox.process.kill('SIGINT')
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value
    expect(text).toContain('The gateway was stopped.')
    expect(elapsedMs()).toBeLessThan(2_000)
    expect(await onebox.ended).toBe(0)
  }, 60_000)
})
