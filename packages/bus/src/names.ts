import { nanoid } from 'nanoid'

/**
 * The id of one process: its NATS user's name and random letters. The name is in it so that NATS can let a user
 * subscribe to its own processes' inboxes alone.
 */
export const makeInstanceId = (user: string): string =>
  `${user}_${nanoid(12).replaceAll(/[^a-zA-Z0-9]/g, 'x')}`

/** Where a process hears the frames of its streams. */
export const inboxOf = (instanceId: string): string => `gptget.inbox.${instanceId.replace('_', '.')}`

/** The inboxes of all of a user's processes, and what NATS says of messages that were sent from there. */
export const inboxesOf = (user: string): string => `gptget.inbox.${user}.>`

/** What the subjects begin with under which a user's processes hear answers. */
export const replyPrefixOf = (user: string): string => `_INBOX.${user}`

/** Whose process it is. */
export const userOf = (instanceId: string): string => instanceId.slice(0, instanceId.indexOf('_'))
