import { serveExchange } from '@gptget/bus'
import type { Announced } from '@gptget/bus'
import * as subjects from '@gptget/contracts'
import { bodyOf, workOn } from '@gptget/threads'
import type { Body, Leave } from '@gptget/threads'
import type { z } from 'zod'
import { cancelResponse } from '../background/end-run.ts'
import { queueResponse } from '../background/queue-response.ts'
import type { Runner } from '../background/runner.ts'
import { readEnded } from '../bodies/ended-row.ts'
import { readQueued } from '../bodies/queued-row.ts'
import type { Context } from '../context.ts'
import {
  createConversation,
  deleteConversation,
  readConversation,
  updateConversation,
} from '../conversations/conversations.ts'
import { addItems, deleteItem, listItems, readItem } from '../conversations/conversation-items.ts'
import { deleteResponse } from '../responses/delete-response.ts'
import { findItems } from '../responses/find-items.ts'
import { storeResponse } from '../responses/keep-response.ts'
import { listInputItems } from '../responses/list-input-items.ts'
import { readHistory } from '../responses/read-history.ts'
import { readResponse } from '../responses/read-response.ts'
import { retention } from '../retention/retention.ts'
import { readReceipt } from '../tasks/read-receipt.ts'
import { readRoom } from '../storage/room.ts'
import { explained } from './explain.ts'

export const serveTasks = (context: Context, runner: Runner): void => {
  const { bus } = context
  // A broadcast does not return to its sender, so runs in this process are stopped here.
  bus.serve(subjects.deleteResponse, (asked) =>
    explained(async () => {
      const deleted = await deleteResponse(context, asked)
      if (deleted.isDeleted) runner.cancel(asked.responseId)
      return deleted
    }),
  )
  bus.serve(subjects.cancelResponse, (asked) =>
    explained(async () => {
      const cancelled = await cancelResponse(context, asked)
      runner.cancel(asked.responseId)
      return cancelled
    }),
  )
  bus.serve(subjects.readTaskReceipt, (asked) => readReceipt(context, asked))
  bus.serve(subjects.taskRetention, ({ kind, ...asked }) => explained(() => retention(context, kind, asked)))
  bus.serve(subjects.readStorageRoom, (asked) => explained(() => readRoom(context, asked)))
  bus.serve(subjects.readConversation, (asked) => explained(() => readConversation(context, asked)))
  bus.serve(subjects.deleteConversation, (asked) => explained(() => deleteConversation(context, asked)))
  bus.serve(subjects.updateConversation, (asked) => explained(() => updateConversation(context, asked)))
  bus.serve(subjects.deleteConversationItem, (asked) => explained(() => deleteItem(context, asked)))
  serveExchange(bus, subjects.listConversationItems, (asked) => explained(() => listItems(context, asked)))
  serveExchange(bus, subjects.readConversationItem, (asked) => explained(() => readItem(context, asked)))
  serveExchange(bus, subjects.readResponse, (asked) => explained(() => readResponse(context, asked)))
  serveExchange(bus, subjects.readHistory, (asked) => explained(() => readHistory(context, asked)))
  serveExchange(bus, subjects.findItems, ({ accountId }, body) =>
    explained(() => findItems(context, { accountId, ids: JSON.parse(textOf(body)) as string[] })),
  )
  serveExchange(bus, subjects.listInputItems, (asked) => explained(() => listInputItems(context, asked)))
  serveKeeping(context, runner)
}

/** Subjects with bodies, each accepted once there is memory for it. */
const serveKeeping = (context: Context, runner: Runner): void => {
  const { bus, threads, room } = context
  const enter = ({ accountId }: { accountId: string }, announced: Announced): Promise<Leave> =>
    room.enter({ caller: accountId, ...announced })
  const add: Keeps<typeof subjects.addConversationItems> = (asked, body) =>
    explained(() => addItems(context, asked, textOf(body)))
  const create: Keeps<typeof subjects.createConversation> = (asked, body) =>
    explained(() => createConversation(context, asked, textOf(body)))
  const store: Keeps<typeof subjects.storeResponse> = (asked, body) =>
    explained(async () => {
      const { accountId: caller, responseId, storage } = asked
      const names = { responseId, conversationId: storage.conversationId }
      const row = await workOn(threads, { readEnded }, bodyFrom(body), names, { caller })
      await storeResponse(context, asked, row)
    })
  const queue: Keeps<typeof subjects.queueResponse> = (asked, body) =>
    explained(async () => {
      const turn = { caller: asked.generation.accountId }
      const row = await workOn(threads, { readQueued }, bodyFrom(body), undefined, turn)
      await queueResponse(context, asked, row)
      runner.claim().catch((error: unknown) => context.logger.warn({ err: error }, 'background responses'))
    })
  serveExchange(bus, subjects.addConversationItems, add, enter)
  serveExchange(bus, subjects.createConversation, create, enter)
  serveExchange(bus, subjects.storeResponse, store, enter)
  serveExchange(bus, subjects.queueResponse, queue, (asked, announced) => enter(asked.generation, announced))
}

/** How a body with a subject's head is stored. */
type Keeps<S extends subjects.ExchangeSubject> = (
  head: z.output<S['head']>,
  body: Uint8Array,
) => Promise<void | Uint8Array>

/** Bodies come from our own services, which validated the caller's input. */
const bodyFrom = (bytes: Uint8Array): Body =>
  bodyOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString()
