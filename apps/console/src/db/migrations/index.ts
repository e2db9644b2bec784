import type { Migrations } from '@gptget/postgres'
import * as people from './0001-people.ts'
import * as passkeys from './0002-passkeys.ts'
import * as payments from './0003-payments.ts'
import * as budgets from './0004-budgets.ts'

export const migrations: Migrations = {
  '0001-people': people,
  '0002-passkeys': passkeys,
  '0003-payments': payments,
  '0004-budgets': budgets,
}
