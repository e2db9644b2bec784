import { expect, it } from 'vitest'
import { passedOn } from './ask-service.ts'

it('what services tell each other of a request is not taken from a caller, nor what belongs to its connection', () => {
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
