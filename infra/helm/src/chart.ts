import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { printAuthorization } from '@gptget/bus'
import { z } from 'zod'
import packageFile from '../package.json' with { type: 'json' }
import { describeServices } from './describe-services.ts'
import { valuesSchema } from './values.ts'

const HELM = path.join(import.meta.dirname, '..')
/** The folder that `helm install` takes. */
export const CHART = path.join(HELM, 'gptget')
/** Values to render the chart with, and what came of it, by name: `<name>.values.yaml`, `rendered/<name>.yaml`. */
export const GOLDEN = path.join(HELM, 'golden')

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const valuesJsonSchema = (): object => ({
  title: 'Values of the chart gptget',
  ...z.toJSONSchema(valuesSchema, { target: 'draft-7' }),
})

const chartFile = (): string =>
  [
    '# Written by `node infra/helm/src/main.ts`: the version is that of all packages.',
    'apiVersion: v2',
    'name: gptget',
    'description: One endpoint, one key and one wallet for every kind of AI model.',
    'type: application',
    `version: ${packageFile.version}`,
    `appVersion: ${packageFile.version}`,
    "kubeVersion: '>=1.29.0-0'",
    'home: https://github.com/gptget/gptget',
    'sources: [https://github.com/gptget/gptget]',
    '',
  ].join('\n')

/** What of the chart follows from the code: text by the file's path within the chart. */
export const writtenFiles = (): Record<string, string> => ({
  'Chart.yaml': chartFile(),
  'values.schema.json': json(valuesJsonSchema()),
  'files/services.json': json(describeServices()),
  'files/nats-users.conf': printAuthorization(
    (user) => `$NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`,
  ),
})

/** The names of the golden files. */
export const goldenNames = (): string[] =>
  globSync('*.values.yaml', { cwd: GOLDEN })
    .map((file) => file.replace('.values.yaml', ''))
    .toSorted()

/** Of everything that a golden file is rendered from: tells whether it is of this chart. */
export const hashOfChart = (name: string): string => {
  const hash = createHash('sha256')
  const files = globSync('**/*', { cwd: CHART, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
  for (const file of [...files, path.join(GOLDEN, `${name}.values.yaml`)])
    hash.update(`${path.relative(HELM, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

export const goldenFile = (name: string): string => path.join(GOLDEN, 'rendered', `${name}.yaml`)

/** A golden file says first what it was rendered from. */
export const goldenText = (name: string, rendered: string): string =>
  `# Written by \`npm run deploy:test -- chart --update\` from the chart of hash ${hashOfChart(name)}\n${rendered}`
