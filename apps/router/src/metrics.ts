import { Counter, createMetrics, Gauge, startAtZero } from '@gptget/runtime'
import type { Registry } from '@gptget/runtime'
import { createGenerationMetrics, type GenerationMetrics } from './generative-ai/generation-metrics.ts'
import { measure } from './health/measure.ts'
import type { Measured } from './health/measure.ts'
import type { RouteHealth } from './health/route-health.ts'

export type RouterMetrics = {
  registry: Registry
  attempts: Counter<'provider' | 'outcome'>
  generations: Counter<'outcome'>
  /** By OpenTelemetry's conventions. */
  generativeAi: GenerationMetrics
  configurationRefused: Gauge
}

export const createRouterMetrics = (health: RouteHealth): RouterMetrics => {
  const registry = createMetrics('router')
  const registers = [registry]
  gaugeRoutes(registry, health)
  return {
    registry,
    attempts: new Counter({
      name: 'gptget_router_attempts_total',
      help: 'Requests sent to a provider, by outcome.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    generations: startAtZero(
      new Counter({
        name: 'gptget_router_generations_total',
        help: 'Generations by outcome.',
        labelNames: ['outcome'],
        registers,
      }),
      { outcome: ['completed', 'failed', 'cancelled'] },
    ),
    generativeAi: createGenerationMetrics(registry),
    configurationRefused: new Gauge({
      name: 'gptget_router_configuration_refused',
      help: '1 while the configuration that was read last is not used, since it has a mistake.',
      registers,
    }),
  }
}

const CIRCUIT_VALUES = { closed: 0, 'half-open': 1, open: 2 } as const

/** Read from health when Prometheus scrapes, for routes with recent use or problems. */
const gaugeRoutes = (registry: Registry, health: RouteHealth): void => {
  const gauge = (name: string, help: string, valueOf: (measured: Measured) => number | null): void => {
    const routes: Gauge<'provider' | 'model'> = new Gauge({
      name,
      help,
      labelNames: ['provider', 'model'],
      registers: [registry],
      collect: () => {
        routes.reset()
        for (const key of health.keys()) {
          const value = valueOf(measure(health, key))
          const slash = key.indexOf('/')
          if (value !== null)
            routes.set({ provider: key.slice(0, slash), model: key.slice(slash + 1) }, value)
        }
      },
    })
  }
  gauge(
    'gptget_router_circuit_state',
    'State of a route’s circuit: 0 closed (used), 1 half open (one request tries it), 2 open (not used).',
    ({ circuit }) => CIRCUIT_VALUES[circuit],
  )
  gauge(
    'gptget_router_route_error_ratio',
    'Share of failed attempts in the last five minutes, over all routers.',
    ({ attempts, errors }) => (attempts === 0 ? null : errors / attempts),
  )
  gauge(
    'gptget_router_route_ttft_p50_seconds',
    'Median time to the first token in the last five minutes, over all routers.',
    ({ ttftP50Ms }) => (ttftP50Ms === null ? null : ttftP50Ms / 1000),
  )
}
