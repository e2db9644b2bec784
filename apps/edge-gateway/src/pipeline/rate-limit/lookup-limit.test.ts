import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { LookupLimit } from './lookup-limit.ts'

const askers = (limit: LookupLimit) => (keyId: string, accountId: string) => {
  const answer = new EventEmitter()
  limit.take({ keyId, accountId }, answer)
  return answer
}

it('many keys of an account ask no more often than five, and those of others as before', () => {
  const ask = askers(new LookupLimit({ lookupsPerMinute: 10, openRequestsPerAccount: 500 }, () => 0))
  for (let count = 0; count < 10; count++) ask('key_0', 'a').emit('close')
  expect(() => ask('key_0', 'a')).toThrow('This API key made 10 requests')
  for (let count = 10; count < 50; count++) ask(`key_${count}`, 'a').emit('close')
  expect(() => ask('key_new', 'a')).toThrow('This account made 50 requests')
  ask('key_b', 'b')
})

it('what an account has open at once has a bound, whatever it is, and closing makes room', () => {
  const ask = askers(new LookupLimit({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 }, () => 0))
  const open = Array.from({ length: 500 }, (_, index) => ask(`key_${index % 7}`, 'a'))
  expect(() => ask('key_1', 'a')).toThrow('has 500 requests other than generations open')
  ask('key_b', 'b')
  open[0]!.emit('close')
  ask('key_1', 'a')
})
