import { namedFault, type Fault } from './fault.ts'
import { namedTranscript, transcript, type Transcript } from './transcripts/transcript.ts'

export type Answer = { transcript: Transcript; faults: Fault[] }

/** How a model name says what the upstream is to do with the request: `scripted:tools+cut-after-2`. */
const PREFIX = 'scripted:'

/**
 * Reads a script out of a model name, so that concurrent tests need no shared state.
 * @throws Error when a word is neither a transcript nor a fault: a typo must not pass as plain text.
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
