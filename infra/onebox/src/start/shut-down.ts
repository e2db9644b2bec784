import type { ServiceName } from './plan-services.ts'
import type { StoredServer } from './keep-server.ts'
import type { RunningService } from './run-service.ts'

/** Edges first: they take no more work and let answers finish, for which they need all the others. */
const STOP_ORDER: ServiceName[] = ['edge-gateway', 'tasks-worker', 'router', 'local-model', 'billing']

/** What runs at the moment; grows while the platform starts. */
export type Running = { services: RunningService[]; servers: StoredServer[] }

export const shutDown = async ({ services, servers }: Running): Promise<void> => {
  for (const name of STOP_ORDER) {
    await Promise.all(services.filter(({ plan }) => plan.name === name).map((service) => service.stop()))
  }
  await Promise.all(servers.map((server) => server.stop()))
}
