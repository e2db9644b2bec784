import { Counter, createMetrics, Gauge, type Registry } from '@gptget/runtime'

export type ComputersMetrics = {
  registry: Registry
  running: Gauge
  hours: Counter<'type'>
  actions: Counter<'action' | 'outcome'>
}

export const createComputersMetrics = (): ComputersMetrics => {
  const registry = createMetrics('computers')
  const registers = [registry]
  return {
    registry,
    running: new Gauge({ name: 'gptget_computers_running', help: 'Desktops that run here.', registers }),
    hours: new Counter({
      name: 'gptget_computer_hours_total',
      help: 'Hours charged.',
      labelNames: ['type'],
      registers,
    }),
    actions: new Counter({
      name: 'gptget_computer_actions_total',
      help: 'Actions, by how they ended.',
      labelNames: ['action', 'outcome'],
      registers,
    }),
  }
}
