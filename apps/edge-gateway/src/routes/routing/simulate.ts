import { exchange } from '@gptget/bus'
import { routePlan, simulateRoute } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { workOn } from '@gptget/threads'
import { Hono } from 'hono'
import { z } from 'zod'
import { describeRoutePlan } from '../../answers/describe-route-plan.ts'
import type { EdgeContext } from '../../context.ts'
import { chooseModel } from '../../pipeline/choose-model/choose-model.ts'
import { largestOf } from '../../pipeline/rate-limit/largest-of.ts'
import { readBodyOf, turnOf } from '../../requests/read-body-of.ts'
import { readSimulation } from '../../bodies/read-simulation.ts'
import { requireCaller } from '../../requests/require-caller.ts'

const ASKED = { operation: 'chat', dialect: 'openai-chat', framing: 'sse', pathFields: {} } as const

/** Who would serve a chat, and its price, without calling a provider or reserving credit. */
export const simulateRoutingRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/route/simulate', requireCaller(context), async (c) => {
    const { key } = c.var
    const inbound = { ...ASKED, incoming: { headers: c.env.incoming.headers } }
    const sent = await readBodyOf(context, c)
    const read = await workOn(context.threads, { readSimulation }, sent, inbound, turnOf(c))
    const { fields, requested, conversationKey, body } = read
    const { model, models, preferences } = chooseModel(context, { inbound, key, fields, requested })
    const head = {
      operation: inbound.operation,
      accountId: key.accountId,
      dialect: inbound.dialect,
      isStream: fields.isStream,
      model: model.id,
      ...(conversationKey === null ? {} : { conversationKey }),
      ...(preferences === null ? {} : { routing: preferences }),
    }
    const answer = await exchange(context.bus, simulateRoute, head, body)
    const plan = z.decode(routePlan, JSON.parse(answer.toString()) as z.input<typeof routePlan>)
    const size = { bodyBytes: body.byteLength, ...fields.size }
    const largestCostNanoUsd = largestOf(models, size).costNanoUsd
    return c.json(describeRoutePlan(plan, { models, size, largestCostNanoUsd }))
  })
