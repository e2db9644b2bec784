import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PROGRAMS = ['/usr/bin/podman', '/usr/sbin/runc', '/usr/bin/conmon']
/** The folder of runc's state, one for each storage. */
const RUN_ROOT = '/run/gptget-podman'
const START_TIMEOUT_MS = 15_000

/** Explains why no container engine can be started for tests; null if it can. */
export const whyNoPodman = (): string | null => {
  if (process.getuid?.() !== 0) return 'containers need root'
  const missing = PROGRAMS.filter((program) => !existsSync(program))
  if (missing.length > 0) return `${missing.join(', ')} missing (apt install podman runc conmon)`
  return null
}

export type Podman = { socketPath: string; stop(): Promise<void> }

/** The configuration that Debian's podman 4.3 needs on a machine with both versions of control groups. */
const CONFIGURATION = `[containers]
default_ulimits = ["nofile=8192:8192", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
runc = ["/usr/sbin/runc"]
`

/** Starts podman's Docker API on a new socket. Images stay in the cache for later tests. */
export const startPodman = async (cacheDir: string): Promise<Podman> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-podman-'))
  const socketPath = path.join(directory, 'engine.sock')
  const configuration = path.join(directory, 'containers.conf')
  await writeFile(configuration, CONFIGURATION)
  await mkdir(path.join(cacheDir, 'podman'), { recursive: true })
  const storage = [
    '--root',
    path.join(cacheDir, 'podman'),
    '--runroot',
    RUN_ROOT,
    '--storage-driver',
    'overlay',
  ]
  const runtime = ['--runtime', '/usr/sbin/runc', '--cgroup-manager=cgroupfs']
  const serve = ['system', 'service', '--time=0', `unix://${socketPath}`]
  const child = spawn('podman', [...storage, ...runtime, ...serve], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CONTAINERS_CONF: configuration },
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2_000)))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(directory, { recursive: true, force: true })
  }
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await isListening(socketPath))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`podman does not serve its API: ${said.trim()}`)
    }
    await sleep(50)
  }
  return { socketPath, stop }
}

const isListening = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
