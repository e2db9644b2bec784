import { expect, it } from 'vitest'
import { OpenSends } from './open-sends.ts'

it('slow downloads of one account’s files leave capacity for others, and free theirs when they end', () => {
  const sends = new OpenSends({ process: 5, account: 3 })
  const [first] = [1, 2, 3].map(() => sends.enter('a'))
  expect(() => sends.enter('a')).toThrow('3 files of this account')
  sends.enter('b')
  sends.enter('c')
  expect(() => sends.enter('d')).toThrow('Too many files')
  first!()
  sends.enter('a')
})
