import type { Migrations } from '@gptget/postgres'
import * as sessions from './0001-sessions.ts'

export const migrations: Migrations = { '0001-sessions': sessions }
