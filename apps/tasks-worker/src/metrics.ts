import { Counter, createMetrics, Gauge, type Registry } from '@gptget/runtime'

export type TasksMetrics = {
  registry: Registry
  kept: Counter
  runs: Counter<'outcome'>
  openRuns: Gauge
}

export const createTasksMetrics = (): TasksMetrics => {
  const registry = createMetrics('tasks-worker')
  const registers = [registry]
  return {
    registry,
    kept: new Counter({ name: 'gptget_responses_kept_total', help: 'Responses kept.', registers }),
    runs: new Counter({
      name: 'gptget_background_responses_total',
      help: 'Background responses, by how they ended.',
      labelNames: ['outcome'],
      registers,
    }),
    openRuns: new Gauge({
      name: 'gptget_background_responses_open',
      help: 'Background responses this process runs.',
      registers,
    }),
  }
}
