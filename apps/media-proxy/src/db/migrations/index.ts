import type { Migrations } from '@gptget/postgres'
import * as files from './0001-files.ts'
import * as shapes from './0002-shapes.ts'
import * as filesOfAccounts from './0003-files-of-accounts.ts'
import * as retention from './0004-retention.ts'

export const migrations: Migrations = {
  '0001-files': files,
  '0002-shapes': shapes,
  '0003-files-of-accounts': filesOfAccounts,
  '0004-retention': retention,
}
