import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Counter, createMetrics, startAtZero } from './metrics.ts'

const utilisation = async (metrics: ReturnType<typeof createMetrics>): Promise<number> => {
  const [, value] = /^gptget_event_loop_utilisation\{service="edge"\} (\S+)$/m.exec(await metrics.metrics())!
  return Number(value)
}

it('the registry of metrics reports how busy the event loop was since the last scrape', async () => {
  const metrics = createMetrics('edge')
  await utilisation(metrics)
  const untilMs = performance.now() + 200
  while (performance.now() < untilMs);
  // The loop must turn once for its time to be counted.
  await sleep(1)
  expect(await utilisation(metrics)).toBeGreaterThan(0.5)
  await sleep(300)
  expect(await utilisation(metrics)).toBeLessThan(0.5)
})

it('the registry of metrics shows every combination of known labels before it occurs', async () => {
  const registry = createMetrics('tasks')
  const counter = new Counter({
    name: 'ended',
    help: 'Ended.',
    labelNames: ['type', 'state'],
    registers: [registry],
  })
  startAtZero(counter, { type: ['image', 'video'], state: ['done', 'failed'] }).inc({
    type: 'video',
    state: 'failed',
  })
  const { values } = await counter.get()
  expect(values.map(({ labels, value }) => `${labels.type} ${labels.state} ${value}`)).toEqual([
    'image done 0',
    'image failed 0',
    'video done 0',
    'video failed 1',
  ])
})
