import { explainFailure } from '@gptget/postgres'

/** Runs a function, and reports a Postgres that is down, or a value that it refuses, separately from our own faults. */
export const explained = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work()
  } catch (error) {
    throw explainFailure(error, 'Stored responses cannot be read right now. Retry.')
  }
}
