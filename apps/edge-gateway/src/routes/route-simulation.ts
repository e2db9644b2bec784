import { exchange } from '@gptget/bus'
import { routePlan, simulateRoute } from '@gptget/contracts'
import { parseJsonBody, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { describeRoutePlan } from '../answers/describe-route-plan.ts'
import type { EdgeContext } from '../context.ts'
import { chooseModel } from '../pipeline/choose-model/choose-model.ts'
import { conversationKeyOf } from '../pipeline/parse/conversation-key.ts'
import { readFields } from '../pipeline/parse/read-fields.ts'
import { readPreferences } from '../pipeline/parse/read-preferences.ts'
import { largestOf } from '../pipeline/rate-limit/largest-of.ts'
import { readBodyOf } from './read-body-of.ts'

/** What a request without messages is taken for. */
const NO_MESSAGES = { messages: [{ role: 'user', content: '' }] }

/** Who would serve a chat, and what it would cost: nothing is asked of a provider, and nothing is set aside. */
export const routeSimulationRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/route/simulate', requireKey(context), async (c) => {
    const { key } = c.var
    const parsed = parseJsonBody(await readBodyOf(context, c))
    const inbound = { operation: 'chat', dialect: 'openai-chat', pathFields: {} } as const
    const isBare = typeof parsed === 'object' && parsed !== null && !('messages' in parsed)
    const body = (isBare ? { ...parsed, ...NO_MESSAGES } : parsed) as Record<string, unknown>
    const fields = readFields(inbound, body)
    const requested = readPreferences(body, c.req.header('x-session-id') ?? null)
    const { model, models, preferences } = chooseModel(context, { inbound, key, fields, requested })
    const conversationKey = conversationKeyOf(c.env.incoming, fields.chat)
    const bytes = Buffer.from(JSON.stringify(body))
    const head = {
      operation: inbound.operation,
      accountId: key.accountId,
      dialect: inbound.dialect,
      isStream: fields.isStream,
      model: model.id,
      ...(conversationKey === null ? {} : { conversationKey }),
      ...(preferences === null ? {} : { routing: preferences }),
    }
    const answer = await exchange(context.bus, simulateRoute, head, bytes)
    const plan = z.decode(routePlan, JSON.parse(answer.toString()) as z.input<typeof routePlan>)
    const size = { bodyBytes: bytes.byteLength, ...fields.size }
    const largestCostNanoUsd = largestOf(models, size).costNanoUsd
    return c.json(describeRoutePlan(plan, { models, size, largestCostNanoUsd }))
  })
