import type { RoutingWishes } from '@gptget/bus'
import type { Provider } from '@gptget/providers'

/** Connections are kept by their connect timeout, so that callers may choose among a few only. */
const CONNECT_STEPS_MS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000]

/** A provider with the patience that a request wishes for. */
export const withTimeouts = (provider: Provider, wishes: RoutingWishes | undefined): Provider => {
  const wished = wishes?.timeouts
  if (wished === undefined) return provider
  const { connectMs, firstTokenMs, idleMs } = provider.timeouts
  return {
    ...provider,
    timeouts: {
      connectMs: wished.connectMs === undefined ? connectMs : nextStep(wished.connectMs),
      firstTokenMs: wished.firstTokenMs ?? firstTokenMs,
      idleMs: wished.idleMs ?? idleMs,
    },
  }
}

const nextStep = (wishedMs: number): number =>
  CONNECT_STEPS_MS.find((step) => step >= wishedMs) ?? CONNECT_STEPS_MS.at(-1)!
