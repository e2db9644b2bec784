// Copied with the checks into the folder of a suite's packages, so it imports none of our modules.
import { deepEqual } from 'node:assert/strict'

export const UPSTREAMS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini']
export const { GPTGET_ORIGIN: origin, GPTGET_API_KEY: apiKey } = process.env
export const modelFor = (upstream, script) => `test/${upstream}.${script}`

/** Runs a check and prints its result as a line of JSON. */
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

// An SDK that reports a failed stream in several places must not end the program. The check reports it.
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {})
