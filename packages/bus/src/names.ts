import { nanoid } from 'nanoid'

/**
 * The id of one process: its NATS user's name and random letters. The name is part of it so that NATS can limit a user
 * to its own processes' inboxes.
 */
export const makeInstanceId = (user: string): string =>
  `${user}_${nanoid(12).replaceAll(/[^a-zA-Z0-9]/g, 'x')}`

/** The subject of a process's stream frames. */
export const inboxOf = (instanceId: string): string => `gptget.inbox.${instanceId.replace('_', '.')}`

/** The inboxes of all of a user's processes, and NATS's replies to messages sent from there. */
export const inboxesOf = (user: string): string => `gptget.inbox.${user}.>`

/** The prefix of subjects on which a user's processes receive answers. */
export const replyPrefixOf = (user: string): string => `_INBOX.${user}`

/** The user of a process. */
export const userOf = (instanceId: string): string => instanceId.slice(0, instanceId.indexOf('_'))
