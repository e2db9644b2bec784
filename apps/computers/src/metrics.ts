import { FINISH_REASONS } from '@gptget/api/schemas/runs'
import { Counter, createMetrics, Gauge, Histogram, startAtZero, type Registry } from '@gptget/runtime'
import { INSTANCE_TYPES } from './instance-types.ts'

export type ComputersMetrics = {
  registry: Registry
  running: Gauge
  hours: Counter<'type'>
  actions: Counter<'action' | 'outcome'>
  runs: Counter<'outcome'>
  betweenSteps: Histogram
}

export const createComputersMetrics = (): ComputersMetrics => {
  const registry = createMetrics('computers')
  const registers = [registry]
  return {
    registry,
    running: new Gauge({ name: 'gptget_computers_running', help: 'Desktops that run here.', registers }),
    hours: startAtZero(
      new Counter({
        name: 'gptget_computer_hours_total',
        help: 'Hours charged.',
        labelNames: ['type'],
        registers,
      }),
      { type: Object.keys(INSTANCE_TYPES) },
    ),
    actions: new Counter({
      name: 'gptget_computer_actions_total',
      help: 'Actions that callers asked for, by outcome. Those of models are steps of their runs.',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    runs: startAtZero(
      new Counter({
        name: 'gptget_computer_runs_total',
        help: 'Runs of models by outcome.',
        labelNames: ['outcome'],
        registers,
      }),
      { outcome: FINISH_REASONS },
    ),
    betweenSteps: new Histogram({
      name: 'gptget_computer_between_steps_seconds',
      help: 'Time from the end of a model’s answer to the next request: its actions, and waiting until the screen settles.',
      buckets: [0.05, 0.1, 0.2, 0.4, 0.6, 1, 2, 5, 10, 30],
      registers,
    }),
  }
}
