import { describe, expect, it } from 'vitest'
import { authorizeAws } from './aws.ts'
import { signAws } from './sign-aws.ts'

/** From AWS's own test suite for Signature Version 4: the same request, keys and time, and its signatures. */
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const SCOPE = { service: 'service', region: 'us-east-1' }
const NOW_MS = Date.UTC(2015, 7, 30, 12, 36)
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const VECTORS = [
  ['get-vanilla', 'GET', '/', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/?Param2=value2&Param1=value1',
    {},
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-header-key-duplicate',
    'GET',
    '/',
    { 'My-Header1': 'value2,value2,value1' },
    '',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-multiline',
    'GET',
    '/',
    { 'My-Header1': 'value1,value2,value3' },
    '',
    'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
  ],
  ['post-vanilla', 'POST', '/', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '/',
    FORM,
    'Param1=value1',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
] as const

describe('signAws', () => {
  it.each(VECTORS)('signs as AWS does: %s', async (_name, method, path, headers, body, signature) => {
    const request = { method, url: `https://example.amazonaws.com${path}`, headers, body: Buffer.from(body) }
    const { authorization } = await signAws(request, KEYS, SCOPE, NOW_MS)
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=/,
    )
    expect(authorization).toContain(`Signature=${signature}`)
  })
})

describe('the aws scheme', () => {
  const request = {
    method: 'POST',
    url: 'https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1/chat/completions',
    headers: { 'content-type': 'application/json', 'user-agent': 'gptget' },
    body: Buffer.from('{"model":"openai.gpt-oss-120b"}'),
  }
  const authorize = authorizeAws(() => Date.UTC(2026, 10, 22, 18))

  it('signs for the service and region of the address, including the session token', async () => {
    const headers = await authorize(request, 'ASIAIOSFODNN7EXAMPLE:secret/key+of40chars:session-token==')
    expect(headers['x-amz-date']).toBe('20261122T180000Z')
    expect(headers['x-amz-security-token']).toBe('session-token==')
    // As botocore 1.x signs the same request.
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20261122/eu-central-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=0c8daee11e7499fb3b8c2673751c3f69994a1eae94afccc6cf90fac62a11876d',
    )
  })

  it('sends a Bedrock API key unchanged', async () => {
    expect(await authorize(request, 'ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl')).toEqual({
      authorization: 'Bearer ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl',
    })
  })
})
