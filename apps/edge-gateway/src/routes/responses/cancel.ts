import { exchange } from '@gptget/bus'
import { cancelResponse, readResponse } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { answerJson } from '../../answers/answer-json.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { responseOf } from '../../requests/stored.ts'

/** Cancels a background response and answers with its new state. */
export const cancelResponseRoute = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  return new Hono<HttpEnv>().post('/v1/responses/:id/cancel', requireCaller(context), async (c) => {
    const response = responseOf(c)
    await bus.call(cancelResponse, response)
    return answerJson(c, await exchange(bus, readResponse, response))
  })
}
