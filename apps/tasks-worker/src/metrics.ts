import { TASK_TYPES } from '@gptget/contracts'
import { Counter, createMetrics, Gauge, startAtZero, type Registry } from '@gptget/runtime'

export type TasksMetrics = {
  registry: Registry
  kept: Counter
  runs: Counter<'outcome'>
  openRuns: Gauge
  tasks: Counter<'type' | 'state'>
  deliveries: Counter<'outcome'>
}

/** `countWaiting`: how many background responses no process runs yet. */
export const createTasksMetrics = (countWaiting: () => Promise<number>): TasksMetrics => {
  const registry = createMetrics('tasks-worker')
  const registers = [registry]
  gaugeWaiting(registry, countWaiting)
  return {
    registry,
    kept: new Counter({ name: 'gptget_responses_kept_total', help: 'Responses kept.', registers }),
    runs: startAtZero(
      new Counter({
        name: 'gptget_background_responses_total',
        help: 'Background responses by outcome.',
        labelNames: ['outcome'],
        registers,
      }),
      { outcome: ['completed', 'failed', 'released'] },
    ),
    openRuns: new Gauge({
      name: 'gptget_background_responses_open',
      help: 'Background responses running in this process.',
      registers,
    }),
    tasks: startAtZero(
      new Counter({
        name: 'gptget_tasks_total',
        help: 'Finished tasks by type and outcome.',
        labelNames: ['type', 'state'],
        registers,
      }),
      { type: TASK_TYPES, state: ['completed', 'failed', 'cancelled', 'expired'] },
    ),
    deliveries: startAtZero(
      new Counter({
        name: 'gptget_webhook_attempts_total',
        help: 'Attempts to deliver a webhook, by the outcome of the delivery.',
        labelNames: ['outcome'],
        registers,
      }),
      { outcome: ['delivered', 'failed', 'pending'] },
    ),
  }
}

const gaugeWaiting = (registry: Registry, countWaiting: () => Promise<number>): void => {
  const gauge = new Gauge({
    name: 'gptget_background_responses_waiting',
    help: 'Background responses of all processes that wait to run. Absent while Postgres is down.',
    registers: [],
    async collect() {
      try {
        this.set(await countWaiting())
      } catch {
        // The other metrics are needed most when Postgres is down.
        this.remove()
      }
    },
  })
  registry.registerMetric(gauge)
}
