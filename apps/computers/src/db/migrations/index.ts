import type { Migrations } from '@gptget/postgres'
import * as computers from './0001-computers.ts'
import * as logIndexes from './0002-log-indexes.ts'
import * as runs from './0003-runs.ts'
import * as runRequests from './0004-run-requests.ts'
import * as paidType from './0005-paid-type.ts'

export const migrations: Migrations = {
  '0001-computers': computers,
  '0002-log-indexes': logIndexes,
  '0003-runs': runs,
  '0004-run-requests': runRequests,
  '0005-paid-type': paidType,
}
