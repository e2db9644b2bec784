import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { usePlatform } from './platform/use-platform.ts'

const OBSERVABILITY = path.resolve(import.meta.dirname, '../infra/observability')
const world = usePlatform(() => ({ config: { providers: {}, models: {} }, computers: 1, realtimes: 1 }))

const METRIC = /\b(?:gptget|nodejs|process)_[a-z0-9_]+\b/g
/** Suffixes that Prometheus adds to a histogram's name. */
const SERIES = /_(?:bucket|sum|count)$/

const metricsAskedFor = (): string[] => {
  const files = [
    ...readdirSync(path.join(OBSERVABILITY, 'grafana')).map((name) => `grafana/${name}`),
    'prometheus/rules.yml',
  ]
  const expressions = files.flatMap((file) =>
    readFileSync(path.join(OBSERVABILITY, file), 'utf8')
      .split('\n')
      .filter((line) => !line.includes('summary:')),
  )
  return [...new Set(expressions.flatMap((line) => line.match(METRIC) ?? []))]
}

/** Counters whose labels come from requests and configuration, so that nobody knows them before. */
const LABELLED_BY_USE = new Set([
  'gptget_edge_requests_total',
  'gptget_router_attempts_total',
  'gptget_model_requests_total',
  'gptget_tokens_total',
  'gptget_cost_usd_total',
  'gptget_bus_errors_total',
  'gptget_media_stored_bytes_total',
  'gptget_realtime_responses_total',
  'gptget_computer_actions_total',
])

const readPages = (): Promise<string[]> =>
  Promise.all(
    world.platform.services.map(async ({ metricsUrl }) => (await fetch(`${metricsUrl}/metrics`)).text()),
  )

it('the platform shows counters from the start, because Prometheus does not see the first event of a new one', async () => {
  const text = (await readPages()).join('\n')
  const counters = metricsAskedFor().filter((name) => name.endsWith('_total') && name.startsWith('gptget_'))
  const absent = counters.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text))
  expect(absent.filter((name) => !LABELLED_BY_USE.has(name))).toEqual([])
})

it('the platform has only metrics of running services in dashboards and alerts', async () => {
  const pages = await readPages()
  const served = new Set(
    pages.flatMap((page) => [...page.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!)),
  )
  const asked = metricsAskedFor()
  expect(asked.length).toBeGreaterThan(20)
  expect(asked.filter((name) => !served.has(name) && !served.has(name.replace(SERIES, '')))).toEqual([])
})
