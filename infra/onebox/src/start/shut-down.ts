import { SERVICES } from '@gptget/host/services'
import { stopOrderOf } from '@gptget/runtime/manifest'
import type { StoredServer } from './keep-server.ts'
import type { PreparedProcesses } from './prepare-processes.ts'
import type { RunningService } from './run-service.ts'

/** The running services and servers. Grows while the platform starts. */
export type Running = {
  services: RunningService[]
  servers: StoredServer[]
  prepared?: PreparedProcesses
}

/** Stops everything in order. After `hurry` aborts, running answers are ended at once. */
export const shutDown = async (
  { services, servers, prepared }: Running,
  hurry: AbortSignal,
): Promise<void> => {
  prepared?.end()
  for (const { name } of stopOrderOf(SERVICES)) {
    await Promise.all(services.filter(({ plan }) => plan.name === name).map((service) => service.stop(hurry)))
  }
  await Promise.all(servers.map((server) => server.stop()))
}
