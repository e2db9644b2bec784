import { z } from 'zod'
import { RETENTION_KINDS, retentionAnswer, retentionChange } from '../retention.ts'
import { defineBroadcast, defineCall, defineExchange } from '../subject.ts'
import { generationHead } from '../router/generations.ts'
import { responseStorage } from '../router/response-storage.ts'

/** Served by the tasks-worker: responses and conversations that outlive their request. Bodies are JSON. */
const ofAccount = { accountId: z.string() }
const response = { ...ofAccount, responseId: z.string() }

/** A stored response: the caller's own input items, and the response object. */
export type StoredResponse = { input: unknown[]; response: Record<string, unknown> }

/** Stores a finished response (`StoredResponse`), and appends to its conversation. Safe to repeat. */
export const storeResponse = defineExchange(
  'tasks.responses.keep',
  z.object({ ...response, storage: responseStorage }),
)

/**
 * Returns the items before a request's input: those of earlier responses, or of a conversation. Fails with
 * `invalid_request` or `not_found` naming the field.
 */
export const readHistory = defineExchange(
  'tasks.responses.history',
  z.object({
    ...ofAccount,
    previousResponseId: z.string().nullable(),
    conversationId: z.string().nullable(),
  }),
)

/**
 * Returns items by id, for a JSON array of ids, from any stored response of the account.
 * @throws `not_found` naming the first that is not stored
 */
export const findItems = defineExchange('tasks.responses.items', z.object(ofAccount))

/** For how long an account has its responses, tasks or conversations kept. */
export const taskRetention = defineCall(
  'tasks.retention',
  retentionChange.extend({ kind: z.enum(RETENTION_KINDS) }),
  retentionAnswer,
)

/** An account's used storage, and its limit. */
export const readStorageRoom = defineCall(
  'tasks.storage.room',
  z.object(ofAccount),
  z.object({ storedBytes: z.number(), maxStoredBytes: z.number() }),
)

/** Returns the response object. @throws `not_found` */
export const readResponse = defineExchange('tasks.responses.get', z.object(response))

export const itemPage = z.object({
  order: z.enum(['asc', 'desc']),
  after: z.string().nullable(),
  limit: z.number().int().min(1).max(100),
})

/** Returns one page of a response's own input items, as OpenAI's list object. @throws `not_found` */
export const listInputItems = defineExchange(
  'tasks.responses.input-items',
  z.object({ ...response, page: itemPage }),
)

export const deleteResponse = defineCall(
  'tasks.responses.delete',
  z.object(response),
  z.object({ isDeleted: z.boolean() }),
)

/** Accepts a background request: `QueuedResponse`. */
export const queueResponse = defineExchange(
  'tasks.responses.queue',
  z.object({
    generation: generationHead,
    /** Its highest cost, reserved when it starts. */
    largestCostNanoUsd: z.string(),
    /** Whether the key has its own credit limit, against which the cost then counts. */
    isKeyLimited: z.boolean(),
    storage: responseStorage,
  }),
)
/** `request` is the request for a router: the whole body as text. */
export type QueuedResponse = StoredResponse & { request: string }

/** Cancels a background response that has not ended. @throws `not_found`, `invalid_request` if it is not one. */
export const cancelResponse = defineCall('tasks.responses.cancel', z.object(response), z.object({}))

/** A background response is to end now: the process that runs it stops it. */
export const responseCancelled = defineBroadcast(
  'tasks.responses.cancelled',
  z.object({ responseId: z.string() }),
)

/** A background response started, or ended: those who wait for it read it again. */
export const responseStatusChanged = defineBroadcast(
  'tasks.responses.status-changed',
  z.object({ responseId: z.string() }),
)

const conversation = { ...ofAccount, conversationId: z.string() }

export const conversationRecord = z.object({
  conversationId: z.string(),
  createdAtSeconds: z.number().int(),
  metadata: z.record(z.string(), z.string()),
})
export type ConversationRecord = z.output<typeof conversationRecord>

/** The body is a JSON array of its first items. */
export const createConversation = defineExchange(
  'tasks.conversations.create',
  z.object({ ...ofAccount, conversation: conversationRecord }),
)

export const readConversation = defineCall(
  'tasks.conversations.get',
  z.object(conversation),
  z.object({ conversation: conversationRecord.nullable() }),
)

export const deleteConversation = defineCall(
  'tasks.conversations.delete',
  z.object(conversation),
  z.object({ isDeleted: z.boolean() }),
)

export const updateConversation = defineCall(
  'tasks.conversations.update',
  z.object({ ...conversation, metadata: z.record(z.string(), z.string()) }),
  z.object({ conversation: conversationRecord.nullable() }),
)

/** Returns one page of a conversation's items, as OpenAI's list object. @throws `not_found` */
export const listConversationItems = defineExchange(
  'tasks.conversations.items.list',
  z.object({ ...conversation, page: itemPage }),
)

/** Appends a JSON array of items and returns them as a list. @throws `not_found` */
export const addConversationItems = defineExchange('tasks.conversations.items.add', z.object(conversation))

const conversationItem = { ...conversation, itemId: z.string() }

/** Returns the item. @throws `not_found` */
export const readConversationItem = defineExchange(
  'tasks.conversations.items.get',
  z.object(conversationItem),
)

/** Removes an item and returns the conversation. @throws `not_found` */
export const deleteConversationItem = defineCall(
  'tasks.conversations.items.delete',
  z.object(conversationItem),
  z.object({ conversation: conversationRecord }),
)
