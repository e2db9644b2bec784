import { VERSION_PREFIX, type ScriptedUpstream, type UpstreamDialect } from '@gptget/testkit'
import type { OperatorConfig } from '../../platform/start-platform.ts'
import { DIALECTS, type CallerDialect } from '../callers/dialects.ts'
import { FAULTS, PART_TOKENS, WHOLE_TOKENS, type FaultRow, type Outcome } from './faults.ts'

export const UPSTREAMS = Object.keys(VERSION_PREFIX) as UpstreamDialect[]

/** One cell: a caller's dialect, a provider's, a fault, streamed or not, with or without another route. */
export type Cell = {
  fault: FaultRow
  caller: CallerDialect
  upstream: UpstreamDialect
  isStream: boolean
  hasOtherRoute: boolean
}

export const CELLS: Cell[] = FAULTS.flatMap((fault) =>
  UPSTREAMS.flatMap((upstream) =>
    DIALECTS.flatMap((caller) =>
      [true, false].flatMap((isStream) =>
        [true, false].map((hasOtherRoute) => ({ fault, caller, upstream, isStream, hasOtherRoute })),
      ),
    ),
  ),
)

/** Unique to a cell. */
export const nameOf = ({ fault, caller, upstream, isStream, hasOtherRoute }: Cell): string =>
  [fault.fault, caller, upstream, isStream ? 'stream' : 'plain', hasOtherRoute ? 'other' : 'alone'].join('.')

export const modelOf = (cell: Cell): string => `fault/${nameOf(cell)}`

/** What a cell must come to: before its first token a fault is made up for by another route, afterwards by none. */
export const expectedOf = ({ fault, upstream, isStream, hasOtherRoute }: Cell): Outcome => {
  const alone = isStream ? (fault.streamOf?.[upstream] ?? fault.stream) : fault.plain
  return alone.is === 'refused' && hasOtherRoute ? { is: 'whole' } : alone
}

/** USD per million tokens. */
export const PRICE = { input: 10, output: 20 }

export type GridOptions = { cells: Cell[]; silenceMs: number; closedPort: number }

/** Only providers that fall silent are given up on soon; the machine that plays all this may be slow itself. */
const PATIENCE_MS = 60_000
const isSilence = ({ fault }: FaultRow): boolean => /^(hang|stall|chatter)/.test(fault)

/** A provider of its own for every cell, so that no failure spoils the health of another's. */
export const gridConfig = (upstream: ScriptedUpstream, options: GridOptions): OperatorConfig => {
  const { cells, silenceMs, closedPort } = options
  const row = (
    dialect: UpstreamDialect,
    timeoutMs: number,
    base_url = upstream.baseUrl(dialect),
  ): unknown => ({
    dialect,
    base_url,
    api_key: 'key-of-the-operator',
    timeouts: { connect_ms: PATIENCE_MS, first_token_ms: timeoutMs, idle_ms: timeoutMs },
  })
  const faulty = ({ upstream: dialect, fault }: Cell): unknown =>
    row(
      dialect,
      isSilence(fault) ? silenceMs : PATIENCE_MS,
      fault.fault === 'refuse' ? `http://127.0.0.1:${closedPort}/v1` : undefined,
    )
  return {
    providers: Object.fromEntries([
      ...UPSTREAMS.map((dialect) => [`well-${dialect}`, row(dialect, PATIENCE_MS)]),
      ...cells.map((cell) => [nameOf(cell), faulty(cell)]),
    ]),
    models: Object.fromEntries(
      cells.map((cell) => [modelOf(cell), { routes: routesOf(cell), price: PRICE, context_length: 8_000 }]),
    ),
  }
}

const routesOf = (cell: Cell): unknown[] => [
  { provider: nameOf(cell), model: scriptOf(cell), weight: 1_000_000 },
  ...(cell.hasOtherRoute
    ? [{ provider: `well-${cell.upstream}`, model: `scripted:text-${WHOLE_TOKENS}`, weight: 1 }]
    : []),
]

/** What breaks after some tokens gives them a second to be seen. */
const scriptOf = ({ fault: { fault } }: Cell): string => {
  const word = fault === 'refuse' ? 'reset' : fault
  return `scripted:text-${WHOLE_TOKENS}+${word}${fault.endsWith(`-after-${PART_TOKENS}`) ? '+pause-1000' : ''}`
}
