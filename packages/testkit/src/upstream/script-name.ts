import { namedFault, type Fault } from './fault.ts'
import { namedTranscript, transcript, type Transcript } from './transcripts/transcript.ts'

export type Answer = { transcript: Transcript; faults: Fault[] }

/** The prefix of model names that contain a script: `scripted:tools+cut-after-2`. */
const PREFIX = 'scripted:'

/**
 * Reads a script from a model name, so that concurrent tests need no shared state.
 * @throws Error if a word is neither a transcript nor a fault, so that typos are found
 */
export const readScriptName = (model: string): Answer | undefined => {
  if (!model.startsWith(PREFIX)) return undefined
  const answer: Answer = { transcript: transcript(), faults: [] }
  for (const word of model.slice(PREFIX.length).split('+')) {
    const fault = namedFault(word)
    const named = namedTranscript(word)
    if (fault) answer.faults.push(fault)
    else if (named) answer.transcript = named
    else throw new Error(`"${word}" in the model name "${model}" is neither a transcript nor a fault`)
  }
  return answer
}
