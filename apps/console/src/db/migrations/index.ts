import type { Migrations } from '@gptget/postgres'
import * as people from './0001-people.ts'

export const migrations: Migrations = { '0001-people': people }
