import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { launchPostgres } from '@gptget/embedded-servers/launch'
import type { TestServer } from '@gptget/testkit'
import { Client } from 'pg'

const INSTALLED = '/usr/lib/postgresql'
const TOOLS = ['postgres', 'initdb', 'pg_dump', 'pg_restore', 'pg_basebackup']
/** Postgres does not run as root. */
const NOBODY = 65_534

/** The installed Postgres of Debian with the tools that operators use; null if there is none. */
export const findOperatorPostgres = (): string | null => {
  if (!existsSync(INSTALLED)) return null
  const versions = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one))
  const folders = versions.map((version) => path.join(INSTALLED, version))
  return folders.find((folder) => TOOLS.every((tool) => existsSync(path.join(folder, 'bin', tool)))) ?? null
}

export const NEEDS_POSTGRES = `This needs a Postgres with its tools in ${INSTALLED}: apt-get install postgresql`

/** A Postgres as an operator runs it: its programs, its cluster, and an archive of its log that survives it. */
export type OperatorPostgres = TestServer & {
  /** The folder of its cluster, which a base backup copies. */
  cluster: string
  /** Runs one of its tools. */
  tool(name: string, ...args: string[]): Promise<void>
  query<Row extends object>(statement: string): Promise<Row[]>
}

type Options = { binaries: string; dataDir: string; isStandby?: true }

/** The cluster's folder in a data directory. */
export const clusterOf = (dataDir: string): string =>
  process.getuid?.() === 0 ? path.join(dataDir, 'state/cluster') : path.join(dataDir, 'cluster')

/** A folder that Postgres can write to. */
export const makeFolder = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY)
  return folder
}

export const startOperatorPostgres = async (options: Options): Promise<OperatorPostgres> => {
  const { binaries, dataDir } = options
  const start = (port?: number) => launchPostgres({ ...options, auth: 'trust', port })
  let server = await start()
  const { url, port } = server
  return {
    url,
    port,
    cluster: clusterOf(dataDir),
    get crashed() {
      return server.crashed
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop()
      server = await start(port)
    },
    tool: async (name, ...args) => {
      await promisify(execFile)(path.join(binaries, 'bin', name), args, { maxBuffer: 64 * 1024 * 1024 })
    },
    query: async <Row extends object>(statement: string) => {
      const client = new Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query<Row>(statement)).rows
      } finally {
        await client.end()
      }
    },
  }
}

/** From now on, each segment of its log is copied to `archive` before it is reused. */
export const archiveLog = async (postgres: OperatorPostgres, archive: string): Promise<void> => {
  for (const setting of [
    `archive_mode = 'on'`,
    `archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
  ])
    await postgres.query(`alter system set ${setting}`)
  await postgres.restart()
}

/** Switches to a new segment of the log, and waits until the old one is in the archive. */
export const archiveRest = async (postgres: OperatorPostgres, archive: string): Promise<void> => {
  const [row] = await postgres.query<{ name: string }>(`select pg_walfile_name(pg_current_wal_lsn()) as name`)
  await postgres.query('select pg_switch_wal()')
  const deadlineMs = performance.now() + 60_000
  while (!existsSync(path.join(archive, row!.name))) {
    if (performance.now() > deadlineMs) throw new Error(`${row!.name} was not archived`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Sets how far a base backup replays the archive when it starts. Default: to the end. */
export const recoverTo = async (dataDir: string, archive: string, time: string | null): Promise<void> => {
  const cluster = clusterOf(dataDir)
  const settings = [
    `restore_command = 'cp ${archive}/%f %p'`,
    `recovery_target_action = 'promote'`,
    `archive_mode = 'off'`,
    ...(time === null ? [] : [`recovery_target_time = '${time}'`]),
  ]
  await writeFile(path.join(cluster, 'postgresql.auto.conf'), `${settings.join('\n')}\n`)
  await writeFile(path.join(cluster, 'recovery.signal'), '')
  await handOver(cluster)
}

/** Changes the owner of files to the user of Postgres. */
export const handOver = async (cluster: string): Promise<void> => {
  if (process.getuid?.() === 0) await promisify(execFile)('chown', ['-R', `${NOBODY}:${NOBODY}`, cluster])
}

/** The connection settings of its tools. */
export const loginOf = ({ port }: OperatorPostgres): string[] => [
  '-h',
  '127.0.0.1',
  '-p',
  String(port),
  '-U',
  'gptget',
]
