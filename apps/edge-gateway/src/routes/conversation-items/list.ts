import { exchange } from '@gptget/bus'
import { listConversationItems } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { conversationOf, readPage } from '../../requests/stored.ts'

/** The items of a conversation. */
export const listConversationItemsRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/conversations/:id/items', requireCaller(context), async (c) => {
    const asked = { ...conversationOf(c), page: readPage(c) }
    return answerJson(c, await exchange(context.bus, listConversationItems, asked))
  })
