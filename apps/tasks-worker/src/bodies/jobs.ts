import { serveJobs } from '@gptget/threads/job'
import { readAnswered, readEnded } from './ended-row.ts'
import * as printKept from './print-kept.ts'
import { readQueued } from './queued-row.ts'

/** Everything a tasks-worker does with what may be large. */
const works = { ...printKept, readAnswered, readEnded, readQueued }

export type TasksWorks = typeof works

/** Where this module is: threads start from it. */
export const moduleUrl = import.meta.url

export const run = serveJobs(works)
