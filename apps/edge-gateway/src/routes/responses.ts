import { conversationUpdateSchema } from '@gptget/api/schemas/stored-responses'
import { exchange } from '@gptget/bus'
import {
  cancelResponse,
  createConversation,
  deleteConversation,
  deleteResponse,
  listInputItems,
  readConversation,
  readResponse,
  updateConversation,
} from '@gptget/contracts'
import type { ConversationRecord } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { answerJson } from '../answers/answer-json.ts'
import { describeConversation } from '../answers/describe-conversation.ts'
import type { EdgeContext } from '../context.ts'
import { readBodyOf, readSmallBodyOf, turnOf } from './read-body-of.ts'
import { readNewConversation } from '../bodies/read-stored-body.ts'
import { noSuch, requireId } from './require-id.ts'
import { conversationOf, readPage } from './stored.ts'
import { requireCaller } from './require-caller.ts'

/**
 * What is kept of `/v1/responses`; asking for one is a generation, and reading one as a stream writes to the socket.
 */
export const responseRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  const withKey = requireCaller(context)
  return new Hono<HttpEnv>()
    .get('/v1/responses/:id', withKey, async (c) => {
      const response = responseOf(c)
      return answerJson(c, await exchange(bus, readResponse, response))
    })
    .delete('/v1/responses/:id', withKey, async (c) => {
      const response = responseOf(c)
      const { isDeleted } = await bus.call(deleteResponse, response)
      if (!isDeleted) throw noSuch('response', response.responseId)
      return c.json({ id: response.responseId, object: 'response', deleted: true })
    })
    .get('/v1/responses/:id/input_items', withKey, async (c) => {
      const response = responseOf(c)
      return answerJson(c, await exchange(bus, listInputItems, { ...response, page: readPage(c) }))
    })
    .post('/v1/responses/:id/cancel', withKey, async (c) => {
      const response = responseOf(c)
      await bus.call(cancelResponse, response)
      return answerJson(c, await exchange(bus, readResponse, response))
    })
}

export const conversationRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus, threads, now, makeId } = context
  const withKey = requireCaller(context)
  return new Hono<HttpEnv>()
    .post('/v1/conversations', withKey, async (c) => {
      const { accountId } = c.var.key
      const sent = await readBodyOf(context, c)
      const { items, metadata } = await workOn(threads, { readNewConversation }, sent, undefined, turnOf(c))
      const conversation: ConversationRecord = {
        conversationId: `conv_${makeId()}`,
        createdAtSeconds: Math.floor(now() / 1000),
        metadata,
      }
      await exchange(bus, createConversation, { accountId, conversation }, items)
      return c.json(describeConversation(conversation))
    })
    .get('/v1/conversations/:id', withKey, async (c) => {
      const wanted = conversationOf(c)
      const { conversation } = await bus.call(readConversation, wanted)
      if (conversation === null) throw noSuch('conversation', wanted.conversationId)
      return c.json(describeConversation(conversation))
    })
    .post('/v1/conversations/:id', withKey, async (c) => {
      const wanted = conversationOf(c)
      const body = parseJsonBody(await readSmallBodyOf(context, c))
      const { metadata } = parseAt(conversationUpdateSchema, body)
      const { conversation } = await bus.call(updateConversation, { ...wanted, metadata: metadata ?? {} })
      if (conversation === null) throw noSuch('conversation', wanted.conversationId)
      return c.json(describeConversation(conversation))
    })
    .delete('/v1/conversations/:id', withKey, async (c) => {
      const wanted = conversationOf(c)
      const { isDeleted } = await bus.call(deleteConversation, wanted)
      if (!isDeleted) throw noSuch('conversation', wanted.conversationId)
      return c.json({ id: wanted.conversationId, object: 'conversation.deleted', deleted: true })
    })
}

const responseOf = (c: Context<HttpEnv>) => ({
  accountId: c.var.key.accountId,
  responseId: requireId('response', c.req.param('id') ?? ''),
})
