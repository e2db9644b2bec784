import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findMissing, run, runVisibly } from './programs.ts'
import type { Report } from './programs.ts'

/** A container engine that can build images. */
export type Builder = {
  /** The value for `DOCKER_HOST`. */
  address: string
  /** Runs a podman command with this engine and returns its stdout. */
  podman(args: readonly string[], input?: { report: Report }): Promise<string>
}

/** A separate container engine, which leaves nothing on the machine except its folder. */
export type Engine = Builder & {
  /** Calls Docker's API, of which podman supports a part. */
  get<Answer>(path: string): Promise<Answer>
  /** @throws Error if the request fails */
  post(path: string): Promise<void>
  stop(): Promise<void>
}

const PACKAGES = ['podman', 'runc', 'mmdebstrap', 'netavark', 'aardvark-dns', 'iptables', 'uidmap']
const PROGRAMS = ['podman', 'runc', 'mmdebstrap', 'netavark', 'aardvark-dns', 'iptables']
/** Interval of health checks, which podman otherwise leaves to systemd's timers. Each starts a program. */
const HEALTH_INTERVAL_MS = 2_000
/** Of containers that were healthy. */
const HEALTHY_INTERVAL_MS = 20_000

/** @throws Error that says what is missing and how to get it */
export const requireEngine = async (): Promise<void> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('This needs Linux and root, because containers get their own limits and networks.')
  const missing = await findMissing(PROGRAMS)
  if (missing.length === 0) return
  throw new Error(
    `${missing.join(', ')} is missing. On Debian: apt-get install --no-install-recommends ${PACKAGES.join(' ')}`,
  )
}

/**
 * Separate namespaces for mounts and processes, without access to the networks and names of other engines. The
 * processes end with ours, even after SIGKILL.
 */
const APART =
  'setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc'.split(
    ' ',
  )
const HIDE =
  'for at in /run/containers /run/netns; do mkdir -p $at; mount -t tmpfs tmpfs $at; done; exec "$@"'
const CONFIGURATION = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[network]
network_backend = "netavark"
`

/** An engine that is running already, at the address of its socket: `unix:///run/podman/podman.sock`. */
export const engineAt = (address: string): Builder => ({
  address,
  podman: async (args, input) => {
    const command = ['podman', '--remote', '--url', address, ...args]
    if (input === undefined) return run(command, { timeoutMs: 300_000 })
    await runVisibly(command, input.report)
    return ''
  },
})

/** Starts podman with all its state in `directory`. Images are kept for the next start, containers are not. */
export const startEngine = async (directory: string): Promise<Engine> => {
  const at = (name: string): string => path.join(directory, name)
  const socket = at('podman.sock')
  if (await answers(socket))
    throw new Error(`Another trial is running in ${directory}. Wait until it ends, or stop it.`)
  // After a killed trial, its containers still count as running. Images are kept.
  const left = ['run', 'storage/libpod', 'storage/overlay-containers', 'storage/volumes'].map(at)
  for (const each of [socket, ...left]) await rm(each, { recursive: true, force: true })
  await mkdir(at('run/libpod'), { recursive: true })
  await writeFile(at('containers.conf'), CONFIGURATION)
  const state = ['--root', at('storage'), '--runroot', at('run'), '--tmpdir', at('run/libpod')]
  const networks = ['--network-config-dir', at('networks')]
  const kind = ['--storage-driver', 'overlay', '--runtime', '/usr/sbin/runc', '--cgroup-manager=cgroupfs']
  const [program, ...options] = [...APART, 'sh', '-c', HIDE, 'sh', 'podman', ...state, ...networks, ...kind]
  const service = spawn(program!, [...options, 'system', 'service', '--time=0', `unix://${socket}`], {
    env: { ...process.env, CONTAINERS_CONF: at('containers.conf') },
    stdio: 'ignore',
  })
  const builder = engineAt(`unix://${socket}`)
  await waitFor(() => builder.podman(['version']), 15_000)
  const health = startHealthChecks(socket)
  return {
    ...builder,
    get: (at) => ask(socket, at),
    post: (at) => tell(socket, at),
    stop: async () => {
      clearInterval(health)
      // unshare delays SIGTERM until its child ends. SIGKILL ends it with its children; the containers have stopped.
      service.kill('SIGKILL')
      await new Promise((resolve) => service.once('close', resolve))
    },
  }
}

const answers = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

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
  const healthyUntilMs = new Map<string, number>()
  const check = async (id: string): Promise<void> => {
    if ((healthyUntilMs.get(id) ?? 0) > performance.now()) return
    const { Status } = await ask<{ Status?: string }>(socket, `/v4.0.0/libpod/containers/${id}/healthcheck`)
    if (Status === 'healthy') healthyUntilMs.set(id, performance.now() + HEALTHY_INTERVAL_MS)
  }
  const checkAll = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    try {
      const running = await ask<{ Id: string }[]>(socket, '/v4.0.0/libpod/containers/json')
      // One after another: twenty programs that start at once would slow down what they check.
      for (const { Id } of running) await check(Id)
    } catch {
      // The engine is being stopped.
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

const tell = (socketPath: string, at: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const telling = request({ socketPath, path: at, method: 'POST', timeout: 30_000 }, async (response) => {
      const said = Buffer.concat(await Array.fromAsync(response)).toString()
      if (response.statusCode! < 400) resolve()
      else reject(new Error(`${at}: ${response.statusCode} ${said}`))
    })
    telling.once('error', reject)
    telling.end()
  })
