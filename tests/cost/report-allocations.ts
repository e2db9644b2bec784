import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/**
 * Loaded before a program whose allocations are to be measured: answers each message of the process that forked it
 * with what was allocated so far, in bytes. True only while nothing is collected: `collections` counts how often that
 * happened, and memory for the young must be large enough that it never does.
 */
export type Allocations = { bytes: number; collections: number }

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ['gc'] })

process.on('message', () => {
  const bytes = getHeapStatistics().used_heap_size + process.memoryUsage().arrayBuffers
  process.send?.({ bytes, collections } satisfies Allocations)
})
