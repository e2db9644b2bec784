import type { Migrations } from '@gptget/postgres'
import * as ledger from './0001-ledger.ts'

export const migrations: Migrations = { '0001-ledger': ledger }
