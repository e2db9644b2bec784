import {
  conversationRequestSchema,
  type conversationSchema,
  inputItemsQuerySchema,
  responseQuerySchema,
} from '@gptget/api/schemas/stored-responses'
import { exchange } from '@gptget/bus'
import {
  cancelResponse,
  createConversation,
  deleteConversation,
  deleteResponse,
  listInputItems,
  readConversation,
  readResponse,
} from '@gptget/contracts'
import type { ConversationRecord, itemPage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { z } from 'zod'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { createInboundRequest } from '../generation/inbound-request.ts'
import { parseJsonBody, readBody } from '../generation/read-body.ts'
import { answerFailure } from '../generation/run-generation.ts'
import { followResponse } from '../responses/follow-response.ts'

/** What is kept of `/v1/responses`; POST itself is a generation and stands with the others. */
export const responseRoutes = (context: EdgeContext): Hono<EdgeEnv> => {
  const { bus, keys, now } = context
  const asked = async (c: Context<EdgeEnv>) => {
    const { accountId } = await authenticate(c.env.incoming, keys, now())
    return { accountId, responseId: readId(c, 'response') }
  }
  return new Hono<EdgeEnv>()
    .get('/v1/responses/:id', async (c) => {
      const response = await asked(c)
      if (c.req.query('stream') === 'true') return streamAgain(context, c, response)
      return json(c, await exchange(bus, readResponse, response))
    })
    .delete('/v1/responses/:id', async (c) => {
      const response = await asked(c)
      const { isDeleted } = await bus.call(deleteResponse, response)
      if (!isDeleted) throw notFound('response', response.responseId)
      return c.json({ id: response.responseId, object: 'response', deleted: true })
    })
    .get('/v1/responses/:id/input_items', async (c) => {
      const response = await asked(c)
      return json(c, await exchange(bus, listInputItems, { ...response, page: readPage(c) }))
    })
    .post('/v1/responses/:id/cancel', async (c) => {
      const response = await asked(c)
      await bus.call(cancelResponse, response)
      return json(c, await exchange(bus, readResponse, response))
    })
}

export const conversationRoutes = ({ bus, keys, now, makeId }: EdgeContext): Hono<EdgeEnv> => {
  const asked = async (c: Context<EdgeEnv>) => {
    const { accountId } = await authenticate(c.env.incoming, keys, now())
    return { accountId, conversationId: readId(c, 'conversation') }
  }
  return new Hono<EdgeEnv>()
    .post('/v1/conversations', async (c) => {
      const { accountId } = await authenticate(c.env.incoming, keys, now())
      const { items, metadata } = readNewConversation(await readBody(c.env.incoming))
      const conversation: ConversationRecord = {
        conversationId: `conv_${makeId()}`,
        createdAtSeconds: Math.floor(now() / 1000),
        metadata: metadata ?? {},
      }
      const body = Buffer.from(JSON.stringify(items ?? []))
      await exchange(bus, createConversation, { accountId, conversation }, body)
      return c.json(describeConversation(conversation))
    })
    .get('/v1/conversations/:id', async (c) => {
      const wanted = await asked(c)
      const { conversation } = await bus.call(readConversation, wanted)
      if (conversation === null) throw notFound('conversation', wanted.conversationId)
      return c.json(describeConversation(conversation))
    })
    .delete('/v1/conversations/:id', async (c) => {
      const wanted = await asked(c)
      const { isDeleted } = await bus.call(deleteConversation, wanted)
      if (!isDeleted) throw notFound('conversation', wanted.conversationId)
      return c.json({ id: wanted.conversationId, object: 'conversation.deleted', deleted: true })
    })
}

/** From the event after the one whose sequence number is given; they count from 0. */
const streamAgain = async (
  context: EdgeContext,
  c: Context<EdgeEnv>,
  response: { accountId: string; responseId: string },
): Promise<Response> => {
  const { incoming: request, outgoing } = c.env
  const { starting_after: last } = parseAt(responseQuerySchema, c.req.query())
  const inbound = createInboundRequest({
    dialect: 'openai-responses',
    request,
    response: outgoing,
    arrivedAtMs: context.now(),
    id: context.makeId(),
  })
  const eventsBefore = last === undefined ? 0 : last + 1
  try {
    await followResponse(context, inbound, { ...response, eventsBefore })
  } catch (error) {
    answerFailure(context, inbound, error)
  }
  return RESPONSE_ALREADY_SENT
}

/** What no id looks like is not asked for. */
const readId = (c: Context<EdgeEnv>, what: 'response' | 'conversation'): string => {
  const id = c.req.param('id') ?? ''
  if (!/^[\w-]{1,200}$/.test(id)) throw notFound(what, id)
  return id
}

const NAMES = { response: 'Response', conversation: 'Conversation' } as const

const notFound = (what: keyof typeof NAMES, id: string): PublicError =>
  new PublicError('not_found', `${NAMES[what]} with id '${id.slice(0, 100)}' not found.`, {
    param: `${what}_id`,
  })

const json = (c: Context<EdgeEnv>, body: Buffer): Response =>
  c.body(new Uint8Array(body), 200, { 'content-type': 'application/json' })

const readPage = (c: Context<EdgeEnv>): z.output<typeof itemPage> => {
  const { after = null, ...page } = parseAt(inputItemsQuerySchema, c.req.query())
  return { ...page, after }
}

const readNewConversation = (body: Buffer): z.output<typeof conversationRequestSchema> =>
  body.byteLength === 0 ? {} : parseAt(conversationRequestSchema, parseJsonBody(body))

const describeConversation = ({
  conversationId,
  createdAtSeconds,
  metadata,
}: ConversationRecord): z.output<typeof conversationSchema> => ({
  id: conversationId,
  object: 'conversation',
  created_at: createdAtSeconds,
  metadata,
})
