import type { DiscoveredProvider } from './discovered-provider.ts'
import type { FoundKey } from './discover-keys.ts'
import type { ServicePlan } from './plan-services.ts'

export type ReadyFacts = {
  edgeUrls: string[]
  apiKey: string
  isNewAccount: boolean
  keys: FoundKey[]
  discovered: DiscoveredProvider[]
  /** Why there is no local model; undefined if there is one. */
  localModelReason: string | undefined
  /** A URL that signs in to the console once. */
  console: string
  /** The isolation of computers on this machine, in one line. */
  computers: string
  configurationFile: string | undefined
  /** A model for the example. */
  exampleModel: string | undefined
  /** All processes, for their metrics URLs. */
  processes: Pick<ServicePlan, 'metrics'>[]
  logDirectory: string
}

/** The text that `npm start` prints when everything is ready, with a command to paste. */
export const readyText = (facts: ReadyFacts): string => {
  const [url = ''] = facts.edgeUrls
  const rows: [string, string][] = [
    ['Console', `${facts.console}   (open it in a browser: signs you in, once)`],
    ['API', facts.edgeUrls.map((edge) => `${edge}/v1`).join('  ')],
    ['Key', `${facts.apiKey}${facts.isNewAccount ? '   ($10.00 of credit)' : ''}`],
    ['Docs', `${url}/docs`],
    ['Providers', providerNames(facts)],
    ['Computers', facts.computers],
    ['Metrics', metricsOf(facts.processes)],
    ['Logs', facts.logDirectory],
  ]
  if (facts.localModelReason !== undefined) rows.push(['Local model', `none: ${facts.localModelReason}`])
  const table = rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`).join('\n')
  return `\nGptGet is ready.\n\n${table}\n\n${exports(url, facts)}\n\n${example(url, facts)}\n\nCtrl-C stops it.`
}

/** Prints `http://127.0.0.1:8100/metrics (router), :8120 (billing)`: all have the same host and path. */
const metricsOf = (processes: ReadyFacts['processes']): string =>
  processes
    .flatMap(({ metrics }) => metrics)
    .toSorted((one, other) => one.port - other.port)
    .map(
      ({ port, name }, index) => `${index === 0 ? `http://127.0.0.1:${port}/metrics` : `:${port}`} (${name})`,
    )
    .join(', ')

/** The variables that the examples in README and docs use. */
const exports = (url: string, { apiKey }: ReadyFacts): string =>
  `export GPTGET_API_KEY=${apiKey}\nexport GPTGET_BASE_URL=${url}/v1`

const providerNames = ({ keys, discovered, configurationFile }: ReadyFacts): string => {
  const names = [
    ...discovered.map(
      ({ id, models }) =>
        `${id} (${models.length <= 2 ? models.map((model) => model.id).join(', ') : `${models.length} models`})`,
    ),
    ...keys.map(({ name, variable }) => `${name} (${variable})`),
    ...(configurationFile === undefined ? [] : [`those of ${configurationFile}`]),
  ]
  return names.join(', ') || 'none: set OPENAI_API_KEY or another provider’s key, or give --config FILE'
}

const example = (url: string, { apiKey, exampleModel }: ReadyFacts): string => {
  if (exampleModel === undefined) return 'No model is available yet.'
  const body = {
    model: exampleModel,
    stream: true,
    messages: [{ role: 'user', content: 'Tell me about the sea in two sentences.' }],
  }
  return [
    `curl -N ${url}/v1/chat/completions \\`,
    `  -H 'Authorization: Bearer ${apiKey}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n')
}
