import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runOnDemand } from './run-on-demand.ts'
import type { RunningService } from './run-service.ts'

const PROGRAM = `
import { createServer } from 'node:http'
createServer((request, response) => {
  if (request.url === '/readyz') return response.end('{}')
  response.write('first,')
  setTimeout(() => response.end('last by ' + process.pid), 50)
}).listen(process.env.PORT, '127.0.0.1')`

let directory: string
let running: RunningService
let warnings: string[]

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gptget-on-demand-'))
  warnings = []
})
afterEach(async () => {
  await running.stop(AbortSignal.abort())
  await rm(directory, { recursive: true, force: true })
})

/** Runs a program on demand. Returns its URL. */
const run = async (program: string, idleMs: number): Promise<string> => {
  const entry = path.join(directory, 'main.mjs')
  await writeFile(entry, program)
  const url = `http://127.0.0.1:${await findFreePort()}`
  running = runOnDemand(
    {
      name: 'local-model',
      services: ['local-model'],
      metrics: [],
      args: [],
      replica: 1,
      url,
      urls: {},
      drainMs: 1_000,
      entry,
      env: { PATH: process.env.PATH },
    },
    {
      idleMs,
      logDirectory: directory,
      terminal: {
        say: () => {},
        done: () => {},
        warn: (text) => warnings.push(text),
        during: (_, work) => work,
      },
      onChange: () => {},
    },
  )
  await running.ready
  return url
}

const ask = async (url: string): Promise<string> =>
  (await fetch(url, { headers: { connection: 'close' } })).text()

describe('a service that runs on demand', () => {
  it('is started by its first request, and once for simultaneous requests', async () => {
    const url = await run(PROGRAM, 60_000)
    expect(running.pid()).toBeUndefined()
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(url)))
    expect(new Set(answers)).toEqual(new Set([`first,last by ${running.pid()}`]))
  })

  it('ends after the idle time and is started again', async () => {
    const url = await run(PROGRAM, 100)
    const first = await ask(url)
    await expect.poll(() => running.pid(), { timeout: 10_000 }).toBeUndefined()
    const second = await ask(url)
    expect(second).toMatch(/^first,last by \d+$/)
    expect(second).not.toBe(first)
    expect(warnings).toEqual([])
  })

  it('closes connections if its process fails, reports why, and retries for the next', async () => {
    const url = await run(`throw new Error('the weights are gone')`, 60_000)
    await expect(ask(url)).rejects.toThrow(/fetch failed/)
    await expect(ask(url)).rejects.toThrow(/fetch failed/)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/the weights are gone/)
  })
})
