import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { findImage, whyNotBuildable } from '@gptget/desktop-image'
import type { Logger } from '@gptget/runtime'
import type { AppliedLimits, ComputerDriver, DesktopSpec } from '../driver.ts'
import { findBwrapHost, type BwrapHost } from './bwrap-host.ts'
import { ownerOf } from '../host/find-host.ts'
import { launch, type Launched } from './launch.ts'
import { endLeftOvers } from './left-overs.ts'
import { LOCK_NAME, lockFolder } from '../host/lock-folder.ts'
import { connectTo } from '../host/sockets-folder.ts'

export type BwrapOptions = {
  /** Disks of computers. */
  directory: string
  cacheDir: string
  logger: Logger
}

/** Desktops in bubblewrap on this machine: the default without a container engine. They end with the driver. */
export const openBwrapDriver = async ({
  directory,
  cacheDir,
  logger,
}: BwrapOptions): Promise<ComputerDriver> => {
  const host = await findBwrapHost(directory)
  const unlock = await lockFolder(path.join(host.runDirectory, LOCK_NAME), directory)
  await endLeftOvers(host, logger)
  return new BwrapDriver({ host, cacheDir, logger, unlock })
}

type BwrapParts = { host: BwrapHost; cacheDir: string; logger: Logger; unlock: () => Promise<void> }

class BwrapDriver implements ComputerDriver {
  readonly name = 'bwrap'
  readonly outlivesService = false
  readonly sharedDisks = null
  readonly #host: BwrapHost
  readonly #cacheDir: string
  readonly #logger: Logger
  readonly #unlock: () => Promise<void>
  readonly #running = new Map<string, Launched>()
  readonly #listeners: ((instanceId: string) => void)[] = []

  constructor({ host, cacheDir, logger, unlock }: BwrapParts) {
    this.#unlock = unlock
    this.#host = host
    this.#cacheDir = cacheDir
    this.#logger = logger
  }

  get summary(): string {
    const { cgroups, disks, hasNetworks } = this.#host
    const lacks = [
      ...(cgroups === null ? ['no limits of memory and CPU'] : []),
      ...(disks.isBounded ? [] : ['no limit of disks']),
      ...(hasNetworks ? [] : ['network: none']),
    ]
    const reason = this.whyNot()
    const words = `bubblewrap${lacks.length > 0 ? ` (${lacks.join(', ')})` : ' with limits and networks'}`
    return reason === null ? words : `${words}; ${reason}`
  }

  whyNot(): string | null {
    if (findImage(this.#cacheDir) !== null) return null
    const reason = whyNotBuildable()
    if (reason !== null) return `there is no desktop image here, and ${reason}`
    return 'there is no desktop image here yet: run `npm run computers:install` once (about three minutes)'
  }

  create(spec: DesktopSpec): Promise<void> {
    return this.#host.disks.create(spec.instanceId, spec.limits, this.#ownerOf(spec))
  }

  async start(spec: DesktopSpec): Promise<AppliedLimits> {
    const image = findImage(this.#cacheDir)
    if (image === null) throw new Error(this.whyNot()!)
    await this.stop(spec.instanceId)
    const launched = await launch({ host: this.#host, image, spec, hostUid: this.#hostUid(spec) })
    this.#running.set(spec.instanceId, launched)
    void launched.ended.then((said) => this.#onEnded(spec.instanceId, launched, said))
    return launched.applied
  }

  /** They ended with the service that started them. */
  async adopt(): Promise<null> {
    return null
  }

  #onEnded(instanceId: string, launched: Launched, said: string): void {
    if (this.#running.get(instanceId) !== launched) return
    this.#running.delete(instanceId)
    this.#logger.warn({ instanceId, said }, 'a desktop ended by itself')
    launched
      .end()
      .catch((error: unknown) => this.#logger.error({ err: error }, 'a desktop was not cleared away'))
    for (const listener of this.#listeners) listener(instanceId)
  }

  async stop(instanceId: string): Promise<void> {
    const launched = this.#running.get(instanceId)
    if (launched === undefined) return
    this.#running.delete(instanceId)
    await launched.cgroup?.thaw()
    await launched.end()
  }

  async pause(instanceId: string): Promise<void> {
    await this.#require(instanceId).cgroup?.freeze()
  }

  async resume(instanceId: string): Promise<void> {
    await this.#require(instanceId).cgroup?.thaw()
  }

  async resize(spec: DesktopSpec): Promise<AppliedLimits> {
    const { applied, cgroup } = this.#require(spec.instanceId)
    return cgroup === null ? applied : { ...applied, ...(await cgroup.apply(spec.limits)) }
  }

  async remove(instanceId: string): Promise<void> {
    await this.stop(instanceId)
    await this.#host.disks.remove(instanceId)
  }

  snapshot(from: string, to: DesktopSpec): Promise<void> {
    const mountedAt = this.#running.get(from)?.home ?? null
    return this.#host.disks.copy(from, to.instanceId, this.#ownerOf(to), mountedAt)
  }

  async stats(instanceId: string) {
    const usage = await this.#require(instanceId).cgroup?.usage()
    return usage ?? { memoryBytes: 0, cpuMs: 0, pids: 0 }
  }

  async connect(instanceId: string, channel: 'rfb' | 'agent') {
    return connectTo(this.#require(instanceId).folder, channel)
  }

  async list(): Promise<string[]> {
    return [...this.#running.keys()]
  }

  onEnded(listener: (instanceId: string) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((instanceId) => this.stop(instanceId)))
    await this.#unlock()
    if ((await readdir(this.#host.runDirectory)).length === 0)
      await rm(this.#host.runDirectory, { recursive: true })
  }

  #require(instanceId: string): Launched {
    const launched = this.#running.get(instanceId)
    if (launched === undefined) throw new Error(`no desktop ${instanceId} runs here`)
    return launched
  }

  #hostUid({ slot }: DesktopSpec): number | null {
    return this.#host.isRoot ? ownerOf(this.#host, slot).uid : null
  }

  #ownerOf({ slot }: DesktopSpec) {
    return ownerOf(this.#host, slot)
  }
}
