import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { DESKTOP_DIRECTORY } from '@gptget/desktop-image'
import type { AppliedLimits, ComputerDriver, DesktopSpec } from '../../src/drivers/driver.ts'
import { BRIDGE_PORT } from '../../src/drivers/kubernetes/bridge.ts'
import { bytesOf, cpusOf } from '../../src/drivers/kubernetes/cluster.ts'

/** The part of a pod that matters here. */
export type PodSpec = {
  containers: {
    env?: { name: string; value?: string }[]
    resources?: { limits?: Record<string, string> }
  }[]
}

/** Quantities of Kubernetes: `8Gi`. */
type Home = { name: string; storage: string | undefined }

/**
 * Acts as a node: each pod is a real desktop in bubblewrap behind the real bridge, on its own loopback address. Pods
 * are identified by the volume of their home.
 */
export class DesktopPods {
  readonly #bwrap: ComputerDriver
  readonly #runDirectory: string
  readonly #bridges = new Map<string, ChildProcess>()
  /** Addresses of other test processes, and of those that were killed, stay theirs. */
  #started = (process.pid * 64) & 0xffff

  constructor(bwrap: ComputerDriver, runDirectory: string) {
    this.#bwrap = bwrap
    this.#runDirectory = runDirectory
  }

  get running(): string[] {
    return [...this.#bridges.keys()]
  }

  isRunning(home: string): boolean {
    return this.#bridges.has(home)
  }

  /** `copyOf`: the home that it starts with. */
  async makeHome(home: Home, copyOf: string | undefined): Promise<void> {
    const desktop = desktopOf(home, { containers: [{}] })
    if (copyOf === undefined) await this.#bwrap.create(desktop)
    else await this.#bwrap.snapshot(instanceOf(copyOf), desktop)
  }

  /** @returns its address */
  async start(home: Home, spec: PodSpec, uid: string): Promise<string> {
    await this.#bwrap.start(desktopOf(home, spec))
    this.#started += 1
    const ip = `127.77.${(this.#started >> 8) & 255}.${this.#started & 255}`
    const bridge = spawn('python3', [path.join(DESKTOP_DIRECTORY, 'bridge.py')], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        BRIDGE_HOST: ip,
        BRIDGE_PORT: String(BRIDGE_PORT),
        BRIDGE_SOCKETS: path.join(this.#runDirectory, instanceOf(home.name), 'run'),
        POD_UID: uid,
      },
    })
    this.#bridges.set(home.name, bridge)
    return ip
  }

  resize(home: Home, spec: PodSpec): Promise<AppliedLimits> {
    return this.#bwrap.resize(desktopOf(home, spec))
  }

  async stop(home: string): Promise<void> {
    const bridge = this.#bridges.get(home)
    this.#bridges.delete(home)
    await this.#bwrap.stop(instanceOf(home))
    if (bridge?.kill() === true) await once(bridge, 'exit')
  }

  async removeHome(home: string): Promise<void> {
    await this.stop(home)
    await this.#bwrap.remove(instanceOf(home))
  }

  /** Called with the home of each pod whose desktop ended by itself. */
  onEnded(listener: (home: string) => void): void {
    this.#bwrap.onEnded((instanceId) => {
      for (const home of this.#bridges.keys()) if (instanceOf(home) === instanceId) listener(home)
    })
  }

  async close(): Promise<void> {
    for (const bridge of this.#bridges.values()) bridge.kill()
    await this.#bwrap.close()
  }
}

const instanceOf = (home: string): string => createHash('sha256').update(home).digest('hex').slice(0, 8)

const desktopOf = ({ name, storage }: Home, { containers: [container] }: PodSpec): DesktopSpec => {
  const geometry = container?.env?.find((variable) => variable.name === 'GEOMETRY')?.value ?? '1280x720'
  const [width = 0, height = 0] = geometry.split('x').map(Number)
  const { cpu, memory } = container?.resources?.limits ?? {}
  return {
    instanceId: instanceOf(name),
    slot: Number.parseInt(instanceOf(name).slice(0, 6), 16),
    hostname: 'box',
    resolution: { width, height },
    limits: {
      cpus: cpusOf(cpu) ?? 2,
      memoryBytes: bytesOf(memory) ?? 2 * 1024 ** 3,
      pids: 500,
      diskBytes: bytesOf(storage) ?? 1024 ** 3,
    },
    network: 'none',
    allowedHosts: [],
  }
}
