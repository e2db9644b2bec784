import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { AppliedLimits, DesktopSpec } from '../driver.ts'
import type { BwrapHost } from './bwrap-host.ts'
import type { Cgroup } from '../host/cgroup.ts'
import { start } from '../host/image-programs.ts'
import { closeNetwork, openWayOut, type AllowedAddress } from '../host/network.ts'
import { prepareFolder } from '../host/prepare-folder.ts'
import { descriptors, sandboxCommand } from './sandbox.ts'
import { mountSockets } from '../host/sockets-folder.ts'
import { shutDownPrograms } from '../host/shut-down-programs.ts'
import { waitForScreen } from '../host/wait-for-screen.ts'
import { unmountIfMounted } from '../host/mounts.ts'

/** A running desktop. */
export type Launched = {
  folder: string
  /** Where its home is mounted on the host. */
  home: string
  applied: AppliedLimits
  cgroup: Cgroup | null
  /** Resolves with its last output when its processes are gone. */
  ended: Promise<string>
  /** Ends the rest of it and cleans up. May be called again. */
  end(): Promise<void>
}

type LaunchInput = { host: BwrapHost; image: string; spec: DesktopSpec; hostUid: number | null }

/** Time for programs to save their data. */
const SAVE_MS = 1_500

/** Starts a desktop and waits for its screen. @throws Error with its output, without leaving anything behind */
export const launch = async (input: LaunchInput): Promise<Launched> => {
  const { host, image, spec } = input
  const folder = path.join(host.runDirectory, spec.instanceId)
  const home = path.join(folder, 'home')
  const network = host.hasNetworks ? spec.network : 'none'
  const cleared = new AsyncDisposableStack()
  try {
    cleared.defer(() => rm(folder, { recursive: true, force: true }))
    const allowed = await prepareFolder({ ...spec, network }, folder, { owner: ownerIn(input) })
    await mountSockets(folder, input.hostUid)
    cleared.defer(() => unmountIfMounted(path.join(folder, 'run')))
    await host.disks.mount(spec.instanceId, home)
    cleared.defer(() => host.disks.unmount(home))
    const cgroup = (await host.cgroups?.open(spec.instanceId)) ?? null
    const limits = (await cgroup?.apply(spec.limits)) ?? { cpus: null, memoryBytes: null, pids: null }
    if (cgroup !== null) cleared.defer(() => cgroup.end())
    const child = spawnSandbox(input, folder, cgroup)
    cleared.defer(() => endChild(child))
    const ended = lastWordsOf(child)
    const namespace = network === 'none' ? null : await closedNetworkOf(input, child, allowed)
    pipeOf(child, descriptors.block).end('x')
    await waitForScreen(folder, ended)
    if (namespace !== null) {
      // Not earlier: bubblewrap itself sets up the loopback, which slirp4netns would otherwise do.
      const way = await openWayOut(image, namespace)
      cleared.defer(() => endChild(way))
    }
    const applied = describeLimits(spec, host, { ...limits, network })
    const clear = cleared.move()
    return { folder, home, applied, cgroup, ended, end: () => endDesktop(folder, ended, clear) }
  } catch (error) {
    await cleared.disposeAsync()
    throw error
  }
}

const ownerIn = ({ hostUid }: LaunchInput) => (hostUid === null ? null : { uid: hostUid, gid: hostUid })

const spawnSandbox = (
  { host, image, spec, hostUid }: LaunchInput,
  folder: string,
  cgroup: Cgroup | null,
): ChildProcess => {
  const command = sandboxCommand({
    image,
    spec,
    folder,
    hostUid,
    procsFiles: cgroup?.procsFiles ?? [],
    hasSeccomp: host.seccomp !== null,
  })
  const child = start(command, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    cwd: '/',
  })
  const seccomp = pipeOf(child, descriptors.seccomp)
  for (const pipe of [seccomp, pipeOf(child, descriptors.block)]) pipe.on('error', () => {})
  seccomp.end(host.seccomp ?? undefined)
  return child
}

/** Node's types support five streams of a child. */
const pipeOf = (child: ChildProcess, descriptor: number): Writable =>
  (child.stdio as readonly unknown[])[descriptor] as Writable

/** bubblewrap reports its process id before it continues, and waits until its network is closed. */
const closedNetworkOf = async (
  { image, spec }: LaunchInput,
  child: ChildProcess,
  allowed: readonly AllowedAddress[],
): Promise<string> => {
  let text = ''
  for await (const data of child.stdio[descriptors.info] as Readable) text += String(data)
  const pid = Number(/"child-pid": (\d+)/.exec(text)?.[1])
  if (!Number.isInteger(pid)) throw new Error('bubblewrap could not make its namespaces')
  const namespace = `/proc/${pid}/ns/net`
  await closeNetwork(image, namespace, spec, allowed)
  return namespace
}

const lastWordsOf = (child: ChildProcess): Promise<string> => {
  let said = ''
  child.stderr!.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2_000)))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(said.trim() || `ended with ${signal ?? String(code)}`))
  })
}

const endChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const endDesktop = async (
  folder: string,
  ended: Promise<string>,
  clear: AsyncDisposableStack,
): Promise<void> => {
  if (clear.disposed) return
  await shutDownPrograms(path.join(folder, 'run/agent.sock'), ended, SAVE_MS)
  await clear.disposeAsync()
}

type Read = Pick<AppliedLimits, 'cpus' | 'memoryBytes' | 'pids' | 'network'>

/** What the host enforces, next to what was requested. */
const describeLimits = (spec: DesktopSpec, { disks, cgroups }: BwrapHost, read: Read): AppliedLimits => ({
  ...read,
  diskBytes: disks.isBounded ? spec.limits.diskBytes : null,
  notes: [
    ...(cgroups === null ? ['This host cannot limit memory, CPU and processes.'] : []),
    ...(disks.isBounded ? [] : ['This host cannot limit the disk.']),
    ...(read.network === spec.network ? [] : ['This host gives desktops no network.']),
  ],
})
