import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { usePlatform } from './platform/use-platform.ts'

const OBSERVABILITY = path.resolve(import.meta.dirname, '../infra/observability')
const world = usePlatform(() => ({ config: { providers: {}, models: {} }, computers: 1 }))

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

it('has only metrics of running services in dashboards and alerts', async () => {
  const pages = await Promise.all(
    world.platform.services.map(async ({ metricsUrl }) => (await fetch(`${metricsUrl}/metrics`)).text()),
  )
  const served = new Set(
    pages.flatMap((page) => [...page.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!)),
  )
  const asked = metricsAskedFor()
  expect(asked.length).toBeGreaterThan(20)
  expect(asked.filter((name) => !served.has(name) && !served.has(name.replace(SERIES, '')))).toEqual([])
})
