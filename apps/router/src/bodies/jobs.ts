import { serveJobs } from '@gptget/threads/job'
import { readContent } from './content.ts'
import { findMediaUrls } from './fetched-media.ts'
import { findPictures } from './prepare-images.ts'
import { printVectors, readVectors } from './read-vectors.ts'
import { writeStored } from './write-stored.ts'
import { readCountable } from './read-countable.ts'
import { prepareFar } from './prepare-far.ts'
import { writeCount } from './write-count.ts'

/** All jobs of a router that need a whole body. */
const works = {
  printVectors,
  readVectors,
  findMediaUrls,
  findPictures,
  prepareFar,
  readContent,
  readCountable,
  writeCount,
  writeStored,
}

export type RouterWorks = typeof works

/** The URL of this module: threads start from it. */
export const moduleUrl = import.meta.url

export const run = serveJobs(works)
