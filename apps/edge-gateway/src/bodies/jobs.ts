import { serveJobs } from '@gptget/threads/job'
import { readComputerId } from './read-computer-id.ts'
import { estimateCount, readCounting } from './read-counting.ts'
import { writeQueued } from '../pipeline/dispatch/write-queued.ts'
import { joinHistory } from '../pipeline/history/join-history.ts'
import { readFacts } from '../pipeline/parse/read-facts.ts'
import { readSimulation } from './read-simulation.ts'
import { readInputAudio } from '../pipeline/receive-body/read-input-audio.ts'
import { readMessage } from './read-message.ts'
import { readNewConversation, readNewItems, writeCompactionRequest } from './read-stored-body.ts'

/** All jobs of an edge that need a whole body. */
const works = {
  estimateCount,
  joinHistory,
  readComputerId,
  readCounting,
  readFacts,
  readInputAudio,
  readMessage,
  readNewConversation,
  readNewItems,
  readSimulation,
  writeCompactionRequest,
  writeQueued,
}

export type EdgeWorks = typeof works

/** The URL of this module: threads start from it. */
export const moduleUrl = import.meta.url

export const run = serveJobs(works)
