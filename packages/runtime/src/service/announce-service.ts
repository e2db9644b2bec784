import { networkInterfaces } from 'node:os'
import type { Bus } from '@gptget/bus'
import { announcementsWanted, serviceAnnounced } from '@gptget/contracts'

/** Edges forget a service that is silent for three of these. */
const ANNOUNCE_INTERVAL_MS = 5_000

export type AnnouncedService = {
  service: string
  /** Its public paths, as in its manifest. */
  paths: readonly string[]
  /** Its address for edges. */
  url: string
}

/** Tells every edge where a service answers callers, until stopped. */
export const announceService = (
  bus: Bus,
  { service, paths, url }: AnnouncedService,
): { stop(): Promise<void> } => {
  const processId = `${service}@${url}`
  const announce = (isLeaving = false): void =>
    bus.emit(serviceAnnounced, { service, processId, url, paths: [...paths], isLeaving })
  bus.on(announcementsWanted, () => announce())
  const timer = setInterval(announce, ANNOUNCE_INTERVAL_MS).unref()
  announce()
  return {
    stop: async () => {
      clearInterval(timer)
      announce(true)
      await bus.flush()
    },
  }
}

/**
 * The address of a server for other hosts: `ADVERTISED_URL` if set; else, if the server listens on every address, this
 * host's first one that is not loopback.
 */
export const advertisedUrl = (
  { host, port }: { host: string; port: number },
  env: NodeJS.ProcessEnv,
): string => {
  if (env.ADVERTISED_URL) return env.ADVERTISED_URL
  const isEverywhere = host === '0.0.0.0' || host === '::'
  return `http://${isEverywhere ? outwardAddress() : host}:${port}`
}

const outwardAddress = (): string => {
  const addresses = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
