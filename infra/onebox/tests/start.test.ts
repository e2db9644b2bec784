import { globSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { SERVICES } from '@gptget/host/services'
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

describe('npm start', () => {
  it('prints a key and an address that answer', async () => {
    const { base_url, api_key } = quickstart()
    expect(onebox.printed()).toContain(
      `export GPTGET_API_KEY=${api_key}\nexport GPTGET_BASE_URL=${base_url}\n`,
    )
    const answer = await fetch(`${base_url}/models`, { headers: { authorization: `Bearer ${api_key}` } })
    const { data } = (await answer.json()) as { data: { id: string }[] }
    expect(data.some(({ id }) => id.startsWith('local/'))).toBe(true)
  })

  it('serves metrics of every process where it says', async () => {
    const ports = SERVICES.map(({ metricsPortOffset }) => onebox.port + metricsPortOffset)
    const answers = await Promise.all(ports.map((port) => fetch(`http://127.0.0.1:${port}/metrics`)))
    expect(answers.map(({ status }) => status)).toEqual(ports.map(() => 200))
    for (const port of ports) expect(onebox.printed()).toMatch(new RegExp(`Metrics .*:${port}\\b`))
  })

  it('has the local model answer its first request, which loads it', async () => {
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
  }, 60_000)

  it('writes no stack trace to any log while it starts', () => {
    const logs = globSync(`${onebox.dataDirectory}/logs/*.log`)
    const traces = logs.flatMap((log) =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /"stack":|^\s+at .*:\d+/.test(line)),
    )
    expect([logs.length >= 7, traces]).toEqual([true, []])
  })
})
