import { exchange } from '@gptget/bus'
import { listInputItems } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { readPage, responseOf } from '../../requests/stored.ts'

export const listInputItemsRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/responses/:id/input_items', requireCaller(context), async (c) => {
    const asked = { ...responseOf(c), page: readPage(c) }
    return answerJson(c, await exchange(context.bus, listInputItems, asked))
  })
