import { expect, it } from 'vitest'
import { passedOn } from './ask-service.ts'

it('internal headers and connection headers of a caller are not forwarded', () => {
  const headers = {
    accept: '*/*',
    connection: 'close',
    'x-gptget-computer-host': '1',
    'x-gptget-client-address': '10.0.0.1',
    'x-gptget-edge': 'other',
    'x-gptget-on-disconnect': 'continue',
  }
  expect(passedOn(headers)).toEqual([
    ['accept', '*/*'],
    ['x-gptget-on-disconnect', 'continue'],
  ])
})
