import { conversationUpdateSchema } from '@gptget/api/schemas/stored-responses'
import { updateConversation } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { describeConversation } from '../../answers/describe-conversation.ts'
import type { EdgeContext } from '../../context.ts'
import { readSmallBodyOf } from '../../requests/read-body-of.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { noSuch } from '../../requests/require-id.ts'
import { conversationOf } from '../../requests/stored.ts'

export const updateConversationRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/conversations/:id', requireCaller(context), async (c) => {
    const wanted = conversationOf(c)
    const body = parseJsonBody(await readSmallBodyOf(context, c))
    const metadata = parseAt(conversationUpdateSchema, body).metadata ?? {}
    const { conversation } = await context.bus.call(updateConversation, { ...wanted, metadata })
    if (conversation === null) throw noSuch('conversation', wanted.conversationId)
    return c.json(describeConversation(conversation))
  })
