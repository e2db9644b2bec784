import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { printAuthorization } from '@gptget/bus'
import { z } from 'zod'
import packageFile from '../package.json' with { type: 'json' }
import { describeServices } from './describe-services.ts'
import { valuesSchema } from './values.ts'

const HELM = path.join(import.meta.dirname, '..')
/** The folder of the chart, for `helm install`. */
export const CHART = path.join(HELM, 'gptget')
/** The folder of golden files: values in `<name>.values.yaml`, and the chart rendered with them in `rendered/`. */
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

/** The generated files of the chart: text by path in the chart. */
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

/** A hash of everything that a golden file depends on, to detect outdated ones. */
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

/** The text of a golden file, which starts with the hash of its inputs. */
export const goldenText = (name: string, rendered: string): string =>
  `# Written by \`npm run deploy:test -- chart --update\` from the chart of hash ${hashOfChart(name)}\n${rendered}`
