import type { Socket } from 'node:net'
import type { Network } from '../db/schema/index.ts'

/** The limits of a desktop. Memory and disk in bytes. */
export type Limits = { cpus: number; memoryBytes: number; pids: number; diskBytes: number }

/** Everything that a driver must know to run a desktop. */
export type DesktopSpec = {
  instanceId: string
  /** Separates the desktop's user on the host from those of other computers. */
  slot: number
  hostname: string
  resolution: { width: number; height: number }
  limits: Limits
  network: Network
  /** For the network `allowlist`: reachable names. */
  allowedHosts: readonly string[]
}

/** What the host really enforces, read back from it. null: it cannot limit that. */
export type AppliedLimits = {
  cpus: number | null
  memoryBytes: number | null
  pids: number | null
  diskBytes: number | null
  network: Network
  /** In words, what is less than requested. */
  notes: readonly string[]
}

export type Usage = { memoryBytes: number; cpuMs: number; pids: number }

/** `rfb`: screen, keyboard and mouse. `agent`: HTTP to the agent for shell, files and windows. */
export type Channel = 'rfb' | 'agent'

/**
 * Runs desktops on one kind of host. `instanceId` identifies a desktop in every call. A computer's disk exists from
 * `create` to `remove`; its desktop runs from `start` to `stop`. Shell and files use the desktop's agent, which is the
 * same for every driver, through `connect(…, 'agent')`.
 */
export type ComputerDriver = {
  name: 'bwrap' | 'docker' | 'kubernetes' | 'none'
  /** One line about what it can do on this machine. */
  summary: string
  /** Why it cannot start anything now, and what to do about it; else null. */
  whyNot(): string | null
  /** Whether desktops keep running when the service ends; otherwise they end with it, even by kill -9. */
  outlivesService: boolean
  /** Identifies the disks if several services can reach them and run each other's desktops; else null. */
  sharedDisks: string | null
  create(spec: DesktopSpec): Promise<void>
  /** Resolves when the screen can be reached. @throws Error with the reason if it does not start */
  start(spec: DesktopSpec): Promise<AppliedLimits>
  /** Takes over a desktop that an earlier service left running; null if it does not run. */
  adopt(spec: DesktopSpec): Promise<AppliedLimits | null>
  /** Lets programs save their data, then ends them. Does nothing if none runs. */
  stop(instanceId: string): Promise<void>
  pause(instanceId: string): Promise<void>
  resume(instanceId: string): Promise<void>
  /** Changes the limits of a running desktop. */
  resize(spec: DesktopSpec): Promise<AppliedLimits>
  /** Ends it and deletes its disk. */
  remove(instanceId: string): Promise<void>
  /** Copies a disk, also of a running desktop. */
  snapshot(from: string, to: DesktopSpec): Promise<void>
  stats(instanceId: string): Promise<Usage>
  connect(instanceId: string, channel: Channel): Promise<Socket>
  /** The desktops that run here. */
  list(): Promise<string[]>
  /** Called for each desktop that ended without a request. */
  onEnded(listener: (instanceId: string) => void): void
  close(): Promise<void>
}
