import { prepareRoles, type ServiceRole } from '@gptget/postgres'
import { readEnvironment, withOwnSecrets } from '@gptget/runtime'
import { z } from 'zod'
import { SERVICES } from './services.ts'

const { DATABASE_URL, ...passwords } = readEnvironment(
  'prepare-database',
  z.looseObject({ DATABASE_URL: z.string().min(1) }),
  withOwnSecrets(process.env),
)

/**
 * Each role is `gptget_<schema>`, with its password in `POSTGRES_PASSWORD_BILLING`,
 * `POSTGRES_PASSWORD_TASKS_WORKER`, `POSTGRES_PASSWORD_MEDIA_PROXY`,
 * `POSTGRES_PASSWORD_COMPUTERS`, `POSTGRES_PASSWORD_REALTIME`,
 * `POSTGRES_PASSWORD_CONSOLE`.
 */
const roleOfService = (name: string, schema: string): ServiceRole => {
  const variable = `POSTGRES_PASSWORD_${name.toUpperCase().replaceAll('-', '_')}`
  const password = passwords[variable]
  if (typeof password !== 'string' || password === '') throw new Error(`${variable} is missing.`)
  return { schema, role: `gptget_${schema}`, password }
}

const roles = SERVICES.flatMap(({ name, tables }) => (tables ? [roleOfService(name, tables)] : []))
await prepareRoles(DATABASE_URL, roles)
process.stdout.write(`Prepared ${roles.map(({ role }) => role).join(', ')}.\n`)
