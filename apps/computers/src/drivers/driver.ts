import type { Socket } from 'node:net'
import type { Network } from '../db/schema/index.ts'

/** What a desktop is allowed. Memory and disk in bytes. */
export type Limits = { cpus: number; memoryBytes: number; pids: number; diskBytes: number }

/** All that a driver must know to run one desktop. */
export type DesktopSpec = {
  instanceId: string
  /** Tells the desktop's user on the host apart from those of other computers. */
  slot: number
  hostname: string
  resolution: { width: number; height: number }
  limits: Limits
  network: Network
  /** Of the network `allowlist`: names that may be reached. */
  allowedHosts: readonly string[]
}

/** What the host really enforces, read back from it. null: it cannot limit that. */
export type AppliedLimits = {
  cpus: number | null
  memoryBytes: number | null
  pids: number | null
  diskBytes: number | null
  network: Network
  /** In words, what is less than what was asked for. */
  notes: readonly string[]
}

export type Usage = { memoryBytes: number; cpuMs: number; pids: number }

/** `rfb`: screen, keyboard and mouse. `agent`: HTTP to the agent that serves shell, files and windows. */
export type Channel = 'rfb' | 'agent'

/**
 * Runs desktops on one kind of host. `instanceId` names a desktop in every call. A computer's disk is there from
 * `create` to `remove`; its desktop runs from `start` to `stop`. Shell and files are asked of the desktop's own agent,
 * which is the same under every driver, through `connect(…, 'agent')`.
 */
export type ComputerDriver = {
  name: 'bwrap' | 'docker' | 'kubernetes' | 'none'
  /** In one line what it can do on this machine. */
  summary: string
  /** Why it can start nothing now, and what to do about it; null where it can. */
  whyNot(): string | null
  /** Whether desktops run on when the service ends; otherwise they end with it, also by kill -9. */
  outlivesService: boolean
  /** What names the disks where several services reach the same ones, so that each can run the other's; else null. */
  sharedDisks: string | null
  create(spec: DesktopSpec): Promise<void>
  /** Resolves when the screen can be reached. @throws Error that says what kept it from starting */
  start(spec: DesktopSpec): Promise<AppliedLimits>
  /** Takes over a desktop that an earlier service left running; null where it does not run. */
  adopt(spec: DesktopSpec): Promise<AppliedLimits | null>
  /** Lets programs save what they have, then ends them. Harmless where nothing runs. */
  stop(instanceId: string): Promise<void>
  pause(instanceId: string): Promise<void>
  resume(instanceId: string): Promise<void>
  /** Applies other limits to a desktop that runs. */
  resize(spec: DesktopSpec): Promise<AppliedLimits>
  /** Ends it and deletes its disk. */
  remove(instanceId: string): Promise<void>
  /** Copies a disk, also of a desktop that runs. */
  snapshot(from: string, to: DesktopSpec): Promise<void>
  stats(instanceId: string): Promise<Usage>
  connect(instanceId: string, channel: Channel): Promise<Socket>
  /** The desktops that run here. */
  list(): Promise<string[]>
  /** Told of each desktop that ended without having been asked to. */
  onEnded(listener: (instanceId: string) => void): void
  close(): Promise<void>
}
