import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { sendBody } from '@gptget/bus'
import { storeFile } from '@gptget/contracts'
import { makeVideo } from '../../../tests/proofs/media/big-file.ts'
import { printTable } from '../../../tests/proofs/table.ts'
import { medianOf } from './median-of.ts'
import { startFileServer } from './start-file-server.ts'
import type { MediaBench } from './media-bench.ts'

/** The required share of nginx's throughput. */
const LEAST_SHARE = 0.7
const ROUNDS = 3
const AT_ONCE = 4
const MIB = 1024 * 1024

type Size = { mib: number; times: number }
const SIZES: readonly Size[] = [
  { mib: 256, times: 1 },
  { mib: 8, times: 24 },
  { mib: 1, times: 100 },
]

type Way = { name: string; url: string; headers: readonly string[] }

/** Compares nginx, media-proxy, and media-proxy behind an edge. Returns whether media-proxy is fast enough. */
export const measureContent = async (bench: MediaBench): Promise<boolean> => {
  const { platform, report } = bench
  const files = platform.env['MEDIA_DIRECTORY']!
  const nginx = await startFileServer(bench, files)
  const rows: string[][] = []
  try {
    for (const size of SIZES) rows.push(await measureSize(bench, nginx.origin, files, size))
  } finally {
    await nginx.stop()
  }
  report(
    `\nContent, MiB/s, ${AT_ONCE} callers (curl) at once, nginx ${nginx.version} with sendfile:\n${printTable(
      ['file', 'nginx', 'media-proxy', 'of nginx', 'through an edge', 'of nginx'],
      rows,
    )}`,
  )
  return rows.every((row) => Number(row[3]) >= LEAST_SHARE)
}

const measureSize = async (
  bench: MediaBench,
  nginx: string,
  files: string,
  size: Size,
): Promise<string[]> => {
  const ways = await waysTo(bench, nginx, files, size)
  const speeds = ways.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, way] of ways.entries()) speeds[index]!.push(await speedOf(way, size))
  const [served, own, edge] = speeds.map(medianOf) as [number, number, number]
  const share = (speed: number): string => (speed / served).toFixed(2)
  return [`${size.mib} MiB`, served.toFixed(0), own.toFixed(0), share(own), edge.toFixed(0), share(edge)]
}

/** Stores the file, and finds it where nginx does. */
const waysTo = async (
  { platform, account }: MediaBench,
  nginx: string,
  files: string,
  { mib }: Size,
): Promise<Way[]> => {
  const mediaId = `vid_bench_${mib}`
  const name = { accountId: account.accountId, mediaId, index: 0, variant: '' }
  await sendBody(
    platform.bus,
    storeFile,
    { ...name, kind: 'video', declaredType: 'video/mp4' },
    makeVideo(mib),
  )
  const at = `/v1/videos/${mediaId}/content?index=0`
  const headers = ['-H', `authorization: Bearer ${account.apiKey}`]
  return [
    { name: 'nginx', url: `${nginx}/${await findStored(files, mib * MIB)}?index=0`, headers: [] },
    { name: 'media-proxy', url: platform.of('media-proxy')[0]!.url + at, headers },
    { name: 'edge', url: platform.edges[0]!.url + at, headers },
  ]
}

const findStored = async (files: string, byteLength: number): Promise<string> => {
  for (const each of await readdir(files, { recursive: true })) {
    const found = await stat(path.join(files, each))
    if (found.isFile() && found.size === byteLength) return each
  }
  throw new Error(`no file of ${byteLength} bytes was stored`)
}

/** MiB a second, of callers that each ask so many times over one connection. */
const speedOf = async ({ url, headers }: Way, { mib, times }: Size): Promise<number> => {
  const startedAtMs = performance.now()
  const callers = Array.from({ length: AT_ONCE }, async () => {
    const { stdout } = await promisify(execFile)('curl', [
      '-s',
      '-f',
      ...headers,
      '-o',
      '/dev/null',
      '-w',
      '%{size_download}\n',
      `${url}&n=[1-${times}]`,
    ])
    return stdout
      .trim()
      .split('\n')
      .reduce((sum, bytes) => sum + Number(bytes), 0)
  })
  const bytes = (await Promise.all(callers)).reduce((sum, each) => sum + each, 0)
  if (bytes !== AT_ONCE * times * mib * MIB) throw new Error(`${url} gave ${bytes} bytes`)
  return bytes / MIB / ((performance.now() - startedAtMs) / 1_000)
}
