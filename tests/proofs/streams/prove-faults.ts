import { findClosedPort, startScriptedUpstream } from '@gptget/testkit'
import { readReceipt, type Receipt } from '../../platform/receipts.ts'
import { startPlatform, type PlatformOptions } from '../../platform/start-platform.ts'
import { call } from '../callers/call.ts'
import { eachOf } from '../each-of.ts'
import { printTable } from '../table.ts'
import { gridConfig, modelOf, nameOf, UPSTREAMS, type Cell } from './grid.ts'
import { judgeCell, type Judged } from './judge-cell.ts'

export type FaultsOptions = {
  cells: Cell[]
  mode: NonNullable<PlatformOptions['mode']>
  /** How long a provider may be silent. */
  silenceMs: number
  atOnce: number
  report: (line: string) => void
}

/** Plays every cell against a platform. */
export const proveFaults = async (options: FaultsOptions): Promise<Judged[]> => {
  const { cells, mode, silenceMs, atOnce, report } = options
  const upstream = await startScriptedUpstream()
  const closedPort = await findClosedPort()
  const platform = await startPlatform({
    mode,
    hasOwnPostgres: mode === 'processes',
    config: gridConfig(upstream, { cells, silenceMs, closedPort }),
  })
  const { apiKey } = await platform.admin.createAccount()
  let done = 0
  try {
    return await eachOf(cells, atOnce, async (cell) => {
      const seen = await call({
        dialect: cell.caller,
        url: platform.edges[0]!.url,
        apiKey,
        model: modelOf(cell),
        isStream: cell.isStream,
        maxTokens: 50,
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      const receipt = seen.generationId
        ? await findReceipt(platform.baseUrl, apiKey, seen.generationId)
        : null
      done += 1
      if (done % 100 === 0) report(`${done} of ${cells.length} cells`)
      return judgeCell(cell, seen, receipt)
    })
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

/** A request that takes longer counts as hanging. */
const PATIENCE_MS = 120_000

const RECEIPT_ATTEMPTS = 5

/** A receipt exists as soon as an answer ends. On a busy machine, reading it may need more than one attempt. */
const findReceipt = async (
  baseUrl: string,
  apiKey: string,
  generationId: string,
  attempts = RECEIPT_ATTEMPTS,
): Promise<Receipt | null> => {
  try {
    return await readReceipt(baseUrl, apiKey, generationId)
  } catch (error) {
    if (attempts === 0) throw error
    return findReceipt(baseUrl, apiKey, generationId, attempts - 1)
  }
}

/**
 * The grid: a row for each fault, and two columns for each provider dialect, streamed and plain. Each cell has the four
 * dialects of callers.
 */
export const printGrid = (judged: Judged[], hasOtherRoute: boolean): string => {
  const own = judged.filter(({ cell }) => cell.hasOtherRoute === hasOtherRoute)
  const columns = UPSTREAMS.flatMap((upstream) => [true, false].map((isStream) => ({ upstream, isStream })))
  const rows = [...Map.groupBy(own, ({ cell }) => cell.fault.fault)].map(([fault, cells]) => [
    fault,
    ...columns.map(({ upstream, isStream }) =>
      printCell(cells.filter(({ cell }) => cell.upstream === upstream && cell.isStream === isStream)),
    ),
  ])
  const head = columns.map(
    ({ upstream, isStream }) => `${upstream.split('-').at(-1)} ${isStream ? 'stream' : 'plain'}`,
  )
  return printTable([hasOtherRoute ? 'with another route' : 'the only route', ...head], rows)
}

const printCell = (cells: Judged[]): string => {
  const isBroken = cells.some(({ breaches }) => breaches.length > 0)
  return `${[...new Set(cells.map(({ shown }) => shown))].join('/')}${isBroken ? ' FAIL' : ''}`
}

export const breachesOf = (judged: Judged[]): string[] =>
  judged.flatMap(({ cell, breaches }) =>
    breaches.length === 0 ? [] : [`${nameOf(cell)}: ${breaches.join('; ')}`],
  )
