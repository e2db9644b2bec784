import { deleteResponse } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'
import { noSuch } from '../../requests/require-id.ts'
import { responseOf } from '../../requests/stored.ts'

export const deleteResponseRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/responses/:id', requireCaller(context), async (c) => {
    const response = responseOf(c)
    const { isDeleted } = await context.bus.call(deleteResponse, response)
    if (!isDeleted) throw noSuch('response', response.responseId)
    return c.json({ id: response.responseId, object: 'response', deleted: true })
  })
