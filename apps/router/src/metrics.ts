import { Counter, createMetrics } from '@gptget/runtime'
import type { Registry } from '@gptget/runtime'

export type RouterMetrics = {
  registry: Registry
  attempts: Counter<'provider' | 'outcome'>
  generations: Counter<'outcome'>
}

export const createRouterMetrics = (): RouterMetrics => {
  const registry = createMetrics('router')
  const registers = [registry]
  return {
    registry,
    attempts: new Counter({
      name: 'gptget_router_attempts_total',
      help: 'Requests given to a provider, by what came of them.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    generations: new Counter({
      name: 'gptget_router_generations_total',
      help: 'Generations, by how they ended.',
      labelNames: ['outcome'],
      registers,
    }),
  }
}
