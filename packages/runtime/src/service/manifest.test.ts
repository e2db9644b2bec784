import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { defineService, startFromEnvironment, startOrderOf, startTogether, stopOrderOf } from './manifest.ts'

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

describe('services that start together', () => {
  const edge = defineService({ ...service('edge'), isPublic: true })
  const [database, worker, docs] = [service('database'), service('worker', ['database']), service('docs')]

  it('start side by side, each after those that it needs, and those that callers reach last', async () => {
    const events: string[] = []
    await startTogether([edge, worker, database, docs], async ({ name }) => {
      events.push(`${name} starts`)
      await setImmediate()
      events.push(`${name} runs`)
    })
    expect(events).toEqual([
      'database starts',
      'docs starts',
      'database runs',
      'worker starts',
      'docs runs',
      'worker runs',
      'edge starts',
      'edge runs',
    ])
  })

  it('report why one did not start, after all others have, and without those that need it', async () => {
    const started: string[] = []
    const start = async ({ name }: { name: string }): Promise<void> => {
      if (name === 'database') throw new Error('no database')
      await setImmediate()
      started.push(name)
    }
    await expect(startTogether([edge, worker, database, docs], start)).rejects.toThrow('no database')
    expect(started).toEqual(['docs'])
  })
})

it('refuses to host a service that only runs in a separate process', async () => {
  await expect(startFromEnvironment(service('alone'), { env: {} })).rejects.toThrow(/process of its own/)
})
