import { deleteConversationItem } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeConversation } from '../../answers/describe-conversation.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { itemOf } from '../../requests/stored.ts'

/** Answers with the remaining conversation, as OpenAI does. */
export const deleteConversationItemRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/conversations/:id/items/:itemId', requireCaller(context), async (c) => {
    const { conversation } = await context.bus.call(deleteConversationItem, itemOf(c))
    return c.json(describeConversation(conversation))
  })
