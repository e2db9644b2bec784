import type { TargetResult } from '../run-targets.ts'
import type { Spread } from '../statistics.ts'
import { cpuPerRequest, summarize, type Summary } from './summary.ts'

/** Prints the results as text: a line for each target, its CPU time by process, and failures. */
export const printTable = (results: readonly TargetResult[]): string => {
  const direct = results.find(({ id }) => id === 'direct')!
  const rows = results.map((result) => ({ result, summary: summarize(result, direct) }))
  return [
    '',
    layOut([HEADINGS, ...rows.map(({ result, summary }) => rowOf(result, summary))]),
    '',
    'Ready: from the start of its process. At rest: all its processes, `npm start` itself included. First: the first 1,000 requests after a start. Latency and first event: median of a request alone, beyond the direct way. CPU: all processes of the target, per request at 32 at once and per 1,000 events at 50 streams. ± is the farthest round from the median.',
    '',
    ...rows.flatMap(({ result, summary }) => (summary ? splitOf(result, summary) : [])),
    ...results.flatMap(failuresOf),
  ].join('\n')
}

const HEADINGS = [
  'target',
  'ready ms',
  'at rest MiB',
  'CPU ms/first req',
  'added p50 ms',
  'added p99 ms',
  'req/s at 10',
  '32',
  '128',
  'p99 ms at 10',
  '32',
  '128',
  'CPU ms/req',
  'first event +ms',
  'CPU ms/1k events',
  'streams held',
  'MiB',
]

const rowOf = ({ title }: TargetResult, summary: Summary | null): string[] => {
  if (summary === null) return [title, 'not measured, see below']
  return [
    title,
    withSpread(summary.readyMs, 0),
    withSpread(summary.restMiB, 0),
    withSpread(summary.firstCpuMsPerRequest, 2),
    withSpread(summary.addedP50Ms, 2),
    withSpread(summary.addedP99Ms, 2),
    ...summary.loads.map(({ requestsPerSecond }) => withSpread(requestsPerSecond, 0)),
    ...summary.loads.map(({ p99Ms }) => p99Ms.median.toFixed(1)),
    withSpread(cpuPerRequest(summary), 2),
    withSpread(summary.addedFirstEventMs, 2),
    withSpread(summary.cpuMsPer1000Events, 0),
    summary.heldStreams === null ? '-' : String(summary.heldStreams),
    summary.peakMiB === null ? '-' : summary.peakMiB.toFixed(0),
  ]
}

const withSpread = ({ median, min, max }: Spread, digits: number): string => {
  const away = Math.max(max - median, median - min)
  return away === 0 ? median.toFixed(digits) : `${median.toFixed(digits)} ±${away.toFixed(digits)}`
}

const layOut = (rows: string[][]): string => {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => (row.length > 2 ? (row[column] ?? '').length : 0))),
  )
  widths[0] = Math.max(...rows.map(([name = '']) => name.length))
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))),
    )
    .map((cells) => cells.join('  '))
    .join('\n')
}

const splitOf = ({ title }: TargetResult, summary: Summary): string[] => {
  const generator = `load generator ${summary.generatorCpuMsPerRequest.toFixed(3)}, upstream ${summary.upstreamCpuMsPerRequest.toFixed(3)}`
  return [
    title,
    `  CPU ms per request: ${[split(summary.cpuMsPerRequestByProcess, 3), generator].filter((part) => part !== '').join('; besides ')}`,
    ...(Object.keys(summary.cpuMsPer1000EventsByProcess).length > 0
      ? [`  CPU ms per 1,000 events: ${split(summary.cpuMsPer1000EventsByProcess, 1)}`]
      : []),
  ]
}

const split = (byProcess: Record<string, number>, digits: number): string =>
  Object.entries(byProcess)
    .filter(([, ms]) => ms >= 10 ** -digits)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, ms]) => `${name} ${ms.toFixed(digits)}`)
    .join(', ')

const failuresOf = ({ title, reason, rounds }: TargetResult): string[] => [
  ...(reason === null ? [] : [`! ${title} ${reason}`]),
  ...rounds.flatMap(({ failures }, index) =>
    failures.map((text) => `! ${title}, round ${index + 1}: ${text}`),
  ),
]
