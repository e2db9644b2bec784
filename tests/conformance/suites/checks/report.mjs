// Copied beside the checks into the folder of a suite's packages: it imports nothing of ours.
import { deepEqual } from 'node:assert/strict'

export const UPSTREAMS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini']
export const { GPTGET_ORIGIN: origin, GPTGET_API_KEY: apiKey } = process.env
export const modelFor = (upstream, script) => `test/${upstream}.${script}`

/** Runs a check and prints what it came to as a line of JSON. */
export const check = async (name, upstream, run) => {
  const line = { check: name, ...(upstream === undefined ? {} : { upstream }) }
  try {
    await run()
  } catch (error) {
    line.failure = `${error?.name}: ${error?.message ?? error} ${error?.cause ?? ''}`.slice(0, 1_500)
  }
  console.log(JSON.stringify(line))
}

export const equal = (actual, expected, what) => deepEqual(actual, expected, what)
export const isTrue = (value, what) => deepEqual(Boolean(value), true, what)

// An SDK that tells of a failed stream in several places at once must not end the program: the check tells of it.
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {})
