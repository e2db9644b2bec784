import { exchange } from '@gptget/bus'
import { readConversationItem } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { itemOf } from '../../requests/stored.ts'

export const readConversationItemRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/conversations/:id/items/:itemId', requireCaller(context), async (c) =>
    answerJson(c, await exchange(context.bus, readConversationItem, itemOf(c))),
  )
