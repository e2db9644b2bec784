import { VERSION_PREFIX, type ScriptedUpstream, type UpstreamDialect } from '@gptget/testkit'
import type { OperatorConfig } from '../../platform/start-platform.ts'
import { DIALECTS, type CallerDialect } from '../callers/dialects.ts'
import { FAULTS, PART_TOKENS, WHOLE_TOKENS, type FaultRow, type Outcome } from './faults.ts'

export const UPSTREAMS = Object.keys(VERSION_PREFIX) as UpstreamDialect[]

/** One cell: the caller's dialect, the provider's dialect, a fault, streamed or not, with or without another route. */
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

/** A unique name for a cell. */
export const nameOf = ({ fault, caller, upstream, isStream, hasOtherRoute }: Cell): string =>
  [fault.fault, caller, upstream, isStream ? 'stream' : 'plain', hasOtherRoute ? 'other' : 'alone'].join('.')

export const modelOf = (cell: Cell): string => `fault/${nameOf(cell)}`

/** The expected outcome of a cell: another route replaces a provider that fails before its first token, not after. */
export const expectedOf = ({ fault, upstream, isStream, hasOtherRoute }: Cell): Outcome => {
  const alone = isStream ? (fault.streamOf?.[upstream] ?? fault.stream) : fault.plain
  return alone.is === 'refused' && hasOtherRoute ? { is: 'whole' } : alone
}

/** USD per million tokens. */
export const PRICE = { input: 10, output: 20 }

export type GridOptions = { cells: Cell[]; silenceMs: number; closedPort: number }

/** Only silent providers have short timeouts, because the machine of the test may itself be slow. */
const PATIENCE_MS = 60_000
const isSilence = ({ fault }: FaultRow): boolean => /^(hang|stall|chatter)/.test(fault)

/** Every cell has its own provider, so that a failure does not affect the health of another. */
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

/** A stream that breaks after some tokens waits a second, so that they arrive. */
const scriptOf = ({ fault: { fault } }: Cell): string => {
  const word = fault === 'refuse' ? 'reset' : fault
  return `scripted:text-${WHOLE_TOKENS}+${word}${fault.endsWith(`-after-${PART_TOKENS}`) ? '+pause-1000' : ''}`
}
