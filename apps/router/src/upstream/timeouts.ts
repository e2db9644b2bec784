import type { RoutingPreferences } from '@gptget/contracts'
import type { Provider, Timeouts } from '@gptget/providers'

/** Connections are pooled by their connect timeout, so callers may choose among a few values only. */
const CONNECT_STEPS_MS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000]

/** A provider with the timeouts that a request asks for. */
export const withTimeouts = (provider: Provider, preferences: RoutingPreferences | undefined): Provider => {
  const preferred = preferences?.timeouts
  if (preferred === undefined) return provider
  const { connectMs, firstTokenMs, idleMs } = provider.timeouts
  return {
    ...provider,
    timeouts: {
      connectMs: preferred.connectMs === undefined ? connectMs : nextStep(preferred.connectMs),
      firstTokenMs: preferred.firstTokenMs ?? firstTokenMs,
      idleMs: preferred.idleMs ?? idleMs,
    },
  }
}

/** Whether a wait was ended by a timeout of the caller that is shorter than the operator's. */
export const isCallersLimit = (
  limit: keyof Timeouts,
  { asked, operators }: { asked: Timeouts; operators: Timeouts },
): boolean => asked[limit] < operators[limit]

const nextStep = (preferredMs: number): number =>
  CONNECT_STEPS_MS.find((step) => step >= preferredMs) ?? CONNECT_STEPS_MS.at(-1)!
