import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus } from '../src/index.ts'
import type { Bus } from '../src/index.ts'

/** The buses of two processes. Failures inside a handler matter only to tests that ask for them. */
export const connectPair = async (
  url: string,
): Promise<{ buses: [Bus, Bus]; closeBoth: () => Promise<void> }> => {
  const connect = (): Promise<Bus> => connectBus({ url, name: 'test', onError: () => {} })
  const buses: [Bus, Bus] = [await connect(), await connect()]
  return {
    buses,
    closeBoth: async () => {
      await Promise.all(buses.map((bus) => bus.close({ cut: AbortSignal.timeout(200) })))
    },
  }
}

/** Long enough for a subscription to reach the server: NATS does not confirm one. */
export const settled = (): Promise<void> => sleep(50)
