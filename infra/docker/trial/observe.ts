import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startOnebox, type Onebox } from '../../onebox/tests/start-onebox.ts'
import { REPOSITORY } from '../read-compose.ts'
import { buildCollector, startCollector } from './collector.ts'
import { fetchPrometheus, startPrometheus, type Prometheus } from './prometheus.ts'
import { run } from './programs.ts'
import { hold, type Check, type Subcommand } from './subcommand.ts'
import { traceChecks } from './trace-checks.ts'

const OBSERVABILITY = path.join(REPOSITORY, 'infra/observability')
const RULES = path.join(OBSERVABILITY, 'prometheus/rules.yml')
const SCRAPE_TIMEOUT_MS = 30_000

export const observe: Subcommand = {
  help: `Runs a real Prometheus (of Debian) and a real OpenTelemetry collector (of its Go modules) beside npm start: alerts
are checked and tested by promtool, every service is scraped, every query of every dashboard is asked, and the trace of
an answer is looked at. Takes half a minute; the collector's build, once, some more.`,
  run: async ({ directory, report }) => {
    mkdirSync(directory, { recursive: true })
    report('fetching Prometheus (Debian)')
    const { prometheus: program, promtool } = await fetchPrometheus(directory)
    const collector = await startCollector(await buildCollector(directory, report), directory)
    const hasHeld = await hold(toolChecks(promtool), report)
    report('npm start')
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '200' }
    const onebox = await startOnebox({ args: ['--apart'], env })
    try {
      await onebox.says('Ctrl-C stops it.')
      await askOnce(onebox)
      const targets = targetsOf(onebox)
      const prometheus = await startPrometheus(program, { directory, rulesFile: RULES, targets })
      try {
        const isScraped = await hold(scrapeChecks(prometheus, targets), report)
        return (await hold(traceChecks(collector), report)) && isScraped && hasHeld
      } finally {
        await prometheus.stop()
      }
    } finally {
      onebox.process.kill('SIGINT')
      await onebox.ended
      await collector.stop()
    }
  },
}

const toolChecks = (promtool: string): Check[] => [
  {
    promise: 'promtool accepts the alerts',
    findFaults: () => faultsOf([promtool, 'check', 'rules', RULES]),
  },
  {
    promise: 'the alerts fire when they should, and only then',
    findFaults: () =>
      faultsOf([promtool, 'test', 'rules', path.join(OBSERVABILITY, 'prometheus/rules.test.yml')]),
  },
  {
    promise: 'promtool accepts the configuration for compose',
    findFaults: () =>
      faultsOf([promtool, 'check', 'config', path.join(OBSERVABILITY, 'prometheus/prometheus.yml')]),
  },
]

const faultsOf = async (command: readonly string[]): Promise<string[]> => {
  try {
    await run(command)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

/** Asks the local model once, so that there is something to see. Its process then serves metrics. */
const askOnce = async ({ dataDirectory }: Onebox): Promise<void> => {
  const { base_url: baseUrl, api_key: apiKey } = JSON.parse(
    readFileSync(path.join(dataDirectory, 'quickstart.json'), 'utf8'),
  ) as { base_url: string; api_key: string }
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'local/smollm2-135m-instruct',
      max_tokens: 8,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  })
  if (!answer.ok) throw new Error(`The local model answered ${answer.status}: ${await answer.text()}`)
  await answer.text()
}

/** Reads the targets from the output of `npm start`: `http://127.0.0.1:8100/metrics (router), :8120 (billing)`. */
const targetsOf = (onebox: Onebox): string[] => {
  const line = onebox
    .printed()
    .split('\n')
    .find((text) => text.includes('  Metrics '))!
  return [...line.matchAll(/:(\d+)(?:\/metrics)? \(/g)].map(([, port]) => `127.0.0.1:${port}`)
}

const scraped = async (prometheus: Prometheus): Promise<string[]> =>
  (await prometheus.query('up == 1')).map(({ metric }) => metric.instance!)

const scrapeChecks = (prometheus: Prometheus, targets: readonly string[]): Check[] => [
  {
    promise: `all ${targets.length} services are scraped`,
    findFaults: async () => {
      const deadline = Date.now() + SCRAPE_TIMEOUT_MS
      while ((await scraped(prometheus)).length < targets.length && Date.now() < deadline) await sleep(500)
      const reached = await scraped(prometheus)
      return targets.filter((target) => !reached.includes(target))
    },
  },
  {
    promise: 'Prometheus accepts every query of every dashboard',
    findFaults: async () => {
      const results = await Promise.allSettled(
        expressions().map((expression) => prometheus.query(expression)),
      )
      return results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
    },
  },
  {
    promise: 'the metrics include the answer: requests, tokens, money',
    findFaults: async () => {
      const wanted = ['gptget_edge_requests_total', 'gptget_tokens_total', 'gptget_cost_usd_total']
      const totals = await Promise.all(wanted.map((name) => prometheus.query(`sum(${name}) > 0`)))
      return wanted.filter((_, index) => totals[index]!.length === 0)
    },
  },
  {
    promise: 'no alert fires on a healthy platform',
    findFaults: async () =>
      (await prometheus.query('ALERTS{alertstate="firing"}')).map(({ metric }) => JSON.stringify(metric)),
  },
]

type DashboardFile = { panels: { targets: { expr: string }[] }[] }

const expressions = (): string[] => {
  const folder = path.join(OBSERVABILITY, 'grafana')
  const dashboards = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as DashboardFile,
  )
  return dashboards.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)))
}
