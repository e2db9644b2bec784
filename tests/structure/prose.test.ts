import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const MOST_CHARACTERS = 120

const COMMENT = /^\s*(\/\/|\/\*|\*)/
/** A URL cannot be wrapped. */
const ADDRESS = /https?:\/\/\S{60,}/

it('no line of a comment is longer than 120 characters', () => {
  const files = globSync('{apps,packages,infra,tests,bench}/**/*.{ts,mjs}', {
    cwd: REPOSITORY,
    exclude: (name) => name === 'node_modules' || name === 'fixtures',
  })
  expect(files.length).toBeGreaterThan(1_000)
  const long = files.flatMap((file) =>
    readFileSync(path.join(REPOSITORY, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        COMMENT.test(line) && line.length > MOST_CHARACTERS && !ADDRESS.test(line)
          ? `${file}:${index + 1}`
          : [],
      ),
  )
  expect(long).toEqual([])
})
