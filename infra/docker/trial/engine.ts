import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findMissing, run, runVisibly } from './programs.ts'
import type { Report } from './programs.ts'

/** A container engine of our own, which leaves nothing on the machine but its folder. */
export type Engine = {
  /** For `DOCKER_HOST`. */
  address: string
  /** A podman command against this engine. */
  podman(args: readonly string[], input?: { report: Report }): Promise<string>
  /** Docker's API, as far as podman has it. */
  get<Answer>(path: string): Promise<Answer>
  stop(): Promise<void>
}

const PACKAGES = ['podman', 'runc', 'mmdebstrap', 'netavark', 'aardvark-dns', 'iptables', 'uidmap']
const PROGRAMS = ['podman', 'runc', 'mmdebstrap', 'netavark', 'aardvark-dns', 'iptables']
/** How often containers are asked how they are; where systemd runs, its timers do it. */
const HEALTH_INTERVAL_MS = 2_000

/** @throws Error that says what is missing and how to get it */
export const requireEngine = async (): Promise<void> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('This needs Linux and root: containers get limits and networks of their own.')
  const missing = await findMissing(PROGRAMS)
  if (missing.length === 0) return
  throw new Error(
    `${missing.join(', ')} is missing. On Debian: apt-get install --no-install-recommends ${PACKAGES.join(' ')}`,
  )
}

/**
 * Starts podman with all its state in `directory`. In a mount namespace of its own: what else is mounted and unmounted
 * on the machine must not take its networks away.
 */
export const startEngine = async (directory: string): Promise<Engine> => {
  await mkdir(directory, { recursive: true })
  const configuration = path.join(directory, 'containers.conf')
  await writeFile(
    configuration,
    '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n[network]\nnetwork_backend = "netavark"\n',
  )
  const socket = path.join(directory, 'podman.sock')
  await rm(socket, { force: true })
  const store = ['--root', path.join(directory, 'storage'), '--runroot', path.join(directory, 'run')]
  const kind = ['--storage-driver', 'overlay', '--runtime', '/usr/sbin/runc', '--cgroup-manager=cgroupfs']
  const service = spawn(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      'podman',
      ...store,
      ...kind,
      'system',
      'service',
      '--time=0',
      `unix://${socket}`,
    ],
    { env: { ...process.env, CONTAINERS_CONF: configuration }, stdio: 'ignore' },
  )
  const remote = ['podman', '--remote', '--url', `unix://${socket}`]
  const podman: Engine['podman'] = async (args, input) => {
    if (input === undefined) return run([...remote, ...args], { timeoutMs: 300_000 })
    await runVisibly([...remote, ...args], input.report)
    return ''
  }
  await waitFor(() => podman(['version']), 15_000)
  const health = startHealthChecks(socket)
  return {
    address: `unix://${socket}`,
    podman,
    get: (at) => ask(socket, at),
    stop: async () => {
      clearInterval(health)
      service.kill('SIGTERM')
      await new Promise((resolve) => service.once('close', resolve))
    },
  }
}

const waitFor = async (attempt: () => Promise<unknown>, timeoutMs: number): Promise<void> => {
  const untilMs = performance.now() + timeoutMs
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (performance.now() > untilMs) throw error
      await sleep(100)
    }
  }
}

const startHealthChecks = (socket: string): NodeJS.Timeout => {
  let isBusy = false
  const checkAll = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    try {
      const running = await ask<{ Id: string }[]>(socket, '/v4.0.0/libpod/containers/json')
      await Promise.all(running.map(({ Id }) => ask(socket, `/v4.0.0/libpod/containers/${Id}/healthcheck`)))
    } catch {
      // One without a health check, or one that has just ended.
    } finally {
      isBusy = false
    }
  }
  return setInterval(() => void checkAll(), HEALTH_INTERVAL_MS)
}

const ask = <Answer>(socketPath: string, at: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: at, timeout: 30_000 }, async (response) => {
      try {
        resolve(JSON.parse(Buffer.concat(await Array.fromAsync(response)).toString()) as Answer)
      } catch (error) {
        reject(error as Error)
      }
    })
    asking.once('error', reject)
    asking.end()
  })
