import type { Retention, RetentionChange } from '@gptget/contracts'
import { changeAccountRetention, type KeptRows } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Context } from '../context.ts'

const FILES: KeptRows = {
  table: 'files',
  choices: 'retention',
  where: sql`kind <> 'input' and status in ('writing', 'stored')`,
}

/** Sets the retention of an account's files, if given. @returns the retention @throws PublicError */
export const retention = (
  { db, config }: Pick<Context, 'db' | 'config'>,
  asked: RetentionChange,
): Promise<Retention> => changeAccountRetention(db, FILES, asked, config.retentionMs)
