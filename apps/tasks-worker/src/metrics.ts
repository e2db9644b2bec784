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
      help: 'Background responses, by how they ended.',
      labelNames: ['outcome'],
      registers,
    }),
    openRuns: new Gauge({
      name: 'gptget_background_responses_open',
      help: 'Background responses this process runs.',
      registers,
    }),
    tasks: new Counter({
      name: 'gptget_tasks_total',
      help: 'Tasks that ended, by their type and how.',
      labelNames: ['type', 'state'],
      registers,
    }),
    deliveries: new Counter({
      name: 'gptget_webhook_attempts_total',
      help: 'Attempts to deliver a webhook, by what became of the delivery.',
      labelNames: ['outcome'],
      registers,
    }),
  }
}
