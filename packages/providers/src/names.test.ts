import { DIALECTS } from '@gptget/contracts'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { PROVIDER_ROWS } from './rows.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../../..')

/** The code that all providers share: the needs of one of them belong in its row. */
const SHARED = ['packages/protocol/src/**/*.ts', 'packages/providers/src/**/*.ts', 'apps/router/src/**/*.ts']

const sources = globSync(SHARED, { cwd: REPOSITORY }).filter(
  (file) => !file.endsWith('.test.ts') && path.basename(file) !== 'rows.ts',
)

/** Code may check for a dialect, even one with the name of a provider. */
const NAMES = PROVIDER_ROWS.map(({ id }) => id).filter((id) => !(DIALECTS as readonly string[]).includes(id))

const asks = (name: string): RegExp => {
  const quoted = `['"\`]${name}['"\`]`
  return new RegExp(
    `[=!]==? ${quoted}|${quoted} [=!]==?|case ${quoted}|(includes|startsWith|has)\\(${quoted}`,
  )
}

it('a provider’s name occurs in no code but the rows', () => {
  expect(sources.length).toBeGreaterThan(100)
  const found = sources.flatMap((file) => {
    const text = readFileSync(path.join(REPOSITORY, file), 'utf8')
    return NAMES.filter((name) => asks(name).test(text)).map((name) => `${file}: ${name}`)
  })
  expect(found).toEqual([])
})

it.each(["id === 'mistral'", "'mistral' !== id", "case 'mistral':", "ids.has('mistral')"])(
  'would be found: %s',
  (code) => {
    expect(asks('mistral').test(code)).toBe(true)
  },
)
