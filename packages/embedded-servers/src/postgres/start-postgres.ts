import type { EmbeddedServer } from '../embedded-server.ts'
import { installPostgres } from './install-binaries.ts'
import { launchPostgres, type PostgresLaunch } from './launch-postgres.ts'

export type PostgresOptions = Omit<PostgresLaunch, 'binaries'> & { cacheDir: string }

/** Installs Postgres if it is not in the cache yet, and starts it: see `launchPostgres`. */
export const startPostgres = async ({ cacheDir, ...options }: PostgresOptions): Promise<EmbeddedServer> =>
  launchPostgres({ ...options, binaries: await installPostgres(cacheDir) })
