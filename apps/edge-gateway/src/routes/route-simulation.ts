import { exchange } from '@gptget/bus'
import { routePlan, simulateRoute } from '@gptget/contracts'
import { Hono } from 'hono'
import { z } from 'zod'
import { authenticate } from '../access/authenticate.ts'
import { describeRoutePlan } from '../answers/describe-route-plan.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { largestOf } from '../generation/admit.ts'
import { parseRequest } from '../generation/parse-request.ts'
import { parseJsonBody, readBody } from '../generation/read-body.ts'
import { chooseModels } from '../preferences/choose-models.ts'
import { readPreferences } from '../preferences/read-preferences.ts'

/** What a request without messages is taken for. */
const NO_MESSAGES = { messages: [{ role: 'user', content: '' }] }

/** Who would serve a chat, and what it would cost: nothing is asked of a provider, and nothing is set aside. */
export const routeSimulationRoute = ({ bus, catalog, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().post('/v1/route/simulate', async (c) => {
    const { incoming } = c.env
    const key = await authenticate(incoming, keys, now())
    const parsed = parseJsonBody(await readBody(incoming))
    const inbound = { operation: 'chat', dialect: 'openai-chat', pathFields: {} } as const
    const isBare = typeof parsed === 'object' && parsed !== null && !('messages' in parsed)
    const body = (isBare ? { ...parsed, ...NO_MESSAGES } : parsed) as Record<string, unknown>
    const request = parseRequest(inbound, body)
    const asked = readPreferences(body, c.req.header('x-session-id') ?? null)
    const { model, all, preferences } = chooseModels(
      { catalog, key, operation: 'chat' },
      request.model,
      asked,
    )
    const bytes = Buffer.from(JSON.stringify(body))
    const head = {
      operation: inbound.operation,
      accountId: key.accountId,
      dialect: inbound.dialect,
      isStream: request.isStream,
      model: model.id,
      ...(preferences === null ? {} : { routing: preferences }),
    }
    const answer = await exchange(bus, simulateRoute, head, bytes)
    const plan = z.decode(routePlan, JSON.parse(answer.toString()) as z.input<typeof routePlan>)
    const size = { bodyBytes: bytes.byteLength, ...request.size }
    const largestCostNanoUsd = largestOf(all, size).costNanoUsd
    return c.json(describeRoutePlan(plan, { models: all, size, largestCostNanoUsd }))
  })
