import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CHART, GOLDEN, goldenFile, goldenNames, goldenText } from '@gptget/helm/chart'
import { installChart } from './kube/install-chart.ts'
import { ensureProgram, PROGRAMS, requireGo } from './kube/go-programs.ts'
import { SCHEMA_LOCATION, writeSchemas } from './kube/write-schemas.ts'
import { run, type Report } from './programs.ts'
import { hold, type Check, type Subcommand } from './subcommand.ts'

export const chart: Subcommand = {
  help: `[--update] [--no-cluster]
Lints the Helm chart, renders it with every set of values in infra/helm/golden and compares (--update: writes) what comes
of it, and holds that to the schemas of Kubernetes and of the custom resources. Then installs it into a real API server
with nodes that kwok plays: every pod is scheduled, and an upgrade is stepped through. Builds helm, kubeconform and
Kubernetes from Go modules: half an hour the first time, two minutes later. --no-cluster leaves Kubernetes out.`,
  run: async ({ directory, report, args }) => {
    await requireGo()
    const folder = path.join(directory, '../kube')
    const helm = await ensureProgram(folder, PROGRAMS.helm, report)
    const kubeconform = await ensureProgram(folder, PROGRAMS.kubeconform, report)
    const schemas = path.join(folder, 'schemas')
    await writeSchemas(schemas)
    if (args.includes('--update')) await update(helm, report)
    const hasHeld = await hold([lints(helm), isAsRead(helm), conforms(kubeconform, schemas)], report)
    if (args.includes('--no-cluster')) return hasHeld
    return (await installChart({ folder, helm, report })) && hasHeld
  },
}

const valuesOf = (name: string): string => path.join(GOLDEN, `${name}.values.yaml`)

const render = (helm: string, name: string): Promise<string> =>
  run([helm, 'template', 'gptget', CHART, '--namespace', 'gptget', '--values', valuesOf(name)])

const update = async (helm: string, report: Report): Promise<void> => {
  for (const name of goldenNames()) {
    await writeFile(goldenFile(name), goldenText(name, await render(helm, name)))
    report(`wrote ${path.relative(process.cwd(), goldenFile(name))}`)
  }
}

const faultOf = async (command: readonly string[]): Promise<string[]> => {
  try {
    await run(command)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

const lints = (helm: string): Check => ({
  promise: 'helm lint finds nothing, and values unknown to the schema are refused',
  findFaults: async () => {
    const linted = goldenNames().map((name) =>
      faultOf([helm, 'lint', '--strict', '--values', valuesOf(name), CHART]),
    )
    const misspelt = await faultOf([helm, 'template', 'gptget', CHART, '--set', 'services.router.replica=3'])
    const isRefused = misspelt.join('\n').includes('replica')
    return [
      ...(await Promise.all(linted)).flat(),
      ...(isRefused ? [] : ['services.router.replica was accepted']),
    ]
  },
})

const isAsRead = (helm: string): Check => ({
  promise: `it renders the files in infra/helm/golden/rendered: ${goldenNames().join(', ')}`,
  findFaults: async () => {
    const faults = goldenNames().map(async (name) => {
      const golden = existsSync(goldenFile(name)) ? await readFile(goldenFile(name), 'utf8') : ''
      return golden === goldenText(name, await render(helm, name)) ? [] : [`${name}: run it with --update`]
    })
    return (await Promise.all(faults)).flat()
  },
})

const conforms = (kubeconform: string, schemas: string): Check => ({
  promise: 'kubeconform accepts every object, including custom resources',
  findFaults: async () => {
    const location = path.join(schemas, SCHEMA_LOCATION)
    return faultOf([kubeconform, '-strict', '-schema-location', location, ...goldenNames().map(goldenFile)])
  },
})
