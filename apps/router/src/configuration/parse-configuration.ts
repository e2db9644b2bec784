import { providerRow } from '@gptget/providers'
import { isCollection, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Document } from 'yaml'
import type { z } from 'zod'
import { fillReferences, hideReferences } from './environment-values.ts'
import { configurationSchema } from './schema.ts'
import type { Configuration } from './schema.ts'

export type Problem = { line: number; field: string; message: string }

/** An error in the operator's file: every problem with line and field. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  readonly problems: Problem[]

  constructor(file: string, problems: Problem[]) {
    super(
      [`${file} cannot be used:`]
        .concat(
          problems.map(
            ({ line, field, message }) => `  line ${line}: ${field === '' ? '' : `${field}: `}${message}`,
          ),
        )
        .join('\n'),
    )
    this.problems = problems
  }
}

/**
 * Reads the operator's YAML. `file` is its name in messages; `known` are the models that exist in addition.
 *
 * @throws ConfigurationError naming every problem
 */
export const parseConfiguration = (
  source: string,
  file: string,
  env: NodeJS.ProcessEnv,
  known: ReadonlySet<string> = new Set(),
): Configuration => {
  const lines = new LineCounter()
  const { text, references } = hideReferences(source)
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: Problem[] = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    field: '',
    message: error.message,
  }))
  const lineAt = (offset: number | undefined): number =>
    offset === undefined ? 1 : lines.linePos(offset).line

  visit(document, {
    Scalar: (_, scalar, path) => {
      if (typeof scalar.value !== 'string') return
      const field = path
        .map((node) => (isPair(node) && isScalar(node.key) ? String(node.key.value) : ''))
        .filter(Boolean)
      scalar.value = fillReferences(scalar.value, references, env, (name) =>
        problems.push({
          line: lineAt(scalar.range?.[0]),
          field: field.join('.'),
          message: `the environment variable ${name} is not set (write \${${name}:-} where it may be empty)`,
        }),
      )
    },
  })
  if (problems.length > 0) throw new ConfigurationError(file, problems)

  const parsed = configurationSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    throw new ConfigurationError(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lineAt)),
    )
  }
  const unusable = [
    ...providersWithoutAddress(parsed.data),
    ...routesWithoutProvider(parsed.data),
    ...aliasesOfNothing(parsed.data, known),
  ]
  if (unusable.length > 0) {
    throw new ConfigurationError(
      file,
      unusable.map(({ path, message }) => ({
        line: lineAt(offsetOf(document, path)),
        field: path.join('.'),
        message,
      })),
    )
  }
  return parsed.data
}

type LineAt = (offset: number | undefined) => number

const problemsOf = (issue: z.core.$ZodIssue, document: Document, lineAt: LineAt): Problem[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code !== 'unrecognized_keys') {
    const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
    return [{ line: lineAt(offsetOf(document, path)), field: path.join('.'), message }]
  }
  return issue.keys.map((key) => ({
    line: lineAt(offsetOf(document, [...path, key])),
    field: [...path, key].join('.'),
    message: 'there is no such field',
  }))
}

/** The position of a field: of its key if it exists, else of its parent. */
const offsetOf = (document: Document, path: (string | number)[]): number | undefined => {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key)
      if (pair && isScalar(pair.key)) return pair.key.range?.[0]
    }
    if (isCollection(parent) && typeof key === 'number') {
      const item = parent.items[key]
      if (isNode(item)) return item.range?.[0]
    }
  }
  return isNode(document.contents) ? document.contents.range?.[0] : undefined
}

const KNOWN_WITHOUT_CONFIGURATION = new Set(['local', 'ollama'])

type Unusable = { path: (string | number)[]; message: string }

const providersWithoutAddress = ({ providers }: Configuration): Unusable[] =>
  Object.entries(providers)
    .filter(([id, { base_url }]) => base_url === undefined && providerRow(id) === undefined)
    .map(([id]) => ({
      path: ['providers', id],
      message: 'base_url is missing, and no provider is known by that name',
    }))

const routesWithoutProvider = ({ providers, models }: Configuration): Unusable[] =>
  Object.entries(models).flatMap(([id, { routes }]) =>
    routes.flatMap(({ provider }, index) =>
      Object.hasOwn(providers, provider) || KNOWN_WITHOUT_CONFIGURATION.has(provider)
        ? []
        : [
            {
              path: ['models', id, 'routes', index, 'provider'],
              message: `there is no provider "${provider}" under providers`,
            },
          ],
    ),
  )

const aliasesOfNothing = ({ aliases, models }: Configuration, known: ReadonlySet<string>): Unusable[] => {
  const exists = (id: string): boolean => known.has(id) || Object.hasOwn(models, id)
  const problemOf = (name: string, target: string): string | null => {
    if (exists(name)) return 'there is a model by that name'
    if (!target.includes('*')) return exists(target) ? null : `there is no model "${target}"`
    return name.includes('*') ? null : 'the * on the right matches no model'
  }
  return Object.entries(aliases).flatMap(([name, target]) => {
    const message = problemOf(name, target)
    return message === null ? [] : [{ path: ['aliases', name], message }]
  })
}
