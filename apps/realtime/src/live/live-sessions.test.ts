import { expect, it } from 'vitest'
import { LiveSessions } from './live-sessions.ts'

const sessionsOf = () => new LiveSessions({ maxSessions: 40, maxSessionsPerKey: 3 })

it('many keys of one account leave sessions for others', () => {
  const live = sessionsOf()
  const places = Array.from({ length: 10 }, (_, index) =>
    live.takePlace({ keyId: `key_${index}`, accountId: 'a' }),
  )
  expect(() => live.takePlace({ keyId: 'key_10', accountId: 'a' })).toThrow(
    'This account has 10 sessions open',
  )
  live.takePlace({ keyId: 'key_b', accountId: 'b' })
  places[0]!()
  live.takePlace({ keyId: 'key_10', accountId: 'a' })
})

it('a key has its own limit', () => {
  const live = sessionsOf()
  for (let count = 0; count < 3; count++) live.takePlace({ keyId: 'key', accountId: 'a' })
  expect(() => live.takePlace({ keyId: 'key', accountId: 'a' })).toThrow('This API key has 3 sessions open')
})
