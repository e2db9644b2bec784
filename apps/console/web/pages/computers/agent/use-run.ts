import { useEffect, useState } from 'react'
import { followRun } from '../../../api/runs.ts'
import { addRunEvent, BEGUN, type RunState } from './run-state.ts'

const RETRY_MS = 1_000

/** A live run. A lost connection is resumed after the last event. */
export const useRun = (computerId: string, runId: string): RunState => {
  const [state, setState] = useState(BEGUN)
  useEffect(() => {
    const left = new AbortController()
    void follow(computerId, runId, left.signal, setState)
    return () => left.abort()
  }, [computerId, runId])
  return state
}

const follow = async (
  computerId: string,
  runId: string,
  signal: AbortSignal,
  onState: (state: RunState) => void,
): Promise<void> => {
  let state = BEGUN
  while (state.status !== 'finished' && !signal.aborted) {
    try {
      for await (const event of followRun(computerId, runId, state.lastSeq, signal)) {
        state = addRunEvent(state, event)
        onState(state)
      }
    } catch (error) {
      if (!signal.aborted) onState({ ...state, error: (error as Error).message })
    }
    if (state.status !== 'finished') await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
