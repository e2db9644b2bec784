import { deleteConversation } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { noSuch } from '../../requests/require-id.ts'
import { conversationOf } from '../../requests/stored.ts'

export const deleteConversationRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/conversations/:id', requireCaller(context), async (c) => {
    const wanted = conversationOf(c)
    const { isDeleted } = await context.bus.call(deleteConversation, wanted)
    if (!isDeleted) throw noSuch('conversation', wanted.conversationId)
    return c.json({ id: wanted.conversationId, object: 'conversation.deleted', deleted: true })
  })
