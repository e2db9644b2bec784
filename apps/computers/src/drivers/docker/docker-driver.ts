import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findImage } from '@gptget/desktop-image'
import type { Logger } from '@gptget/runtime'
import type { AppliedLimits, Channel, ComputerDriver, DesktopSpec, Usage } from '../driver.ts'
import { findHost, ownerOf } from '../host/find-host.ts'
import { LOCK_NAME, lockFolder } from '../host/lock-folder.ts'
import { seccompProfile } from '../host/seccomp.ts'
import { Container, INSTANCE_LABEL, OWNER_LABEL, type Place } from './container.ts'
import { EngineApi, type EngineVersion } from './engine-api.ts'

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

const SECCOMP_FILE = 'seccomp.json'
/**
 * The others (gVisor, Kata) read the network when a container starts, and do not see one that is attached later.
 */
const RUNTIMES_WITH_NETWORKS = [null, 'runc', 'crun']

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
  const seccompFile = path.join(host.runDirectory, SECCOMP_FILE)
  await writeFile(seccompFile, seccompProfile())
  const place: Place = {
    engine,
    host,
    image: options.image,
    runtime: options.runtime,
    seccomp: isPodman(version) ? seccompFile : seccompProfile(),
    hasNetworks: host.hasNetworks && RUNTIMES_WITH_NETWORKS.includes(options.runtime),
    imageFolder: () => requireImage(options.cacheDir),
  }
  const driver = new DockerDriver(options, { place, version, unlock })
  await driver.look()
  await driver.clearFolders()
  return driver
}

const isPodman = ({ Components }: EngineVersion): boolean =>
  Components.some(({ Name }) => /podman/i.test(Name))

const requireImage = (cacheDir: string): string => {
  const image = findImage(cacheDir)
  if (image === null) throw new Error('the desktop image is gone')
  return image
}

type Parts = { place: Place; version: EngineVersion; unlock: () => Promise<void> }

class DockerDriver implements ComputerDriver {
  readonly name = 'docker'
  readonly outlivesService = true
  readonly sharedDisks = null
  readonly #options: DockerOptions
  readonly #place: Place
  readonly #version: EngineVersion
  readonly #unlock: () => Promise<void>
  /** The containers that run here, by instance. */
  readonly #running = new Map<string, Container>()
  readonly #listeners: ((instanceId: string) => void)[] = []
  #hasImage = false

  constructor(options: DockerOptions, { place, version, unlock }: Parts) {
    this.#options = options
    this.#place = place
    this.#version = version
    this.#unlock = unlock
  }

  /** Checks whether the engine has the image. */
  async look(): Promise<void> {
    this.#hasImage = await this.#place.engine.hasImage(this.#options.image)
  }

  get summary(): string {
    const { Components, Version } = this.#version
    const name = Components[0]?.Name ?? 'Docker'
    const lacks = [
      ...(this.#place.host.disks.isBounded ? [] : ['no limit of disks']),
      ...(this.#place.hasNetworks ? [] : ['network: none']),
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
    if (!this.#place.host.isRoot)
      return 'desktops in containers need this service to be root on the engine’s machine'
    if (this.#hasImage && findImage(this.#options.cacheDir) !== null) return null
    // It may be in creation.
    void this.look().catch(() => {})
    const { socketPath } = this.#options
    return `the engine has no desktop image: run \`npm run computers:install -- --engine ${socketPath}\` once`
  }

  create({ instanceId, limits, slot }: DesktopSpec): Promise<void> {
    const { host } = this.#place
    return host.disks.create(instanceId, limits, ownerOf(host, slot))
  }

  async start(spec: DesktopSpec): Promise<AppliedLimits> {
    const reason = this.whyNot()
    if (reason !== null) throw new Error(reason)
    await this.stop(spec.instanceId)
    const container = new Container(this.#place, spec.instanceId)
    const applied = await container.start(spec)
    this.#add(spec.instanceId, container)
    return applied
  }

  async adopt(spec: DesktopSpec): Promise<AppliedLimits | null> {
    const container = new Container(this.#place, spec.instanceId)
    const applied = await container.adopt(spec)
    if (applied !== null) this.#add(spec.instanceId, container)
    return applied
  }

  #add(instanceId: string, container: Container): void {
    this.#running.set(instanceId, container)
    void this.#tellEnd(instanceId, container)
  }

  async #tellEnd(instanceId: string, container: Container): Promise<void> {
    if (!(await container.endsByItself())) return
    this.#options.logger.warn({ instanceId }, 'a desktop ended by itself')
    for (const listener of this.#listeners) listener(instanceId)
  }

  async stop(instanceId: string): Promise<void> {
    const container = this.#running.get(instanceId) ?? new Container(this.#place, instanceId)
    await container.stop()
    this.#running.delete(instanceId)
  }

  /** Cleans up after a killed service: desktops that no longer run. */
  async clearFolders(): Promise<void> {
    const running = new Set(await this.list())
    for (const entry of await readdir(this.#place.host.runDirectory, { withFileTypes: true }))
      if (entry.isDirectory() && !running.has(entry.name))
        await new Container(this.#place, entry.name).clear()
  }

  pause(instanceId: string): Promise<void> {
    return this.#require(instanceId).pause()
  }

  resume(instanceId: string): Promise<void> {
    return this.#require(instanceId).resume()
  }

  resize(spec: DesktopSpec): Promise<AppliedLimits> {
    return this.#require(spec.instanceId).resize(spec)
  }

  async remove(instanceId: string): Promise<void> {
    await this.stop(instanceId)
    await this.#place.host.disks.remove(instanceId)
  }

  snapshot(from: string, to: DesktopSpec): Promise<void> {
    const { host } = this.#place
    const mountedAt = this.#running.get(from)?.home ?? null
    return host.disks.copy(from, to.instanceId, ownerOf(host, to.slot), mountedAt)
  }

  async stats(instanceId: string): Promise<Usage> {
    return this.#require(instanceId).stats()
  }

  async connect(instanceId: string, channel: Channel) {
    return this.#require(instanceId).connect(channel)
  }

  async list(): Promise<string[]> {
    const { engine, host } = this.#place
    const listed = await engine.list(`${OWNER_LABEL}=${host.name}`)
    return listed.flatMap(({ State, Labels }) =>
      State === 'running' || State === 'paused' ? (Labels?.[INSTANCE_LABEL] ?? []) : [],
    )
  }

  onEnded(listener: (instanceId: string) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    for (const container of this.#running.values()) container.leave()
    await this.#place.engine.close()
    await this.#unlock()
  }

  #require(instanceId: string): Container {
    const container = this.#running.get(instanceId)
    if (container === undefined) throw new Error(`no desktop ${instanceId} runs here`)
    return container
  }
}
