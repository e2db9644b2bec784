import { exchange } from '@gptget/bus'
import { createConversation } from '@gptget/contracts'
import type { ConversationRecord } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import { describeConversation } from '../../answers/describe-conversation.ts'
import { readNewConversation } from '../../bodies/read-stored-body.ts'
import type { EdgeContext } from '../../context.ts'
import { readBodyOf, turnOf } from '../../requests/read-body-of.ts'
import { requireCaller } from '../../requests/require-caller.ts'

export const createConversationRoute = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus, threads, now, makeId } = context
  return new Hono<HttpEnv>().post('/v1/conversations', requireCaller(context), async (c) => {
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
}
