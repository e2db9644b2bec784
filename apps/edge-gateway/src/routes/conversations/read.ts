import { readConversation } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeConversation } from '../../answers/describe-conversation.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { noSuch } from '../../requests/require-id.ts'
import { conversationOf } from '../../requests/stored.ts'

export const readConversationRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/conversations/:id', requireCaller(context), async (c) => {
    const wanted = conversationOf(c)
    const { conversation } = await context.bus.call(readConversation, wanted)
    if (conversation === null) throw noSuch('conversation', wanted.conversationId)
    return c.json(describeConversation(conversation))
  })
