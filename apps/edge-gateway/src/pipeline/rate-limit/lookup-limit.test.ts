import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { LookupLimit } from './lookup-limit.ts'

const askers = (limit: LookupLimit) => (keyId: string, accountId: string) => {
  const answer = new EventEmitter()
  limit.take({ keyId, accountId }, answer)
  return answer
}

it('many keys of an account can send no more requests than five, without affecting other accounts', () => {
  const ask = askers(new LookupLimit({ lookupsPerMinute: 10, openRequestsPerAccount: 500 }, () => 0))
  for (let count = 0; count < 10; count++) ask('key_0', 'a').emit('close')
  expect(() => ask('key_0', 'a')).toThrow('This API key made 10 requests')
  for (let count = 10; count < 50; count++) ask(`key_${count}`, 'a').emit('close')
  expect(() => ask('key_new', 'a')).toThrow('This account made 50 requests')
  ask('key_b', 'b')
})

it('the open requests of an account are limited together, and closing one allows another', () => {
  const ask = askers(new LookupLimit({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 }, () => 0))
  const open = Array.from({ length: 500 }, (_, index) => ask(`key_${index % 7}`, 'a'))
  expect(() => ask('key_1', 'a')).toThrow('has 500 requests other than generations open')
  ask('key_b', 'b')
  open[0]!.emit('close')
  ask('key_1', 'a')
})
