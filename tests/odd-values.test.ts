import { OPERATIONS, type Operation } from '@gptget/api'
import { beforeAll, describe, expect, it } from 'vitest'
import { scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5']),
  computers: 1,
  realtimes: 1,
  env: { COMPUTERS_DRIVER: 'none', GPTGET_LOOKUPS_PER_MINUTE: '1000000' },
}))

let keys: string[]
beforeAll(async () => {
  const { apiKey, accountId } = world.account
  keys = [apiKey, (await world.platform.admin.createManagementKey(accountId)).apiKey]
})

/** Text that databases, headers, paths or file systems refuse or read otherwise. */
const ODD = ['\0', 'a\0b', '\ud800', '../../x', '%2F', '=1+1', '\r\nx: y', 'ж'.repeat(3_000)]
const wellFormed = ODD.filter((text) => text.isWellFormed())

type Asked = { method: string; path: string; body?: string }

const inPath = ({ route, path, request }: Operation): Asked[] => {
  const method = route.split(' ')[0]!
  const body = request && JSON.stringify(Object.values(request.examples)[0])
  if (!path.includes('{')) return []
  return wellFormed.map((odd) => ({
    method,
    path: path.replaceAll(/\{[^}]+\}/g, encodeURIComponent(odd)),
    ...(body === undefined ? {} : { body }),
  }))
}

const inQuery = ({ route, path, query }: Operation): Asked[] =>
  Object.keys(query?.shape ?? {}).flatMap((name) =>
    wellFormed.map((odd) => ({
      method: route.split(' ')[0]!,
      path: `${path.replaceAll(/\{[^}]+\}/g, 'none')}?${name}=${encodeURIComponent(odd)}`,
    })),
  )

/** The same value with one of its texts, or the name of a field, replaced; every place in turn. */
const withOdd = (value: unknown, odd: string): unknown[] => {
  if (typeof value === 'string') return [odd]
  if (Array.isArray(value))
    return value.flatMap((item, at) => withOdd(item, odd).map((changed) => value.with(at, changed)))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) =>
    withOdd(item, odd).map((changed) => ({ ...value, [name]: changed })),
  )
}

const inBody = ({ route, path, request }: Operation): Asked[] =>
  Object.values(request?.examples ?? {})
    .slice(0, 1)
    .flatMap((example) => ODD.flatMap((odd) => withOdd(example, odd)))
    .map((body) => ({
      method: route.split(' ')[0]!,
      path: path.replaceAll(/\{[^}]+\}/g, 'none'),
      body: JSON.stringify(body),
    }))

/** Several at once, because each waits for services and databases most of its time. */
const AT_ONCE = 8

/** Those that were answered as a failure of ours, each with its request. */
const failuresOf = async (asked: readonly Asked[]): Promise<string[]> => {
  const failures: string[] = []
  const waiting = asked.flatMap((one) => keys.map((key) => ({ ...one, key }))).values()
  const askEach = async (): Promise<void> => {
    for (const { method, path, body, key } of waiting) {
      const answer = await fetch(world.platform.edges[0]!.url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined || method === 'GET' ? {} : { body }),
      })
      await answer.arrayBuffer()
      if (answer.status === 500) failures.push(`${method} ${path} ${body ?? ''}`.slice(0, 300))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askEach))
  return failures
}

describe('odd text in any place that a caller fills', () => {
  it.each([
    ['in paths', inPath],
    ['in queries', inQuery],
    ['in bodies', inBody],
  ])('is refused or kept, and is no failure of ours: %s', { timeout: 240_000 }, async (_, place) => {
    const asked = OPERATIONS.flatMap(place)
    expect(asked.length).toBeGreaterThan(100)
    expect(await failuresOf(asked)).toEqual([])
  })
})
