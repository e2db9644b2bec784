import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createTestDatabase, startTestNats } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleServices } from './bundle-services.ts'

/** Outside the repository, so that no node_modules is found, as in the image. */
const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bundles-'))
const [database, nats] = await Promise.all([createTestDatabase(), startTestNats()])
const children: ChildProcess[] = []
const metricsUrls = new Map<string, string>()

const CONFIGURATION = `
providers: { nobody: { dialect: openai, base_url: 'http://127.0.0.1:9/v1' } }
models: { test/model: { routes: [{ provider: nobody, model: model }], price: { input: 1, output: 2 } } }`

/** Runs a bundle as the image does. Returns its URL. */
const start = async (service: string, env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<string> => {
  const child = fork(path.join(directory, `${service}.mjs`), args, {
    cwd: directory,
    env: {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '0',
      METRICS_PORT: '0',
      NATS_URL: nats.url,
      DATABASE_URL: database.url,
      GPTGET_CONFIG: path.join(directory, 'gptget.yaml'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  children.push(child)
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, url, metricsUrl } = JSON.parse(line) as { msg: string; url?: string; metricsUrl?: string }
    if (msg !== 'started') continue
    metricsUrls.set(service, metricsUrl!)
    return url!
  }
  throw new Error(`${service} ended before it was ready`)
}

/** Runs node in the folder of the bundles and returns its stdout. */
const run = (...args: string[]): string =>
  spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' }).stdout

/** Creates an account with the bundled admin. */
const makeAccount = (): { api_key: string } => {
  const admin = spawnSync(
    process.execPath,
    ['admin.mjs', 'accounts', 'create', '--name', 'me', '--credits', '1.50', '--json'],
    { cwd: directory, env: { GPTGET_NATS_URL: nats.url }, encoding: 'utf8' },
  )
  return JSON.parse(admin.stdout) as { api_key: string }
}

const readMetrics = async (service: string): Promise<string> =>
  (await fetch(`${metricsUrls.get(service)}/metrics`)).text()

const waitUntilReady = (url: string): Promise<void> =>
  expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200)

beforeAll(async () => {
  await bundleServices(directory)
  await writeFile(path.join(directory, 'gptget.yaml'), CONFIGURATION)
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all([nats.stop(), database.drop(), rm(directory, { recursive: true, force: true })])
})

describe('the bundled services', () => {
  it('sign in to Postgres with the roles that prepare-database creates', async () => {
    const prepared = await createTestDatabase()
    const password = 'pw-of-a-role'
    const { status, stdout, stderr } = spawnSync('node', [path.join(directory, 'prepare-database.mjs')], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: prepared.url,
        POSTGRES_PASSWORD_BILLING: password,
        POSTGRES_PASSWORD_TASKS_WORKER: password,
        POSTGRES_PASSWORD_COMPUTERS: password,
        POSTGRES_PASSWORD_REALTIME: password,
        POSTGRES_PASSWORD_CONSOLE: password,
        POSTGRES_PASSWORD_MEDIA_PROXY: password,
      },
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('gptget_billing')
    const url = new URL(prepared.url)
    url.username = 'gptget_billing'
    url.password = password
    await waitUntilReady(await start('billing', { DATABASE_URL: url.href }))
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await prepared.drop()
  })

  it('run without node_modules and serve an account created by the bundled admin', async () => {
    const urls = await Promise.all(['billing', 'router', 'edge-gateway'].map((service) => start(service)))
    await Promise.all(urls.map(waitUntilReady))

    const { api_key } = makeAccount()

    const headers = { authorization: `Bearer ${api_key}` }
    const ask = async (where: string): Promise<unknown> =>
      (await fetch(`${urls[2]}${where}`, { headers })).json()
    expect(await ask('/v1/credits')).toMatchObject({ data: { total_credits: 1.5 } })
    expect(await ask('/v1/models')).toMatchObject({ data: [{ id: 'test/model' }] })

    // A body of this size is read in a thread, which must start from the bundle too.
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(1024 ** 2) }] })
    const large = await fetch(`${urls[2]}/v1/chat/completions`, { method: 'POST', headers, body })
    expect([large.status, await large.json()]).toMatchObject([400, { error: { param: 'model' } }])
  })

  it.each(['tasks-worker', 'media-proxy', 'computers', 'realtime'])(
    'start with the files of the image: %s',
    async (service) => {
      const media = path.join(directory, 'media')
      const settings = { COMPUTERS_DRIVER: 'none', MEDIA_DIRECTORY: media, TASKS_SECRET: 's'.repeat(32) }
      const url = await start(service, settings)
      await waitUntilReady(url)
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
    },
  )

  it('include the image library and the users’ command line', () => {
    expect(run('cli/gptget.js', '--version')).toMatch(/^\d+\.\d+\.\d+/)
    expect(run('--eval', 'console.log(typeof require("sharp")({}).png)')).toContain('function')
  })

  it('detect speech with the silero model of the image', { timeout: 90_000 }, async () => {
    const urls = await Promise.all(['billing', 'router', 'realtime'].map((name) => start(name)))
    await Promise.all(urls.map(waitUntilReady))
    const { api_key: key } = makeAccount()
    const address = `${urls[2]!.replace('http', 'ws')}/v1/realtime?model=test/model&api_key=${key}`
    const socket = new WebSocket(address)
    await once(socket, 'open')
    const audio = Buffer.alloc(48_000).toString('base64')
    socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
    await expect
      .poll(() => readMetrics('realtime'), { timeout: 45_000 })
      .toContain('gptget_realtime_microphones_total{detector="silero",service="realtime"} 1')
    socket.close()
  })

  it('serve the site with its text files', async () => {
    const url = await start('docs')
    for (const path of ['/docs/quickstart', '/docs/api/createChatCompletion', '/favicon.ico'])
      expect((await fetch(url + path)).status).toBe(200)
  })

  it('run several in one process', async () => {
    const url = await start('host', {}, ['edge-gateway,router'])
    await waitUntilReady(url)
    const child = children.at(-1)!
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('drain and exit with 0 on SIGTERM', async () => {
    const url = await start('router')
    const child = children.at(-1)!
    await waitUntilReady(url)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('load the separate chunk of tracing if a collector is configured', async () => {
    const url = await start('router', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200)
  })
})
