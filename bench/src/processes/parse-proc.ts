import path from 'node:path'

/** What /proc/<pid>/stat says; see proc_pid_stat(5). Times in clock ticks, those of reaped children included. */
export type ProcStat = { pid: number; name: string; parentPid: number; cpuTicks: number }

/** Ticks per second: USER_HZ, 100 on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100

/** The name is in parentheses and may itself contain blanks and parentheses. @throws Error for other text. */
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

/** The processes of `roots` and all that descend from them. */
export const treeOf = (all: readonly ProcStat[], roots: readonly number[]): ProcStat[] => {
  const children = Map.groupBy(all, ({ parentPid }) => parentPid)
  const below = (stat: ProcStat): ProcStat[] => [stat, ...(children.get(stat.pid) ?? []).flatMap(below)]
  return all.filter(({ pid }) => roots.includes(pid)).flatMap(below)
}

/** The proportional share of memory: what processes share is counted once over all of them. Bytes. */
export const parsePss = (smapsRollup: string): number =>
  Number(/^Pss: +(\d+) kB/m.exec(smapsRollup)?.[1] ?? 0) * 1024

/** From its sources, and bundled. */
const SERVICE = /(?:apps\/([a-z-]+)\/src\/main\.ts|\.gptget-services\/[0-9a-f]+\/([a-z-]+)\.mjs)/
const HOST = /(?:infra\/host\/src\/main\.ts|\.gptget-services\/[0-9a-f]+\/host\.mjs)/

/** A name for people from a command line (its words): the service, else the program. */
export const labelOf = (name: string, words: readonly string[]): string => {
  const line = words.join(' ')
  if (HOST.test(line)) return (words.at(-1) ?? '').replaceAll(',', '+')
  const [, source, bundled] = SERVICE.exec(line) ?? []
  if (source !== undefined || bundled !== undefined) return (source ?? bundled)!
  if (line.includes('onebox/src/start/main.ts')) return SUPERVISOR
  if (name === 'postgres') return 'postgres'
  // Node names its first thread and not itself.
  return name === 'MainThread' ? path.basename(words[1] ?? name) : name
}

/** `npm start` itself: it starts and watches the services and has no part in a request. */
export const SUPERVISOR = 'supervisor'
