import { Counter, createMetrics, Gauge, Histogram } from '@gptget/runtime'
import type { Engine } from './engine/load-engine.ts'

export type LocalModelMetrics = ReturnType<typeof createLocalModelMetrics>

/** `engine` returns undefined while the weights are not loaded. */
export const createLocalModelMetrics = (engine: () => Engine | undefined) => {
  const registry = createMetrics('local-model')
  const registers = [registry]
  const gauge = (name: string, help: string, read: (engine: Engine) => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const loaded = engine()
        this.set(loaded ? read(loaded) : 0)
      },
    })
  gauge('gptget_local_active_generations', 'Generations that hold a sequence', (e) => e.activeCount())
  gauge('gptget_local_waiting_requests', 'Requests waiting for a sequence', (e) => e.waitingCount())
  return {
    registry,
    tokens: new Counter({
      name: 'gptget_local_tokens_total',
      help: 'Tokens of finished answers',
      labelNames: ['kind'],
      registers,
    }),
    firstTokenSeconds: new Histogram({
      name: 'gptget_local_first_token_seconds',
      help: 'From the request to the first text of its answer',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  }
}
