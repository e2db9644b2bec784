import path from 'node:path'
import {
  clusterOf,
  handOver,
  loginOf,
  makeFolder,
  startOperatorPostgres,
  type OperatorPostgres,
} from '../restore/operator-postgres.ts'

/** A streaming replica of this server. */
export const startReplica = async (
  primary: OperatorPostgres,
  options: { binaries: string; dataDir: string },
): Promise<OperatorPostgres> => {
  const cluster = clusterOf(options.dataDir)
  await makeFolder(path.dirname(cluster))
  await primary.tool(
    'pg_basebackup',
    ...loginOf(primary),
    '-D',
    cluster,
    '-c',
    'fast',
    '--write-recovery-conf',
  )
  await handOver(cluster)
  return startOperatorPostgres({ ...options, isStandby: true })
}
