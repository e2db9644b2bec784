import type { Migrations } from '@gptget/postgres'
import * as ledger from './0001-ledger.ts'
import * as limits from './0002-limits.ts'
import * as exports from './0003-exports.ts'
import * as ownKeys from './0004-own-keys.ts'
import * as legsInColumns from './0005-legs-in-columns.ts'
import * as chargeLines from './0006-charge-lines.ts'
import * as holds from './0007-holds.ts'
import * as accountStates from './0008-account-states.ts'
import * as audit from './0009-audit.ts'
import * as realtimeReceipts from './0010-realtime-receipts.ts'
import * as auditOfPeople from './0011-audit-of-people.ts'
import * as payments from './0012-payments.ts'
import * as reversedPayments from './0013-reversed-payments.ts'
import * as owedPayments from './0014-owed-payments.ts'
import * as chargesByProduct from './0015-charges-by-product.ts'

export const migrations: Migrations = {
  '0001-ledger': ledger,
  '0002-limits': limits,
  '0003-exports': exports,
  '0004-own-keys': ownKeys,
  '0005-legs-in-columns': legsInColumns,
  '0006-charge-lines': chargeLines,
  '0007-holds': holds,
  '0008-account-states': accountStates,
  '0009-audit': audit,
  '0010-realtime-receipts': realtimeReceipts,
  '0011-audit-of-people': auditOfPeople,
  '0012-payments': payments,
  '0013-reversed-payments': reversedPayments,
  '0014-owed-payments': owedPayments,
  '0015-charges-by-product': chargesByProduct,
}
