import { createApiKey, hashApiKey } from '@gptget/keys'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { callerOfRequest } from './authenticate.ts'
import type { KeyCache } from './key-cache.ts'

const known = createApiKey(randomBytes).apiKey
const keys: KeyCache = {
  resolve: () => null,
  accountOf: (hash) => (hash === hashApiKey(known) ? 'the account' : null),
}

const requestWith = (headers: IncomingMessage['headers'], url = '/v1/key'): IncomingMessage =>
  ({ headers, url, socket: { remoteAddress: '192.0.2.1' } }) as IncomingMessage

describe('the caller of a request that is not authenticated yet', () => {
  it('is the account of a known key, in whichever form it is sent', () => {
    const sent = [
      requestWith({ authorization: `Bearer ${known}` }),
      requestWith({ 'x-api-key': known }),
      requestWith({}, `/v1beta/models?key=${known}`),
    ]
    for (const request of sent) expect(callerOfRequest(request, { keys })).toBe('the account')
  })

  it('is the address for a key that is unknown, misshapen or missing', () => {
    const sent = [
      requestWith({ authorization: `Bearer ${createApiKey(randomBytes).apiKey}` }),
      requestWith({ authorization: 'Bearer sk-other' }),
      requestWith({}),
      requestWith({}, 'http://[/?key='),
    ]
    for (const request of sent) expect(callerOfRequest(request, { keys })).toBe('192.0.2.1')
  })
})
