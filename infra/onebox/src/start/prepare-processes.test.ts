import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { HOSTED, type HostedName } from '@gptget/host/services'
import { isRunning } from '@gptget/embedded-servers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareProcesses, type PreparedProcesses } from './prepare-processes.ts'
import type { ServicePlan } from './plan-services.ts'

const RUN_MAIN = path.resolve(import.meta.dirname, '../../../../packages/runtime/src/run-main.ts')
/** A service that says when its code is loaded, and with which environment it starts. */
const PROGRAM = `
import { runMain } from ${JSON.stringify(RUN_MAIN)}
const start = async (env) => {
  console.log('starts with', env.DATABASE_URL, env.GPTGET_ENVIRONMENT_FOLLOWS, env.OPENAI_API_KEY)
  const timer = setInterval(() => {}, 1000)
  return { name: 'host', url: '', metricsUrl: '', stop: async () => clearInterval(timer) }
}
process.on('exit', (code) => console.log('exits with', code))
runMain('host', start, async () => console.log('loaded', process.env.OPENAI_API_KEY))`

let repository: string
let prepared: PreparedProcesses

beforeEach(async () => {
  repository = await mkdtemp(path.join(tmpdir(), 'gptget-prepared-'))
  await mkdir(path.join(repository, 'infra/host/src'), { recursive: true })
  await writeFile(path.join(repository, 'infra/host/src/main.ts'), PROGRAM)
})
afterEach(async () => {
  prepared.end()
  await rm(repository, { recursive: true, force: true })
})

const replicas = Object.fromEntries(HOSTED.map(({ name }) => [name, 1])) as Record<HostedName, number>
const prepare = (): void => {
  const options = {
    port: 1,
    dataDirectory: repository,
    configurationFile: undefined,
    replicas,
    colocated: HOSTED.map(({ name }) => name),
  }
  const env = { PATH: process.env.PATH, OPENAI_API_KEY: 'sk-secret' }
  prepared = prepareProcesses({ repository, bundle: undefined, env, options }, repository)
}
const plan: ServicePlan = {
  name: 'billing',
  services: HOSTED.map(({ name }) => name),
  replica: 1,
  url: 'http://127.0.0.1:1',
  urls: {},
  metrics: [],
  entry: '',
  args: [],
  drainMs: 0,
  env: { DATABASE_URL: 'postgres://billing' },
}
const log = () => readFile(path.join(repository, 'services-1.log'), 'utf8')
const ended = (child: { once(event: 'exit', listener: (code: number | null) => void): unknown }) =>
  new Promise<number | null>((resolve) => child.once('exit', resolve))

describe('a prepared process', () => {
  it('loads its code without secrets, and starts only with the environment of its plan', async () => {
    prepare()
    await expect.poll(log, { timeout: 20_000 }).toBe('loaded undefined\n')
    const child = prepared.take(plan)!
    await expect
      .poll(log, { timeout: 20_000 })
      .toContain('starts with postgres://billing undefined undefined')
    const exit = ended(child)
    child.kill()
    expect(await exit).toBe(0)
  })

  it('is given to one plan only', () => {
    prepare()
    const child = prepared.take(plan)!
    expect(prepared.take(plan)).toBeUndefined()
    child.kill('SIGKILL')
  })

  it('is not given to a plan once it has ended', async () => {
    await writeFile(path.join(repository, 'infra/host/src/main.ts'), 'console.log(process.pid)')
    prepare()
    await expect.poll(log, { timeout: 20_000 }).not.toBe('')
    await expect.poll(async () => isRunning(Number(await log()), repository), { timeout: 20_000 }).toBe(false)
    expect(prepared.take(plan)).toBeUndefined()
  })

  it('ends without an error when nothing needs it any more', async () => {
    prepare()
    await expect.poll(log, { timeout: 20_000 }).toContain('loaded')
    prepared.end()
    await expect.poll(log, { timeout: 20_000 }).toBe('loaded undefined\nexits with 0\n')
  })
})
