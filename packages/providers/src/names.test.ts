import { DIALECTS } from '@gptget/contracts'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { PROVIDER_ROWS } from './rows.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../../..')

/** The code that all providers share: what one of them needs is said by its row. */
const SHARED = ['packages/protocol/src/**/*.ts', 'packages/providers/src/**/*.ts', 'apps/router/src/**/*.ts']

const sources = globSync(SHARED, { cwd: REPOSITORY }).filter(
  (file) => !file.endsWith('.test.ts') && path.basename(file) !== 'rows.ts',
)

/** A dialect may be asked after, also one that is called as a provider is. */
const NAMES = PROVIDER_ROWS.map(({ id }) => id).filter((id) => !(DIALECTS as readonly string[]).includes(id))

const asks = (name: string): RegExp => {
  const quoted = `['"\`]${name}['"\`]`
  return new RegExp(
    `[=!]==? ${quoted}|${quoted} [=!]==?|case ${quoted}|(includes|startsWith|has)\\(${quoted}`,
  )
}

it('is asked for by no code but the rows: a provider’s name', () => {
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
