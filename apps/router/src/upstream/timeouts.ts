import type { RoutingPreferences } from '@gptget/contracts'
import type { Provider, Timeouts } from '@gptget/providers'

/** Connections are kept by their connect timeout, so that callers may choose among a few only. */
const CONNECT_STEPS_MS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000]

/** A provider with the patience that a request asks for. */
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

/** Whether a wait was cut by a caller who is less patient than the operator. */
export const isCallersLimit = (
  limit: keyof Timeouts,
  { asked, operators }: { asked: Timeouts; operators: Timeouts },
): boolean => asked[limit] < operators[limit]

const nextStep = (preferredMs: number): number =>
  CONNECT_STEPS_MS.find((step) => step >= preferredMs) ?? CONNECT_STEPS_MS.at(-1)!
