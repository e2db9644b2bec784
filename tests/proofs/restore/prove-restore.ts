import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedUpstream, startTestNats, type ScriptedUpstream } from '@gptget/testkit'
import type { Account } from '../../platform/admin.ts'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { authorization, startPlatform, type Platform } from '../../platform/start-platform.ts'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import { readBooks } from '../money/books.ts'
import type { Check } from '../table.ts'
import {
  archiveLog,
  archiveRest,
  clusterOf,
  loginOf,
  makeFolder,
  recoverTo,
  startOperatorPostgres,
  type OperatorPostgres,
} from './operator-postgres.ts'
import { backUpStream, restoreStream, type StreamBackup } from './stream-backup.ts'

const SCRIPT = 'text-8'

export type RestoreOptions = {
  binaries: string
  /** The number of answers between two steps of the drill. */
  answers: number
  /** Whether services run as separate processes, which are killed too. */
  mode: 'in-process' | 'processes'
  report: (line: string) => void
}

/** What an operator has left after losing everything else. */
type Backups = {
  usage: StreamBackup
  /** The file of `pg_dump`. */
  dump: string
  archive: string
  /** The time just before a mistake, up to which the log is replayed. */
  before: string
}

type Drill = RestoreOptions & { directory: string; upstream: ScriptedUpstream }

/**
 * Backs up a platform in use, destroys it, and restores it into an empty one, in two ways. Usage that is not booked yet
 * is backed up first, and Postgres after it: usage that is booked in between is in both backups, and none is missing.
 */
export const proveRestore = async (options: RestoreOptions): Promise<Check[]> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-restore-'))
  // The user of Postgres must be able to enter it.
  await chmod(directory, 0o755)
  const upstream = await startScriptedUpstream()
  const drill: Drill = { ...options, directory, upstream }
  try {
    const { backups, answered } = await loseEverything(drill)
    return [
      {
        name: 'every answer completes before the loss',
        checkedCount: answered.length,
        breaches: answered.filter((one) => !isWhole(one)).map(({ status, error }) => `${status} ${error}`),
      },
      ...(await checkRestored(drill, 'a dump (pg_dump)', answered, backups, (dataDir) =>
        restoreDump(drill, dataDir, backups),
      )),
      ...(await checkRestored(
        drill,
        'a moment before a mistake (archived log)',
        answered,
        backups,
        (dataDir) => restoreMoment(drill, dataDir, backups),
      )),
    ]
  } finally {
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const platformOn = (
  { upstream, mode }: Drill,
  postgres: OperatorPostgres,
  nats: Awaited<ReturnType<typeof startTestNats>>,
): Promise<Platform> =>
  startPlatform({
    config: scriptedConfig(upstream, [SCRIPT]),
    mode,
    servers: { postgres, nats },
    // While billing is down, edges spend the credit that they have leased.
    env: { LEASE_LIFETIME_MS: '600000' },
    onBusError: () => {},
  })

const ask = async (platform: Platform, { apiKey }: Account, count: number): Promise<Seen[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      call({
        dialect: DIALECTS[index % DIALECTS.length]!,
        url: platform.edges[0]!.url,
        apiKey,
        model: modelOf(SCRIPT),
        isStream: index % 2 === 0,
        maxTokens: 100,
      }),
    ),
  )

const allBooked = (platform: Platform): Promise<boolean> => platform.bus.usage.waitUntilConsumed(60_000)

const loseEverything = async (drill: Drill): Promise<{ backups: Backups; answered: Seen[] }> => {
  const { directory, binaries, answers, report } = drill
  const archive = await makeFolder(path.join(directory, 'archive'))
  const postgres = await startOperatorPostgres({ binaries, dataDir: path.join(directory, 'first') })
  await archiveLog(postgres, archive)
  const nats = await startTestNats({ authorization })
  const platform = await platformOn(drill, postgres, nats)
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    const answered = await ask(platform, account, answers)
    await allBooked(platform)
    await postgres.tool(
      'pg_basebackup',
      ...loginOf(postgres),
      '-D',
      path.join(directory, 'base'),
      '-c',
      'fast',
    )
    report(`${answered.length} answers; a base backup of Postgres is made`)
    for (const billing of platform.of('billing')) await billing.stop()
    answered.push(...(await ask(platform, account, answers)))
    const usage = await backUpStream(nats.url, 'USAGE')
    report(`${answered.length} answers, half of which wait to be booked: the stream of usage is backed up`)
    for (const billing of platform.of('billing')) await billing.restart()
    await allBooked(platform)
    const dump = path.join(directory, 'gptget.dump')
    await postgres.tool('pg_dump', '-Fc', '--no-owner', '--file', dump, postgres.url)
    report('what waited is booked, and Postgres is dumped')
    // Booked after the dump, so it is only in the archived log.
    answered.push(...(await ask(platform, account, answers)))
    await allBooked(platform)
    const [now] = await postgres.query<{ time: string }>('select clock_timestamp()::text as time')
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await postgres.query('delete from billing.ledger_transactions')
    await archiveRest(postgres, archive)
    report('somebody deletes the ledger; then Postgres and NATS are gone')
    return { backups: { usage, dump, archive, before: now!.time }, answered }
  } finally {
    for (const service of platform.services) await service.kill('SIGKILL')
    await postgres.kill()
    // Close our connection properly. This NATS and this Postgres are not used again.
    await platform.stop()
    await nats.stop()
  }
}

const restoreDump = async (
  { binaries }: Drill,
  dataDir: string,
  { dump }: Backups,
): Promise<OperatorPostgres> => {
  const postgres = await startOperatorPostgres({ binaries, dataDir })
  await postgres.tool('pg_restore', '--no-owner', '--exit-on-error', '--dbname', postgres.url, dump)
  return postgres
}

const restoreMoment = async (
  { binaries, directory }: Drill,
  dataDir: string,
  { archive, before }: Backups,
): Promise<OperatorPostgres> => {
  await makeFolder(path.dirname(clusterOf(dataDir)))
  await cp(path.join(directory, 'base'), clusterOf(dataDir), { recursive: true })
  await recoverTo(dataDir, archive, before)
  return startOperatorPostgres({ binaries, dataDir })
}

const checkRestored = async (
  drill: Drill,
  way: string,
  answered: readonly Seen[],
  backups: Backups,
  restore: (dataDir: string) => Promise<OperatorPostgres>,
): Promise<Check[]> => {
  const startedAtMs = performance.now()
  const dataDir = path.join(drill.directory, `restored-${way.length}`)
  const postgres = await restore(dataDir)
  const nats = await startTestNats({ authorization })
  await restoreStream(nats.url, 'USAGE', backups.usage)
  const platform = await platformOn(drill, postgres, nats)
  try {
    await allBooked(platform)
    drill.report(
      `${way}: restored and serving after ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`,
    )
    // The dump has what was booked before it. The log has everything.
    const expected = way.includes('pg_dump') ? answered.slice(0, drill.answers * 2) : answered
    return [
      await checkBooked(platform, way, expected),
      {
        name: `${way}: ledger verify finds no violation`,
        checkedCount: 1,
        breaches: await platform.admin.findBreaches(),
      },
      await checkServes(platform, way),
    ]
  } finally {
    await platform.stop()
    await Promise.all([postgres.stop(), nats.stop()])
  }
}

const nano = (usd: number): bigint => BigInt(Math.round(usd * 1e9))

const checkBooked = async (platform: Platform, way: string, answered: readonly Seen[]): Promise<Check> => {
  const { rows } = await readBooks(platform.databaseUrl)
  const booked = new Map(rows.map((row) => [row.generationId, row]))
  const breaches = answered.flatMap(({ generationId, costUsd }) => {
    const row = booked.get(generationId ?? '')
    const isRight = row?.entryCount === 1 && row.chargedNanoUsd === nano(costUsd ?? 0)
    return isRight ? [] : [`${generationId}: ${row?.entryCount ?? 0} charges of ${row?.chargedNanoUsd}`]
  })
  return { name: `${way}: every answer is charged once`, checkedCount: answered.length, breaches }
}

const checkServes = async (platform: Platform, way: string): Promise<Check> => {
  const account = await platform.admin.createAccount({ creditsUsd: '10.00' })
  const [seen] = await ask(platform, account, 1)
  const isServed = seen!.status === 200 && seen!.endCount === 1
  return {
    name: `${way}: the platform serves`,
    checkedCount: 1,
    breaches: isServed ? [] : [JSON.stringify(seen)],
  }
}
