import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findClosedPort } from '@gptget/testkit'
import { fetchProgram, librariesOf, type BalancerName } from './programs.ts'

const CONFIGURATIONS = path.resolve(import.meta.dirname, '../../../infra/balancers')
const START_TIMEOUT_MS = 30_000

type Recipe = { file: string; listens: string; args(file: string, folder: string): string[] }

/** The operator's command, and the part of the file with the listening address. */
const RECIPES: Record<BalancerName, Recipe> = {
  nginx: {
    file: 'nginx.conf',
    listens: 'listen 8080;',
    args: (file, folder) => ['-p', folder, '-c', file, '-g', 'daemon off;'],
  },
  haproxy: { file: 'haproxy.cfg', listens: 'bind :8080', args: (file) => ['-db', '-f', file] },
  caddy: {
    file: 'Caddyfile',
    listens: '\n:8080 {',
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  envoy: {
    file: 'envoy.yaml',
    listens: 'address: 0.0.0.0, port_value: 8080',
    args: (file) => ['-c', file, '--use-dynamic-base-id', '--concurrency', '2', '--log-level', 'error'],
  },
}

/** `said` is the end of its output. */
export type Balancer = { name: BalancerName; url: string; said(): string; stop(): Promise<void> }

/** Starts a balancer with the configuration of the repository, on loopback, in front of these edges. */
export const startBalancer = async (
  name: BalancerName,
  options: { cacheDirectory: string; workDirectory: string; edgePorts: readonly number[] },
): Promise<Balancer> => {
  const { program, folder: programFolder } = await fetchProgram(options.cacheDirectory, name)
  const recipe = RECIPES[name]
  const port = await findClosedPort()
  const folder = path.join(options.workDirectory, name)
  mkdirSync(path.join(folder, 'temporary'), { recursive: true })
  const file = path.join(folder, recipe.file)
  writeFileSync(file, configurationOf(recipe, port, options.edgePorts))
  const child = spawn(program, recipe.args(file, folder), {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, LD_LIBRARY_PATH: librariesOf(programFolder) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (bytes: Buffer) => (said = (said + String(bytes)).slice(-4_000)))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGTERM')
      throw new Error(`${name} does not serve (exit ${child.exitCode}):\n${said}`)
    }
    await sleep(100)
  }
  return {
    name,
    url,
    said: () => said,
    // Not SIGKILL: nginx's workers would survive.
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Replaces the names of three edges in the file. @throws Error if the file does not contain them */
const configurationOf = (recipe: Recipe, port: number, edgePorts: readonly number[]): string => {
  const text = readFileSync(path.join(CONFIGURATIONS, recipe.file), 'utf8')
  const replacements = [
    [recipe.listens, recipe.listens.replace('0.0.0.0', '127.0.0.1').replace('8080', String(port))],
    ...edgePorts.flatMap((edgePort, index) => {
      const name = `edge-${index + 1}`
      return [
        [`${name}:8080`, `127.0.0.1:${edgePort}`],
        [`address: ${name}, port_value: 8080`, `address: 127.0.0.1, port_value: ${edgePort}`],
      ]
    }),
  ] as [string, string][]
  const written = replacements.reduce((before, [from, to]) => before.replaceAll(from, to), text)
  if (/edge-\d+:\d|address: edge-/.test(written) || !text.includes(recipe.listens))
    throw new Error(`${recipe.file} names an address that the proof does not know`)
  return written
}
