import { Counter, createMetrics, Gauge, type Registry } from '@gptget/runtime'

export type TasksMetrics = {
  registry: Registry
  kept: Counter
  runs: Counter<'outcome'>
  openRuns: Gauge
  tasks: Counter<'type' | 'state'>
  deliveries: Counter<'outcome'>
}

export const createTasksMetrics = (): TasksMetrics => {
  const registry = createMetrics('tasks-worker')
  const registers = [registry]
  return {
    registry,
    kept: new Counter({ name: 'gptget_responses_kept_total', help: 'Responses kept.', registers }),
    runs: new Counter({
      name: 'gptget_background_responses_total',
      help: 'Background responses by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    openRuns: new Gauge({
      name: 'gptget_background_responses_open',
      help: 'Background responses running in this process.',
      registers,
    }),
    tasks: new Counter({
      name: 'gptget_tasks_total',
      help: 'Finished tasks by type and outcome.',
      labelNames: ['type', 'state'],
      registers,
    }),
    deliveries: new Counter({
      name: 'gptget_webhook_attempts_total',
      help: 'Attempts to deliver a webhook, by the outcome of the delivery.',
      labelNames: ['outcome'],
      registers,
    }),
  }
}
