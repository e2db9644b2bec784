import { exchange } from '@gptget/bus'
import { addConversationItems } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import { readNewItems } from '../../bodies/read-stored-body.ts'
import type { EdgeContext } from '../../context.ts'
import { readBodyOf, turnOf } from '../../requests/read-body-of.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { conversationOf } from '../../requests/stored.ts'

export const addConversationItemsRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/conversations/:id/items', requireCaller(context), async (c) => {
    const sent = await readBodyOf(context, c)
    const { items } = await workOn(context.threads, { readNewItems }, sent, undefined, turnOf(c))
    return answerJson(c, await exchange(context.bus, addConversationItems, conversationOf(c), items))
  })
