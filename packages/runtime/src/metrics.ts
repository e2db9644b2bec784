import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

export { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** For this process, which has one bus: failures that no caller waits for. */
const busErrors = new Counter({
  name: 'gptget_bus_errors_total',
  help: 'Failures while a message was handled or sent, by subject. Each ended one exchange.',
  labelNames: ['what'],
  registers: [],
})

type BusErrorLog = { warn(fields: object, message: string): void }

/** Logs and counts failures on the bus that no caller waits for. */
export const reportBusErrors =
  (logger: BusErrorLog) =>
  (error: unknown, what: string): void => {
    busErrors.inc({ what: what.split(' ')[0]! })
    logger.warn({ err: error, what }, 'bus')
  }

/**
 * A registry of Prometheus metrics that includes the process's own (CPU, memory, event loop); `service` labels every
 * line.
 */
export const createMetrics = (service: string): Registry => {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(busErrors)
  measureUtilisation(registry)
  return registry
}

/**
 * A counter that shows every combination of these labels from the start: Prometheus sees no increase from nothing to
 * one, so the first event would be on no graph and in no alert.
 */
export const startAtZero = <Label extends string>(
  counter: Counter<Label>,
  labels: Record<Label, readonly string[]>,
): Counter<Label> => {
  const names = Object.keys(labels) as Label[]
  const combinations = names.reduce<Partial<Record<Label, string>>[]>(
    (all, name) => all.flatMap((one) => labels[name].map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
  for (const one of combinations) counter.inc(one, 0)
  return counter
}

/** The utilisation of the thread that answers requests: CPU says less, since other threads use it too. */
const measureUtilisation = (registry: Registry): void => {
  let before = performance.eventLoopUtilization()
  const gauge = new Gauge({
    name: 'gptget_event_loop_utilisation',
    help: 'Share of the time since the last scrape in which the event loop was busy, 0 to 1.',
    registers: [],
    collect() {
      const now = performance.eventLoopUtilization()
      this.set(performance.eventLoopUtilization(now, before).utilization)
      before = now
    },
  })
  registry.registerMetric(gauge)
}
