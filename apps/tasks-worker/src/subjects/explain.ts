import { explainFailure } from '@gptget/postgres'

/** Runs a verb and tells a Postgres that is away, and a value it refuses, apart from a fault of ours. */
export const explained = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work()
  } catch (error) {
    throw explainFailure(error, 'Stored responses cannot be read right now. Retry.')
  }
}
