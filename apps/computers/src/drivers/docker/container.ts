import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppliedLimits, Channel, DesktopSpec, Usage } from '../driver.ts'
import { cgroupOf, type Cgroup } from '../host/cgroup.ts'
import { ownerOf, type Host } from '../host/find-host.ts'
import { unmountIfMounted } from '../host/mounts.ts'
import { closeNetwork, openWayOut } from '../host/network.ts'
import { prepareFolder } from '../host/prepare-folder.ts'
import { shutDownPrograms } from '../host/shut-down-programs.ts'
import { connectTo, mountSockets } from '../host/sockets-folder.ts'
import { waitForScreen } from '../host/wait-for-screen.ts'
import { accountFiles, containerSpec, resourcesOf } from './container-spec.ts'
import { EngineError, type EngineApi } from './engine-api.ts'

/** What all containers of a service share. */
export type Place = {
  engine: EngineApi
  host: Host
  /** The engine's image. */
  image: string
  /** For example `runsc`; null: the engine's default. */
  runtime: string | null
  /** A profile in the engine's format: a file for podman, the profile itself for Docker. */
  seccomp: string
  /** Whether desktops can have a network. */
  hasNetworks: boolean
  /** The folder of the image on this machine, whose programs connect networks. @throws Error if it is gone */
  imageFolder(): string
}

export const OWNER_LABEL = 'gptget.host'
export const INSTANCE_LABEL = 'gptget.instance'

/** Time for programs to save their data. */
const SAVE_MS = 1_500
const PAUSE_AGAIN_MS = 500
const LOOK_AGAIN_MS = 1_000

type Running = {
  cgroup: Cgroup | null
  /** The network namespace of its processes. */
  namespace: string
  ended: Promise<void>
}

/**
 * The container of one desktop with its resources on the host: its folder, the mounts of its home and sockets,
 * and its connection to the network. It can be stopped and cleared whether or not this service started it.
 */
export class Container {
  readonly #place: Place
  readonly #instanceId: string
  readonly #name: string
  readonly #folder: string
  #running: Running | null = null
  #wayOut: ChildProcess | null = null
  #isLeft = false

  constructor(place: Place, instanceId: string) {
    this.#place = place
    this.#instanceId = instanceId
    this.#name = `gptget-${instanceId}`
    this.#folder = path.join(place.host.runDirectory, instanceId)
  }

  /** Where its home is mounted on the host. */
  get home(): string {
    return path.join(this.#folder, 'home')
  }

  /** Resolves when it has ended or is no longer watched, to whether it ended by itself. */
  async endsByItself(): Promise<boolean> {
    await this.#running?.ended
    return !this.#isLeft
  }

  /** Resolves when its screen can be reached. @throws Error with its last output, after removing everything of it */
  async start(spec: DesktopSpec): Promise<AppliedLimits> {
    try {
      return await this.#launch(spec)
    } catch (error) {
      const said = await this.#place.engine.logs(this.#name).catch(() => '')
      await this.stop()
      throw said === '' ? error : new Error(`The desktop did not start: ${said}`, { cause: error })
    }
  }

  async #launch(spec: DesktopSpec): Promise<AppliedLimits> {
    const { engine, host, hasNetworks } = this.#place
    const owner = ownerOf(host, spec.slot)
    const network = hasNetworks ? spec.network : 'none'
    const files = accountFiles(owner)
    const allowed = await prepareFolder({ ...spec, network }, this.#folder, { owner, files })
    await mountSockets(this.#folder, owner.uid)
    await host.disks.mount(this.#instanceId, this.home)
    const labels = { [OWNER_LABEL]: host.name, [INSTANCE_LABEL]: this.#instanceId }
    await engine.create(
      this.#name,
      containerSpec({ ...this.#place, spec, folder: this.#folder, owner, labels }),
    )
    await engine.start(this.#name)
    const { ended, namespace } = await this.#watch()
    if (network !== 'none') await closeNetwork(this.#place.imageFolder(), namespace, { network }, allowed)
    await waitForScreen(
      this.#folder,
      ended.then(() => 'its container ended'),
    )
    if (network !== 'none') await this.#openWayOut()
    return this.#limitsOf(spec)
  }

  /** Takes it over if it runs. @returns null if it does not */
  async adopt(spec: DesktopSpec): Promise<AppliedLimits | null> {
    const { engine, hasNetworks } = this.#place
    const found = await engine.inspect(this.#name)
    if (found === null || !found.State.Running) return null
    if (found.State.Paused) await engine.resume(this.#name)
    await this.#watch()
    // Its network connection ended with the service that created it. Its firewall rules still exist.
    if (hasNetworks && spec.network !== 'none') await this.#openWayOut()
    return this.#limitsOf(spec)
  }

  async #watch(): Promise<Running> {
    const found = await this.#place.engine.inspect(this.#name)
    if (found === null || !found.State.Running) throw new Error('its container ended at once')
    const { Pid: pid } = found.State
    this.#running = {
      cgroup: await cgroupOf(pid),
      namespace: `/proc/${pid}/ns/net`,
      ended: this.#whenEnded(),
    }
    return this.#running
  }

  /** The engine may be down for a moment; a container keeps running meanwhile. */
  async #whenEnded(): Promise<void> {
    while (!this.#isLeft)
      try {
        return await this.#place.engine.waitForEnd(this.#name)
      } catch {
        await sleep(LOOK_AGAIN_MS, undefined, { ref: false })
      }
  }

  async #openWayOut(): Promise<void> {
    this.#wayOut = await openWayOut(this.#place.imageFolder(), this.#running!.namespace)
  }

  /** Lets programs save their data, then ends them. Does nothing if none runs. */
  async stop(): Promise<void> {
    const { engine } = this.#place
    this.#isLeft = true
    const found = await engine.inspect(this.#name)
    if (found !== null) {
      if (found.State.Paused) await engine.resume(this.#name)
      if (found.State.Running)
        await shutDownPrograms(
          path.join(this.#folder, 'run/agent.sock'),
          this.#running?.ended ?? engine.waitForEnd(this.#name),
          SAVE_MS,
        )
      await engine.remove(this.#name)
    }
    this.#wayOut?.kill('SIGKILL')
    await this.clear()
  }

  /** Removes its resources on the host. */
  async clear(): Promise<void> {
    await this.#place.host.disks.unmount(this.home)
    await unmountIfMounted(path.join(this.#folder, 'run'))
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Leaves it running for the next service. */
  leave(): void {
    this.#isLeft = true
    this.#wayOut?.kill('SIGKILL')
  }

  /** On a busy machine, runc may fail to freeze processes that are just starting, so this is tried twice. */
  async pause(): Promise<void> {
    await this.#place.engine.pause(this.#name).catch(async () => {
      await sleep(PAUSE_AGAIN_MS)
      await this.#place.engine.pause(this.#name)
    })
  }

  async resume(): Promise<void> {
    try {
      await this.#place.engine.resume(this.#name)
    } catch (error) {
      const found = await this.#place.engine.inspect(this.#name)
      if (!(error instanceof EngineError) || found?.State.Paused !== false) throw error
    }
  }

  async resize(spec: DesktopSpec): Promise<AppliedLimits> {
    const isDone = await this.#place.engine.update(this.#name, resourcesOf(spec.limits))
    if (!isDone) await this.#running?.cgroup?.apply(spec.limits)
    return this.#limitsOf(spec)
  }

  async stats(): Promise<Usage> {
    const { cgroup } = this.#running ?? { cgroup: null }
    if (cgroup !== null) return cgroup.usage()
    const {
      memory_stats: memory,
      cpu_stats: cpu,
      pids_stats: pids,
    } = await this.#place.engine.stats(this.#name)
    return { memoryBytes: memory.usage, cpuMs: cpu.cpu_usage.total_usage / 1e6, pids: pids?.current ?? 0 }
  }

  connect(channel: Channel): Promise<Socket> {
    return connectTo(this.#folder, channel)
  }

  /** As the kernel reports it; if it cannot be read from here, as the engine does. */
  async #limitsOf(spec: DesktopSpec): Promise<AppliedLimits> {
    const { host, hasNetworks } = this.#place
    const { cgroup } = this.#running ?? { cgroup: null }
    const network = hasNetworks ? spec.network : 'none'
    return {
      ...(cgroup === null ? await this.#engineLimits() : await cgroup.read()),
      diskBytes: host.disks.isBounded ? spec.limits.diskBytes : null,
      network,
      notes: [
        ...(host.disks.isBounded ? [] : ['This host cannot limit the disk.']),
        ...(network === spec.network ? [] : ['This host gives desktops no network.']),
      ],
    }
  }

  async #engineLimits() {
    const found = await this.#place.engine.inspect(this.#name)
    const { Memory = 0, NanoCpus = 0, PidsLimit = 0 } = found?.HostConfig ?? {}
    return { memoryBytes: Memory || null, cpus: NanoCpus / 1e9 || null, pids: PidsLimit || null }
  }
}
