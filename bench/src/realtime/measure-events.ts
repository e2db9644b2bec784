import type { RealtimeUpstream } from '@gptget/testkit'
import type { Platform } from '../../../tests/platform/start-platform.ts'
import { printTable } from '../../../tests/proofs/table.ts'
import { quantile } from '../statistics.ts'
import { openSession, VOICE, type Report } from './open-sessions.ts'
import { withLitellm } from './start-litellm.ts'

const EVENTS = 2_000

/** Measures round trips of an event and its answer in sequence: sorted times in milliseconds. */
const roundTrips = async (baseUrl: string, apiKey: string, model = VOICE): Promise<number[]> => {
  const client = await openSession(baseUrl, apiKey, model)
  const times: number[] = []
  for (let count = 0; count < EVENTS; count++) {
    const startedAtMs = performance.now()
    await client.ask({ type: 'session.update', session: { type: 'realtime' } }, 'session.updated')
    times.push(performance.now() - startedAtMs)
    client.events.length = 0
  }
  client.close()
  return times.toSorted((one, other) => one - other)
}

const row = (name: string, times: number[]) => [
  name,
  ...[0.5, 0.99].map((share) => quantile(times, share).toFixed(3)),
]

/** Measures the overhead of our relay and LiteLLM's for an event, over a direct connection to the provider. */
export const measureEvents = async (
  platform: Platform,
  upstream: RealtimeUpstream,
  apiKey: string,
  report: Report,
): Promise<boolean> => {
  const direct = await roundTrips(upstream.baseUrl, 'key')
  const relayed = await roundTrips(platform.baseUrl, apiKey)
  const other = await withLitellm(upstream, report, ({ baseUrl, apiKey: key, model }) =>
    roundTrips(baseUrl, key, model),
  ).catch((error: unknown) => String(error).slice(0, 300))
  const rows = [row('direct', direct), row('relayed', relayed)]
  if (typeof other === 'string') report(`LiteLLM could not be measured: ${other}`)
  else rows.push(row('LiteLLM', other))
  report(printTable(['there and back, ms', 'p50', 'p99'], rows))
  // A round trip relays two events.
  const added = (share: number): number => (quantile(relayed, share) - quantile(direct, share)) / 2
  report(
    `added to an event: p50 ${added(0.5).toFixed(3)} ms (target 1), p99 ${added(0.99).toFixed(3)} ms (target 5)`,
  )
  return added(0.5) < 1 && added(0.99) < 5
}
