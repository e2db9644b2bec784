import type { Migrations } from '@gptget/postgres'
import * as computers from './0001-computers.ts'

export const migrations: Migrations = { '0001-computers': computers }
