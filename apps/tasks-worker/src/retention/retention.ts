import { RETENTION_KINDS } from '@gptget/contracts'
import type { Retention, RetentionChange, RetentionKind } from '@gptget/contracts'
import { accountRetentionMs, changeAccountRetention, type KeptRows } from '@gptget/postgres'
import { startSweeper, type Sweeper } from '@gptget/runtime'
import { sql, type RawBuilder } from 'kysely'
import type { TasksConfig } from '../config.ts'
import type { Context } from '../context.ts'

type Kept = KeptRows & {
  key: string
  /** The rows that may be deleted once they have expired. */
  isOver: RawBuilder<boolean>
  /** The operator's setting. */
  mostMs: (config: TasksConfig) => number
}

const KEPT: Record<RetentionKind, Kept> = {
  responses: {
    table: 'responses',
    key: 'response_id',
    choices: 'retention',
    isOver: sql`true`,
    mostMs: ({ retentionMs }) => retentionMs,
  },
  tasks: {
    table: 'tasks',
    key: 'task_id',
    choices: 'task_retention',
    isOver: sql`due_at is null`,
    mostMs: ({ taskRetentionMs }) => taskRetentionMs,
  },
  conversations: {
    table: 'conversations',
    key: 'conversation_id',
    choices: 'conversation_retention',
    since: sql`coalesce(used_at, created_at)`,
    isOver: sql`true`,
    mostMs: ({ conversationRetentionMs }) => conversationRetentionMs,
  },
}

/** The retention of an account's rows of a kind. */
export const retentionMsOf = (
  { db, config }: Pick<Context, 'db' | 'config'>,
  kind: RetentionKind,
  accountId: string,
): Promise<number> => accountRetentionMs(db, KEPT[kind], accountId, KEPT[kind].mostMs(config))

/** Sets the retention of an account's rows of a kind, if given. @returns the retention @throws PublicError */
export const retention = (
  { db, config }: Pick<Context, 'db' | 'config'>,
  kind: RetentionKind,
  asked: RetentionChange,
): Promise<Retention> => changeAccountRetention(db, KEPT[kind], asked, KEPT[kind].mostMs(config))

const SWEEP_INTERVAL_MS = 3_600_000
const BATCH = 500

/** Deletes expired rows of a kind. Resolves to their number. */
export const sweepExpired = async (
  { db, now }: Pick<Context, 'db' | 'now'>,
  kind: RetentionKind,
): Promise<number> => {
  const { table, key, isOver } = KEPT[kind]
  const [rows, id] = [sql.table(table), sql.ref(key)]
  for (let sweptCount = 0; ;) {
    const { numAffectedRows = 0n } = await sql`delete from ${rows} where ${id} in (
      select ${id} from ${rows} where expires_at <= ${now()} and ${isOver} limit ${BATCH})`.execute(db)
    sweptCount += Number(numAffectedRows)
    if (numAffectedRows < BATCH) return sweptCount
  }
}

/** Sweeps now and every hour, until stopped. */
export const startExpirySweeper = (context: Context): Sweeper =>
  startSweeper({
    intervalMs: SWEEP_INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => {
      for (const kind of RETENTION_KINDS)
        context.logger.info({ kind, sweptCount: await sweepExpired(context, kind) }, 'expired rows swept')
    },
    onError: (error) => context.logger.warn({ err: error }, 'expired rows could not be swept'),
  })
