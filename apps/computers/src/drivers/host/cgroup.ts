import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits, Usage } from '../driver.ts'

const ROOT = '/sys/fs/cgroup'
const V1_CONTROLLERS = ['memory', 'cpu', 'cpuacct', 'pids', 'freezer'] as const
const CPU_PERIOD_US = 100_000

export type LimitsRead = { cpus: number | null; memoryBytes: number | null; pids: number | null }

/** The control group of one desktop. */
export type Cgroup = {
  /** A process that writes its id into each of them joins the group, as do its children. */
  procsFiles: readonly string[]
  /** Sets limits and returns what the kernel reports. */
  apply(limits: Limits): Promise<LimitsRead>
  read(): Promise<LimitsRead>
  freeze(): Promise<void>
  thaw(): Promise<void>
  usage(): Promise<Usage>
  /** Kills everything in it, frozen or not, and removes it. */
  end(): Promise<void>
}

/** Makes groups below our own, with either version of control groups. */
export type Cgroups = {
  version: 1 | 2
  open(name: string): Promise<Cgroup>
  /** The existing groups, including those of a killed service. */
  list(): Promise<string[]>
}

/** The host's control groups, null if they cannot be written. */
export const findCgroups = async (parent: string): Promise<Cgroups | null> => {
  try {
    if (existsSync(path.join(ROOT, 'cgroup.controllers'))) return await openV2(path.join(ROOT, parent))
    if (V1_CONTROLLERS.every((controller) => existsSync(path.join(ROOT, controller, 'tasks'))))
      return await openV1(parent)
    return null
  } catch {
    // Not root, or a container with read-only control groups: the limits are then reported as missing.
    return null
  }
}

const openV2 = async (base: string): Promise<Cgroups> => {
  await writeFile(path.join(ROOT, 'cgroup.subtree_control'), '+memory +cpu +pids')
  await mkdir(base, { recursive: true })
  await writeFile(path.join(base, 'cgroup.subtree_control'), '+memory +cpu +pids')
  return {
    version: 2,
    open: async (name) => {
      const directory = path.join(base, name)
      await mkdir(directory, { recursive: true })
      return v2Group(directory)
    },
    list: () => foldersIn(base),
  }
}

const v2Group = (directory: string): Cgroup => {
  const file = (name: string): string => path.join(directory, name)
  const read = async (name: string): Promise<string> => (await readFile(file(name), 'utf8')).trim()
  const readLimits = async (): Promise<LimitsRead> => {
    const [quota, period] = (await read('cpu.max')).split(' ').map(Number)
    return {
      cpus: limited(quota! / period!),
      memoryBytes: limited(Number(await read('memory.max'))),
      pids: limited(Number(await read('pids.max'))),
    }
  }
  return {
    read: readLimits,
    procsFiles: [file('cgroup.procs')],
    apply: async ({ cpus, memoryBytes, pids }) => {
      await writeFile(file('memory.max'), String(memoryBytes))
      if (existsSync(file('memory.swap.max'))) await writeFile(file('memory.swap.max'), '0')
      await writeFile(file('cpu.max'), `${Math.round(cpus * CPU_PERIOD_US)} ${CPU_PERIOD_US}`)
      await writeFile(file('pids.max'), String(pids))
      return readLimits()
    },
    freeze: () => writeFile(file('cgroup.freeze'), '1'),
    thaw: () => writeFile(file('cgroup.freeze'), '0'),
    usage: async () => ({
      memoryBytes: Number(await read('memory.current')),
      cpuMs: Number(/usage_usec (\d+)/.exec(await read('cpu.stat'))?.[1] ?? 0) / 1_000,
      pids: Number(await read('pids.current')),
    }),
    end: () => endGroup([directory], file('cgroup.procs'), () => writeFile(file('cgroup.freeze'), '0')),
  }
}

const openV1 = async (parent: string): Promise<Cgroups> => {
  const base = (controller: string): string => path.join(ROOT, controller, parent)
  for (const controller of V1_CONTROLLERS) await mkdir(base(controller), { recursive: true })
  return {
    version: 1,
    open: async (name) => {
      const directories = V1_CONTROLLERS.map((controller) => path.join(base(controller), name))
      for (const directory of directories) await mkdir(directory, { recursive: true })
      return v1Group((controller, file) => path.join(base(controller), name, file), directories)
    },
    list: () => foldersIn(base('freezer')),
  }
}

type V1File = (controller: (typeof V1_CONTROLLERS)[number], file: string) => string

const v1Group = (file: V1File, directories: readonly string[]): Cgroup => {
  const read = async (...name: Parameters<V1File>): Promise<number> =>
    Number((await readFile(file(...name), 'utf8')).trim())
  const readLimits = async (): Promise<LimitsRead> => ({
    cpus: limited((await read('cpu', 'cpu.cfs_quota_us')) / (await read('cpu', 'cpu.cfs_period_us'))),
    memoryBytes: limited(await read('memory', 'memory.limit_in_bytes')),
    pids: limited(await read('pids', 'pids.max')),
  })
  const setState = (state: string): Promise<void> => writeFile(file('freezer', 'freezer.state'), state)
  return {
    read: readLimits,
    procsFiles: V1_CONTROLLERS.map((controller) => file(controller, 'cgroup.procs')),
    apply: async ({ cpus, memoryBytes, pids }) => {
      const swapFile = file('memory', 'memory.memsw.limit_in_bytes')
      // Memory and swap together must never be below memory alone, whether it rises or falls.
      if (existsSync(swapFile)) await writeFile(swapFile, '-1')
      await writeFile(file('memory', 'memory.limit_in_bytes'), String(memoryBytes))
      if (existsSync(swapFile)) await writeFile(swapFile, String(memoryBytes))
      await writeFile(file('cpu', 'cpu.cfs_period_us'), String(CPU_PERIOD_US))
      await writeFile(file('cpu', 'cpu.cfs_quota_us'), String(Math.round(cpus * CPU_PERIOD_US)))
      await writeFile(file('pids', 'pids.max'), String(pids))
      return readLimits()
    },
    freeze: () => setState('FROZEN'),
    thaw: () => setState('THAWED'),
    usage: async () => ({
      memoryBytes: await read('memory', 'memory.usage_in_bytes'),
      cpuMs: (await read('cpuacct', 'cpuacct.usage')) / 1e6,
      pids: await read('pids', 'pids.current'),
    }),
    end: () => endGroup(directories, file('freezer', 'cgroup.procs'), () => setState('THAWED')),
  }
}

/** `max`, -1 and numbers near 2^63 mean that there is no limit. */
const limited = (value: number): number | null =>
  value > 0 && value < Number.MAX_SAFE_INTEGER ? value : null

/** The control group that a container engine made for a process; null if it is not visible from here. */
export const cgroupOf = async (pid: number): Promise<Cgroup | null> => {
  const lines = (await readFile(`/proc/${pid}/cgroup`, 'utf8')).trim().split('\n')
  const paths = new Map(
    lines.flatMap((line) => {
      const [, names = '', folder = ''] = line.split(':')
      return names.split(',').map((name) => [name, folder] as const)
    }),
  )
  if (existsSync(path.join(ROOT, 'cgroup.controllers'))) {
    const directory = path.join(ROOT, paths.get('') ?? '/')
    return existsSync(path.join(directory, 'memory.max')) ? v2Group(directory) : null
  }
  const folderOf = (controller: string): string => path.join(ROOT, controller, paths.get(controller) ?? '/')
  const directories = V1_CONTROLLERS.map(folderOf)
  const isSeen = paths.has('memory') && directories.every((directory) => existsSync(directory))
  return isSeen ? v1Group((controller, file) => path.join(folderOf(controller), file), directories) : null
}

const END_TIMEOUT_MS = 10_000

/** Kills until no process is left: one may fork while the list is read. Frozen processes die when they thaw. */
const endGroup = async (
  directories: readonly string[],
  procsFile: string,
  thaw: () => Promise<void>,
): Promise<void> => {
  const deadline = Date.now() + END_TIMEOUT_MS
  for (let isEmpty = false; !isEmpty && existsSync(procsFile);) {
    const pids = (await readFile(procsFile, 'utf8')).split('\n').filter(Boolean).map(Number)
    for (const pid of pids) killIfThere(pid)
    await thaw()
    isEmpty = pids.length === 0
    if (Date.now() > deadline) throw new Error(`processes of ${procsFile} do not end: ${pids.join(', ')}`)
    if (!isEmpty) await sleep(5)
  }
  for (const directory of directories) await rmdir(directory).catch(ignoreMissing)
}

const ignoreMissing = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error
}

const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

const foldersIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
