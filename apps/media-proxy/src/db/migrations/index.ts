import type { Migrations } from '@gptget/postgres'
import * as files from './0001-files.ts'

export const migrations: Migrations = { '0001-files': files }
