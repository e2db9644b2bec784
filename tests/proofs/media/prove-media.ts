import { openAnswer, sendBody } from '@gptget/bus'
import { fetchForeign, listFiles, storeFile } from '@gptget/contracts'
import { startScriptedUpstream } from '@gptget/testkit'
import { request } from 'undici'
import { REFUSED_ADDRESSES, REFUSED_URLS } from '../../../apps/media-proxy/src/foreign/guard-catalogue.ts'
import { scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { watchMemory } from '../isolation/memory.ts'
import { printTable, type Check } from '../table.ts'
import { findDifference, makeVideo } from './big-file.ts'
import { RANGE_CASES, type RangeCase } from './range-table.ts'

export type MediaOptions = {
  /** The size of the file that is stored, read and deleted. */
  fileMib: number
  /** Whether to check memory: not while other tests run. */
  judgesMemory: boolean
  report: (line: string) => void
}

const MIB = 1024 * 1024
const MAX_GROWTH_MIB = 64

/** Tests stored media: the requests of players, the URLs of attackers, and the memory of every process. */
export const proveMedia = async (options: MediaOptions): Promise<Check[]> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    config: scriptedConfig(upstream, ['text-5']),
    mode: 'processes',
    hasOwnPostgres: true,
    env: { MEDIA_QUOTA_BYTES: String(8 * 1024 * MIB) },
  })
  try {
    return [
      await proveGuard(platform, options),
      await proveRanges(platform, options),
      ...(await proveBigFile(platform, options)),
    ]
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

const proveGuard = async ({ bus }: Platform, { report }: MediaOptions): Promise<Check> => {
  const addresses = REFUSED_ADDRESSES.map(([address, what]): [string, string] => [
    `http://${address.includes(':') ? `[${address}]` : address}/`,
    what,
  ])
  // The URL itself is refused, for any address of its host name.
  const urls = [...addresses, ...REFUSED_URLS]
  const breaches: string[] = []
  for (const [url, what] of urls) {
    const asked = { url, method: 'GET', headers: {}, purpose: 'input', maxBytes: 1_000 } as const
    const outcome = await openAnswer(bus, fetchForeign, asked).then(
      () => 'fetched',
      (error: { code?: string }) => error.code,
    )
    if (outcome !== 'invalid_request') breaches.push(`${url} (${what}): ${outcome}`)
  }
  report(`the guard refused ${urls.length - breaches.length} of ${urls.length} addresses`)
  return { name: 'only public addresses are fetched', checkedCount: urls.length, breaches }
}

type Stored = {
  url: string
  byteLength: number
  headers: Record<string, string>
  mediaId: string
  accountId: string
}

const store = async (platform: Platform, mediaId: string, mib: number): Promise<Stored> => {
  const account = await platform.admin.createAccount()
  const { accountId } = account
  const name = { accountId, mediaId, index: 0, variant: '' }
  const { byteLength } = await sendBody(
    platform.bus,
    storeFile,
    { ...name, kind: 'video', declaredType: 'video/mp4' },
    makeVideo(mib),
  )
  const url = `${platform.baseUrl}/videos/${mediaId}/content?index=0`
  return { url, byteLength, headers: { authorization: `Bearer ${account.apiKey}` }, mediaId, accountId }
}

const proveRanges = async (platform: Platform, { report }: MediaOptions): Promise<Check> => {
  const stored = await store(platform, 'vid_ranges', 3)
  const answers = await Promise.all(RANGE_CASES.map((asked) => askRange(stored, asked)))
  report(
    printTable(
      ['who asks', 'status', 'bytes'],
      answers.map(({ who, status, byteLength }) => [who, status, byteLength]),
    ),
  )
  return {
    name: 'players get the ranges they request',
    checkedCount: answers.length,
    breaches: answers.flatMap(({ who, breach }) => (breach === null ? [] : [`${who}: ${breach}`])),
  }
}

const askRange = async (stored: Stored, { who, range, status, part }: RangeCase) => {
  const { byteLength: length } = stored
  const filled = range
    ?.replace('{last}', String(length - 1))
    .replace('{nearEnd}', String(length - 1_000))
    .replace('{length}', String(length))
  const answer = await request(stored.url, {
    headers: { ...stored.headers, ...(filled === undefined ? {} : { range: filled }) },
  })
  const [start, end] = (part ?? [0, -1]).map((at) => (at < 0 ? length + at : at)) as [number, number]
  const read = await findDifference(answer.body, part === null ? 0 : start)
  const contentRange = answer.headers['content-range']
  const expectedRange =
    status === 206 ? `bytes ${start}-${end}/${length}` : status === 416 ? `bytes */${length}` : undefined
  const expectedLength = part === null ? 0 : end - start + 1
  const breach =
    answer.statusCode !== status
      ? `${answer.statusCode} and not ${status}`
      : contentRange !== expectedRange
        ? `content-range ${String(contentRange)}`
        : read.byteLength !== expectedLength
          ? `${read.byteLength} bytes and not ${expectedLength}`
          : read.differsAt !== null
            ? `differs at ${read.differsAt}`
            : null
  return { who, status: answer.statusCode, byteLength: read.byteLength, breach }
}

const proveBigFile = async (platform: Platform, options: MediaOptions): Promise<Check[]> => {
  const { fileMib, judgesMemory, report } = options
  // The memory for the first file does not count as growth.
  await readAll(await store(platform, 'vid_first', 64))
  const memory = await watchMemory(platform)
  const startedAtMs = performance.now()
  const stored = await store(platform, 'vid_big', fileMib)
  const storedAtMs = performance.now()
  const whole = await readAll(stored)
  const readAtMs = performance.now()
  const deleted = await request(stored.url, { method: 'DELETE', headers: stored.headers })
  await deleted.body.dump()
  const growth = await memory.takeGrowth()
  memory.stop()
  const speedOf = (ms: number): string => `${Math.round(fileMib / (ms / 1_000))} MiB/s`
  report(
    `${fileMib} MiB stored at ${speedOf(storedAtMs - startedAtMs)}, read at ${speedOf(readAtMs - storedAtMs)}`,
  )
  report(
    printTable(
      ['process', 'grew by MiB'],
      [...growth].map(([name, mib]) => [name, Math.round(mib)]),
    ),
  )
  const { files } = await platform.bus.call(listFiles, stored)
  const gone = await request(stored.url, { headers: stored.headers })
  await gone.body.dump()
  return [
    {
      name: 'a large file is served byte for byte, and gone once it is deleted',
      checkedCount: 1,
      breaches: [
        ...(stored.byteLength === fileMib * MIB && whole.byteLength === stored.byteLength
          ? []
          : ['its length']),
        ...(whole.differsAt === null ? [] : [`differs at ${whole.differsAt}`]),
        ...(deleted.statusCode === 200 && gone.statusCode === 404 && files.length === 0
          ? []
          : ['is still there']),
      ],
    },
    {
      name: `no process grows by more than ${MAX_GROWTH_MIB} MiB`,
      checkedCount: growth.size,
      breaches: judgesMemory
        ? [...growth]
            .filter(([, mib]) => mib > MAX_GROWTH_MIB)
            .map(([name, mib]) => `${name}: ${Math.round(mib)} MiB`)
        : [],
    },
  ]
}

const readAll = async ({ url, headers }: Stored) => findDifference((await request(url, { headers })).body)
