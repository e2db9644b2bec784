import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runService, type RunningService } from './run-service.ts'

let directory: string
let running: RunningService | undefined
let heard: { say: string[]; done: string[]; warn: string[] }

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gptget-service-'))
  heard = { say: [], done: [], warn: [] }
  running = undefined
})
afterEach(async () => {
  await running?.stop(AbortSignal.abort())
  await rm(directory, { recursive: true, force: true })
})

/** A program that runs `beforeListening`, then answers `/readyz`, and drains for a moment on SIGTERM. */
const program = (beforeListening: string) => `
import { createServer } from 'node:http'
console.log(JSON.stringify({ msg: 'begins', pid: process.pid }))
${beforeListening}
createServer((_request, response) => response.end('{}')).listen(process.env.PORT, '127.0.0.1')
process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0) }, 100))`

const run = async (beforeListening = ''): Promise<RunningService> => {
  const entry = path.join(directory, 'main.mjs')
  await writeFile(entry, program(beforeListening))
  const port = await findFreePort()
  const env = { PATH: process.env.PATH, PORT: String(port) }
  running = runService(
    {
      name: 'router',
      services: ['router'],
      metrics: [],
      args: [],
      replica: 1,
      url: `http://127.0.0.1:${port}`,
      urls: {},
      drainMs: 20_000,
      entry,
      env,
    },
    {
      logDirectory: directory,
      terminal: {
        say: (text) => heard.say.push(text),
        done: (text) => heard.done.push(text),
        warn: (text) => heard.warn.push(text),
        during: (_, work) => work,
      },
      onChange: () => {},
    },
  )
  return running
}
const log = () => readFile(path.join(directory, 'router-1.log'), 'utf8')

describe('runService', () => {
  it('restarts a killed service and reports both', async () => {
    const service = await run()
    await service.ready
    const first = service.pid()
    service.signal('SIGKILL')
    await expect.poll(() => heard.done, { timeout: 10_000 }).toEqual(['router-1 is back'])
    expect(service.pid()).not.toBe(first)
    expect(heard.warn.join()).toMatch(/router-1 ended unexpectedly \(SIGKILL\).*"begins"/s)
  })

  it('reports why a service did not start, and stops retrying', async () => {
    const service = await run(`throw new Error('the configuration is wrong')`)
    await expect(service.ready).rejects.toThrow(
      /router-1 did not start \(exit 1\)[^]*the configuration is wrong/,
    )
  })

  it('lets a stopped service drain', async () => {
    const service = await run()
    await service.ready
    await service.stop(new AbortController().signal)
    expect(await log()).toContain('drained')
    expect(heard.warn).toEqual([])
  })

  it('stops a service that is still starting', async () => {
    const service = await run('await new Promise((resolve) => setTimeout(resolve, 60_000))')
    await expect.poll(log, { timeout: 10_000 }).toContain('begins')
    await service.stop(new AbortController().signal)
    expect(heard.warn).toEqual([])
  })
})
