import { exchange } from '@gptget/bus'
import {
  addConversationItems,
  deleteConversationItem,
  listConversationItems,
  readConversationItem,
} from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { answerJson } from '../answers/answer-json.ts'
import { describeConversation } from '../answers/describe-conversation.ts'
import type { EdgeContext } from '../context.ts'
import { readBodyOf, turnOf } from './read-body-of.ts'
import { readNewItems } from '../bodies/read-stored-body.ts'
import { requireId } from './require-id.ts'
import { conversationOf, readPage } from './stored.ts'
import { requireCaller } from './require-caller.ts'

/** What was said in a conversation, item by item. */
export const conversationItemRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  const withKey = requireCaller(context)
  return new Hono<HttpEnv>()
    .get('/v1/conversations/:id/items', withKey, async (c) => {
      const asked = { ...conversationOf(c), page: readPage(c) }
      return answerJson(c, await exchange(bus, listConversationItems, asked))
    })
    .post('/v1/conversations/:id/items', withKey, async (c) => {
      const sent = await readBodyOf(context, c)
      const { items } = await workOn(context.threads, { readNewItems }, sent, undefined, turnOf(c))
      return answerJson(c, await exchange(bus, addConversationItems, conversationOf(c), items))
    })
    .get('/v1/conversations/:id/items/:itemId', withKey, async (c) =>
      answerJson(c, await exchange(bus, readConversationItem, itemOf(c))),
    )
    .delete('/v1/conversations/:id/items/:itemId', withKey, async (c) => {
      const { conversation } = await bus.call(deleteConversationItem, itemOf(c))
      return c.json(describeConversation(conversation))
    })
}

const itemOf = (c: Context<HttpEnv>) => ({
  ...conversationOf(c),
  itemId: requireId('item', c.req.param('itemId') ?? ''),
})
