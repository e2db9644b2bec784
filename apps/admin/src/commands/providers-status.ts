import { readCatalog, readRouteStates } from '@gptget/contracts'
import type { RouteState } from '@gptget/contracts'
import type { Command } from 'commander'
import { warnOfRefusal } from '../platform/warn-of-refusal.ts'
import { withPlatform } from '../platform/with-platform.ts'
import { showTable } from '../show-table.ts'
import type { Terminal } from '../terminal.ts'

type Options = { all?: boolean; json?: true }

export const addProvidersStatus = (providers: Command, terminal: Terminal): void => {
  providers
    .command('status')
    .description(
      'Shows the routes of all routers in the last five minutes: circuit, errors, speed, paused credentials.',
    )
    .option('--all', 'include healthy routes that were not used')
    .option('--json', 'print JSON')
    .action((options: Options) => status(terminal, options))
}

const status = async (terminal: Terminal, { all = false, json }: Options): Promise<void> => {
  const { routes } = await withPlatform(terminal, async (bus) => {
    warnOfRefusal(terminal, await bus.call(readCatalog, {}))
    return bus.call(readRouteStates, { isWhole: all })
  })
  if (json) {
    terminal.print(JSON.stringify({ routes: routes.map((route) => describe(route, terminal.now())) }))
    return
  }
  if (routes.length === 0) {
    terminal.talk(
      'No route was used in the last five minutes, and none has problems. --all lists every route.',
    )
    return
  }
  const heading = [
    'PROVIDER',
    'MODEL',
    'CIRCUIT',
    'ERRORS',
    'REQUESTS',
    'TTFT P50',
    'TOKENS/S',
    'CREDENTIALS PAUSED',
    'UNTIL',
    'WHY',
  ]
  terminal.print(
    showTable(
      heading,
      routes.map((route) => rowOf(route, terminal.now())),
    ),
  )
}

const instantAfter = (now: Date, forMs: number): string => new Date(now.getTime() + forMs).toISOString()

/** Positions count from 1, in the order of the configuration: `2 of 3`. */
const describe = (route: RouteState, now: Date) => ({
  provider: route.provider,
  model: route.upstreamModel,
  models: route.models,
  circuit: route.circuit,
  open_until: route.openForMs > 0 ? instantAfter(now, route.openForMs) : null,
  reason: route.reason,
  requests: route.attempts,
  errors: route.errors,
  ttft_p50_ms: route.ttftP50Ms,
  tokens_per_second: route.tokensPerSecond,
  credentials: route.credentialCount,
  credentials_resting: route.coolingCredentials.map(({ position, forMs, reason }) => ({
    position: position + 1,
    until: instantAfter(now, forMs),
    reason,
  })),
})

const rowOf = (route: RouteState, now: Date): string[] => {
  const { credentials_resting: resting, open_until: openUntil, ...shown } = describe(route, now)
  const until = [openUntil, ...resting.map(({ until }) => until)].filter((time) => time !== null)
  const why = [shown.reason, ...resting.map(({ reason }) => reason)].filter((reason) => reason !== null)
  return [
    shown.provider,
    shown.model,
    shown.circuit,
    String(shown.errors),
    String(shown.requests),
    shown.ttft_p50_ms === null ? '-' : `${shown.ttft_p50_ms} ms`,
    shown.tokens_per_second === null ? '-' : String(shown.tokens_per_second),
    resting.length === 0
      ? '-'
      : `${resting.map(({ position }) => position).join(', ')} of ${Math.max(1, shown.credentials)}`,
    until.toSorted().at(-1)?.slice(11, 19) ?? '-',
    [...new Set(why)].join(', ') || '-',
  ]
}
