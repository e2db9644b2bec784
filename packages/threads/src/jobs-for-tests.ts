import { PublicError } from '@gptget/errors'
import { getPriority } from 'node:os'
import { readlinkSync } from 'node:fs'
import { serveJobs } from './job.ts'

/** The URL of this module: threads start from it. */
export const moduleUrl = import.meta.url

/** Jobs for tests. */
export const works = {
  /** The length of the body, and a copy of its first bytes. */
  look: (body: Buffer, { bytes }: { bytes: number }) => ({
    byteLength: body.byteLength,
    start: Buffer.concat([body.subarray(0, bytes)]),
  }),
  refuse: (_body: Buffer, { param }: { param: string }): never => {
    throw new PublicError('invalid_request', `${param}: no.`, { param })
  },
  exit: (): never => process.exit(3),
  exhaust: (): number => {
    const kept: object[] = []
    for (;;) kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })))
  },
  wait: (_body: Buffer, { ms }: { ms: number }): number => {
    const until = performance.now() + ms
    while (performance.now() < until);
    return ms
  },
  priority: (): number => getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))),
}

export type TestWorks = typeof works

export const run = serveJobs(works)
