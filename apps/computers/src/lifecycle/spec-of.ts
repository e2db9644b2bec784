import { freemem, totalmem, availableParallelism } from 'node:os'
import type { StoredComputer } from '../store/rows.ts'
import type { AppliedLimits, DesktopSpec, Limits } from '../drivers/driver.ts'
import { DISK_SIZE_GB, INSTANCE_TYPES, type InstanceType } from '../instance-types.ts'

const GIB = 1024 ** 3
const PIDS = 1_024
/** What desktops must leave to the machine. */
const LARGEST_SHARE_OF_MEMORY = 0.6

type Machine = { cpus: number; memoryBytes: number }

const thisMachine = (): Machine => ({ cpus: availableParallelism(), memoryBytes: totalmem() })

/** The limits of an instance type on this machine; a small one gives less. */
export const limitsOf = (type: InstanceType, machine: Machine = thisMachine()): Limits => {
  const { cpu, ram } = INSTANCE_TYPES[type]
  return {
    cpus: Math.min(cpu, machine.cpus),
    memoryBytes: Math.min(ram * GIB, Math.floor(machine.memoryBytes * LARGEST_SHARE_OF_MEMORY)),
    pids: PIDS,
    diskBytes: DISK_SIZE_GB * GIB,
  }
}

/** A host name from the computer's name. */
const hostNameOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40) || 'computer'

export const specOf = (row: StoredComputer): DesktopSpec => {
  const [width = 1280, height = 720] = row.resolution.split('x').map(Number)
  return {
    instanceId: row.instance_id,
    slot: Number(row.slot),
    hostname: hostNameOf(row.name),
    resolution: { width, height },
    limits: limitsOf(row.instance_type),
    network: row.network,
    allowedHosts: row.allowed_hosts,
  }
}

/** The resources that the host cannot provide, in words, for the answer. */
export const withShortfalls = (
  applied: AppliedLimits,
  type: InstanceType,
  machine: Machine = thisMachine(),
): AppliedLimits => {
  const { cpu, ram } = INSTANCE_TYPES[type]
  const limits = limitsOf(type, machine)
  const notes = [
    ...(limits.cpus < cpu ? [`This host has ${limits.cpus} of ${cpu} processors for it.`] : []),
    ...(limits.memoryBytes < ram * GIB
      ? [`This host has ${(limits.memoryBytes / GIB).toFixed(1)} of ${ram} GB of memory for it.`]
      : []),
  ]
  return { ...applied, notes: [...applied.notes, ...notes] }
}

/** A desktop with a browser: this must be free before another one starts. */
const MEMORY_OF_ONE = 300 * 1024 * 1024

/** The default for desktops that run at once. */
export const roomFor = (machine: Machine = thisMachine()): number =>
  Math.max(1, Math.floor((machine.memoryBytes * 0.8) / MEMORY_OF_ONE))

export const hasFreeMemory = (): boolean => freemem() > MEMORY_OF_ONE
