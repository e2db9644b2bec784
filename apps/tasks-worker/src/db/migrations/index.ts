import type { Migrations } from '@gptget/postgres'
import * as responses from './0001-responses.ts'

export const migrations: Migrations = { '0001-responses': responses }
