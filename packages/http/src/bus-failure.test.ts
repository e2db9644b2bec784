import { BusError } from '@gptget/bus'
import { errorHeaders, PublicError } from '@gptget/errors'
import { describe, expect, it } from 'vitest'
import { fromBus } from './bus-failure.ts'

describe('a failure of the bus', () => {
  it.each(['unavailable', 'timeout'] as const)(
    'is a 503 with retry-after: %s, because another replica may answer',
    (code) => {
      const error = fromBus(new BusError(code, 'of no interest to a caller')) as PublicError
      expect(error).toBeInstanceOf(PublicError)
      expect([error.code, error.status, errorHeaders(error)['retry-after']]).toEqual([
        'service_unavailable',
        503,
        '1',
      ])
      expect(error.message).not.toContain('of no interest')
    },
  )

  it('is a 500 if an answer was lost, because it may have been charged', () => {
    const error = fromBus(new BusError('lost', 'of no interest to a caller'))
    expect(error).toMatchObject({ code: 'internal', status: 500 })
    expect((error as Error).message).not.toContain('of no interest')
  })

  it('is passed on if it was made for the caller, and left alone if it is none of the bus', () => {
    const refused = fromBus(new BusError('rate_limit_exceeded', 'Slow down.', { retryAfterMs: 5 }))
    expect(refused).toMatchObject({ code: 'rate_limit_exceeded', status: 429, message: 'Slow down.' })
    const other = new Error('mine')
    expect(fromBus(other)).toBe(other)
  })
})
