import { serveJobs } from '@gptget/threads/job'
import { readRun } from './read-run.ts'

/** All jobs of the computers service on large bodies. */
const works = { readRun }

export type ComputersWorks = typeof works

/** The URL of this module: threads start from it. */
export const moduleUrl = import.meta.url

export const run = serveJobs(works)
