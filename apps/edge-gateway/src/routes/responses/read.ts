import { exchange } from '@gptget/bus'
import { readResponse } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { responseOf } from '../../requests/stored.ts'

/** A stored response; `stream.ts` reads it as a stream. */
export const readResponseRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/responses/:id', requireCaller(context), async (c) =>
    answerJson(c, await exchange(context.bus, readResponse, responseOf(c))),
  )
