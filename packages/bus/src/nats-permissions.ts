import { ACCESS, BUS_USERS, joinAccess } from '@gptget/contracts'
import type { Access, BusUser, CallSubject, StreamSubject } from '@gptget/contracts'
import { createHmac } from 'node:crypto'
import { inboxesOf, replyPrefixOf } from './names.ts'

/** A process that runs several services connects as this user. */
export const HOST_USER = 'host'
export type NatsUser = BusUser | typeof HOST_USER

export const NATS_USERS: readonly NatsUser[] = [...BUS_USERS, HOST_USER]

/** A host runs services, never the operator's commands. */
const HOSTED = BUS_USERS.filter((user) => user !== 'admin')

type Permissions = { publish: string[]; subscribe: string[] }

/** The publish and subscribe permissions of a user, generated from the contracts: the least that its work needs. */
export const permissionsOf = (user: NatsUser): Permissions => {
  const access = user === HOST_USER ? joinAccess(HOSTED) : ACCESS[user]
  return {
    publish: [
      // Answers go to the calling process, frames to the other end of a stream. No user can subscribe to another's.
      '_INBOX.>',
      'gptget.inbox.>',
      ...access.asks.flatMap(withInstances),
      ...access.emits.map(({ name }) => name),
      ...usageSubjects(access),
      ...(access.usesClaims ? CLAIM_SUBJECTS : []),
    ].toSorted(),
    subscribe: [
      `${replyPrefixOf(user)}.>`,
      inboxesOf(user),
      ...access.serves.flatMap(withInstances),
      ...access.hears.map(({ name }) => name),
    ].toSorted(),
  }
}

/** To any free process, to one process by its id, and (for streams) that a caller cancelled. */
const withInstances = ({ kind, name }: CallSubject | StreamSubject): string[] =>
  kind === 'call' ? [name, `${name}.*`] : [name, `${name}.to.*`, `${name}.cancel`]

const streamApi = (stream: string): string[] =>
  ['CREATE', 'INFO', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`)

/** The first process creates the stream; only billing reads it and removes from it. */
const usageSubjects = ({ usage }: Access): string[] => {
  const setUp = [
    '$JS.API.INFO',
    ...streamApi('USAGE'),
    '$JS.API.CONSUMER.CREATE.USAGE.billing',
    '$JS.API.CONSUMER.DURABLE.CREATE.USAGE.billing',
    '$JS.API.CONSUMER.INFO.USAGE.billing',
  ]
  switch (usage) {
    case 'none':
      return setUp
    case 'publish':
      return [...setUp, 'usage.*']
    case 'consume':
      return [
        ...setUp,
        'usage.*',
        '$JS.API.CONSUMER.MSG.NEXT.USAGE.billing',
        '$JS.API.DIRECT.GET.USAGE',
        '$JS.ACK.USAGE.billing.>',
      ]
  }
}

/** A key-value bucket of claims and an object store of answers (NATS's ADR-8 and ADR-20 define these subjects). */
const CLAIM_SUBJECTS: readonly string[] = [
  ...streamApi('KV_IDEMPOTENCY'),
  ...streamApi('OBJ_ANSWERS'),
  '$JS.API.STREAM.MSG.GET.KV_IDEMPOTENCY',
  '$JS.API.STREAM.MSG.GET.OBJ_ANSWERS',
  '$JS.API.DIRECT.GET.KV_IDEMPOTENCY.>',
  '$JS.API.DIRECT.GET.OBJ_ANSWERS.>',
  '$JS.API.STREAM.PURGE.OBJ_ANSWERS',
  '$JS.API.CONSUMER.CREATE.OBJ_ANSWERS.>',
  '$JS.API.CONSUMER.INFO.OBJ_ANSWERS.>',
  '$JS.API.CONSUMER.DELETE.OBJ_ANSWERS.>',
  '$JS.API.CONSUMER.MSG.NEXT.OBJ_ANSWERS.>',
  '$JS.FC.OBJ_ANSWERS.>',
  '$KV.IDEMPOTENCY.>',
  '$O.ANSWERS.>',
]

/** The password of a user, derived from one secret: one password reveals nothing about the others. */
export const passwordOf = (secret: string, user: NatsUser): string =>
  createHmac('sha256', secret).update(`gptget nats ${user}`).digest('hex')

/** `url` with a user's name and password. */
export const loginUrl = (url: string, user: NatsUser, password: string): string =>
  url.replace('://', `://${user}:${password}@`)

/**
 * The `authorization` block of NATS's configuration: one user for each service, with its own password.
 *
 * @param passwordOf in the syntax of NATS's configuration: a quoted text, or `$NAME` for an environment variable
 * @param others further users, in the syntax of NATS's configuration
 */
export const printAuthorization = (
  passwordOf: (user: NatsUser) => string,
  others: readonly string[] = [],
): string => {
  const users = NATS_USERS.map((user) => {
    const { publish, subscribe } = permissionsOf(user)
    return [
      `    {`,
      `      user: ${JSON.stringify(user)}`,
      `      password: ${passwordOf(user)}`,
      `      permissions: {`,
      `        publish: { allow: ${printList(publish)} }`,
      `        subscribe: { allow: ${printList(subscribe)} }`,
      `      }`,
      `    }`,
    ].join('\n')
  })
  return `authorization {\n  users: [\n${[...users, ...others].join('\n')}\n  ]\n}\n`
}

const printList = (subjects: readonly string[]): string =>
  `[\n${subjects.map((subject) => `          ${JSON.stringify(subject)}`).join('\n')}\n        ]`
