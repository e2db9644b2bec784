import { serveJobs } from '@gptget/threads/job'
import { readAnswered, readEnded } from './ended-row.ts'
import * as printKept from './print-kept.ts'
import { readQueued } from './queued-row.ts'
import { readTask } from './read-task.ts'

/** All jobs of a tasks-worker on large data. */
const works = { ...printKept, readAnswered, readEnded, readQueued, readTask }

export type TasksWorks = typeof works

/** The URL of this module: threads start from it. */
export const moduleUrl = import.meta.url

export const run = serveJobs(works)
