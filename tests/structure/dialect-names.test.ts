import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CALLER_DIALECTS } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** Files that may name a dialect: its own folder, the lists of dialects, and data about hosts and URLs. */
const MAY_NAME_DIALECTS = [
  // The dialects themselves, and the registry that lists them.
  'packages/protocol/src/dialects/',
  'packages/protocol/src/registry/',
  'packages/contracts/src/vocabulary.ts',
  // Data about providers and their URLs.
  'packages/providers/src/rows.ts',
  'packages/providers/src/request-address.ts',
  'packages/catalog/src/refresh/',
  // The operator's names for dialects.
  'apps/router/src/configuration/schema.ts',
  // Which dialect is spoken at which URL.
  'apps/edge-gateway/src/routes/',
  'apps/edge-gateway/src/answers/describe-error.ts',
  'packages/api/src/operations/',
  'packages/api/src/schemas/errors.ts',
  // The formats of requests and events of a model's run on a computer.
  'apps/computers/src/runs/dialects/',
  // The scripted providers of tests.
  'packages/testkit/',
]

/** `'gemini'` and `'canonical'` have other meanings too, so only comparisons and keys count. */
const NAME = new RegExp(
  `'(${CALLER_DIALECTS.filter((name) => name.includes('-')).join('|')})'|[=(] ?'(gemini|canonical)'|case 'gemini'`,
)

const namesIn = (file: string): string[] =>
  readFileSync(path.join(REPOSITORY, file), 'utf8')
    .split('\n')
    .filter((line) => NAME.test(line))
    .map((line) => `${file}: ${line.trim()}`)

describe('code that is not a dialect', () => {
  it('asks for capabilities and never for the name of a dialect', () => {
    const files = globSync('{apps,packages}/*/src/**/*.ts', { cwd: REPOSITORY }).filter(
      (file) => !file.endsWith('.test.ts') && !MAY_NAME_DIALECTS.some((allowed) => file.startsWith(allowed)),
    )
    expect(files.length).toBeGreaterThan(500)
    expect(files.flatMap(namesIn)).toEqual([])
  })

  it('has no exemption that is not needed', () => {
    const files = globSync('{apps,packages}/*/src/**/*.ts', { cwd: REPOSITORY })
    const unneeded = MAY_NAME_DIALECTS.filter(
      (allowed) => !files.some((file) => file.startsWith(allowed) && namesIn(file).length > 0),
    )
    expect(unneeded).toEqual([])
  })
})
