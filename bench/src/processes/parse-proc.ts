import path from 'node:path'

/** The fields of /proc/<pid>/stat; see proc_pid_stat(5). Times are clock ticks, including those of ended children. */
export type ProcStat = { pid: number; name: string; parentPid: number; cpuTicks: number }

/** Ticks per second: USER_HZ, 100 on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100

/** Parses a stat file. The name is in parentheses and may contain spaces and parentheses. @throws Error if invalid */
export const parseStat = (text: string): ProcStat => {
  const nameStart = text.indexOf('(')
  const nameEnd = text.lastIndexOf(')')
  const fields = text.slice(nameEnd + 2).split(' ')
  // From the state, which is field 3: parent (4), utime, stime, cutime and cstime (14 to 17).
  const [parentPid, ...times] = [fields[1], ...fields.slice(11, 15)].map(Number)
  if (nameStart < 0 || parentPid === undefined || times.length < 4 || times.some(Number.isNaN))
    throw new Error(`Not the text of /proc/<pid>/stat: ${text}`)
  return {
    pid: Number(text.slice(0, nameStart)),
    name: text.slice(nameStart + 1, nameEnd),
    parentPid,
    cpuTicks: times.reduce((sum, ticks) => sum + ticks, 0),
  }
}

/** The processes of `roots` and all their descendants. */
export const treeOf = (all: readonly ProcStat[], roots: readonly number[]): ProcStat[] => {
  const children = Map.groupBy(all, ({ parentPid }) => parentPid)
  const below = (stat: ProcStat): ProcStat[] => [stat, ...(children.get(stat.pid) ?? []).flatMap(below)]
  return all.filter(({ pid }) => roots.includes(pid)).flatMap(below)
}

/** The proportional set size in bytes: shared memory is divided among its processes. */
export const parsePss = (smapsRollup: string): number =>
  Number(/^Pss: +(\d+) kB/m.exec(smapsRollup)?.[1] ?? 0) * 1024

/** From its sources, and bundled. */
const SERVICE = /(?:apps\/([a-z-]+)\/src\/main\.ts|\.gptget-services\/[0-9a-f]+\/([a-z-]+)\.mjs)/
const HOST = /(?:infra\/host\/src\/main\.ts|\.gptget-services\/[0-9a-f]+\/host\.mjs)/

/** A readable name from the words of a command line: the service, else the program. */
export const labelOf = (name: string, words: readonly string[]): string => {
  const line = words.join(' ')
  if (HOST.test(line)) return (words.at(-1) ?? '').replaceAll(',', '+')
  const [, source, bundled] = SERVICE.exec(line) ?? []
  if (source !== undefined || bundled !== undefined) return (source ?? bundled)!
  if (line.includes('onebox/src/start/main.ts')) return SUPERVISOR
  if (name === 'postgres') return 'postgres'
  // Node sets the name of its first thread.
  return name === 'MainThread' ? path.basename(words[1] ?? name) : name
}

/** The process of `npm start`, which starts and watches the services, and has no part in requests. */
export const SUPERVISOR = 'supervisor'
