import { expect, it } from 'vitest'
import { mayFollow } from './following-address.ts'

it.each([
  ['https://api.bfl.ai/v1/get_result?id=1', true],
  ['https://api.us1.bfl.ai/v1/get_result', true],
  ['http://api.us1.bfl.ai/v1/get_result', false],
  ['https://api.us1.bfl.ai:8443/', false],
  ['https://evilbfl.ai/', false],
  ['https://bfl.ai.evil.com/', false],
  ['https://169.254.169.254/', false],
  ['no address', false],
])('%s may be followed with a credential: %s', (url, may) => {
  const row = { baseUrl: 'https://api.bfl.ai/v1', followsWithin: 'bfl.ai' }
  expect(mayFollow(row, url)).toBe(may)
  expect(mayFollow({ baseUrl: row.baseUrl }, url)).toBe(url.startsWith('https://api.bfl.ai/'))
})
