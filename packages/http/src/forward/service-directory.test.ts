import { describe, expect, it } from 'vitest'
import { ServiceDirectory } from './service-directory.ts'

const announcement = (url: string, paths: string[], isLeaving = false) => ({
  service: 'docs',
  processId: url,
  url,
  paths,
  isLeaving,
})

describe('the directory of services', () => {
  it('finds the service of a path, or of everything below one', () => {
    const directory = new ServiceDirectory(() => 0)
    directory.hear(announcement('http://a', ['/', '/docs', '/docs/*']))
    for (const path of ['/', '/docs', '/docs/api/x']) expect(directory.find(path)).toEqual(['http://a'])
    for (const path of ['/docsx', '/v1/models', '/doc']) expect(directory.find(path)).toEqual([])
  })

  it('finds the service of a method at the end of a path', () => {
    const directory = new ServiceDirectory(() => 0)
    directory.hear(announcement('http://a', ['/v1beta/models/*:cancel']))
    expect(directory.find('/v1beta/models/one:cancel')).toEqual(['http://a'])
    for (const path of ['/v1beta/models/one:other', '/v1beta/models/:cancel', '/v1beta/models/a/one:cancel'])
      expect([path, directory.find(path)]).toEqual([path, []])
  })

  it('uses the processes of a service in turn', () => {
    const directory = new ServiceDirectory(() => 0)
    for (const url of ['http://a', 'http://b']) directory.hear(announcement(url, ['/docs']))
    expect([directory.find('/docs'), directory.find('/docs')]).toEqual([
      ['http://a', 'http://b'],
      ['http://b', 'http://a'],
    ])
  })

  it('forgets a process that leaves, or becomes silent', () => {
    let nowMs = 0
    const directory = new ServiceDirectory(() => nowMs)
    for (const url of ['http://a', 'http://b']) directory.hear(announcement(url, ['/docs']))
    directory.hear(announcement('http://a', ['/docs'], true))
    expect(directory.find('/docs')).toEqual(['http://b'])
    nowMs = 15_001
    expect(directory.findService('docs')).toEqual([])
  })

  it('tells a path that is temporarily down from one that never existed', () => {
    const directory = new ServiceDirectory(() => 0)
    directory.hear(announcement('http://a', ['/docs/*']))
    directory.hear(announcement('http://a', ['/docs/*'], true))
    expect(() => directory.find('/docs/api')).toThrow(
      expect.objectContaining({ status: 503, details: { retryAfterMs: 1_000 } }),
    )
    expect(directory.find('/nothing')).toEqual([])
  })
})
