import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { startScriptedUpstream, startTaskUpstream } from '@gptget/testkit'
import { mustRun } from './run.ts'
import { callerEnvironment, pageConfig, scriptPageModel } from './sdk-world.ts'
import type { Owner } from './sign-in.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const READY_TIMEOUT_MS = 240_000

export type NpmStart = {
  /** What a caller's program finds in its environment, of what was printed. */
  environment: Record<string, string>
  owner: Owner
  /** All that was printed. */
  printed: string
  stop(): Promise<void>
}

/** `npm start` as a person types it, in folders of its own, with a configuration whose providers are scripted. */
export const startNpm = async (directory: string): Promise<NpmStart> => {
  const [upstream, tasks] = await Promise.all([startScriptedUpstream(), startTaskUpstream()])
  scriptPageModel(upstream)
  const folder = path.join(directory, 'npm-start')
  await mkdir(folder)
  const config = path.join(folder, 'gptget.yaml')
  await writeFile(config, JSON.stringify(pageConfig(upstream, tasks), null, 2))
  const env = {
    ...process.env,
    GPTGET_DATA_DIR: path.join(folder, 'data'),
    MEDIA_ALLOWED_HOSTS: new URL(tasks.url).host,
  }
  const platform = await startReady(
    ['start', '--', '--port', String(await findFreePort()), '--config', config],
    env,
  )
  const read = JSON.parse(
    readFileSync(path.join(env.GPTGET_DATA_DIR, 'quickstart.json'), 'utf8'),
  ) as Quickstart
  const manager = [
    'run',
    '-s',
    'admin',
    '--',
    'keys',
    'create',
    '--account',
    read.account_id,
    '--manage',
    '--json',
  ]
  const { api_key: apiKey } = JSON.parse(
    await mustRun('npm', manager, { cwd: REPOSITORY, env: env as never }),
  ) as {
    api_key: string
  }
  return {
    environment: { ...callerEnvironment(read.base_url, read.api_key), GPTGET_MANAGEMENT_KEY: apiKey },
    owner: {
      origin: new URL(read.base_url).origin,
      signInToken: async () => /welcome#(\S+)/.exec(platform.printed)![1]!,
    },
    printed: platform.printed,
    stop: async () => {
      await platform.stop()
      await Promise.all([upstream.stop(), tasks.stop()])
    },
  }
}

type Quickstart = { base_url: string; api_key: string; account_id: string }

/** Runs npm until it prints that the platform is ready. @throws Error with all it printed where it does not. */
const startReady = async (
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ printed: string; stop(): Promise<void> }> => {
  // A process group of its own: Ctrl-C reaches all of a terminal's.
  const child = spawn('npm', args, {
    cwd: REPOSITORY,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ready = Promise.withResolvers<string>()
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      printed += String(bytes)
      if (printed.includes('Ctrl-C stops it.')) ready.resolve(printed)
    })
  const fail = (): void => ready.reject(new Error(`npm start was not ready:\n${printed}`))
  const timer = setTimeout(fail, READY_TIMEOUT_MS)
  void ended.then(fail)
  const text = await ready.promise.finally(() => clearTimeout(timer))
  return {
    printed: text,
    stop: async () => {
      process.kill(-child.pid!, 'SIGINT')
      await ended
    },
  }
}
