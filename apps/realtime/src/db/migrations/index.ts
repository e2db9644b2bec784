import type { Migrations } from '@gptget/postgres'
import * as sessions from './0001-sessions.ts'
import * as turns from './0002-turns.ts'

export const migrations: Migrations = { '0001-sessions': sessions, '0002-turns': turns }
