import { routePlan, simulateRoute } from '@gptget/contracts'
import type { RoutePlan } from '@gptget/contracts'
import { bodyOf } from '@gptget/threads'
import { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { OPERATIONS } from '../pipeline/translate/operations/index.ts'
import { measure } from '../health/measure.ts'
import type { Asked } from '../pipeline/generation/asked.ts'
import { planRoutes } from '../pipeline/choose-candidates/plan-routes.ts'
import { contentFor } from '../pipeline/choose-candidates/read-ahead.ts'
import type { Plan } from '../pipeline/choose-candidates/plan-routes.ts'

type Head = z.output<(typeof simulateRoute)['head']>

/** Instead of chance, the most likely order: the heaviest route is first. */
const LIKELIEST = (): number => 0.5

/** Simulates the routing of a request. @returns the JSON of `routePlan` */
export const simulate = async (context: RouterContext, head: Head, sent: Uint8Array): Promise<Uint8Array> => {
  const catalog = context.catalog()
  const body = bodyOf(Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength))
  const { byteLength } = body
  const lenient = { ...head, isStrict: false }
  const reading = { head: lenient, catalog, body, turn: { caller: head.accountId } }
  const content = await contentFor(context, reading)
  const asked: Asked = { head: lenient, operation: OPERATIONS[head.operation], catalog, content, byteLength }
  const plan = planRoutes(asked, { ...context, random: LIKELIEST })
  const strategy = strategyOf(head)
  const described: RoutePlan = {
    strategy,
    hedgeAfterMs: plan.hedgeAfterMs,
    priceVersion: catalog.priceVersion,
    routes: plan.routes.map((route, index) => ({
      ...measure(context.health, route.key),
      provider: route.provider.id,
      upstreamModel: route.upstreamModel,
      model: route.model,
      chance: strategy === 'weight' ? chanceOf(plan, index) : Number(index === 0),
      price: route.price,
    })),
    excluded: [...plan.excluded],
  }
  return Buffer.from(JSON.stringify(z.encode(routePlan, described)))
}

const strategyOf = ({ routing, conversationKey }: Head): RoutePlan['strategy'] => {
  if (routing?.order) return 'order'
  return routing?.sort ?? ((routing?.stickyKey ?? conversationKey) === undefined ? 'weight' : 'session')
}

/** Routes of fallback models are never first while the first model has one. */
const chanceOf = ({ routes }: Plan, index: number): number => {
  const rivals = routes.filter(({ model }) => model === routes[0]!.model)
  const route = routes[index]!
  if (!rivals.includes(route)) return 0
  const share = route.weight / rivals.reduce((sum, { weight }) => sum + weight, 0)
  return Math.round(share * 10_000) / 10_000
}
