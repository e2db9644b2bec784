import { PublicError } from '@gptget/errors'
import { getPriority } from 'node:os'
import { readlinkSync } from 'node:fs'
import { serveJobs } from './job.ts'

/** This module, for threads to start from. */
export const moduleUrl = import.meta.url

/** Jobs that tests run. */
export const works = {
  /** How long the body is, and a copy of its first bytes. */
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
