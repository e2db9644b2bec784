import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { printAuthorization, type NatsUser } from '@gptget/bus'
import { REPOSITORY } from './read-compose.ts'

export const NATS_USERS_FILE = path.join(REPOSITORY, 'infra/compose/nats-users.conf')

/** The environment variable of a NATS user's password. */
export const passwordVariable = (user: NatsUser): string =>
  `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`

export const printNatsUsers = (): string =>
  [
    '# Who may do what on NATS. Written by `node infra/docker/write-nats-users.ts` from packages/contracts/src/access.ts.',
    printAuthorization((user) => `$${passwordVariable(user)}`),
  ].join('\n')

if (import.meta.main) writeFileSync(NATS_USERS_FILE, printNatsUsers())
