import type { ChildProcess } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findImage } from '@gptget/desktop-image'
import type { Logger } from '@gptget/runtime'
import type { AppliedLimits, Channel, ComputerDriver, DesktopSpec, Usage } from '../driver.ts'
import { cgroupOf, type Cgroup } from '../host/cgroup.ts'
import { findHost, ownerOf, type Host } from '../host/find-host.ts'
import { LOCK_NAME, lockFolder } from '../host/lock-folder.ts'
import { unmountIfMounted } from '../host/mounts.ts'
import { openWayOut, closeNetwork } from '../host/network.ts'
import { prepareFolder } from '../host/prepare-folder.ts'
import { seccompProfile } from '../host/seccomp.ts'
import { shutDownPrograms } from '../host/shut-down-programs.ts'
import { connectTo, mountSockets } from '../host/sockets-folder.ts'
import { waitForScreen } from '../host/wait-for-screen.ts'
import { accountFiles, containerSpec, resourcesOf } from './container-spec.ts'
import { EngineApi, EngineError, type EngineVersion } from './engine-api.ts'

export type DockerOptions = {
  /** Disks of computers. */
  directory: string
  cacheDir: string
  socketPath: string
  /** The image made by `computers:install -- --engine`. */
  image: string
  /** For example `runsc`; null: the engine's default. */
  runtime: string | null
  logger: Logger
}

/** A desktop that runs, or has just ended. */
type Contained = {
  cgroup: Cgroup | null
  wayOut: ChildProcess | null
  ended: Promise<void>
  isAsked: boolean
}

/** Time for programs to save their data. */
const SAVE_MS = 1_500
const PAUSE_AGAIN_MS = 500
const SECCOMP_FILE = 'seccomp.json'
const OWNER_LABEL = 'gptget.host'
const INSTANCE_LABEL = 'gptget.instance'

/**
 * Desktops as containers of an engine on this machine (Docker, podman). The engine provides processes, limits and the
 * system; disks, sockets and the network are made here, as for bubblewrap. Desktops keep running when this service
 * ends.
 * @throws Error if the engine does not answer
 */
export const openDockerDriver = async (options: DockerOptions): Promise<ComputerDriver> => {
  const engine = new EngineApi(options.socketPath)
  const version = await engine.version()
  const host = await findHost(options.directory)
  const unlock = await lockFolder(path.join(host.runDirectory, LOCK_NAME), options.directory)
  await writeFile(path.join(host.runDirectory, SECCOMP_FILE), seccompProfile())
  const driver = new DockerDriver(options, { engine, version, host, unlock })
  await driver.look()
  await driver.clearFolders()
  return driver
}

type Parts = { engine: EngineApi; version: EngineVersion; host: Host; unlock: () => Promise<void> }

class DockerDriver implements ComputerDriver {
  readonly name = 'docker'
  readonly outlivesService = true
  readonly sharedDisks = null
  readonly #options: DockerOptions
  readonly #engine: EngineApi
  readonly #version: EngineVersion
  readonly #host: Host
  readonly #unlock: () => Promise<void>
  readonly #running = new Map<string, Contained>()
  readonly #listeners: ((instanceId: string) => void)[] = []
  #hasImage = false
  #isClosed = false

  constructor(options: DockerOptions, { engine, version, host, unlock }: Parts) {
    this.#options = options
    this.#engine = engine
    this.#version = version
    this.#host = host
    this.#unlock = unlock
  }

  /** Checks whether the engine has the image. */
  async look(): Promise<void> {
    this.#hasImage = await this.#engine.hasImage(this.#options.image)
  }

  get summary(): string {
    const { Components, Version } = this.#version
    const name = Components[0]?.Name ?? 'Docker'
    const lacks = [
      ...(this.#host.disks.isBounded ? [] : ['no limit of disks']),
      ...(this.#hasNetworks ? [] : ['network: none']),
    ]
    const runtime =
      this.#options.runtime ?? Components.find(({ Name }) => /runtime|runc/i.test(Name))?.Version
    const words = [`containers of ${name} ${Version}`, runtime?.split('\n')[0] ?? '', ...lacks]
      .filter(Boolean)
      .join(', ')
    const reason = this.whyNot()
    return reason === null ? words : `${words}; ${reason}`
  }

  whyNot(): string | null {
    if (!this.#host.isRoot)
      return 'desktops in containers need this service to be root on the engine’s machine'
    if (this.#hasImage && findImage(this.#options.cacheDir) !== null) return null
    // It may be in creation.
    void this.look().catch(() => {})
    const { socketPath } = this.#options
    return `the engine has no desktop image: run \`npm run computers:install -- --engine ${socketPath}\` once`
  }

  create(spec: DesktopSpec): Promise<void> {
    return this.#host.disks.create(spec.instanceId, spec.limits, ownerOf(this.#host, spec.slot))
  }

  async start(spec: DesktopSpec): Promise<AppliedLimits> {
    const reason = this.whyNot()
    if (reason !== null) throw new Error(reason)
    await this.stop(spec.instanceId)
    try {
      return await this.#launch(spec)
    } catch (error) {
      const said = await this.#engine.logs(nameOf(spec.instanceId)).catch(() => '')
      await this.stop(spec.instanceId)
      throw said === '' ? error : new Error(`The desktop did not start: ${said}`, { cause: error })
    }
  }

  async #launch(spec: DesktopSpec): Promise<AppliedLimits> {
    const { runDirectory, disks } = this.#host
    const folder = this.#folderOf(spec.instanceId)
    const owner = ownerOf(this.#host, spec.slot)
    const network = this.#hasNetworks ? spec.network : 'none'
    const allowed = await prepareFolder({ ...spec, network }, folder, {
      owner,
      files: accountFiles(owner),
    })
    await mountSockets(folder, owner.uid)
    await disks.mount(spec.instanceId, path.join(folder, 'home'))
    const plan = containerSpec({
      spec,
      folder,
      owner,
      image: this.#options.image,
      runtime: this.#options.runtime,
      seccomp: this.#isPodman ? path.join(runDirectory, SECCOMP_FILE) : seccompProfile(),
      labels: { [OWNER_LABEL]: this.#host.name, [INSTANCE_LABEL]: spec.instanceId },
    })
    await this.#engine.create(nameOf(spec.instanceId), plan)
    await this.#engine.start(nameOf(spec.instanceId))
    const contained = await this.#watch(spec.instanceId)
    if (network !== 'none') await closeNetwork(this.#hostImage(), contained.namespace, { network }, allowed)
    await waitForScreen(
      folder,
      contained.ended.then(() => 'its container ended'),
    )
    if (network !== 'none') contained.wayOut = await openWayOut(this.#hostImage(), contained.namespace)
    return this.#describe(spec, contained.cgroup)
  }

  async adopt(spec: DesktopSpec): Promise<AppliedLimits | null> {
    const { instanceId } = spec
    const found = await this.#engine.inspect(nameOf(instanceId))
    if (found === null || !found.State.Running) return null
    if (found.State.Paused) await this.#engine.resume(nameOf(instanceId))
    const contained = await this.#watch(instanceId)
    // Its connection to the network ended with the service that made it; the rules for it are still there.
    if (this.#hasNetworks && spec.network !== 'none')
      contained.wayOut = await openWayOut(this.#hostImage(), contained.namespace)
    return this.#describe(spec, contained.cgroup)
  }

  /** Starts watching a running container. */
  async #watch(instanceId: string): Promise<Contained & { namespace: string }> {
    const found = await this.#engine.inspect(nameOf(instanceId))
    if (found === null || !found.State.Running) throw new Error('its container ended at once')
    const { Pid: pid } = found.State
    const contained = {
      cgroup: await cgroupOf(pid),
      wayOut: null,
      ended: this.#whenEnded(instanceId),
      isAsked: false,
      namespace: `/proc/${pid}/ns/net`,
    }
    this.#running.set(instanceId, contained)
    void contained.ended.then(() => this.#onEnded(instanceId, contained))
    return contained
  }

  /** The engine may be down for a moment; a container keeps running meanwhile. */
  async #whenEnded(instanceId: string): Promise<void> {
    while (!this.#isClosed)
      try {
        await this.#engine.waitForEnd(nameOf(instanceId))
        return
      } catch {
        await sleep(1_000, undefined, { ref: false })
      }
  }

  #onEnded(instanceId: string, contained: Contained): void {
    if (contained.isAsked || this.#isClosed || this.#running.get(instanceId) !== contained) return
    this.#options.logger.warn({ instanceId }, 'a desktop ended by itself')
    for (const listener of this.#listeners) listener(instanceId)
  }

  async stop(instanceId: string): Promise<void> {
    const contained = this.#running.get(instanceId)
    if (contained !== undefined) contained.isAsked = true
    const name = nameOf(instanceId)
    const folder = this.#folderOf(instanceId)
    const found = await this.#engine.inspect(name)
    if (found !== null) {
      if (found.State.Paused) await this.#engine.resume(name)
      if (found.State.Running)
        await shutDownPrograms(
          path.join(folder, 'run/agent.sock'),
          contained?.ended ?? this.#engine.waitForEnd(name),
          SAVE_MS,
        )
      await this.#engine.remove(name)
    }
    contained?.wayOut?.kill('SIGKILL')
    this.#running.delete(instanceId)
    await this.#clearFolder(folder)
  }

  async #clearFolder(folder: string): Promise<void> {
    await this.#host.disks.unmount(path.join(folder, 'home'))
    await unmountIfMounted(path.join(folder, 'run'))
    await rm(folder, { recursive: true, force: true })
  }

  /** Cleans up after a killed service: desktops that no longer run. */
  async clearFolders(): Promise<void> {
    const running = new Set(await this.list())
    for (const entry of await readdir(this.#host.runDirectory, { withFileTypes: true }))
      if (entry.isDirectory() && !running.has(entry.name))
        await this.#clearFolder(path.join(this.#host.runDirectory, entry.name))
  }

  /** On a busy machine runc may fail to freeze processes that are just being started: tried once more. */
  async pause(instanceId: string): Promise<void> {
    const name = nameOf(instanceId)
    await this.#engine.pause(name).catch(async () => {
      await sleep(PAUSE_AGAIN_MS)
      await this.#engine.pause(name)
    })
  }

  async resume(instanceId: string): Promise<void> {
    try {
      await this.#engine.resume(nameOf(instanceId))
    } catch (error) {
      const found = await this.#engine.inspect(nameOf(instanceId))
      if (!(error instanceof EngineError) || found?.State.Paused !== false) throw error
    }
  }

  async resize(spec: DesktopSpec): Promise<AppliedLimits> {
    const { cgroup } = this.#require(spec.instanceId)
    const isDone = await this.#engine.update(nameOf(spec.instanceId), resourcesOf(spec.limits))
    if (!isDone) await cgroup?.apply(spec.limits)
    return this.#describe(spec, cgroup)
  }

  async remove(instanceId: string): Promise<void> {
    await this.stop(instanceId)
    await this.#host.disks.remove(instanceId)
  }

  snapshot(from: string, to: DesktopSpec): Promise<void> {
    const mountedAt = this.#running.has(from) ? path.join(this.#folderOf(from), 'home') : null
    return this.#host.disks.copy(from, to.instanceId, ownerOf(this.#host, to.slot), mountedAt)
  }

  async stats(instanceId: string): Promise<Usage> {
    const { cgroup } = this.#require(instanceId)
    if (cgroup !== null) return cgroup.usage()
    const {
      memory_stats: memory,
      cpu_stats: cpu,
      pids_stats: pids,
    } = await this.#engine.stats(nameOf(instanceId))
    return { memoryBytes: memory.usage, cpuMs: cpu.cpu_usage.total_usage / 1e6, pids: pids?.current ?? 0 }
  }

  connect(instanceId: string, channel: Channel) {
    this.#require(instanceId)
    return connectTo(this.#folderOf(instanceId), channel)
  }

  async list(): Promise<string[]> {
    const listed = await this.#engine.list(`${OWNER_LABEL}=${this.#host.name}`)
    return listed.flatMap(({ State, Labels }) =>
      State === 'running' || State === 'paused' ? (Labels?.[INSTANCE_LABEL] ?? []) : [],
    )
  }

  onEnded(listener: (instanceId: string) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { wayOut } of this.#running.values()) wayOut?.kill('SIGKILL')
    await this.#engine.close()
    await this.#unlock()
  }

  /** As the kernel reports it; if it cannot be read from here, as the engine does. */
  async #describe(spec: DesktopSpec, cgroup: Cgroup | null): Promise<AppliedLimits> {
    const network = this.#hasNetworks ? spec.network : 'none'
    return {
      ...(cgroup === null ? await this.#engineLimits(spec.instanceId) : await cgroup.read()),
      diskBytes: this.#host.disks.isBounded ? spec.limits.diskBytes : null,
      network,
      notes: [
        ...(this.#host.disks.isBounded ? [] : ['This host cannot limit the disk.']),
        ...(network === spec.network ? [] : ['This host gives desktops no network.']),
      ],
    }
  }

  async #engineLimits(instanceId: string) {
    const found = await this.#engine.inspect(nameOf(instanceId))
    const { Memory = 0, NanoCpus = 0, PidsLimit = 0 } = found?.HostConfig ?? {}
    return { memoryBytes: Memory || null, cpus: NanoCpus / 1e9 || null, pids: PidsLimit || null }
  }

  /**
   * gVisor and Kata read the network when a container starts, so one that is attached later does not exist for them.
   */
  get #hasNetworks(): boolean {
    return this.#host.hasNetworks && [null, 'runc', 'crun'].includes(this.#options.runtime)
  }

  get #isPodman(): boolean {
    return this.#version.Components.some(({ Name }) => /podman/i.test(Name))
  }

  #hostImage(): string {
    const image = findImage(this.#options.cacheDir)
    if (image === null) throw new Error(this.whyNot() ?? 'the desktop image is gone')
    return image
  }

  #folderOf(instanceId: string): string {
    return path.join(this.#host.runDirectory, instanceId)
  }

  #require(instanceId: string): Contained {
    const contained = this.#running.get(instanceId)
    if (contained === undefined) throw new Error(`no desktop ${instanceId} runs here`)
    return contained
  }
}

const nameOf = (instanceId: string): string => `gptget-${instanceId}`
