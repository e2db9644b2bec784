import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FIRST_KINDS, SECOND_KINDS } from './kinds.ts'

const root = new URL('../../', import.meta.url)

describe('the known kinds of loss', () => {
  it.each([...FIRST_KINDS, ...SECOND_KINDS])('$loss: have a test', ({ file, test }) => {
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(test)
  })
})
