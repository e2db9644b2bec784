import { describe, expect, it } from 'vitest'
import { defineService, startFromEnvironment, startOrderOf, stopOrderOf } from './manifest.ts'

const service = (name: string, startAfter: string[] = [], stopAfter: string[] = []) =>
  defineService({
    name,
    summary: name,
    metricsPortOffset: 0,
    startAfter,
    stopAfter,
    memory: {},
    isBundled: true,
  })

const names = (services: readonly { name: string }[]): string[] => services.map(({ name }) => name)

describe('the order of services', () => {
  const services = [
    service('edge', ['billing', 'router']),
    service('router', [], ['edge']),
    service('billing', [], ['edge', 'router']),
  ]

  it('starts those first that others need', () => {
    expect(names(startOrderOf(services))).toEqual(['router', 'billing', 'edge'])
  })

  it('starts those last that callers reach', () => {
    const edge = defineService({ ...service('edge'), isPublic: true })
    expect(names(startOrderOf([edge, service('docs'), service('computers')]))).toEqual([
      'docs',
      'computers',
      'edge',
    ])
  })

  it('stops those first that need others', () => {
    expect(names(stopOrderOf(services))).toEqual(['edge', 'router', 'billing'])
  })

  it('ignores a service that is not present', () => {
    expect(names(startOrderOf([service('edge', ['billing'])]))).toEqual(['edge'])
  })

  it('refuses services that depend on each other', () => {
    expect(() => startOrderOf([service('a', ['b']), service('b', ['a'])])).toThrow(
      /depend on each other: a, b/,
    )
  })
})

it('refuses to host a service that only runs in a separate process', async () => {
  await expect(startFromEnvironment(service('alone'), { env: {} })).rejects.toThrow(/process of its own/)
})
